"""Reads an order that was pasted as labelled lines (工单编号：…) or as cells of a table, field by field as a row of a file."""

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final

from huiyin.records.reports.landing.header import column_key
from huiyin.records.reports.landing.mapping import Column, Mapping

# As many different columns must be there for a text to be read so; one word with a colon stands in any complaint.
ENOUGH: Final = 2
# Fields of several lines: what follows below belongs to them, and no label within one of their lines ends them.
LONG: Final = frozenset({"text", "handled", "outcome"})

_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")
# A list's mark, a name in its box or before a colon: all within this many characters.
_HEAD: Final = 64
_BULLET: Final = r"(?:[-*•·●]\s*|\d{1,2}[.、．)）]\s*)?"
_BOXED: Final = r"[【\[［]([^【】\[\]［］:：\n]{1,20})[】\]］]\s*[:：]?"
_FIRST: Final = re.compile(rf"{_BULLET}(?:{_BOXED}|([^:：【】\[\]［］]{{1,20}}?)\s*[:：])")
# Further ones on the same line are labels only where a blank or a mark of punctuation sets them off.
_FURTHER: Final = re.compile(
    rf"(?:{_BOXED}|(?:(?<=[\s;；,，、|｜。])|^)([^\s:：;；,，、|｜。【】\[\]［］]{{1,20}})[ \u3000]*[:：])"
)
_EDGES: Final = " \u3000\t;；,，、|｜"


class SeveralOrders(ValueError):
    """More than one order was pasted."""


def read_labelled(text: str, mapping: Mapping) -> dict[Column, str] | None:
    """What each column of `mapping` holds in a pasted text; None where it is not pasted so.

    Understood are lines `列名：值` with a colon of either width, several of them on one line, 【列名】值, two columns of a
    table (name, tab, value), and a header with one row below. Lines that no column takes are kept: below a long field as its
    continuation, else at the end of the text. Of two values for one column the first counts and the second is kept as a line of
    the text; long fields and those that tell who a person is keep both.

    Raises `SeveralOrders` for a header with several rows below.
    """
    by_key = {column_key(name): column for column in mapping.columns for name in column.names}
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    found = _Found(mapping)
    if (table := _table(lines, by_key)) is not None:
        header, row = table
        for name, cell in zip(header, row, strict=False):
            found.put(by_key.get(column_key(name)), name, cell)
        for cell in row[len(header) :]:
            found.put(None, "", cell)
        return found.whole()
    for line in lines:
        pieces = list(_tabbed(line, by_key) if "\t" in line.strip() else _labelled(line, by_key))
        if not pieces:
            found.go_on(line)
        for column, name, value in pieces:
            found.put(column, name, value)
    return found.whole()


class _Found:
    def __init__(self, mapping: Mapping) -> None:
        self._absent = frozenset(mapping.absent)
        self._text = next(column for column in mapping.columns if column.field == "text")
        self._values: dict[Column, list[str]] = {}
        self._rest: list[str] = []
        self._current: Column | None = None

    def put(self, column: Column | None, name: str, value: str) -> None:
        """Take a value; of a column that the mapping does not know (None) it is kept as a line."""
        long = column is None or column.field in LONG
        self._current, value = column, value.strip() if long else value.strip(_EDGES)
        if not value or (column is not None and value in self._absent):
            return
        before = self._values.get(column, []) if column is not None else []
        if column is None or (before and column.field not in LONG and not column.identity):
            if value not in before:
                self._rest.append(f"{name.strip()}：{value}" if name.strip() else value)
        elif value not in before[-1:]:
            self._values.setdefault(column, []).append(value)

    def go_on(self, line: str) -> None:
        """Take a line without a label."""
        column = self._current
        if column is not None and column.field in LONG:
            self._values.setdefault(column, []).append(line)
        elif line.strip():
            self._rest.append(line.strip())

    def whole(self) -> dict[Column, str] | None:
        """Everything, without blank edges; None where too little was labelled."""
        joined = {
            column: ("、" if column.identity else "\n").join(parts).strip()
            for column, parts in self._values.items()
        }
        values = {column: _unquoted(value) for column, value in joined.items() if value}
        if len(values) < ENOUGH:
            return None
        if self._rest:
            values[self._text] = "\n".join(filter(None, (values.get(self._text, ""), *self._rest)))
        return values


def _unquoted(value: str) -> str:
    """A cell with several lines or quotes in it stands in quotes where a spreadsheet copied it."""
    if len(value) > 1 and value[0] == value[-1] == '"' and ("\n" in value or '""' in value[1:-1]):
        return value[1:-1].replace('""', '"').strip()
    return value


Pieces = Iterator[tuple[Column | None, str, str]]


def _labelled(line: str, by_key: dict[str, Column]) -> Pieces:
    line = line.strip()
    first = _FIRST.match(line[:_HEAD])
    if first is None:
        return
    name = first[1] or first[2] or ""
    column = by_key.get(column_key(name))
    if column is None:
        return
    start = first.end()
    if column.field not in LONG:
        for further in _FURTHER.finditer(line, start):
            following_name = further[1] or further[2]
            following = by_key.get(column_key(following_name))
            if following is None:
                continue
            yield column, name, line[start : further.start()]
            column, name, start = following, following_name, further.end()
            if column.field in LONG:
                break
    yield column, name, line[start:]


def _tabbed(line: str, by_key: dict[str, Column]) -> Pieces:
    """Names and values in turn; nothing where the line names no column."""
    cells = line.split("\t")
    pairs = list(zip(cells[::2], [*cells[1::2], ""], strict=False))
    if not any(column_key(name) in by_key for name, _ in pairs):
        return
    for name, value in pairs:
        yield by_key.get(column_key(name)), name.strip().rstrip(":："), value


def _table(lines: Sequence[str], by_key: dict[str, Column]) -> tuple[list[str], list[str]] | None:
    """A header and the one row below it, as a spreadsheet copies them; None where the first line is no header."""
    filled = [line for line in lines if line.strip()]
    names = filled[0].split("\t") if filled else []
    known = [column_key(name) in by_key for name in names]
    # Of names and values in turn hardly a value is the name of a column.
    if len(filled) < 2 or sum(known) < ENOUGH or not all(known[:2]) or not any(known[1::2]):
        return None
    try:
        # With its line ends, which belong to a cell of several lines.
        table = csv.reader([f"{line}\n" for line in filled], delimiter="\t")
        rows = [row for row in table if any(cell.strip() for cell in row)]
    except csv.Error:
        return None
    if len(rows) > 2:
        raise SeveralOrders
    return (rows[0], rows[1]) if len(rows) == 2 else None
