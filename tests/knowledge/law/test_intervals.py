"""Limits that stood still or were extended end later by what did not run, and say so."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.law.calendar import Calendar, Override, in_force
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
        # The day of the start does not count anyway; the last day does.
        ("months", 6, "2022-09-18", "2022-09-20", "2023-03-20"),
        ("months", 6, "2023-03-19", "2023-03-21", "2023-03-22"),
        # What stood still after the end, or before the start, moves nothing.
        ("months", 6, "2023-03-20", "2023-03-21", "2023-03-19"),
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
    ended = due_with(day("2022-09-19"), 90, "calendar_days", extensions=[Extension(1, APPROVED)], roll=False)
    assert ended.date == day("2022-12-19")
    assert ended.story_zh == (
        "2022年9月19日起算，当日不计；第91日为12月19日；当日截止，遇休息日不顺延；其中延长1（负责人批准）。"
    )
    assert ended.story_en == (
        "counted from 2022-09-19, that day left out; day 91 is 2022-12-19; that is the last day, a day off or not; "
        "of it 1 by extension (the head approved)."
    )


def test_what_stood_still_is_counted_by_the_calendar_that_is_named() -> None:
    off = Calendar([Override(day("2022-09-26"), False, "停工日", "day without work")])
    pauses = [pause("2022-09-20", "2022-09-21")]
    assert due_with(day("2022-09-19"), 3, "working_days", pauses=pauses).date == day("2022-09-26")
    assert due_with(day("2022-09-19"), 3, "working_days", pauses=pauses, calendar=off).date == day(
        "2022-09-27"
    )


NOT_HELD = "2027年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算"


@pytest.mark.parametrize(
    ("unit", "first", "last", "roll", "end", "provisional"),
    [
        ("working_days", "2026-12-07", "2026-12-31", True, "2027-01-11", NOT_HELD),
        ("calendar_days", "2026-12-07", "2026-12-31", True, "2027-01-05", NOT_HELD),
        # Whether its end is worked does not matter to a limit that does not roll.
        ("calendar_days", "2026-12-07", "2026-12-31", False, "2027-01-05", None),
        ("working_days", "2026-12-07", "2026-12-10", True, "2026-12-21", None),
    ],
)
def test_a_moved_end_is_provisional_where_it_leans_on_days_that_nobody_has_published(
    unit: LimitUnit, first: str, last: str, roll: bool, end: str, provisional: str | None
) -> None:
    ended = due_with(day("2026-12-01"), 10, unit, pauses=[pause(first, last)], roll=roll)
    assert (ended.date, ended.provisional) == (day(end), provisional)
    assert ended.story_zh.endswith(
        f"因此至{end}截止；暂定：{NOT_HELD}。" if provisional else f"因此至{end}截止。"
    )
    assert ("; provisional: no holiday arrangement of 2027 is held yet" in ended.story_en) is (
        provisional is not None
    )


def test_what_was_provisional_before_it_moved_is_told_once() -> None:
    ended = due_with(day("2027-03-01"), 5, "working_days", pauses=[pause("2027-03-02", "2027-03-02")])
    assert (ended.date, ended.provisional) == (day("2027-03-09"), NOT_HELD)
    assert ended.story_zh.count("暂定") == 1
    assert ended.story_en.count("provisional") == 1


def test_hours_stand_still_for_whole_days_of_shanghai() -> None:
    begun = dt.datetime(2022, 9, 30, 16, 40, tzinfo=SHANGHAI)
    ended = due_with(begun, 24, "hours", pauses=[pause("2022-10-01", "2022-10-03")])
    assert ended.moment == dt.datetime(2022, 10, 4, 16, 40, tzinfo=SHANGHAI)
    assert ended.date == day("2022-10-04")
    assert ended.story_zh.endswith("；2022-10-01至2022-10-03不计（检测）；因此至2022-10-04 16:40截止。")
    assert ended.story_en.endswith("; so that it ends on 2022-10-04 16:40.")


def test_hours_that_are_over_at_midnight_do_not_wait_for_what_stands_still_from_then_on() -> None:
    begun = dt.datetime(2022, 9, 30, 12, 0, tzinfo=SHANGHAI)
    ended = due_with(begun, 12, "hours", pauses=[pause("2022-10-01", "2022-10-03")])
    assert ended.moment == dt.datetime(2022, 10, 1, 0, 0, tzinfo=SHANGHAI)


def test_hours_from_a_day_alone_cannot_be_counted_whatever_stood_still() -> None:
    ended = due_with(
        day("2022-09-30"),
        24,
        "hours",
        pauses=[pause("2022-09-30", None)],
        extensions=[Extension(2, APPROVED)],
    )
    assert ended == due(day("2022-09-30"), 26, "hours")


def test_while_it_stands_still_it_has_no_end_and_is_never_late() -> None:
    ended = due_with(day("2022-09-19"), 90, "calendar_days", pauses=[pause("2022-10-10", None)])
    assert (ended.date, ended.moment) == (None, None)
    assert ended.undetermined == "自2022-10-10起检测，尚未恢复，时限无法核定"
    assert ended.story_zh == "自2022-10-10起检测，尚未恢复，时限无法核定，不计超期。"
    assert (
        ended.story_en == "standing still since 2022-10-10 (testing): its end cannot be told yet; never late."
    )
    assert not ended.is_late(dt.datetime(2030, 1, 1, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("begun", "end"), [("2022-09-24", None), ("2022-09-25", "2022-09-24"), ("2022-12-01", "2022-09-24")]
)
def test_what_begins_to_stand_still_after_the_end_is_no_matter(begun: str, end: str | None) -> None:
    ended = due_with(day("2022-09-19"), 5, "calendar_days", pauses=[pause(begun, None)], roll=False)
    assert ended.date == (day(end) if end else None)


def test_what_begins_to_stand_still_before_an_end_that_moved_leaves_none() -> None:
    pauses = [pause("2022-09-20", "2022-09-21"), pause("2022-09-26", None)]
    ended = due_with(day("2022-09-19"), 5, "calendar_days", pauses=pauses, roll=False)
    assert (ended.date, ended.undetermined) == (None, "自2022-09-26起检测，尚未恢复，时限无法核定")


@pytest.mark.parametrize(
    ("pauses", "extensions", "words"),
    [
        (
            [pause("2022-10-10", "2022-10-09")],
            [],
            "^a pause from 2022-10-10 ends before it begins, on 2022-10-09$",
        ),
        ([], [Extension(0, APPROVED)], "^an extension adds at least 1, not 0$"),
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
