"""From verification to settlement: what a problem allows, and what it refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.problems.actions.lifecycle import Finding, ProblemRefused, extend, settle, verify
from huiyin.records.problems.models import Condition, Problem, Task, Verification
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, causes, history, order, refused

DAY = AT.date()
MORNING, NOON, NIGHT = (
    datetime(2022, 9, day, hour, tzinfo=SHANGHAI) for day, hour in ((15, 9), (16, 13), (17, 19))
)


def opened(desk: Desk, text: str = rows.SUNROOM) -> Problem:
    desk.take(order("1001", text))
    return Problem.objects.get()


def no_entry(problem: Problem, *attempts: datetime, slip: bool = True) -> Finding:
    return Finding(problem.pk, Verification.NO_ENTRY, DAY, None, attempts, slip)


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [
        (Verification.TRUE, True),
        (Verification.PARTLY, True),
        (Verification.UNTRUE, False),
        (Verification.NOT_OURS, False),
    ],
)
def test_verification_records_outcome_day_and_condition_and_says_which_complaints_hold(
    desk: Desk, outcome: Verification, holds: bool
) -> None:
    problem = opened(desk)
    finding = Finding(problem.pk, outcome, date(2022, 9, 16), Condition.EXISTING)
    assert verify(by(30), [finding]) == ([problem.pk] if holds else [])

    problem.refresh_from_db()
    assert (problem.verification, problem.verified_on, problem.condition, problem.state) == (
        outcome.value,
        date(2022, 9, 16),
        "existing",
        "open",
    )
    assert history("problem", problem.pk)[-1] == (
        "problem.verify",
        {"outcome": outcome.value, "on": "2022-09-16", "condition": "existing", "attempts": []},
    )


def test_could_not_enter_takes_three_attempts_at_different_times_of_day_and_a_slip(desk: Desk) -> None:
    problem = opened(desk)
    for hasty in (
        no_entry(problem),
        no_entry(problem, MORNING, NOON),
        no_entry(problem, MORNING, NOON, NIGHT, slip=False),
        no_entry(problem, MORNING, MORNING + timedelta(minutes=20), MORNING + timedelta(minutes=40)),
    ):
        with refused(ProblemRefused, "'could not enter' takes 3 attempts at different times of day"):
            verify(by(30), [hasty])

    assert verify(by(30), [no_entry(problem, MORNING, NOON, NIGHT)]) == []
    assert history("problem", problem.pk)[-1][1]["attempts"] == [
        moment.isoformat() for moment in (MORNING, NOON, NIGHT)
    ]


def test_could_not_enter_is_no_outcome_on_which_a_matter_ends(desk: Desk) -> None:
    problem = opened(desk)
    verify(by(30), [no_entry(problem, MORNING, NOON, NIGHT)])
    with refused(ProblemRefused, "it was not verified, so it cannot be settled"):
        settle(by(40), [problem.pk], "多次未能入户")

    verify(by(50), [Finding(problem.pk, Verification.TRUE, DAY, Condition.NEW)])
    assert settle(by(60), [problem.pk], "已自行拆除") == [problem.pk]


@pytest.mark.parametrize("outcome", [Verification.TRUE, Verification.PARTLY])
def test_a_complaint_of_building_that_holds_says_whether_it_is_under_way_new_or_existing(
    desk: Desk, outcome: Verification
) -> None:
    problem = opened(desk)
    with refused(ProblemRefused, "say whether it is under way, new or existing"):
        verify(by(30), [Finding(problem.pk, outcome, DAY)])

    verify(by(30), [Finding(problem.pk, Verification.UNTRUE, DAY)])
    assert Problem.objects.get().condition == ""


def test_the_condition_that_a_report_told_counts_until_the_check_tells_another(desk: Desk) -> None:
    problem = opened(desk, rows.SUNROOM_UNDER_WAY)
    verify(by(30), [Finding(problem.pk, Verification.TRUE, DAY)])
    assert Problem.objects.get().condition == "in_progress"
    verify(by(40), [Finding(problem.pk, Verification.TRUE, DAY, Condition.NEW)])
    assert Problem.objects.get().condition == "new"


def test_a_wrong_that_is_not_built_needs_no_condition(desk: Desk) -> None:
    problem = opened(desk, rows.EBIKES)
    assert verify(by(30), [Finding(problem.pk, Verification.TRUE, DAY)]) == [problem.pk]


def test_settling_needs_a_basis_and_a_verification_and_ends_the_task(desk: Desk) -> None:
    problem = opened(desk)
    with refused(ProblemRefused, "it was not verified, so it cannot be settled"):
        settle(by(30), [problem.pk], "已拆除")
    verify(by(30), [Finding(problem.pk, Verification.TRUE, DAY, Condition.NEW)])
    with refused(ProblemRefused, "settling needs its basis"):
        settle(by(40), [problem.pk], " \n")
    settle(by(60 * 15), [problem.pk], "已拆除，见复查照片")

    problem.refresh_from_db()
    task = Task.objects.get()
    assert (problem.state, problem.settled_at, problem.basis) == (
        "settled",
        by(60 * 15).at,
        "已拆除，见复查照片",
    )
    # 00:30 of the next day in Shanghai.
    assert (task.state, task.done_on) == ("done", date(2022, 9, 16))
    assert history("task", task.pk)[-1] == ("problem.settle", {"done": "2022-09-16"})
    assert causes("task", task.pk)[-1] == f"problem:{problem.pk}#3"


def test_one_problem_of_a_set_that_is_not_verified_holds_back_the_whole_set(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.EBIKES))
    checked, unchecked = Problem.objects.order_by("-violation")
    verify(by(30), [Finding(checked.pk, Verification.TRUE, DAY, Condition.NEW)])
    with refused(ProblemRefused, f"problem {unchecked.pk}: it was not verified"):
        settle(by(40), [checked.pk, unchecked.pk], "已整改")


def test_what_is_settled_or_unknown_can_be_neither_verified_nor_settled(desk: Desk) -> None:
    problem = opened(desk)
    finding = Finding(problem.pk, Verification.UNTRUE, DAY)
    verify(by(30), [finding])
    settle(by(40), [problem.pk], "经核查不属实")
    for pk in (problem.pk, problem.pk + 1000):
        with refused(ProblemRefused, f"problem {pk} is not open"):
            verify(by(50), [Finding(pk, Verification.TRUE, DAY, Condition.NEW)])
        with refused(ProblemRefused, f"problem {pk} is not open"):
            settle(by(50), [pk], "再次销号")


def test_an_extension_moves_the_deadline_later_with_reason_and_name(desk: Desk) -> None:
    opened(desk)
    task = Task.objects.get()
    later = task.due_on + timedelta(days=7)
    assert extend(by(30, "zheng"), [task.pk], later, "等待规划部门认定") == [task.pk]

    after = Task.objects.get()
    assert (after.due_on, after.extended_by, after.extended_on) == (later, "zheng", DAY)
    assert history("task", task.pk)[-1] == (
        "task.extend",
        {"due": later.isoformat(), "was": task.due_on.isoformat(), "reason": "等待规划部门认定"},
    )


def test_an_extension_that_is_none_is_refused(desk: Desk) -> None:
    problem = opened(desk)
    task = Task.objects.get()
    later = task.due_on + timedelta(days=7)
    for day in (task.due_on, task.due_on - timedelta(days=1)):
        with refused(ProblemRefused, f"task {task.pk} is due {task.due_on}; an extension moves it later"):
            extend(by(30), [task.pk], day, "等待认定")
    with refused(ProblemRefused, "an extension needs its reason"):
        extend(by(30), [task.pk], later, "")
    with refused(ProblemRefused, "a task that is done or unknown cannot be extended"):
        extend(by(30), [task.pk, task.pk + 1000], later, "等待认定")
    verify(by(30), [Finding(problem.pk, Verification.UNTRUE, DAY)])
    settle(by(40), [problem.pk], "经核查不属实")
    with refused(ProblemRefused, "a task that is done or unknown cannot be extended"):
        extend(by(50), [task.pk], later, "等待认定")


def test_a_deadline_that_a_person_set_stays_when_work_turns_out_to_be_under_way(desk: Desk) -> None:
    opened(desk)
    task = Task.objects.get()
    later = task.due_on + timedelta(days=7)
    extend(by(30), [task.pk], later, "等待认定")
    desk.take(order("1002", rows.SUNROOM_UNDER_WAY), minutes=60)

    after = Task.objects.get()
    assert (after.due_on, Problem.objects.get().condition) == (later, "in_progress")
    assert after.measure != task.measure
