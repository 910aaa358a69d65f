"""The figures that the web processes count themselves, added up over all of them.

Several processes answer on one port, and a scrape reaches any of them. So each keeps its figures in files of its own,
mapped into memory, in ``figures/`` of the home folder; whoever is asked adds up all files (multiprocess mode of
``prometheus_client``). Figures of a process that died stay in the sum. Labels are names of routes, methods and classes of
status: there are few of them, and none leads to a person.
"""

from __future__ import annotations

import fcntl
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

FOLDER = "figures"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Seconds; around what a page may take (25 and 30 ms of processor time), up to a list being written.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# Around what a list (5) and a problem's page (12) may use.
_STATEMENTS = (0, 2, 5, 8, 12, 20, 50, 100, 500)


class Meters:
    """What is counted of each request. One a process, made by :func:`meters`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = _take(folder)
        # Read by the library when it is first imported, hence not at the head of this module.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        from prometheus_client import Histogram

        self._seconds = Histogram(
            "huiyin_request_seconds",
            "Seconds until the answer begins; its count is the number of requests.",
            ("route", "method", "status"),
            buckets=_SECONDS,
            registry=None,
        )
        self._statements = Histogram(
            "huiyin_request_statements",
            "SQL statements used for a request.",
            ("route",),
            buckets=_STATEMENTS,
            registry=None,
        )

    def count(self, route: str, method: str, status: int, seconds: float, statements: int) -> None:
        """Count one answered request. `route` is a name from the table of addresses, never an address."""
        method = method if method in METHODS else "other"
        self._seconds.labels(route, method, f"{status // 100}xx").observe(seconds)
        self._statements.labels(route).observe(statements)

    def hang_on(self, registry: CollectorRegistry) -> None:
        """Let `registry` collect what all processes have counted."""
        from prometheus_client.multiprocess import MultiProcessCollector

        MultiProcessCollector(registry, str(self._folder))


@functools.cache
def meters() -> Meters:
    """The meters of this process."""
    return Meters(Path(settings.HUIYIN_HOME) / FOLDER)


def _take(folder: Path) -> int:
    """Join those who count in `folder`; the first of them clears away what an earlier run has left.

    The kernel frees a dead process's lock. Between clearing and sharing another may clear again: nothing is there yet.
    """
    folder.mkdir(exist_ok=True, mode=0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        for left in folder.glob("*.db"):
            left.unlink(missing_ok=True)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock
