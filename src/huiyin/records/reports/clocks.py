"""The clocks that start when a report is received: first contact and handling; and when its matter comes back after the answer.

Terms: ``knowledge/law/book/clocks.toml``. A deadline that the source gives itself beats a computed one.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from huiyin.knowledge.law import book
from huiyin.knowledge.law.calendar import Calendar, in_force
from huiyin.knowledge.law.clocks import due, due_date, to_shanghai
from huiyin.records.reports.incoming import Told
from huiyin.records.reports.models import PendingReason, Reply, ReplyState, Report

# Consultations and suggestions have the short term; everything else the ordinary one.
SHORT_ORDERS = frozenset({"consultation", "suggestion"})


class Dues(NamedTuple):
    """Until when a report's reporter must be contacted, and until when it must be handled."""

    contact: date
    handle: date
    handle_at: datetime | None
    given: bool


class Counted(NamedTuple):
    """A limit that the book counts: by which rule, from which day, and the day that it holds."""

    rule: str
    since: date
    day: date


def dues(told: Told, again_on: date | None = None) -> Dues:
    """The two dates of a report. They start with the dispatch; where that is unknown, when the report reached the unit.

    ``again_on`` is the day from which its re-handling counts, where the matter came back after the answer; a deadline that the
    source gave before that day is that of the first handling.
    """
    start, short = told.dispatched_on or told.reached_on, told.order_type in SHORT_ORDERS
    contact, handle = contact_due(start), handling_due(start, short)
    if again_on is not None:
        handle = again_due(again_on)
        if told.deadline_on is not None and told.deadline_on < again_on:
            return Dues(contact, handle, None, given=False)
    return Dues(contact, told.deadline_on or handle, told.deadline_at, told.deadline_on is not None)


def contact_due(since: date) -> date:
    """Until when the reporter of an order that was dispatched on a day must be contacted."""
    return last_day("contact", since, in_force())


def handling_due(since: date, short: bool) -> date:
    """Until when an order that was dispatched on a day must be handled; ``short``: it is of :data:`SHORT_ORDERS`."""
    return last_day(_handling(short), since, in_force())


def reply_due(since: date) -> date:
    """Until when an owed answer must be given: the reporter's own statutory term (城管执法条例 2018 art 26)."""
    return last_day("reporter-informed", since, in_force())


def again_due(since: date) -> date:
    """Until when a matter that came back must be handled again and its reporter answered."""
    return last_day("re-handling", since, in_force())


@lru_cache(maxsize=8192)
def last_day(rule: str, since: date, calendar: Calendar) -> date:
    """The last day of a limit of the book that runs from a day, by a calendar."""
    clock = book.load().clocks[rule]
    return due_date(since, clock.limit, clock.unit, calendar=calendar)


def counted(report: Report, reply: Reply) -> dict[str, Counted]:
    """The limits of a report that follow the calendar, by the names under which entries hold them; not what the source set."""
    start = report.dispatched_on or report.reached_on
    found = {"contact_due": Counted("contact", start, report.contact_due)}
    if not report.handle_due_given:
        rule, since = (
            (_handling(report.order_type in SHORT_ORDERS), start)
            if reply.again_on is None
            else ("re-handling", reply.again_on)
        )
        found["handle_due"] = Counted(rule, since, report.handle_due)
    if reply.state != ReplyState.OWED or reply.due is None or reply.owed_since is None:
        return found
    if reply.again_on is None:
        since = to_shanghai(reply.owed_since).date()
        found["reply_due"] = Counted("reporter-informed", since, reply.due)
    elif not (report.handle_due_given and report.handle_due == reply.due):
        found["reply_due"] = Counted("re-handling", reply.again_on, reply.due)
    return found


def may_move(report: Report) -> dict[str, str]:
    """Why limits of a report that comes with its reply may still move, in Chinese, by the names of :func:`counted`: the days
    off on which they lean are not published. Those that stand are left out."""
    told = {
        name: _unpublished(*one, calendar=in_force()) for name, one in counted(report, report.reply).items()
    }
    return {name: why for name, why in told.items() if why}


def waiting_may_move(until: date, reason: str, contact: date, handle: date, *, given: bool) -> bool:
    """Whether the day may still move until which a report waits for a reason: where it is that of the first contact or, as
    after it came back, that of its handling. Both are counted in working days and so lean on their last."""
    # What was taken off its problem waits for the same day alone, whichever day that was.
    of_contact = until == contact and reason != PendingReason.UNLINKED
    of_handling = until == handle and not given
    return (of_contact or of_handling) and in_force().provisional(until) is not None


def _handling(short: bool) -> str:
    return "consultation" if short else "first-handling"


@lru_cache(maxsize=8192)
def _unpublished(rule: str, since: date, day: date, calendar: Calendar) -> str:
    """Why a limit of the book that runs from a day to another may still move; empty where its count comes to another day."""
    clock = book.load().clocks[rule]
    count = due(since, clock.limit, clock.unit, calendar=calendar)
    return (count.provisional or "") if count.date == day else ""
