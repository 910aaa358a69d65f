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
from huiyin.records.reports.models import Report

# Consultations and suggestions have the short term; everything else the ordinary one.
SHORT_ORDERS = frozenset({"consultation", "suggestion"})


class Dues(NamedTuple):
    """Until when a report's reporter must be contacted, and until when it must be handled."""

    contact: date
    handle: date
    handle_at: datetime | None
    given: bool


class MayMove(NamedTuple):
    """Why the limits of a report may still move, in Chinese: the days off on which they lean are not published. Empty where a
    limit stands, and where the source or a person has set it."""

    contact: str
    handle: str
    reply: str


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


def contact_due(since: date, calendar: Calendar | None = None) -> date:
    """Until when the reporter of an order that was dispatched on a day must be contacted. By the calendar in force where none
    is named, as with every limit here."""
    return _last_day("contact", since, calendar or in_force())


def handling_due(since: date, short: bool, calendar: Calendar | None = None) -> date:
    """Until when an order that was dispatched on a day must be handled; ``short``: it is of :data:`SHORT_ORDERS`."""
    return _last_day("consultation" if short else "first-handling", since, calendar or in_force())


def reply_due(since: date, calendar: Calendar | None = None) -> date:
    """Until when an owed answer must be given: the reporter's own statutory term (城管执法条例 2018 art 26)."""
    return _last_day("reporter-informed", since, calendar or in_force())


def again_due(since: date, calendar: Calendar | None = None) -> date:
    """Until when a matter that came back must be handled again and its reporter answered."""
    return _last_day("re-handling", since, calendar or in_force())


@lru_cache(maxsize=8192)
def _last_day(rule: str, since: date, calendar: Calendar) -> date:
    clock = book.load().clocks[rule]
    return due_date(since, clock.limit, clock.unit, calendar=calendar)


def may_move(report: Report) -> MayMove:
    """What is provisional of the limits of a report that comes with its reply."""
    reply, start = report.reply, report.dispatched_on or report.reached_on
    handle = answer = ""
    if not report.handle_due_given:
        first = "consultation" if report.order_type in SHORT_ORDERS else "first-handling"
        handle = (
            _unpublished("re-handling", reply.again_on, report.handle_due, in_force())
            if reply.again_on is not None
            else _unpublished(first, start, report.handle_due, in_force())
        )
    if reply.due is not None and reply.sent_at is None:
        if reply.again_on is not None:
            by_source = report.handle_due_given and report.handle_due == reply.due
            answer = "" if by_source else _unpublished("re-handling", reply.again_on, reply.due, in_force())
        elif reply.owed_since is not None:
            since = to_shanghai(reply.owed_since).date()
            answer = _unpublished("reporter-informed", since, reply.due, in_force())
    return MayMove(_unpublished("contact", start, report.contact_due, in_force()), handle, answer)


def waiting_may_move(until: date, contact: date, handle: date, *, given: bool) -> bool:
    """Whether the day may still move until which a report waits: where it is that of the first contact or, after it came back,
    of its handling, both counted in working days and so leaning on their last; not where somebody has set another."""
    counted = until == contact or (until == handle and not given)
    return counted and in_force().provisional(until) is not None


@lru_cache(maxsize=8192)
def _unpublished(rule: str, since: date, last: date, calendar: Calendar) -> str:
    """Why a limit of the book that runs from a day to another may still move; empty where its count comes to another day."""
    clock = book.load().clocks[rule]
    counted = due(since, clock.limit, clock.unit, calendar=calendar)
    return (counted.provisional or "") if counted.date == last else ""
