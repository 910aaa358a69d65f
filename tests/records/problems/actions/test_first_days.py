"""首次反映日期: the day of the first of the reports that speak of a problem now, whatever becomes of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.actions.lists import freeze
from huiyin.records.problems.actions.splitting import Where, split
from huiyin.records.problems.listing import problem_lines
from huiyin.records.problems.models import ListKind, ListVersion, Problem, Task, Verification
from huiyin.records.problems.versions import frozen_lines
from huiyin.records.reports.actions.fate import withdraw
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, compound, history, order, report, unit

COLUMN = 12
"""Where 首次反映日期 stands in a line."""


def first_on() -> date:
    return Problem.objects.get().first_on


def on(number: str, day: str, text: str = rows.SUNROOM) -> dict[str, str]:
    return order(number, text, f"2022-09-{day} 08:00:00")


@pytest.mark.parametrize("day", ["08", "14"], ids=["earlier", "later"])
def test_an_order_whose_day_is_corrected_dates_its_problem_anew(desk: Desk, day: str) -> None:
    # Given
    desk.take(on("1", "11"), on("2", "15", rows.SUNROOM_AGAIN))
    task = Task.objects.values("start_on", "due_on").get()
    # When
    desk.take(on("1", day), minutes=5)
    # Then
    problem = Problem.objects.get()
    assert problem.first_on == date(2022, 9, int(day))
    assert history("problem", problem.pk)[-1] == (
        "problem.date",
        {"first_on": f"2022-09-{day}", "was": "2022-09-11"},
    )
    assert Task.objects.values("start_on", "due_on").get() == task
    (line,) = problem_lines(unit(), AT.date())
    assert line.cells[COLUMN] == problem.first_on


def test_an_order_that_is_not_the_first_of_its_problem_moves_nothing_by_a_later_day(desk: Desk) -> None:
    desk.take(on("1", "11"), on("2", "12", rows.SUNROOM_AGAIN))
    before = history("problem", Problem.objects.get().pk)
    desk.take(on("2", "14", rows.SUNROOM_AGAIN), minutes=5)
    assert first_on() == date(2022, 9, 11)
    assert history("problem", Problem.objects.get().pk) == before


def test_a_settled_problem_is_dated_anew_and_a_frozen_list_keeps_its_day(desk: Desk) -> None:
    # Given
    desk.take(on("1", "11"))
    problem = Problem.objects.get()
    verify(by(2), [Finding(problem.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(3), [problem.pk], "经核查不属实")
    version = ListVersion.objects.get(pk=freeze(by(4), unit().pk, ListKind.PROBLEM, "enforcement"))
    # When
    desk.take(on("1", "08"), minutes=5)
    # Then
    assert first_on() == date(2022, 9, 8)
    assert [line.cells[COLUMN] for line in frozen_lines(version)] == [date(2022, 9, 11)]


def test_unlinking_the_first_report_leaves_the_day_of_the_next_one_and_linking_brings_it_back(
    desk: Desk,
) -> None:
    desk.take(on("1", "08"), on("2", "12", rows.SUNROOM_AGAIN))
    problem = Problem.objects.get()
    remove_links(by(5), problem.pk, [report("1").pk], "另一处")
    assert first_on() == date(2022, 9, 12)
    add_links(by(6), problem.pk, [report("1").pk])
    assert first_on() == date(2022, 9, 8)


def test_a_problem_without_any_report_keeps_its_day_until_it_has_one_again(desk: Desk) -> None:
    # Given
    desk.take(on("1", "08"))
    problem = Problem.objects.get()
    remove_links(by(5), problem.pk, [report("1").pk], "另一处")
    assert first_on() == date(2022, 9, 8)
    # When
    desk.take(on("2", "12", rows.SUNROOM_AGAIN), minutes=6)
    # Then
    assert first_on() == date(2022, 9, 12)


def test_what_is_split_off_leaves_the_day_of_what_stays(desk: Desk) -> None:
    desk.take(on("1", "08"), on("2", "12", rows.SUNROOM_AGAIN))
    problem = Problem.objects.get()
    split(
        by(5),
        problem.pk,
        [report("1").pk],
        Where("illegal-construction", compound("t1").pk, "7", "", "1101"),
        "1101室",
    )
    assert dict(Problem.objects.values_list("room", "first_on")) == {
        "1201": date(2022, 9, 12),
        "1101": date(2022, 9, 8),
    }


def test_a_withdrawn_report_has_told_of_it_all_the_same(desk: Desk) -> None:
    desk.take(on("1", "08"), on("2", "12", rows.SUNROOM_AGAIN))
    withdraw(by(5), [report("1").pk], "来电撤回")
    assert first_on() == date(2022, 9, 8)


def test_orders_of_any_number_are_dated_by_as_many_statements(desk: Desk) -> None:
    texts = [rows.SUNROOM.replace("1201室", f"{n}室") for n in range(101, 121)]

    def dating(some: list[str], minutes: int) -> int:
        desk.take(*(on(str(n), "11", text) for n, text in enumerate(some, minutes)), minutes=minutes)
        with CaptureQueriesContext(connection) as told:
            desk.take(*(on(str(n), "08", text) for n, text in enumerate(some, minutes)), minutes=minutes + 1)
        return len(told)

    assert dating(texts[:2], 1000) == dating(texts[2:], 2000)
    assert set(Problem.objects.values_list("first_on", flat=True)) == {date(2022, 9, 8)}
