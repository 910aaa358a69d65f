"""Limits that stood still or were extended end later by what did not run, and say so."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.law.calendar import in_force
from huiyin.knowledge.law.clocks import SHANGHAI, due
from huiyin.knowledge.law.intervals import Extension, Pause, due_with
from huiyin.knowledge.law.types import LimitUnit, Text

TESTING = Text(zh="检测", en="testing")
APPROVED = Text(zh="负责人批准", en="the head approved")
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2024, 6, 30))
UNITS = st.sampled_from(["working_days", "calendar_days", "months"])


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def pause(first: str, last: str | None) -> Pause:
    return Pause(day(first), day(last) if last else None, TESTING)


@pytest.mark.parametrize(
    ("unit", "limit", "first", "last", "end"),
    [
        # Filed on 19 September: day 90 is 18 December; ten days of testing make it the 28th.
        ("calendar_days", 90, "2022-10-10", "2022-10-19", "2022-12-28"),
        # Working days: of a week that stood still in October five are missed.
        ("working_days", 7, "2022-09-20", "2022-09-26", "2022-10-10"),
        # Six months and twelve days.
        ("months", 6, "2022-10-01", "2022-10-12", "2023-03-31"),
        # What stood still after the end, or before the start, moves nothing.
        ("calendar_days", 90, "2023-01-10", "2023-01-19", "2022-12-18"),
        ("calendar_days", 90, "2022-09-01", "2022-09-19", "2022-12-18"),
    ],
)
def test_what_stood_still_is_put_behind_the_end(
    unit: LimitUnit, limit: int, first: str, last: str, end: str
) -> None:
    ended = due_with(day("2022-09-19"), limit, unit, pauses=[pause(first, last)], roll=False)
    assert ended.date == day(end)


def test_a_moved_end_rolls_like_any_other_and_tells_why_it_moved() -> None:
    ended = due_with(day("2022-09-19"), 10, "calendar_days", pauses=[pause("2022-09-20", "2022-09-21")])
    assert ended.date == day("2022-10-08")
    assert "2022-09-20至2022-09-21不计（检测）；因此至2022-10-08截止。" in ended.story_zh
    assert "2022-09-20 to 2022-09-21 left out (testing); so that it ends on 2022-10-08." in ended.story_en


def test_an_extension_adds_to_the_limit_and_is_told() -> None:
    ended = due_with(day("2022-09-19"), 90, "calendar_days", extensions=[Extension(30, APPROVED)], roll=False)
    assert ended.date == due(day("2022-09-19"), 120, "calendar_days", roll=False).date
    assert "其中延长30（负责人批准）" in ended.story_zh


def test_hours_stand_still_for_whole_days_of_shanghai() -> None:
    begun = dt.datetime(2022, 9, 30, 16, 40, tzinfo=SHANGHAI)
    ended = due_with(begun, 24, "hours", pauses=[pause("2022-10-01", "2022-10-03")])
    assert ended.moment == dt.datetime(2022, 10, 4, 16, 40, tzinfo=SHANGHAI)
    assert ended.date == day("2022-10-04")


def test_while_it_stands_still_it_has_no_end_and_is_never_late() -> None:
    ended = due_with(day("2022-09-19"), 90, "calendar_days", pauses=[pause("2022-10-10", None)])
    assert (ended.date, ended.moment) == (None, None)
    assert ended.undetermined == "自2022-10-10起检测，尚未恢复，时限无法核定"
    assert not ended.is_late(dt.datetime(2030, 1, 1, tzinfo=SHANGHAI))


def test_what_begins_to_stand_still_after_the_end_is_no_matter() -> None:
    assert due_with(
        day("2022-09-19"), 5, "calendar_days", pauses=[pause("2022-12-01", None)], roll=False
    ).date == day("2022-09-24")


@pytest.mark.parametrize(
    ("pauses", "extensions", "words"),
    [
        ([pause("2022-10-10", "2022-10-09")], [], "ends before it begins"),
        ([], [Extension(0, APPROVED)], "adds at least 1"),
    ],
)
def test_intervals_that_are_none_are_refused(
    pauses: list[Pause], extensions: list[Extension], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        due_with(day("2022-09-19"), 5, "calendar_days", pauses=pauses, extensions=extensions)


@given(DAYS, st.integers(1, 120), UNITS)
def test_without_intervals_it_is_the_plain_limit(start: dt.date, limit: int, unit: LimitUnit) -> None:
    limit = min(limit, 12) if unit == "months" else limit
    assert due_with(start, limit, unit) == due(start, limit, unit)


@given(DAYS, st.integers(1, 90), st.sampled_from(["working_days", "calendar_days"]), st.data())
def test_just_the_limits_days_run_and_none_of_them_stood_still(
    start: dt.date, limit: int, unit: LimitUnit, data: st.DataObject
) -> None:
    first = data.draw(st.dates(start, start + dt.timedelta(days=60)))
    last = data.draw(st.dates(first, first + dt.timedelta(days=40)))
    ended = due_with(start, limit, unit, pauses=[Pause(first, last, TESTING)], roll=False)
    assert ended.date is not None
    ran = [
        one
        for number in range(1, (ended.date - start).days + 1)
        for one in [start + dt.timedelta(days=number)]
        if not first <= one <= last and (unit == "calendar_days" or in_force().is_working_day(one))
    ]
    assert len(ran) == limit
    assert ran[-1] == ended.date


@given(DAYS, st.integers(1, 90), UNITS, DAYS, st.integers(0, 30), st.integers(0, 30))
def test_two_pauses_that_overlap_count_each_day_once(
    start: dt.date, limit: int, unit: LimitUnit, first: dt.date, length: int, shift: int
) -> None:
    limit = min(limit, 12) if unit == "months" else limit
    last = first + dt.timedelta(days=length)
    further = Pause(first + dt.timedelta(days=min(shift, length)), last, TESTING)
    once = due_with(start, limit, unit, pauses=[Pause(first, last, TESTING)])
    twice = due_with(start, limit, unit, pauses=[Pause(first, last, TESTING), further])
    assert once.date == twice.date
