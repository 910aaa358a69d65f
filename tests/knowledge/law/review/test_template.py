"""The empty table 案卷要素表.xlsx: its columns, its example, and the words that may stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from huiyin.knowledge.law import book
from huiyin.knowledge.law.review import template
from huiyin.knowledge.law.review.case_file import FIELDS, case_file
from huiyin.knowledge.law.review.reviewing import review
from huiyin.knowledge.law.review.sheet import COLUMNS, cases

BOOK = book.load()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Any]:
    path = tmp_path / "案卷要素表.xlsx"
    template.write(path, BOOK)
    workbook = openpyxl.load_workbook(path)
    yield workbook
    workbook.close()


def rows_of(made: Any, sheet: str) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row] for row in made[sheet].iter_rows(values_only=True)]


def test_it_has_a_sheet_for_events_one_for_words_and_one_for_wrongs(made: Any) -> None:
    assert made.sheetnames == ["案卷要素表", "可填的词", "违法行为"]


def test_its_example_is_a_case_without_a_defect(made: Any) -> None:
    header, *rows = rows_of(made, "案卷要素表")
    assert header == list(COLUMNS)
    (read,) = cases(list(enumerate([header, *rows], start=1)), BOOK)
    assert read == {
        "id": "例1",
        "violation": "facade",
        "district": "静安区",
        "party": {"kind": "person", "role": "owner"},
        "act_from": "2022-08-20",
        "act_to": "2022-08-21",
        "procedure": "ordinary",
        "competent": True,
        "fined_before": False,
        "people": {who: {"role": "officer", "certificate": True} for who in "甲乙"},
        "events": [
            {"act": "reported", "at": "2022-09-17T09:00:00+08:00", "by": []},
            {
                "act": "inspected",
                "at": "2022-09-17T10:00:00+08:00",
                "by": ["甲", "乙"],
                "id_shown": True,
                "record": "signed",
                "entry": "public",
            },
            {"act": "ordered", "at": "2022-09-17T11:00:00+08:00", "by": ["甲"], "deadline": "2022-09-30"},
            {"act": "served", "at": "2022-09-17T11:10:00+08:00", "by": ["甲"], "mode": "direct"},
        ],
    }
    assert review(case_file(read, BOOK), BOOK) == []
    assert [row[0] for row in rows] == ["例1"] * 5
    assert all(cell == "" for row in rows[1:] for cell in row[1:12])


def test_its_words_are_told_with_the_answers_that_each_takes(made: Any) -> None:
    header, *rows = rows_of(made, "可填的词")
    assert header == ["事件", "要素（名称=内容，以分号分开；时间不写时区的按上海时间）"]
    told = dict(rows)
    assert len(rows) == len(told) == len(FIELDS)
    assert told["接报"] == ""
    assert told["现场检查"] == "出示证件；笔录（已签名/注明拒签/未签名）；进入（公共场所/同意/拒绝）"
    assert told["送达"] == "方式（直接/同住家属/留置/邮寄/电子/公告）；已同意"
    assert told["缴款"] == "金额；缴款方式（银行/电子/现金）"


def test_every_wrong_stands_there_with_its_details(made: Any) -> None:
    header, *rows = rows_of(made, "违法行为")
    assert header == ["违法行为", "情形"]
    assert [row[0] for row in rows] == [one.name.zh for one in BOOK.violations.values()]
    details = dict(rows)
    assert details["破坏房屋外貌"] == ""
    assert details[BOOK.violations["litter"].name.zh] == "、".join(
        one.name.zh for one in BOOK.details["litter"]
    )


def test_it_is_set_out_to_be_filled_in(made: Any) -> None:
    events, told, kinds = made.worksheets
    widths = {
        name: events.column_dimensions[letter].width
        for name, letter in zip(COLUMNS, "ABCDEFGHIJKLMNOP", strict=True)
    }
    assert {name: round(width) for name, width in widths.items() if round(width) != 13} == {
        "违法行为": 21,
        "时间": 19,
        "人员": 17,
        "要素": 61,
    }
    assert [round(told.column_dimensions[letter].width) for letter in "AB"] == [25, 91]
    # One range of columns for both.
    assert (kinds.column_dimensions["A"].min, kinds.column_dimensions["A"].max) == (1, 2)
    assert round(kinds.column_dimensions["A"].width) == 41
    assert events.freeze_panes == "B2"
    head = events["A1"]
    assert (head.font.b, head.fill.fgColor.rgb, head.border.left.style) == (True, "FFE6F0EC", "thin")
    assert events.column_dimensions["A"].number_format == "@"
    for sheet in (told, kinds):
        assert [cell.font.b for cell in sheet[1]] == [True, True]


def test_all_of_it_is_text(made: Any) -> None:
    cells = [
        cell
        for sheet in made.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s"}
