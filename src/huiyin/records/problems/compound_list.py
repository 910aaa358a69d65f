"""Compounds as a list: those with most to do first, found by name, other name or road."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.concentrated import places
from huiyin.records.problems.models import Problem, ProblemState
from huiyin.records.registry.models import Compound, CompoundAlias

_CURSOR = re.compile(r"(\d{1,9})\.([1-9]\d{0,17})", re.ASCII)


class BadCursor(ValueError):
    """A place in the list that no page gave."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A compound of the list with how many of its problems are open and settled."""

    compound: Compound
    open: int
    settled: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some compounds, and where the next ones begin; empty at the end."""

    rows: tuple[Listed, ...]
    after: str


def compounds(
    scope: Scope,
    q: str = "",
    *,
    provisional: bool = False,
    concentrated: bool = False,
    after: str = "",
    size: int = 50,
) -> Page:
    """The compounds of an area, those with most open problems first. One statement.

    ``q`` is a part of the name, another name or the address; ``concentrated`` are those where people complain of something
    together. Raises :class:`BadCursor`.
    """
    seen = places(scope) if concentrated else scope.compounds()
    listed = seen.select_related("district", "subdistrict", "neighbourhood")
    if provisional:
        listed = listed.filter(status=Compound.Status.PROVISIONAL)
    if q:
        alias = CompoundAlias.objects.filter(compound=OuterRef("pk"), name__icontains=q)
        listed = listed.filter(Q(name__icontains=q) | Q(address__icontains=q) | Exists(alias))
    listed = listed.annotate(still_open=_count(ProblemState.OPEN), ticked_off=_count(ProblemState.SETTLED))
    if after:
        place = _CURSOR.fullmatch(after)
        if place is None:
            raise BadCursor(f"{after!r} is no place in this list / 翻页位置有误")
        still_open, pk = int(place[1]), int(place[2])
        listed = listed.filter(Q(still_open__lt=still_open) | Q(still_open=still_open, pk__gt=pk))
    rows = list(listed.order_by("-still_open", "pk")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        tuple(Listed(row, row.still_open, row.ticked_off) for row in rows[:size]),
        f"{last.still_open}.{last.pk}" if last is not None else "",
    )


def _count(state: ProblemState) -> Coalesce:
    counted = Problem.objects.filter(compound=OuterRef("pk"), state=state).order_by().values("compound")
    return Coalesce(counted.annotate(n=Count("pk")).values("n"), 0)
