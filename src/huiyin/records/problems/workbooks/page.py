"""One printed table: title, what it is about, a header that stays in sight, rows as they come, signatures.

Written row by row, so that the memory does not grow with the table. Every text is written as text: nothing that a
complaint says becomes a formula, a link or a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from huiyin.records.problems.columns import SEQUENCE, Cell, Column

ROWS = 1_048_576
TEXT = 32_767
"""The most rows of a sheet and characters of a cell that Excel holds."""

BODY_FONT = "宋体"
HEAD_FONT = "黑体"
# Spreadsheets take a text that begins so for a formula when it is edited, pasted or saved as CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_A3 = 8

Value = Cell | float


class TooLong(ValueError):
    """The table has more rows than a sheet holds."""


@dataclass(frozen=True, slots=True)
class Page:
    """How a table presents itself. ``about`` stands below the title; ``signatures`` at the end and below each page.

    ``draft`` is printed at the head of each page until the table is final. ``numbered`` puts 序号 before the columns.
    ``row_height`` (points) leaves room for handwriting; without it rows are as high as what they hold.
    """

    name: str
    title: str
    about: str
    columns: Sequence[Column]
    signatures: Sequence[tuple[str, str]] = ()
    draft: str = ""
    numbered: bool = True
    row_height: float | None = None


@contextmanager
def workbook(path: Path, title: str, at: datetime) -> Iterator[Book]:
    """A workbook that takes the place of ``path`` when it is complete, and leaves no trace when it fails.

    ``at`` is the moment that the file's properties give for its making.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        # Rows go to temporary files beside the target, where there is room for them.
        file = xlsxwriter.Workbook(aside, {"constant_memory": True, "tmpdir": str(path.parent)})
        file.set_properties({"title": title, "created": at.astimezone(UTC).replace(tzinfo=None)})
        try:
            yield Book(file)
        finally:
            file.close()
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


class Book:
    """The formats of a workbook, and its tables one after another."""

    def __init__(self, file: Any) -> None:
        self._file = file
        body = {
            "font_name": BODY_FONT,
            "font_size": 10,
            "border": 1,
            "border_color": "#7F7F7F",
            "valign": "vcenter",
        }
        self._title = file.add_format(
            {"font_name": HEAD_FONT, "font_size": 20, "align": "center", "valign": "vcenter"}
        )
        self._about = file.add_format({"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter"})
        self._head = file.add_format(
            body | {"font_name": HEAD_FONT, "align": "center", "text_wrap": True, "bg_color": "#E7EBF0"}
        )
        self._text = file.add_format(body | {"text_wrap": True})
        self._guarded = file.add_format(body | {"text_wrap": True, "quote_prefix": True})
        self._date = file.add_format(body | {"align": "center", "num_format": "yyyy-mm-dd"})
        self._int = file.add_format(body | {"align": "center", "num_format": "0"})
        self._share = file.add_format(body | {"align": "center", "num_format": "0.0"})
        self._sign = file.add_format({"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter"})

    def add(self, page: Page, rows: Iterable[Sequence[Value]]) -> int:
        """Write a table as the next sheet. Returns its number of rows. Raises :class:`TooLong`."""
        columns = [SEQUENCE, *page.columns] if page.numbered else list(page.columns)
        sheet = self._file.add_worksheet(page.name)
        self._set_up(sheet, page, columns)
        last = len(columns) - 1
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, last, page.title, self._title)
        sheet.set_row(1, 20)
        sheet.merge_range(1, 0, 1, last, "", self._about)
        sheet.write_string(1, 0, page.about, self._about)
        sheet.set_row(2, 44)
        for index, column in enumerate(columns):
            sheet.write_string(2, index, column.zh, self._head)
        count = 0
        for cells in rows:
            count += 1
            # Two rows are kept for the signatures.
            if count > ROWS - 5:
                raise TooLong(
                    f"{page.title}: a sheet holds {ROWS:,} rows; export it unit by unit / 请分单位导出"
                )
            if page.row_height is not None:
                sheet.set_row(2 + count, page.row_height)
            self._row(sheet, 2 + count, (count, *cells) if page.numbered else cells)
        sheet.autofilter(2, 0, 2 + count, last)
        if page.signatures:
            sheet.set_row(4 + count, 26)
            words = "          ".join(f"{role}：{name or '＿＿＿＿＿＿'}" for role, name in page.signatures)
            sheet.merge_range(4 + count, 0, 4 + count, last, "", self._sign)
            sheet.write_string(4 + count, 0, words, self._sign)
        return count

    def _row(self, sheet: Any, row: int, cells: Sequence[Value]) -> None:
        for index, cell in enumerate(cells):
            if isinstance(cell, str):
                if not cell:
                    sheet.write_blank(row, index, None, self._text)
                    continue
                # What looks like a formula stays text even when somebody edits the cell.
                style = self._guarded if cell.startswith(_FORMULA_STARTS) else self._text
                sheet.write_string(row, index, cell if len(cell) <= TEXT else cell[: TEXT - 1] + "…", style)
            elif cell is None:
                sheet.write_blank(row, index, None, self._text)
            elif isinstance(cell, date):
                sheet.write_datetime(row, index, cell, self._date)
            else:
                sheet.write_number(row, index, cell, self._int if isinstance(cell, int) else self._share)

    def _set_up(self, sheet: Any, page: Page, columns: Sequence[Column]) -> None:
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sides = [f"{role}：{name}".replace("&", "&&") for role, name in page.signatures]
        left, right = "  ".join(sides[:1]), "  ".join(sides[1:2])
        font = f'&"{BODY_FONT},Regular"&10'
        sheet.set_footer(f"&L{font}{left}&C{font}第 &P 页 共 &N 页&R{font}{right}")
        if page.draft:
            sheet.set_header(f'&R&"{HEAD_FONT},Regular"&16&K9C0006{page.draft}')
