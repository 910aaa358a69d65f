"""Deadlines that follow the reports: what a source has set beats what was computed, and the first limit that runs is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.actions.opening import open_from
from huiyin.records.problems.actions.splitting import Where
from huiyin.records.problems.limits import task_clock
from huiyin.records.problems.models import Problem, Task
from huiyin.records.problems.pressing import pressing
from huiyin.records.problems.tasks import GIVEN_TERM, OWN_TERM
from huiyin.records.registry.models import Compound
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.actions.reply import Answer, interim
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, history, order

TODAY = date(2022, 9, 15)
# What the book says of a sunroom that became known on that day.
OWN = date(2022, 12, 14)
GIVEN = date(2022, 9, 30)


def given(number: str, text: str = rows.SUNROOM, day: date = GIVEN) -> dict[str, str]:
    return order(number, text, deadline=f"{day} 17:00:00")


def due() -> tuple[date, str, date | None, str]:
    task = Task.objects.get()
    return task.due_on, task.due_source, task.own_due_on, task.own_due_source


def report(number: str) -> Report:
    return Report.objects.get(number=number)


BY_SOURCE = (GIVEN, GIVEN_TERM, OWN, OWN_TERM)
BY_BOOK = (OWN, OWN_TERM, None, "")


def test_a_problem_opened_by_an_order_with_a_deadline_is_due_by_it_and_says_whence(desk: Desk) -> None:
    desk.take(given("1"))
    assert due() == BY_SOURCE
    task = Task.objects.select_related("problem").get()
    clock = task_clock(task, task.problem, None, TODAY)
    assert (clock.basis, clock.confidence, clock.due, clock.tone) == (GIVEN_TERM, "given", GIVEN, "later")
    assert history("task", task.pk)[0][1]["due_source"] == GIVEN_TERM


def test_a_later_order_with_an_earlier_deadline_moves_it_and_one_with_a_later_does_not(desk: Desk) -> None:
    desk.take(order("1", rows.SUNROOM))
    assert due() == BY_BOOK
    desk.take(given("2", rows.SUNROOM_AGAIN), minutes=1)
    assert due() == BY_SOURCE
    assert history("task", Task.objects.get().pk)[-1] == (
        "task.redate",
        {"due": "2022-09-30", "was": "2022-12-14", "due_source": GIVEN_TERM},
    )
    desk.take(given("3", rows.SUNROOM_AGAIN, date(2023, 3, 1)), minutes=2)
    assert due() == BY_SOURCE


def test_an_order_without_a_deadline_leaves_the_books(desk: Desk) -> None:
    desk.take(order("1", rows.SUNROOM), given("2", rows.SUNROOM_AGAIN, date(2023, 3, 1)))
    assert due() == BY_BOOK


def test_an_amended_deadline_moves_it_both_ways(desk: Desk) -> None:
    desk.take(order("1", rows.SUNROOM))
    desk.take(given("1"), minutes=1)
    assert due() == BY_SOURCE
    desk.take(given("1", day=date(2022, 10, 8)), minutes=2)
    assert due() == (date(2022, 10, 8), GIVEN_TERM, OWN, OWN_TERM)


def test_unlinking_and_withdrawing_bring_the_books_deadline_back(desk: Desk) -> None:
    desk.take(order("1", rows.SUNROOM), given("2", rows.SUNROOM_AGAIN))
    problem = Problem.objects.get()
    remove_links(by(5), problem.pk, [report("2").pk], "判读有误")
    assert due() == BY_BOOK
    add_links(by(6), problem.pk, [report("2").pk])
    assert due() == BY_SOURCE
    withdraw(by(7), [report("2").pk], "来电撤回")
    assert due() == BY_BOOK


def test_a_problem_opened_by_a_person_is_due_by_the_source_too(desk: Desk) -> None:
    desk.take(given("1", rows.UNSURE))
    where = Where("litter", Compound.objects.get(code="t1").pk)
    open_from(by(5), [report("1").pk], where)
    task = Task.objects.get()
    assert task.orders_due_on == report("1").contact_due
    assert (task.due_on, task.due_source) == (min(task.due_on, GIVEN), task.due_source)


def test_a_deadline_that_a_person_has_extended_stays_above(desk: Desk) -> None:
    desk.take(given("1"))
    later = date(2022, 10, 14)
    extend(by(5, "zheng"), [Task.objects.get().pk], later, "等待认定", confirmed=True)
    desk.take(given("2", rows.SUNROOM_AGAIN, date(2022, 9, 20)), minutes=9)
    task = Task.objects.get()
    assert (task.due_on, task.extended_from) == (later, GIVEN)
    withdraw(by(20), [report("1").pk, report("2").pk], "来电撤回")
    assert Task.objects.get().due_on == later


def test_work_under_way_keeps_an_earlier_deadline_of_a_source(desk: Desk) -> None:
    desk.take(given("1", day=TODAY))
    desk.take(order("2", rows.SUNROOM_UNDER_WAY), minutes=1)
    task = Task.objects.select_related("problem").get()
    assert (task.due_on, task.problem.condition) == (TODAY, "in_progress")
    assert task.own_due_on is None or task.own_due_on < OWN


def test_the_first_limit_that_runs_follows_first_contact_and_withdrawal(desk: Desk) -> None:
    desk.take(order("1", rows.SUNROOM), order("2", rows.SUNROOM_AGAIN))
    one, two = report("1"), report("2")
    assert Task.objects.get().orders_due_on == one.contact_due
    interim(by(5), [Answer(one.pk, "已受理"), Answer(two.pk, "已受理")])
    assert Task.objects.get().orders_due_on == one.handle_due
    withdraw(by(6), [one.pk, two.pk], "来电撤回")
    assert Task.objects.get().orders_due_on is None


def test_what_presses_is_told_by_kind_with_how_many_are_late_in_one_statement(
    desk: Desk, django_assert_num_queries: object
) -> None:
    desk.take(*(order(str(n), rows.SUNROOM) for n in range(3)))
    problem = Problem.objects.get()
    interim(by(5), [Answer(report("0").pk, "已受理")])
    later = report("1").contact_due + timedelta(days=1)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = pressing([problem.pk], later)[problem.pk]
    assert [(one.clock.kind, one.report.number, one.running, one.late) for one in found] == [
        ("contact", "1", 2, 2),
        ("handle", "0", 3, 0),
    ]
    assert [one.clock.tone for one in found] == ["overdue", "later"]
    assert found[0].clock.responsible == rows.unit().short_name


@pytest.mark.parametrize("column", ["orders_due_on", "due_on"])
def test_a_task_that_does_not_follow_its_reports_is_found(db: None, column: str) -> None:
    rows.found(by())
    Desk(rows.unit().pk).take(given("1"))
    Task.objects.update(**{column: date(2022, 10, 2)})
    assert [(one.invariant, one.record) for one in rows.run(by(9).at)] == [
        ("task.limits", f"task:{Task.objects.get().pk}")
    ]
