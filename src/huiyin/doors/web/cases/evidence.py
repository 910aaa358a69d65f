"""Evidence of a case: added with a file and what it shows, and given out as it was received."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.cases.case_acts import back
from huiyin.doors.web.cases.finding import the_page, to_act_on
from huiyin.doors.web.cases.words import event_name
from huiyin.doors.web.choosing import offer
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import Act, Done, perform
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.actions.evidence import SAYS, SHOWN, Piece, keep_piece
from huiyin.records.cases.models import EvidenceKind
from huiyin.records.reports import files


class EvidenceForm(forms.Form):
    """A file, what it is and what it shows, and the step that it belongs to."""

    file = forms.FileField(
        label=_("文件"), help_text=_("JPEG、PNG、HEIC、PDF、MP4、MP3，不大于 50 MB；加密保存。")
    )
    kind = forms.ChoiceField(label=_("种类"), widget=forms.RadioSelect())
    says = forms.CharField(label=_("证明内容"), max_length=SAYS)
    event = forms.ChoiceField(label=_("对应步骤"), required=False)

    def __init__(self, data: Any, given: Any, events: list[tuple[str, str]]) -> None:
        super().__init__(data, given, initial={"kind": EvidenceKind.PHOTO.value})
        offer(self, "kind", [(one.value, gettext(one.label)) for one in EvidenceKind])
        offer(self, "event", [("", gettext("不对应某一步")), *events])


@needs(Right.CASE_INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest, pk: int) -> HttpResponse:
    """Add a piece of evidence."""
    page = to_act_on(request, pk)
    sending = request.method == "POST"
    form = EvidenceForm(
        request.POST if sending else None,
        request.FILES if sending else None,
        [(str(event.position), event_name(event)) for event in reversed(page.events)],
    )
    act = Act(gettext("添加证据"), gettext("保存"), back(page.case))

    def do(given: dict[str, Any]) -> Done:
        sent: UploadedFile = given["file"]
        with _arrived(sent) as path:
            piece = Piece(
                path,
                sent.name or "",
                EvidenceKind(given["kind"]),
                given["says"],
                int(given["event"]) if given["event"] else None,
            )
            keep_piece(request.by, page.case.pk, piece)
        return Done(gettext("已保存证据。"))

    return perform(request, act, form, do)


@needs(Right.CASE_READ)
@require_safe
def give(request: DeskRequest, pk: int, evidence_id: int) -> HttpResponseBase:
    """A piece of evidence as it was received: pictures in the page, the rest as files."""
    page = the_page(request, pk)
    piece = next((one for one in page.evidence if one.pk == evidence_id), None)
    if piece is None:
        raise Http404
    response = StreamingHttpResponse(files.reveal(piece.file, bytes(piece.key)), content_type=piece.media)
    how = "inline" if piece.media in SHOWN else "attachment"
    ending = piece.media.rpartition("/")[2]
    response["Content-Disposition"] = f'{how}; filename="evidence-{piece.pk}.{ending}"'
    response["Content-Length"] = str(piece.size)
    return response


@contextmanager
def _arrived(sent: UploadedFile) -> Iterator[Path]:
    """The file on disk for as long as it is being kept, readable by our account alone."""
    handle, name = tempfile.mkstemp(prefix="evidence-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            for chunk in sent.chunks():
                sink.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)
