"""An installation that is watched: the middleware in its order, a home in which all is well, an officer."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from watched import BY, NOW, OURS

from huiyin.doors.web.watch import standing
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.actions import note_keys
from huiyin.records.ledger.sealing import seal
from huiyin.records.registry.models import Unit
from records.registry.few_divisions import set_up_few


@pytest.fixture(autouse=True)
def _watched(settings: LazySettings) -> None:
    """The middleware in the order in which an installation has it, and a clock that stands."""
    others = [name for name in settings.MIDDLEWARE if not name.startswith(OURS)]
    at = others.index("whitenoise.middleware.WhiteNoiseMiddleware") + 1
    settings.MIDDLEWARE = [
        f"{OURS}.request_ids.identified",
        *others[:at],
        f"{OURS}.measuring.measured",
        *others[at:],
    ]
    settings.ROOT_URLCONF = "watched"
    settings.HUIYIN_NOW = NOW.isoformat()
    settings.HUIYIN_PROXIES = []
    settings.HUIYIN_METRICS_TOKEN = ""


@pytest.fixture
def officer(db: None) -> Account:
    set_up_few(BY)
    return Account.objects.create(
        username="wang.min",
        name="王敏",
        roles="officer",
        unit=Unit.objects.get(code="sh-bureau"),
        made_at=NOW,
        password="!",
    )


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path, db: None) -> Path:
    """A home in which all is well: keys noted and sealed, and the tick has just ended."""
    settings.HUIYIN_HOME = tmp_path
    note_keys(BY)
    list(seal(NOW))
    (tmp_path / standing.TICK_MARK).touch()
    return tmp_path
