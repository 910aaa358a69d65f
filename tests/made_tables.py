"""The empty tables that a run of all suites has made once (``HUIYIN_TEST_TABLES``), for homes of their own on SQLite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def begun(home: Path) -> bool:
    """Give a new home a copy of them, as private as the product's own. False, and nothing done, where a test runs by itself."""
    made = os.environ.get("HUIYIN_TEST_TABLES")
    if made is None:
        return False
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(made, home / "huiyin.sqlite3")
    (home / "huiyin.sqlite3").chmod(0o600)
    return True


def tables_in(home: Path, environment: Mapping[str, str]) -> None:
    """Give the home its tables: a copy of those, or what migrating makes."""
    if begun(home):
        return
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(migrate, env=dict(environment), check=True)
