"""Discretion: how heavy a wrong weighs within the range of its fine, as far as the tables were read.

What is scored helps whoever proposes an amount and never sets one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from huiyin.knowledge.law.tables import Table
from huiyin.knowledge.law.types import Confidence, Row, Source, Text, Violation

Measure = Literal["places", "area"]


class Step(Row, frozen=True):
    """So many points from a number of places on, or from an area in square metres on."""

    points: int
    places: int
    from_m2: float


class Factor(Row, frozen=True):
    """What counts for so many of a hundred points; without steps where they were not read."""

    id: str
    name: Text
    share: int
    steps: tuple[Step, ...] = ()


class Discretion(Row, frozen=True):
    """The table for one violation."""

    id: str
    violation: str
    name: Text
    confidence: Confidence
    source: str
    note: Text
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """The points of one factor, of its share, and which measure decided them."""

    points: int
    share: int
    by: Measure


def read(root: Path) -> Mapping[str, Discretion]:
    """The tables by id. Raises BookError."""
    return Table(root / "discretion.toml", "table").rows("table", Discretion)


def scored(factor: Factor, *, places: int | None = None, area_m2: float | None = None) -> Scored | None:
    """The points of a factor by the number of places and the area: the heavier counts, the area of equals.

    None where neither is known or the factor's steps were not read. Raises ValueError for less than one place or no area.
    """
    if (places is not None and places < 1) or (area_m2 is not None and area_m2 <= 0):
        raise ValueError(f"{places} places of {area_m2} m² are none")
    reached: list[tuple[int, int, Measure]] = []
    for step in factor.steps:
        if area_m2 is not None and area_m2 >= step.from_m2:
            reached.append((step.points, 1, "area"))
        if places is not None and places >= step.places:
            reached.append((step.points, 0, "places"))
    if not reached:
        return None
    points, _, by = max(reached)
    return Scored(points, factor.share, by)


def complaints(
    tables: Mapping[str, Discretion], violations: Mapping[str, Violation], sources: Mapping[str, Source]
) -> Iterator[str]:
    """What is wrong with them, each naming file and key."""
    for table in tables.values():
        where = f"discretion.toml, {table.id}"
        if table.violation not in violations:
            yield f"{where}.violation: no violation {table.violation!r}"
        if table.source not in sources:
            yield f"{where}.source: no source {table.source!r} in sources.toml"
        if sum(factor.share for factor in table.factors) > 100:
            yield f"{where}.factors: they share more than a hundred"
        for factor in table.factors:
            rising = [(step.points, step.places, step.from_m2) for step in factor.steps]
            if any(a >= b for step in pairwise(rising) for a, b in zip(*step, strict=True)):
                yield f"{where}, {factor.id}.steps: they do not rise"
            if rising and rising[-1][0] > factor.share:
                yield f"{where}, {factor.id}.steps: more points than its share"
