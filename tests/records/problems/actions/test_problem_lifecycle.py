"""From verification to settlement: what a problem allows, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.problems.actions.assign import recheck
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import (
    Finding,
    Overtaken,
    ProblemRefused,
    SecondLook,
    settle,
    verify,
)
from huiyin.records.problems.models import Condition, Problem, Task, Verification
from huiyin.records.problems.queries import last_finding
from huiyin.records.problems.tasks import GIVEN_TERM, OWN_TERM
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, causes, found, history, order, refused

DAY = AT.date()
LATER = date(2022, 9, 17)
# Noon of that day, in minutes after the morning on which all begins.
THEN = 60 * 24 * 2 + 60 * 10
MORNING, NOON, NIGHT = (
    datetime(2022, 9, day, hour, tzinfo=SHANGHAI) for day, hour in ((15, 9), (16, 13), (17, 19))
)


def opened(desk: Desk, text: str = rows.SUNROOM) -> Problem:
    desk.take(order("1001", text))
    return Problem.objects.get()


def no_entry(problem: Problem, *attempts: datetime, slip: bool = True) -> Finding:
    return Finding(problem.pk, Verification.NO_ENTRY, LATER, None, attempts, slip)


def visit(day: int, hour: int, month: int = 9) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=SHANGHAI)


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
    finding = Finding(problem.pk, outcome, DAY, Condition.EXISTING, found="  阳光房仍在 ")
    # What is not so is in no condition.
    condition = "" if outcome == Verification.UNTRUE else "existing"
    assert verify(by(30), [finding]) == ([problem.pk] if holds else [])

    problem.refresh_from_db()
    assert (problem.verification, problem.verified_on, problem.condition, problem.state) == (
        outcome.value,
        DAY,
        condition,
        "open",
    )
    assert problem.found == "阳光房仍在"
    assert history("problem", problem.pk)[-1] == (
        "problem.verify",
        {
            "outcome": outcome.value,
            "on": "2022-09-15",
            "condition": condition,
            "attempts": [],
            "found": "阳光房仍在",
        },
    )


def test_could_not_enter_takes_three_visits_on_different_days_at_different_times_and_a_slip(
    desk: Desk,
) -> None:
    problem = opened(desk)
    for hasty in (
        no_entry(problem),
        no_entry(problem, MORNING, NOON),
        no_entry(problem, MORNING, NOON, NIGHT, slip=False),
        no_entry(problem, visit(15, 9), visit(16, 10), visit(17, 11)),
    ):
        with refused(ProblemRefused, "'could not enter' takes 3 attempts on different days"):
            verify(by(THEN), [hasty])

    assert verify(by(THEN + 60), [no_entry(problem, MORNING, NOON, NIGHT)]) == []
    entered = history("problem", problem.pk)[-1][1]
    assert entered["attempts"] == [moment.isoformat() for moment in (MORNING, NOON, NIGHT)]
    assert entered["slip_posted"] is True


def test_could_not_enter_is_no_outcome_on_which_a_matter_ends(desk: Desk) -> None:
    problem = opened(desk)
    verify(by(THEN), [no_entry(problem, MORNING, NOON, NIGHT)])
    with refused(ProblemRefused, "nobody could enter, so it cannot be settled; verify it again"):
        settle(by(THEN + 1), [problem.pk], "多次未能入户")

    again = Finding(problem.pk, Verification.TRUE, LATER, Condition.NEW, after=last_finding(problem.pk))
    verify(by(THEN + 2), [again])
    assert settle(by(THEN + 3), [problem.pk], "已自行拆除") == [problem.pk]


def checked_again(problem: Problem, minutes: int, outcome: Verification, on: date) -> None:
    visits = (MORNING, NOON, NIGHT) if outcome == Verification.NO_ENTRY else ()
    after = last_finding(problem.pk)
    finding = Finding(problem.pk, outcome, on, Condition.NEW, visits, bool(visits), after=after)
    verify(by(minutes), [finding])


def test_a_check_on_the_day_of_a_recheck_or_later_ends_it(desk: Desk) -> None:
    problem = opened(desk)
    task = Task.objects.get()
    checked_again(problem, 10, Verification.TRUE, DAY)
    recheck(by(11), [task.pk], LATER)
    # Before that day nobody has looked again.
    checked_again(problem, 12, Verification.TRUE, DAY)
    assert Task.objects.get().recheck_on == LATER

    checked_again(problem, THEN, Verification.PARTLY, LATER)
    assert Task.objects.get().recheck_on is None
    assert history("task", task.pk)[-1] == (
        "problem.verify",
        {"rechecked": "2022-09-17", "was": {"recheck_on": "2022-09-17"}},
    )
    assert causes("task", task.pk)[-1] == f"problem:{problem.pk}#4"


def test_a_recheck_at_which_nobody_could_enter_is_still_to_be_made(desk: Desk) -> None:
    problem = opened(desk)
    recheck(by(11), [Task.objects.get().pk], LATER)
    checked_again(problem, THEN + 60, Verification.NO_ENTRY, LATER)
    assert Task.objects.get().recheck_on == LATER


@pytest.mark.parametrize("outcome", [Verification.TRUE, Verification.PARTLY])
def test_a_complaint_of_building_that_holds_says_whether_it_is_under_way_new_or_existing(
    desk: Desk, outcome: Verification
) -> None:
    problem = opened(desk)
    with refused(ProblemRefused, "say whether it is under way, new or existing"):
        verify(by(30), [Finding(problem.pk, outcome, DAY)])

    verify(by(30), [Finding(problem.pk, Verification.UNTRUE, DAY, found="未见")])
    assert Problem.objects.get().condition == ""


def test_the_condition_that_a_report_told_counts_until_the_check_tells_another(desk: Desk) -> None:
    problem = opened(desk, rows.SUNROOM_UNDER_WAY)
    verify(by(30), [Finding(problem.pk, Verification.TRUE, DAY)])
    assert Problem.objects.get().condition == "in_progress"
    after = last_finding(problem.pk)
    verify(by(40), [Finding(problem.pk, Verification.TRUE, DAY, Condition.NEW, after=after)])
    assert Problem.objects.get().condition == "new"


@pytest.mark.parametrize(
    ("on", "why", "field"),
    [
        (DAY + timedelta(days=1), "2022-09-16 is ahead", "on"),
        (date(2020, 1, 1), "2020-01-01 is before its first report of 2022-09-14", "on"),
    ],
)
def test_nobody_checks_on_a_day_ahead_or_before_the_first_report(
    desk: Desk, on: date, why: str, field: str
) -> None:
    problem = opened(desk)
    Problem.objects.update(first_on=date(2022, 9, 14))
    with refused(ProblemRefused, why) as error:
        verify(by(30), [Finding(problem.pk, Verification.UNTRUE, on, found="未见")])
    assert error.value.field == field


@pytest.mark.parametrize(
    ("visits", "why", "field"),
    [
        ((visit(16, 9), visit(17, 13), visit(17, 23)), "visit 3 is ahead", "visit3"),
        ((visit(1, 9, 6), visit(16, 13), visit(17, 9)), "visit 1 is before its first report", "visit1"),
        ((visit(15, 9), visit(15, 19), visit(17, 9)), "visit 2 is not on a later day", "visit2"),
        ((visit(15, 9), visit(17, 9), visit(16, 19)), "visit 3 is not on a later day", "visit3"),
    ],
)
def test_visits_are_past_after_the_first_report_and_on_days_in_order(
    desk: Desk, visits: tuple[datetime, ...], why: str, field: str
) -> None:
    problem = opened(desk)
    Problem.objects.update(first_on=date(2022, 9, 14))
    with refused(ProblemRefused, why) as error:
        verify(by(THEN), [no_entry(problem, *visits)])
    assert error.value.field == field


def test_a_visit_after_the_day_of_the_finding_is_refused(desk: Desk) -> None:
    problem = opened(desk)
    finding = replace(no_entry(problem, MORNING, NOON, visit(17, 9)), on=date(2022, 9, 16))
    with refused(ProblemRefused, "visit 3 is after the day of the finding"):
        verify(by(THEN), [finding])


def test_a_second_finding_takes_the_first_for_read_and_leaves_it_in_the_ledger(desk: Desk) -> None:
    problem = opened(desk)
    verify(by(30, "lin"), [Finding(problem.pk, Verification.UNTRUE, DAY, found="未见搭建")])
    second = Finding(problem.pk, Verification.TRUE, DAY, Condition.NEW, found="北侧露台已搭")
    with refused(Overtaken, "lin recorded untrue at 2022-09-15 10:00") as error:
        verify(by(40, "wu"), [second])
    assert Problem.objects.get().found == "未见搭建"

    verify(by(50, "wu"), [replace(second, after=error.value.position)])
    assert (Problem.objects.get().verification, Problem.objects.get().found) == ("true", "北侧露台已搭")
    findings = [content for action, content in history("problem", problem.pk) if action == "problem.verify"]
    assert [(one["outcome"], one["found"]) for one in findings] == [
        ("untrue", "未见搭建"),
        ("true", "北侧露台已搭"),
    ]


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
    finding = Finding(problem.pk, Verification.UNTRUE, DAY, found="未见")
    verify(by(30), [finding])
    settle(by(40), [problem.pk], "经核查不属实")
    for pk, why in ((problem.pk, ": lin settled it at 2022-09-15 10:10"), (problem.pk + 1000, "")):
        with refused(ProblemRefused, f"problem {pk} is not open{why}"):
            verify(by(50), [Finding(pk, Verification.TRUE, DAY, Condition.NEW)])
        with refused(ProblemRefused, f"problem {pk} is not open{why}"):
            settle(by(50), [pk], "再次销号")


def test_an_extension_moves_the_deadline_later_with_reason_and_name(desk: Desk) -> None:
    opened(desk)
    task = Task.objects.get()
    later = task.due_on + timedelta(days=7)
    assert extend(by(30, "zheng"), [task.pk], later, "等待规划部门认定", confirmed=True) == [task.pk]

    after = Task.objects.get()
    assert (after.due_on, after.extended_by, after.extended_on, after.extended_from) == (
        later,
        "zheng",
        DAY,
        task.due_on,
    )
    first = task.due_on.isoformat()
    assert history("task", task.pk)[-1] == (
        "task.extend",
        {"due": later.isoformat(), "was": first, "first_due": first, "reason": "等待规划部门认定"},
    )
    extend(by(40, "zheng"), [task.pk], later + timedelta(days=1), "仍在等待", confirmed=True)
    assert Task.objects.get().extended_from == task.due_on


def extended(day: date, *, due: date, source: str = OWN_TERM, today: date = DAY) -> str:
    """What is said against extending a task that is due on a day, in Chinese; empty where it is extended at once."""
    Task.objects.update(due_on=due, due_source=source, own_due_on=None)
    if source == GIVEN_TERM:
        Task.objects.update(own_due_on=due + timedelta(days=30), own_due_source=OWN_TERM)
    task = Task.objects.get()
    try:
        with transaction.atomic():
            extend(by(60 * 24 * (today - DAY).days + 30), [task.pk], day, "等待认定")
    except SecondLook as look:
        assert Task.objects.get().due_on == due
        return str(look).partition(" / ")[2]
    return ""


def test_an_extension_that_much_speaks_against_is_looked_at_twice(db: None) -> None:
    found(by())
    Desk(rows.unit().pk).take(order("1001", rows.EBIKES))
    due = date(2022, 9, 22)
    ask = "仍要批准的，请勾选确认"
    assert extended(date(2022, 9, 24), due=due) == ""
    Task.objects.update(extended_by="", extended_from=None)
    assert extended(date(2022, 10, 20), due=due) == f"1项延长的时间超过原办理期限本身。{ask}"
    assert extended(date(2022, 9, 24), due=due, source="《某条例》第1条") == (
        f"1项的时限由法规所定：《某条例》第1条。{ask}"
    )
    assert extended(date(2022, 9, 24), due=due, source=GIVEN_TERM) == (
        f"1项的时限由来源所定（最早2022-09-22），诉件自身的办理时限不因此改变。{ask}"
    )
    assert extended(date(2023, 12, 31), due=due, today=date(2022, 12, 3)) == (
        "新时限晚于专项行动结束日2022-11-30；1项延长的时间超过原办理期限本身；"
        f"按原定时限已超期1项，最长72天。{ask}"
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
    with refused(ProblemRefused, "a task that is unknown cannot be extended"):
        extend(by(30), [task.pk, task.pk + 1000], later, "等待认定")
    verify(by(30), [Finding(problem.pk, Verification.UNTRUE, DAY, found="未见")])
    settle(by(40), [problem.pk], "经核查不属实")
    with refused(ProblemRefused, f"problem {problem.pk} is not open: lin settled it at 2022-09-15 10:10"):
        extend(by(50), [task.pk], later, "等待认定")


def test_an_extension_to_a_day_that_is_past_is_refused_at_its_field(desk: Desk) -> None:
    opened(desk)
    task = Task.objects.get()
    long_after = 60 * 24 * 60
    with refused(ProblemRefused, "is past: give a day from 2022-11-14 on") as error:
        extend(by(long_after), [task.pk], date(2022, 11, 13), "等待认定", confirmed=True)
    assert error.value.field == "due"


def test_untrue_says_on_what_it_rests_and_so_does_turning_a_finding_round(desk: Desk) -> None:
    problem = opened(desk, rows.EBIKES)

    def check(outcome: Verification, minutes: int, found: str = "") -> None:
        verify(by(minutes), [Finding(problem.pk, outcome, DAY, found=found, after=last_finding(problem.pk))])

    with refused(ProblemRefused, "untrue needs what was seen on the spot") as error:
        check(Verification.UNTRUE, 30, " \n")
    assert error.value.field == "found"
    check(Verification.TRUE, 31)
    check(Verification.PARTLY, 32)
    with refused(ProblemRefused, "it was found true before; say on what the opposite rests"):
        check(Verification.UNTRUE, 33)
    check(Verification.UNTRUE, 34, "车辆已移走，门厅畅通")
    with refused(ProblemRefused, "it was found untrue before; say on what the opposite rests") as error:
        check(Verification.TRUE, 35)
    assert error.value.field == "found"
    check(Verification.TRUE, 36, "夜间复看，仍有两辆")
    assert Problem.objects.get().verification == "true"


def test_who_turned_a_finding_into_untrue_does_not_settle_on_it(desk: Desk) -> None:
    # Given a problem that Wu found true, and Lin untrue
    problem = opened(desk, rows.EBIKES)
    verify(by(30, "wu"), [Finding(problem.pk, Verification.TRUE, DAY)])
    for minutes, who in ((31, "lin"), (32, "wu")):
        seen = last_finding(problem.pk)
        verify(
            by(minutes, who), [Finding(problem.pk, Verification.UNTRUE, DAY, found="门厅畅通", after=seen)]
        )
    # Then somebody other than Lin settles it, even where others have found the same since
    with refused(ProblemRefused, "lin turned an earlier finding into untrue") as error:
        settle(by(40, "lin"), [problem.pk], "经核实不属实")
    assert "须由另一名有销号权限的人员（中队长）销号" in str(error.value)
    with refused(ProblemRefused, "turned an earlier finding into untrue"):
        settle(by(40, "Lin\u200b"), [problem.pk], "经核实不属实")
    assert settle(by(41, "wu"), [problem.pk], "经核实不属实") == [problem.pk]


def test_who_found_untrue_what_never_held_may_settle_it(desk: Desk) -> None:
    problem = opened(desk, rows.EBIKES)
    verify(by(30, "lin"), [Finding(problem.pk, Verification.UNTRUE, DAY, found="门厅畅通")])
    assert settle(by(31, "lin"), [problem.pk], "经核实不属实") == [problem.pk]


def test_a_deadline_that_a_person_set_stays_when_work_turns_out_to_be_under_way(desk: Desk) -> None:
    opened(desk)
    task = Task.objects.get()
    later = task.due_on + timedelta(days=7)
    extend(by(30), [task.pk], later, "等待认定", confirmed=True)
    desk.take(order("1002", rows.SUNROOM_UNDER_WAY), minutes=60)

    after = Task.objects.get()
    assert (after.due_on, Problem.objects.get().condition) == (later, "in_progress")
    assert after.measure != task.measure
