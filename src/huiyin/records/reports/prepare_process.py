"""The second process of a large import: loads Django for its settings, then maps and reads rows until told to end.

Nothing that knows Django is imported before it is set up, since a spawned process imports this module first.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from typing import TYPE_CHECKING

from huiyin.knowledge.places.gazetteer import Entry
from huiyin.records.reports.landing.bound import Bound
from huiyin.records.reports.landing.frames import Row

if TYPE_CHECKING:
    from huiyin.records.reports.incoming import Incoming
    from huiyin.records.reports.preparing import Preparer

_preparer: Preparer


class PrepareProcess:
    """A context in which rows are prepared by another process, in the order in which they are handed over."""

    def __init__(self, bound: Bound, entries: Sequence[Entry], today: date) -> None:
        self._pool = ProcessPoolExecutor(
            1, get_context("spawn"), initializer=_start, initargs=(bound, entries, today)
        )

    def __enter__(self) -> PrepareProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def hand_over(self, rows: Sequence[Row]) -> Future[list[Incoming]]:
        """Have ``rows`` prepared; the future's result is what ``Preparer.prepare`` returns."""
        return self._pool.submit(_prepare, rows)


def _start(bound: Bound, entries: Sequence[Entry], today: date) -> None:
    import django

    django.setup()
    from huiyin.records.reports.preparing import Preparer

    global _preparer  # noqa: PLW0603 - the one state of this process, set once at its start
    _preparer = Preparer(bound, entries, today)


def _prepare(rows: Sequence[Row]) -> list[Incoming]:
    return _preparer.prepare(rows)
