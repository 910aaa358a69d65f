"""Fixtures of the cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from records.reports.report_rows import Desk, standing_desk


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A desk that takes rows in, over a registry with three known compounds; at the end every invariant must hold."""
    yield from standing_desk()
