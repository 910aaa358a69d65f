"""What the web door's tests share: built assets, a desk with real reports, somebody who signs in, and a full first page."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.utils import translation
from people import person

from desk import rows, standing
from huiyin.knowledge.law import book
from huiyin.records.accounts.models import Account
from huiyin.records.problems.overview import Batch, Overview
from huiyin.records.reports.models import BatchState, Fate, PendingReason

ROOT = Path(__file__).parents[3]
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


@pytest.fixture(scope="session", autouse=True)
def _assets() -> None:
    subprocess.run([sys.executable, "tools/build_assets.py"], cwd=ROOT, check=True)


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """The language of the last page of another test is not this one's."""
    translation.deactivate()


@pytest.fixture
def desk() -> Iterator[ModuleType]:
    """A desk that has received four orders; afterwards everything that must always hold holds."""
    yield from standing()


@pytest.fixture
def two_hours_later(settings: LazySettings) -> None:
    """The clock stands two hours after the orders of the desk came in."""
    settings.HUIYIN_NOW = (rows.AT + dt.timedelta(hours=2)).isoformat()


@pytest.fixture
def home_of_its_own(settings: LazySettings, tmp_path: Path) -> None:
    """Files that arrive are kept where the test can look."""
    settings.HUIYIN_HOME = tmp_path


@pytest.fixture
def fresh_counts(db: None) -> Iterator[None]:
    """Tries of other tests to sign in do not count."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def zhou(db: None) -> Account:
    """A supervisor of the bureau, who signs in."""
    return person("zhou")


@pytest.fixture
def full_overview() -> Overview:
    """Every fate, reason, violation and state of a batch, each with a count of its own."""
    law = book.load()
    violations = [
        (code, v.name.zh, v.name.en, v.notice.class_code, 10 + number, number)
        for number, (code, v) in enumerate(law.violations.items())
    ]
    reasons = [(reason.value, 3 + number) for number, reason in enumerate(PendingReason)]
    pending = sum(count for _, count in reasons)
    counts = {
        "linked": 2000,
        "pending": pending,
        "transferred": 170,
        "declined": 0,
        "withdrawn": 31,
        "attached": 0,
        "answered": 0,
    }
    return Overview(
        reports_total=sum(counts.values()),
        fates=[(fate.value, counts[fate.value]) for fate in Fate],
        pending_reasons=reasons,
        problems_open=sum(row[4] for row in violations),
        problems_settled=sum(row[5] for row in violations),
        problems_unfounded=8,
        by_class=[
            (
                key,
                sum(row[4] for row in violations if row[3] == key),
                sum(row[5] for row in violations if row[3] == key),
            )
            for key in ("A", "B", "C", "none")
        ],
        by_violation=violations,
        tasks_due_today=14,
        tasks_overdue=3,
        replies_owed=208,
        replies_late=47,
        replies_answered=52,
        provisional_places=57,
        compounds_known=262,
        compounds_surveyed=19,
        batches=[
            Batch(
                1,
                f"orders-{state.value}.xlsx",
                dt.datetime(2022, 9, 14, 8, 12, tzinfo=SHANGHAI),
                state.value,
                *(1024, 900, 24, 94, 6, 700, 150, 50),
            )
            for state in BatchState
        ],
        batches_total=13,
        phase=("enforcement", 1),
        phases=[(p.id, p.name.zh, p.name.en, p.start, p.end) for p in law.campaign.phases],
        day=77,
        days=153,
    )
