"""A fair queue in front of SQLite's single write lock.

SQLite lets a waiting writer poll with growing pauses of up to 100 ms, so that a busy importer could keep an officer
waiting for seconds. A file lock wakes the waiter at once; the kernel frees it when its holder dies. One lock alone would
not be fair: who has just given it up may have it again before the waiter is awake. So there are two, as a turnstile has a
queue before it: one waits for the turn while holding the head of the queue, and who comes back must stand behind.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def turn() -> Iterator[None]:
    """Hold the turn to write. On PostgreSQL, which lets many write at once, it costs nothing."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or _in_memory():
        yield
        return
    path = Path(str(connection.settings_dict["NAME"]))
    with path.with_suffix(".turn").open("a") as place:
        with path.with_suffix(".queue").open("a") as head:
            fcntl.flock(head, fcntl.LOCK_EX)
            fcntl.flock(place, fcntl.LOCK_EX)
        yield


def _in_memory() -> bool:
    # Only SQLite's own class knows this, and it is asked only there.
    return bool(connection.is_in_memory_db())  # type: ignore[attr-defined]
