"""Keeping received files, encrypted whole, each under a key of its own.

AES-256-GCM over blocks of 1 MiB; each block's number and whether it is the last are bound to it, so that a shortened or
reordered file cannot be read.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huiyin.records.ledger import vault

BLOCK = 1 << 20
_OVERHEAD = vault.NONCE + 16


def folder() -> Path:
    """Where received files are kept."""
    path = Path(settings.HUIYIN_HOME) / "files"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def fingerprint(path: Path) -> bytes:
    """The file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


@contextmanager
def alone() -> Iterator[None]:
    """Keep every other process from keeping a file meanwhile. The kernel frees the lock when its holder dies."""
    descriptor = os.open(folder(), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def holds(name: str) -> bool:
    """Whether a file is kept under this name."""
    return (folder() / f"{name}.bin").exists()


def keep(path: Path, name: str) -> bytes:
    """Keep ``path`` encrypted as ``name``, durably. Returns the wrapped key. Raises ``OSError`` when disk is full.

    Call it within :func:`alone`, until the key is kept as well: whoever keeps the same file anew makes that key worthless.
    """
    key, wrapped = vault.new_key()
    cipher = AESGCM(key)
    target = folder() / f"{name}.bin"
    aside = target.with_suffix(".part")
    try:
        with path.open("rb") as source, aside.open("wb") as sink:
            number, block = 0, source.read(BLOCK)
            while True:
                following = source.read(BLOCK)
                nonce = secrets.token_bytes(vault.NONCE)
                sink.write(nonce + cipher.encrypt(nonce, block, _label(number, not following)))
                if not following:
                    break
                number, block = number + 1, following
            sink.flush()
            os.fsync(sink.fileno())
        aside.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return wrapped


def drop(name: str) -> None:
    """Remove a kept file whose key is destroyed; that it is gone already is no fault. Call it within :func:`alone`."""
    (folder() / f"{name}.bin").unlink(missing_ok=True)


def _sync_folder(path: Path) -> None:
    """Force a folder's list of files to disk: a batch that is entered must not outlive its file's name."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def reveal(name: str, wrapped: bytes) -> Iterator[bytes]:
    """The kept file, block by block. Raises :class:`vault.Unreadable` when it was changed or shortened."""
    cipher = AESGCM(vault.unwrap(wrapped))
    with (folder() / f"{name}.bin").open("rb") as file:
        number, block = 0, file.read(BLOCK + _OVERHEAD)
        while True:
            following = file.read(BLOCK + _OVERHEAD)
            try:
                yield cipher.decrypt(
                    block[: vault.NONCE], block[vault.NONCE :], _label(number, not following)
                )
            except (InvalidTag, ValueError) as error:
                raise vault.Unreadable(f"the kept file {name} was changed or shortened") from error
            if not following:
                return
            number, block = number + 1, following


def _label(number: int, last: bool) -> bytes:
    return number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")
