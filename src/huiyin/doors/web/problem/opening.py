"""A problem opened from a report by a person's hand, and the way from one waiting report to the next of its kind."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.design.tell import tell
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, the_report
from huiyin.doors.web.problem.linking import candidates
from huiyin.doors.web.problem.report_acts import back, refuse_others
from huiyin.doors.web.problem.report_fields import OpenForm
from huiyin.doors.web.problem.words import chinese, runners_up
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.actions.opening import open_from
from huiyin.records.problems.actions.splitting import Where
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.actions.provisional import provide, unlisted
from huiyin.records.registry.models import Compound
from huiyin.records.reports import desk
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Fate, JudgementKind, PendingReason, Report
from huiyin.records.reports.readings import PARTS, AsJudged, as_judged

_METHODS = require_http_methods(["GET", "HEAD", "POST"])
# Characters of a text that stand above the form: who decides must read it, and few are longer.
TEXT = 600
# The fields in which the parts of a place stand.
_FIELDS = {part: "name" if part == "compound" else part for part in PARTS}


@needs(Right.REPORT_TRIAGE, Right.PROBLEM_LINK)
@_METHODS
def open_problem(request: DeskRequest, pk: int) -> HttpResponse:
    """Say of which wrong a report speaks, and where; then on to the next one that waits for the same reason."""
    report = the_report(request, pk)
    if report.fate != Fate.LINKED:
        refuse_others(request, report)
    reading = msgspec.json.decode(report.reading)
    words = request.POST.get("place", "").strip()
    found = candidates(request, words) if words else _suggested(request, report, reading)
    judged = as_judged([report.pk]).get(report.pk)
    read = dict.fromkeys(one["code"] for one in reading["violations"])
    proposed = list(judged.said.violations if judged else read)
    placed = judged if judged and judged.kind != JudgementKind.REJECTED else None
    initial = _as_judged(placed) if placed else _as_read(reading)
    initial |= _known(report, proposed, found, placed=placed is not None)
    form = OpenForm(sent(request), proposed, initial, found)
    act = Act(
        gettext("立为问题"),
        gettext("立为问题"),
        back(report),
        intro=gettext("同一位置已有同类未销号问题的，并入该问题；没有的，新立一个并带上任务。"),
        facts=(Fact(gettext("诉件"), report.number or str(report.pk), chinese(masked(report.text)[:TEXT])),),
        template="web/problem/open-fields.html",
        wide=True,
    )

    def do(given: dict[str, Any]) -> Done:
        following = _next(request, report)
        compound_id = _provided(request, report, given) if given["unlisted"] else int(given["compound"])
        where = Where(given["violation"], compound_id, given["building"], given["unit"], given["room"])
        done = open_from(request.by, [report.pk], where, form.in_progress())
        said = (
            gettext("诉件 %(report)s 已新立 %(number)s。")
            if done.tasks
            else gettext("诉件 %(report)s 已并入 %(number)s。")
        )
        told = said % {"report": report.number or report.pk, "number": problem_number(done.problem_id)}
        if report.fate != Fate.PENDING or given["stay"]:
            return Done(told)
        if following is None:
            return Done(told + gettext("“%(reason)s”已全部处理。") % {"reason": _reason(report)})
        return Done(told + gettext("接着是下一件。"), to=reverse("report", args=[following]))

    return perform(request, act, form, do)


@needs(Right.REPORT_TRIAGE, Right.PROBLEM_LINK)
@require_safe
def following(request: DeskRequest, pk: int) -> HttpResponse:
    """On to the next report that waits for the same reason, in the order of triage; after the last comes the first."""
    report = the_report(request, pk)
    if report.fate != Fate.PENDING:
        return redirect("triage")
    found = _next(request, report)
    if found is None:
        tell(request, gettext("“%(reason)s”没有别的诉件了。") % {"reason": _reason(report)}, tone="info")
    return redirect("report", pk=found or report.pk)


def _next(request: DeskRequest, report: Report) -> int | None:
    """The report that comes after one in the queue of its reason; None where it is the only one, or waits no more."""
    if report.fate != Fate.PENDING or report.pending_due is None:
        return None
    same = desk.WaitingFilter(reason=report.pending_reason)
    # Where a page that ends with this report would go on.
    here = f"{0 if report.in_progress else 1}~{report.pending_due.isoformat()}~{report.pk}"
    for after in (here, ""):
        for row in desk.waiting(request.scope, request.today, same, after=after, size=1).rows:
            if row.report_id != report.pk:
                return row.report_id
    return None


def _reason(report: Report) -> str:
    return gettext(PendingReason(report.pending_reason).label)


def _suggested(request: DeskRequest, report: Report, reading: dict[str, Any]) -> list[Compound]:
    """The compounds of the area at which the report is, or between which the reader could not decide."""
    ids = [pk for pk in (report.compound_id, *runners_up(reading)) if pk is not None]
    found = request.scope.compounds().select_related("subdistrict").in_bulk(ids) if ids else {}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def _known(report: Report, proposed: list[str], found: list[Compound], *, placed: bool) -> dict[str, Any]:
    """What is known of a report, for a person to correct. Nothing is chosen for them where there is a choice; ``placed``: a
    person has chosen, be it that they found no place."""
    only = report.compound_id if placed else found[0].pk if len(found) == 1 else None
    return {
        "violation": proposed[0] if len(proposed) == 1 else "",
        "compound": str(only or ""),
        "under_way": {True: "yes", False: "no", None: ""}[report.in_progress],
    }


def _as_read(reading: dict[str, Any]) -> dict[str, str]:
    """Where the text says that it is, as the reader cut it out."""
    said = reading.get("place") or {}
    return {_FIELDS[part]: said.get(part) or "" for part in PARTS}


def _as_judged(judged: AsJudged) -> dict[str, str]:
    """The same as a person said it: what the place is called by the words of the text, and within it what they made of them."""
    there = judged.said.place
    called = {name: judged.words.get(part, "") for part, name in _FIELDS.items()}
    return called | {"building": there.building, "unit": there.unit, "room": there.room}


def _provided(request: DeskRequest, report: Report, given: dict[str, Any]) -> int:
    """The provisional compound of these words: an act of its own, which stands also where nothing is opened after it."""
    ours = request.scope.units().filter(pk=report.unit_id).exists()
    scope_unit_id = report.unit_id if ours else request.user.unit_id
    assert scope_unit_id is not None
    wanted = unlisted(report.district, scope_unit_id, given["name"], given["road"])
    compound_id = provide(request.by, [wanted])[wanted.scoped]
    if not request.scope.compounds().filter(pk=compound_id).exists():
        raise ProblemRefused(
            "that place was merged into one outside your area / 该小区已归并到辖区以外的小区"
        )
    return compound_id
