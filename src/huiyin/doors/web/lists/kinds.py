"""The three lists as pages: address, order, what each begins with."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.records.problems import desk
from huiyin.records.problems.models import ListKind

SIZES = (20, 50, 100, 200)
SIZE = SIZES[0]


@dataclass(frozen=True, slots=True)
class Live:
    """One of the three lists as it stands. ``name`` is that of its address, under which filters are kept too."""

    kind: ListKind
    path: str
    order: str

    @property
    def name(self) -> str:
        """The name of its address; those of what belongs to it begin so."""
        return f"list-{self.kind.value}"

    @property
    def cookie(self) -> str:
        """The cookie that keeps the choice of columns."""
        return f"huiyin_columns_{self.kind.value}"


LISTS = (
    Live(ListKind.PROBLEM, "problems", desk.NEWEST),
    Live(ListKind.TASK, "tasks", desk.DUE),
    Live(ListKind.RESPONSIBILITY, "responsibilities", desk.DUE),
)
