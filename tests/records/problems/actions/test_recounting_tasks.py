"""Deadlines of tasks that lean on a year whose days off come in later: counted anew, except what somebody has set."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.knowledge.law.calendar import Arrangement, Calendar, use
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.recounting import recount
from huiyin.records.problems.limits import task_clock
from huiyin.records.problems.models import Problem, Task, Verification
from huiyin.records.problems.queries import leaning
from huiyin.records.problems.tasks import GIVEN_TERM, OWN_TERM
from huiyin.records.reports.actions.fate import withdraw
from records.reports import report_rows as rows
from records.reports.new_year import (
    BEFORE,
    FIFTH,
    FIFTH_ANEW,
    NEW_YEAR,
    arranged,
    come_in,
    on,
    take,
)
from records.reports.report_rows import Desk, history, order, report
from told import blocks_as_one

NEXT_YEAR = date(2039, 12, 31)

pytestmark = pytest.mark.usefixtures("as_published")


def moved(arrangement: Arrangement = NEW_YEAR, *held: Arrangement) -> list[int]:
    """The tasks that move when the days off of 2040 come in, part by part as the command does it."""
    change = come_in(arrangement, *held)
    return [pk for part in leaning(change) for pk in recount(on(NEXT_YEAR), part, change)]


def due() -> tuple[date, str, date | None, str]:
    task = Task.objects.get()
    return task.due_on, task.due_source, task.own_due_on, task.own_due_source


def test_a_task_of_the_last_days_of_a_year_is_due_later_when_the_next_ones_days_off_come_in(
    desk: Desk,
) -> None:
    this_year = arranged(year=2039)
    use(Calendar(arrangements=[this_year]))
    take(BEFORE, order("1", rows.EBIKES))
    task = Task.objects.select_related("problem").get()
    assert due() == (FIFTH, OWN_TERM, None, "")
    assert task_clock(task, task.problem, None, BEFORE).provisional.startswith("2040年的放假安排尚未收录")

    assert moved(NEW_YEAR, this_year) == [task.pk]

    task.refresh_from_db()
    assert due() == (FIFTH_ANEW, OWN_TERM, None, "")
    assert history("task", task.pk)[-1] == (
        "task.recount",
        {"due": "2040-01-06", "was": {"due": "2040-01-04"}},
    )
    assert task_clock(task, task.problem, None, BEFORE).provisional == ""


def test_again_changes_nothing(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES))
    moved()
    entered = Entry.objects.count()

    assert (moved(), moved(NEW_YEAR, NEW_YEAR)) == ([], [])

    assert (due()[0], Entry.objects.count()) == (FIFTH_ANEW, entered)


def test_a_task_that_a_running_service_opened_by_the_week_moves_when_the_year_is_imported_again(
    desk: Desk,
) -> None:
    take(BEFORE, order("1", rows.EBIKES))

    assert moved(NEW_YEAR, NEW_YEAR) == [Task.objects.get().pk]

    assert due()[0] == FIFTH_ANEW


def test_what_comes_in_after_the_year_is_counted_by_it_though_the_same_was_counted_before(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES))
    moved()

    take(BEFORE, order("2", rows.EBIKES.replace("12号楼", "14号楼")))

    assert list(Task.objects.values_list("due_on", flat=True)) == [FIFTH_ANEW, FIFTH_ANEW]
    assert (report("1").handle_due, report("2").handle_due) == (FIFTH, FIFTH_ANEW)


def test_calendar_days_that_end_on_a_day_off_roll_to_the_next_working_day(desk: Desk) -> None:
    # Ninety days from the first Thursday of October end on 4 January.
    take(date(2039, 10, 6), order("1", rows.SUNROOM))
    assert due()[0] == FIFTH

    moved(arranged(date(2040, 1, 4), date(2040, 1, 5)))

    assert due()[0] == date(2040, 1, 6)


def test_work_under_way_is_counted_from_the_day_on_which_that_was_told(desk: Desk) -> None:
    take(date(2039, 12, 1), order("1", rows.SUNROOM))
    take(date(2039, 12, 8), order("2", rows.SUNROOM_UNDER_WAY))
    # Twenty working days from Thursday, 8 December.
    assert due()[0] == date(2040, 1, 5)

    moved()

    assert due()[0] == date(2040, 1, 9)


def test_a_task_that_a_person_has_extended_keeps_its_day(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES))
    task = Task.objects.get()
    extend(on(date(2039, 12, 29)), [task.pk], date(2040, 1, 5), "等待认定", confirmed=True)

    assert moved() == []

    task.refresh_from_db()
    assert (task.due_on, task.extended_from) == (date(2040, 1, 5), FIFTH)


def test_behind_a_day_that_a_source_has_given_the_books_moves_and_stands_when_the_source_withdraws(
    desk: Desk,
) -> None:
    given = date(2040, 1, 3)
    take(BEFORE, order("1", rows.EBIKES), order("2", rows.EBIKES, deadline=f"{given} 17:00:00"))
    assert due() == (given, GIVEN_TERM, FIFTH, OWN_TERM)

    moved()

    assert due() == (given, GIVEN_TERM, FIFTH_ANEW, OWN_TERM)
    assert history("task", Task.objects.get().pk)[-1][1] == {
        "own_due": "2040-01-06",
        "was": {"own_due": "2040-01-04"},
    }
    withdraw(on(NEXT_YEAR), [report("2").pk], "来电撤回")
    assert due() == (FIFTH_ANEW, OWN_TERM, None, "")


def test_a_sources_day_that_was_later_than_the_books_and_is_earlier_now_stands(desk: Desk) -> None:
    given = date(2040, 1, 5)
    take(BEFORE, order("1", rows.EBIKES, deadline=f"{given} 17:00:00"))
    assert due() == (FIFTH, OWN_TERM, None, "")

    moved()

    assert due() == (given, GIVEN_TERM, FIFTH_ANEW, OWN_TERM)
    assert history("task", Task.objects.get().pk)[-1][1] == {
        "due": "2040-01-05",
        "due_source": GIVEN_TERM,
        "own_due": "2040-01-06",
        "was": {"due": "2040-01-04", "due_source": OWN_TERM, "own_due": ""},
    }


def test_a_day_that_the_book_never_gave_stays(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES))
    Task.objects.update(due_on=date(2040, 1, 3))

    assert moved() == []

    assert due()[0] == date(2040, 1, 3)


def test_a_violation_that_the_book_no_longer_has_sets_no_day(db: None) -> None:
    rows.found(rows.by(-24 * 60))
    take(BEFORE, order("1", rows.EBIKES))
    Problem.objects.update(violation="gone")

    assert moved() == []

    assert due()[0] == FIFTH


def test_a_task_that_is_done_keeps_its_day(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES))
    problem = Problem.objects.get()
    verify(
        on(BEFORE, hour=10), [Finding(problem.pk, Verification.UNTRUE, BEFORE, found="现场未见，已询问保安")]
    )
    settle(on(BEFORE, hour=11), [problem.pk], "经核实不属实")

    assert moved() == []

    assert due()[0] == FIFTH


@pytest.mark.parametrize("many", [1, 30])
def test_any_number_of_tasks_takes_the_same_statements(desk: Desk, many: int) -> None:
    take(date(2039, 12, 1), *(order(str(n), in_room(n, rows.SUNROOM)) for n in range(many)))
    take(date(2039, 12, 8), *(order(f"9{n}", in_room(n, rows.SUNROOM_UNDER_WAY)) for n in range(many)))
    change = come_in()
    [part] = leaning(change)

    with CaptureQueriesContext(connection) as told:
        assert len(recount(on(NEXT_YEAR), part, change)) == many

    # The tasks, when work under way was told of, the limits of their reports, the change, the chains, the entries.
    assert len(blocks_as_one([query["sql"] for query in told.captured_queries])) == 6


def in_room(number: int, text: str) -> str:
    return text.replace("1201", str(101 + number))
