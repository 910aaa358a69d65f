"""Limits of reports that follow the calendar: counted anew when days off are known that were not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from huiyin.knowledge.law.recounting import Recount
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.clashes import retried
from huiyin.records.reports import clocks
from huiyin.records.reports.models import Fate, PendingReason, Reply, Report
from huiyin.records.reports.queries import going_on

_OF_REPORT = ("contact_due", "handle_due", "pending_due")
_ANSWER = "reply_due"
"""Under what an entry holds until when the answer is owed."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """The reports of which a limit of their own moved, and those of which the answer is owed by another day."""

    limits: tuple[int, ...]
    answers: tuple[int, ...]


@retried
@action("report.recount")
def recount(by: By, report_ids: Collection[int], change: Recount) -> Recounted:
    """Count the limits of reports that are going on anew, since days off came in: first contact, handling, until when somebody
    must give them their fate, and until when an answer is owed.

    A deadline that the source has set stays, and so does every day that was not counted (``Recount.anew``). Each report that
    moved has its entry. The same statements for any number of reports; again changes nothing.
    """
    reports = list(
        Report.objects.select_for_update(of=("self",))
        .filter(going_on(), pk__in=report_ids)
        .order_by("pk")
        .only(
            "dispatched_on",
            "reached_on",
            "order_type",
            "handle_due_given",
            "fate",
            "pending_reason",
            *_OF_REPORT,
        )
    )
    # After the reports, as everybody locks them.
    replies = Reply.objects.select_for_update().filter(pk__in=[r.pk for r in reports]).order_by("pk")
    moved: dict[str, list[tuple[int, date]]] = {name: [] for name in (*_OF_REPORT, _ANSWER)}
    for report, reply in zip(reports, replies, strict=True):
        was = {name: day for name in _OF_REPORT if (day := getattr(report, name)) is not None}
        if reply.due is not None:
            was[_ANSWER] = reply.due
        now = {name: day for name, day in _anew(report, reply, change).items() if day != was[name]}
        if not now:
            continue
        for name, day in now.items():
            moved[name].append((report.pk, day))
        told = {name: day.isoformat() for name, day in now.items()}
        enter("report", report.pk, {**told, "was": {name: was[name].isoformat() for name in now}})
    for name in _OF_REPORT:
        bulk.update(Report, name, moved[name])
    bulk.update(Reply, "due", moved[_ANSWER])
    limits = {pk for name in _OF_REPORT for pk, _ in moved[name]}
    return Recounted(tuple(sorted(limits)), tuple(pk for pk, _ in moved[_ANSWER]))


def _anew(report: Report, reply: Reply, change: Recount) -> dict[str, date]:
    """The limits of a report that are counted, by name, as they are counted now."""
    found = {
        name: change.anew(one.day, partial(clocks.last_day, one.rule, one.since))
        for name, one in clocks.counted(report, reply).items()
    }
    if report.fate == Fate.PENDING:
        assert report.pending_due is not None
        found["pending_due"] = _waiting(report, reply, found)
    return found


def _waiting(report: Report, reply: Reply, found: dict[str, date]) -> date:
    """Until when a report waits: as long as its answer has, or its first contact, where it held that very day."""
    kept = report.pending_due
    assert kept is not None
    if reply.again_on is not None and kept == reply.due:
        return found.get(_ANSWER, kept)
    # What was taken off its problem waits for the same day alone, whichever day that was.
    if kept == report.contact_due and report.pending_reason != PendingReason.UNLINKED:
        return found["contact_due"]
    return kept
