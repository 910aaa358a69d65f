"""One number twice in one file: which of its rows is taken, and which waits for a person.

A number is one report. Where two rows of a file have the same number and not the same content, either the later one is a
newer state of the same matter, or two matters were given one number; then the later must not take the place of the earlier.
"""

from __future__ import annotations

import struct
from datetime import date, datetime
from typing import Final

import msgspec

from huiyin.records.reports.incoming import Incoming, Told
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.numbering import HOTLINE

TWICE: Final = "number.twice"
# Position, digest, mark of the words; days and moments of dispatch and making. A file may have a million numbers.
_Kept: Final = struct.Struct(">I16sqIIdd")
_json: Final = msgspec.json.Encoder()


class Numbers:
    """The numbers that the rows of one file have had so far. ``column`` is what its header calls them."""

    def __init__(self, source: str, column: str) -> None:
        self._orders = source == HOTLINE
        self._column = column
        self._kept: dict[str, bytes] = {}

    def once(self, row: Incoming) -> Incoming:
        """The row itself, or, where it would take an earlier row's place without being known for the newer one, the row as one
        that waits for its correction.

        The first row of a number is taken, and one with the same content is known. An order of the hotline is one matter by its
        number: its later row is the newer where it was dispatched or made later, or where at the same times it says the same of
        the same address (the hotline has amended what it did about it). Of another table's number nobody knows that.
        """
        told = row.told
        if not row.number or told is None:
            return row
        words = hash((told.text, told.address))
        mine = (row.position, row.digest, words, *_times(told))
        before = self._kept.get(row.number)
        if before is not None:
            position, digest, said, *times = _Kept.unpack(before)
            if digest == row.digest:
                return row
            newer = _newer(mine[3:], tuple(times))
            if not self._orders or newer < 0 or (newer == 0 and said != words):
                return self._held_back(row, position)
        self._kept[row.number] = _Kept.pack(*mine)
        return row

    def _held_back(self, row: Incoming, first: int) -> Incoming:
        problem = Problem(
            code=TWICE,
            message_zh=f"第 {row.position} 行「{self._column}」：同一编号在本文件中出现两次"
            f"（第 {first} 行、第 {row.position} 行），内容不同",
            message_en=f"row {row.position}, column “{self._column}”: one number stands twice in this file "
            f"(rows {first} and {row.position}), with different content",
            advice_zh=f"第 {first} 行已收下，本行没有收入。如是另一件，请改为不同的编号（如在后面加“-2”）；"
            "如是同一件的新内容，不作改动直接确认。",
            advice_en=f"Row {first} was taken, this one was not. If it is another matter, give it another number (such as with "
            "“-2” behind it); if it is newer content of the same, confirm it as it is.",
            position=row.position,
            column=self._column,
        )
        return msgspec.structs.replace(row, told=None, read=None, refusal=_json.encode([problem]).decode())


def _times(told: Told) -> tuple[int, int, float, float]:
    """Day and moment of dispatch and making, 0 for what is not told; days first, since a moment may be lacking."""
    return _day(told.dispatched_on), _day(told.created_on), _at(told.dispatched_at), _at(told.created_at)


def _day(day: date | None) -> int:
    return day.toordinal() if day is not None else 0


def _at(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else 0.0


def _newer(mine: tuple[float, ...], before: tuple[float, ...]) -> int:
    """1 where the times are later than those before, -1 where they are earlier, 0 where they say nothing; dispatch counts
    before making, and a moment only where both rows tell it."""
    for day in (0, 1):
        moment = day + 2
        pairs = [(mine[day], before[day])]
        if mine[moment] and before[moment]:
            pairs.append((mine[moment], before[moment]))
        for one, other in pairs:
            if one != other:
                return 1 if one > other else -1
    return 0
