"""A problem on one page: what it is, how its limits stand, who does it, which reports speak of it, what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from huiyin.doors.web import acts, entries
from huiyin.doors.web.design.clocks import ClockChip
from huiyin.doors.web.design.shapes import Crumb, Fact, Mark, Moment
from huiyin.doors.web.design.tell import KEPT
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import either, phase_name, violation_name
from huiyin.doors.web.problem.acting import the_problem
from huiyin.doors.web.problem.undo import undo_tasks
from huiyin.doors.web.problem.words import (
    area,
    chinese,
    chip,
    clock_name,
    day,
    marks,
    moment,
    refusal,
    where,
)
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.actions.assign import BACK
from huiyin.records.problems.actions.lifecycle import not_yet
from huiyin.records.problems.findings import HOLDS
from huiyin.records.problems.matters import LinkedReport, ProblemPage, TaskMatter, problem_page
from huiyin.records.problems.models import Assignment, Problem, ProblemState, Task, TaskState
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.outside import is_outside
from huiyin.records.problems.pressing import Pressing
from huiyin.records.problems.task_lines import days_late
from huiyin.records.problems.wording import assisting, kind_name
from huiyin.records.registry.models import Compound, Mandate, Unit
from huiyin.records.reports.models import Report

# Bodies that assist and have people of their own here.
_OUTSIDE = frozenset({"property-firm", "neighbourhood-committee"})
# Other problems of the compound that the page names.
NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Relative:
    """Another problem that the page leads to."""

    number: str
    title: str
    place: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task as the page shows it; ``acts`` says whether its people are the reader's, so that acts upon it are offered."""

    pk: int
    number: str
    work: str
    state: str
    clock: ClockChip
    facts: list[Fact]
    returned: str
    lead: str
    officer: str
    is_open: bool
    acts: bool
    undo: str
    undone: str


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit of a linked report: what it is called, how it stands, whose it is, and how many more have one."""

    name: str
    clock: ClockChip
    report: Report
    others: int
    late: int


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A linked report as the page shows it; ``gone`` says since when it is linked no more."""

    report: Report
    title: str
    marks: list[Mark]
    gone: str


@needs(Right.PROBLEM_READ)
@require_safe
def problem(request: DeskRequest, pk: int) -> HttpResponse:
    """The page of a problem in the area."""
    page = problem_page(request.scope, pk, request.today)
    if page is None:
        raise Http404
    one = page.problem
    is_open = one.state == ProblemState.OPEN
    inside = not is_outside(request.scope)
    reads = request.user.may(Right.REPORT_READ)
    settles = is_open and request.user.may(Right.PROBLEM_SETTLE)
    refused = not_yet(one)
    compound = one.compound
    context = {
        "problem": one,
        "number": problem_number(one.pk),
        "title": violation_name(one.violation),
        "place": where(one),
        "area": area(compound),
        "crumbs": _crumbs(),
        "tasks": [_task(request, matter, page) for matter in page.tasks],
        "limits": [_limit(one, request.today) for one in page.pressing] if reads else [],
        "facts": _facts(page) if inside else _facts_outside(one),
        "inside": inside,
        "firm": _firm(page.mandate),
        "reports": page.reports,
        "withdrawn": page.withdrawn,
        "callers": page.callers,
        "more": page.more,
        "cards": [_report(linked) for linked in page.links] if reads else [],
        "removed": [_report(linked) for linked in page.removed] if reads else [],
        "before": _relative(page.before) if page.before else None,
        "into": _relative(page.into) if page.into else None,
        "recurrences": [_relative(other) for other in page.recurrences],
        "merged": [_relative(other) for other in page.merged],
        "moments": _moments(request, page),
        "older": page.more_happened,
        "exceptions": _exceptions(page.exceptions) if request.user.may(Right.EXCEPTION_READ) else [],
        "is_open": is_open,
        "reads_reports": reads,
        "verifies": is_open and request.user.may(Right.PROBLEM_VERIFY),
        "settles": settles and refused is None,
        "not_yet": refusal(refused) if settles and refused is not None else "",
        "links": request.user.may(Right.PROBLEM_LINK),
        "assigns": request.user.may(Right.TASK_ASSIGN),
        "extends": request.user.may(Right.TASK_EXTEND),
        "merges": compound.status == Compound.Status.PROVISIONAL and request.user.may(Right.PLACE_MERGE),
        "mapped": compound.longitude is not None and compound.latitude is not None,
        "near": f"{reverse('map-compounds')}?near={compound.pk}",
        "sees_cases": request.user.may(Right.CASE_READ) and one.verification in HOLDS,
        "opens_case": is_open
        and one.verification in HOLDS
        and request.scope.unit is not None
        and request.user.may(Right.CASE_INVESTIGATE),
    }
    return render(request, "web/problem/problem.html", context)


