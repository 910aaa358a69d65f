"""Rows of an .xlsx or .xls workbook as text. Runs in the child, once `archive` found nothing amiss."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from huiyin.records.reports.landing.archive import damaged, locked
from huiyin.records.reports.landing.errors import AS_CSV_EN, AS_CSV_ZH, refuse_file
from huiyin.records.reports.landing.frames import Limits, Row
from huiyin.records.reports.landing.oversize import checked

Cell = int | float | str | bool | time | date | datetime | timedelta

_EXACT_FLOAT = 1e15


def open_workbook(file: BinaryIO) -> tuple[CalamineWorkbook, tuple[str, ...]]:
    """The workbook and the names of its visible sheets. Raises `FileRefused`: password, damage."""
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        visible = tuple(
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        )
    except PasswordError as error:
        raise locked() from error
    except CalamineError as error:
        raise damaged() from error
    return workbook, visible


def sheet_named(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    """The sheet of this name. Raises `FileRefused` when it is damaged."""
    try:
        return workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise damaged() from error


def open_sheet(
    file: BinaryIO, wanted: str | None, limits: Limits
) -> tuple[CalamineSheet | None, tuple[str, ...]]:
    """The sheet called `wanted`, else the first visible one that holds anything; and all visible names.

    None when there is no such sheet with content. Raises `FileRefused`: password, damage, unknown name, too
    many rows.
    """
    workbook, visible = open_workbook(file)
    if wanted is not None and wanted not in workbook.sheet_names:
        raise refuse_file(
            "workbook.sheet",
            zh=f"没有名为“{wanted}”的工作表；现有：{'、'.join(visible)}",
            en=f"there is no sheet “{wanted}”; there are: {', '.join(visible)}",
            advice_zh="请从现有工作表中选择。",
            advice_en="Choose one of the existing sheets.",
        )
    for name in visible if wanted is None else (wanted,):
        sheet = sheet_named(workbook, name)
        if sheet.end is not None:
            _check_height(sheet, limits)
            return sheet, visible
    return None, visible


def _check_height(sheet: CalamineSheet, limits: Limits) -> None:
    end = sheet.end
    if end is not None and end[0] + 1 > limits.workbook_rows:
        raise refuse_file(
            "workbook.rows",
            zh=f"工作表“{sheet.name}”有 {end[0] + 1} 行，超过工作簿上限 {limits.workbook_rows} 行",
            en=f"sheet “{sheet.name}” has {end[0] + 1} rows, more than the {limits.workbook_rows} allowed",
            advice_zh=f"CSV 文件不限行数。{AS_CSV_ZH}",
            advice_en=f"A CSV file may have any number of rows. {AS_CSV_EN}",
            position=limits.workbook_rows + 1,
        )


def read_rows(sheet: CalamineSheet, limits: Limits, errors: Mapping[int, Mapping[int, str]]) -> Iterator[Row]:
    """Every row that is not blank, numbered as Excel numbers it, its first cell that of column A.

    `errors` are those that `formulas.error_cells` found; the workbook's reader gives their cells as empty.
    """
    before = [""] * (sheet.start[1] if sheet.start is not None else 0)
    for position, values in enumerate(sheet.iter_rows(), 1):
        cells = [value if type(value) is str else as_text(value) for value in values]
        if position in errors:
            cells = _with_errors(before + cells, errors[position])
        elif before:
            cells = before + cells
        if any(cells):
            row = checked(position, cells, limits)
            if row is not None:
                yield row


def _with_errors(cells: list[str], errors: Mapping[int, str]) -> list[str]:
    return [cell or errors.get(column, "") for column, cell in enumerate(cells)]


def as_text(value: Cell) -> str:
    """The one text for a value, so that a workbook and the CSV made from it land alike.

    Dates are ISO, times rounded to the second. Whole numbers have no point; from 16 digits on Excel has lost
    the last ones, so these stay in the form `2.02401010000720E+16`, which nobody takes for an order's number.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if abs(value) >= _EXACT_FLOAT:
            return f"{value:.14E}"
        return str(int(value)) if value == int(value) else f"{value:.15g}"
    if isinstance(value, datetime):
        if value.microsecond >= 500_000:
            value += timedelta(seconds=1)
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
