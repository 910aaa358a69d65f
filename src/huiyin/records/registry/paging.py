"""Long lists page by page: where a page ends says where the next begins, so that no page counts the rows before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
# No whole number of so many digits is too large for a database's column.
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """The rows of a page; ``before`` and ``after`` name the pages beside it, empty where there is none."""

    rows: list[M]
    before: str = ""
    after: str = ""


def page(rows: QuerySet[M], order: Sequence[str], size: int, *, after: str = "", before: str = "") -> Page[M]:
    """At most ``size`` rows behind ``after`` or, going back, ahead of ``before``; the first ones without either.

    ``order`` names columns with whole numbers that are never null and together tell rows apart. A place that no page gave
    out counts as none. One statement.
    """
    ahead, behind = _place(after, len(order)), _place(before, len(order))
    back = ahead is None and behind is not None
    at = behind if back else ahead
    if at is not None:
        rows = rows.filter(_beyond(order, at, "lt" if back else "gt"))
    found = list(rows.order_by(*(f"-{name}" if back else name for name in order))[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([])
    read = [attrgetter(name.replace("__", ".")) for name in order]
    first, last = ("-".join(str(column(row)) for column in read) for row in (found[0], found[-1]))
    return Page(
        found,
        first if (more if back else at is not None) else "",
        last if (at is not None if back else more) else "",
    )


def _place(text: str, columns: int) -> tuple[int, ...] | None:
    parts = text.split("-")
    if len(parts) != columns or not all(
        part.isascii() and part.isdigit() and len(part) <= _DIGITS for part in parts
    ):
        return None
    return tuple(int(part) for part in parts)


def _beyond(order: Sequence[str], at: Sequence[int], side: str) -> Q:
    """Rows on one side of a place: the first column that differs decides."""
    found = Q()
    for level, name in enumerate(order):
        same = {order[before]: at[before] for before in range(level)}
        found |= Q(**same, **{f"{name}__{side}": at[level]})
    return found
