"""Counting of time limits: when is it due, and how was that counted.

Rules (民法典 201-203, 民事诉讼法 85, 行政处罚法 85, 行政强制法 69):

- days, working days and months leave out the day of the start;
- working days skip weekends and holidays and count make-up days (调休);
- calendar days and months whose last day is not worked roll to the next working day, unless `roll` is False;
  only the last day rolls;
- a month ends on the day of the same number, or on the month's last day where it has none;
- hours run from the moment, through nights and holidays. Where only a date is known they cannot be counted,
  and what cannot be counted is never late.

Moments are aware datetimes, counted in Shanghai's time; a naive one is a TypeError.
"""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from huiyin.knowledge.law.calendar import Calendar, in_force
from huiyin.knowledge.law.story import Counted, tell, tell_hours, tell_uncountable
from huiyin.knowledge.law.types import LimitUnit

# China has kept one offset without summer time since 1992; no time-zone database is needed.
SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends.

    `date`: the last day (for hours the day of the moment); `moment`: the exact end, for hours only. Both
    None: the limit cannot be counted and `undetermined` says why (时限无法核定). `provisional`: the count
    leans on days whose holiday arrangement is not held, with the reason in Chinese. The stories tell the
    count step by step.
    """

    date: dt.date | None
    moment: dt.datetime | None
    provisional: str | None
    undetermined: str | None
    story_zh: str
    story_en: str
    start: dt.date | dt.datetime
    limit: int
    unit: LimitUnit

    @property
    def expires(self) -> dt.datetime | None:
        """The end as one moment: 24:00 of the last day, or the exact moment; None where not countable."""
        if self.moment is not None or self.date is None:
            return self.moment
        return _midnight_after(self.date)

    def is_late(self, now: dt.datetime) -> bool:
        """True when the limit ended before `now`; never where not countable. TypeError for a naive `now`."""
        now = to_shanghai(now)
        if self.moment is not None:
            return now > self.moment
        return self.date is not None and now.date() > self.date


def to_shanghai(moment: dt.datetime) -> dt.datetime:
    """The same moment in Shanghai's time. Raises TypeError for a naive datetime."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise TypeError(f"a moment needs its time zone: {moment!r}")
    return moment.astimezone(SHANGHAI)


def due_date(
    start: dt.date, limit: int, unit: LimitUnit, *, roll: bool = True, calendar: Calendar | None = None
) -> dt.date:
    """The last day of a limit in days or months, without its story: the fast path for imports. By the calendar in force where
    none is named.

    Raises TypeError for a datetime (say which day is meant); ValueError for hours, for a limit below 1 and
    for one that ends after the year 9999.
    """
    return _due_date(start, limit, unit, roll, calendar or in_force())


@lru_cache(maxsize=65536)
def _due_date(start: dt.date, limit: int, unit: LimitUnit, roll: bool, calendar: Calendar) -> dt.date:
    if isinstance(start, dt.datetime):
        raise TypeError("due_date counts from a date; give the day in Shanghai's time")
    if unit == "hours":
        raise ValueError("hours run from a moment: use due()")
    if limit < 1:
        raise ValueError(f"a limit is at least 1, not {limit}")
    try:
        if unit == "working_days":
            return _nth_working_day(start, limit, calendar)
        last = _same_day_months_on(start, limit) if unit == "months" else start + dt.timedelta(days=limit)
        return _first_working_day(last, calendar) if roll else last
    except OverflowError as error:
        raise ValueError(f"{limit} {unit} from {start} end after the year 9999") from error


def due(
    start: dt.date | dt.datetime,
    limit: int,
    unit: LimitUnit,
    *,
    roll: bool = True,
    calendar: Calendar | None = None,
) -> Due:
    """When a limit that starts with `start` ends, with the story of the count; by the calendar in force where none is named.

    Raises TypeError for a naive datetime; ValueError for a limit below 1 or one that ends after the year
    9999.
    """
    if isinstance(start, dt.datetime):
        start = to_shanghai(start)
    if unit == "hours":
        return _due_hours(start, limit)
    calendar = calendar or in_force()
    day = start.date() if isinstance(start, dt.datetime) else start
    last = due_date(day, limit, unit, roll=roll, calendar=calendar)
    unrolled = last if unit == "working_days" else due_date(day, limit, unit, roll=False, calendar=calendar)
    # Working days lean on every day counted, the other units only on those that decide whether the end rolls.
    first = day + _ONE_DAY if unit == "working_days" else unrolled
    leaned = _days(first, last) if roll or unit == "working_days" else []
    reason = next((found for found in map(calendar.provisional, leaned) if found), None)
    days = [calendar.describe(each) for each in leaned]
    counted = Counted(day, limit, unit, unrolled, last, days, roll, reason)
    story_zh, story_en = tell(counted)
    return Due(last, None, reason and reason[0], None, story_zh, story_en, start, limit, unit)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months on, or the month's last; it does not move. Raises ValueError after the year 9999."""
    return due_date(day, months, "months", roll=False)


def _due_hours(start: dt.date | dt.datetime, limit: int) -> Due:
    if limit < 1:
        raise ValueError(f"a limit is at least 1, not {limit}")
    if not isinstance(start, dt.datetime):
        undetermined, zh, en = tell_uncountable(start, limit)
        return Due(None, None, None, undetermined, zh, en, start, limit, "hours")
    try:
        moment = start + dt.timedelta(hours=limit)
    except OverflowError as error:
        raise ValueError(f"{limit} hours from {start} end after the year 9999") from error
    zh, en = tell_hours(start, limit, moment)
    return Due(moment.date(), moment, None, None, zh, en, start, limit, "hours")


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def _midnight_after(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, SHANGHAI) + _ONE_DAY


def _nth_working_day(start: dt.date, count: int, calendar: Calendar) -> dt.date:
    day = start
    while count:
        day += _ONE_DAY
        count -= calendar.is_working_day(day)
    return day


def _first_working_day(day: dt.date, calendar: Calendar) -> dt.date:
    while not calendar.is_working_day(day):
        day += _ONE_DAY
    return day


def _same_day_months_on(start: dt.date, months: int) -> dt.date:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    if year > dt.MAXYEAR:
        raise OverflowError("date value out of range")
    return dt.date(year, month, min(start.day, month_lengths.monthrange(year, month)[1]))
