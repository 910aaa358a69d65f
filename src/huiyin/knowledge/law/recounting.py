"""Counting dates anew (重算) that were counted before days off came in.

Until a year's arrangement is held its days follow the week, and a limit that leans on them is provisional (`calendar.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from huiyin.knowledge.law.calendar import LAST_WEEK, Arrangement, Calendar

Count = Callable[[Calendar], dt.date]
"""How a date is counted by a calendar."""


@dataclass(frozen=True, slots=True)
class Recount:
    """What came in: the calendars by which dates may have been counted before, and the one that counts now.

    ``first`` and ``last`` are the days between which they differ; where none differs ``first`` is the last day that there is.
    A date before ``first``, or one whose count starts on ``last`` or later, stays whatever came in.
    """

    before: tuple[Calendar, ...]
    after: Calendar
    first: dt.date
    last: dt.date

    def anew(self, kept: dt.date, *counts: Count) -> dt.date:
        """A date as it is counted now, where one of ``counts`` gave it before. What none of them gives was somebody's own
        day, and stays; so does what is counted already."""
        if any(count(self.after) == kept for count in counts):
            return kept
        found = (count(self.after) for count in counts if any(count(one) == kept for one in self.before))
        return next(found, kept)


def came_in(held: Iterable[Arrangement], new: Iterable[Arrangement]) -> Recount:
    """What it changes that ``new`` is held beside ``held``, of which it replaces what is of its years.

    A date may also have been counted while nothing of these years was known, so that their days followed the week: by a service
    that has run since, or by a library of holidays that did not have them yet.
    """
    kept, came = tuple(held), tuple(new)
    years = {one.year for one in came}
    others = [one for one in kept if one.year not in years]
    by_week = Calendar(arrangements=[*others, *(Arrangement(year, "", ()) for year in years)])
    before, after = (Calendar(arrangements=kept), by_week), Calendar(arrangements=[*others, *came])
    changed = [
        day
        for year in years
        for day in _days(dt.date(year - 1, *LAST_WEEK), dt.date(year, 12, 31))
        if any(one.is_working_day(day) != after.is_working_day(day) for one in before)
    ]
    return Recount(before, after, min(changed, default=dt.date.max), max(changed, default=dt.date.min))


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
