"""A registry, and a day on which limits have passed."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from list_pages import LATER

from records.problems.list_making import moment, registry


@pytest.fixture(autouse=True)
def _standing(settings: LazySettings, db: None) -> None:
    settings.HUIYIN_NOW = moment(LATER).isoformat()
    registry()
