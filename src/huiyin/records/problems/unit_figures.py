"""Figures of units and of their people: what counts for a unit, who works there, and what an officer has to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Assignment, Problem, ProblemState, Role, TaskState
from huiyin.records.registry.models import Compound, Officer, Unit


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What there is of a unit: compounds and open problems that count for it, officers, and accounts that may sign in.

    A district's unit has its teams' people and compounds in its figures; a team's compounds and problems are those of its
    subdistrict, which as a rule count for the district. The bureau has what counts for nobody else, and its own people.
    """

    compounds: int = 0
    problems: int = 0
    officers: int = 0
    accounts: int = 0


def figures_of(units: Sequence[Unit]) -> dict[int, UnitFigures]:
    """The figures of units, by id. Three statements for any number of units."""
    live = Compound.objects.exclude(status=Compound.Status.MERGED)
    opened = Problem.objects.filter(state=ProblemState.OPEN)
    columns = ("counting_unit_id", "counting_unit__parent_id")
    compounds = _placed(units, live, "subdistrict_id", columns)
    problems = _placed(units, opened, "compound__subdistrict_id", columns)
    people = _people(units)
    return {
        unit.pk: UnitFigures(compounds(unit), problems(unit), *people.get(unit.pk, (0, 0))) for unit in units
    }


def _placed(
    units: Sequence[Unit],
    rows: QuerySet,
    subdistrict: str,
    columns: tuple[str, str],
) -> Callable[[Unit], int]:
    """How many records count for a unit, by their counting unit, for a team by their subdistrict. One statement."""
    if not any(unit.everywhere for unit in units):
        ids = [unit.pk for unit in units]
        places = [unit.subdistrict_id for unit in units if unit.kind == Unit.Kind.TEAM]
        own, parent = columns
        rows = rows.filter(
            Q(**{f"{own}__in": ids}) | Q(**{f"{parent}__in": ids}) | Q(**{f"{subdistrict}__in": places})
        )
    by_unit: Counter[int] = Counter()
    by_parent: Counter[int | None] = Counter()
    by_place: Counter[int | None] = Counter()
    for unit_id, parent_id, place_id, count in (
        rows.values_list(*columns, subdistrict).annotate(Count("pk")).order_by()
    ):
        by_unit[unit_id] += count
        by_parent[parent_id] += count
        by_place[place_id] += count

    def count_for(unit: Unit) -> int:
        if unit.kind == Unit.Kind.TEAM:
            return by_place[unit.subdistrict_id]
        return by_unit[unit.pk] + (by_parent[unit.pk] if unit.kind == Unit.Kind.DISTRICT else 0)

    return count_for


def _people(units: Sequence[Unit]) -> Mapping[int, tuple[int, int]]:
    """Officers and accounts of units by id, those of its teams with a district's. One statement."""
    rows = (
        Unit.objects.filter(Q(pk__in=[unit.pk for unit in units]) | Q(parent__in=[unit.pk for unit in units]))
        .annotate(
            people=_count(Officer.objects.all()),
            seats=_count(Account.objects.filter(disabled_at=None)),
        )
        .values_list("pk", "parent_id", "people", "seats")
    )
    found: dict[int, tuple[int, int]] = {}
    districts = {unit.pk for unit in units if unit.kind == Unit.Kind.DISTRICT}
    for unit_id, parent_id, officers, accounts in rows:
        for owner in (unit_id, parent_id if parent_id in districts else None):
            if owner is not None:
                before = found.get(owner, (0, 0))
                found[owner] = before[0] + officers, before[1] + accounts
    return found


def _count(rows: QuerySet) -> Coalesce:
    """How many of the rows belong to the unit at hand."""
    counted = rows.filter(unit=OuterRef("pk")).order_by().values("unit").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def open_tasks_led(officer_ids: Collection[int]) -> dict[int, int]:
    """How many open tasks officers answer for (责任人), by id; those without any are left out. One statement."""
    return dict(
        Assignment.objects.filter(role=Role.LEAD, officer__in=officer_ids, task__state=TaskState.OPEN)
        .values_list("officer_id")
        .annotate(Count("pk"))
        .order_by("officer_id")
    )
