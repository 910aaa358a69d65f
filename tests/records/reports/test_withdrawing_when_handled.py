"""A report that is withdrawn after its matter was done: when it was done stays what it was."""

from __future__ import annotations

from datetime import date, datetime

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.limits import report_clocks
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.models import Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, order


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=SHANGHAI)


def handled(today: date) -> tuple[date | None, str]:
    """On which day the handling ended, and how its limit shows."""
    found = Report.objects.select_related("unit", "pending_owner", "reply", "disposal").get(number="1001")
    (clock,) = (one for one in report_clocks(found, today) if one.kind == "handle")
    return clock.done, clock.story_zh


def test_a_withdrawal_after_the_matter_was_done_does_not_make_it_later(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, "2022-06-21 09:13:39", dispatched="2022-06-21 10:00:00"))
    problem = Problem.objects.get()
    moment = by(at=at("2022-07-18"))
    verify(moment, [Finding(problem.pk, Verification.TRUE, moment.at.date(), Condition.EXISTING)])
    settle(moment, [problem.pk], "已拆除")
    before = handled(date(2022, 9, 15))
    assert before[0] == date(2022, 7, 18)
    withdraw(by(at=at("2022-09-15")), [Report.objects.get().pk], "来电人撤回")

    assert handled(date(2022, 9, 15)) == before
    assert Reply.objects.values_list("state", "due").get() == ("released", None)


def test_a_withdrawal_before_that_ends_the_handling_on_its_own_day(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, "2022-06-21 09:13:39", dispatched="2022-06-21 10:00:00"))
    withdraw(by(at=at("2022-07-01")), [Report.objects.get().pk], "来电人撤回")

    assert handled(date(2022, 9, 15))[0] == date(2022, 7, 1)
