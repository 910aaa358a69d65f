"""By what the beginning of a row is known where quotes do not tell it: its number and its times. Runs in the child."""

import re
from collections.abc import Sequence
from typing import Final

_TIME: Final = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_CODE: Final = re.compile(r"[!-~]*[0-9][!-~]*")
_RUNS: Final = re.compile(r"[0-9]+|[A-Za-z]+")
# A shorter code may as well number the lines of a list; a longer one is a text.
_SHORTEST: Final = 4
_LONGEST: Final = 40


def marked(row: Sequence[str]) -> bool:
    """Whether a row has a time or a code by which others can be known."""
    return any(_mark(cell) is not None for cell in row)


def shared_marks(row: Sequence[str], other: Sequence[str]) -> int:
    """In how many columns both have a time, or codes of one form and nearly one length, such as orders' numbers.

    0 where they are unlike in the first column in which the row has either, since every row has what its rows begin with.
    """
    shared = 0
    for cell, its in zip(row, other, strict=False):
        mark = _mark(cell)
        if mark is None:
            continue
        same = _alike(mark, _mark(its))
        if not (same or shared):
            return 0
        shared += same
    return shared


def _mark(cell: str) -> tuple[str, int] | None:
    """The form of a cell that is a time or a code, and its length; None of any other."""
    cell = cell.replace('"', "").strip(" \t\r\n'")
    if not _SHORTEST <= len(cell) <= _LONGEST:
        return None
    if _TIME.match(cell):
        return "time", 0
    if _CODE.fullmatch(cell):
        return _RUNS.sub(lambda run: "0" if run[0].isdigit() else "A", cell), len(cell)
    return None


def _alike(mark: tuple[str, int], other: tuple[str, int] | None) -> bool:
    return other is not None and mark[0] == other[0] and abs(mark[1] - other[1]) <= 1
