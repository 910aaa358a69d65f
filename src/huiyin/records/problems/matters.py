"""A matter on one page: a problem with all that belongs to it, a report with what became of it, a compound with its problems.

Every page takes a fixed number of statements, whatever hangs at the record. What lies outside an area is not found: None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import RowNumber

from huiyin.knowledge.law.running import RunningClock
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.ledger.queries import exceptions_of
from huiyin.records.problems.desk import visible as visible_problems
from huiyin.records.problems.limits import report_clocks, task_clock
from huiyin.records.problems.listing import callers_at_least
from huiyin.records.problems.models import Assignment, Link, Problem, Role, Task
from huiyin.records.problems.orders import STANDING
from huiyin.records.problems.outside import is_outside, page_outside
from huiyin.records.problems.pressing import Pressing, pressing, pressing_of
from huiyin.records.problems.timeline import SHOWN, Happening, happened
from huiyin.records.registry.models import Mandate
from huiyin.records.registry.queries import mandate_on
from huiyin.records.reports import readings
from huiyin.records.reports.desk import within
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import (
    CallBack,
    Disposal,
    InterimAnswer,
    Judgement,
    LandedRow,
    Look,
    Report,
)

# Reports that a problem's page shows at once.
LINKS = 100
_AREAS = ("compound__district", "compound__subdistrict", "compound__neighbourhood")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in a text speaks for one violation: half-open ranges of characters, with the reader's confidence."""

    violation: str
    confidence: float
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TaskMatter:
    """A task with who answers for it and how its limit stands. ``approver`` is the name of who extended it."""

    task: Task
    lead: Assignment | None
    assisting: tuple[Assignment, ...]
    clock: RunningClock
    approver: str


