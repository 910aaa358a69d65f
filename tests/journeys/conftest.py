"""A person in a real browser: Chromium against a live server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import planting
import pytest
from cast import enrol
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from visiting import Visitor

from chromium import CHROMIUM
from database_file import django_db_keepdb, django_db_modify_db_settings
from huiyin.records.accounts.models import Account
from huiyin.records.invariants import run
from huiyin.records.ledger.verification import verify
from records.laid_down import laid
from records.reports.report_rows import LATER

ROOT = Path(__file__).parents[2]
__all__ = ["django_db_keepdb", "django_db_modify_db_settings"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
# A machine that is busy with something else must not fail a journey.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a journey; without Chromium it is skipped, saying so."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def _assets() -> None:
    subprocess.run([sys.executable, "tools/build_assets.py"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    # Playwright runs a loop in this thread, in which Django would refuse the fixtures' own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visitor(
    browser: Browser, _assets: None, settings: LazySettings, live_server: LiveServer
) -> Iterator[Callable[..., Visitor]]:
    """Make a visitor with a window of a width, a colour scheme and a language of its own.

    When they have gone, the browser has complained of nothing that they did not expect.
    """
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def make(width: int = 1440, scheme: str = "light", locale: str = "zh-CN") -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        contexts.append(context)
        visitors.append(Visitor(context, live_server.url))
        return visitors[-1]

    yield make
    for context in contexts:
        context.close()
    assert [someone.complaints for someone in visitors] == [[] for _ in visitors]


@pytest.fixture
def people(
    transactional_db: None, settings: LazySettings, request: pytest.FixtureRequest
) -> Iterator[dict[str, Account]]:
    """A city with its compounds and everybody's account, on a morning of the campaign. By username.

    Where the desk is asked for as well, its orders are there. When the journey is over, everything that must always hold holds,
    and the ledger is whole.
    """
    settings.HUIYIN_NOW = planting.NOW.isoformat()
    planted = "desk" in request.fixturenames

    def make() -> None:
        planting.found()
        enrol(planting.by("operator", -7 * 24 * 60), planting.compound("青梧雅苑"))
        if planted:
            planting.plant()

    laid(("journeys", planted), make)
    yield {account.username: account for account in Account.objects.all()}
    assert list(run(LATER)) == []
    assert verify().faults == ()


@pytest.fixture
def desk(people: dict[str, Account]) -> dict[str, Account]:
    """The same, and the orders of :func:`planting.plant` have come in."""
    return people


@pytest.fixture
def enter(
    visitor: Callable[..., Visitor], people: dict[str, Account], live_server: LiveServer
) -> Callable[..., Visitor]:
    """Make a visitor who is signed in already: by username, and then as ``visitor`` does."""

    def make(username: str, width: int = 1440, scheme: str = "light", locale: str = "zh-CN") -> Visitor:
        client = Client()
        client.force_login(people[username])
        someone = visitor(width, scheme, locale)
        someone.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        return someone

    return make
