"""Working days of mainland China, with make-up days (调休), from the published yearly arrangements.

The arrangements come from `chinesecalendar`, imported when the first day is asked for. Beyond the years
that it holds, and in the last week of its last year, which the next arrangement may still change
(2018-12-29 became a working Saturday that way), the rule of the week answers and the day is marked
provisional: never an exception.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

DayNature = Literal["weekday", "weekend", "holiday", "make-up"]

# Names of holidays in the wording of Chinese notices, by the names that chinesecalendar uses.
_HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
_LAST_WEEK = (12, 25)


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
class _Published:
    holidays: dict[dt.date, str]
    make_up: dict[dt.date, str]
    first: dt.date
    last: dt.date


@lru_cache(maxsize=1)
def _published() -> _Published:
    from chinese_calendar import holidays, workdays

    last_year = max(holidays).year
    last = dt.date(last_year, *_LAST_WEEK) - dt.timedelta(days=1)
    return _Published(holidays, workdays, dt.date(min(holidays).year, 1, 1), last)


class Calendar:
    """The published calendar with a unit's overrides on top. Immutable, hashable, equal by overrides."""

    __slots__ = ("_hash", "_overrides")
    _overrides: dict[dt.date, Override]
    _hash: int

    def __init__(self, overrides: Iterable[Override] = ()) -> None:
        """Raises ValueError when two overrides speak of the same day."""
        rows = tuple(overrides)
        by_date: dict[dt.date, Override] = {}
        for row in rows:
            if by_date.setdefault(row.date, row) is not row:
                raise ValueError(f"two overrides for the same day: {row.date}")
        object.__setattr__(self, "_overrides", by_date)
        object.__setattr__(self, "_hash", hash(frozenset(rows)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Calendar is immutable: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._overrides == other._overrides

    def __hash__(self) -> int:
        return self._hash

    def is_working_day(self, day: dt.date) -> bool:
        """True when the day is worked: a weekday that is no holiday, or a make-up day."""
        override = self._overrides.get(day)
        if override is not None:
            return override.working
        known = _published()
        return day in known.make_up or (day.weekday() < 5 and day not in known.holidays)

    def describe(self, day: dt.date) -> Day:
        """The day's nature, name and whether it is published."""
        known = _published()
        weekend = day.weekday() >= 5
        override = self._overrides.get(day)
        if override is not None:
            nature: DayNature = ("make-up" if weekend else "weekday") if override.working else "holiday"
            return Day(day, nature, True, override.name_zh, override.name_en)
        published = known.first <= day <= known.last
        make_up = day in known.make_up
        name = known.make_up.get(day) if make_up else known.holidays.get(day)
        if name is None:
            return Day(day, "weekend" if weekend else "weekday", published)
        return Day(day, "make-up" if make_up else "holiday", published, _HOLIDAY_NAMES.get(name, name), name)

    def provisional(self, day: dt.date) -> tuple[str, str] | None:
        """Why the day's nature is provisional, in Chinese and English; None when it is published."""
        if self.describe(day).published:
            return None
        if day < _published().first:
            return (
                f"{day.year}年的放假安排不在已有日历内，暂按周一至周五为工作日推算",
                f"no holiday calendar is held for {day.year}; counted by the rule of the week",
            )
        year = day.year + 1 if _published().last.year == day.year else day.year
        return (
            f"{year}年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算",
            f"no holiday arrangement of {year} is held yet; counted by the rule of the week, to be recounted",
        )


DEFAULT = Calendar()


def is_working_day(day: dt.date) -> bool:
    """True when the day is worked: as published, or by the rule of the week where nothing is."""
    return DEFAULT.is_working_day(day)
