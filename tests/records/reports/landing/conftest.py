import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """A CSV file with these rows."""

    def write(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",", name: str = "list.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """A workbook with one sheet of these rows; dates and datetimes become real dates of Excel."""

    def write(
        rows: Rows,
        *,
        name: str = "list.xlsx",
        merged: dict[str, str] | None = None,
        date_1904: bool = False,
        extra_sheets: dict[str, Rows] | None = None,
    ) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(
            path,
            {
                "default_date_format": "yyyy-mm-dd hh:mm:ss",
                "strings_to_formulas": False,
                "date_1904": date_1904,
            },
        )
        sheet = book.add_worksheet("工单")
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
        for where, text in (merged or {}).items():
            sheet.merge_range(where, text)
        for title, content in (extra_sheets or {}).items():
            other = book.add_worksheet(title)
            for index, row in enumerate(content):
                other.write_row(index, 0, row)
        book.close()
        return path

    return write
