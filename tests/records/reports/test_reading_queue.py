"""The queue of readings: what teaches most comes first, within the area, and nothing else is read for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.accounts.scope import Scope
from huiyin.records.reports import judging, readings
from huiyin.records.reports.actions.judging import Seen, confirm
from huiyin.records.reports.desk import BadCursor
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, order, report

TWO = (
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，"
    "12号楼大堂内有住户停放电动自行车充电，要求处理。"
)


def scope(code: str = "jingan") -> Scope:
    return Scope(rows.TODAY, rows.unit(code))


def queue(where: Scope) -> list[str]:
    """The numbers in the order of the queue, once round."""
    found: list[str] = []
    next_ = judging.following(where)
    while next_:
        one = Report.objects.get(pk=next_[0])
        if one.number in found:
            break
        found.append(one.number)
        next_ = judging.following(where, judging.place_in_queue(one))
    return found


@pytest.fixture
def waiting(desk: Desk) -> None:
    """Readings of different certainty, one of them of work under way; besides them what waits for something else."""
    desk.take(
        order("B1", TWO),
        order("B2", rows.UNSURE),
        order("B3", rows.NO_PLACE),
        order("B4", rows.NO_PLACE.replace("在楼顶", "正在楼顶").replace("要求拆除", "工人还在施工")),
        order("B5", rows.UNSURE),
        order("C1", rows.OUTSIDE),
        order("C2", rows.SUNROOM),
    )
    rows.Desk(rows.unit("minhang").pk).take(order("M1", rows.UNSURE))


@pytest.mark.usefixtures("waiting")
def test_work_under_way_comes_first_and_then_that_of_which_the_reader_was_least_sure() -> None:
    assert queue(scope()) == ["B4", "B2", "B5", "B1", "B3"]
    assert [report(number).certainty for number in ("B4", "B2", "B5", "B1", "B3")] == [
        0.95,
        0.5,
        0.5,
        0.85,
        0.96,
    ]


@pytest.mark.usefixtures("waiting")
def test_nobody_has_another_units_reports_before_them() -> None:
    assert queue(scope("minhang")) == ["M1"]
    assert queue(scope("lingang")) == []
    assert set(queue(scope("sh-bureau"))) == {"B1", "B2", "B3", "B4", "B5", "M1"}


@pytest.mark.usefixtures("waiting")
def test_what_was_skipped_comes_again_after_the_others() -> None:
    one = report("B3")
    assert judging.following(scope(), judging.place_in_queue(one), 2) == [report("B4").pk, report("B2").pk]
    for wrong in ("1~0.5", "x~0.5~1", "1~half~1"):
        with pytest.raises(BadCursor):
            judging.following(scope(), wrong)


@pytest.mark.usefixtures("waiting")
def test_the_next_report_is_found_by_one_statement_in_an_index() -> None:
    here = scope()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        judging.following(here, "1~0.5~1")
    assert len(asked) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert "USING COVERING INDEX report_to_judge" in plan


@pytest.mark.usefixtures("waiting")
def test_it_is_counted_what_waits_and_what_one_has_done() -> None:
    for minutes, number in ((-60 * 11, "B1"), (0, "B2"), (70, "B5")):
        one = report(number)
        confirm(by(minutes, "wu"), [Seen(one.pk, readings.mark(one))])
    assert judging.tally(scope(), "wu", by(100).at) == judging.Tally(waiting=2, hour=1, day=2)
    assert judging.tally(scope(), "shen", by(100).at) == judging.Tally(waiting=2, hour=0, day=0)
    assert judging.last_judged(scope(), "wu", by(65).at) == report("B5")
    assert judging.last_judged(scope(), "wu", by(71).at) is None
    assert judging.last_judged(scope("minhang"), "wu", by(65).at) is None
