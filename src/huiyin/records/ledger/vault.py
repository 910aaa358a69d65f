"""Keeping what identifies a person: encrypted whole, found again only by a keyed index, erased by destroying its key.

Each record has a key of its own (256 bits), kept wrapped under the installation's vault key. AES-256-GCM (NIST SP
800-38D) with a random 96-bit nonce throughout; a text's purpose is bound to it, so that one cannot stand for another.

To erase is to forget the wrapped key: without it nobody opens what was kept, not even with the vault key. It reaches no
copy of the wrapped key that was made before, such as a backup's.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huiyin.records.ledger import chain

NONCE = 12
KEY = 32


class Unreadable(ValueError):
    """What was kept cannot be opened: a wrong key, a damaged text, or one kept for another purpose."""


@lru_cache(maxsize=1)
def _master(key: bytes) -> AESGCM:
    return AESGCM(key)


def new_key() -> tuple[bytes, bytes]:
    """A record's fresh key, and the same wrapped for keeping (60 bytes)."""
    key = secrets.token_bytes(KEY)
    nonce = secrets.token_bytes(NONCE)
    return key, nonce + _master(settings.HUIYIN_VAULT_KEY).encrypt(nonce, key, b"key")


def unwrap(wrapped: bytes) -> bytes:
    """The key that was wrapped. Raises :class:`Unreadable`."""
    return _open(_master(settings.HUIYIN_VAULT_KEY), bytes(wrapped), b"key")


def shut(key: bytes, purpose: str, content: bytes) -> bytes:
    """``content``, a text in UTF-8, encrypted under a record's key."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())


def shut_each(purpose: str, contents: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Each of ``contents`` encrypted under a fresh key of its own: the wrapped key, and what is kept under it.

    What :func:`new_key` and :func:`shut` give one by one, with the chance for all of them drawn at once.
    """
    master, bound = _master(settings.HUIYIN_VAULT_KEY), purpose.encode()
    step = KEY + 2 * NONCE
    chance = secrets.token_bytes(step * len(contents))
    kept = []
    for start, content in zip(range(0, len(chance), step), contents, strict=True):
        key = chance[start : start + KEY]
        wrapping, nonce = (
            chance[start + KEY : start + KEY + NONCE],
            chance[start + KEY + NONCE : start + step],
        )
        wrapped = wrapping + master.encrypt(wrapping, key, b"key")
        kept.append((wrapped, nonce + AESGCM(key).encrypt(nonce, content, bound)))
    return kept


def disclose(key: bytes, purpose: str, kept: bytes) -> str:
    """The text that :func:`shut` kept. Raises :class:`Unreadable`."""
    return _open(AESGCM(key), bytes(kept), purpose.encode()).decode()


def _open(cipher: AESGCM, kept: bytes, purpose: bytes) -> bytes:
    try:
        return cipher.decrypt(kept[:NONCE], kept[NONCE:], purpose)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("what was kept encrypted cannot be opened with this key") from error


def blind_index(purpose: str, value: bytes) -> bytes:
    """A 16-byte mark by which equal values are found without being readable; keyed, and apart for each purpose."""
    return chain.code(settings.HUIYIN_INDEX_KEY, purpose.encode() + b"\x00" + value)[:16]
