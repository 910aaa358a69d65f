"""Rows as a hotline sends them, made into incoming ones by the product's own preparer, and the desk that takes them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import msgspec
import pytest
from django.apps import apps
from django.db import connection, transaction

from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.reading import Reader
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.invariants import run
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.verification import verify
from huiyin.records.registry.actions.base import set_up
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, Unit
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports.actions.receive import Receipt, Source, receive
from huiyin.records.reports.incoming import Arrival, Incoming, Wrong
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel, Report
from huiyin.records.reports.numbering import HOTLINE
from huiyin.records.reports.preparing import Preparer
from records.laid_down import laid
from records.registry.few_divisions import few

COLUMNS = {
    "number": "工单编号",
    "received": "工单生成时间",
    "dispatched": "派单时间",
    "signed": "签收时间",
    "deadline": "办理时限",
    "address": "诉求地址",
    "district": "诉求区域",
    "text": "内容描述",
    "agency": "主办单位",
    "name": "姓名",
    "phone": "联系电话",
    "order_type": "工单类型",
}
T = TypeVar("T", bound=Exception)
AT = datetime(2022, 9, 15, 9, 30, tzinfo=SHANGHAI)
TODAY = AT.date()
COMPOUNDS = (
    CompoundRow(code="t1", name="青梧雅苑", district="静安区", address="云帆路88弄"),
    CompoundRow(code="t2", name="白鹭新城", district="闵行区", address="听潮路1201弄"),
    CompoundRow(code="t3", name="丹枫别院", district="静安区", address="云帆路166弄"),
)

SUNROOM = "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。"
SUNROOM_AGAIN = "来电反映云帆路88弄青梧雅苑7号楼1201室住户在顶层违法搭建阳光房，影响采光，要求处理。"
SUNROOM_UNDER_WAY = (
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主正在楼顶违章搭建阳光房，工人还在施工，要求制止。"
)
OTHER_ROOM = "市民来电反映：云帆路88弄青梧雅苑7号楼1101室业主在露台违章搭建阳光房，要求拆除。"
OTHER_BUILDING = "市民来电反映：云帆路88弄青梧雅苑9号楼1201室业主在楼顶违章搭建阳光房，要求拆除。"
OTHER_COMPOUND = "市民来电反映：听潮路1201弄白鹭新城7号楼1201室业主在楼顶违章搭建阳光房，要求拆除。"
NOT_KNOWN = "市民来电反映：碧岩花苑9号楼602室业主在楼顶违章搭建阳光房，要求拆除。"
EBIKES = "市民来电反映：云帆路88弄青梧雅苑12号楼大堂内有住户停放电动自行车充电，有火灾隐患，要求清理。"
WITHDRAWN = "市民来电撤销：之前反映青梧雅苑12号楼电动车的工单，现要求撤销投诉，不再追究。"
STAFF = "云帆街道城管中队来电：青梧雅苑7号楼违法搭建已到现场查看，请转相关部门知悉。"
UNSURE = "青梧雅苑小区内有一堆东西，垃圾堆放了几天。"
OUTSIDE = "市民来电：自家燃气表读数不对，要求燃气公司上门核对。"
INQUIRY = (
    "市民来电咨询：云帆路88弄青梧雅苑7号楼1201室在楼顶违章搭建阳光房，请问是否属于违法建筑、由哪个部门管？"
)
NO_PLACE = "市民来电反映：楼上业主在楼顶违章搭建阳光房，要求拆除。"


KEYWORDS = KeywordReader()


def by(minutes: int = 0, actor: str = "lin", at: datetime = AT) -> By:
    """Somebody who acts so many minutes after the morning of 15 September 2022."""
    return By(actor, at + timedelta(minutes=minutes), "cli")


def found(moment: By) -> None:
    """A registry as it is after installation, with three known compounds."""

    def make() -> None:
        set_up(moment, few())
        load(moment, COMPOUNDS)

    laid(("found", moment), make)


def compound(code: str) -> Compound:
    """One of the known compounds."""
    return Compound.objects.get(code=code)


def unit(code: str = "jingan") -> Unit:
    """A unit by its code."""
    return Unit.objects.get(code=code)


def prepared(*cells: dict[str, str], today: date = TODAY, reader: Reader = KEYWORDS) -> list[Incoming]:
    """Rows of the hotline, each given by its fields, mapped and read as an import in the last minute of the day would, but by
    the keywords alone: what becomes of readings is no matter of what a model has learned. Positions run from 2."""
    header = Header(1, tuple(COLUMNS.values()))
    preparer = Preparer(Mapping.load("generic").bind(header), gazetteer(), reader)
    return preparer.prepare(
        [
            Row(position, tuple(row.get(field, "") for field in COLUMNS))
            for position, row in enumerate(cells, start=2)
        ],
        Arrival(HOTLINE, datetime.combine(today, time(23, 59), SHANGHAI)),
    )


def order(number: str, text: str, received: str = "2022-09-14 10:05:00", **more: str) -> dict[str, str]:
    """The fields of one order."""
    return {"number": number, "text": text, "received": received, "district": "静安区", **more}


def changed_read(row: Incoming, **read: Any) -> Incoming:
    """The row as if the reader had made something else of it."""
    assert row.read is not None
    return msgspec.structs.replace(row, read=msgspec.structs.replace(row.read, **read))


def with_wrongs(row: Incoming, *codes: str) -> Incoming:
    """The row as if it complained of these wrongs."""
    assert row.read is not None
    content = msgspec.json.decode(row.read.content)
    content["violations"] = [{"code": code, "confidence": 0.9, "spans": [[0, 2]]} for code in codes]
    return changed_read(
        row, content=msgspec.json.encode(content).decode(), wrongs=tuple(Wrong(code) for code in codes)
    )


def elsewhere(row: Incoming) -> Incoming:
    """The row as if it spoke of a place outside every compound."""
    return changed_read(row, scope="elsewhere", waits_for="outside")


@dataclass(slots=True)
class Desk:
    """The hotline's desk of one unit: what it is handed it receives, in one set."""

    unit_id: int
    channel: Channel = Channel.HOTLINE

    def take(
        self, *cells: dict[str, str], minutes: int = 0, taken_to: int = 0, today: date = TODAY
    ) -> Receipt:
        """Receive rows given by their fields."""
        return self.receive(prepared(*cells, today=today), minutes, taken_to=taken_to)

    def receive(self, rows: Sequence[Incoming], minutes: int = 0, *, taken_to: int = 0) -> Receipt:
        """Receive rows that are prepared."""
        source = Source(self.channel, self.unit_id, None, lambda: taken_to)
        return receive(by(minutes), source, rows)


