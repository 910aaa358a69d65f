"""The empty tables that a run of all suites has made once (``HUIYIN_TEST_TABLES``), for homes of their own on SQLite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def tables_in(home: Path, environment: Mapping[str, str]) -> None:
    """Give the home its tables: a copy of those, or where a test runs by itself what migrating makes."""
    if made := os.environ.get("HUIYIN_TEST_TABLES"):
        shutil.copyfile(made, home / "huiyin.sqlite3")
        return
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(migrate, env=dict(environment), check=True)
