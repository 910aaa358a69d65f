"""Processor time of calls, in this process and in the database server that works for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WARM = 3


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of processor time of one call: the mean, and what 95 of 100 stay under."""

    mean: float
    p95: float


def spent(act: Callable[[], object], rounds: int) -> Spent:
    """What a call costs, of ``rounds`` warm ones. Needs a server on this machine, with Linux's figures of its processes."""
    server = _server()
    for _ in range(WARM):
        act()
    each = []
    for _ in range(rounds):
        begun, there = time.process_time(), server()
        act()
        each.append((time.process_time() - begun + server() - there) * 1000)
    each.sort()
    return Spent(sum(each) / rounds, each[int(rounds * 0.95)])


def _server() -> Callable[[], float]:
    """Tells the seconds that the process which serves our connection has worked; always 0 where there is none."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return lambda: 0.0
    with connection.cursor() as cursor:
        # The whole work in one process, so that all of it is counted.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        figures = Path("/proc") / str(cursor.fetchone()[0]) / "schedstat"
    return lambda: int(figures.read_text().split()[0]) / 1e9
