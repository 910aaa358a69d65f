"""Correcting a refused row by hand: the row as received, with some cells changed, prepared anew."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from huiyin.records.ledger import vault
from huiyin.records.ledger.action import By
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports.actions.correct import CorrectionRefused, correct
from huiyin.records.reports.actions.receive import Receipt, Source
from huiyin.records.reports.incoming import Arrival
from huiyin.records.reports.keeping import WORDS
from huiyin.records.reports.landing.bound import WHOLE
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.landing.fields import EXCEL_ERRORS
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header, column_key
from huiyin.records.reports.landing.labelled import LONG
from huiyin.records.reports.landing.mapping import Column, Mapping
from huiyin.records.reports.mappings import load_mapping
from huiyin.records.reports.masking import masked_cell, masked_in, masked_refusal, of_persons, restored
from huiyin.records.reports.models import Channel, LandedRow
from huiyin.records.reports.numbering import source_of
from huiyin.records.reports.preparing import Preparer
from huiyin.records.reports.queries import as_received

_TIME = re.compile(r"\A(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)\Z")


class StillWrong(CorrectionRefused):
    """What is wrong with a row after its correction; ``problems`` without the numbers that they quote."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(
            f"{first.message_en}. {first.advice_en.rstrip('.')} / "
            f"{first.message_zh}。{first.advice_zh.rstrip('。')}"
        )
        self.problems = problems


def correct_row(
    actor: str, at: datetime, door: str, landed_id: int, changes: AnyMapping[str, str]
) -> Receipt:
    """Change the cells of ``changes`` (column name to value) in a refused row and promote it.

    A cell that is emptied although nothing was wrong with it empties what is known of the report too, unless it tells a time;
    one that was at fault says nothing any more.

    Raises :class:`CorrectionRefused`, naming row and column, for a column that the row does not have, :class:`StillWrong` for
    what is wrong after the change; ``LandedRow.DoesNotExist`` for an unknown row.
    """
    row = LandedRow.objects.select_related("batch").get(pk=landed_id)
    batch = row.batch
    if batch is None:
        raise CorrectionRefused(f"landed row {landed_id} came from no file / 该行不是由文件导入")
    try:
        cells = _cells(row)
    except vault.Unreadable as error:
        raise CorrectionRefused(
            f"landed row {landed_id} cannot be opened: {error} / 该行已删除或无法解密"
        ) from error
    unknown = [name for name in changes if name not in cells]
    if unknown:
        raise CorrectionRefused(
            f"row {row.position} has no column {unknown[0]!r} / 第 {row.position} 行没有「{unknown[0]}」一列"
        )
    mapping = load_mapping(batch.mapping)
    emptied = _emptied(row, mapping, cells, changes)
    cells |= changes
    bound = mapping.bind(Header(1, tuple(cells)))
    arrival = Arrival(source_of(batch.channel, batch.unit_id), at)
    (prepared,) = Preparer(bound, gazetteer()).prepare([Row(row.position, tuple(cells.values()))], arrival)
    if prepared.refusal:
        raise StillWrong(_problems(prepared.refusal))
    if emptied:
        assert prepared.told is not None
        told = msgspec.structs.replace(prepared.told, emptied=emptied)
        prepared = msgspec.structs.replace(prepared, told=told)
    return correct(By(actor, at, door), landed_id, Source(Channel(batch.channel), batch.unit_id), prepared)


# What of a report a person can empty, by the field that tells of it.
_CAN_BE_EMPTIED = {name: name for name in WORDS} | {"phone": "caller"}


def _emptied(
    row: LandedRow, mapping: Mapping, received: AnyMapping[str, str], changes: AnyMapping[str, str]
) -> tuple[str, ...]:
    """What of the report is emptied by those changes that empty a cell which said something."""
    nothing = EXCEL_ERRORS.union(mapping.absent, ("",))
    # A row that was taken in meanwhile has none, and is refused by the act.
    problems = msgspec.json.decode(row.refusal or "[]", type=list[Problem])
    wrong = {problem.column for problem in problems}
    fields = _fields(mapping)
    emptied = (
        _CAN_BE_EMPTIED.get(column.field)
        for name, value in changes.items()
        if value.strip() in nothing and received[name] not in nothing and name not in wrong
        if (column := fields.get(column_key(name))) is not None
    )
    return tuple(sorted({name for name in emptied if name is not None}))


