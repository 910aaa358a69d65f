"""Amending reports: the same order came again with other content, the normal case of a daily export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports import clocks
from huiyin.records.reports.actions.columns import READ, TOLD, read_columns, told_columns
from huiyin.records.reports.incoming import Read, Told
from huiyin.records.reports.models import Channel, Fate, Report

# A person's own decision is not undone by the next export.
SETTLED_FATES = frozenset({Fate.TRANSFERRED, Fate.DECLINED, Fate.WITHDRAWN})
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

    A pending report of which the reader is now sure is joined by the consequences. A linked one whose wrongs or place
    read differently now is put on the exceptions list, for a person to look at. A transferred, declined or withdrawn
    report keeps its fate; its new content is kept all the same.
    """
    wanted = {a.report_id: a for a in amendments}
    done: list[Amended] = []
    for report in Report.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        amendment = wanted[report.pk]
        done.append(_apply(by, report, amendment))
    return done


def _apply(by: By, report: Report, amendment: Amendment) -> Amended:
    told, read = amendment.told, amendment.read
    due = clocks.dues(told)
    values = dict(zip(TOLD, told_columns(told), strict=True))
    values |= dict(zip(_DUES, due, strict=True))
    reread = told.text != report.text or told.address != report.address
    if reread:
        values |= dict(zip(READ, read_columns(read), strict=True))
        if report.compound_id is not None and read.place.compound_id is None and read.place.provisional_key:
            values.pop("compound_id")
    changed = [name for name, value in values.items() if _differs(getattr(report, name), value)]
    before = _wrongs(report.reading)
    placed = (report.compound_id, report.building, report.dwelling_unit, report.room)
    to_join = to_recheck = False
    if reread and report.fate == Fate.PENDING:
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
        now = (report.compound_id, report.building, report.dwelling_unit, report.room)
        to_recheck = before != _wrongs(report.reading) or placed != now
    if changed or to_join:
        report.save()
    enter(
        "report",
        report.pk,
        {"changed": sorted(changed), "reader": read.reader if reread else "", "to_recheck": to_recheck},
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


def _wrongs(reading: str) -> frozenset[str]:
    return frozenset(found["code"] for found in msgspec.json.decode(reading).get("violations", ()))
