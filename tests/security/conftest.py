"""What the security tests share: built assets, and the planted world, made once for the whole folder.

The world is committed, since what is refused undoes its own transaction. Tests that change it put nothing back: they act upon
records of their own, or assert that nothing was changed. When the folder is done all tables are empty again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import crawling
import every_address
import planted_world
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from database_file import django_db_keepdb, django_db_modify_db_settings
from huiyin.records.ledger.models import Entry

ROOT = Path(__file__).parents[2]
__all__ = ["django_db_keepdb", "django_db_modify_db_settings"]
CRAWL = frozenset({"test_planted_identities", "test_policy_in_chromium", "test_requests", "test_rights"})
"""The files whose tests look at the crawls."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file that asks for the crawls and is not named would have another process make them once more."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.path.stem not in CRAWL:
            asked = {"crawl", "linked"} & set(getattr(item, "fixturenames", ()))
            assert not asked, f"name {item.path.stem} in CRAWL: it asks for {', '.join(sorted(asked))}"


class _CrawlsTogether(LoadFileScheduling):
    """Each file stays in one process, and those that ask for the crawls, which take longest, in the same."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "crawls" if Path(file).stem in CRAWL else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling:
    return _CrawlsTogether(config, log)


@pytest.fixture(scope="session")
def _assets() -> None:
    subprocess.run([sys.executable, "tools/build_assets.py"], cwd=ROOT, check=True)


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of the planted world."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def _django_db_helper(world: planted_world.World) -> None:
    """What pytest-django does for a test marked ``django_db``, in this folder: no transaction, no flush, but the world."""


@pytest.fixture(scope="package")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    _assets: None,
    home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[planted_world.World]:
    """The planted world."""
    settings = override_settings(HUIYIN_HOME=home, HUIYIN_NOW=planted_world.NOW.isoformat())
    with settings, django_db_blocker.unblock():
        cache.clear()
        yield planted_world.make(tmp_path_factory.mktemp("files"))
        call_command("flush", verbosity=0, interactive=False)
        cache.clear()


@pytest.fixture(scope="package")
def crawl(world: planted_world.World) -> list[crawling.Answer]:
    """What a person of each role gets from every page; to read is to change nothing."""
    before = Entry.objects.count()
    answers = list(crawling.as_everyone(world))
    assert Entry.objects.count() == before
    return answers


@pytest.fixture(scope="package")
def linked(world: planted_world.World) -> list[crawling.Answer]:
    """What those who see most reach by links from their first page."""
    people = ("jingan.team-lead", "sh-bureau.city-supervisor", "sh-bureau.auditor", "sh-bureau.admin")
    return [
        answer for who in people for answer in crawling.by_its_links(every_address.browser(world, who), who)
    ]
