"""A problem of which no report speaks any more stands on the exceptions list, as long as that is so and it is open."""

from __future__ import annotations

import pytest

from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.splitting import Where, split
from huiyin.records.problems.models import Problem, Verification
from huiyin.records.registry.actions.merging import merge
from huiyin.records.reports import readings
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.actions.judging import Seen, confirm
from huiyin.records.reports.actions.recalling import recall
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, changed_read, compound, history, order, report, unit

ELSEWHERE = rows.SUNROOM.replace("云帆路88弄青梧雅苑", "云帆路166弄丹枫别院")


def listed() -> list[int]:
    """The problems that are on the list for want of a report."""
    items = open_exceptions().filter(record="problem", wanted="problem.settle")
    return list(items.values_list("record_id", flat=True))


def why_off(problem: Problem) -> list[str]:
    """Why the problem was taken off the list, each time."""
    return [content["cleared"] for act, content in history("problem", problem.pk) if act == "exception.clear"]


@pytest.fixture
def bare(desk: Desk) -> Problem:
    """A problem whose only report was withdrawn."""
    desk.take(order("1001", rows.SUNROOM))
    withdraw(by(5), [report("1001").pk], "来电人撤回")
    problem = Problem.objects.get()
    assert listed() == [problem.pk]
    return problem


def test_it_is_off_the_list_when_another_report_comes_in(desk: Desk, bare: Problem) -> None:
    desk.take(order("1002", rows.SUNROOM_AGAIN), order("1003", rows.OTHER_ROOM), minutes=10)
    assert listed() == []
    assert why_off(bare) == ["已重新关联诉件"]


def test_it_stays_there_when_reports_of_another_problem_come_in(desk: Desk, bare: Problem) -> None:
    desk.take(order("1002", rows.OTHER_ROOM), minutes=10)
    desk.take(order("1003", rows.OTHER_ROOM), minutes=11)
    assert listed() == [bare.pk]


def test_it_is_off_the_list_once_a_reading_that_speaks_of_it_is_confirmed(desk: Desk, bare: Problem) -> None:
    desk.receive([changed_read(*rows.prepared(order("1002", rows.SUNROOM_AGAIN)), waits_for="reading")], 10)
    assert listed() == [bare.pk]
    confirm(by(11), [Seen(report("1002").pk, readings.mark(report("1002")))])
    assert listed() == []
    assert why_off(bare) == ["已重新关联诉件"]


def test_it_is_off_the_list_when_reports_are_split_off_to_it(desk: Desk, bare: Problem) -> None:
    desk.take(order("1002", rows.OTHER_ROOM), order("1003", rows.OTHER_ROOM), minutes=10)
    other = Problem.objects.exclude(pk=bare.pk).get()
    where = Where("illegal-construction", compound("t1").pk, "7", "", "1201")
    split(by(11), other.pk, [report("1002").pk], where, "1201室")
    assert listed() == []


def test_it_is_off_the_list_when_it_is_settled(desk: Desk, bare: Problem) -> None:
    verify(by(10), [Finding(bare.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(11), [bare.pk], "经核查不属实")
    assert listed() == []
    assert why_off(bare) == ["问题已销号"]


def test_what_was_opened_by_a_reading_that_is_recalled_is_settled_and_off_the_list(desk: Desk) -> None:
    desk.receive([changed_read(*rows.prepared(order("1", rows.SUNROOM)), waits_for="reading")])
    confirm(by(5), [Seen(report("1").pk, readings.mark(report("1")))])
    recall(by(6), [report("1").pk], by(0).at)
    assert (Problem.objects.get().state, listed()) == ("settled", [])
    assert why_off(Problem.objects.get()) == ["问题已销号"]


def test_it_is_off_the_list_when_one_with_reports_becomes_it(desk: Desk, bare: Problem) -> None:
    desk.take(order("1002", ELSEWHERE), minutes=10)
    merge(by(20), compound("t3").pk, compound("t1").pk, "同一小区")
    assert Problem.objects.get(state="open") == bare
    assert listed() == []
    assert why_off(bare) == ["已并入有诉件的问题"]


def test_it_is_off_the_list_when_it_becomes_one_with_reports(desk: Desk, bare: Problem) -> None:
    desk.take(order("1002", ELSEWHERE), minutes=10)
    merge(by(20), compound("t1").pk, compound("t3").pk, "同一小区")
    assert Problem.objects.get(state="merged") == bare
    assert listed() == []
    assert why_off(bare) == ["问题已并入"]


def test_of_two_that_become_one_without_a_report_the_one_is_on_the_list(desk: Desk, bare: Problem) -> None:
    desk.take(order("1002", ELSEWHERE), minutes=10)
    withdraw(by(11), [report("1002").pk], "来电人撤回")
    merge(by(20), compound("t1").pk, compound("t3").pk, "同一小区")
    assert listed() == [Problem.objects.get(state="open").pk]


def test_it_is_off_the_list_when_a_report_of_another_unit_speaks_of_it(desk: Desk, bare: Problem) -> None:
    Desk(unit("sh-bureau").pk).take(order("1002", rows.SUNROOM_AGAIN), minutes=10)
    assert listed() == []
