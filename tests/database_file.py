"""Fixtures for folders whose pages are loaded from a live server: the database is a file there, as in an installation.

A database in memory has one connection, which the server's threads share: two requests of one page, or a request and the test's
own question, then meet in it, and SQLite refuses one of them (``bad parameter or other API misuse``). A folder's ``conftest.py``
imports both fixtures, which stand for those of pytest-django.
"""

from __future__ import annotations

import os
import shutil

import pytest
from django.db import connection

MADE = "HUIYIN_TEST_TABLES"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Whether Django takes the tables that are there (``HUIYIN_TEST_TABLES``) instead of beginning anew."""
    return connection.vendor == "sqlite" and MADE in os.environ


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Name the file. What a power cut would lose is no matter here."""
    if connection.vendor != "sqlite":
        return
    database = tmp_path_factory.mktemp("database") / "tables.sqlite3"
    connection.settings_dict["TEST"]["NAME"] = str(database)
    if made := os.environ.get(MADE):
        shutil.copyfile(made, database)
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] += " PRAGMA synchronous=OFF;"
