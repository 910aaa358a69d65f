"""The life of an import: begun, counted with each chunk, finished, refused or found interrupted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.actions.receive import Receipt, Source, receive
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import BatchState, Channel, ImportBatch

# A running import commits a chunk every fraction of a second; silence for this long means that its process is gone.
SILENCE = timedelta(minutes=5)


@action("batch.begin")
def begin(
    by: By,
    *,
    name: str,
    sha256: bytes,
    size: int,
    mapping: str,
    mapping_version: int,
    importer: str,
    channel: Channel,
    unit_id: int,
    file_key: bytes,
) -> ImportBatch:
    """Begin an import of a file; an earlier run of the same file that never ended is marked as interrupted."""
    for stale in (
        ImportBatch.objects.select_for_update().filter(sha256=sha256, state=BatchState.RUNNING).order_by("pk")
    ):
        _interrupt(by, stale, "the same file is imported again")
    batch = ImportBatch.objects.create(
        name=name,
        sha256=sha256,
        size=size,
        mapping=mapping,
        mapping_version=mapping_version,
        importer=importer,
        channel=channel,
        unit_id=unit_id,
        actor=by.actor,
        started_at=by.at,
        seen_at=by.at,
        file_key=file_key,
    )
    enter(
        "batch",
        batch.pk,
        {"name": name, "sha256": sha256.hex(), "mapping": mapping, "size": size},
        first=True,
    )
    return batch


@action("batch.take")
def take(by: By, batch_id: int, source: Source, rows: Sequence[Incoming]) -> Receipt:
    """Take one chunk of rows in: receive them and count them, in one transaction."""
    receipt = receive(by, source, rows)
    counts = Counter({"read": len(rows)}) + receipt.counts + receipt.fates()
    ImportBatch.objects.filter(pk=batch_id).update(
        seen_at=by.at, position=rows[-1].position, **{name: F(name) + count for name, count in counts.items()}
    )
    return receipt


@action("batch.finish")
def finish(by: By, batch_id: int) -> ImportBatch:
    """End an import whose last row was taken."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    # Another import of the same file may have taken this one for dead.
    batch.state, batch.finished_at, batch.message = BatchState.DONE, by.at, ""
    batch.save(update_fields=["state", "finished_at", "message"])
    enter(
        "batch",
        batch.pk,
        {n: getattr(batch, n) for n in ("read", "new", "changed", "known", "refused", "linked", "pending")},
    )
    return batch


@action("batch.refuse")
def refuse(by: By, batch_id: int, message: str) -> None:
    """End an import that cannot go on; what it has taken so far stays."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    batch.state, batch.finished_at, batch.message = BatchState.REFUSED, by.at, message
    batch.save(update_fields=["state", "finished_at", "message"])
    enter("batch", batch.pk, {"refused": message})


@action("batch.interrupt")
def interrupt_silent(by: By) -> list[ImportBatch]:
    """Mark running imports from which nothing was heard for five minutes; the same file can be imported again."""
    silent = list(
        ImportBatch.objects.select_for_update()
        .filter(state=BatchState.RUNNING, seen_at__lt=by.at - SILENCE)
        .order_by("pk")
    )
    for batch in silent:
        _interrupt(by, batch, "its process ended without finishing; import the file again")
    return silent


def _interrupt(by: By, batch: ImportBatch, message: str) -> None:
    batch.state, batch.message = BatchState.INTERRUPTED, message
    batch.save(update_fields=["state", "message"])
    enter("batch", batch.pk, {"interrupted": message})
