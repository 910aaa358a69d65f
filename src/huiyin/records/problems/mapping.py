"""What a map shows: compounds with the problems that they have."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.records.problems.models import Problem, ProblemState, Task, TaskState
from huiyin.records.registry.models import Compound

# Degrees of latitude and longitude within which a compound has its neighbours: about 2 km in Shanghai.
NEAR_LATITUDE = 0.018
NEAR_LONGITUDE = 0.021
_FACTS = ("id", "name", "lon", "lat", "open", "overdue", "settled")


def points(compounds: QuerySet[Compound], today: date) -> list[dict[str, int | str | float | None]]:
    """Compounds with how many of their problems are open, open with a task overdue, and settled, by id.

    Each is ``id, name, lon, lat, open, overdue, settled``; ``lon`` and ``lat`` are degrees in WGS-84, None where the
    place is not known. ``overdue`` counts open problems of which an open task's date has passed. Two statements.
    """
    late = Task.objects.filter(problem=OuterRef("pk"), state=TaskState.OPEN, due_on__lt=today)
    counted = {
        pk: counts
        for pk, *counts in Problem.objects.filter(compound__in=compounds)
        .order_by()
        .values_list("compound_id")
        .annotate(
            still_open=Count("pk", filter=Q(state=ProblemState.OPEN)),
            overdue=Count("pk", filter=Q(Exists(late), state=ProblemState.OPEN)),
            settled=Count("pk", filter=Q(state=ProblemState.SETTLED)),
        )
    }
    placed = compounds.order_by("pk").values_list("pk", "name", "longitude", "latitude")
    return [dict(zip(_FACTS, (*row, *counted.get(row[0], (0, 0, 0))), strict=True)) for row in placed]


def around(compounds: QuerySet[Compound], longitude: float, latitude: float) -> QuerySet[Compound]:
    """Those of the compounds that lie about a place given in WGS-84."""
    return compounds.filter(
        longitude__range=(longitude - NEAR_LONGITUDE, longitude + NEAR_LONGITUDE),
        latitude__range=(latitude - NEAR_LATITUDE, latitude + NEAR_LATITUDE),
    )
