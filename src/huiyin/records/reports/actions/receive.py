"""Receiving reports: from landed rows to reports with a fate, a set at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports import clocks
from huiyin.records.reports.actions.amend import Amended, Amendment, amend
from huiyin.records.reports.actions.columns import READ, TOLD, read_columns, told_columns
from huiyin.records.reports.actions.erase import keep_erased
from huiyin.records.reports.incoming import Incoming, Read, Told
from huiyin.records.reports.models import (
    Channel,
    Fate,
    KnownRow,
    LandedRow,
    LandedState,
    Reply,
    ReplyState,
    Report,
)
from huiyin.records.reports.standing import standing


@dataclass(frozen=True, slots=True)
class Source:
    """Where a set of rows comes from and who received it.

    ``taken_to`` tells the last row that other imports of the very same file have come to, by its number in the file. It is
    asked after what is landed was read, so that an import which runs at the same time is not behind what it has landed.
    """

    channel: Channel
    unit_id: int
    batch_id: int | None = None
    taken_to: Callable[[], int] = lambda: 0


@dataclass(frozen=True, slots=True)
class Received:
    """A report that was just made, as its consequences need it; ``reachable``: there is a way to tell its reporter."""

    report_id: int
    unit_id: int
    channel: Channel
    told: Told
    read: Read
    reachable: bool


@dataclass(slots=True)
class Receipt:
    """What became of a set of rows: the reports made, those amended, and the rows counted; ``repeated`` are the ids of those
    made of which the reader was not sure and that were joined to the problems of a report which they repeat. ``already`` is the
    report that had said what a correction brings."""

    made: list[Received] = field(default_factory=list)
    amended: list[Amended] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    repeated: set[int] = field(default_factory=set)
    already: int | None = None

    def fates(self) -> Counter[str]:
        """How many of the made reports are linked and how many pending."""
        pending = sum(1 for r in self.made if r.read.waits_for and r.report_id not in self.repeated)
        return Counter(linked=len(self.made) - pending, pending=pending)


@action("report.take")
def receive(by: By, source: Source, rows: Sequence[Incoming]) -> Receipt:
    """Land rows and make reports of them; a known row changes nothing, a changed one amends its report.

    Of rows with the same number in one set the later counts as a change of the earlier. Consequences join what the
    reader was sure of to its problem in the same transaction.
    """
    receipt = Receipt()
    told = cache(lambda: {(row.name, row.digest) for row in rows})
    for part in _each_number_once(rows):
        received = _receive(by, source, part, told)
        receipt.made.extend(received.made)
        receipt.amended.extend(received.amended)
        receipt.counts.update(received.counts)
        receipt.repeated |= received.repeated
    return receipt


def _each_number_once(rows: Sequence[Incoming]) -> Iterable[Sequence[Incoming]]:
    waiting: Sequence[Incoming] = rows
    while waiting:
        seen: set[tuple[str, str]] = set()
        part: list[Incoming] = []
        later: list[Incoming] = []
        for row in waiting:
            name = row.name
            (later if name in seen else part).append(row)
            seen.add(name)
        yield part
        waiting = later


@action("report.receive")
def _receive(
    by: By, source: Source, rows: Sequence[Incoming], told: Callable[[], set[tuple[tuple[str, str], bytes]]]
) -> Receipt:
    """Receive rows of which no two have the same number; ``told`` are the names and digests of the whole set."""
    receipt = Receipt()
    landed_before = standing(rows)
    taken_to = cache(source.taken_to)
    fresh: list[Incoming] = []
    landed: list[tuple[Incoming, int, int | None]] = []
    amendments: list[Amendment] = []
    refused_of: list[int] = []
    known: list[tuple[int | None, int, int]] = []
    renewed: list[tuple[int, int]] = []
    for row in rows:
        before = landed_before.get(row.name)
        if before is not None and source.batch_id is None:
            # What a person has settled binds the files, not the next person.
            before = replace(before, settled=frozenset())
        if before is None:
            if row.refusal:
                landed.append((row, 1, None))
                receipt.counts["refused"] += 1
            else:
                fresh.append(row)
        elif before.knows(row, taken_to):
            receipt.counts["known"] += 1
            known.append((source.batch_id, row.position, before.landed[row.digest]))
            # The source of a correction is a person.
            if (
                source.batch_id is not None
                and before.renews(row, taken_to)
                and (row.name, before.newest) not in told()
            ):
                renewed.append((before.taken_id, before.version + 1))
        else:
            version = before.version + 1
            if row.refusal:
                landed.append((row, version, None))
                receipt.counts["refused"] += 1
                if before.report_id is not None:
                    refused_of.append(before.report_id)
            elif before.report_id is None:
                fresh.append(row)
            else:
                landed.append((row, version, before.report_id))
                receipt.counts["changed"] += 1
                assert row.told is not None
                assert row.read is not None
                amendments.append(Amendment(before.report_id, version, row.told, row.read))
    ids = bulk.reserve(Report, len(fresh))
    for row, report_id in zip(fresh, ids, strict=True):
        before = landed_before.get(row.name)
        landed.append((row, before.version + 1 if before else 1, report_id))
        receipt.counts["new"] += 1
    _write_reports(by, source, fresh, ids, receipt)
    _write_landed(by, source, landed)
    if source.batch_id is not None:
        bulk.insert(KnownRow, ("batch_id", "position", "landed_id"), known)
    if renewed:
        _renew(by, renewed)
    if refused_of:
        keep_erased(refused_of)
    if amendments:
        receipt.amended.extend(amend(by, amendments))
    return receipt


@action("landed.renew")
def _renew(by: By, rows: Sequence[tuple[int, int]]) -> None:
    """Make landed rows (id and version) the newest of their numbers again: the source says them once more."""
    bulk.update(LandedRow, "version", rows)
    for landed_id, version in rows:
        enter("landed", landed_id, {"version": version})


def _write_reports(
    by: By, source: Source, rows: Sequence[Incoming], ids: Sequence[int], receipt: Receipt
) -> None:
    values = []
    replies = []
    channel, unit_id = source.channel.value, source.unit_id
    for row, report_id in zip(rows, ids, strict=True):
        told, read = row.told, row.read
        assert told is not None
        assert read is not None
        due = clocks.dues(told)
        waits = read.waits_for
        values.append(
            (
                report_id,
                row.source,
                row.number,
                channel,
                unit_id,
                by.at,
                *told_columns(told),
                due.contact,
                due.handle,
                due.handle_at,
                due.given,
                *read_columns(read),
                _PENDING if waits else _LINKED,
                waits,
                unit_id if waits else None,
                due.contact if waits else None,
            )
        )
        reachable = bool(row.number) or told.caller is not None
        replies.append(
            (
                report_id,
                _WAITING if reachable else _UNREACHABLE,
                None,
                None,
                "",
                None,
                None,
            )
        )
        enter(
            "report",
            report_id,
            {
                "number": row.number,
                "channel": channel,
                "digest": row.digest.hex(),
                "reader": read.reader,
                "wrongs": [wrong.code for wrong in read.wrongs],
                "waits_for": waits,
                "handle_due": due.handle.isoformat(),
            },
            first=True,
        )
        receipt.made.append(Received(report_id, unit_id, source.channel, told, read, reachable))
    bulk.insert(Report, REPORT_COLUMNS, values)
    bulk.insert(Reply, _REPLY_COLUMNS, replies)


def _write_landed(by: By, source: Source, landed: Sequence[tuple[Incoming, int, int | None]]) -> None:
    bulk.insert(
        LandedRow,
        _LANDED_COLUMNS,
        [
            (
                source.batch_id,
                row.position,
                row.source,
                row.number,
                version,
                row.digest,
                row.key,
                row.raw,
                _REFUSED if report_id is None else _PROMOTED,
                row.refusal,
                report_id,
                by.at,
            )
            for row, version, report_id in landed
        ],
    )


# Read once: an enumeration's value is looked up by a descriptor each time.
_PENDING, _LINKED = Fate.PENDING.value, Fate.LINKED.value
_WAITING, _UNREACHABLE = ReplyState.WAITING.value, ReplyState.UNREACHABLE.value
_REFUSED, _PROMOTED = LandedState.REFUSED.value, LandedState.PROMOTED.value
REPORT_COLUMNS = (
    "id",
    "source",
    "number",
    "channel",
    "unit_id",
    "entered_at",
    *TOLD,
    "contact_due",
    "handle_due",
    "handle_due_at",
    "handle_due_given",
    *READ,
    "fate",
    "pending_reason",
    "pending_owner_id",
    "pending_due",
)
_REPLY_COLUMNS = ("report_id", "state", "owed_since", "due", "text", "sent_at", "interim_at")
_LANDED_COLUMNS = (
    "batch_id",
    "position",
    "source",
    "number",
    "version",
    "digest",
    "key",
    "raw",
    "state",
    "refusal",
    "report_id",
    "landed_at",
)
