"""Actions of the ledger itself: the exceptions list, and the keys under which it is written."""

from __future__ import annotations

from collections.abc import Sequence

from huiyin.records.ledger import bulk, keys
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.clashes import retried
from huiyin.records.ledger.models import ExceptionItem

_KEY = ("record", "record_id", "wanted")


@action("exception.raise")
def raise_exceptions(by: By, items: Sequence[tuple[str, int, str, str]]) -> None:
    """Put ``(record, id, wanted action, reason)`` on the exceptions list; one that stands there already stays as it is."""
    unique = {(record, record_id, wanted): reason for record, record_id, wanted, reason in reversed(items)}
    keys = sorted(unique)
    ids = dict(zip(keys, bulk.reserve(ExceptionItem, len(keys)), strict=True))
    if not ids:
        return
    bulk.insert_absent(
        ExceptionItem,
        ("id", *_KEY, "reason", "since", "cleared_at", "cleared_by"),
        [(ids[key], *key, unique[key], by.at, None, "") for key in keys],
        "(record, record_id, wanted) WHERE cleared_at IS NULL",
    )
    standing = bulk.matching(ExceptionItem, _KEY, keys, ("id", *_KEY), "t.cleared_at IS NULL")
    for pk, record, record_id, wanted in standing:
        if pk == ids[record, record_id, wanted]:
            enter(record, record_id, {"wanted": wanted, "reason": unique[record, record_id, wanted]})


@action("exception.clear")
def clear_exceptions(by: By, ids: Sequence[int], reason: str) -> int:
    """Take items off the list, with the reason. Returns how many were open. Raises ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("clearing an exception needs a reason")
    open_items = list(
        ExceptionItem.objects.select_for_update().filter(id__in=ids, cleared_at__isnull=True).order_by("id")
    )
    for item in open_items:
        item.cleared_at, item.cleared_by = by.at, by.actor
        enter(item.record, item.record_id, {"wanted": item.wanted, "cleared": reason})
    ExceptionItem.objects.bulk_update(open_items, ["cleared_at", "cleared_by"])
    return len(open_items)


@retried
@action("keys.note")
def note_keys(by: By) -> None:
    """Note the marks of the keys under which this database is written, once and for all.

    Of two homes that come first at once one is noted. Raises :class:`keys.OtherKeys` for the other, unless it has the same.
    """
    if not keys.noted():
        enter(keys.RECORD, keys.RECORD_ID, dict(keys.marks()), first=True)
