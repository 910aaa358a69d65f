"""The way of a file that was dropped into a page: kept, checked, queued, imported, or given up."""

from __future__ import annotations

import msgspec

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.models import Channel, ImportBatch, Upload, UploadState


class UploadRefused(ValueError):
    """A step that an upload does not allow; the message says why and what to do."""


@action("upload.keep")
def keep(by: By, *, name: str, sha256: bytes, size: int, file_key: bytes, unit_id: int) -> Upload:
    """Enter a file that is kept already, so that it can be looked at before it is imported."""
    upload = Upload.objects.create(
        name=name[:255],
        sha256=sha256,
        size=size,
        file_key=file_key,
        unit_id=unit_id,
        actor=by.actor,
        at=by.at,
    )
    enter("upload", upload.pk, {"name": upload.name, "sha256": sha256.hex(), "size": size}, first=True)
    return upload


@action("upload.queue")
def queue(by: By, upload_id: int, mapping: str, channel: Channel) -> Upload:
    """Let a file be imported in the background, with a mapping.

    Raises :class:`UploadRefused` for one that waits already, is in or was given up.
    """
    upload = _locked(upload_id)
    if upload.state not in (UploadState.CHECKING, UploadState.REFUSED):
        raise UploadRefused(
            f"upload {upload_id} is {upload.state} / 该文件{UploadState(upload.state).label}，不能再次导入"
        )
    upload.mapping, upload.channel, upload.state, upload.message = mapping, channel, UploadState.QUEUED, ""
    upload.save(update_fields=["mapping", "channel", "state", "message"])
    enter("upload", upload.pk, {"queued": mapping, "channel": channel.value})
    return upload


@action("upload.attach")
def attach(by: By, upload_id: int, batch: ImportBatch) -> None:
    """Note the batch under which a queued file is being imported, so that its progress can be shown."""
    upload = _locked(upload_id)
    upload.batch = batch
    upload.save(update_fields=["batch"])
    enter("upload", upload.pk, {"batch": batch.pk})


@action("upload.take")
def taken(by: By, upload_id: int) -> None:
    """A queued file is in."""
    upload = _locked(upload_id)
    upload.state = UploadState.TAKEN
    upload.save(update_fields=["state"])
    enter("upload", upload.pk, {"taken": upload.batch_id})


@action("upload.refuse")
def refuse(by: By, upload_id: int, problem: Problem) -> None:
    """A queued file could not be imported; it stays, so that it can be tried with another mapping."""
    upload = _locked(upload_id)
    upload.state, upload.message = UploadState.REFUSED, msgspec.json.encode(problem).decode()
    upload.save(update_fields=["state", "message"])
    enter("upload", upload.pk, {"refused": problem.code})


@action("upload.drop")
def drop(by: By, upload_id: int) -> Upload:
    """Give a file up that was not imported; its key is destroyed, unless an import of the same bytes needs it.

    Returns the upload as it was, so that the caller can remove the kept file. Raises :class:`UploadRefused` for one that is in.
    """
    upload = _locked(upload_id)
    if upload.state not in (UploadState.CHECKING, UploadState.REFUSED):
        raise UploadRefused(
            f"upload {upload_id} is {upload.state} / 该文件{UploadState(upload.state).label}，不能放弃"
        )
    upload.state, upload.file_key = UploadState.DROPPED, None
    upload.save(update_fields=["state", "file_key"])
    enter("upload", upload.pk, {"dropped": True})
    return upload


def _locked(upload_id: int) -> Upload:
    upload = Upload.objects.select_for_update().filter(pk=upload_id).first()
    if upload is None:
        raise UploadRefused(f"there is no upload {upload_id} / 文件不存在")
    return upload
