"""My work: what is overdue, due today and tomorrow, to be looked at again, sent back; for oneself or one's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from huiyin.doors.web.asked import bad_request, words_of
from huiyin.doors.web.cases.case_list import pressing_cases
from huiyin.doors.web.design.clocks import ClockChip
from huiyin.doors.web.design.shapes import Link
from huiyin.doors.web.design.tell import recent
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.lists.clocks import chip, first_deadline
from huiyin.doors.web.problem.words import chip as clock_chip_of
from huiyin.doors.web.problem.words import clock_name
from huiyin.doors.web.work.bulk import dialogs
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import desk, unsettled
from huiyin.records.problems.filters import Filters
from huiyin.records.problems.outside import is_outside
from huiyin.records.problems.pressing import pressing
from huiyin.records.problems.wording import UNNAMED_PLACE
from huiyin.records.reports.models import Report

SIZES = (20, 50, 100, 200)
# The pages of the work, in the order of their urgency: title and what narrows the list.
TABS: dict[str, tuple[Any, dict[str, Any]]] = {
    "overdue": (gettext_lazy("已超期"), {"due": "overdue"}),
    "today": (gettext_lazy("今日到期"), {"due": "today"}),
    "tomorrow": (gettext_lazy("明日到期"), {"due": "tomorrow"}),
    "recheck": (gettext_lazy("待复查"), {"recheck": True}),
    "orders": (gettext_lazy("诉件时限"), {"orders": True}),
    "returned": (gettext_lazy("退回补充"), {"returned": True}),
    "all": (gettext_lazy("全部未完成"), {}),
}
# Of the pages of the work, those of which people outside enforcement are told nothing.
INSIDE = ("orders", "returned", "recheck")
# The pages that go by another date than the tasks' deadlines.
ORDERS = {"orders": desk.PRESSING, "recheck": desk.RECHECK}
# Answers that the page of the orders names before it leads to all.
ANSWERS = 5
# Whose tasks: one's own, those of the area, those that nobody has been given.
WHOSE: dict[str, Any] = {
    "mine": gettext_lazy("我的"),
    "unit": gettext_lazy("本辖区"),
    "unassigned": gettext_lazy("未派到人"),
}


@needs(Right.PROBLEM_READ)
@require_safe
def work(request: DeskRequest) -> HttpResponse:
    """The tasks of one page of the work, by their deadline."""
    account = request.user
    whose = request.GET.get(
        "whose", "mine" if account.officer_id and not account.may(Right.TASK_ASSIGN) else "unit"
    )
    if whose not in WHOSE or (whose == "mine" and account.officer_id is None):
        whose = "unit"
    mine = Filters(unassigned=True) if whose == "unassigned" else Filters()
    if whose == "mine" and account.officer_id is not None:
        mine = Filters(officer=(account.officer_id,))
    counts = desk.counts(request.scope, mine)
    outside = is_outside(request.scope)
    tabs = [key for key in TABS if not (key in INSIDE and outside)]
    tomorrow = request.today + timedelta(days=1)
    answers = unsettled.answers_due(request.scope, tomorrow) if "orders" in tabs else 0
    figures = {**asdict(counts), "orders": counts.orders + answers}
    tab = request.GET.get("tab", "")
    if tab not in tabs:
        urgent = (key for key in ("overdue", "today", *INSIDE) if key in tabs and figures[key])
        tab = next(urgent, "all")
    q = words_of(request.GET.get("q"), 100)
    filters = replace(mine, q=q, **TABS[tab][1])
    size = int(request.GET.get("size", "50")) if request.GET.get("size", "50") in map(str, SIZES) else 50
    try:
        page = desk.page(
            request.scope,
            filters,
            after=request.GET.get("after") or None,
            before=request.GET.get("before") or None,
            size=size,
            order=ORDERS.get(tab, desk.DUE),
        )
    except ValueError:
        return bad_request(request)
    kept = {"tab": tab, "whose": whose, **({"q": q} if q else {}), **({"size": size} if size != 50 else {})}
    context = {
        "tabs": [
            Link(str(TABS[key][0]), _address(tab=key, whose=whose), key == tab, figures.get(key))
            for key in tabs
        ],
        "whose": [
            Link(str(title), _address(tab=tab, whose=key), key == whose)
            for key, title in WHOSE.items()
            if key != "mine" or account.officer_id
        ],
        "tab": tab,
        "title": TABS[tab][0],
        "rows": _rows(request, page.rows, tab),
        "answers": _answers(request, tomorrow) if tab == "orders" and answers else [],
        "more_answers": max(0, answers - ANSWERS),
        "cases": pressing_cases(request, whose) if account.may(Right.CASE_READ) else [],
        "recent": recent(request),
        "next": _address(**kept, after=page.next) if page.next else None,
        "previous": _address(**kept, before=page.previous) if page.previous else None,
        "sizes": SIZES,
        "size": size,
        "q": q,
        "hidden": [(key, value) for key, value in kept.items() if key != "q"],
        "dispatches": account.may(Right.TASK_ASSIGN),
        "extends": account.may(Right.TASK_EXTEND),
        "dialogs": dialogs(request),
        "reads_reports": account.may(Right.REPORT_READ),
        "all_answers": _all_answers(request),
        # Of what these columns tell, people outside enforcement are told nothing.
        "outside": outside,
        "unnamed_place": UNNAMED_PLACE,
    }
    return render(request, "web/work/work.html", context)


@dataclass(frozen=True, slots=True)
class Order:
    """The report whose limit ends first upon a problem: what the limit is called and how it stands, and how many are late."""

    name: str
    clock: ClockChip
    report: Report
    late: int


def _rows(
    request: DeskRequest, found: Sequence[desk.Row], tab: str
) -> list[tuple[desk.Row, ClockChip | None, str, Order | None]]:
    """Each row with the limit of its task, the first deadline of one that was extended, and, on their page, of its reports."""
    today = request.today
    orders = pressing([row.id for row in found], today) if tab == "orders" else {}
    rows = []
    for row in found:
        one = next(iter(orders.get(row.id, ())), None)
        order = None
        if one is not None:
            late = sum(each.late for each in orders[row.id])
            order = Order(clock_name(one.clock.kind), clock_chip_of(one.clock, today), one.report, late)
        rows.append((row, chip(row, today), first_deadline(row, today), order))
    return rows


def _answers(request: DeskRequest, until: date) -> list[tuple[unsettled.Unsettled, ClockChip | None]]:
    """The first of the answers that are owed by a day."""
    page = unsettled.listed("reply", request.scope, request.today, size=ANSWERS)
    owed = (row for row in page.rows if row.due is not None and row.due <= until)
    return [(row, clock_chip_of(row.clock, request.today) if row.clock else None) for row in owed]


def _all_answers(request: DeskRequest) -> str:
    """Where all answers that are owed are listed, for who may see them; else empty."""
    if request.user.may(Right.REPORT_REPLY):
        return reverse("answers")
    return f"{reverse('exceptions')}?kind=reply" if request.user.may(Right.EXCEPTION_READ) else ""


def _address(**query: Any) -> str:
    return f"{reverse('work')}?{urlencode(query)}"
