"""Filters that somebody keeps for a list: the menu of them, keeping and forgetting one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.design.shapes import Crumb, Link
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import label
from huiyin.doors.web.lists.asking import part_only
from huiyin.doors.web.lists.kinds import Live
from huiyin.doors.web.lists.words import kind_name
from huiyin.records.accounts.actions.filters import remove_filter, save_filter
from huiyin.records.accounts.queries import filters
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.filters import Filters


@needs(Right.PROBLEM_READ)
@require_safe
def kept(request: DeskRequest, live: Live) -> HttpResponse:
    """What somebody has kept for a list: the menu's rows, or the page on which they are taken away."""
    query = request.GET.urlencode()
    address = reverse(live.name)
    rows = list(filters(request.user.pk, live.name))
    context = {
        "live": live,
        "links": [Link(row.name, f"{address}?{row.query}", row.query == query) for row in rows],
        "rows": [(row, f"{address}?{row.query}") for row in rows],
        "filters_url": reverse(f"{live.name}-filters"),
        "remove_url": reverse(f"{live.name}-remove"),
        "crumbs": [Crumb(kind_name(live.kind), f"{address}?{query}")],
    }
    return render(
        request, "web/lists/kept-menu.html" if part_only(request) else "web/lists/kept.html", context
    )


@needs(Right.PROBLEM_READ)
@require_POST
def keep(request: DeskRequest, live: Live) -> HttpResponse:
    """Keep the present filter under a name; one of the same name is replaced."""
    given = dict(QueryDict(request.POST.get("query", "")).lists())
    wanted, wrong = Filters.from_query(given)
    query = urlencode(wanted.to_query(), doseq=True)
    back = f"{reverse(live.name)}?{query}"
    name = " ".join(request.POST.get("name", "").split())
    if wrong or not query:
        tell(request, gettext("没有可保存的筛选：请先设定条件。"), tone="caution")
        return redirect(back)
    try:
        save_filter(request.by, request.user.pk, live.name, name, query)
    except ValueError as error:
        chinese, _stroke, english = str(error).partition(" / ")
        tell(request, label(f"{chinese}。", f"{english}."), tone="danger")
    else:
        tell(request, gettext("已保存筛选“%(name)s”。") % {"name": name})
    return redirect(back)


@needs(Right.PROBLEM_READ)
@require_POST
def forget(request: DeskRequest, live: Live) -> HttpResponse:
    """Take one of somebody's own filters away. Raises ``Http404`` where there is no such one."""
    given = request.POST.get("filter", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 18):
        raise Http404
    if not remove_filter(request.by, request.user.pk, int(given)):
        raise Http404
    tell(request, gettext("已删除筛选。"))
    return redirect(f"{live.name}-filters")
