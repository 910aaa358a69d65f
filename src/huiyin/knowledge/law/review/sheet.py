"""The table 案卷要素表: case files of elsewhere, one event a row, as a table holds them. No file is opened here.

A row has the case's facts, which its first row may say for all, and one event: what, when, by whom, and what is said of it as
``要素``: 期限=2022-09-30；金额=60000. A row whose event is 人员 says who somebody is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from huiyin.knowledge.law.book import BOOK, Book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.knowledge.law.facts import FactsError
from huiyin.knowledge.law.review.case_file import FIELDS
from huiyin.knowledge.law.tables import Table
from huiyin.knowledge.law.types import Row

COLUMNS = (
    "案卷编号",
    "违法行为",
    "情形",
    "正在实施",
    "区",
    "当事人类型",
    "当事人身份",
    "行为开始",
    "行为终了",
    "程序",
    "有管辖权",
    "曾被罚款",
    "事件",
    "时间",
    "人员",
    "要素",
)
PERSON = "人员"
_YES, _NO = ("是", "有", "yes", "true", "1"), ("否", "无", "no", "false", "0")
_BETWEEN = re.compile(r"[；;\n]+")
_SAYS = re.compile(r"\s*[=＝:：]\s*")
_LISTED = re.compile(r"[、,，\s]+")
_ROLES = {"agency-firm": "agency"}
"""Words of the table that a file has for something else too."""


class Word(Row, frozen=True):
    """A word of a case file: how the table has it, and how English says it."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words by their Chinese, of acts, of what is said of them, and of answers."""

    acts: Mapping[str, str]
    fields: Mapping[str, str]
    answers: Mapping[str, str]


class Where(NamedTuple):
    """A row of the table, and its column as it is named there; the header has Chinese names alone."""

    row: int
    column: str = ""

    def at(self, column: str) -> Where:
        """A column of the same row."""
        return Where(self.row, column)

    def wrong(self, zh: str, en: str) -> FactsError:
        """What is wrong there."""
        return FactsError(f"第 {self.row} 行{self.column}：{zh}", f"row {self.row}{self.column}: {en}")


@lru_cache(maxsize=1)
def words() -> Words:
    """The words of the book. Raises BookError."""
    table = Table(BOOK / "case_words.toml", "act", "field", "word")
    return Words(
        {word.zh: word.id for word in table.rows("act", Word).values()},
        {word.zh: word.id for word in table.rows("field", Word).values()},
        {word.zh: _ROLES.get(word.id, word.id) for word in table.rows("word", Word).values()},
    )


def cases(rows: Iterable[tuple[int, Sequence[str]]], book: Book) -> list[dict[str, Any]]:
    """The case files of a table, header first, as JSON would hold them; each row with its number.

    Raises :class:`FactsError`, which names row and column.
    """
    body = iter(rows)
    number, header = next(body, (1, ()))
    places = _places(number, header)
    found: dict[str, dict[str, Any]] = {}
    for number, cells in body:
        row = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
        if not any(row.values()):
            continue
        _take(Where(number), row, found, book)
    return list(found.values())


def _places(number: int, header: Sequence[str]) -> dict[str, int]:
    places = {name.strip(): place for place, name in enumerate(header) if name.strip() in COLUMNS}
    missing = [
        name
        for name in ("案卷编号", "违法行为", "当事人类型", "行为开始", "程序", "事件", "时间")
        if name not in places
    ]
    if missing:
        names = "、".join(missing)
        raise Where(number).wrong(f"表头缺少 {names}", f"the header lacks the columns {names}")
    return places


