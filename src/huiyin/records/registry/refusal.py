"""How the registry refuses: every fault with its place and what to do, in both languages; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. ``row`` counts a file's rows, its header being 1; 0 stands for no file."""

    zh: str
    en: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        if not self.row:
            return f"{self.zh} / {self.en}"
        column = f"“{self.column}”" if self.column else ""
        return f"第{self.row}行{column}：{self.zh} / row {self.row}{column and ', '}{column}: {self.en}"


class Refused(ValueError):
    """The registry does not do what was asked; ``faults`` says why, all of it at once."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def refuse_if(faults: Sequence[Fault]) -> None:
    """Raise :class:`Refused` with the faults, if there are any."""
    if faults:
        raise Refused(*faults)
