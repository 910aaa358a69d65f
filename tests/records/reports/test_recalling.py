"""Taking back: a transfer that was entered by mistake, and a proposal to decline that the second person turns down."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.records.reports.actions.fate import (
    FateRefused,
    decline,
    propose_declining,
    recall,
    reject_declining,
    transfer,
)
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import Disposal, Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, history, order, refused, report


@pytest.fixture
def waiting(desk: Desk) -> list[int]:
    """Two reports that are not ours and wait for a person; of the second nobody can be reached."""
    desk.take(order("1001", rows.OUTSIDE, phone="13800000001"), order("", rows.OUTSIDE))
    return list(Report.objects.order_by("pk").values_list("pk", flat=True))


def told() -> list[tuple[object, ...]]:
    columns = (
        "fate",
        "pending_reason",
        "pending_owner_id",
        "pending_due",
        "reply__state",
        "reply__owed_since",
    )
    return list(Report.objects.order_by("pk").values_list(*columns, "reply__due"))


def test_a_transfer_taken_back_leaves_the_reports_waiting_as_they_did(desk: Desk, waiting: list[int]) -> None:
    before = told()
    transfer(by(10), waiting, "燃气管理处", "RQ-1", "非本单位职责")
    look(by(11), waiting[:1], "核对")
    assert recall(by(12, "wu"), waiting, AT) == waiting

    assert told() == before
    assert [row[4] for row in before] == ["waiting", "unreachable"]
    assert not Disposal.objects.exists()
    assert history("report", waiting[0])[-1] == (
        "report.recall",
        {
            "fate": "pending",
            "recalled": "transferred",
            "reason": "outside",
            "owner": desk.unit_id,
            "due": "2022-09-15",
        },
    )
    transfer(by(13), waiting, "水务局", "SW-1", "非本单位职责")
    assert set(Disposal.objects.values_list("receipt", flat=True)) == {"SW-1"}


def test_a_transfer_stands_once_somebody_outside_knows_of_it_or_its_time_is_over(waiting: list[int]) -> None:
    with refused(FateRefused, f"report {waiting[0]} is pending, not transferred"):
        recall(by(9), waiting, AT)
    transfer(by(10), waiting, "燃气管理处", "RQ-1", "非本单位职责")
    with refused(FateRefused, f"the transfer of report {waiting[0]} stands"):
        recall(by(30), waiting, by(11).at)
    send(by(15), [Answer(waiting[0], "已移送燃气管理处")])
    with refused(FateRefused, f"something newer has happened to report {waiting[0]}"):
        recall(by(16), waiting, AT)
    assert recall(by(17), waiting[1:], AT) == waiting[1:]


def test_the_second_person_can_turn_a_proposal_down_and_the_report_waits_on(waiting: list[int]) -> None:
    before = told()
    propose_declining(by(10, "wu"), waiting, "out-of-area", "不在受理范围")
    assert reject_declining(by(11, "shen"), waiting, "属本市事项") == waiting

    assert told() == before
    assert not Disposal.objects.exists()
    assert history("report", waiting[0])[-1] == (
        "report.decline.reject",
        {"ground": "out-of-area", "proposed": False, "reason": "属本市事项"},
    )
    with refused(FateRefused, "nobody has proposed to decline it"):
        decline(by(12, "shen"), waiting)


def test_turning_down_takes_a_reason_and_a_proposal(desk: Desk, waiting: list[int]) -> None:
    propose_declining(by(10, "wu"), waiting[:1], "out-of-area", "不在受理范围")
    with refused(FateRefused, "turning a proposal down needs a reason"):
        reject_declining(by(11, "shen"), waiting[:1], "")
    with refused(FateRefused, f"report {waiting[1]}: nobody has proposed"):
        reject_declining(by(11, "shen"), waiting, "属本市事项")
    decline(by(12, "shen"), waiting[:1])
    with refused(FateRefused, f"report {waiting[0]} is declined, not pending"):
        reject_declining(by(13, "wu"), waiting[:1], "属本市事项")
    assert Reply.objects.get(pk=waiting[0]).due == date(2022, 9, 22)
    assert report("1001").fate == "declined"
