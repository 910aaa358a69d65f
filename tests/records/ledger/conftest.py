"""Fixtures of the ledger's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from huiyin.records.consequences import CONSEQUENCES
from huiyin.records.ledger.action import Consequence, install


@pytest.fixture
def table() -> Iterator[Callable[[Iterable[Consequence]], None]]:
    """Install another table of consequences; the product's own stands again afterwards."""
    yield install
    install(CONSEQUENCES)
