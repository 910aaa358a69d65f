"""A restore that fails or is killed half-way: the home is as it was, or the next restore knows what was begun."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
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


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def spoil(path: Path) -> None:
    """Other bytes in the middle, as many as before."""
    whole = path.read_bytes()
    at = len(whole) // 2
    path.write_bytes(whole[:at] + bytes(byte ^ 1 for byte in whole[at : at + 4]) + whole[at + 4 :])


def empty_out(path: Path) -> None:
    path.write_bytes(b"")


def fill_with_junk(path: Path) -> None:
    path.write_bytes(b"hello" * 1_000)


def without_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("VACUUM")


def cut_table(path: Path) -> None:
    """A page of the file is another one, though it opens."""
    size = 4096
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // size // 2 * size)
        file.write(b"\xff" * size)


def refused_unchanged(home: Home, backup: Path, words: str) -> None:
    ended = home.run("restore", backup, "--json")
    ended.failed(3, words)
    assert ended.facts == {"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 3}
    assert names(home) == ["keys"]


@pytest.mark.parametrize(
    "damage",
    [cut, spoil, empty_out, fill_with_junk, without_tables, Path.unlink],
    ids=lambda one: one.__name__,
)
@pytest.mark.parametrize("which", ["huiyin.sqlite3", "seals.jsonl", "mappings/ours.toml", "files"])
def test_a_backup_of_which_a_file_has_changed_is_refused_before_anything_is_placed(
    empty: Home, backup: Path, tmp_path: Path, damage: Callable[[Path], None], which: str
) -> None:
    if which == EMBEDDED and damage is Path.unlink:
        pytest.skip("a backup without its database is refused as none: its own test says so")
    copy = tmp_path / "copy"
    shutil.copytree(backup, copy)
    (file,) = (copy / which).iterdir() if which == "files" else [copy / which]
    damage(file)
    name = file.relative_to(copy)
    refused_unchanged(
        empty,
        copy,
        f"{copy} 已损坏，没有恢复：{name}与备份时不同，请用另一份备份 / {copy} is damaged and was not restored: "
        f"{name} changed since it was made; take another backup",
    )


def test_of_several_files_that_changed_the_first_is_named(empty: Home, backup: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(backup, copy)
    for name in ("huiyin.sqlite3", "seals.jsonl", "mappings/ours.toml"):
        cut(copy / name)
    refused_unchanged(empty, copy, "：huiyin.sqlite3等 3 个文件与备份时不同，")


def older(backup: Path, copy: Path) -> Path:
    """The same backup as it was made before its files were listed."""
    shutil.copytree(backup, copy)
    facts = json.loads((copy / "backup.json").read_text())
    del facts["files"]
    (copy / "backup.json").write_text(json.dumps(facts))
    return copy


def test_an_older_backup_that_lists_no_files_is_restored(empty: Home, backup: Path, tmp_path: Path) -> None:
    empty.done("restore", older(backup, tmp_path / "older"))
    whole(empty, backup)


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (cut, ""),
        (cut_table, ""),
        (empty_out, "（no tables）"),
        (fill_with_junk, "（file is not a database）"),
        (without_tables, "（no tables）"),
    ],
)
def test_an_older_backup_whose_database_is_damaged_is_refused(
    empty: Home, backup: Path, tmp_path: Path, damage: Callable[[Path], None], fault: str
) -> None:
    copy = older(backup, tmp_path / "older")
    damage(copy / EMBEDDED)
    refused_unchanged(empty, copy, f"{copy} 已损坏，没有恢复：{EMBEDDED} 不是完整的数据库{fault}")


@pytest.mark.parametrize("files", [[], {"a": 1}, {"a": [1]}, {"a": ["1", "x"]}, {"a": [True, "x"]}, None])
def test_a_list_of_files_that_is_none_is_a_damaged_backup(
    empty: Home, backup: Path, tmp_path: Path, files: object
) -> None:
    copy = older(backup, tmp_path / "copy")
    facts = json.loads((copy / "backup.json").read_text()) | {"files": files}
    (copy / "backup.json").write_text(json.dumps(facts))
    refused_unchanged(empty, copy, "its backup.json is damaged")


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
