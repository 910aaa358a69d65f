"""Amending reports: the same order came again with other content, the normal case of a daily export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports import clocks
from huiyin.records.reports.actions.columns import LIKENESS, READ, TOLD, read_columns, told_columns
from huiyin.records.reports.actions.erase import destroy_rows
from huiyin.records.reports.actions.giving import drop_proposals
from huiyin.records.reports.actions.reply import Again, owe_again
from huiyin.records.reports.again import (
    After,
    Back,
    back,
    can_come_back,
    concerns_the_answer,
    dispatched_again,
    noted,
)
from huiyin.records.reports.incoming import Read, Said, Told
from huiyin.records.reports.keeping import kept_judgement, kept_over, kept_place
from huiyin.records.reports.landing.fields import AFTERWARDS
from huiyin.records.reports.landing.header import column_key
from huiyin.records.reports.landing.mapping import SHIPPED
from huiyin.records.reports.landing.mapping import Mapping as Columns
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import (
    Channel,
    Fate,
    Judgement,
    LandedRow,
    LandedState,
    PendingReason,
    Reply,
    ReplyState,
    Report,
)
from huiyin.records.reports.queries import as_received

# Column by column, the reports whose value changes: pairs of id and value.
_Changes = defaultdict[str, list[tuple[int, Any]]]


def _columns(*fields: str) -> tuple[str, ...]:
    """What the shipped mappings call the columns of some fields, in the order of levels."""
    columns = (column for shipped in SHIPPED for column in Columns.load(shipped).columns)
    return tuple(dict.fromkeys(name for one in columns if one.field in fields for name in one.names))


_AFTERWARDS = frozenset(_columns(*AFTERWARDS))
_CATEGORY = tuple(map(column_key, _columns("category")))
_NEW_CATEGORY = tuple(map(column_key, _columns("new_category")))
_DUES = ("contact_due", "handle_due", "handle_due_at", "handle_due_given")


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a newer row of a report says, as which version of it, and what the reader makes of it."""

    report_id: int
    version: int
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

    What a row does not say stays as it was (``reports.keeping``).
    A pending report of which the reader is now sure is joined by the consequences, except one that a person took off its
    problem; where a person has judged the reading, what they said stands (``keeping.kept_judgement``). A linked one whose
    wrongs or place read differently now is put on the exceptions list, for a person to look at.
    A report that has left us keeps its fate; its new content is kept all the same. Of an erased one nothing new is kept: the
    keys of its new rows, which are landed before, are destroyed. Where a matter comes back after its answer, the answer is
    owed once more (``reports.again``); what else changes after it is put on the exceptions list by the consequences.

    As many statements for any number of reports: one for each column that changes, one for those answered ones whose notes
    tell of dissatisfaction, one for those of which a new category alone is told, and one for those that wait.
    """
    wanted = {a.report_id: a for a in amendments}
    changes: _Changes = defaultdict(list)
    done: list[Amended] = []
    erased: list[Report] = []
    reports = list(Report.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    # After the reports, as everybody locks them.
    replies = {r.pk: r for r in Reply.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    noted = _noted_before(a for pk, a in wanted.items() if pk in replies and can_come_back(replies[pk]))
    renewed = _renewed_before(wanted.values())
    judged = _judged_before(reports)
    for report in reports:
        if report.erased_at is None:
            amendment = wanted[report.pk]
            told = kept_over(report, amendment.told, renewed.get(report.pk, ""))
            read = kept_place(report, amendment.told, told, amendment.read)
            if report.pk in judged:
                read = kept_judgement(report, told, read, judged[report.pk])
            amendment = replace(amendment, read=read)
            done.append(_apply(by, report, replies[report.pk], amendment, told, noted, changes))
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


def _judged_before(reports: Iterable[Report]) -> dict[int, Said]:
    """What a person said of the readings of those reports that wait and have been judged, but for those that somebody took off
    their problem, which nothing joins."""
    waiting = [
        report.pk
        for report in reports
        if report.fate == Fate.PENDING and report.pending_reason != PendingReason.UNLINKED
    ]
    if not waiting:
        return {}
    judgements = Judgement.objects.filter(report__in=waiting).values_list("report_id", "said")
    return {pk: msgspec.json.decode(said, type=Said) for pk, said in judgements}


def _noted_before(amendments: Iterable[Amendment]) -> dict[int, int]:
    """How often the notes of each report told of dissatisfaction before, by the newest of its earlier rows that has any.

    Asked of the rows that tell of it now, which are few. A row that was typed has every column, so that its empty ones say
    nothing.
    """
    telling = {a.report_id: a for a in amendments if a.told.afterwards}
    found: dict[int, int] = {}
    for pk, row in _rows_before(telling):
        if pk in found:
            continue
        cells = as_received(row)
        names = _AFTERWARDS | telling[pk].told.afterwards.keys()
        notes = {name: cell for name, cell in cells.items() if name in names}
        if notes and (row.batch_id is not None or any(notes.values())):
            found[pk] = noted(notes)
    return found


def _renewed_before(amendments: Iterable[Amendment]) -> dict[int, str]:
    """The new category that each report was last told, of those of which never another one was told.

    Asked of the rows that tell a new one alone.
    """
    telling = {a.report_id: a for a in amendments if "category" in a.told.unsaid}
    found: dict[int, str] = {}
    told_another = set()
    for pk, row in _rows_before(telling):
        cells = {column_key(name): cell for name, cell in as_received(row).items() if cell}
        if not cells.keys().isdisjoint(_CATEGORY):
            told_another.add(pk)
        if levels := [cells[name] for name in _NEW_CATEGORY if name in cells]:
            found.setdefault(pk, " > ".join(levels))
    return {pk: category for pk, category in found.items() if pk not in told_another}


def _rows_before(amendments: Mapping[int, Amendment]) -> Iterator[tuple[int, LandedRow]]:
    """The rows that were taken in of some reports before the one that amends them, the newest first. One statement."""
    if not amendments:
        return
    rows = LandedRow.objects.filter(
        report_id__in=amendments, state=LandedState.PROMOTED, key__isnull=False
    ).order_by("-version", "-pk")
    for row in rows:
        assert row.report_id is not None
        if row.version < amendments[row.report_id].version:
            yield row.report_id, row


def _apply(
    by: By,
    report: Report,
    reply: Reply,
    amendment: Amendment,
    told: Told,
    noted_before: Mapping[int, int],
    changes: _Changes,
) -> Amended:
    """Enter one amendment, and note under each column what it becomes; ``told`` is what is known with it."""
    read = amendment.read
    came_back = back(report, reply, told, by.at, noted_before.get(report.pk, 0))
    owed: date | None = None
    due = clocks.dues(told, reply.again_on)
    if came_back is not None:
        # A limit that the source had set before is that of the first handling, unless this row says it once more.
        own = amendment.told
        anew = clocks.dues(
            msgspec.structs.replace(told, deadline_on=own.deadline_on, deadline_at=own.deadline_at),
            came_back.on,
        )
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
    # The keys of likeness follow the text and say nothing of their own.
    changed = [
        name
        for name, value in values.items()
        if name not in LIKENESS and _differs(getattr(report, name), value)
    ]
    before, was = _meaning(report), _facts(report)
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
        {
            "changed": sorted(changed),
            **_before_and_after(was, _facts(report)),
            "reader": read.reader if reread else "",
            "to_recheck": to_recheck,
        },
    )
    amended = _amended(report, replace(amendment, told=told), tuple(sorted(changed)), to_join, to_recheck)
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


def _facts(report: Report) -> dict[str, str]:
    """What a report says that is nobody's words, as an entry may hold it for good; times as its source gave them."""
    times = {
        "received": report.created_at or report.created_on,
        "dispatched": report.dispatched_at or report.dispatched_on,
        "signed": report.signed_at or report.signed_on,
        "reached": report.reached_at or report.reached_on,
        "deadline": report.handle_due_at or report.handle_due,
    }
    facts = {
        name: (to_shanghai(time) if isinstance(time, datetime) else time).isoformat() if time else ""
        for name, time in times.items()
    }
    for name in ("district", "category", "agency"):
        facts[name] = masked(getattr(report, name))
    return facts | {name: getattr(report, name) for name in ("urgency", "order_type", "reporter_kind")}


def _before_and_after(was: Mapping[str, str], now: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    changed = [name for name in now if was[name] != now[name]]
    if not changed:
        return {}
    return {"before": {name: was[name] for name in changed}, "after": {name: now[name] for name in changed}}


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