def _take(where: Where, row: Mapping[str, str], found: dict[str, dict[str, Any]], book: Book) -> None:
    name = row.get("案卷编号") or (next(reversed(found)) if found else "")
    if not name:
        raise where.at("「案卷编号」").wrong("必填", "is required")
    case = found.setdefault(name, {"id": name, "people": {}, "events": []})
    for key, value in _facts(where, row, book):
        case[key] = value
    who = [one for one in _LISTED.split(row.get("人员", "")) if one]
    said = dict(_said(where, row.get("要素", "")))
    if row.get("事件") == PERSON:
        role = _answer(where.at("「要素」"), said.get("身份", ""))
        for one in who:
            case["people"][one] = {
                "role": role,
                "certificate": _truth(where.at("「要素」"), said.get("有证", "否")),
            }
        return
    act = words().acts.get(row.get("事件", ""))
    if act is None:
        raise where.at("「事件」").wrong(f"“{row.get('事件', '')}”不是案卷中的事件", "no act of a case")
    event: dict[str, Any] = {"act": act, "at": _moment(where.at("「时间」"), row.get("时间", "")), "by": who}
    for zh, value in said.items():
        field = words().fields.get(zh)
        if field is None or field not in FIELDS[act]:
            raise where.at("「要素」").wrong(
                f"“{row['事件']}”没有“{zh}”", "nothing of the kind is said of it"
            )
        event[field] = _value(where.at(f"「要素」{zh}"), value, FIELDS[act][field])
    case["events"].append(event)


def _facts(where: Where, row: Mapping[str, str], book: Book) -> Iterator[tuple[str, Any]]:
    if violation := row.get("违法行为"):
        code = next(
            (code for code, kind in book.violations.items() if violation in (code, kind.name.zh)), None
        )
        if code is None:
            raise where.at("「违法行为」").wrong(f"“{violation}”不在法条库中", "not in the book")
        yield "violation", code
        if detail := row.get("情形"):
            known = (one.id for one in book.details.get(code, ()) if detail in (one.id, one.name.zh))
            yield "detail", next(known, detail)
    if row.get("正在实施"):
        yield "in_progress", _truth(where.at("「正在实施」"), row["正在实施"])
    if row.get("区"):
        yield "district", row["区"]
    if kind := row.get("当事人类型"):
        role = row.get("当事人身份")
        party = {"kind": _answer(where.at("「当事人类型」"), kind)}
        yield "party", party | ({"role": _answer(where.at("「当事人身份」"), role)} if role else {})
    for column, key in (("行为开始", "act_from"), ("行为终了", "act_to")):
        if row.get(column):
            yield key, _day(where.at(f"「{column}」"), row[column])
    if procedure := row.get("程序"):
        yield "procedure", _answer(where.at("「程序」"), procedure)
    if row.get("有管辖权"):
        yield "competent", _truth(where.at("「有管辖权」"), row["有管辖权"])
    if row.get("曾被罚款"):
        yield "fined_before", _truth(where.at("「曾被罚款」"), row["曾被罚款"])


def _said(where: Where, cell: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (one.strip() for one in _BETWEEN.split(cell))):
        name, *value = _SAYS.split(part, maxsplit=1)
        if not value:
            raise where.at("「要素」").wrong(f"“{part}”应写作 名称=内容", "write name=value")
        yield name, value[0]


def _value(where: Where, said: str, shape: type) -> Any:
    if shape is bool:
        return _truth(where, said)
    if shape is dt.date:
        return _day(where, said)
    if shape is dt.datetime:
        return _moment(where, said)
    if shape is list:
        return [_answer(where, one) for one in _LISTED.split(said) if one]
    if shape in (int, float):
        try:
            return shape(said.replace(",", "").removesuffix("元").removesuffix("天"))
        except ValueError as error:
            raise where.wrong(f"“{said}”不是数字", "no number") from error
    return words().answers.get(said, said)


def _answer(where: Where, said: str) -> str:
    known = words().answers
    if said in known:
        return known[said]
    if said in known.values():
        return said
    raise where.wrong(f"“{said}”不是可填的内容", "no word of the table")


def _truth(where: Where, said: str) -> bool:
    if said.lower() in _YES:
        return True
    if said.lower() in _NO:
        return False
    raise where.wrong(f"“{said}”应为 是 或 否", "yes or no is wanted")


def _day(where: Where, said: str) -> str:
    try:
        return dt.datetime.fromisoformat(said.replace("/", "-")).date().isoformat()
    except ValueError as error:
        raise where.wrong(f"“{said}”不是日期", "no day") from error


def _moment(where: Where, said: str) -> str:
    """A moment as the table has it; without an offset it is Shanghai's."""
    try:
        at = dt.datetime.fromisoformat(said.replace("/", "-"))
    except ValueError as error:
        raise where.wrong(f"“{said}”不是时间，应如 2022-09-17 10:00", "no moment") from error
    return (at if at.tzinfo is not None else at.replace(tzinfo=SHANGHAI)).isoformat()
