"""The reports of the area as a list, and the search of the bar above each page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from huiyin.doors.web.design.shapes import Chip
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.report_fields import LATE, ReportFilter
from huiyin.doors.web.registry.words import SIZES, chips, size_of, without
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.desk import visible as visible_problems
from huiyin.records.problems.matters import visible_tasks
from huiyin.records.reports.desk import SHORTEST, find, visible
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Fate, Reply, ReplyState, Report

FOUND = 50
EXCERPT = 80
WORDS = 100
_RECORD = re.compile(r"(WT|RW)(\d{1,18})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """A report as the list shows it."""

    report: Report
    number: str
    text: str


@needs(Right.REPORT_READ)
@require_safe
def reports(request: DeskRequest) -> HttpResponse:
    """The reports of the area, the last entered first, or those with a number."""
    form = ReportFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    q = request.GET.get("q", "").strip()[:WORDS]
    paged: dict[str, object] = {}
    set_: list[Chip] = []
    if q:
        found = find(request.scope, q, FOUND)
    else:
        wanted = visible(request.scope).select_related("unit", "compound", "reply")
        if asked.get("fate"):
            wanted = wanted.filter(fate=asked["fate"])
        if asked.get("reason"):
            wanted = wanted.filter(fate=Fate.PENDING, pending_reason=asked["reason"])
        if asked.get("reply"):
            wanted = wanted.filter(_answered(asked["reply"], request.today))
        found, paged = _page(request, wanted)
        set_ = chips(request, form) if form.is_valid() else []
    context = {
        "form": form,
        "q": q,
        "short": bool(q) and len(q) < SHORTEST,
        "chips": set_,
        "lines": [Line(one, one.number or str(one.pk), masked(one.text)[:EXCERPT]) for one in found],
        "filtered": bool(q or any(asked.values())),
        "triage": _triage() if request.user.may(Right.REPORT_TRIAGE) else "",
        **paged,
    }
    return render(request, "web/problem/reports.html", context)


@needs(Right.PROBLEM_READ)
@require_safe
def search(request: DeskRequest) -> HttpResponse:
    """Where the words of the bar lead: a problem, a report, reports whose numbers begin so, or the list of problems."""
    given = request.GET.get("q", "")
    q = given.strip()[:WORDS]
    if numbered := _RECORD.fullmatch(q):
        if found := _problem(request, numbered[1].upper(), int(numbered[2])):
            return redirect("problem", found)
    elif request.user.may(Right.REPORT_READ) and len(q) >= SHORTEST:
        found_reports = find(request.scope, q, 2)
        if found_reports and (len(found_reports) == 1 or _exactly_one(found_reports, q)):
            return redirect("report", found_reports[0].pk)
        if found_reports:
            return redirect(f"{reverse('reports')}?{urlencode({'q': q})}")
    try:
        listed = reverse("list-problem")
    except NoReverseMatch:
        listed = "/lists/problems/"
    # Blanks alone are sought as well: the list says that nothing can be found by them.
    return redirect(f"{listed}?{urlencode({'q': q or ' '})}" if given else listed)


def _page(request: DeskRequest, wanted: QuerySet[Report]) -> tuple[list[Report], dict[str, object]]:
    """A page of reports, the last entered first, and what ``{% pager %}`` takes. One statement."""
    size = size_of(request)
    after, before = _key(request, "after"), _key(request, "before")
    back = after is None and before is not None
    if back:
        rows = list(wanted.filter(pk__gt=before).order_by("pk")[: size + 1])
    else:
        rows = list((wanted.filter(pk__lt=after) if after else wanted).order_by("-pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    newer = rows and (more if back else after is not None)
    older = rows and (more or back)
    return rows, {
        "previous": without(request, "after", "before", before=str(rows[0].pk)) if newer else None,
        "next": without(request, "after", "before", after=str(rows[-1].pk)) if older else None,
        "size": size,
        "sizes": SIZES,
    }


def _answered(state: str, today: date) -> Q:
    """How far the answers have come. Those that are owed are few, and read off their own index."""
    if state not in (LATE, ReplyState.OWED):
        return Q(reply__state=state)
    owed = Reply.objects.filter(state=ReplyState.OWED)
    return Q(pk__in=(owed.filter(due__lt=today) if state == LATE else owed).values("pk"))


def _key(request: DeskRequest, name: str) -> int | None:
    """A place in the list; what no page gave out counts as none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _exactly_one(found: list[Report], q: str) -> bool:
    """Whether just the first of what was found has the number itself."""
    return found[0].number == q != found[1].number


def _problem(request: DeskRequest, kind: str, pk: int) -> int | None:
    """The problem of a number in the area, or that of a task's number."""
    if kind == "RW":
        return visible_tasks(request.scope).filter(pk=pk).values_list("problem", flat=True).first()
    return visible_problems(request.scope).filter(pk=pk).values_list("pk", flat=True).first()


def _triage() -> str:
    try:
        return reverse("triage")
    except NoReverseMatch:
        return ""
