"""Doing again what clashed with another writer.

Of two writers that wait for one another PostgreSQL ends one, and nothing of what that one did stands. Locks in one order
make this rare; where an action must touch what it learns of only on its way, it is done again, from the beginning.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, connection

P = ParamSpec("P")
R = TypeVar("R")

# How often an act that clashes is done; each clash means that the other has come further.
TRIES = 60
# What PostgreSQL calls them: unique_violation, serialization_failure, deadlock_detected. SQLite lets one write at a time.
CLASHES = frozenset({"23505", "40001", "40P01"})


def retried(act: Callable[P, R]) -> Callable[P, R]:
    """``act``, an action that is outermost and given values that can be read twice, done again when it clashes.

    What clashes ``TRIES`` times is passed on as it is. Within a transaction it is passed on at once: there it is the whole
    transaction that would have to be done again.
    """

    @functools.wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        tries = 1
        while True:
            within = connection.in_atomic_block
            try:
                return act(*args, **kwargs)
            except DatabaseError as error:
                clashed = getattr(error.__cause__, "sqlstate", None) in CLASHES
                if within or not clashed or tries == TRIES:
                    raise
                tries += 1

    return run
