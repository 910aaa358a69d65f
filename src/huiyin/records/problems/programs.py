"""What programs read: records of an area by rising id, so that who asks again goes on where they stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import desk
from huiyin.records.problems.lines import Line
from huiyin.records.problems.listing import rows
from huiyin.records.problems.matters import visible_reports
from huiyin.records.problems.models import (
    Assignment,
    Link,
    ListKind,
    ListVersion,
    Problem,
    Role,
    Task,
)
from huiyin.records.problems.tasks import may_move
from huiyin.records.problems.versions import frozen_lines
from huiyin.records.registry.models import Compound, Mandate, Unit
from huiyin.records.reports.models import Report

M = TypeVar("M", bound=Model)


def rising(records: QuerySet[M], after: int, limit: int) -> tuple[list[M], int | None]:
    """At most ``limit`` records behind an id, and the id behind which the next are; None where there is none. One statement."""
    found = list(records.filter(pk__gt=after).order_by("pk")[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def reports(scope: Scope) -> QuerySet[Report]:
    """The reports of an area with what a program is told of them. No statement is run."""
    return _told(visible_reports(scope))


def submitted(report_id: int) -> Report:
    """A report that a program has just handed in, with what it is told of it. One statement."""
    return _told(Report.objects.all()).get(pk=report_id)


def _told(found: QuerySet[Report]) -> QuerySet[Report]:
    return found.select_related("unit", "pending_owner", "compound", "reply")


def linked_problems(report_ids: Collection[int]) -> dict[int, list[int]]:
    """The problems of which reports speak, by report. One statement."""
    found: dict[int, list[int]] = defaultdict(list)
    links = Link.objects.filter(report__in=report_ids, removed_at=None).order_by("problem_id")
    for report_id, problem_id in links.values_list("report_id", "problem_id"):
        found[report_id].append(problem_id)
    return found


def problems(scope: Scope) -> QuerySet[Problem]:
    """The problems of an area, merged ones too, with their compounds and units. No statement is run."""
    return desk.visible(scope).select_related("compound", "counting_unit")


def linked_reports(scope: Scope, problem_id: int) -> list[int]:
    """The reports of an area that speak of a problem, by id. One statement."""
    links = Link.objects.filter(problem=problem_id, removed_at=None, report__in=reports(scope).values("pk"))
    return list(links.order_by("report_id").values_list("report_id", flat=True))


@dataclass(frozen=True, slots=True)
class Duty:
    """A task with who leads (a unit's code) and who assists: units by their codes, other bodies by their names.

    ``may_move`` says why its date may still move; empty where it stands.
    """

    task: Task
    lead: str | None
    assisting: tuple[str, ...]
    may_move: str


def duties(problem_ids: Collection[int]) -> dict[int, list[Duty]]:
    """The tasks of problems, by problem: the open ones first, each by its date. Two statements."""
    tasks = (
        Task.objects.filter(problem__in=problem_ids)
        .order_by(F("state").desc(), "due_on", "pk")
        .select_related("problem")
    )
    by_task: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in (
        Assignment.objects.filter(task__problem__in=problem_ids).select_related("unit").order_by("pk")
    ):
        by_task[assignment.task_id].append(assignment)
    found: dict[int, list[Duty]] = defaultdict(list)
    for task in tasks:
        assigned = by_task[task.pk]
        lead = next((a.unit.code for a in assigned if a.role == Role.LEAD and a.unit), None)
        assisting = tuple(a.unit.code if a.unit else a.body for a in assigned if a.role == Role.ASSIST)
        why = may_move(
            task.problem.violation,
            task.start_on,
            task.due_on,
            task.due_source,
            kept=bool(task.done_on or task.extended_by),
        )
        found[task.problem_id].append(Duty(task, lead, assisting, why))
    return found


def leads(problem_ids: Collection[int]) -> dict[int, str]:
    """Who leads in problems now, a unit's code by problem: for the open task due first, else for the last. One statement."""
    assigned = Assignment.objects.filter(task__problem__in=problem_ids, role=Role.LEAD)
    # Open comes behind done in the alphabet, so that it is what stays.
    ordered = assigned.order_by("task__state", F("task__due_on").desc(), F("task_id").desc())
    return dict(ordered.values_list("task__problem_id", "unit__code"))


def compounds(scope: Scope) -> QuerySet[Compound]:
    """The compounds of an area with what a program is told of them, aliases apart. No statement is run."""
    return (
        scope.compounds()
        .select_related("district", "subdistrict", "neighbourhood", "counting_unit")
        .prefetch_related("aliases")
    )


def firms(scope: Scope, compound_ids: Collection[int]) -> dict[int, str]:
    """The firms that manage compounds on the day of the scope, by compound. One statement."""
    on = Q(Q(from_date=None) | Q(from_date__lte=scope.on), Q(until=None) | Q(until__gte=scope.on))
    managing = Mandate.objects.filter(on, compound__in=compound_ids)
    return dict(managing.values_list("compound_id", "firm__name"))


def unit(scope: Scope, code: str | None) -> Unit | None:
    """A unit of the area by its code, the own one without a code; None for another. One statement with a code."""
    return scope.unit if code is None else scope.units().filter(code=code).first()


def versions(scope: Scope) -> QuerySet[ListVersion]:
    """The frozen lists of an area's units. No statement is run."""
    return ListVersion.objects.filter(unit__in=scope.units()).select_related("unit")


def newest_version(of: Unit, kind: ListKind, phase: str | None, number: int | None) -> ListVersion | None:
    """The frozen list of a unit that fits, the newest of several; None where none does. One statement."""
    fitting = ListVersion.objects.filter(unit=of, kind=kind)
    if phase is not None:
        fitting = fitting.filter(phase=phase)
    if number is not None:
        fitting = fitting.filter(number=number)
    return fitting.order_by("-frozen_at", "-pk").first()


def live_lines(
    scope: Scope, kind: ListKind, of: Unit, after: int, limit: int
) -> tuple[list[Line], int | None]:
    """A part of a unit's list as it stands on the day of the scope; records come by rising id."""
    return _part(rows(kind, of, scope.on), after, limit)


def version_lines(version: ListVersion, after: int, limit: int) -> tuple[list[Line], int | None]:
    """A part of a frozen list, whose records stand by rising id too."""
    return _part(frozen_lines(version), after, limit)


def _part(lines: Iterator[Line], after: int, limit: int) -> tuple[list[Line], int | None]:
    found = list(islice((line for line in lines if line.record_id > after), limit + 1))
    return found[:limit], found[limit - 1].record_id if len(found) > limit else None
