"""The story of a count, in Chinese and in English: what was left out, what was counted, where it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from huiyin.knowledge.law.calendar import Day
from huiyin.knowledge.law.types import LimitUnit

# Up to so many weekends are told one by one, more of them as a number.
_TOLD_WEEKENDS = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """A finished count: `unrolled` and `last` differ where the end rolled; `days` are what decided it."""

    start: dt.date
    limit: int
    unit: LimitUnit
    unrolled: dt.date
    last: dt.date
    days: list[Day]
    roll: bool
    provisional: tuple[str, str] | None


def tell(counted: Counted) -> tuple[str, str]:
    """The story of a limit in working days, calendar days or months, in Chinese and English."""
    zh, en = _working_days(counted) if counted.unit == "working_days" else _calendar(counted)
    if counted.provisional is not None:
        zh.append(f"暂定：{counted.provisional[0]}")
        en.append(f"provisional: {counted.provisional[1]}")
    return "；".join(zh) + "。", "; ".join(en) + "."


def tell_hours(start: dt.datetime, limit: int, moment: dt.datetime) -> tuple[str, str]:
    """The story of a limit in hours."""
    return (
        f"{_zh_moment(start)}起算{limit}小时，夜间和节假日照算，至{_zh_moment(moment)}。",
        f"{_hours_en(limit)} from {_en_moment(start)}, through nights and holidays, to {_en_moment(moment)}.",
    )


def tell_uncountable(start: dt.date, limit: int) -> tuple[str, str, str]:
    """Why hours cannot be counted from a date alone: the reason, and the story in Chinese and English."""
    reason = "时限无法核定：起算只有日期，没有时刻"
    return (
        reason,
        f"{_zh(start)}起算{limit}小时；{reason}，不计超期。",
        f"{_hours_en(limit)} from {start}: not countable, only the date of the start is known; never late.",
    )


def _working_days(counted: Counted) -> tuple[list[str], list[str]]:
    limit, year = counted.limit, counted.start.year
    first = next(day.date for day in counted.days if day.working)
    zh = [f"{_zh(counted.start)}起算，当日不计"]
    en = [f"counted from {counted.start}, that day left out"]
    if limit > 1:
        zh.append(f"{_zh(first, year)}为第1个工作日")
        en.append(f"{first} is working day 1")
    blocks = [
        (nature, name_zh, name_en, [day.date for day in days])
        for (nature, name_zh, name_en), days in groupby(
            counted.days, key=lambda day: (day.nature, day.name_zh, day.name_en)
        )
    ]
    weekends = [days for nature, _, _, days in blocks if nature == "weekend"]
    for nature, name_zh, name_en, days in blocks:
        if nature == "holiday":
            zh.append(f"{_zh_span(days, year)}{name_zh}放假不计")
            en.append(f"{_en_span(days)} {name_en}, not counted")
        elif nature == "make-up":
            zh.append(f"{_zh_span(days, year)}调休上班计入")
            en.append(f"{_en_span(days)} make-up working, counted")
        elif nature == "weekend" and len(weekends) <= _TOLD_WEEKENDS:
            zh.append(f"{_zh_span(days, year)}周末不计")
            en.append(f"{_en_span(days)} weekend, not counted")
    if len(weekends) > _TOLD_WEEKENDS:
        total = sum(map(len, weekends))
        zh.append(f"其间周末共{total}日不计")
        en.append(f"{total} weekend days between, not counted")
    zh.append(f"{_zh(counted.last, year)}为第{limit}个工作日，当日截止")
    en.append(f"{counted.last} is working day {limit} and the last")
    return zh, en


def _calendar(counted: Counted) -> tuple[list[str], list[str]]:
    limit, year, end = counted.limit, counted.start.year, counted.unrolled
    zh = [f"{_zh(counted.start)}起算，当日不计"]
    en = [f"counted from {counted.start}, that day left out"]
    if counted.unit == "months":
        short = end.day != counted.start.day
        why_zh = f"（当月无{counted.start.day}日，取月末）" if short else ""
        why_en = f" (that month has no day {counted.start.day}: its last day)" if short else ""
        zh.append(f"满{limit}个月为{_zh(end, year)}{why_zh}")
        en.append(f"month {limit} ends on {end}{why_en}")
    else:
        zh.append(f"第{limit}日为{_zh(end, year)}")
        en.append(f"day {limit} is {end}")
    if counted.last != end:
        day = counted.days[0]
        off_zh, off_en = (
            (f"{day.name_zh}放假", day.name_en) if day.nature == "holiday" else ("周末", "weekend")
        )
        zh.append(f"该日为{off_zh}，顺延至{_zh(counted.last, year)}截止")
        en.append(f"that is {off_en}: moved to {counted.last}, the last day")
    else:
        zh.append("当日截止" if counted.roll else "当日截止，遇休息日不顺延")
        en.append("that is the last day" if counted.roll else "that is the last day, a day off or not")
    return zh, en


def _hours_en(limit: int) -> str:
    return "1 hour" if limit == 1 else f"{limit} hours"


def _zh(day: dt.date, told_year: int | None = None) -> str:
    """A date in Chinese; the year is left out where it is the one already told."""
    text = f"{day.month}月{day.day}日"
    return text if day.year == told_year else f"{day.year}年{text}"


def _zh_span(days: list[dt.date], told_year: int) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return _zh(first, told_year)
    if len(days) == 2:
        return f"{_zh(first, told_year)}、{_zh_end(last, first)}"
    return f"{_zh(first, told_year)}至{_zh_end(last, first)}"


def _zh_end(last: dt.date, first: dt.date) -> str:
    return f"{last.day}日" if (last.year, last.month) == (first.year, first.month) else _zh(last, first.year)


def _en_span(days: list[dt.date]) -> str:
    return str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _zh_moment(moment: dt.datetime) -> str:
    return f"{_zh(moment.date())}{moment:%H:%M}"


def _en_moment(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
