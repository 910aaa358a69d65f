"""Set-up shared by all tests: a home folder of their own and, where asked for, a real PostgreSQL server.

``HUIYIN_TEST_ENGINE=postgresql`` runs the tests on PostgreSQL instead of SQLite. ``--long`` adds the long ones.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.conf import settings as configured
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings

from huiyin.knowledge.law.calendar import DEFAULT, use
from quick_hashing import QUICK

# Before Django reads its settings: tests never touch a developer's data.
_HOME = tempfile.mkdtemp(prefix="huiyin-test-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["HUIYIN_HOME"] = _HOME
for _name in ("HUIYIN_KEYS", "HUIYIN_NOW", "DATABASE_URL"):
    os.environ.pop(_name, None)

# The processes that tests start share compiled modules, outside the tree; `make` has the interpreter keep none.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
if "PYTHONPYCACHEPREFIX" not in os.environ:
    _COMPILED = tempfile.mkdtemp(prefix="huiyin-compiled-")
    atexit.register(shutil.rmtree, _COMPILED, ignore_errors=True)
    os.environ["PYTHONPYCACHEPREFIX"] = _COMPILED

# No test is timed: how quickly examples are drawn says how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Set here and not in pyproject.toml: there the settings would be read before the lines above.
os.environ["DJANGO_SETTINGS_MODULE"] = "huiyin.site.settings"

if os.environ.get("HUIYIN_TEST_ENGINE") == "postgresql":
    from postgres_server import Server

    _server = Server()
    atexit.register(_server.stop)
    os.environ["DATABASE_URL"] = _server.url


# The conftest files below this one import models.
django.setup()
# A password that costs what it should would be most of what a page's test takes. What it costs is tested by itself.
configured.PASSWORD_HASHERS = QUICK


# A test that commits leaves all tables empty. Django would fill its permissions and kinds in again, for which nobody asks.
post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
post_migrate.disconnect(create_contenttypes)

_RECORDS = Path(__file__).with_name("records")
_LANDING = _RECORDS / "reports" / "landing"


def _opens_a_database(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    if asked & {"db", "transactional_db"} or item.get_closest_marker("django_db"):
        return True
    # Tests of processes ask for nothing, and say where they belong; those that open files know no database.
    return "tmp_path" in asked and not item.path.is_relative_to(_LANDING)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("HUIYIN_TEST_ENGINE") == "postgresql":
        # What opens no database is tested once, with SQLite.
        kept, left_out = list[pytest.Item](), list[pytest.Item]()
        for item in items:
            once = item.path.is_relative_to(_RECORDS) and not _opens_a_database(item)
            (left_out if once else kept).append(item)
        items[:] = kept
        config.hook.pytest_deselected(items=left_out)
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="long: run by `make faults`")
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """A run of all suites has made the empty tables once (``HUIYIN_TEST_TABLES``); each process begins with a copy of them, in
    which Django finds nothing left to migrate. On PostgreSQL, and without that run, it migrates."""
    made = os.environ.get("HUIYIN_TEST_TABLES")
    if not made or connection.vendor != "sqlite":
        yield
        return
    # The name by which Django opens a test's database in memory; it is there as long as somebody has it open.
    with (
        closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect("file:memorydb_default?mode=memory&cache=shared", uri=True)) as copy,
    ):
        source.backup(copy)
        yield


@pytest.fixture
def as_published() -> Iterator[None]:
    """For a test that lets other days off count: behind it those that come with the product count again."""
    yield
    use(DEFAULT)


def pytest_report_header() -> str:
    return f"huiyin: {os.environ.get('HUIYIN_TEST_ENGINE', 'sqlite')}, Python {sys.version.split()[0]}"
