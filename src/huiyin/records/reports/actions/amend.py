"""Amending reports: the same order came again with other content, the normal case of a daily export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports import clocks
from huiyin.records.reports.actions.columns import READ, TOLD, read_columns, told_columns
from huiyin.records.reports.actions.fate import drop_proposals
from huiyin.records.reports.incoming import Read, Told
from huiyin.records.reports.models import Channel, Fate, PendingReason, Report

_DUES = ("contact_due", "handle_due", "handle_due_at", "handle_due_given")


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a newer row of a report says, and what the reader makes of it."""

    report_id: int
    told: Told
    read: Read


@dataclass(frozen=True, slots=True)
class Amended:
    """A report after its amendment: whether it can be joined to its problems now, or its links need a person's look."""

    report_id: int
    unit_id: int
    channel: Channel
    told: Told
    read: Read
    changed: tuple[str, ...]
    to_join: bool
    to_recheck: bool


@action("report.amend")
def amend(by: By, amendments: Sequence[Amendment]) -> list[Amended]:
    """Apply what changed, column by column; links that a person may have made stay as they are.

    A pending report of which the reader is now sure is joined by the consequences, except one that a person took off its
    problem. A linked one whose wrongs or place read differently now is put on the exceptions list, for a person to look at.
    A transferred, declined or withdrawn report keeps its fate; its new content is kept all the same.
    """
    wanted = {a.report_id: a for a in amendments}
    done: list[Amended] = []
    for report in Report.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        amendment = wanted[report.pk]
        done.append(_apply(by, report, amendment))
    joining = [amended.report_id for amended in done if amended.to_join]
    if joining:
        drop_proposals(joining)
    return done


def _apply(by: By, report: Report, amendment: Amendment) -> Amended:
    told, read = amendment.told, amendment.read
    due = clocks.dues(told)
    values = dict(zip(TOLD, told_columns(told), strict=True))
    values |= dict(zip(_DUES, due, strict=True))
    reread = any(getattr(told, name) != getattr(report, name) for name in ("text", "address", "district"))
    if reread:
        values |= dict(zip(READ, read_columns(read), strict=True))
        if report.compound_id is not None and read.place.compound_id is None and read.place.provisional_key:
            values.pop("compound_id")
    changed = [name for name, value in values.items() if _differs(getattr(report, name), value)]
    before = _meaning(report)
    to_join = to_recheck = False
    # A person's own decision is not undone by the next export.
    if reread and report.fate == Fate.PENDING and report.pending_reason != PendingReason.UNLINKED:
        if read.waits_for is None:
            to_join = True
            values |= {
                "fate": Fate.LINKED,
                "pending_reason": "",
                "pending_owner_id": None,
                "pending_due": None,
            }
        else:
            values |= {"pending_reason": read.waits_for.value, "pending_due": due.contact}
    for name, value in values.items():
        setattr(report, name, value)
    if reread and report.fate == Fate.LINKED and not to_join:
        to_recheck = before != _meaning(report)
    if changed or to_join:
        report.save()
    enter(
        "report",
        report.pk,
        {"changed": sorted(changed), "reader": read.reader if reread else "", "to_recheck": to_recheck},
        # Only an earlier row of the same set brings this one about.
        cause=("report", report.pk),
    )
    return Amended(
        report.pk,
        report.unit_id,
        Channel(report.channel),
        told,
        read,
        tuple(sorted(changed)),
        to_join,
        to_recheck,
    )


def _differs(before: object, after: object) -> bool:
    if isinstance(before, memoryview):
        before = bytes(before)
    return before != after


def _meaning(report: Report) -> tuple[object, ...]:
    """What decides to which problems a report belongs: its wrongs and its place.

    The name and road of a compound count only where the reader knows none: a known one may be spelled otherwise.
    """
    reading = msgspec.json.decode(report.reading)
    place = reading["place"]
    named = (place["compound"], place["road"]) if not place["confidence"] else ()
    wrongs = frozenset(found["code"] for found in reading["violations"])
    return (wrongs, named, report.compound_id, report.building, report.dwelling_unit, report.room)
