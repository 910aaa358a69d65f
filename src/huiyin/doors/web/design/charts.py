"""Small figures as points of an SVG: its sizes are attributes, since the policy of the pages forbids inline styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huiyin.doors.web.design.shapes import Column

WIDTH, HEIGHT = 120, 28
# Room for the line's own width at the edges.
EDGE = 2.0
COLUMN, GAP, TALL = 12, 4, 48


@dataclass(frozen=True, slots=True)
class Line:
    """Points of a line and its last point, all within WIDTH × HEIGHT."""

    points: str
    last_x: str
    last_y: str


@dataclass(frozen=True, slots=True)
class Block:
    """One column as a rectangle of a chart that is TALL high."""

    column: Column
    x: int
    y: str
    height: str


def line(values: Sequence[float]) -> Line | None:
    """The line through the values from left to right; the lowest lies at the foot. None of fewer than two."""
    if len(values) < 2:
        return None
    low, span = min(values), max(values) - min(values)
    places = [
        (
            EDGE + (WIDTH - 2 * EDGE) * number / (len(values) - 1),
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((value - low) / span if span else 0.5),
        )
        for number, value in enumerate(values)
    ]
    (x, y) = places[-1]
    return Line(" ".join(f"{left:.1f},{top:.1f}" for left, top in places), f"{x:.1f}", f"{y:.1f}")


def blocks(columns: Sequence[Column]) -> list[Block]:
    """The columns as rectangles from the foot up; the highest fills the height, and what is not nothing is seen."""
    highest = max((column.value for column in columns), default=0)
    made: list[Block] = []
    for number, column in enumerate(columns):
        height = max(TALL * column.value / highest, 1.0) if column.value > 0 else 0.0
        made.append(Block(column, number * (COLUMN + GAP), f"{TALL - height:.1f}", f"{height:.1f}"))
    return made
