"""The survey's form as a workbook: out for the area, empty or as it was filled, and in again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.costly import one_at_a_time
from huiyin.doors.web.design.shapes import Crumb, Figure, Tone
from huiyin.doors.web.disk import disk_failed
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import label, phase_name
from huiyin.doors.web.places.survey_phase import SEES, phase_of, told
from huiyin.doors.web.registry.words import unit_of
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.survey import record
from huiyin.records.problems.survey import SurveyRefused
from huiyin.records.problems.survey_forms import read_forms
from huiyin.records.problems.workbooks.page import TooLong
from huiyin.records.problems.workbooks.survey import export_forms
from huiyin.records.reports.landing.errors import Problem, Refused

MOST_BYTES = 20 * 1024 * 1024
SHOWN = 200
"""Faults, and as many notes, that the result lists before it only counts the rest."""
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FormFile(forms.Form):
    """A filled form."""

    file = forms.FileField(
        label=_("填好的排摸表"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("由本页导出的表填写后交回；不要改动表头和最后一列“小区编号”。"),
    )

    def clean_file(self) -> UploadedFile:
        """A file of a size that a form can have."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("文件超过 20 MB，不像一张排摸表。请核对所选的文件。"))
        return file


@needs(*SEES)
@one_at_a_time
@require_safe
def out(request: DeskRequest) -> HttpResponse:
    """The form of a unit in the area, with what was recorded so far; ``before=1`` gives the frozen forms alone."""
    phase = phase_of(request)
    code = request.GET.get("unit", "") or unit_of(request).code
    unit = request.scope.units().filter(code=code).first()
    if unit is None:
        raise Http404
    before = request.GET.get("before") == "1"
    try:
        with _aside(".xlsx") as path:
            export_forms(path, unit, phase, request.today, request.now, before=before)
            content = path.read_bytes()
    except TooLong as error:
        english, _sign, chinese = str(error).partition(" / ")
        page = {"words": label(chinese, english), "crumbs": _crumbs(phase)}
        return render(request, "web/survey/too-long.html", page, status=400)
    except OSError as error:
        return disk_failed(request, error)
    what = "before" if before else "form"
    name = f"survey-{unit.code}-{phase}-{what}-{request.today}.xlsx"
    return HttpResponse(
        content, content_type=KIND, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@needs(Right.SURVEY_ENTER)
@one_at_a_time
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: DeskRequest) -> HttpResponse:
    """Take a filled form: good rows are recorded, what is wrong with the others is said with row and column."""
    phase = phase_of(request)
    form = FormFile(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            context = _recorded(request, phase, form.cleaned_data["file"])
        except Refused as refused:
            form.add_error("file", _said(refused.problem))
        except SurveyRefused as refused:
            form.add_error("file", told(refused))
        except OSError as error:
            return disk_failed(request, error)
    context |= {"form": form, "phase": phase, "phase_name": phase_name(phase), "crumbs": _crumbs(phase)}
    return render(request, "web/survey/file.html", context, status=400 if form.errors else 200)


def _recorded(request: DeskRequest, phase: str, file: UploadedFile) -> dict[str, Any]:
    name = file.name or ""
    with _aside(Path(name).suffix[:8]) as path:
        with path.open("wb") as sink:
            for block in file.chunks():
                sink.write(block)
        returned = read_forms(path, unit_of(request), phase, request.today, name=name)
    recorded = record(request.by, phase, returned.forms)
    refused = {fault.position for fault in returned.faults}
    figures: tuple[tuple[str, int, Tone], ...] = (
        (gettext("新增"), recorded.new, "accent"),
        (gettext("变更"), recorded.changed, "accent"),
        (gettext("已有"), recorded.known + returned.kept, "neutral"),
        (gettext("未填"), returned.blank, "neutral"),
        (gettext("待更正"), len(refused), "danger" if refused else "neutral"),
    )
    return {
        "name": name,
        "figures": [Figure(label, count, tone=tone) for label, count, tone in figures],
        "faults": _listed(returned.faults),
        "more": max(len(returned.faults) - SHOWN, 0),
        "notes": _listed(returned.notes),
        "more_notes": max(len(returned.notes) - SHOWN, 0),
    }


def _listed(problems: Sequence[Problem]) -> list[tuple[int | None, str, str]]:
    return [(one.position, one.column or "", _said(one)) for one in problems[:SHOWN]]


def _said(problem: Problem) -> str:
    return label(f"{problem.message_zh}。{problem.advice_zh}", f"{problem.message_en}. {problem.advice_en}")


def _crumbs(phase: str) -> list[Crumb]:
    return [Crumb(gettext("排摸"), f"{reverse('survey')}?phase={phase}")]


@contextmanager
def _aside(suffix: str) -> Iterator[Path]:
    """A path in the home for a moment, readable by nobody else; what is there at the end is taken away."""
    folder = Path(settings.HUIYIN_HOME) / "opened"
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="survey-", suffix=suffix, dir=folder)
    os.close(descriptor)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
