"""A home whose database is gone or empty: no command makes a new one in its place, which would hide the loss."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite
from huiyin.doors.cli.restore import EMBEDDED
from huiyin.home import IN_USE

pytestmark = on_sqlite

WORDS = (
    "huiyin: 数据文件夹不能使用（the home folder cannot be used）：这个数据文件夹已在使用，而数据库没有了或是空的；没有新建，"
    "请放回原来的数据库（核对 DATABASE_URL），或把备份恢复到另一个空的数据文件夹 / this home was in use, but its database is gone "
    "or empty; none was made: put it back (look at DATABASE_URL), or restore a backup into another, empty home"
)


def gone(home: Path) -> None:
    for path in home.glob(f"{EMBEDDED}*"):
        path.unlink()


def emptied(home: Path) -> None:
    gone(home)
    (home / EMBEDDED).touch()


def without_tables(home: Path) -> None:
    gone(home)
    with closing(sqlite3.connect(home / EMBEDDED)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("VACUUM")


def held(home: Home) -> dict[str, int]:
    return {
        str(path.relative_to(home.folder)): path.stat().st_size
        for path in home.folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("loss", [gone, emptied, without_tables])
@pytest.mark.parametrize("known_by", ["its mark", "its seals"])
def test_a_home_whose_database_was_lost_is_refused_by_every_command_and_left_as_it_is(
    home: Home, loss: Callable[[Path], None], known_by: str
) -> None:
    if known_by == "its mark":
        os.truncate(home.folder / "seals.jsonl", 0)
    else:
        # As in a home that an earlier version has set up.
        os.truncate(home.folder / IN_USE, 0)
    loss(home.folder)
    before = held(home)
    for arguments in (("check",), ("ledger", "verify"), ("tick",), ("registry", "units")):
        ended = home.run(*arguments, "--json")
        ended.failed(4, WORDS)
        assert ended.facts == {"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 4}
    assert {name: size for name, size in held(home).items() if not name.endswith(("-wal", "-shm"))} == before


def test_the_database_put_back_is_used_again(home: Home, tmp_path: Path) -> None:
    shutil.copy(home.folder / EMBEDDED, tmp_path / EMBEDDED)
    gone(home.folder)
    home.run("check").failed(4, WORDS)
    shutil.copy(tmp_path / EMBEDDED, home.folder / EMBEDDED)
    assert home.done("check", "--json").facts["breaches"] == 0


def test_a_restore_that_was_not_finished_is_not_passed_over_by_a_new_database(
    home: Home, tmp_path: Path
) -> None:
    home.done("backup", tmp_path / "backup")
    begun = Home(tmp_path / "begun")
    shutil.copytree(home.folder / "keys", begun.folder / "keys")
    shutil.copy(tmp_path / "backup" / "seals.jsonl", begun.folder / "seals.jsonl")
    begun.run("check").failed(4, WORDS)
    assert not (begun.folder / EMBEDDED).exists()


@pytest.mark.parametrize("left", [gone, emptied, without_tables])
def test_what_a_first_command_has_left_that_was_killed_is_made_ready_by_the_next(
    home: Home, tmp_path: Path, left: Callable[[Path], None]
) -> None:
    begun = Home(tmp_path / "begun")
    shutil.copytree(home.folder / "keys", begun.folder / "keys")
    (begun.folder / IN_USE).touch()
    (begun.folder / "seals.jsonl").touch()
    left(begun.folder)
    assert begun.done("check", "--json").facts["breaches"] == 0
    assert (begun.folder / IN_USE).read_text() == "sqlite"


def test_a_home_of_an_earlier_version_is_marked_by_its_next_command(home: Home) -> None:
    os.truncate(home.folder / IN_USE, 0)
    home.done("registry", "units")
    assert (home.folder / IN_USE).read_text() == "sqlite"
