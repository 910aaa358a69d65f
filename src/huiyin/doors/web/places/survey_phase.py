"""What the pages of the survey share: the phase at hand, its address, and refusals in the reader's language."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404
from django.urls import reverse

from huiyin.doors.web.design.shapes import Link
from huiyin.doors.web.gate import DeskRequest
from huiyin.doors.web.language import label
from huiyin.knowledge.law import book
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.survey import SurveyRefused

FIRST = "survey"
SEES = (Right.SURVEY_ENTER, Right.SURVEY_FREEZE, Right.EXCEPTION_READ)
"""Who looks at the survey: who fills it in, who freezes it, and whoever supervises the campaign."""


def phase_of(request: DeskRequest) -> str:
    """The phase that the address or the form names, the first one where none is named. Raises ``Http404`` for no phase."""
    asked = request.POST.get("phase") or request.GET.get("phase") or FIRST
    if all(phase.id != asked for phase in book.load().campaign.phases):
        raise Http404
    return asked


def phase_tabs(current: str, name: str, *args: object, phases: Collection[str] | None = None) -> list[Link]:
    """A tab for each phase of the campaign, or for each of ``phases``."""
    address = reverse(name, args=args)
    return [
        Link(label(row.name.zh, row.name.en), f"{address}?phase={row.id}", row.id == current)
        for row in book.load().campaign.phases
        if phases is None or row.id in phases
    ]


def told(refused: SurveyRefused) -> str:
    """What the survey refuses, in the reader's language: its messages say it in English and then in Chinese."""
    english, _, chinese = str(refused).partition(" / ")
    return label(chinese or english, english)
