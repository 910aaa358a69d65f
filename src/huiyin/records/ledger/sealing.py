"""Sealing: marking batches of entries so that what is sealed cannot be changed, removed, added to or reordered unseen.

A batch is whatever committed entries have no seal yet, never a range of ids: PostgreSQL commits out of order, and an entry
with a low id may appear late. What is not yet sealed (at most five minutes while ``huiyin tick`` runs) is protected
by its own chain only against change, not against removal of its end.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from django.db import connection, transaction

from huiyin.records.ledger import chain
from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.turnstile import turn

BATCH = 2_000


def seal(at: datetime) -> Iterator[Seal]:
    """Seal everything committed that has no seal, batch by batch, each in its own short transaction."""
    while True:
        made = _seal_batch(at)
        if made is None:
            return
        yield made
        if made.count < BATCH:
            return


def _seal_batch(at: datetime) -> Seal | None:
    with turn(), transaction.atomic(savepoint=False):
        if connection.vendor == "postgresql":
            # One sealer at a time; the lock ends with the transaction.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('huiyin ledger seal'))")
        entries = list(
            Entry.objects.filter(seal__isnull=True).order_by("id").values_list("id", "mac")[:BATCH]
        )
        if not entries:
            return None
        last = Seal.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        previous = bytes(last.mac) if last else chain.GENESIS
        made = Seal.objects.create(
            number=number,
            at=at,
            count=len(entries),
            mac=chain.seal_mac(number, at, ((i, bytes(m)) for i, m in entries), previous),
        )
        # The batch is the lowest unsealed ids; those between that commit later simply fall into a later seal.
        Entry.objects.filter(id__in=[i for i, _ in entries]).update(seal=made)
        return made


class Line(msgspec.Struct, frozen=True):
    """One seal as the exported file holds it."""

    number: int
    at: str
    count: int
    mac: str


def export(path: Path) -> int:
    """Append the seals that ``path`` lacks, a JSON object a line, and force them to disk. Returns how many.

    A last line that a crash cut off is written anew. Raises ``ValueError`` when the last whole line is no seal: somebody
    has changed the file, and nothing is added to it.
    """
    # Unbuffered: what could not be written must not be tried again when the file is closed.
    with path.open("a+b", buffering=0) as file:
        # Two exporters at once would both append the same seals.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        held = file.readall()
        whole = held[: held.rfind(b"\n") + 1]
        known = _last_number(path.name, whole)
        lines = [
            msgspec.json.encode(Line(s.number, chain.instant(s.at), s.count, bytes(s.mac).hex())) + b"\n"
            for s in Seal.objects.filter(number__gt=known).order_by("number")
        ]
        if lines or whole != held:
            file.truncate(len(whole))
            added = b"".join(lines)
            try:
                if file.write(added) < len(added):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path.name)
                os.fsync(file.fileno())
            except OSError:
                # A full disk takes part of a line; without it the file is as it was.
                file.truncate(len(whole))
                raise
    return len(lines)


def _last_number(name: str, whole: bytes) -> int:
    lines = whole.splitlines()
    if not lines:
        return 0
    try:
        return msgspec.json.decode(lines[-1], type=Line).number
    except msgspec.DecodeError as error:
        raise ValueError(
            f"{name}, line {len(lines)}: not a seal ({error}); verify the ledger, then put back a true copy of the file"
        ) from error
