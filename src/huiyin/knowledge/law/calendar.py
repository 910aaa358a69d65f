"""Working days of mainland China, with make-up days (调休), from the published yearly arrangements.

The arrangements come from `chinesecalendar`, imported when the first day is asked for, and for further years from what an
installation was given (`arrangement.py`). Beyond the years that are held, and in the last week of the last of them, which the
next arrangement may still change (2018-12-29 became a working Saturday that way), the rule of the week answers and the day is
marked provisional: never an exception.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

DayNature = Literal["weekday", "weekend", "holiday", "make-up"]

# Names of holidays in the wording of Chinese notices, by the names that chinesecalendar uses.
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
LAST_WEEK = (12, 25)
"""From this day on a year waits for the arrangement of the next."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is. `name_*` name the holiday (also of a make-up day); not `published` is provisional."""

    date: dt.date
    nature: DayNature
    published: bool
    name_zh: str = ""
    name_en: str = ""

    @property
    def working(self) -> bool:
        """True for weekdays and make-up days."""
        return self.nature in ("weekday", "make-up")


@dataclass(frozen=True, slots=True)
class Override:
    """A day that stands otherwise than published, or is published before the library knows it."""

    date: dt.date
    working: bool
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The days off and the make-up days of one year, as its notice (`source`) has them: all others follow the week.

    Days of the last week of the year before may be among them. `days` name each its holiday.
    """

    year: int
    source: str
    days: tuple[Override, ...]


@dataclass(frozen=True, slots=True)
class _Published:
    holidays: dict[dt.date, str]
    make_up: dict[dt.date, str]
    first: int
    last: int


@lru_cache(maxsize=1)
def _published() -> _Published:
    from chinese_calendar import holidays, workdays

    return _Published(holidays, workdays, min(holidays).year, max(holidays).year)


class Calendar:
    """The published calendar with further years and a unit's overrides on top. Immutable, hashable, equal by what was added."""

    __slots__ = ("_added", "_days", "_hash", "_years")
    _added: tuple[frozenset[Override], frozenset[Arrangement]]
    _days: dict[dt.date, Override]
    _years: frozenset[int]
    _hash: int

    def __init__(self, overrides: Iterable[Override] = (), arrangements: Iterable[Arrangement] = ()) -> None:
        """Raises ValueError when two overrides speak of the same day, or two arrangements of the same year.

        Of the last week of a year the arrangement of the next one has the last word.
        """
        rows, years = tuple(overrides), sorted(arrangements, key=lambda one: one.year)
        held = frozenset(one.year for one in years)
        if len(held) < len(years):
            raise ValueError("two arrangements of the same year")
        days = {day.date: day for one in years for day in one.days}
        by_date: dict[dt.date, Override] = {}
        for row in rows:
            if by_date.setdefault(row.date, row) is not row:
                raise ValueError(f"two overrides for the same day: {row.date}")
        added = (frozenset(rows), frozenset(years))
        object.__setattr__(self, "_added", added)
        object.__setattr__(self, "_days", days | by_date)
        object.__setattr__(self, "_years", held)
        object.__setattr__(self, "_hash", hash(added))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Calendar is immutable: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._added == other._added

    def __hash__(self) -> int:
        return self._hash

    def is_working_day(self, day: dt.date) -> bool:
        """True when the day is worked: a weekday that is no holiday, or a make-up day."""
        override = self._days.get(day)
        if override is not None:
            return override.working
        if day.year in self._years:
            return day.weekday() < 5
        known = _published()
        return day in known.make_up or (day.weekday() < 5 and day not in known.holidays)

    def describe(self, day: dt.date) -> Day:
        """The day's nature, name and whether it is published."""
        weekend = day.weekday() >= 5
        override = self._days.get(day)
        if override is not None:
            nature: DayNature = ("make-up" if weekend else "weekday") if override.working else "holiday"
            return Day(day, nature, True, override.name_zh, override.name_en)
        published = self._holds(day)
        if day.year in self._years:
            return Day(day, "weekend" if weekend else "weekday", published)
        known = _published()
        make_up = day in known.make_up
        name = known.make_up.get(day) if make_up else known.holidays.get(day)
        if name is None:
            return Day(day, "weekend" if weekend else "weekday", published)
        return Day(day, "make-up" if make_up else "holiday", published, HOLIDAY_NAMES.get(name, name), name)

    def provisional(self, day: dt.date) -> tuple[str, str] | None:
        """Why the day's nature is provisional, in Chinese and English; None when it is published."""
        if self.describe(day).published:
            return None
        if day.year < _published().first:
            return (
                f"{day.year}年的放假安排不在已有日历内，暂按周一至周五为工作日推算",
                f"no holiday calendar is held for {day.year}; counted by the rule of the week",
            )
        year = day.year + 1 if self._has_year(day.year) else day.year
        return (
            f"{year}年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算",
            f"no holiday arrangement of {year} is held yet; counted by the rule of the week, to be recounted",
        )

    def _holds(self, day: dt.date) -> bool:
        """Whether the day stands as it is: its year is held, and for its last week the next one too."""
        in_last_week = (day.month, day.day) >= LAST_WEEK
        return self._has_year(day.year) and (not in_last_week or self._has_year(day.year + 1))

    def _has_year(self, year: int) -> bool:
        known = _published()
        return year in self._years or known.first <= year <= known.last


DEFAULT = Calendar()
_in_force = DEFAULT


def use(calendar: Calendar) -> None:
    """Let every count from now on that names no calendar use this one. What was counted before stays as it is."""
    global _in_force
    _in_force = calendar


def in_force() -> Calendar:
    """The calendar that counts: the published one, until `use` names another."""
    return _in_force


def is_working_day(day: dt.date) -> bool:
    """True when the day is worked: as published, or by the rule of the week where nothing is."""
    return _in_force.is_working_day(day)
