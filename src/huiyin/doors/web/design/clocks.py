"""Time limits as a reader sees them: one word of how urgent, and behind it 依据 · 起算 · 截止 · 谁负责."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext

# From here on the date says more than the days that are left.
DAYS_SAID = 10

ClockTone = Literal["overdue", "today", "tomorrow", "later", "provisional", "unknown", "done"]


@dataclass(frozen=True, slots=True)
class ClockChip:
    """A limit, ready to be shown. `why` says why it cannot be worked out or stands under reserve; `verified` is False for a
    basis that was not read. `notes` are what is said about the basis, `stands_in` that it is taken for another rule."""

    tone: ClockTone
    words: str
    due: dt.date | None = None
    basis: str = ""
    starts: str = ""
    owner: str = ""
    verified: bool = True
    why: str = ""
    notes: tuple[str, ...] = ()
    stands_in: bool = False


def clock_chip(
    due: dt.date | dt.datetime | None,
    today: dt.date,
    *,
    basis: str = "",
    starts: str = "",
    owner: str = "",
    verified: bool = True,
    provisional: bool = False,
    unknown: str = "",
    done: dt.date | None = None,
) -> ClockChip:
    """How the limit `due` stands on the day `today`; a moment counts by its day in Shanghai.

    `starts` tells in words from when the limit runs. Without `due` it cannot be worked out, and `unknown` says why.
    `provisional`: it was reckoned with a calendar that is not published yet. `done`: the day on which the matter was finished.
    """
    day = timezone.localdate(due) if isinstance(due, dt.datetime) else due
    tone, words = _standing(day, today, provisional=provisional, done=done)
    why = unknown
    if provisional and day is not None and not why:
        why = gettext("该年工作日安排尚未公布，截止日为暂定。")
    return ClockChip(tone, words, day, basis, starts, owner, verified, why)


def _standing(
    due: dt.date | None, today: dt.date, *, provisional: bool, done: dt.date | None
) -> tuple[ClockTone, str]:
    if done is not None:
        if due is not None and done > due:
            late = (done - due).days
            return "done", ngettext("超期 %(days)d 天办结", "超期 %(days)d 天办结", late) % {"days": late}
        return "done", gettext("已办结") if due is None else gettext("按期办结")
    if due is None:
        return "unknown", gettext("时限无法核定")
    left = (due - today).days
    if left < 0:
        return "overdue", ngettext("已超期 %(days)d 天", "已超期 %(days)d 天", -left) % {"days": -left}
    if left == 0:
        return "today", gettext("今日到期")
    if provisional:
        return "provisional", gettext("暂定 %(date)s") % {"date": _short(due, today)}
    if left == 1:
        return "tomorrow", gettext("明日到期")
    if left <= DAYS_SAID:
        return "later", gettext("剩 %(days)d 天") % {"days": left}
    return "later", _short(due, today)


def _short(day: dt.date, today: dt.date) -> str:
    """The day without its year where that is this year's."""
    return formats.date_format(day, gettext("n月j日") if day.year == today.year else gettext("Y年n月j日"))
