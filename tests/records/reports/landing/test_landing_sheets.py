"""Of a workbook with several sheets the one with the orders is read, and none is left out unsaid."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from huiyin.records.reports.landing.errors import FileRefused
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.landing.sheets import ENOUGH, sheet_of_orders
from huiyin.records.reports.landing.workbook import open_rows

Writer = Callable[..., Path]
SHANGHAI = Mapping.load("shanghai12345")

ORDERS = [["工单编号", "工单生成时间", "内容描述"], ["1", "2022-07-15", "a"]]
RENAMED = [["单号", "生成日期", "内容描述"], ["1", "2022-07-15", "a"]]
COVER = [["填表说明"], ["请按模板填写"]]
FILLED_ALIKE = [ORDERS[0]]


def chosen(book: Path) -> str:
    with open_rows(book) as rows:
        return sheet_of_orders(rows.beginnings(ENOUGH), SHANGHAI)


@pytest.mark.parametrize(
    ("first", "others", "sheet"),
    [
        (COVER, {"数据": ORDERS}, "数据"),
        (ORDERS, {"说明": COVER}, "工单"),
        ([], {"说明": COVER, "数据": ORDERS}, "数据"),
        # A header alone has no orders below it.
        (FILLED_ALIKE, {"数据": ORDERS}, "数据"),
        (ORDERS, {"空表": FILLED_ALIKE}, "工单"),
        # Where no sheet fits, the one is looked at whose refusal says the most.
        (COVER, {"数据": RENAMED}, "数据"),
        (COVER, {"再说明": COVER}, "工单"),
    ],
)
def test_the_sheet_with_the_orders_is_the_one_that_the_mapping_fits(
    write_xlsx: Writer, first: list[list[str]], others: dict[str, list[list[str]]], sheet: str
) -> None:
    assert chosen(write_xlsx(first, extra_sheets=others)) == sheet


def test_several_sheets_with_orders_are_refused_by_their_names(write_xlsx: Writer) -> None:
    book = write_xlsx(ORDERS, extra_sheets={"说明": COVER, "七月下": ORDERS})
    with pytest.raises(FileRefused) as refused:
        chosen(book)
    problem = refused.value.problem
    assert (problem.code, problem.message_zh) == (
        "workbook.sheets",
        "工作簿有 2 张工作表都是诉件：工单、七月下",
    )
    assert problem.message_en == "the workbook has 2 sheets with orders: 工单, 七月下"
    assert "各存成一个文件" in problem.advice_zh


def test_hidden_and_empty_sheets_are_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("旧", ORDERS), ("空", []), ("新", ORDERS)):
            sheet = book.add_worksheet(name)
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
        book.worksheets()[0].hide()
        book.worksheets()[2].activate()
    with open_rows(path) as rows:
        assert list(rows.beginnings(ENOUGH)) == ["新"]


def test_of_each_sheet_its_first_rows_are_shown_and_all_of_the_one_that_is_asked_for(
    write_xlsx: Writer,
) -> None:
    book = write_xlsx([["a"]] * 30, extra_sheets={"七月": [["b"]] * 2_500})
    with open_rows(book) as rows:
        assert rows.beginnings(2) == {
            "工单": [Row(1, ("a",)), Row(2, ("a",))],
            "七月": [Row(1, ("b",)), Row(2, ("b",))],
        }
        with rows.of_sheet("七月") as other:
            assert sum(1 for _ in other) == 2_500
        assert sum(1 for _ in rows) == 30
