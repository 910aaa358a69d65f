"""The inventory of existing illegal construction: what stands on a day, and its balance."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.cases.words import state_name
from huiyin.doors.web.design.shapes import Crumb, Figure
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.words import where
from huiyin.knowledge.law import book
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.inventory import PROCEDURE, balanced, movements, standing_on
from huiyin.records.cases.models import Track
from huiyin.records.cases.numbers import case_number


@needs(Right.CASE_READ)
@require_safe
def stock(request: DeskRequest) -> HttpResponse:
    """The inventory at the end of a day, today where none is asked for, and its balance since the campaign began."""
    day = _day(request)
    began = min(phase.start for phase in book.load().campaign.phases)
    first = min(began, day)
    moves = movements(request.scope)
    sums = balanced(moves, first, day)
    cases = standing_on(request.scope, day)
    states = dict(Track.objects.filter(case__in=cases, procedure=PROCEDURE).values_list("case_id", "state"))
    context = {
        "day": day,
        "first": first,
        "figures": [
            Figure(gettext("期初"), sums.opening),
            Figure(gettext("入库"), sums.came),
            Figure(gettext("出库"), sums.went),
            Figure(gettext("期末"), sums.closing),
        ],
        "lines": [
            (one, case_number(one.pk), where(one.problem), state_name(PROCEDURE, states[one.pk]))
            for one in cases
        ],
        "crumbs": [Crumb(gettext("案件"), "../")],
    }
    return render(request, "web/cases/stock.html", context)


def _day(request: DeskRequest) -> dt.date:
    try:
        asked = dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.today
    return min(asked, request.today)
