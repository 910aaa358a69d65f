"""The cases of an area, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.cases.words import procedure_name, state_name
from huiyin.doors.web.design.clocks import ClockChip, clock_chip
from huiyin.doors.web.design.shapes import Link
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import violation_name
from huiyin.doors.web.problem.acting import the_problem
from huiyin.doors.web.problem.words import where
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.members import account_key
from huiyin.records.cases.models import Case
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.queries import WARNED_DAYS, listed, may_move, of_problem, pressing

SIZE = 20
# How many of the pressing ones my work names before it leads to all.
FEW = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A case as the list shows it."""

    case: Case
    number: str
    title: str
    place: str
    standing: str
    clock: ClockChip | None


@needs(Right.CASE_READ)
@require_safe
def cases(request: DeskRequest) -> HttpResponse:
    """The open cases, one's own, or those that are closed."""
    view = request.GET.get("view", "")
    view = view if view in ("due", "mine", "closed", "all") else "open"
    mine = account_key(request.user) if view == "mine" else ""
    if view == "due":
        found = pressing(request.scope, request.today + timedelta(days=WARNED_DAYS))
    else:
        found = listed(request.scope, state=view if view in ("open", "closed") else "", mine=mine)
    if (problem := request.GET.get("problem", "")).isdecimal() and len(problem) < 18:
        found = found.filter(problem=int(problem))
    page = Paginator(found, SIZE).get_page(request.GET.get("page"))
    tabs = [
        Link(name, f"?view={key}", key == view)
        for key, name in (
            ("open", gettext("办理中")),
            ("due", gettext("时限已过或将到")),
            ("mine", gettext("我参与的")),
            ("closed", gettext("已结案")),
        )
    ]
    context = {
        "lines": lines_of(request, list(page)),
        "page": page,
        "view": view,
        "tabs": tabs,
        "stock": reverse("case-stock"),
        "feed": reverse("case-feed"),
    }
    return render(request, "web/cases/cases.html", context)


@needs(Right.CASE_READ)
@require_safe
def of_one_problem(request: DeskRequest, pk: int) -> HttpResponse:
    """The cases of a problem in the area: a part that its page fetches when it stands."""
    problem = the_problem(request, pk)
    found = [
        (
            case_number(case.pk),
            gettext("；").join(state_name(track.procedure, track.state) for track in case.tracks.all()),
            reverse("case", args=[case.pk]),
        )
        for case in of_problem(problem.pk)
    ]
    return render(request, "web/cases/of-problem.html", {"cases": found})


def pressing_cases(request: DeskRequest, whose: str) -> list[Line]:
    """The first of the open cases whose limit is over or ends soon: one's own, or the area's. Two statements."""
    if whose == "unassigned":
        return []
    who = account_key(request.user) if whose == "mine" else ""
    found = pressing(request.scope, request.today + timedelta(days=WARNED_DAYS), who)
    return lines_of(request, list(found[:FEW]))


def lines_of(request: DeskRequest, found: Sequence[Case]) -> list[Line]:
    """Cases as lists show them."""
    moving = may_move(found)
    return [_line_of(request, one, provisional=one.pk in moving) for one in found]


def _line_of(request: DeskRequest, one: Case, *, provisional: bool) -> Line:
    tracks = [track for track in one.tracks.all() if track.ended_at is None] or list(one.tracks.all())
    standing = gettext("；").join(
        f"{procedure_name(track.procedure)} · {state_name(track.procedure, track.state)}" for track in tracks
    )
    basis = gettext("见案件页")
    clock = (
        clock_chip(one.due_on, request.today, basis=basis, provisional=provisional) if one.due_on else None
    )
    return Line(one, case_number(one.pk), violation_name(one.violation), where(one.problem), standing, clock)
