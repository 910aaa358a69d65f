"""Amending reports: the same order came again with other content, the normal case of a daily export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports import clocks
from huiyin.records.reports.actions.columns import READ, TOLD, read_columns, told_columns
from huiyin.records.reports.actions.erase import destroy_rows
from huiyin.records.reports.actions.fate import drop_proposals
from huiyin.records.reports.actions.reply import Again, owe_again
from huiyin.records.reports.again import After, Back, back, concerns_the_answer, dispatched_again
from huiyin.records.reports.incoming import Read, Told
from huiyin.records.reports.models import Channel, Fate, PendingReason, Reply, ReplyState, Report

# Column by column, the reports whose value changes: pairs of id and value.
_Changes = defaultdict[str, list[tuple[int, Any]]]
_DUES = ("contact_due", "handle_due", "handle_due_at", "handle_due_given")


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a newer row of a report says, and what the reader makes of it."""

    report_id: int
    told: Told
    read: Read


@dataclass(frozen=True, slots=True)
class Amended:
    """A report after its amendment: whether it can be joined to its problems now, or its links need a person's look.

    ``after`` says what the amendment is to an answer that was owed or given before it: the matter came back (``back``), or
    something else changed. ``due`` is until when it is to be handled again, where its answer is owed once more.
    """

    report_id: int
    unit_id: int
    channel: Channel
    told: Told
    read: Read
    changed: tuple[str, ...]
    to_join: bool
    to_recheck: bool
    after: After = ""
    back: Back | None = None
    due: date | None = None
    erased: bool = False


@action("report.amend")
def amend(by: By, amendments: Sequence[Amendment]) -> list[Amended]:
    """Apply what changed, column by column; links that a person may have made stay as they are.

    A pending report of which the reader is now sure is joined by the consequences, except one that a person took off its
    problem. A linked one whose wrongs or place read differently now is put on the exceptions list, for a person to look at.
    A report that has left us keeps its fate; its new content is kept all the same. Of an erased one nothing new is kept: the
    keys of its new rows, which are landed before, are destroyed. Where a matter comes back after its answer, the answer is
    owed once more (``reports.again``); what else changes after it is put on the exceptions list by the consequences.

    As many statements for any number of reports: one for each column that changes.
    """
    wanted = {a.report_id: a for a in amendments}
    changes: _Changes = defaultdict(list)
    done: list[Amended] = []
    erased: list[Report] = []
    reports = list(Report.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    # After the reports, as everybody locks them.
    replies = {r.pk: r for r in Reply.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    for report in reports:
        if report.erased_at is None:
            done.append(_apply(by, report, replies[report.pk], wanted[report.pk], changes))
        else:
            erased.append(report)
            done.append(_left_erased(report, replies[report.pk], wanted[report.pk]))
    for name in sorted(changes):
        bulk.update(Report, name, changes[name])
    joining = [amended.report_id for amended in done if amended.to_join]
    if joining:
        # At once, since a constraint holds a fate and its facts together.
        Report.objects.filter(pk__in=joining).update(
            fate=Fate.LINKED, pending_reason="", pending_owner=None, pending_due=None
        )
        drop_proposals(joining)
    owe_again(
        by, [Again(a.report_id, a.back.on, a.back.after, a.due) for a in done if a.back and a.due is not None]
    )
    if erased:
        destroy_rows(erased)
    return done


def _apply(by: By, report: Report, reply: Reply, amendment: Amendment, changes: _Changes) -> Amended:
    """Enter one amendment, and note under each column what it becomes."""
    told, read = amendment.told, amendment.read
    came_back = back(report, reply, told, by.at)
    owed: date | None = None
    due = clocks.dues(told, reply.again_on)
    if came_back is not None:
        anew = clocks.dues(told, came_back.on)
        # An answer that is owed is not put off by what comes in.
        if reply.state != ReplyState.OWED or reply.due is None or anew.handle < reply.due:
            due, owed = anew, anew.handle
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
    waiting = {}
    # A person's own decision is not undone by the next export.
    if reread and report.fate == Fate.PENDING and report.pending_reason != PendingReason.UNLINKED:
        if not read.waits_for:
            to_join = True
        else:
            waiting = {"pending_reason": read.waits_for, "pending_due": due.contact}
    for name, value in (values | waiting).items():
        if _differs(getattr(report, name), value):
            changes[name].append((report.pk, value))
            setattr(report, name, value)
    if reread and report.fate == Fate.LINKED:
        to_recheck = before != _meaning(report)
    _enter(
        report,
        {"changed": sorted(changed), "reader": read.reader if reread else "", "to_recheck": to_recheck},
    )
    amended = _amended(report, amendment, tuple(sorted(changed)), to_join, to_recheck)
    if came_back is not None:
        return replace(amended, after="again", back=came_back, due=owed)
    return replace(amended, after="changed") if changed and concerns_the_answer(report, reply) else amended


def _left_erased(report: Report, reply: Reply, amendment: Amendment) -> Amended:
    _enter(report, {"changed": [], "reader": "", "to_recheck": False, "erased": True})
    amended = _amended(report, amendment, (), to_join=False, to_recheck=False)
    again = dispatched_again(report, amendment.told, reply.sent_at)
    return replace(amended, after="again" if again else "", erased=True)


def _enter(report: Report, content: dict[str, object]) -> None:
    # Only an earlier row of the same set brings this one about.
    enter("report", report.pk, content, cause=("report", report.pk))


def _amended(
    report: Report, amendment: Amendment, changed: tuple[str, ...], to_join: bool, to_recheck: bool
) -> Amended:
    told, read = amendment.told, amendment.read
    return Amended(
        report.pk, report.unit_id, Channel(report.channel), told, read, changed, to_join, to_recheck
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
