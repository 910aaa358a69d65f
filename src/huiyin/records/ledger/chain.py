"""The arithmetic of the ledger: what exactly an entry's and a seal's code covers.

An entry's code covers its own fields and the code of the entry before it in the chain of the same record; a seal's code
covers the codes of its entries in the order of their ids and the seal before it. Both are HMAC-SHA-256 (RFC 2104) under a
key that is kept outside the database, so that who can write to the database still cannot forge a chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

GENESIS = bytes(32)

_encoder = msgspec.json.Encoder(order="sorted")


def canonical(content: Mapping[str, object]) -> str:
    """The one JSON text of a content: keys sorted, no blanks. Raises ``TypeError`` for what JSON cannot hold."""
    return canonical_bytes(content).decode()


def canonical_bytes(content: Mapping[str, object]) -> bytes:
    """The same in UTF-8, for what is hashed or encrypted rather than read."""
    return _encoder.encode(content)


def code(key: bytes, content: bytes) -> bytes:
    """The HMAC-SHA-256 (RFC 2104) of ``content`` under ``key``: 32 bytes."""
    begun = _keyed(key).copy()
    begun.update(content)
    return begun.finalize()


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> HMAC:
    # An import makes several codes a row; to begin each with the bare key takes as long as the code itself.
    return HMAC(key, SHA256())


def entry_mac(
    record: str,
    record_id: int,
    position: int,
    at: datetime,
    actor: str,
    door: str,
    action: str,
    cause: str,
    content: str,
    previous: bytes,
) -> bytes:
    """The 32-byte code of an entry that stands after ``previous`` in its record's chain."""
    fields = (record, record_id, position, instant(at), actor, door, action, cause, content)
    return code(settings.HUIYIN_LEDGER_KEY, _encoder.encode(fields) + previous)


def seal_mac(number: int, at: datetime, entries: Iterable[tuple[int, bytes]], previous: bytes) -> bytes:
    """The 32-byte code of seal ``number`` over ``(id, mac)`` of its entries in the order of their ids."""
    digest = hashlib.sha256()
    count = 0
    for entry_id, mac in entries:
        digest.update(entry_id.to_bytes(8, "big") + bytes(mac))
        count += 1
    fields = _encoder.encode((number, instant(at), count))
    return code(settings.HUIYIN_LEDGER_KEY, fields + digest.digest() + previous)


@lru_cache(maxsize=1024)
def instant(at: datetime) -> str:
    """A moment as the chain writes it: UTC, microseconds, the same on every database. Raises ``ValueError`` if naive."""
    if at.tzinfo is None:
        raise ValueError("a moment without time zone cannot be entered in the ledger")
    return at.astimezone(UTC).isoformat(timespec="microseconds")