def report(number: str) -> Report:
    """The report of an order number."""
    return Report.objects.get(number=number)


APPS = ("ledger", "outbox", "registry", "reports", "problems")


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of records, as it is stored: asked without models, since tests do so again and again."""
    found = {}
    with connection.cursor() as cursor:
        for model in (model for label in APPS for model in apps.get_app_config(label).get_models()):
            table = model._meta.db_table
            key = ", ".join(f'"{field.column}"' for field in model._meta.pk_fields)
            # As an expression a column of SQLite has no type, and needs no conversion.
            plain = "+" if connection.vendor == "sqlite" else ""
            columns = ", ".join(f'{plain}"{field.column}"' for field in model._meta.concrete_fields)
            cursor.execute(f'SELECT {columns} FROM "{table}" ORDER BY {key}')
            found[table] = [
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()
            ]
    return found


LATER = AT + timedelta(days=200)


def standing_desk(*cells: dict[str, str]) -> Iterator[Desk]:
    """The desk of 静安, for a fixture, with these orders; afterwards what must always hold holds, and the ledger is whole."""

    def make() -> None:
        found(by(-24 * 60))
        if cells:
            Desk(unit().pk).take(*cells)

    laid(("desk", *(tuple(cell.items()) for cell in cells)), make)
    yield Desk(unit().pk)
    assert list(run(LATER)) == []
    assert verify().faults == ()


@contextmanager
def refused(kind: type[T], words: str) -> Iterator[pytest.ExceptionInfo[T]]:
    """What stands within is refused with these words, and no row of any table is another afterwards. Gives the refusal."""
    before = dump()
    with pytest.raises(kind, match=words) as refusal, transaction.atomic():
        yield refusal
    assert dump() == before


def history(record: str, record_id: int) -> list[tuple[str, dict[str, Any]]]:
    """Action and content of every entry of one record, oldest first."""
    entries = Entry.objects.filter(record=record, record_id=record_id).order_by("position")
    return [(entry.action, msgspec.json.decode(entry.content)) for entry in entries]


def causes(record: str, record_id: int) -> list[str]:
    """The cause of every entry of one record, oldest first."""
    entries = Entry.objects.filter(record=record, record_id=record_id).order_by("position")
    return list(entries.values_list("cause", flat=True))