@dataclass(frozen=True, slots=True)
class LinkedReport:
    """A link with its report, whose text is masked, and what in it speaks for the problem."""

    link: Link
    report: Report
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """All that belongs to one problem. Of the reports linked now ``reports`` are those that stand and ``withdrawn`` the others;
    ``links`` are the latest hundred of all of them and ``more`` the rest; ``callers`` of those that stand are as few as can be
    told apart. ``mandate`` is the firm's on the day. ``pressing`` are the limits of its reports that end first."""

    problem: Problem
    mandate: Mandate | None
    tasks: tuple[TaskMatter, ...]
    pressing: tuple[Pressing, ...]
    links: tuple[LinkedReport, ...]
    removed: tuple[LinkedReport, ...]
    reports: int
    withdrawn: int
    callers: int
    more: int
    before: Problem | None
    into: Problem | None
    recurrences: tuple[Problem, ...]
    merged: tuple[Problem, ...]
    timeline: tuple[Happening, ...]
    more_happened: bool
    exceptions: tuple[ExceptionItem, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that belongs to one report, whose text and address are masked. A ``disposal`` at a pending one is a proposal.

    ``judgement`` is what a person said of its reading, unless it was amended since.

    ``elsewhere`` counts the links to problems outside the area, of which nothing is told.
    """

    report: Report
    disposal: Disposal | None
    judgement: Judgement | None
    evidence: tuple[Evidence, ...]
    reading: dict[str, Any]
    links: tuple[Link, ...]
    removed: tuple[Link, ...]
    elsewhere: int
    clocks: tuple[RunningClock, ...]
    landed: tuple[LandedRow, ...]
    interim: tuple[InterimAnswer, ...]
    call_backs: tuple[CallBack, ...]
    looks: tuple[Look, ...]
    timeline: tuple[Happening, ...]
    exceptions: tuple[ExceptionItem, ...]


def of_seen(scope: Scope, to_problem: str = "problem") -> Q:
    """What belongs to a problem in an area. ``to_problem`` leads from the filtered model to the problem.

    Asked row by row, so that few rows cost little however much the area holds.
    """
    return Q() if scope.everywhere else Q(Exists(visible_problems(scope).filter(pk=OuterRef(to_problem))))


def seen(scope: Scope, to_report: str = "") -> Q:
    """Reports of an area, and those that were ever linked to a problem in it; ``to_report`` as ``within`` takes it."""
    if scope.everywhere:
        return Q()
    links = Link.objects.filter(of_seen(scope), report=OuterRef(f"{to_report}pk"))
    return within(scope, to_report) | Q(Exists(links))


def visible_tasks(scope: Scope) -> QuerySet[Task]:
    """The tasks of the problems in an area."""
    return Task.objects.filter(of_seen(scope))


def visible_reports(scope: Scope) -> QuerySet[Report]:
    """The reports that somebody sees; see ``seen``."""
    return Report.objects.filter(seen(scope))


def problem_page(scope: Scope, problem_id: int, today: date) -> ProblemPage | None:
    """A problem with everything on its page; None where there is none in the area. Eight statements; one more
    where there are more reports than the page shows.

    Who is not of an enforcement unit is shown what ``outside`` allows.
    """
    problem = visible_problems(scope).select_related(*_AREAS, "counting_unit").filter(pk=problem_id).first()
    if problem is None:
        return None
    tasks = _tasks(problem, today)
    reported = _reported(problem)
    linked = reported.stand + reported.withdrawn
    present, removed = _links(problem, linked + reported.removed)
    relatives = {
        relative.pk: relative
        for relative in Problem.objects.filter(
            Q(recurrence_of=problem)
            | Q(merged_into=problem)
            | Q(pk__in=[pk for pk in (problem.recurrence_of_id, problem.merged_into_id) if pk])
        ).order_by("pk")
    }
    refs = [
        ("problem", problem.pk),
        *(("task", matter.task.pk) for matter in tasks),
        *(("report", linked.report.pk) for linked in (*present, *removed)),
    ]
    timeline = happened(refs, SHOWN + 1)
    page = ProblemPage(
        problem=problem,
        mandate=mandate_on(problem.compound_id, today),
        tasks=tasks,
        pressing=(
            pressing_of((one.link for one in present), today)
            if linked == len(present)
            else pressing([problem.pk], today).get(problem.pk, ())
        ),
        links=present,
        removed=removed,
        reports=reported.stand,
        withdrawn=reported.withdrawn,
        callers=reported.callers,
        more=max(0, linked - len(present)),
        before=relatives.get(problem.recurrence_of_id or 0),
        into=relatives.get(problem.merged_into_id or 0),
        recurrences=tuple(p for p in relatives.values() if p.recurrence_of_id == problem.pk),
        merged=tuple(p for p in relatives.values() if p.merged_into_id == problem.pk),
        timeline=timeline[:SHOWN],
        more_happened=len(timeline) > SHOWN,
        exceptions=tuple(exceptions_of(refs)),
    )
    return page_outside(page) if is_outside(scope) else page


def _tasks(problem: Problem, today: date) -> tuple[TaskMatter, ...]:
    """Every task has a lead, so that the assignments name them all."""
    approver = Account.objects.filter(username=OuterRef("task__extended_by")).values("name")
    rows = (
        Assignment.objects.filter(task__problem=problem)
        .select_related("task", "unit", "officer")
        .annotate(approver=Subquery(approver))
    )
    by_task: dict[int, list[Assignment]] = {}
    approvers: dict[int, str] = {}
    for assignment in rows.order_by("task_id", "pk"):
        by_task.setdefault(assignment.task_id, []).append(assignment)
        approvers[assignment.task_id] = assignment.approver or assignment.task.extended_by
    matters = []
    for assignments in by_task.values():
        lead = next((one for one in assignments if one.role == Role.LEAD), None)
        task = assignments[0].task
        name = approvers[task.pk]
        matters.append(
            TaskMatter(
                task,
                lead,
                tuple(one for one in assignments if one.role == Role.ASSIST),
                task_clock(task, problem, lead, today, name),
                name,
            )
        )
    return tuple(matters)


def _links(problem: Problem, count: int) -> tuple[tuple[LinkedReport, ...], tuple[LinkedReport, ...]]:
    """The latest links that stand and the latest that were removed, a hundred of each, of ``count`` in all."""
    rows = _all_links(problem)
    if count > LINKS:
        turn = Window(RowNumber(), partition_by=[F("gone")], order_by=["-added_at", "-pk"])
        rows = rows.annotate(gone=Q(removed_at__isnull=False), turn=turn).filter(turn__lte=LINKS)
    found = [
        LinkedReport(link, _masked(link.report), tuple(evidence_in(link.report, problem.violation)))
        for link in rows.select_related("report__unit", "report__reply").order_by("-added_at", "-pk")
    ]
    return (
        tuple(one for one in found if one.link.removed_at is None),
        tuple(one for one in found if one.link.removed_at is not None),
    )


def _all_links(problem: Problem) -> QuerySet[Link]:
    # Said apart, since those that stand and those that were removed have each their own index.
    return Link.objects.filter(
        Q(problem=problem, removed_at__isnull=True) | Q(problem=problem, removed_at__isnull=False)
    )


class _Reported(NamedTuple):
    """How many reports speak of a problem, how many of those linked were withdrawn, how many are linked no more, and by how
    many callers at the least it is reported."""

    stand: int
    withdrawn: int
    removed: int
    callers: int


def _reported(problem: Problem) -> _Reported:
    linked = Q(removed_at__isnull=True)
    counted = _all_links(problem).aggregate(
        stand=Count("pk", filter=STANDING),
        withdrawn=Count("pk", filter=linked & ~STANDING),
        removed=Count("pk", filter=~linked),
        marks=Count("report__caller", distinct=True, filter=STANDING),
        unmarked=Count("pk", filter=STANDING & Q(report__caller=None)),
    )
    callers = callers_at_least(counted.pop("marks"), counted.pop("unmarked"))
    return _Reported(**counted, callers=callers)


def report_page(scope: Scope, report_id: int, today: date) -> ReportPage | None:
    """A report with everything on its page; None where there is none in the area. Eight statements, whatever it has."""
    report = (
        visible_reports(scope)
        .select_related("unit", "pending_owner", "reply", "disposal__original", "judgement", *_AREAS)
        .filter(pk=report_id)
        .first()
    )
    if report is None:
        return None
    area = Value(True) if scope.everywhere else of_seen(scope)
    all_links = Link.objects.filter(report=report).select_related("problem__compound").annotate(near=area)
    links, beyond = [], 0
    for link in all_links.order_by("-added_at", "-pk"):
        if link.near:
            links.append(link)
        elif link.removed_at is None:
            beyond += 1
    refs = [("report", report.pk), *(("problem", pk) for pk in sorted({link.problem_id for link in links}))]
    landed = LandedRow.objects.filter(report=report).select_related("batch").defer("raw", "key")
    reading = msgspec.json.decode(report.reading)
    # Nobody is called back before an answer.
    answered = report.reply.sent_at is not None or report.reply.again_on is not None
    judgement = _judgement(report)
    return ReportPage(
        report=_masked(report),
        disposal=getattr(report, "disposal", None),
        judgement=judgement,
        evidence=tuple(evidence_in(report)),
        reading={name: value for name, value in reading.items() if name != "violations"},
        links=tuple(link for link in links if link.removed_at is None),
        removed=tuple(link for link in links if link.removed_at is not None),
        elsewhere=beyond,
        clocks=report_clocks(report, today),
        landed=tuple(landed.order_by("version", "pk")),
        interim=tuple(InterimAnswer.objects.filter(report=report).order_by("at", "pk")),
        call_backs=tuple(CallBack.objects.filter(report=report).order_by("on", "pk")) if answered else (),
        looks=tuple(Look.objects.filter(report=report).order_by("-at", "-pk")),
        timeline=happened(refs),
        exceptions=tuple(exceptions_of(refs)),
    )


def _judgement(report: Report) -> Judgement | None:
    """What a person said of the text that the report has, or had until it was erased."""
    one: Judgement | None = getattr(report, "judgement", None)
    return one if one is not None and readings.stands(one) else None


def _masked(report: Report) -> Report:
    """The report as it is shown: what it says without numbers that lead to a person. It must not be saved."""
    report.text, report.address = masked(report.text), masked(report.address)
    return report


def evidence_in(report: Report, violation: str = "") -> Iterable[Evidence]:
    """What in a report's text speaks for which violation, or for one alone."""
    for found in msgspec.json.decode(report.reading)["violations"]:
        if violation in ("", found["code"]):
            spans = tuple((start, end) for start, end in found["spans"])
            yield Evidence(found["code"], found.get("confidence", 0.0), spans)
