"""The clocks of a report: from dispatch, over the holiday, beaten by the hotline's own deadline."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.reports import clocks
from huiyin.records.reports.queries import overdue
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, order, report

# The day before the national holiday begins.
HOLIDAY = date(2022, 9, 30)


def test_an_order_dispatched_before_the_national_holiday_is_due_after_it(desk: Desk) -> None:
    desk.take(
        order("1001", rows.SUNROOM, "2022-09-29 16:20:00", dispatched="2022-09-29 16:55:00"), today=HOLIDAY
    )

    one = report("1001")
    moment = datetime(2022, 9, 29, 16, 55, tzinfo=SHANGHAI)
    assert (one.created_on, one.dispatched_on, one.dispatched_at) == (
        date(2022, 9, 29),
        date(2022, 9, 29),
        moment,
    )
    assert (one.reached_on, one.reached_at) == (date(2022, 9, 29), moment)
    # 30 September, then 8 and 9 October, which are worked, and Monday and Tuesday.
    assert (one.contact_due, one.handle_due) == (date(2022, 9, 30), date(2022, 10, 11))
    assert (one.handle_due_at, one.handle_due_given) == (None, False)


@pytest.mark.parametrize(
    ("given", "day", "moment"),
    [
        ("2022-10-08 12:00:00", date(2022, 10, 8), datetime(2022, 10, 8, 12, tzinfo=SHANGHAI)),
        ("2022-10-20", date(2022, 10, 20), None),
    ],
)
def test_the_hotlines_own_deadline_beats_the_computed_one_earlier_or_later(
    desk: Desk, given: str, day: date, moment: datetime | None
) -> None:
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-29 16:55:00", deadline=given), today=HOLIDAY)

    one = report("1001")
    assert (one.handle_due, one.handle_due_at, one.handle_due_given) == (day, moment, True)
    assert one.contact_due == date(2022, 9, 30)


def test_a_date_alone_never_becomes_a_moment(desk: Desk) -> None:
    told = order("1001", rows.SUNROOM, "2022-09-29 16:20:00", dispatched="2022-09-29", signed="2022-09-30")
    desk.take(told, today=HOLIDAY)

    one = report("1001")
    assert (one.dispatched_on, one.dispatched_at) == (date(2022, 9, 29), None)
    assert (one.signed_on, one.signed_at) == (date(2022, 9, 30), None)
    # The moment of its making is no moment of its reaching us.
    assert (one.reached_on, one.reached_at) == (date(2022, 9, 29), None)
    assert one.created_at == datetime(2022, 9, 29, 16, 20, tzinfo=SHANGHAI)
    assert (one.contact_due, one.handle_due) == (date(2022, 9, 30), date(2022, 10, 11))


def test_without_a_dispatch_the_clocks_start_when_the_order_was_made(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, "2022-09-29 16:20:00"), today=HOLIDAY)

    one = report("1001")
    assert (one.dispatched_on, one.reached_at) == (None, datetime(2022, 9, 29, 16, 20, tzinfo=SHANGHAI))
    assert (one.contact_due, one.handle_due) == (date(2022, 9, 30), date(2022, 10, 11))


def test_without_any_date_they_start_on_the_day_of_receipt(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, ""))

    one = report("1001")
    assert (one.created_on, one.created_at, one.reached_on, one.reached_at) == (
        date(2022, 9, 15),
        None,
        date(2022, 9, 15),
        None,
    )
    assert (one.contact_due, one.handle_due) == (date(2022, 9, 16), date(2022, 9, 22))


@pytest.mark.parametrize("kind", ["咨询类", "意见建议类"])
def test_questions_and_suggestions_have_the_short_term(desk: Desk, kind: str) -> None:
    told = order("1001", rows.OUTSIDE, dispatched="2022-09-29 16:55:00", order_type=kind)
    desk.take(told, today=HOLIDAY)

    assert (report("1001").contact_due, report("1001").handle_due) == (date(2022, 9, 30), date(2022, 9, 30))


def test_a_moment_late_in_the_evening_in_shanghai_belongs_to_that_day(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, dispatched="2022-09-14 23:59:59"))

    assert (report("1001").dispatched_on, report("1001").contact_due) == (
        date(2022, 9, 14),
        date(2022, 9, 15),
    )


def test_what_waits_is_overdue_on_the_day_after_its_due_day(desk: Desk) -> None:
    desk.take(order("1001", rows.OUTSIDE, dispatched="2022-09-14"))

    assert list(overdue(date(2022, 9, 15))) == []
    assert list(overdue(date(2022, 9, 16))) == [report("1001")]


def test_an_answer_is_due_five_working_days_later() -> None:
    assert clocks.reply_due(date(2022, 9, 15)) == date(2022, 9, 22)
    assert clocks.reply_due(date(2022, 9, 29)) == date(2022, 10, 11)
