"""Dropping a file in: kept at once, looked at, told what its columns mean, imported in the background."""

from __future__ import annotations

import logging
import os
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huiyin.doors.web.asked import words_of
from huiyin.doors.web.costly import one_at_a_time
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.intake.arriving import Arrived, too_large
from huiyin.doors.web.intake.background import nudge
from huiyin.doors.web.intake.fields import CHANNELS, FIELDS, DropForm, spoken
from huiyin.doors.web.problem.words import refusal
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.roles import Right
from huiyin.records.reports import uploads
from huiyin.records.reports.actions.mapping import save as save_mapping
from huiyin.records.reports.actions.upload import UploadRefused, queue
from huiyin.records.reports.desk import batches
from huiyin.records.reports.landing.errors import Problem, Refused
from huiyin.records.reports.landing.mapping import SHIPPED
from huiyin.records.reports.models import BatchState, Channel, Upload, UploadState
from huiyin.records.reports.outcomes import same_file, still_refused

SHOWN = 30
# How long a file may wait for the background's attention before the page says that something may be wrong.
PATIENCE = timedelta(seconds=30)
logger = logging.getLogger(__name__)


@needs(Right.REPORT_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: DeskRequest) -> HttpResponse:
    """The imports so far, and where a file is dropped."""
    form = DropForm()
    if request.method == "POST":
        form = DropForm(request.POST, request.FILES)
        if too_large(request):
            form.errors.clear()
            form.add_error("file", gettext("文件超过 2 GB，没有收下。请拆成几个文件分别上传。"))
        elif form.is_valid():
            try:
                return redirect("imports-check", _keep(request, form.cleaned_data["file"]).pk)
            except OSError:
                logger.exception("a file could not be kept")
                form.add_error(
                    "file", gettext("服务器磁盘空间不足或不可写，文件没有收下。请联系系统管理员后再上传。")
                )
    waiting = uploads.visible(request.scope).filter(
        state__in=(UploadState.CHECKING, UploadState.QUEUED, UploadState.REFUSED)
    )
    held, done = list(waiting[:SHOWN]), list(batches(request.scope)[:SHOWN])
    people = names({one.actor for one in held} | {one.actor for one in done})
    refused = still_refused([one.pk for one in done])
    page = {
        "form": form,
        "waiting": [(one, people.get(one.actor, one.actor)) for one in held],
        "batches": [(one, people.get(one.actor, one.actor), refused.get(one.pk, 0)) for one in done],
    }
    return render(request, "web/intake/imports.html", page, status=400 if form.errors else 200)


def _keep(request: DeskRequest, file: UploadedFile) -> Upload:
    """Keep what arrived. A large file lies on disk already, in the folder of what is opened; a small one is put there."""
    assert request.user.unit_id is not None, "who imports belongs to a unit"
    name = file.name or "-"
    if isinstance(file, Arrived):
        return uploads.receive(request.by, Path(file.temporary_file_path()), name, request.user.unit_id)
    descriptor, path = tempfile.mkstemp(prefix="arriving-", dir=uploads.opened())
    try:
        with os.fdopen(descriptor, "wb") as sink:
            for block in file.chunks():
                sink.write(block)
        return uploads.receive(request.by, Path(path), name, request.user.unit_id)
    finally:
        os.unlink(path)


@needs(Right.REPORT_IMPORT)
@one_at_a_time
@require_safe
def check(request: DeskRequest, pk: int) -> HttpResponse:
    """What the file is, and which of its columns is what."""
    upload = _upload(request, pk)
    if upload.state in (UploadState.QUEUED, UploadState.TAKEN):
        return (
            redirect("imports-batch", upload.batch_id)
            if upload.batch_id and upload.state == UploadState.TAKEN
            else render(request, "web/intake/running.html", {"upload": upload, **_standing(request, upload)})
        )
    if upload.state == UploadState.DROPPED:
        return redirect("imports")
    return _checked(request, upload)