@needs(Right.PROBLEM_READ)
@require_safe
def neighbours(request: DeskRequest, pk: int) -> HttpResponse:
    """Other problems of the compound, the open ones first: a part that the page fetches when it stands.

    Whoever sees one problem of a compound sees them all.
    """
    one = the_problem(request, pk)
    others = (
        Problem.objects.filter(compound=one.compound_id)
        .exclude(pk=one.pk)
        .exclude(state=ProblemState.MERGED)
        .order_by("state", "-pk")[: NEIGHBOURS + 1]
    )
    found = [_relative(other) for other in others]
    context = {
        "problem": one,
        "neighbours": found[:NEIGHBOURS],
        "more": len(found) > NEIGHBOURS,
    }
    return render(request, "web/problem/neighbours.html", context)


def _crumbs() -> list[Crumb]:
    try:
        return [Crumb(gettext("问题清单"), reverse("list-problem"))]
    except NoReverseMatch:
        return []


def _limit(one: Pressing, today: date) -> LimitLine:
    return LimitLine(
        clock_name(one.clock.kind), chip(one.clock, today), one.report, one.running - 1, one.late
    )


def _task(request: DeskRequest, matter: TaskMatter, page: ProblemPage) -> TaskCard:
    task, lead, today = matter.task, matter.lead, request.today
    facts = [
        Fact(gettext("开始日期"), day(task.start_on) if task.start_on else ""),
        Fact(
            gettext("完成时限"),
            day(task.due_on) if task.due_on else "",
            either(matter.clock.basis, matter.clock.basis_en or matter.clock.basis),
        ),
        Fact(gettext("阶段"), phase_name(task.phase) if task.phase else ""),
        Fact(gettext("整治目标"), chinese(task.goal)),
        Fact(gettext("执法措施"), chinese(task.measure)),
        Fact(gettext("完成标志"), chinese(task.done_mark)),
        Fact(gettext("责任领导"), chinese(lead.leader) if lead else ""),
        Fact(gettext("配合"), chinese("、".join(_body(one) for one in matter.assisting))),
    ]
    if task.extended_from:
        facts.append(Fact(gettext("原定时限"), day(task.extended_from), _late(task, today)))
    if task.extended_on:
        facts.append(Fact(gettext("延期批准"), chinese(matter.approver), day(task.extended_on)))
    if task.recheck_on:
        facts.append(Fact(gettext("复查日期"), day(task.recheck_on)))
    if task.done_on:
        facts.append(Fact(gettext("完成日期"), day(task.done_on)))
    return TaskCard(
        task.pk,
        task_number(task.pk),
        task.work,
        task.state,
        chip(matter.clock, today),
        [fact for fact in facts if fact.value],
        f"{day(task.returned_on)} {task.return_reason}" if task.returned_on else "",
        lead.unit.short_name if lead and lead.unit else "",
        lead.officer.name if lead and lead.officer else "",
        task.state == TaskState.OPEN,
        lead is not None and lead.unit is not None and _ours(request.scope, lead.unit),
        *_way_back(request, task, page),
    )


def _late(task: Task, today: date) -> str:
    """By how many days a task that was extended is late, or was, by its first deadline."""
    days = days_late(task.extended_from, task.done_on or today) if task.extended_from else None
    if not days:
        return ""
    return ngettext("按原定已超期 %(days)d 天", "按原定已超期 %(days)d 天", days) % {"days": days}


