"""A procedure drawn: its states in layers from the start to the end, the acts between them, and where a case stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from huiyin.doors.web.cases.words import headed
from huiyin.knowledge.law.procedures import Procedure

WIDE, HIGH = 112, 30
GAP_X, GAP_Y = 30, 16


@dataclass(frozen=True, slots=True)
class Box:
    """A state as it is drawn: its words, its place, and whether the case stands there or has been there."""

    words: str
    x: int
    y: int
    here: bool
    been: bool
    width: int = WIDE
    height: int = HIGH

    @property
    def middle(self) -> tuple[int, int]:
        """Where its words stand."""
        return self.x + WIDE // 2, self.y + HIGH // 2 + 5


@dataclass(frozen=True, slots=True)
class Line:
    """An act as it is drawn: a path, and whether it was taken."""

    path: str
    been: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A procedure as it is drawn."""

    title: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def drawn(procedure: Procedure, here: str, taken: Collection[tuple[str, str]]) -> Drawing:
    """A procedure with the case's position. ``taken`` holds the ends of the acts that were taken."""
    rank = _ranks(procedure)
    rows: dict[int, int] = {}
    place: dict[str, tuple[int, int]] = {}
    for state in procedure.states:
        row = rows.get(rank[state.id], 0)
        rows[rank[state.id]] = row + 1
        place[state.id] = (rank[state.id] * (WIDE + GAP_X) + 2, row * (HIGH + GAP_Y) + 2)
    been = {end for ends in taken for end in ends}
    boxes = tuple(
        Box(headed(state.name), *place[state.id], state.id == here, state.id in been)
        for state in procedure.states
    )
    ends = dict.fromkeys((edge.source, edge.target) for edge in procedure.edges)
    lines = tuple(
        Line(_path(place[source], place[target]), (source, target) in taken) for source, target in ends
    )
    width = max(x for x, _ in place.values()) + WIDE + 2
    height = max(y for _, y in place.values()) + HIGH + 30
    return Drawing(headed(procedure.name), width, height, boxes, lines)


def _ranks(procedure: Procedure) -> dict[str, int]:
    """The longest way from the start to each state; what leads back is not counted."""
    rank = {state.id: 0 for state in procedure.states}
    order = {state.id: number for number, state in enumerate(procedure.states)}
    for edge in sorted(procedure.edges, key=lambda one: order[one.source]):
        if order[edge.source] < order[edge.target]:
            rank[edge.target] = max(rank[edge.target], rank[edge.source] + 1)
    return rank


def _path(source: tuple[int, int], target: tuple[int, int]) -> str:
    x, y = source[0] + WIDE, source[1] + HIGH // 2
    to_x, to_y = target[0], target[1] + HIGH // 2
    if to_x - x <= GAP_X and y == to_y:
        return f"M{x} {y}H{to_x}"
    # A longer way passes below what lies between.
    dip = max(y, to_y) + HIGH // 2 + GAP_Y // 2 + (6 if to_x - x > GAP_X else 0)
    return f"M{x} {y}C{x + 18} {dip},{to_x - 18} {dip},{to_x} {to_y}"
