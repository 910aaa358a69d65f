"""A home of its own for the real commands, each run as a process; and the files that they are given."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from made_tables import begun
from records.reports import report_rows as rows
from records.reports.report_rows import order
from warm_commands import call

ROOT = Path(__file__).parents[3]
on_sqlite = pytest.mark.skipif(
    os.environ.get("HUIYIN_TEST_ENGINE") == "postgresql",
    reason="these homes are on SQLite; faults/ has the others",
)
NOW = "2022-09-15T09:30:00+08:00"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """The last line of the output, which is JSON."""
        facts: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return facts

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line of the output, each JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    def failed(self, code: int, words: str) -> None:
        """It ended so, with one line on the error stream that holds these words."""
        assert (self.code, self.err.count("\n")) == (code, 1), self.err
        assert self.err.startswith("huiyin: ")
        assert words in self.err


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder on SQLite, at one standing moment."""

    folder: Path

    @classmethod
    def begun(cls, folder: Path) -> Home:
        """A new home, with its tables where a run of all suites has made them; its first command does the rest."""
        begun(folder)
        return cls(folder)

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "HUIYIN_KEYS")
        }
        return {**ours, "HUIYIN_HOME": str(self.folder), "HUIYIN_NOW": NOW, "PYTHONPATH": str(ROOT / "src")}

    def command(self, *arguments: object) -> list[str]:
        """The command line of ``huiyin`` with these arguments."""
        return [sys.executable, "-m", "huiyin.doors.cli.main", *map(str, arguments)]

    def run(self, *arguments: object) -> Ended:
        """Run ``huiyin`` with these arguments, whatever comes of it."""
        return Ended(*call([str(one) for one in arguments], self.environment, 120))

    def done(self, *arguments: object) -> Ended:
        """Run it; it succeeds and says nothing on the error stream."""
        ended = self.run(*arguments)
        assert (ended.code, ended.err) == (0, ""), ended
        return ended

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Run it beside us."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def onto_full(self, *arguments: object, err: int = subprocess.PIPE) -> Ended:
        """Run it with a standard output, and with ``subprocess.STDOUT`` an error stream, that takes nothing."""
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                self.command(*arguments),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=full,
                stderr=err,
                text=True,
                timeout=120,
                check=False,
            )
        return Ended(done.returncode, "", done.stderr or "")

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Go behind the product's back."""
        with closing(sqlite3.connect(self.folder / "huiyin.sqlite3")) as database:
            found = database.execute(statement, values).fetchall()
            database.commit()
        return found

    def copy(self, folder: Path) -> Home:
        """A copy of the home while nobody works in it."""
        shutil.copytree(self.folder, folder)
        return Home(folder)


def write_export(path: Path, cells: Sequence[dict[str, str]]) -> Path:
    """A hotline's export of these orders."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                list(rows.COLUMNS.values()),
                *([cell.get(field, "") for field in rows.COLUMNS] for cell in cells),
            ]
        )
    return path


def write_compounds(path: Path) -> Path:
    """The compounds that are known."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["id", "name", "district", "address"],
                *([row.code, row.name, row.district, row.address] for row in rows.COMPOUNDS),
            ]
        )
    return path


ORDERS = (
    order("1001", rows.SUNROOM),
    order("1002", rows.SUNROOM_AGAIN),
    order("1003", rows.OUTSIDE, agency="燃气管理处"),
    order("1004", rows.OUTSIDE, agency="燃气管理处"),
    order("1005", rows.UNSURE, agency="静安区城管执法局"),
    order("1006", rows.WITHDRAWN),
    order("1007", rows.SUNROOM, received="前天"),
)
