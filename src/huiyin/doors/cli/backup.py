"""``huiyin backup``: the data while it is in use; the keys apart from it."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huiyin.calendar_home import FOLDER
from huiyin.demo import record
from huiyin.doors.cli.common import CALLED_WRONGLY, MACHINE, emit, fail, json_option, with_django
from huiyin.doors.cli.wholeness import contents

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FORMAT = 1
# Backups are made in folders of such names beside their place, and renamed when they are whole.
ASIDE = ".huiyin-backup-"


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@json_option
@with_django
def backup_command(target: Path, as_json: bool) -> None:
    """Write a backup into the new folder TARGET while the product is in use.

    It holds the database, the received files and the seals, but no key: without the keys folder, which must be kept
    elsewhere, nobody can read identities or forge the ledger from it. What a backup that was killed has left in the
    folder of TARGET is cleared away.
    """
    from django.conf import settings
    from django.db import connection

    import huiyin
    from huiyin.doors.clock import now
    from huiyin.home import keep_names

    if target.exists():
        fail(
            f"{target} 已存在，备份须写入新的文件夹 / {target} exists already; a backup goes into a folder of its own",
            CALLED_WRONGLY,
        )
    home = Path(settings.HUIYIN_HOME)
    if target.resolve().is_relative_to(home.resolve()):
        fail(
            f"{target} 在数据文件夹内，备份会把自己也备份进去，请另选位置 / "
            f"{target} lies in the home folder, where a backup would hold itself; choose another place",
            CALLED_WRONGLY,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    _clear_left_over(target.parent)
    with _aside(target.parent) as (aside, lock):
        # Seals, database, files: each only grows, so that the seals that were exported are in the database of the
        # backup, and the files of its imports too.
        if (home / "seals.jsonl").exists():
            shutil.copy2(home / "seals.jsonl", aside / "seals.jsonl")
        if connection.vendor == "sqlite":
            _copy_sqlite(Path(str(connection.settings_dict["NAME"])), aside / "huiyin.sqlite3")
        else:
            # It holds the lock as well: should we be killed, nobody clears away what it is still writing.
            dump = [
                "pg_dump",
                "--format=custom",
                "--file",
                str(aside / "huiyin.pgdump"),
                *server(connection),
            ]
            run_tool(dump, lock)
        if (home / record.NAME).exists():
            # What is fictitious stays marked as such wherever it is restored.
            shutil.copy2(home / record.NAME, aside / record.NAME)
        for name in ("mappings", FOLDER):
            if (home / name).exists():
                copy_folder(home / name, aside / name)
        if (home / "files").exists():
            copy_folder(home / "files", aside / "files")
        facts = {
            "format": FORMAT,
            "version": huiyin.__version__,
            "at": now().isoformat(),
            "engine": connection.vendor,
        }
        keep_all(aside)
        # Last, when all else is safe: a folder without it is no backup.
        listed = json.dumps({**facts, "files": contents(aside)}, indent=1)
        (aside / "backup.json").write_text(f"{listed}\n")
        keep(aside / "backup.json")
        keep_names(aside)
        aside.rename(target)
        keep_names(target.parent)
    if as_json:
        emit({"backup": str(target), **facts})
    else:
        click.echo(f"已备份到 {target}。密钥（keys 文件夹）不在其中，请另行保管。")


@contextmanager
def _aside(folder: Path) -> Iterator[tuple[Path, int]]:
    """A place for a backup that is being made, and the lock that says so: the kernel frees it when its holders end.

    What is left of it is cleared away afterwards.
    """
    while True:
        ours = Path(tempfile.mkdtemp(dir=folder, prefix=ASIDE))
        try:
            lock = os.open(ours / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            # Another backup has taken it for a left-over one before it was locked.
            continue
        if taken(lock) is not False and (ours / "lock").exists():
            break
        os.close(lock)
    try:
        (ours / "backup").mkdir()
        yield ours / "backup", lock
    finally:
        shutil.rmtree(ours, ignore_errors=True)
        os.close(lock)


def _clear_left_over(folder: Path) -> None:
    """Clear away what backups have left that were killed; one that some process holds is still being made."""
    for left in folder.glob(f"{ASIDE}*"):
        try:
            lock = os.open(left / "lock", os.O_RDWR)
        except FileNotFoundError:
            # Killed before it had its lock, or about to have it; only an empty folder can be removed so.
            with suppress(OSError):
                left.rmdir()
            continue
        except OSError:
            # Another account's, or no folder: not ours to clear.
            continue
        try:
            if taken(lock):
                shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(lock)


def taken(lock: int) -> bool | None:
    """Whether nobody held the lock, so that it is ours now; None where the folder's file system knows no locks."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def keep_all(folder: Path) -> None:
    """Force everything in a folder to disk: what is called a backup must be one after a loss of power as well."""
    from huiyin.home import keep_names

    for path, _, names in os.walk(folder):
        for name in names:
            keep(Path(path, name))
        keep_names(Path(path))


def keep(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder into a new one, but for files that are still being written. Raises ``OSError`` at the first failure."""
    target.mkdir()
    for path in source.iterdir():
        if path.is_dir():
            copy_folder(path, target / path.name)
        elif path.suffix != ".part":
            shutil.copy2(path, target / path.name)


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online backup: one consistent state, writers going on. Raises ``OSError`` where there is no room."""
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error
        fail(f"数据库不能备份（{error}） / the database cannot be backed up ({error})", MACHINE)


def server(connection: BaseDatabaseWrapper) -> list[str]:
    """The options by which PostgreSQL's programs find the database; the password goes into their environment."""
    settings = connection.settings_dict
    if settings["PASSWORD"]:
        os.environ["PGPASSWORD"] = settings["PASSWORD"]
    pairs = (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER"), ("--dbname", "NAME"))
    return [part for flag, name in pairs if settings[name] for part in (flag, str(settings[name]))]


def run_tool(command: list[str], *inherited: int) -> None:
    """Run a program of PostgreSQL's; it inherits these descriptors."""
    try:
        subprocess.run(  # noqa: S603 - PostgreSQL's own tools
            command, check=True, capture_output=True, text=True, pass_fds=inherited
        )
    except FileNotFoundError:
        fail(
            f"没有安装 {command[0]}，它随 PostgreSQL 客户端程序提供 / "
            f"{command[0]} is not installed; it comes with PostgreSQL's client programs",
            MACHINE,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or [f"code {error.returncode}"]
        # What was being done stands after the error.
        reason = next((line for line in said if "error:" in line), said[-1])
        fail(f"{command[0]} 未能完成 / {command[0]} failed: {reason}", MACHINE)
