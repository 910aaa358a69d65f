"""Several writers at once, each a thread with a connection of its own, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

T = TypeVar("T")

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)


def at_once(count: int, work: Callable[[int], T]) -> list[T]:
    """What ``work(0)``, ``work(1)`` … returned, run by as many threads that start together."""
    start = Barrier(count)

    def run(number: int) -> T:
        try:
            start.wait(timeout=20)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
