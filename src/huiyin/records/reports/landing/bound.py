"""A mapping fitted to one file's header: turns rows into fields, and into the canonical row to be kept."""

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from huiyin.records.reports.landing.cleaning import tidy, too_long
from huiyin.records.reports.landing.dates import SoFar, parse_moment
from huiyin.records.reports.landing.errors import BadValue, Problem
from huiyin.records.reports.landing.faults import fault_of
from huiyin.records.reports.landing.fields import (
    AFTERWARDS,
    CODES,
    DIGITS,
    EXCEL_ERRORS,
    LEVELLED,
    MOMENTS,
    PAST,
    TELLING,
    TEXT_LIMITS,
    Fields,
)
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header, Unlike, column_key

if TYPE_CHECKING:
    from huiyin.records.reports.landing.mapping import Column, Mapping

WHOLE: Final = "整行原文"
"""Under this name stands, in a row as it was received, what could not be divided into cells."""

# How programs keep Excel from taking a number for a quantity, and what becomes of it where they do not.
_GUARDED: Final = re.compile(r'="([^"]*)"|([0-9]+)\.0+')
_ROUNDED: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")


class Bound:
    """Reads the rows below one header. Made by `Mapping.bind`.

    `columns` are the header's names; `unlike` says which of them no field takes (kept in `raw` all the same), and
    which of the mapping's are not there; `identity_columns` those that tell who a person is; `afterwards` those of the
    fields of that name.
    """

    def __init__(
        self, mapping: "Mapping", header: Header, claimed: "dict[Column, int]", unlike: Unlike
    ) -> None:
        self.mapping = mapping
        self.columns = header.columns
        self.unlike = unlike
        self.identity_columns = tuple(
            header.columns[index] for column, index in claimed.items() if column.identity
        )
        self.afterwards = tuple(
            header.columns[index] for column, index in claimed.items() if column.field in AFTERWARDS
        )
        self._width = len(header.columns)
        self._named = tuple((name, index) for index, name in enumerate(header.columns) if name)
        self._nameless = tuple(index for index, name in enumerate(header.columns) if not name)
        # An error of a formula that neither the text nor which order this is hangs on says as little as an empty cell.
        self._absent = EXCEL_ERRORS.union(mapping.absent)
        self._required = tuple((column.field, index) for column, index in claimed.items() if column.required)
        self._texts = tuple(
            (column.field, index, TEXT_LIMITS[column.field])
            for column, index in claimed.items()
            if column.field in TEXT_LIMITS
        )
        self._digits = tuple(index for column, index in claimed.items() if column.field in DIGITS)
        self._moments = tuple(
            (column.field, index) for column, index in claimed.items() if column.field in MOMENTS
        )
        self._telling = tuple(index for column, index in claimed.items() if column.field in TELLING)
        self._codes = tuple(
            (column.field, index, _lookup(mapping.values[column.field]))
            for column, index in claimed.items()
            if column.field in CODES
        )
        # Levels in the mapping's order, whatever their order in the file.
        self._levels = tuple(
            (
                field,
                tuple(
                    claimed[column]
                    for column in mapping.columns
                    if column.field == field and column in claimed
                ),
                limit,
            )
            for field, limit in LEVELLED.items()
            if any(column.field == field for column in claimed)
        )

    def read(self, row: Row, so_far: SoFar | None = None) -> tuple[dict[str, str], Fields | list[Problem]]:
        """What `raw` and `fields` give, for the price of one cleaning."""
        cells = self._clean(row)
        fields = self._fields(row, cells, so_far)
        return self._raw(cells, row.text, fields if isinstance(fields, Fields) else None), fields

    def fields(self, row: Row, so_far: SoFar | None = None) -> Fields | list[Problem]:
        """The typed row, or everything that is wrong with it: with `so_far`, also what it tells as past and is to come."""
        return self._fields(row, self._clean(row), so_far)

    def _fields(self, row: Row, cells: list[str], so_far: SoFar | None) -> Fields | list[Problem]:
        if (row.fault or len(row.cells) > self._width) and (problem := fault_of(row, self.columns)):
            return [problem]
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        absent = self._absent

        def complain(value: BadValue, index: int) -> None:
            problems.append(value.at(row.position, self.columns[index]))

        for field, index, limit in self._texts:
            cell = cells[index]
            if len(cell) > limit:
                complain(too_long(len(cell), limit), index)
            elif cell and cell not in absent:
                values[field] = cell
        for field, index in self._required:
            if field not in values and (not cells[index] or cells[index] in absent):
                complain(_formula(cells[index], *_FILL) if cells[index] in EXCEL_ERRORS else _EMPTY, index)
        for index in self._telling:
            if cells[index] in EXCEL_ERRORS:
                complain(_formula(cells[index], *_FILL_OR_EMPTY), index)
        for index in self._digits:
            cell = cells[index]
            if ("e" in cell or "E" in cell) and _ROUNDED.fullmatch(cell):
                complain(_rounded(cell), index)
        for field, index in self._moments:
            cell = cells[index]
            if cell and cell not in absent:
                try:
                    moment = values[field] = parse_moment(cell)
                    if so_far is not None and field in PAST:
                        so_far.check(moment, cell)
                except BadValue as bad:
                    complain(bad, index)
        for field, index, codes in self._codes:
            cell = cells[index]
            if cell and cell not in absent:
                code = codes.get(cell) or codes.get(column_key(cell))
                if code is None:
                    complain(_unknown(cell, self.mapping.values[field]), index)
                else:
                    values[field] = code if field != "anonymous" else code == "yes"
        for field, indexes, limit in self._levels:
            joined = " > ".join([cell for i in indexes if (cell := cells[i]) and cell not in absent])
            if len(joined) > limit:
                complain(too_long(len(joined), limit), indexes[0])
            elif joined:
                values[field] = joined
        if problems:
            return problems
        if len(row.cells) < self._width:
            values["notes"] = ("row.short",)
        return Fields(**values)

    def raw(self, row: Row) -> dict[str, str]:
        """The row as received, column by column, for hashing and for keeping.

        Cleaned but not shortened; dates of the mapping's moments as ISO where they can be read. Equal values
        give equal results whether they came from a workbook or from CSV. A value without a column name stands
        under `第N列`, N from 1; of a row that cannot be read, what stood in the file stands under `WHOLE`, uncleaned.
        """
        return self._raw(self._clean(row), row.text)

    def _raw(self, cells: list[str], text: str, typed: Fields | None = None) -> dict[str, str]:
        kept = {name: cells[index] for name, index in self._named}
        for field, index in self._moments:
            if cell := cells[index]:
                try:
                    moment = (typed and getattr(typed, field)) or parse_moment(cell)
                    kept[self.columns[index]] = moment.iso()
                except BadValue:
                    # Kept as it came; `fields` has told the user.
                    continue
        if text:
            kept[WHOLE] = text
        if self._nameless or len(cells) > self._width:
            for index in (*self._nameless, *range(self._width, len(cells))):
                if cells[index]:
                    kept[f"第{index + 1}列"] = cells[index]
        return kept

    def _clean(self, row: Row) -> list[str]:
        """The cells, tidied, at least as many as columns."""
        whole = "".join(row.cells)
        if whole.isprintable() and unicodedata.is_normalized("NFC", whole):
            # What is clean as a whole is clean in its parts; nearly every row is.
            cells = [cell.strip() for cell in row.cells]
        else:
            cells = [tidy(cell) for cell in row.cells]
        if len(cells) < self._width:
            cells.extend([""] * (self._width - len(cells)))
        for index in self._digits:
            cell = cells[index]
            if cell[:2] == '="' or cell[-1:] == "0":
                cells[index] = _unguarded(cell)
        return cells


