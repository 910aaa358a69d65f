"""Reads of problems and tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value

from huiyin.knowledge.law.recounting import Recount
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger import bulk
from huiyin.records.problems.findings import recorded
from huiyin.records.problems.models import (
    Assignment,
    Link,
    Problem,
    ProblemState,
    Role,
    Task,
    TaskState,
)
from huiyin.records.problems.orders import STANDING
from huiyin.records.registry.models import Compound, District, Neighbourhood, Officer, Subdistrict, Unit


def last_finding(problem_id: int) -> int:
    """The last finding upon a problem by its place in the problem's chain, which a further one must name; 0 for none."""
    last = recorded([problem_id]).get(problem_id)
    return last.position if last is not None else 0


def task_words(task_ids: Collection[int]) -> dict[int, Task]:
    """What tasks set to be done, when they began, and who moved their deadline, by id. One statement."""
    return Task.objects.only(
        "goal", "work", "measure", "done_mark", "start_on", "phase", "extended_by"
    ).in_bulk(task_ids)


def undispatched(task_ids: Collection[int]) -> list[int]:
    """Those of these tasks that have no officer who does them, rising. One statement."""
    leads = Assignment.objects.filter(task__in=task_ids, role=Role.LEAD, officer__isnull=True)
    return list(leads.order_by("task_id").values_list("task_id", flat=True))


def open_tasks_led(officer_id: int, among: Collection[int] | None = None) -> list[int]:
    """The open tasks of which an officer is in charge, by id; of some tasks where they are given. One statement."""
    led = Assignment.objects.filter(officer=officer_id, role=Role.LEAD, task__state=TaskState.OPEN)
    if among is not None:
        led = led.filter(task__in=among)
    return list(led.order_by("task_id").values_list("task_id", flat=True))


def leaning(change: Recount) -> Iterator[list[int]]:
    """Open tasks that nobody has extended and whose deadline by the book may lean on days that changed, by id, part by part."""
    counted = Q(due_on__gte=change.first) | Q(own_due_on__gte=change.first)
    found = Task.objects.filter(counted, state=TaskState.OPEN, extended_by="", start_on__lt=change.last)
    return bulk.parts(found)


def taking_part(task_ids: Collection[int]) -> dict[int, tuple[Assignment, ...]]:
    """Who leads and who assists in tasks, with units and officers, as they were named. One statement."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(task__in=task_ids).select_related("unit", "officer").order_by("pk")
    for assignment in rows:
        found[assignment.task_id].append(assignment)
    return {task_id: tuple(assignments) for task_id, assignments in found.items()}


NAMED: Mapping[str, tuple[type[Model], str]] = {
    "district": (District, "name"),
    "subdistrict": (Subdistrict, "name"),
    "neighbourhood": (Neighbourhood, "name"),
    "lead": (Unit, "short_name"),
    "officer": (Officer, "name"),
    "compound": (Compound, "name"),
}
"""What lists are narrowed by as ids, and where its names stand."""


def names_of(scope: Scope, wanted: Mapping[str, Collection[int]]) -> dict[tuple[str, int], str]:
    """Names for ids of the kinds in :data:`NAMED`; compounds and officers outside the area have none. At most one statement."""
    rows = []
    for kind, ids in wanted.items():
        table, column = NAMED[kind]
        named: QuerySet[Any] = table._default_manager.filter(pk__in=ids)
        if kind == "compound":
            named = named.filter(pk__in=scope.compounds().values("pk"))
        elif kind == "officer":
            named = named.filter(unit__in=scope.units())
        rows.append(named.order_by().values_list(Value(kind, CharField()), "pk", column))
    if not rows:
        return {}
    first, *others = rows
    return {(kind, pk): name for kind, pk, name in first.union(*others, all=True)}


def reports_answerable(problem_ids: Sequence[int]) -> dict[int, int]:
    """Reports linked to these problems of which no problem is open any more: their answer can be given.

    Each with the last of these problems that it speaks of.
    """
    active = Link.objects.filter(removed_at__isnull=True)
    linked = active.filter(problem_id__in=problem_ids)
    still_open = set(
        active.filter(report_id__in=linked.values("report_id"), problem__state=ProblemState.OPEN).values_list(
            "report_id", flat=True
        )
    )
    pairs = linked.order_by("report_id", "problem_id").values_list("report_id", "problem_id")
    return {report_id: problem_id for report_id, problem_id in pairs if report_id not in still_open}


def groundless(problem_ids: Collection[int]) -> list[int]:
    """Those of these problems that are open although nobody has checked them and no report speaks of them. One statement."""
    speaks = Link.objects.filter(problem=OuterRef("pk"), removed_at__isnull=True)
    bare = Problem.objects.filter(
        ~Exists(speaks), pk__in=problem_ids, state=ProblemState.OPEN, verification=""
    )
    return list(bare.order_by("pk").values_list("pk", flat=True))


def settled_only(report_ids: Sequence[int]) -> list[int]:
    """Those of these reports that are linked to problems of which none is open any more."""
    active = Link.objects.filter(report_id__in=report_ids, removed_at__isnull=True)
    by_report: dict[int, bool] = {}
    for report_id, state in active.values_list("report_id", "problem__state"):
        by_report[report_id] = by_report.get(report_id, True) and state != ProblemState.OPEN
    return sorted(report_id for report_id, settled in by_report.items() if settled)


def left_bare(report_ids: Collection[int]) -> list[int]:
    """The open problems of which these reports speak and of which no report that still stands does, rising. One statement."""
    spoken = Link.objects.filter(report__in=report_ids, removed_at__isnull=True)
    stands = Link.objects.filter(STANDING, problem=OuterRef("pk"))
    bare = Problem.objects.filter(~Exists(stands), pk__in=spoken.values("problem"), state=ProblemState.OPEN)
    return list(bare.order_by("pk").values_list("pk", flat=True))
