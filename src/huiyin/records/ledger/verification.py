"""Verifying the ledger: every chain, every seal, and the exported seals, from the key and the tables alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from huiyin.records.ledger import chain
from huiyin.records.ledger.models import Entry, Seal

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
    ordered = Entry.objects.order_by("record", "record_id", "position").iterator(chunk_size=CHUNK)
    for (record, record_id), chained in groupby(ordered, key=attrgetter("record", "record_id")):
        chains += 1
        previous, expected = chain.GENESIS, 1
        for entry in chained:
            entries += 1
            where = f"{record}:{record_id}#{entry.position}"
            if entry.position != expected:
                faults.append(Fault(where, f"entry {expected} of this chain is missing"))
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
                faults.append(Fault(where, "the entry or the one before it was changed"))
            previous, expected = bytes(entry.mac), entry.position + 1
    seals = list(Seal.objects.order_by("number"))
    faults.extend(_seal_faults(seals))
    if exported is not None:
        faults.extend(_export_faults(seals, exported))
    unsealed = Entry.objects.filter(seal__isnull=True).count()
    return Verdict(entries, chains, len(seals), unsealed, tuple(faults))


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


def _export_faults(seals: list[Seal], exported: Path) -> Iterator[Fault]:
    if not exported.exists():
        if seals:
            yield Fault(exported.name, "the file of exported seals is missing")
        return
    held = {seal.number: bytes(seal.mac).hex() for seal in seals}
    for line in exported.read_text().splitlines():
        kept = json.loads(line)
        if held.get(kept["number"]) != kept["mac"]:
            yield Fault(
                f"seal {kept['number']}", "differs from the exported one, or is gone from the database"
            )