def _cells(row: LandedRow) -> dict[str, str]:
    """The cells of a row as received. What could not be divided into cells stays with the row: it is none, and may name
    people. Raises ``vault.Unreadable``.
    """
    cells = as_received(row)
    cells.pop(WHOLE, None)
    return cells


def _fields(mapping: Mapping) -> dict[str, Column]:
    """The columns of a mapping by each of their names."""
    return {column_key(name): column for column in mapping.columns for name in column.names}


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a refused row and its value, masked; where it tells who somebody is, it is ``hidden`` and not shown.

    ``filled``: something was received there; ``long``: it may hold many lines.
    """

    name: str
    value: str
    hidden: bool
    filled: bool
    long: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Correctable:
    """A refused row as a person is shown it: its cells, and what is wrong with the row as a whole.

    ``received`` holds the cells as they came; it is for no page.
    """

    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    received: AnyMapping[str, str]

    def with_problems(self, problems: Collection[Problem]) -> Correctable:
        """The row with these faults and no others, each at its cell. The cells that have one stand first."""
        cells = [
            replace(cell, problems=tuple(p for p in problems if p.column == cell.name)) for cell in self.cells
        ]
        cells.sort(key=lambda cell: not cell.problems)
        of_the_row = tuple(p for p in problems if p.column not in self.received)
        return Correctable(tuple(cells), of_the_row, self.received)

    def changes(self, typed: AnyMapping[str, str], emptied: Collection[str] = ()) -> dict[str, str]:
        """The cells that were typed anew, with what was masked in them put back; a hidden one that was left empty stays as
        it was received, unless it is among those ``emptied``."""
        cleared = {cell.name: "" for cell in self.cells if cell.filled and cell.name in emptied}
        return cleared | {
            cell.name: restored(typed[cell.name], "" if cell.hidden else self.received[cell.name])
            for cell in self.cells
            if cell.name in typed and typed[cell.name] != cell.value
        }


def correctable(row: LandedRow) -> Correctable:
    """A refused row to be corrected: its faults first, then in the order of its mapping.

    Raises :class:`CorrectionRefused` for one that cannot be opened any more.
    """
    try:
        received = _cells(row)
    except vault.Unreadable as error:
        raise CorrectionRefused(f"landed row {row.pk} cannot be opened / 该行已删除或无法解密") from error
    assert row.batch is not None
    columns = _fields(load_mapping(row.batch.mapping))
    places = {key: place for place, key in enumerate(columns)}
    cells = []
    for name, value in received.items():
        column = columns.get(column_key(name))
        field = column.field if column is not None else ""
        shown = masked_in(field, value)
        # Of a column that no mapping knows, what would be shown otherwise as a sample is not shown here at all: whoever saved
        # a name with stars in it would have changed it.
        hidden = of_persons(name) or masked_cell(value) != shown if column is None else column.identity
        cells.append(
            Cell(
                name,
                # A workbook's time, as people write it: both are read alike.
                "" if hidden else _TIME.sub(r"\1 \2", shown),
                hidden,
                bool(value),
                field in LONG,
            )
        )
    # The row as received does not say in which order its columns stood.
    cells.sort(key=lambda cell: places.get(column_key(cell.name), len(places)))
    return Correctable(tuple(cells), (), received).with_problems(_problems(row.refusal))


def _problems(refusal: str) -> tuple[Problem, ...]:
    """What is wrong, without the numbers that it quotes: a telephone can stand in any column."""
    return tuple(
        msgspec.structs.replace(
            problem,
            message_zh=masked_refusal(problem.code, problem.message_zh),
            message_en=masked_refusal(problem.code, problem.message_en),
        )
        for problem in msgspec.json.decode(refusal, type=list[Problem])
    )