def _way_back(request: DeskRequest, task: Task, page: ProblemPage) -> tuple[str, str]:
    """The address that takes one's own last act upon a task back while that can be done, and what the act was."""
    last = next((act for act in page.timeline if (act.record, act.record_id) == ("task", task.pk)), None)
    if (
        last is None
        or last.actor != request.user.username
        or last.action not in BACK
        or last.at < request.now - KEPT
    ):
        return "", ""
    address = reverse("problem", args=[task.problem_id])
    return undo_tasks(request, [(task.pk, last.position)], address), acts.title(last.action)


def _body(assignment: Assignment) -> str:
    return assignment.unit.short_name if assignment.unit else kind_name(assignment.body)


def _ours(scope: Scope, unit: Unit) -> bool:
    """Whether a unit is one of ``scope.units()``, asked of what is read already. Only what is offered hangs on it; whether
    an act may be done is asked of the records."""
    own = scope.unit
    return own is not None and (own.everywhere or own.pk in (unit.pk, unit.parent_id))


def _facts(page: ProblemPage) -> list[Fact]:
    one = page.problem
    channel = gettext("来源：%(channel)s") % {"channel": gettext(one.get_channel_display())}
    reported = gettext("%(reports)d 件，至少 %(callers)d 人") % {
        "reports": page.reports,
        "callers": page.callers,
    }
    taken_back = (
        gettext("另有 %(count)d 件已撤回，不计") % {"count": page.withdrawn} if page.withdrawn else ""
    )
    checked = gettext(one.get_verification_display()) if one.verification else gettext("未核实")
    rows = [
        Fact(gettext("首次反映"), day(one.first_on), channel),
        Fact(gettext("反映"), reported, taken_back),
        Fact(gettext("核实"), checked, day(one.verified_on) if one.verified_on else ""),
        Fact(gettext("统计归属"), chinese(one.counting_unit.short_name)),
    ]
    if one.found:
        rows.append(Fact(gettext("现场情况"), chinese(one.found)))
    if one.state == ProblemState.SETTLED:
        settled = moment(one.settled_at) if one.settled_at else ""
        rows.append(Fact(gettext("销号依据"), chinese(one.basis), settled))
    return rows


def _facts_outside(one: Problem) -> list[Fact]:
    """What the firm, the committee or a partner is told: what was found, what of it is theirs to do, when it was done."""
    checked = gettext(one.get_verification_display()) if one.verification else gettext("未核实")
    rows = [Fact(gettext("核实"), checked, day(one.verified_on) if one.verified_on else "")]
    rows += [
        Fact(gettext("%(who)s的职责") % {"who": name}, chinese(duty))
        for kind, name, duty in assisting(one.violation)
        if kind in _OUTSIDE
    ]
    if one.settled_at:
        rows.append(Fact(gettext("销号"), day(timezone.localdate(one.settled_at))))
    return rows


def _firm(mandate: Mandate | None) -> list[Fact]:
    if mandate is None:
        return []
    rows = [
        Fact(gettext("物业企业"), chinese(mandate.firm.name)),
        Fact(gettext("项目经理"), chinese(mandate.manager)),
    ]
    return [row for row in rows if row.value]


def _report(linked: LinkedReport) -> ReportCard:
    link = linked.link
    gone = ""
    if link.removed_at:
        gone = gettext("%(day)s 解除") % {"day": moment(link.removed_at)}
    return ReportCard(
        linked.report, linked.report.number or str(linked.report.pk), marks(linked.evidence), gone
    )


def _relative(other: Problem) -> Relative:
    return Relative(
        problem_number(other.pk),
        violation_name(other.violation),
        where(other),
        other.state,
        reverse("problem", args=[other.pk]),
    )


def _moments(request: DeskRequest, page: ProblemPage) -> list[Moment]:
    """What happened, as far as the reader may know: of reports who reads them, of looks who oversees them."""
    hidden = set() if request.user.may(Right.LOOK_READ) else {"report.look"}
    reads = request.user.may(Right.REPORT_READ)
    told = (act for act in page.timeline if act.action not in hidden and (reads or act.record != "report"))
    return entries.moments(told, naming=True)


def _exceptions(items: Iterable[ExceptionItem]) -> list[Fact]:
    return [Fact(acts.title(item.wanted), item.reason) for item in items]
