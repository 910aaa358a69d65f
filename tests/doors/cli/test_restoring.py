"""A restore that fails or is killed half-way: the home is as it was, or the next restore knows what was begun."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from doors.cli.homes import Ended, Home, on_sqlite
from huiyin.doors.cli.restore import ASIDE, EMBEDDED, NOTE, PLACED

pytestmark = on_sqlite

# What lies in the backup below, in the order in which it gets its place.
MOVED = ("files", "mappings", "seals.jsonl", EMBEDDED)


@pytest.fixture(scope="module")
def backup(with_reports: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with files, a mapping, seals and a database; not to be changed."""
    folder = tmp_path_factory.mktemp("backed-up")
    home = with_reports.copy(folder / "home")
    (home.folder / "mappings").mkdir()
    (home.folder / "mappings" / "ours.toml").write_text('name = "ours"\n')
    home.done("backup", folder / "backup")
    return folder / "backup"


@pytest.fixture
def empty(with_reports: Home, tmp_path: Path) -> Home:
    """A home that holds nothing but the keys of the backup."""
    empty = Home(tmp_path / "empty")
    shutil.copytree(with_reports.folder / "keys", empty.folder / "keys")
    return empty


def names(home: Home) -> list[str]:
    return sorted(path.name for path in home.folder.iterdir())


def whole(home: Home, backup: Path) -> None:
    """The home holds the backup, all of it, and nothing else."""
    for name in MOVED:
        there = [
            path.relative_to(backup)
            for path in (backup / name, *(backup / name).rglob("*"))
            if path.is_file()
        ]
        assert there
        assert all((home.folder / path).read_bytes() == (backup / path).read_bytes() for path in there)
    assert names(home) == sorted(("keys", *MOVED))


# Lets so many files and folders get their place, then does something else, once.
STRIKING = """
import errno, os, signal, sys
times, blow, rename, done = int(sys.argv.pop(1)), sys.argv.pop(1), os.rename, []
def strike(source, target, **more):
    if len(done) == times:
        if blow == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(None)
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(target))
    rename(source, target, **more)
    done.append(target)
os.rename = strike
from huiyin.doors.cli.main import main
main()
"""


def struck(home: Home, backup: Path, times: int, blow: str) -> Ended:
    """A restore struck when so many names were given their place."""
    done = subprocess.run(
        [sys.executable, "-c", STRIKING, str(times), blow, "restore", backup, "--json"],
        env=home.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("times", range(len(MOVED)))
def test_a_killed_restore_is_known_by_the_next_which_begins_anew(
    empty: Home, backup: Path, times: int
) -> None:
    assert struck(empty, backup, times, "kill").code == -signal.SIGKILL
    assert names(empty) == sorted((ASIDE, "keys", *MOVED[:times]))
    empty.done("restore", backup)
    whole(empty, backup)


@pytest.mark.parametrize("times", range(len(MOVED)))
def test_a_restore_that_fails_leaves_the_home_as_it_was(empty: Home, backup: Path, times: int) -> None:
    ended = struck(empty, backup, times, "fail")
    ended.failed(4, f"Input/output error: {empty.folder / MOVED[times]}; look at the disk")
    assert ended.facts == {"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 4}
    assert names(empty) == ["keys"]
    empty.done("restore", backup)
    whole(empty, backup)


def test_what_a_restore_left_that_was_killed_while_it_copied_is_taken_away(empty: Home, backup: Path) -> None:
    left = empty.folder / ASIDE
    (left / "files").mkdir(parents=True)
    (left / "files" / "half.bin").write_bytes(b"half")
    (left / NOTE).write_bytes(b'{"files": 1')
    empty.done("restore", backup)
    whole(empty, backup)


@pytest.mark.parametrize("name", [*PLACED, EMBEDDED, f"{EMBEDDED}-wal"])
def test_what_no_restore_has_placed_is_never_taken_away(empty: Home, backup: Path, name: str) -> None:
    # Given a restore that was killed, and something that somebody put into the home since
    assert struck(empty, backup, 2, "kill").code == -signal.SIGKILL
    theirs = empty.folder / name
    if theirs.is_dir():
        shutil.rmtree(theirs)
    theirs.write_bytes(b"theirs")
    before = names(empty)
    # When the backup is restored again, then it is refused, naming it, and nothing is touched
    empty.run("restore", backup).failed(3, f"is not empty; a restore never overwrites: it holds {name}, ")
    assert theirs.read_bytes() == b"theirs"
    assert names(empty) == before
    # And once it is out of the way, the restore begins anew
    theirs.unlink()
    empty.done("restore", backup)
    whole(empty, backup)


def test_two_restores_into_one_home_do_not_meet(empty: Home, backup: Path) -> None:
    other = os.open(empty.folder, os.O_RDONLY)
    try:
        fcntl.flock(other, fcntl.LOCK_EX)
        empty.run("restore", backup).failed(3, "is at work; wait for its end")
        assert names(empty) == ["keys"]
    finally:
        os.close(other)
    empty.done("restore", backup)
    whole(empty, backup)
