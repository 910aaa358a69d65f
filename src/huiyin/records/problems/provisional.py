"""Places that wait to be established (待核小区): what a person must know to merge them into the compounds that they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import Problem, ProblemState
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Report


@dataclass(frozen=True, slots=True)
class ProvisionalPlace:
    """One of them. ``name`` and ``road`` are as a text wrote them; ``unit`` is the unit whose texts named it (its code and
    name); ``reports`` are those at it, ``problems`` the open ones. ``first_on`` is the day on which it was first met.
    """

    compound_id: int
    name: str
    road: str
    unit: str
    unit_name: str
    reports: int
    problems: int
    first_on: date | None


def provisional_places() -> list[ProvisionalPlace]:
    """The provisional compounds, those of most reports first. Four statements for any number."""
    places = Compound.objects.filter(status=Compound.Status.PROVISIONAL)
    there = places.values("pk")
    reports = dict(
        Report.objects.filter(compound__in=there).order_by().values_list("compound").annotate(Count("pk"))
    )
    problems = dict(
        Problem.objects.filter(compound__in=there, state=ProblemState.OPEN)
        .order_by()
        .values_list("compound")
        .annotate(Count("pk"))
    )
    entered = dict(
        Entry.objects.filter(record="compound", record_id__in=there)
        .order_by()
        .values_list("record_id")
        .annotate(Min("at"))
    )
    found = [
        ProvisionalPlace(
            pk,
            name,
            road,
            unit,
            unit_name,
            reports.get(pk, 0),
            problems.get(pk, 0),
            to_shanghai(entered[pk]).date() if pk in entered else None,
        )
        for pk, name, road, unit, unit_name in places.values_list(
            "pk", "name", "address", "scope_unit__code", "scope_unit__name"
        )
    ]
    return sorted(found, key=lambda place: (-place.reports, place.compound_id))
