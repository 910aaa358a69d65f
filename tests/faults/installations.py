"""An installation of the product in a folder and, on PostgreSQL, a database of its own, worked on by real commands."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from process_trees import descendants

from postgres_server import BIN
from warm_commands import call

ROOT = Path(__file__).parents[2]
ENGINE = os.environ.get("HUIYIN_TEST_ENGINE", "sqlite")
# What a command may take on a busy machine before the test is said to hang.
LIMIT = 120
OURS = ("HUIYIN_HOME", "HUIYIN_KEYS", "HUIYIN_NOW", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    def facts(self) -> dict[str, Any]:
        """The last line of its output, which was asked for as JSON."""
        facts: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return facts

    def one_line(self) -> str:
        """What it said about its failure, which must be one line."""
        lines = self.err.splitlines()
        assert len(lines) == 1, f"not one line: {self.err!r}"
        assert lines[0].startswith("huiyin: ")
        return lines[0]


class Command:
    """A running command at the head of a process group of its own."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.pid = self.process.pid

    def running(self) -> bool:
        return self.process.poll() is None

    def outcome(self) -> Outcome:
        """Wait for its end."""
        try:
            out, err = self.process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            self.end()
            raise
        return Outcome(self.process.returncode, out, err)

    def end(self) -> None:
        """Make sure that nothing of it is left, whatever the test came to."""
        if self.running():
            below = descendants(self.pid)
            os.killpg(self.pid, signal.SIGKILL)
            for pid in below:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.communicate(timeout=LIMIT)


class Installation:
    """A home folder, and the address of its database if it has a server's."""

    def __init__(self, home: Path, url: str | None) -> None:
        self.home = home
        self.url = url
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in OURS},
            "HUIYIN_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "huiyin.site.settings",
            "PYTHONPATH": str(ROOT / "src"),
            # PostgreSQL's programs of the server's own version, for backup and restore.
            "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        }
        if url is not None:
            self.environment["DATABASE_URL"] = url

    def start(self, *arguments: object) -> Command:
        """Start ``huiyin`` with these arguments."""
        command = [sys.executable, "-m", "huiyin.doors.cli.main", *map(str, arguments)]
        return Command(command, self.environment)

    def run(self, *arguments: object) -> Outcome:
        """Run ``huiyin`` with these arguments to its end."""
        return Outcome(*call([str(one) for one in arguments], self.environment, LIMIT))

    def done(self, *arguments: object) -> Outcome:
        """Run ``huiyin`` with these arguments; it must succeed."""
        outcome = self.run(*arguments)
        assert outcome.code == 0, f"huiyin {arguments}: {outcome}"
        return outcome

    def sound(self) -> None:
        """Everything that must hold does, and the ledger is whole: the commands that say so agree."""
        with ThreadPoolExecutor(2) as both:
            for outcome in both.map(lambda words: self.run(*words), (("check",), ("ledger", "verify"))):
                assert outcome.code == 0, outcome

    def script(self, path: Path, *arguments: object) -> Command:
        """Start a program of the tests on this installation."""
        return Command([sys.executable, str(path), *map(str, arguments)], self.environment)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a SELECT finds, read from outside while the product may be writing."""
        if self.url is not None:
            with psycopg.connect(self.url) as server:
                return server.execute(statement).fetchall()  # type: ignore[call-overload,no-any-return]
        live = sqlite3.connect(f"file:{self.home / 'huiyin.sqlite3'}?mode=ro", uri=True, timeout=20)
        try:
            return live.execute(statement).fetchall()
        finally:
            live.close()

    def count(self, table: str, where: str = "1 = 1") -> int:
        """How many rows of a table meet a condition."""
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def copy(self, home: Path) -> Installation:
        """A copy of this installation, keys included, which nothing is working on."""
        shutil.copytree(self.home, home)
        if self.url is None:
            return Installation(home, None)
        return Installation(home, database_like(self.url))


def database_like(url: str, *, empty: bool = False) -> str:
    """Make a database on the same server, a copy of this one or an empty one. Returns its address."""
    parts = urlsplit(url)
    name = f"faults_{secrets.token_hex(6)}"
    template = "template0" if empty else parts.path[1:]
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
    return urlunsplit(parts._replace(path=f"/{name}"))


def with_keys_of(source: Installation, home: Path) -> Installation:
    """An empty home that has been given the keys of another, and an empty database."""
    home.mkdir()
    shutil.copytree(source.home / "keys", home / "keys")
    return Installation(home, source.url and database_like(source.url, empty=True))
