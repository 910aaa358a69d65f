"""``huiyin backup`` and ``huiyin restore``: the data while it is in use; the keys apart from it."""

from __future__ import annotations

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
from typing import Any

import click

from huiyin.calendar_home import FOLDER
from huiyin.demo import record
from huiyin.doors.cli.common import MACHINE, REFUSED, check_settings, emit, fail, json_option, with_django

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
        fail(f"{target} exists already; a backup goes into a folder of its own", 2)
    target.parent.mkdir(parents=True, exist_ok=True)
    home = Path(settings.HUIYIN_HOME)
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
                *_server(connection),
            ]
            _run(dump, lock)
        if (home / record.NAME).exists():
            # What is fictitious stays marked as such wherever it is restored.
            shutil.copy2(home / record.NAME, aside / record.NAME)
        for name in ("mappings", FOLDER):
            if (home / name).exists():
                shutil.copytree(home / name, aside / name)
        if (home / "files").exists():
            shutil.copytree(home / "files", aside / "files", ignore=shutil.ignore_patterns("*.part"))
        facts = {
            "format": FORMAT,
            "version": huiyin.__version__,
            "at": now().isoformat(),
            "engine": connection.vendor,
        }
        _keep_all(aside)
        # Last, when all else is safe: a folder without it is no backup.
        (aside / "backup.json").write_text(json.dumps(facts, indent=1) + "\n")
        _keep(aside / "backup.json")
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
        if _taken(lock) is not False and (ours / "lock").exists():
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
            if _taken(lock):
                shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(lock)


def _taken(lock: int) -> bool | None:
    """Whether nobody held the lock, so that it is ours now; None where the folder's file system knows no locks."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _keep_all(folder: Path) -> None:
    """Force everything in a folder to disk: what is called a backup must be one after a loss of power as well."""
    from huiyin.home import keep_names

    for path, _, names in os.walk(folder):
        for name in names:
            _keep(Path(path, name))
        keep_names(Path(path))


def _keep(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def restore_command(source: Path, as_json: bool) -> None:
    """Restore the backup SOURCE into the empty home folder (HUIYIN_HOME); put the keys folder there first."""
    check_settings()
    try:
        facts = _restore(source)
    except (OSError, ValueError) as error:
        fail(f"the backup could not be restored: {error}", MACHINE)
    if as_json:
        emit({"restored": str(source), **facts})
    else:
        click.echo("已恢复。请运行 huiyin ledger verify 和 huiyin check 核对。")


def _restore(source: Path) -> dict[str, Any]:
    """Restore it and return what it says of itself."""
    import django

    from huiyin.home import KEY_NAMES, home, keys_folder

    facts = _facts(source)
    missing = [name for name in KEY_NAMES if not (keys_folder() / f"{name}.key").exists()]
    if missing:
        fail(f"put the keys into {keys_folder()} first; missing: {', '.join(missing)}", REFUSED)
    target = home()
    if (target / "huiyin.sqlite3").exists() or (target / "files").exists():
        fail(f"{target} is not empty; a restore never overwrites", REFUSED)
    django.setup()
    from django.db import connection

    if facts["engine"] != connection.vendor:
        fail(f"the backup is of {facts['engine']}, this installation uses {connection.vendor}", REFUSED)
    for name in ("files", "mappings", FOLDER):
        if (source / name).exists():
            shutil.copytree(source / name, target / name)
    for name in ("seals.jsonl", record.NAME):
        if (source / name).exists():
            shutil.copy2(source / name, target / name)
    if connection.vendor == "sqlite":
        aside = target / "huiyin.sqlite3.part"
        shutil.copy2(source / "huiyin.sqlite3", aside)
        aside.rename(target / "huiyin.sqlite3")
    else:
        _run(
            [
                "pg_restore",
                "--no-owner",
                "--exit-on-error",
                *_server(connection),
                str(source / "huiyin.pgdump"),
            ]
        )
    return facts


def _facts(source: Path) -> dict[str, Any]:
    """What a backup says of itself, once it is known to be whole."""
    path = source / "backup.json"
    if not path.exists():
        fail(f"{source} is no backup: it has no backup.json", REFUSED)
    try:
        facts = json.loads(path.read_text())
        held, engine = facts["format"], facts["engine"]
    except (ValueError, KeyError, TypeError):
        fail(f"{source} is no backup: its backup.json is damaged", REFUSED)
    if held != FORMAT:
        fail(f"{source} has format {held}; this version reads format {FORMAT}", REFUSED)
    database = "huiyin.sqlite3" if engine == "sqlite" else "huiyin.pgdump"
    if not (source / database).exists():
        fail(f"{source} is not whole: it has no {database}", REFUSED)
    return dict(facts)


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online backup: one consistent state, writers going on."""
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)


def _server(connection: object) -> list[str]:
    settings = connection.settings_dict  # type: ignore[attr-defined]
    if settings["PASSWORD"]:
        os.environ["PGPASSWORD"] = settings["PASSWORD"]
    pairs = (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER"), ("--dbname", "NAME"))
    return [part for flag, name in pairs if settings[name] for part in (flag, str(settings[name]))]


def _run(command: list[str], *inherited: int) -> None:
    """Run a program of PostgreSQL's; it inherits these descriptors."""
    try:
        subprocess.run(  # noqa: S603 - PostgreSQL's own tools
            command, check=True, capture_output=True, text=True, pass_fds=inherited
        )
    except FileNotFoundError:
        fail(f"{command[0]} is not installed; it comes with PostgreSQL's client programs", MACHINE)
    except subprocess.CalledProcessError as error:
        fail(f"{command[0]}: {error.stderr.strip().splitlines()[-1]}", MACHINE)
