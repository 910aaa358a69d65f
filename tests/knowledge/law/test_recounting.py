"""Dates that were counted before days off came in, counted anew; every other day stays."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.law.calendar import Arrangement, Calendar, Override
from huiyin.knowledge.law.clocks import due_date
from huiyin.knowledge.law.recounting import Count, came_in
from huiyin.knowledge.law.types import LimitUnit
from knowledge.law.test_arrangement import arranged as published

NOTICE = "放假安排通知 第1号"


def arranged(year: int, *days: dt.date) -> Arrangement:
    """An arrangement by which these days stand otherwise than by the week."""
    return Arrangement(year, NOTICE, tuple(Override(day, day.weekday() >= 5, "元旦", "") for day in days))


def by_week(year: int, *others: Arrangement) -> Calendar:
    """A calendar in which nothing is known of a year."""
    return Calendar(arrangements=[*others, Arrangement(year, "", ())])


def counted(start: dt.date, limit: int, unit: LimitUnit = "working_days", *, roll: bool = True) -> Count:
    def count(calendar: Calendar) -> dt.date:
        return due_date(start, limit, unit, roll=roll, calendar=calendar)

    return count


# Monday to Wednesday after the first day of the year, which is a Sunday.
SECOND, THIRD, FOURTH = dt.date(2040, 1, 2), dt.date(2040, 1, 3), dt.date(2040, 1, 4)
ONE_DAY = counted(dt.date(2039, 12, 30), 1)


def test_what_was_counted_by_the_week_is_counted_by_the_arrangement() -> None:
    change = came_in([], [arranged(2040, SECOND)])
    assert change.before == (Calendar(), by_week(2040))
    assert change.after == Calendar(arrangements=[arranged(2040, SECOND)])
    assert (change.first, change.last) == (SECOND, SECOND)
    assert change.anew(SECOND, ONE_DAY) == THIRD


def test_a_day_that_nobody_counted_stays() -> None:
    change = came_in([], [arranged(2040, SECOND)])
    assert change.anew(FOURTH, ONE_DAY) == FOURTH
    assert change.anew(SECOND) == SECOND


def test_what_is_counted_already_stays_though_another_count_gave_the_same_day_before() -> None:
    change = came_in([], [arranged(2040, SECOND)])
    other = counted(dt.date(2039, 12, 30), 2)
    assert other(Calendar()) == ONE_DAY(change.after) == THIRD
    assert change.anew(THIRD, other, ONE_DAY) == THIRD
    assert change.anew(THIRD, other) == FOURTH


def test_a_year_that_is_replaced_is_followed_from_what_it_was_and_from_nothing() -> None:
    held, new = arranged(2040, SECOND), arranged(2040, SECOND, THIRD)
    beside = arranged(2039, dt.date(2039, 5, 2))
    change = came_in([beside, held], [new])
    assert change.before == (Calendar(arrangements=[beside, held]), by_week(2040, beside))
    assert change.after == Calendar(arrangements=[beside, new])
    assert (change.first, change.last) == (SECOND, THIRD)
    assert [change.anew(day, ONE_DAY) for day in (SECOND, THIRD, FOURTH)] == [FOURTH] * 3


def test_a_year_that_the_library_brings_along_moves_what_was_counted_before_it_did() -> None:
    friday = counted(dt.date(2026, 2, 13), 1)
    change = came_in([], [published(2026)])
    assert friday(by_week(2026)) == dt.date(2026, 2, 16)
    # Saturday, 14 February is worked, and from the 15th to the 23rd everybody is off.
    assert change.anew(dt.date(2026, 2, 16), friday) == friday(Calendar()) == dt.date(2026, 2, 14)


def test_the_last_week_of_the_year_before_may_differ_too() -> None:
    friday = dt.date(2039, 12, 30)
    change = came_in([], [arranged(2040, friday, THIRD)])
    assert (change.first, change.last) == (friday, THIRD)


@pytest.mark.parametrize("new", [(), (arranged(2040),)])
def test_where_no_day_differs_no_date_hangs_on_it(new: tuple[Arrangement, ...]) -> None:
    change = came_in([], new)
    assert (change.first, change.last) == (dt.date.max, dt.date.min)


DAYS = st.dates(dt.date(2039, 12, 25), dt.date(2040, 2, 28))
ARRANGED = st.frozensets(DAYS, max_size=9).map(lambda days: arranged(2040, *sorted(days)))
STARTS = st.dates(dt.date(2039, 9, 1), dt.date(2040, 3, 15))
UNITS = st.sampled_from(["working_days", "calendar_days", "months"])


@given(ARRANGED, ARRANGED, STARTS, st.integers(1, 30), UNITS)
def test_whatever_was_counted_before_is_counted_now_once_and_for_all(
    held: Arrangement, new: Arrangement, start: dt.date, limit: int, unit: LimitUnit
) -> None:
    count = counted(start, limit if unit != "months" else 1, unit)
    change = came_in([held], [new])
    for before in change.before:
        assert change.anew(count(before), count) == count(change.after)
    assert change.anew(count(change.after), count) == count(change.after)


@given(ARRANGED, ARRANGED, STARTS, st.integers(1, 30), UNITS)
def test_outside_the_days_that_differ_nothing_moves(
    held: Arrangement, new: Arrangement, start: dt.date, limit: int, unit: LimitUnit
) -> None:
    count = counted(start, limit if unit != "months" else 1, unit)
    change = came_in([held], [new])
    for before in change.before:
        if count(before) < change.first or start >= change.last:
            assert count(before) == count(change.after)


def test_the_last_week_of_the_year_before_and_the_last_day_of_the_year_are_looked_at() -> None:
    """A Sunday that is worked and a Monday that is off."""
    early, late = dt.date(2039, 12, 25), dt.date(2040, 12, 31)
    change = came_in([], [arranged(2040, early, late)])
    assert (change.first, change.last) == (early, late)
    alone = came_in([], [arranged(2040, late)])
    assert (alone.first, alone.last) == (late, late)
