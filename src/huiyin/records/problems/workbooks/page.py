"""One printed table: title, what it is about, a header that stays in sight, rows as they come, signatures.

Written row by row, so that the memory does not grow with the table. Every text is written as text: nothing that a
complaint says becomes a formula, a link or a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import walk_tb
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from django.conf import settings
from xlsxwriter.exceptions import FileCreateError

from huiyin.demo.record import notice
from huiyin.records.problems.columns import SEQUENCE, Cell, Column

ROWS = 1_048_576
TEXT = 32_767
"""The most rows of a sheet and characters of a cell that Excel holds."""

# Workbooks are made in folders of such names beside their place.
ASIDE = ".huiyin-workbook-"
BODY_FONT = "宋体"
HEAD_FONT = "黑体"
# Spreadsheets take a text that begins so for a formula when it is edited, pasted or saved as CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_A3 = 8

LINE = "＿＿＿＿＿＿"
WHOLE, PAGE = "本表签字", "本页核对"
"""What the signatures at the end and those below each page stand for, so that on the last page neither repeats the other."""
EACH_PAGE = ("填报人", "审核人", "日期")
"""Who signs below each page, and when."""

Value = Cell | float


class TooLong(ValueError):
    """The table has more rows than a sheet holds."""


@dataclass(frozen=True, slots=True)
class Page:
    """How a table presents itself. ``about`` stands below the title; ``signatures`` at the end, and below each page those
    of who drew it up and who checked it.

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

    ``at`` is the moment that the file's properties give for its making. What the home's records are not is said by the
    workbook itself, whoever asks for it: that of a demonstration is marked as fictitious on every sheet. Raises ``OSError``,
    which names ``path``, when the disk does not take it.
    """
    fictitious = notice(Path(settings.HUIYIN_HOME))
    try:
        # Beside the target, where there is room for it: the rows too, which XlsxWriter would leave there when it fails.
        with TemporaryDirectory(prefix=ASIDE, dir=path.parent, ignore_cleanup_errors=True) as folder:
            aside = Path(folder, "workbook.xlsx")
            file = xlsxwriter.Workbook(aside, {"constant_memory": True, "tmpdir": folder})
            file.set_properties(
                {"title": _marked(title, fictitious), "created": at.astimezone(UTC).replace(tzinfo=None)}
            )
            try:
                yield Book(file, fictitious)
                file.close()
            except FileCreateError as error:
                # What the system said, of which XlsxWriter makes an error of its own.
                _let_go(file, error.args[0])
                raise error.args[0] from None
            except BaseException as error:
                _let_go(file, error)
                raise
            aside.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _let_go(file: Any, error: BaseException) -> None:
    """Close what a failure has left open: closed later, by nobody, each would try to write again and say that it cannot."""
    held = [sheet.row_data_fh for sheet in file.worksheets()]
    for frame, _ in walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, ZipFile):
                held.append(value)
            elif type(value).__module__.startswith("xlsxwriter."):
                held.append(getattr(value, "fh", None))
    for one in held:
        if one is not None:
            with suppress(OSError):
                one.close()


class Book:
    """The formats of a workbook, and its tables one after another. ``fictitious`` is said on each of them."""

    def __init__(self, file: Any, fictitious: str = "") -> None:
        self._file = file
        self._fictitious = fictitious
        body = {
            "font_name": BODY_FONT,
            "font_size": 10,
            "border": 1,
            "border_color": "#7F7F7F",
            "valign": "vcenter",
        }
        self._title = file.add_format(
            {
                "font_name": HEAD_FONT,
                "font_size": 20,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
            }
        )
        self._about = file.add_format(
            {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True}
        )
        self._head = file.add_format(
            body | {"font_name": HEAD_FONT, "align": "center", "text_wrap": True, "bg_color": "#E7EBF0"}
        )
        # Running text keeps off the line before it; codes and single words stand in the middle.
        text = body | {"text_wrap": True}
        sides = ({"align": "left", "indent": 1}, {"align": "center"})
        self._text = [file.add_format(text | side) for side in sides]
        self._guarded = [file.add_format(text | side | {"quote_prefix": True}) for side in sides]
        self._date = file.add_format(body | {"align": "center", "num_format": "yyyy-mm-dd"})
        self._int = file.add_format(body | {"align": "center", "num_format": "0"})
        self._strong = file.add_format(body | {"align": "center", "num_format": "0", "bold": True})
        self._share = file.add_format(body | {"align": "center", "num_format": "0.0"})
        self._sign = file.add_format({"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter"})

    def add(self, page: Page, rows: Iterable[Sequence[Value]]) -> int:
        """Write a table as the next sheet. Returns its number of rows. Raises :class:`TooLong`."""
        columns = [SEQUENCE, *page.columns] if page.numbered else list(page.columns)
        sheet = self._file.add_worksheet(page.name)
        self._set_up(sheet, page, columns)
        last = len(columns) - 1
        width = sum(column.width for column in columns)
        title = _marked(page.title, self._fictitious)
        for row, words, size, height, style in (
            (0, title, 20, 32, self._title),
            (1, page.about, 11, 20, self._about),
        ):
            sheet.set_row(row, height * _lines(words, size, width))
            sheet.merge_range(row, 0, row, last, "", style)
            sheet.write_string(row, 0, words, style)
        sheet.set_row(2, 44)
        for index, column in enumerate(columns):
            sheet.write_string(2, index, column.head, self._head)
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
            self._row(sheet, 2 + count, columns, (count, *cells) if page.numbered else cells)
        sheet.autofilter(2, 0, 2 + count, last)
        if page.signatures:
            sheet.set_row(4 + count, 26)
            words = f"{WHOLE}        {_to_sign(page.signatures, 8)}"
            sheet.merge_range(4 + count, 0, 4 + count, last, "", self._sign)
            sheet.write_string(4 + count, 0, words, self._sign)
        return count

    def _row(self, sheet: Any, row: int, columns: Sequence[Column], cells: Sequence[Value]) -> None:
        for index, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if isinstance(cell, str):
                if not cell:
                    sheet.write_blank(row, index, None, self._text[column.short])
                    continue
                # What looks like a formula stays text even when somebody edits the cell.
                style = (self._guarded if cell.startswith(_FORMULA_STARTS) else self._text)[column.short]
                sheet.write_string(row, index, cell if len(cell) <= TEXT else cell[: TEXT - 1] + "…", style)
            elif cell is None:
                sheet.write_blank(row, index, None, self._text[column.short])
            elif isinstance(cell, date):
                sheet.write_datetime(row, index, cell, self._date)
            elif isinstance(cell, int):
                sheet.write_number(row, index, cell, self._strong if column.strong else self._int)
            else:
                sheet.write_number(row, index, cell, self._share)

    def _set_up(self, sheet: Any, page: Page, columns: Sequence[Column]) -> None:
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.freeze_panes(3, 2)
        # Title, unit, version and day head every page, so that one that is taken out still says what it is.
        sheet.repeat_rows(0, 2)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        font = f'&"{BODY_FONT},Regular"&10'
        checked = [(role, name) for role, name in page.signatures if role in EACH_PAGE]
        sides = f"{PAGE}  {_to_sign(checked, 3)}".replace("&", "&&") if checked else ""
        sheet.set_footer(f"&L{font}{sides}&R{font}第 &P 页 共 &N 页")
        loud = f'&"{HEAD_FONT},Regular"&16&K9C0006'
        marks = (("&C", self._fictitious), ("&R", page.draft))
        header = "".join(f"{side}{loud}{words}" for side, words in marks if words)
        if header:
            sheet.set_header(header)


def _marked(title: str, fictitious: str) -> str:
    return f"{title}（{fictitious}）" if fictitious else title


def _to_sign(signatures: Iterable[tuple[str, str]], apart: int) -> str:
    """Roles with their names, or with a line to sign on."""
    return (" " * apart).join(f"{role}：{name or LINE}" for role, name in signatures)


def _lines(words: str, size: int, width: float) -> int:
    """Over how many lines a text of this size (points) goes in a merged cell of that width, which Excel does not heighten."""
    # At 10 points, half an ideograph takes 6.7 pixels; a unit of width is 7 of them.
    units = sum(2 if ord(letter) > 0x2E7F else 1 for letter in words) * size / 10 * 0.95
    return max(1, math.ceil(units / width))
