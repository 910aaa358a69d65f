"""Limits that stand still for a while, or were extended: intervals that move the date and are told in its story.

While a limit is suspended (中止) or days are left out of it (扣除: testing, a hearing), nothing runs: no day of the interval
counts, whatever its nature, and hours stand still from its beginning to its end. An extension (延长) adds to the limit in the
limit's own unit. Which of them the law allows is not asked here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from huiyin.knowledge.law.calendar import Calendar, in_force
from huiyin.knowledge.law.clocks import SHANGHAI, Due, due, months_after
from huiyin.knowledge.law.types import LimitUnit, Text

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """An interval in which a limit does not run: from its first day to its last, both within it. ``last`` None: it goes on."""

    first: dt.date
    last: dt.date | None
    why: Text


@dataclass(frozen=True, slots=True)
class Extension:
    """By how many of the limit's unit it was extended, and why or by whom."""

    by: int
    why: Text


def due_with(
    start: dt.date | dt.datetime,
    limit: int,
    unit: LimitUnit,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    roll: bool = True,
    calendar: Calendar | None = None,
) -> Due:
    """When a limit ends that was paused and extended; without either it is :func:`~huiyin.knowledge.law.clocks.due`.

    While a pause goes on that began before the end, there is no end: the limit cannot be determined, and says why. Raises
    ValueError for a pause that ends before it begins, an extension below 1, and as ``due`` does.
    """
    for pause in pauses:
        if pause.last is not None and pause.last < pause.first:
            raise ValueError(f"a pause from {pause.first} ends before it begins, on {pause.last}")
    for extension in extensions:
        if extension.by < 1:
            raise ValueError(f"an extension adds at least 1, not {extension.by}")
    calendar = calendar or in_force()
    whole = limit + sum(extension.by for extension in extensions)
    plain = due(start, whole, unit, roll=roll, calendar=calendar)
    if plain.date is None:
        return plain
    paused, reason = _days_of(pauses), None
    if unit == "hours":
        assert isinstance(plain.start, dt.datetime)
        moment = _hours(plain.start, whole, paused)
        last, ended = moment.date(), replace(plain, date=moment.date(), moment=moment)
    else:
        day = plain.start.date() if isinstance(plain.start, dt.datetime) else plain.start
        last = unrolled = _days(day, whole, unit, paused, calendar)
        while roll and not calendar.is_working_day(last):
            last += _DAY
        # Working days lean on every day counted, the others only on those that decide whether the end rolls.
        leaned = _span(plain.date, last) if unit == "working_days" else _span(unrolled, last) if roll else []
        reason = next(filter(None, map(calendar.provisional, leaned)), None)
        ended = replace(plain, date=last, provisional=plain.provisional or (reason and reason[0]))
    for pause in pauses:
        if pause.last is None and pause.first <= last:
            return _standing_still(plain, pause)
    return _told(ended, plain, pauses, extensions, reason)


def _standing_still(plain: Due, pause: Pause) -> Due:
    """Without an end, since a pause goes on that began by it."""
    zh = f"自{pause.first}起{pause.why.zh}，尚未恢复，时限无法核定"
    en = f"standing still since {pause.first} ({pause.why.en}): its end cannot be told yet"
    return replace(
        plain,
        date=None,
        moment=None,
        undetermined=zh,
        story_zh=f"{zh}，不计超期。",
        story_en=f"{en}; never late.",
    )


def _days_of(pauses: Iterable[Pause]) -> frozenset[dt.date]:
    return frozenset(day for one in pauses if one.last is not None for day in _span(one.first, one.last))


def _days(
    start: dt.date, limit: int, unit: LimitUnit, paused: frozenset[dt.date], calendar: Calendar
) -> dt.date:
    """The last day counted, before it rolls."""
    if unit == "months":
        # Months are not cut into days: as many days as stood still within them are put behind their end.
        last = months_after(start, limit)
        behind = sum(start < day <= last for day in paused)
        return _count(last, behind, paused, lambda day: True)
    if unit == "working_days":
        return _count(start, limit, paused, calendar.is_working_day)
    return _count(start, limit, paused, lambda day: True)


def _count(
    day: dt.date, count: int, paused: frozenset[dt.date], counts: Callable[[dt.date], bool]
) -> dt.date:
    while count:
        day += _DAY
        count -= day not in paused and counts(day)
    return day


def _hours(start: dt.datetime, hours: int, paused: frozenset[dt.date]) -> dt.datetime:
    """From the moment on, days of Shanghai that stand still left out."""
    now, left = start, dt.timedelta(hours=hours)
    while True:
        midnight = dt.datetime.combine(now.date() + _DAY, dt.time.min, SHANGHAI)
        if now.date() not in paused:
            if left <= midnight - now:
                return now + left
            left -= midnight - now
        now = midnight


def _span(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def _told(
    ended: Due,
    plain: Due,
    pauses: Iterable[Pause],
    extensions: Iterable[Extension],
    reason: tuple[str, str] | None,
) -> Due:
    """Its story: that of the whole limit, what was added and what stood still, where it ends, and why that is provisional."""
    zh, en = [plain.story_zh.rstrip("。")], [plain.story_en.rstrip(".")]
    for one in extensions:
        zh.append(f"其中延长{one.by}（{one.why.zh}）")
        en.append(f"of it {one.by} by extension ({one.why.en})")
    for pause in pauses:
        if pause.last is not None:
            zh.append(f"{pause.first}至{pause.last}不计（{pause.why.zh}）")
            en.append(f"{pause.first} to {pause.last} left out ({pause.why.en})")
    if (ended.date, ended.moment) != (plain.date, plain.moment):
        end = f"{ended.moment:%Y-%m-%d %H:%M}" if ended.moment is not None else f"{ended.date}"
        zh.append(f"因此至{end}截止")
        en.append(f"so that it ends on {end}")
    if reason is not None and plain.provisional is None:
        zh.append(f"暂定：{reason[0]}")
        en.append(f"provisional: {reason[1]}")
    return replace(ended, story_zh="；".join(zh) + "。", story_en="; ".join(en) + ".")
