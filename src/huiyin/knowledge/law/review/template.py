"""The empty table 案卷要素表.xlsx, with a sheet of the words that may stand in it and an example."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import xlsxwriter

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.review.case_file import FIELDS, WORDS
from huiyin.knowledge.law.review.sheet import COLUMNS, PERSON, words

_WIDTHS = {"要素": 60, "时间": 18, "人员": 16, "违法行为": 20}
_CASE = (
    "例1",
    "破坏房屋外貌",
    "",
    "",
    "静安区",
    "个人",
    "业主",
    "2022-08-20",
    "2022-08-21",
    "普通程序",
    "是",
    "否",
)
_SAME = ("例1", *[""] * (len(_CASE) - 1))
_EXAMPLE = (
    (*_CASE, PERSON, "", "甲、乙", "身份=执法人员；有证=是"),
    (*_SAME, "接报", "2022-09-17 09:00", "", ""),
    (*_SAME, "现场检查", "2022-09-17 10:00", "甲、乙", "出示证件=是；笔录=已签名；进入=公共场所"),
    (*_SAME, "责令改正", "2022-09-17 11:00", "甲", "期限=2022-09-30"),
    (*_SAME, "送达", "2022-09-17 11:10", "甲", "方式=直接"),
)


def write(path: Path, book: Book) -> None:
    """Write the table, texts alone. Raises ``OSError``."""
    held = words()
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#e6f0ec", "border": 1})
        text = workbook.add_format({"num_format": "@"})
        events = workbook.add_worksheet("案卷要素表")
        for column, name in enumerate(COLUMNS):
            events.set_column(column, column, _WIDTHS.get(name, 12), text)
            events.write_string(0, column, name, head)
        for number, row in enumerate(_EXAMPLE, start=1):
            for column, cell in enumerate(row):
                events.write_string(number, column, cell)
        events.freeze_panes(1, 1)
        told = workbook.add_worksheet("可填的词")
        told.set_column(0, 0, 24)
        told.set_column(1, 1, 90)
        told.write_row(0, 0, ("事件", "要素（名称=内容，以分号分开；时间不写时区的按上海时间）"), head)
        names, answers = _by_code(held.fields), _by_code(held.answers)
        for number, (zh, act) in enumerate(held.acts.items(), start=1):
            told.write_string(number, 0, zh)
            told.write_string(
                number, 1, "；".join(_field(act, field, names, answers) for field in FIELDS[act])
            )
        kinds = workbook.add_worksheet("违法行为")
        kinds.set_column(0, 1, 40)
        kinds.write_row(0, 0, ("违法行为", "情形"), head)
        for number, (code, violation) in enumerate(book.violations.items(), start=1):
            kinds.write_string(number, 0, violation.name.zh)
            kinds.write_string(number, 1, "、".join(detail.name.zh for detail in book.details.get(code, ())))
    path.write_bytes(made.getvalue())


def _field(act: str, field: str, names: dict[str, str], answers: dict[str, str]) -> str:
    choices = WORDS.get((act, field))
    if choices is None:
        return names[field]
    return f"{names[field]}（{'/'.join(answers[choice] for choice in choices)}）"


def _by_code(held: Mapping[str, str]) -> dict[str, str]:
    return {code: zh for zh, code in held.items()}
