"""Days in Shanghai and spans of them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_day(at: datetime) -> date:
    """The day in Shanghai of a moment that carries its time zone."""
    return at.astimezone(SHANGHAI).date()


def overlap(a_from: date | None, a_until: date | None, b_from: date | None, b_until: date | None) -> bool:
    """Whether two spans share a day. Both ends belong to a span; None is an open end."""
    return (a_until is None or b_from is None or b_from <= a_until) and (
        b_until is None or a_from is None or a_from <= b_until
    )


def covers(since: date | None, until: date | None, day: date) -> bool:
    """Whether a day lies in a span."""
    return overlap(since, until, day, day)


def spell(since: date | None, until: date | None) -> str:
    """A span as a message shows it: ``2022-07-01..2022-12-31``, open ends left out."""
    return f"{since or ''}..{until or ''}"


def spell_zh(since: date | None, until: date | None) -> str:
    """The same in Chinese: ``2022-07-01至2022-12-31``, ``自2022-07-01起``, ``至2022-12-31止`` or ``不限期``."""
    if since and until:
        return f"{since}至{until}"
    if since:
        return f"自{since}起"
    return f"至{until}止" if until else "不限期"
