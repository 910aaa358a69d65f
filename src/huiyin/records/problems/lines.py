"""What the lists share: a line, reading records piece by piece, and what was known at the end of a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.problems.columns import Cell
from huiyin.records.registry.models import Mandate

# Problems or tasks that are read in one go; the memory that a list takes is that of so many lines.
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: the problem or task that it speaks of, and its cells in the order of the list's columns."""

    record_id: int
    cells: tuple[Cell, ...]


def chunks(
    records: QuerySet[Any], columns: Sequence[str], among: Sequence[int] | None = None
) -> Iterator[list[tuple[Any, ...]]]:
    """The records' columns, the id first, in pieces by rising id: no cursor is held open between them.

    ``among`` are the ids of those that are wanted, rising; without it all are.
    """
    if among is not None:
        for start in range(0, len(among), CHUNK):
            wanted = records.filter(pk__in=among[start : start + CHUNK])
            yield list(wanted.order_by("pk").values_list(*columns))
        return
    last = 0
    full = True
    while full and (chunk := list(records.filter(pk__gt=last).order_by("pk").values_list(*columns)[:CHUNK])):
        yield chunk
        last, full = chunk[-1][0], len(chunk) == CHUNK


def day_of(moment: datetime | None) -> date | None:
    """The day in Shanghai of a moment."""
    return to_shanghai(moment).date() if moment is not None else None


def known_by(day: date | None, as_of: date) -> date | None:
    """The day on which something happened, if it had by the end of ``as_of``."""
    return day if day is not None and day <= as_of else None


def finding_on(verified_on: date | None, brought_at: datetime | None, as_of: date) -> date | None:
    """The day of a problem's finding, if that was recorded by the end of ``as_of``, or brought by a merge by then."""
    if brought_at is not None and known_by(day_of(brought_at), as_of) is None:
        return None
    return known_by(verified_on, as_of)


def firms_on(compounds: Collection[int] | QuerySet[Any, Any], as_of: date) -> dict[int, str]:
    """The names of the firms that managed these compounds on a day, by compound."""
    return dict(
        Mandate.objects.filter(
            Q(from_date=None) | Q(from_date__lte=as_of),
            Q(until=None) | Q(until__gte=as_of),
            compound__in=compounds,
        ).values_list("compound_id", "firm__name")
    )