def _checked(
    request: DeskRequest,
    upload: Upload,
    *,
    status: int = 200,
    refused: Problem | None = None,
) -> HttpResponse:
    """The page; where what was asked of it was ``refused``, with all that was chosen and typed."""
    page: dict[str, Any] = {
        "upload": upload,
        "fields": FIELDS,
        "channels": CHANNELS,
        "channel": request.POST.get("channel", upload.channel),
        "name": request.POST.get("name", ""),
        "refused": spoken(refused) if refused else None,
        "wrong_name": refused is not None and refused.code == "mapping.name",
        **earlier_import(request, bytes(upload.sha256)),
    }
    problem: Problem | None = None
    if upload.message:
        problem = msgspec.json.decode(upload.message, type=Problem)
    try:
        looks = uploads.look(upload)
    except Refused as unreadable:
        page["unreadable"] = spoken(unreadable.problem)
        return render(request, "web/intake/check.html", page, status=status)
    except UploadRefused as given_up:
        tell(request, refusal(given_up), tone="danger")
        return redirect("imports")
    wanted = request.GET.get("mapping") or request.POST.get("mapping", "")
    look = next((one for one in looks if one.mapping == wanted), looks[0])
    wrong = problem or look.problem
    chosen = _chosen(request)
    page |= {
        "looks": looks,
        "look": look,
        "headings": [(heading, chosen.get(heading.name, heading.field)) for heading in look.headings],
        "problem": spoken(wrong) if wrong else None,
        "shipped": SHIPPED,
    }
    return render(request, "web/intake/check.html", page, status=status)


@needs(Right.REPORT_IMPORT)
@one_at_a_time
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: DeskRequest, pk: int) -> HttpResponse:
    """Queue the file: with a mapping as it stands, or with one that a person has just made of its columns.

    Whoever loads the address of a refusal anew is led back to the page of the file.
    """
    upload = _upload(request, pk)
    if request.method != "POST":
        return redirect("imports-check", upload.pk)
    channel = request.POST.get("channel", "")
    mapping = request.POST.get("mapping", "")
    if channel not in Channel.values:
        raise Http404
    try:
        if request.POST.get("own"):
            chosen = _chosen(request)
            mapping = save_mapping(request.by, words_of(request.POST.get("name"), 64), chosen, "generic").name
        elif mapping not in {look.mapping for look in uploads.look(upload)}:
            raise Http404
        queue(request.by, upload.pk, mapping, Channel(channel))
    except Refused as refused:
        return _checked(request, upload, status=400, refused=refused.problem)
    except UploadRefused as refused:
        tell(request, refusal(refused), tone="danger")
        return redirect("imports")
    nudge(upload.pk)
    return redirect("imports-check", upload.pk)


def earlier_import(request: DeskRequest, sha256: bytes, before: int | None = None) -> dict[str, object]:
    """For a page: the import of the area that took this very file in before, and who did it; nothing where there is none."""
    found = same_file(batches(request.scope), sha256, before)
    if found is None:
        return {}
    return {"earlier": found, "earlier_actor": names({found.actor}).get(found.actor, found.actor)}


def _chosen(request: DeskRequest) -> dict[str, str]:
    """The field that was chosen for each column; of two columns with one name the first counts."""
    names = (words_of(name, 255) for name in request.POST.getlist("column"))
    fields = request.POST.getlist("field")
    chosen: dict[str, str] = {}
    for name, field in zip(names, fields, strict=False):
        chosen.setdefault(name, field)
    return chosen


@needs(Right.REPORT_IMPORT)
@require_POST
def drop(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the file up."""
    upload = _upload(request, pk)
    try:
        uploads.give_up(request.by, upload.pk)
        tell(request, gettext("已放弃文件“%(name)s”，其内容已删除。") % {"name": upload.name})
    except UploadRefused as refused:
        tell(request, refusal(refused), tone="danger")
    return redirect("imports")


@needs(Right.REPORT_IMPORT)
@require_safe
def progress(request: DeskRequest, pk: int) -> HttpResponse:
    """How far the import has come: asked for every second by the page, until it is done."""
    upload = _upload(request, pk)
    response = render(request, "web/intake/progress.html", {"upload": upload, **_standing(request, upload)})
    if upload.state != UploadState.QUEUED:
        # The page itself says what came of it.
        response.headers["HX-Refresh"] = "true"
    return response


def _standing(request: DeskRequest, upload: Upload) -> dict[str, object]:
    """How far the import has come; while nothing has begun, since when it waits and whether it waits for long."""
    batch = upload.batch
    if batch is not None:
        names = ("read", "new", "changed", "known", "refused")
        return {
            "batch": batch,
            "counts": Counter({name: getattr(batch, name) for name in names}),
            "silent": batch.state == BatchState.INTERRUPTED,
        }
    since = uploads.queued_since(upload.pk)
    return {
        "batch": None,
        "counts": Counter(),
        "since": since,
        "long": since is not None and request.now - since > PATIENCE,
        "before": uploads.ahead_of(upload),
    }


def _upload(request: DeskRequest, pk: int) -> Upload:
    upload = uploads.visible(request.scope).select_related("batch", "unit").filter(pk=pk).first()
    if upload is None:
        raise Http404
    return upload
