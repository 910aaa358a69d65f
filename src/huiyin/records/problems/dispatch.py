"""Dispatching: chosen tasks by neighbourhood, each group with the officer who does most there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.models import Assignment, Role, Task, TaskState
from huiyin.records.problems.wording import UNDECIDED
from huiyin.records.registry.models import Officer

# Neighbourhood and lead unit of a task; a place whose neighbourhood is not known has none.
_Where = tuple[int | None, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one neighbourhood that one unit leads. ``officer`` leads most open tasks there; None where nobody does any."""

    neighbourhood_id: int | None
    neighbourhood: str
    unit_id: int
    unit: str
    task_ids: tuple[int, ...]
    officer: Officer | None


def tasks_led(scope: Scope) -> QuerySet[Task]:
    """The tasks that a unit of the area leads: those that its people give to somebody, send back or pass on."""
    if scope.everywhere:
        return Task.objects.all()
    led = Assignment.objects.filter(role=Role.LEAD, unit__in=scope.units())
    return Task.objects.filter(pk__in=led.values("task"))


def groups(task_ids: Collection[int], scope: Scope) -> list[Group]:
    """The open tasks among these that the area's units lead, by neighbourhood and unit, those of no known one last.

    Three statements for any number of tasks.
    """
    chosen = Assignment.objects.filter(
        role=Role.LEAD, task__in=tasks_led(scope).filter(pk__in=task_ids, state=TaskState.OPEN)
    ).order_by("task_id")
    names: dict[int | None, str] = {None: UNDECIDED}
    units: dict[int, str] = {}
    tasks: dict[_Where, list[int]] = defaultdict(list)
    place = "task__problem__compound__neighbourhood"
    for task_id, unit_id, unit, neighbourhood_id, neighbourhood in chosen.values_list(
        "task_id", "unit_id", "unit__short_name", f"{place}_id", f"{place}__name"
    ):
        assert unit_id is not None
        tasks[neighbourhood_id, unit_id].append(task_id)
        names[neighbourhood_id] = neighbourhood or UNDECIDED
        units[unit_id] = unit
    busiest = _busiest(tasks)
    officers = Officer.objects.in_bulk(set(busiest.values()))
    return [
        Group(
            where[0],
            names[where[0]],
            where[1],
            units[where[1]],
            tuple(those),
            officers.get(busiest.get(where, 0)),
        )
        for where, those in sorted(
            tasks.items(), key=lambda item: (item[0][0] is None, names[item[0][0]], item[0][1])
        )
    ]


def _busiest(places: Collection[_Where]) -> dict[_Where, int]:
    """For each neighbourhood and unit the officer of that unit who leads most open tasks there; of equals the first."""
    there = {neighbourhood for neighbourhood, _ in places if neighbourhood is not None}
    place = "task__problem__compound__neighbourhood"
    counted = (
        Assignment.objects.filter(
            **{f"{place}__in": there},
            role=Role.LEAD,
            unit__in={unit for _, unit in places},
            officer__isnull=False,
            task__state=TaskState.OPEN,
        )
        .order_by()
        .values_list(place, "unit_id", "officer_id")
        .annotate(tasks=Count("pk"))
    )
    most: dict[_Where, tuple[int, int]] = {}
    for neighbourhood, unit, officer, n in counted:
        most[neighbourhood, unit] = min(most.get((neighbourhood, unit), (0, 0)), (-n, officer))
    return {where: officer for where, (_, officer) in most.items()}
