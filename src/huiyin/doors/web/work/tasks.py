"""My work: what is overdue, due today and tomorrow, to be looked at again, sent back; for oneself or one's unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from huiyin.doors.web.asked import bad_request, words_of
from huiyin.doors.web.design.shapes import Link
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.lists.clocks import chip
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import desk
from huiyin.records.problems.filters import Filters
from huiyin.records.registry.queries import units_in_reach

SIZES = (20, 50, 100, 200)
# The pages of the work, in the order of their urgency: title and what narrows the list.
TABS: dict[str, tuple[Any, dict[str, Any]]] = {
    "overdue": (gettext_lazy("已超期"), {"due": "overdue"}),
    "today": (gettext_lazy("今日到期"), {"due": "today"}),
    "tomorrow": (gettext_lazy("明日到期"), {"due": "tomorrow"}),
    "recheck": (gettext_lazy("待复查"), {"recheck": True}),
    "returned": (gettext_lazy("退回补充"), {"returned": True}),
    "all": (gettext_lazy("全部未完成"), {}),
}
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
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = next(
            (key for key in ("overdue", "today", "recheck", "returned") if getattr(counts, key)), "all"
        )
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
            order=desk.DUE,
        )
    except ValueError:
        return bad_request(request)
    kept = {"tab": tab, "whose": whose, **({"q": q} if q else {}), **({"size": size} if size != 50 else {})}
    context = {
        "tabs": [
            Link(str(title), _address(tab=key, whose=whose), key == tab, getattr(counts, key, None))
            for key, (title, _) in TABS.items()
        ],
        "whose": [
            Link(str(title), _address(tab=tab, whose=key), key == whose)
            for key, title in WHOSE.items()
            if key != "mine" or account.officer_id
        ],
        "tab": tab,
        "title": TABS[tab][0],
        "rows": [(row, chip(row, request.today)) for row in page.rows],
        "next": _address(**kept, after=page.next) if page.next else None,
        "previous": _address(**kept, before=page.previous) if page.previous else None,
        "sizes": SIZES,
        "size": size,
        "q": q,
        "hidden": [(key, value) for key, value in kept.items() if key != "q"],
        "back": [("query", request.GET.urlencode())],
        "dispatches": account.may(Right.TASK_ASSIGN),
        "extends": account.may(Right.TASK_EXTEND),
        "units": units_in_reach(account.unit_id) if account.may(Right.TASK_ASSIGN) else (),
    }
    return render(request, "web/work/work.html", context)


def _address(**query: Any) -> str:
    return f"{reverse('work')}?{urlencode(query)}"
