"""Two who act upon the same tasks or reports at once, each with a connection of its own; only PostgreSQL lets them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from huiyin.records.problems.actions import assign as acts
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.actions.splitting import Split, Where, split
from huiyin.records.problems.models import Problem, Task
from huiyin.records.reports.actions.fate import FateRefused, recall, transfer
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.models import Look, Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, compound, history, order, report

Beside = Callable[[Callable[[], object]], Future[object]]
pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def beside(desk: Desk) -> Iterator[Beside]:
    """Starts an act in a thread with a connection of its own, and goes on once it waits for a lock that we hold."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:

        def start(act: Callable[[], object]) -> Future[object]:
            running = threads.submit(run, act)
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline and not running.done():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone()[0]:
                        return running
                time.sleep(0.005)
            pytest.fail(f"it does not wait for us: {running}")

        yield start


def tasks(desk: Desk) -> list[int]:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.EBIKES))
    return list(Task.objects.order_by("pk").values_list("pk", flat=True))


def test_the_undo_of_an_act_counts_what_came_before_it_in_the_chain(desk: Desk, beside: Beside) -> None:
    # Given somebody who plans to look at a task again, and another who would give it to a leader at that moment
    ids = tasks(desk)
    with transaction.atomic():
        acts.recheck(by(10, "wu"), ids[:1], AT.date())
        given = beside(lambda: acts.assign(by(11, "lin"), ids, leader="赵"))
    # Then the second has the place behind the first, and can be taken back
    undo = given.result(timeout=20)
    assert undo == [(ids[0], 3), (ids[1], 2)]
    acts.restore(by(12), undo, AT)
    assert [action for action, _ in history("task", ids[0])][1:] == [
        "task.recheck",
        "task.assign",
        "task.restore",
    ]


def test_of_two_who_take_the_same_act_back_one_is_told_that_it_is_done(desk: Desk, beside: Beside) -> None:
    ids = tasks(desk)
    undo = acts.assign(by(10), ids, leader="赵")
    with transaction.atomic():
        acts.restore(by(11, "wu"), undo, AT)
        other = beside(lambda: acts.restore(by(12, "lin"), undo, AT))
    with pytest.raises(ProblemRefused, match=f"something newer has happened to task {ids[0]}"):
        other.result(timeout=20)


def test_of_two_who_split_the_same_report_off_one_finds_it_gone(desk: Desk, beside: Beside) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    problem, one = Problem.objects.get(), report("1002").pk
    there = Where(problem.violation, compound("t1").pk, "7", "", "1202")
    with transaction.atomic():
        done = split(by(10, "wu"), problem.pk, [one], there, "说的是1202室")
        other = beside(lambda: split(by(11, "lin"), problem.pk, [one], there, "说的是1202室"))
    assert isinstance(done, Split)
    with pytest.raises(ProblemRefused, match=f"report {one} is not linked to problem {problem.pk}"):
        other.result(timeout=20)


def test_an_import_that_opens_the_other_place_meanwhile_is_joined(desk: Desk, beside: Beside) -> None:
    # Given an import that has opened a problem at the place to which reports shall go
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    problem, one = Problem.objects.get(), report("1002").pk
    there = Where(problem.violation, compound("t1").pk, "7", "", "1101")
    with transaction.atomic():
        desk.take(order("2001", rows.OTHER_ROOM), minutes=1)
        # When somebody splits at that moment, then it waits for the import
        done = beside(lambda: split(by(11, "lin"), problem.pk, [one], there, "说的是1101室"))
    result = done.result(timeout=20)
    assert isinstance(result, Split)
    into = Problem.objects.get(room="1101")
    assert (result.into_id, result.opened) == (into.pk, ())
    assert set(into.links.values_list("report__number", flat=True)) == {"2001", "1002"}


def test_of_two_who_recall_a_transfer_one_is_told_that_it_is_done(desk: Desk, beside: Beside) -> None:
    desk.take(order("1001", rows.OUTSIDE))
    one = report("1001").pk
    transfer(by(5), [one], "燃气管理处", "RQ-1", "非本单位职责")
    with transaction.atomic():
        recall(by(10, "wu"), [one], AT)
        other = beside(lambda: recall(by(11, "lin"), [one], AT))
    with pytest.raises(FateRefused, match=f"report {one} is pending, not transferred"):
        other.result(timeout=20)
    assert Report.objects.get().fate == "pending"


def test_two_looks_at_once_are_both_kept(desk: Desk, beside: Beside) -> None:
    desk.take(order("1001", rows.SUNROOM, name="欧阳砚秋"))
    one = report("1001").pk
    with transaction.atomic():
        look(by(10, "wu"), [one], "回访")
        other = beside(lambda: look(by(11, "lin"), [one], "核对"))
    other.result(timeout=20)
    assert set(Look.objects.values_list("actor", flat=True)) == {"wu", "lin"}
