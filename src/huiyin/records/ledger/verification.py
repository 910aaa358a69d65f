"""Verifying the ledger: every chain, every seal, and the exported seals, from the key and the tables alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import msgspec
from django.db.models import Exists, OuterRef

from huiyin.records.ledger import chain
from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.sealing import Line

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the ledger: where, and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was read and what was found wrong with it."""

    entries: int
    chains: int
    seals: int
    unsealed: int
    faults: tuple[Fault, ...]


def verify(exported: Path | None = None) -> Verdict:
    """Read the whole ledger and check it; ``exported`` is the file of seals kept outside the database, if any."""
    faults: list[Fault] = []
    entries = chains = 0
    # The file first: a seal that is exported while we read must not look as if it were gone from the database.
    kept = _exported(exported) if exported is not None else None
    ordered = Entry.objects.order_by("record", "record_id", "position").iterator(chunk_size=CHUNK)
    for (record, record_id), chained in groupby(ordered, key=attrgetter("record", "record_id")):
        chains += 1
        held = list(chained)
        entries += len(held)
        faults.extend(_chain_faults(record, record_id, held))
    seals = list(Seal.objects.order_by("number"))
    faults.extend(_seal_faults(seals))
    faults.extend(_orphans())
    if exported is not None:
        faults.extend(_export_faults(seals, exported.name, kept))
    unsealed = Entry.objects.filter(seal__isnull=True).count()
    return Verdict(entries, chains, len(seals), unsealed, tuple(faults))


def verify_chain(record: str, record_id: int) -> tuple[Fault, ...]:
    """Check the chain of one record: that no act was changed and none but the newest are missing."""
    entries = Entry.objects.filter(record=record, record_id=record_id).order_by("position")
    return tuple(_chain_faults(record, record_id, entries))


def _chain_faults(record: str, record_id: int, entries: Iterable[Entry]) -> Iterator[Fault]:
    previous, expected = chain.GENESIS, 1
    for entry in entries:
        where = f"{record}:{record_id}#{entry.position}"
        if entry.position != expected:
            yield Fault(where, f"entry {expected} of this chain is missing")
        mac = chain.entry_mac(
            record,
            record_id,
            entry.position,
            entry.at,
            entry.actor,
            entry.door,
            entry.action,
            entry.cause,
            entry.content,
            previous,
        )
        if mac != bytes(entry.mac):
            yield Fault(where, "the entry or the one before it was changed")
        previous, expected = bytes(entry.mac), entry.position + 1


def _seal_faults(seals: list[Seal]) -> Iterator[Fault]:
    previous = chain.GENESIS
    for number, seal in enumerate(seals, start=1):
        if seal.number != number:
            yield Fault(f"seal {number}", "this seal is missing")
            return
        entries = Entry.objects.filter(seal=seal).order_by("id").values_list("id", "mac")
        under = [(i, bytes(m)) for i, m in entries]
        if len(under) != seal.count:
            yield Fault(f"seal {number}", f"{seal.count} entries were sealed, {len(under)} are there")
        if chain.seal_mac(number, seal.at, under, previous) != bytes(seal.mac):
            yield Fault(f"seal {number}", "entries under this seal, or the seal itself, were changed")
        previous = bytes(seal.mac)


def _orphans() -> Iterator[Fault]:
    """Entries under a seal that is gone: SQLite's own shell does not mind removing it."""
    orphans = (
        Entry.objects.filter(seal__isnull=False)
        .exclude(Exists(Seal.objects.filter(pk=OuterRef("seal_id"))))
        .order_by("id")
        .values_list("record", "record_id", "position")
    )
    for record, record_id, position in orphans:
        yield Fault(f"{record}:{record_id}#{position}", "the seal over this entry is gone")


def _exported(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _export_faults(seals: list[Seal], name: str, kept: bytes | None) -> Iterator[Fault]:
    if kept is None:
        if seals:
            yield Fault(name, "the file of exported seals is missing")
        return
    *lines, rest = kept.split(b"\n")
    if rest:
        yield Fault(name, "the last line was cut off while it was written; the next export writes it anew")
    held = {seal.number: bytes(seal.mac).hex() for seal in seals}
    expected = 1
    for count, text in enumerate(lines, start=1):
        try:
            line = msgspec.json.decode(text, type=Line)
        except msgspec.DecodeError:
            yield Fault(f"{name}, line {count}", "this line is not a seal")
            continue
        if line.number != expected:
            yield Fault(f"{name}, line {count}", f"seal {expected} should stand here, not {line.number}")
        if held.get(line.number) != line.mac:
            yield Fault(f"seal {line.number}", "differs from the exported one, or is gone from the database")
        expected = line.number + 1
