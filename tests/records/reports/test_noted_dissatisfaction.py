"""Dissatisfaction that the source notes beside the text, of its handling or of a call to the reporter."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.incoming import Arrival, Incoming
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Reply, Report
from huiyin.records.reports.numbering import HOTLINE
from huiyin.records.reports.preparing import Preparer
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, report
from records.reports.test_coming_back import answered, at, back, handed_in, since

NOT_SATISFIED = "回访不满意，退回重办。"


def told(moment: datetime, mapping: str = "generic", **notes: str) -> list[Incoming]:
    """The order that was answered, with these columns of the source's besides."""
    cells = {
        "工单编号": "901",
        "工单生成时间": "2022-09-29 16:20:00",
        "内容描述": rows.SUNROOM,
        "诉求区域": "静安区",
        **notes,
    }
    bound = Mapping.load(mapping).bind(Header(1, tuple(cells)))
    return Preparer(bound, gazetteer()).prepare([Row(2, tuple(cells.values()))], Arrival(HOTLINE, moment))


def comes(desk: Desk, day: str, mapping: str = "generic", **notes: str) -> str:
    """The order comes again in that morning; gives how its answer stands then."""
    desk.receive(told(at(day), mapping, **notes), since(at(day)))
    return Reply.objects.get().state


@pytest.mark.parametrize(
    ("mapping", "column"),
    [
        ("generic", "处理描述"),
        ("generic", "处理结果"),
        ("generic", "回访结果"),
        ("generic", "回访意见"),
        ("shanghai12345", "处理描述"),
        ("shanghai12345", "回访"),
    ],
)
def test_it_brings_back_an_order_that_was_answered(desk: Desk, mapping: str, column: str) -> None:
    answered(desk)
    comes(desk, "2022-10-12", mapping, **{column: NOT_SATISFIED})

    reply = Reply.objects.get()
    assert (reply.state, reply.again_after, reply.again_on) == ("owed", "callback", date(2022, 10, 12))
    assert "获知反映人不满意" in open_exceptions().get(wanted="reply.send").reason


def test_a_level_of_satisfaction_says_it_in_its_own_column(desk: Desk) -> None:
    answered(desk)
    assert comes(desk, "2022-10-12", 满意度="满意") == "sent"
    assert comes(desk, "2022-10-13", 满意度="不满意") == "owed"


def test_what_was_noted_before_the_answer_brings_nothing_back(desk: Desk) -> None:
    answered(desk)
    comes(desk, "2022-10-12", 处理描述=NOT_SATISFIED)
    send(by(at=at("2022-10-13")), [Answer(report("901").pk, "已再次到场。")])
    assert comes(desk, "2022-10-14", 处理描述=NOT_SATISFIED + "已派。") == "sent"
    # A row without such a column says nothing of it, so that the next one says nothing new.
    back(desk, text=rows.SUNROOM, dispatched="2022-09-29 16:55:00")
    assert comes(desk, "2022-10-15", 处理描述=NOT_SATISFIED + "已派。") == "sent"
    assert comes(desk, "2022-10-16", 处理描述=NOT_SATISFIED + "再次回访不满意。") == "owed"


def test_what_was_noted_elsewhere_meanwhile_makes_the_next_time_a_new_one(desk: Desk) -> None:
    answered(desk)
    comes(desk, "2022-10-12", 满意度="不满意")
    comes(desk, "2022-10-13", 满意度="")
    send(by(at=at("2022-10-14")), [Answer(report("901").pk, "已再次到场。")])
    assert comes(desk, "2022-10-17", 满意度="不满意，未整改") == "owed"


def test_an_order_that_is_not_answered_yet_stays_as_it_is(desk: Desk) -> None:
    handed_in(desk, at("2022-09-29"), rows.order("901", rows.SUNROOM, "2022-09-29 08:20:00"))
    assert comes(desk, "2022-10-12", 处理描述=NOT_SATISFIED) == "waiting"
    assert Report.objects.get().fate == "linked"
