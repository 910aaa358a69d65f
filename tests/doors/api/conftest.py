"""Fixtures of the interface's tests: a registry with known compounds, and programs of two districts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.api.calling import Caller, opened
from huiyin.records.reports import submitting
from records.reports.report_rows import AT, Desk, standing_desk


@pytest.fixture(autouse=True)
def _interface(settings: object) -> None:
    settings.ROOT_URLCONF = "doors.api.api_addresses"  # type: ignore[attr-defined]
    settings.HUIYIN_NOW = AT.isoformat()  # type: ignore[attr-defined]
    # A test that is rolled back leaves ids and counts for the next to use again.
    submitting._preparer.cache_clear()


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """The hotline's desk of 静安; at the end every invariant must hold."""
    # On PostgreSQL requests are counted in a table of the database.
    cache.clear()
    yield from standing_desk()


@pytest.fixture
def jingan(desk: Desk) -> Caller:
    """A program of the district where two of the compounds lie."""
    return opened("静安平台")


@pytest.fixture
def minhang(desk: Desk) -> Caller:
    """A program of the neighbour district."""
    return opened("闵行平台", "minhang")


@pytest.fixture
def statements(settings: object) -> Callable[[Callable[[], object]], int]:
    """Counts what the database is told; how often a program asks is counted in memory meanwhile, as on SQLite."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # type: ignore[attr-defined]

    def count(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as told:
            act()
        return len(told)

    return count
