"""Fixtures of the accounts' tests."""

from __future__ import annotations

import pytest

from records.accounts.account_rows import by
from records.registry.few_divisions import set_up_few


@pytest.fixture
def registry(db: None) -> None:
    """The registry as it is after installation."""
    set_up_few(by(minutes=-60))