_EMPTY: Final = BadValue(
    "value.empty",
    zh="必填内容为空",
    en="is required but empty",
    advice_zh="请补上内容；来源也没有的，请向来源核实。",
    advice_en="Fill it in; where the source has none either, ask the source.",
)


def _unguarded(cell: str) -> str:
    """The digits of `="…"` and of a number with zeros behind its point."""
    found = _GUARDED.fullmatch(cell)
    return cell if found is None else (found[1] or found[2] or "").strip()


_FILL: Final = (
    "请改正该单元格的公式，或填入内容本身。",
    "Correct the cell's formula, or fill in the content itself.",
)
_FILL_OR_EMPTY: Final = (
    "请改正该单元格的公式，或填入内容本身；来源本来没有的，清空这一格。",
    "Correct the cell's formula, or fill in the content itself; where the source has none, empty the cell.",
)


def _formula(error: str, advice_zh: str, advice_en: str) -> BadValue:
    return BadValue(
        "value.error",
        zh=f"单元格是 Excel 错误值 {error}，没有内容",
        en=f"the cell holds the Excel error {error} and no content",
        advice_zh=advice_zh,
        advice_en=advice_en,
    )


def _lookup(table: dict[str, str]) -> dict[str, str]:
    return {column_key(word): code for word, code in table.items()} | table


def _unknown(cell: str, table: dict[str, str]) -> BadValue:
    shown = cell if len(cell) <= 40 else cell[:39] + "…"
    return BadValue(
        "value.unknown",
        zh=f"“{shown}”不是已知的取值",
        en=f"“{shown}” is not one of its values",
        advice_zh=f"可用：{'、'.join(table)}。若来源确有新取值，请在列对照中添加。",
        advice_en=f"It can be: {', '.join(table)}. If the source has a new value, add it to the mapping.",
    )


def _rounded(cell: str) -> BadValue:
    return BadValue(
        "number.rounded",
        zh=f"“{cell}”已被 Excel 改成科学计数，末几位数字已丢失",
        en=f"“{cell}” was turned into scientific notation by Excel and has lost its last digits",
        advice_zh="请从来源系统重新导出；在 Excel 中先把该列设为“文本”格式再粘贴。",
        advice_en="Export it again from its source; in Excel set the column's format to Text before pasting.",
    )
