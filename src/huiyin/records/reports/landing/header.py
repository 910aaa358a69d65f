"""Finds the header of a table below its title rows."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

import msgspec

from huiyin.records.reports.landing.cleaning import tidy
from huiyin.records.reports.landing.errors import HeaderRefused, Problem, refuse_file
from huiyin.records.reports.landing.frames import Row

SEARCHED_ROWS: Final = 10
_LONGEST: Final = 100
# No key of a column holds a blank.
_NO_NAME: Final = " "

_INSIGNIFICANT: Final = re.compile(r"[\s*:：]+")


class Header(msgspec.Struct, frozen=True):
    """The names of the columns, in order ("" where there is none), and the row in which they stand."""

    position: int
    columns: tuple[str, ...]


class Unlike(msgspec.Struct, frozen=True):
    """How a header differs from its mapping: the columns that no field takes, and those of the mapping that it lacks.

    `sheets` are the visible ones of the workbook that hold something else and are not read.
    """

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def column_key(name: str) -> str:
    """What is compared of a column's name: width, case, spaces, asterisks and colons do not count."""
    return _INSIGNIFICANT.sub("", unicodedata.normalize("NFKC", tidy(name))).casefold()


def find_header(rows: Iterable[Row], known: Collection[str]) -> tuple[Header, Iterator[Row]]:
    """The header and the rows below it.

    The header is the row, among the first `SEARCHED_ROWS` that are not blank, which holds most of the `known`
    column names; the first such row of several. Where names are merged over two rows, a gap in it is filled
    from the row above, and the row below belongs to the header when it holds known names, at least one, and nothing else.
    A row with a fault is neither; one of several lines above the header may hold more than a title and is not passed over.

    Raises `HeaderRefused` when no row holds a known name, `FileRefused` when nothing stands below the header.
    """
    source = iter(rows)
    first = list(islice(source, SEARCHED_ROWS + 1))
    keys = frozenset(map(column_key, known))
    found = [[] if row.fault else [_name(cell) for cell in row.cells] for row in first]
    scores = [len(keys.intersection(names)) for names in found[:SEARCHED_ROWS]]
    if not scores or max(scores) == 0:
        raise _not_found(known, [row.position for row in first if row.fault])
    best = scores.index(max(scores))
    columns = [tidy(cell) for cell in first[best].cells]
    body = best + 1
    if best > 0:
        _fill(columns, first[best - 1], found[best - 1], keys, only_gaps=True)
    names = set(filter(None, found[body])) if body < len(first) else set()
    if names and names <= keys:
        _fill(columns, first[body], found[body], keys, only_gaps=False)
        body += 1
    if body == len(first):
        raise refuse_file(
            "file.header_only",
            zh=f"只有表头（第 {first[best].position} 行），没有数据",
            en=f"there is only a header (row {first[best].position}) and no data",
            advice_zh="请核对导出条件，或是否选错了文件。",
            advice_en="Check the conditions of the export and that it is the right file.",
            position=first[best].position,
        )
    above = [row for row in first[:best] if row.lines]
    return Header(first[best].position, tuple(columns)), chain(above, first[body:], source)


def _name(cell: str) -> str:
    """What is compared of a cell that may be a name."""
    return column_key(cell) if len(cell) <= _LONGEST else _NO_NAME


def _fill(columns: list[str], row: Row, found: list[str], keys: frozenset[str], *, only_gaps: bool) -> None:
    """Take over from `row` the known names over (or under) `columns`."""
    columns.extend([""] * (len(found) - len(columns)))
    for index, key in enumerate(found):
        if key in keys and not (only_gaps and columns[index]):
            columns[index] = tidy(row.cells[index])


def _not_found(known: Collection[str], faulty: Sequence[int]) -> HeaderRefused:
    names = list(known)[:8]
    shown = "、".join(map(str, faulty))
    return HeaderRefused(
        Problem(
            code="header.not_found",
            message_zh=f"前 {SEARCHED_ROWS} 行里没有找到表头"
            + (f"（第 {shown} 行不能读取）" if faulty else ""),
            message_en=f"no header within the first {SEARCHED_ROWS} rows"
            + (f" (of which these cannot be read: {shown})" if faulty else ""),
            advice_zh=f"请核对所选的来源；表头应含“{'”“'.join(names)}”等列名。文字显示为乱码的，另存为“CSV UTF-8”。",
            advice_en=f"Check the chosen source; the header should hold columns such as {', '.join(names)}. "
            "If its words are garbled, save it as “CSV UTF-8”.",
        )
    )
