"""The clocks that start when a report is received: first contact and handling.

Terms: ``knowledge/law/book/clocks.toml``. A deadline that the source gives itself beats a computed one.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import due_date
from huiyin.records.reports.incoming import Told

# Consultations and suggestions have the short term; everything else the ordinary one.
SHORT_ORDERS = frozenset({"consultation", "suggestion"})


class Dues(NamedTuple):
    """Until when a report's reporter must be contacted, and until when it must be handled."""

    contact: date
    handle: date
    handle_at: datetime | None
    given: bool


def dues(told: Told) -> Dues:
    """The two dates of a report. They start with the dispatch; where that is unknown, when the report reached the unit."""
    contact, handle = _terms(told.dispatched_on or told.reached_on, told.order_type in SHORT_ORDERS)
    return Dues(contact, told.deadline_on or handle, told.deadline_at, told.deadline_on is not None)


@lru_cache(maxsize=8192)
def _terms(start: date, short: bool) -> tuple[date, date]:
    clocks = book.load().clocks
    contact, term = clocks["contact"], clocks["consultation" if short else "first-handling"]
    return due_date(start, contact.limit, contact.unit), due_date(start, term.limit, term.unit)


def reply_due(since: date) -> date:
    """Until when an owed answer must be given: the reporter's own statutory term (城管执法条例 2018 art 26)."""
    clock = book.load().clocks["reporter-informed"]
    return due_date(since, clock.limit, clock.unit)
