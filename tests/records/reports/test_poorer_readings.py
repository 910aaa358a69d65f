"""A known order in a row that says less: what it does not say stays as it was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import LandedRow, Report
from huiyin.records.reports.preparing import Preparer
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, history, order, report

FULL = order(
    "1001",
    rows.NO_PLACE,
    "2022-09-13 08:12:23",
    dispatched="2022-09-13 09:12:23",
    signed="2022-09-13 10:00:00",
    deadline="2022-09-19 17:00:00",
    address="云帆路88弄青梧雅苑7号楼1201室",
    agency="静安区城管执法局",
    name="欧阳砚秋",
    phone="13911112222",
    order_type="咨询类",
)
LEFT_OUT = sorted(FULL.keys() - {"number", "text"})
TIMES = ("received", "dispatched", "signed", "deadline")


def known(number: str = "1001") -> dict[str, Any]:
    found = Report.objects.values().get(number=number)
    return {name: bytes(v) if isinstance(v, memoryview) else v for name, v in found.items()}


def test_a_number_and_a_text_alone_change_nothing_of_what_is_known(desk: Desk) -> None:
    desk.take(FULL)
    before = known()
    assert before["created_on"] != rows.TODAY
    receipt = desk.take({"number": "1001", "text": rows.NO_PLACE}, minutes=5)

    assert known() == before
    # The row is kept as it came, and says that nothing changed.
    assert (LandedRow.objects.count(), dict(receipt.counts)) == (2, {"changed": 1})
    assert history("report", before["id"])[-1] == (
        "report.amend",
        {"changed": [], "reader": "", "to_recheck": False},
    )
    assert not open_exceptions().exists()


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    without=st.sets(st.sampled_from(LEFT_OUT)),
    days=st.sets(st.sampled_from(TIMES)),
    never=st.sets(st.sampled_from(LEFT_OUT)),
)
def test_whatever_a_row_leaves_out_of_a_known_order_stays(
    desk: Desk, without: set[str], days: set[str], never: set[str]
) -> None:
    full = {name: value for name, value in FULL.items() if name not in never}
    poorer = {
        name: value[:10] if name in days else value for name, value in full.items() if name not in without
    }
    with transaction.atomic():
        desk.take(full)
        before = known()
        desk.take(poorer, minutes=5)
        assert known() == before
        transaction.set_rollback(True)


def test_what_a_row_does_say_changes_that_alone_and_the_entry_tells_from_what_to_what(desk: Desk) -> None:
    desk.take(FULL)
    before = known()
    desk.take(
        {"number": "1001", "text": rows.NO_PLACE, "signed": "2022-09-14", "agency": "静安区房管局"}, minutes=5
    )

    after = known()
    assert {name for name in after if after[name] != before[name]} == {"signed_on", "signed_at", "agency"}
    _, content = history("report", after["id"])[-1]
    assert (content["before"], content["after"]) == (
        {"signed": "2022-09-13T10:00:00+08:00", "agency": "静安区城管执法局"},
        {"signed": "2022-09-14", "agency": "静安区房管局"},
    )


def test_when_the_unit_had_an_order_follows_its_dispatch_unless_the_source_says_when(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14 11:00:00"))
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14 15:00:00"), minutes=5)
    assert report("1001").reached_at == datetime(2022, 9, 14, 15, tzinfo=SHANGHAI)

    Report.objects.update(reached_at=datetime(2022, 9, 14, 16, tzinfo=SHANGHAI))
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14 15:30:00"), minutes=10)
    assert report("1001").reached_at == datetime(2022, 9, 14, 16, tzinfo=SHANGHAI)


def test_a_time_that_was_not_known_before_replaces_the_day_of_intake(desk: Desk) -> None:
    desk.take({"number": "1001", "text": rows.SUNROOM})
    assert (report("1001").created_on, report("1001").reached_on) == (rows.TODAY, rows.TODAY)
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14 11:00:00"), minutes=5)

    one = report("1001")
    assert (one.created_on, one.reached_on, one.dispatched_on) == (date(2022, 9, 14),) * 3


def test_a_new_text_without_its_address_stays_where_the_order_was(desk: Desk) -> None:
    desk.take(FULL)
    before = known()
    assert before["compound_id"] is not None
    desk.take({"number": "1001", "text": rows.NO_PLACE + "请尽快。"}, minutes=5)

    after = known()
    assert {name for name in after if after[name] != before[name]} == {"text"}
    assert not open_exceptions().exists()


def test_a_row_without_the_name_does_not_uncover_it(desk: Desk) -> None:
    text = rows.SUNROOM.replace("市民", "市民欧阳砚秋")
    desk.take(order("1001", text, name="欧阳砚秋"))
    desk.take(order("1001", text), minutes=5)

    assert report("1001").text == text.replace("欧阳砚秋", "欧***")


def category_of(desk: Desk, minutes: int, **levels: str) -> str:
    cells = {"工单编号": "1001", "内容描述": rows.SUNROOM, **levels}
    bound = Mapping.load("generic").bind(Header(1, tuple(cells)))
    prepared = Preparer(bound, ()).prepare(
        [Row(2, tuple(cells.values()))], rows.Arrival(rows.HOTLINE, rows.AT)
    )
    desk.receive(prepared, minutes)
    return report("1001").category


def test_the_broadest_level_alone_does_not_replace_the_whole_category(desk: Desk) -> None:
    whole = "建设交通类 > 住房保障"
    assert category_of(desk, 0, 一级分类="建设交通类", 二级分类="住房保障") == whole
    assert category_of(desk, 5, 一级分类="建设交通类") == whole
    assert category_of(desk, 10, 一级分类="公共安全类") == "公共安全类"


def test_a_new_category_alone_replaces_no_known_one(desk: Desk) -> None:
    assert category_of(desk, 0, 一级分类="建设交通类", 新一级分类="城建类") == "建设交通类"
    assert category_of(desk, 5, 新一级分类="住房类") == "建设交通类"
    assert history("report", report("1001").pk)[-1][1]["changed"] == []
    # What is told now is the category, whatever the new one is.
    assert category_of(desk, 10, 一级分类="公共安全类", 新一级分类="住房类") == "公共安全类"


def test_a_new_category_replaces_the_one_of_an_order_that_never_had_another(desk: Desk) -> None:
    assert category_of(desk, 0, 新一级分类="城建类") == "城建类"
    assert category_of(desk, 5, 新一级分类="住房类", 新二级分类="物业") == "住房类 > 物业"
    assert category_of(desk, 10, 新一级分类="住房类") == "住房类 > 物业"
    assert category_of(desk, 15, 一级分类="住房类 ") == "住房类 > 物业"
    assert category_of(desk, 20, 新一级分类="城建类") == "住房类 > 物业"


def test_a_new_category_that_was_kept_out_does_not_come_in_later(desk: Desk) -> None:
    assert category_of(desk, 0, 一级分类="城建类") == "城建类"
    assert category_of(desk, 5, 新一级分类="城建类") == "城建类"
    assert category_of(desk, 10, 新一级分类="住房类") == "城建类"
