"""Reads of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection
from django.db.models import Max, Q, QuerySet

from huiyin.records.ledger.action import Ref
from huiyin.records.ledger.models import Entry, ExceptionItem


def history(record: str, record_id: int) -> QuerySet[Entry]:
    """Every act upon one record, oldest first."""
    return Entry.objects.filter(record=record, record_id=record_id).order_by("position")


def acts_upon(refs: Collection[Ref]) -> QuerySet[Entry]:
    """Every act upon these records, newest first."""
    if not refs:
        return Entry.objects.none()
    # Not by the id, in which the database would look for the newest among all that ever happened.
    return Entry.objects.filter(_among(refs)).order_by("-at", "-pk")


def last_positions(record: str, ids: Collection[int]) -> dict[int, int]:
    """The position of the last act upon each record of one kind. One statement."""
    found = Entry.objects.filter(record=record, record_id__in=ids).order_by()
    return dict(found.values_list("record_id").annotate(Max("position")))


def last_acts(record: str, ids: Collection[int], action: str) -> dict[int, Entry]:
    """The last act of one kind upon each record that has one. One statement."""
    found = Entry.objects.filter(record=record, record_id__in=ids, action=action)
    return {entry.record_id: entry for entry in found.order_by("position")}


def newest() -> tuple[int, bytes] | None:
    """Id and code of the newest entry: while it is the newest, nothing was done since, if then :func:`nobody_writes`.

    None without any entry. One statement.
    """
    entry = Entry.objects.order_by("-pk").values_list("pk", "mac").first()
    return None if entry is None else (entry[0], bytes(entry[1]))


def nobody_writes() -> bool:
    """Whether everything is visible that has been entered: nobody is about to commit an entry under a lower id.

    Never within a transaction, whose own entries may yet be taken back. At most one statement.
    """
    if connection.in_atomic_block:
        return False
    if connection.vendor != "postgresql":
        # There is one writer, and ids rise as entries are committed.
        return True
    with connection.cursor() as cursor:
        # Whoever enters something holds this lock upon the table from before he has its id until he is done; every role sees
        # it. The server's own upkeep takes others.
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [Entry._meta.db_table],
        )
        return bool(cursor.fetchone()[0])


def open_exceptions() -> QuerySet[ExceptionItem]:
    """What a consequence could not do and nobody has dealt with, longest first."""
    return ExceptionItem.objects.filter(cleared_at__isnull=True).order_by("since", "id")


def exceptions_of(refs: Collection[Ref]) -> QuerySet[ExceptionItem]:
    """Those of these records, longest first."""
    return open_exceptions().filter(_among(refs)) if refs else ExceptionItem.objects.none()


def _among(refs: Collection[Ref]) -> Q:
    by_record: dict[str, list[int]] = defaultdict(list)
    for record, record_id in refs:
        by_record[record].append(record_id)
    wanted = Q()
    for record, ids in sorted(by_record.items()):
        wanted |= Q(record=record, record_id__in=sorted(ids))
    return wanted
