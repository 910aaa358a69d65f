"""``huiyin backup`` and ``huiyin restore``: the data while it is in use; the keys apart from it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from huiyin.doors.cli.common import MACHINE, REFUSED, fail, with_django

FORMAT = 1


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_django
def backup_command(target: Path) -> None:
    """Write a backup into the new folder TARGET while the product is in use.

    It holds the database, the received files and the seals, but no key: without the keys folder, which must be kept
    elsewhere, nobody can read identities or forge the ledger from it.
    """
    from django.conf import settings
    from django.db import connection

    import huiyin
    from huiyin.doors.clock import now

    if target.exists():
        fail(f"{target} exists already; a backup goes into a folder of its own", 2)
    target.parent.mkdir(parents=True, exist_ok=True)
    home = Path(settings.HUIYIN_HOME)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as aside_name:
        aside = Path(aside_name) / "backup"
        aside.mkdir()
        # Seals, database, files: each only grows, so that the seals that were exported are in the database of the
        # backup, and the files of its imports too.
        if (home / "seals.jsonl").exists():
            shutil.copy2(home / "seals.jsonl", aside / "seals.jsonl")
        if connection.vendor == "sqlite":
            _copy_sqlite(Path(str(connection.settings_dict["NAME"])), aside / "huiyin.sqlite3")
        else:
            _run(["pg_dump", "--format=custom", "--file", str(aside / "huiyin.pgdump"), *_server(connection)])
        if (home / "mappings").exists():
            shutil.copytree(home / "mappings", aside / "mappings")
        if (home / "files").exists():
            shutil.copytree(home / "files", aside / "files", ignore=shutil.ignore_patterns("*.part"))
        facts = {
            "format": FORMAT,
            "version": huiyin.__version__,
            "at": now().isoformat(),
            "engine": connection.vendor,
        }
        (aside / "backup.json").write_text(json.dumps(facts, indent=1) + "\n")
        aside.rename(target)
    click.echo(f"已备份到 {target}。密钥（keys 文件夹）不在其中，请另行保管。")


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore_command(source: Path) -> None:
    """Restore the backup SOURCE into the empty home folder (HUIYIN_HOME); put the keys folder there first."""
    try:
        _restore(source)
    except (OSError, ValueError) as error:
        fail(f"the backup could not be restored: {error}", MACHINE)
    click.echo("已恢复。请运行 huiyin ledger verify 和 huiyin check 核对。")


def _restore(source: Path) -> None:
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
    for name in ("files", "mappings"):
        if (source / name).exists():
            shutil.copytree(source / name, target / name)
    if (source / "seals.jsonl").exists():
        shutil.copy2(source / "seals.jsonl", target / "seals.jsonl")
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
    import os

    settings = connection.settings_dict  # type: ignore[attr-defined]
    if settings["PASSWORD"]:
        os.environ["PGPASSWORD"] = settings["PASSWORD"]
    pairs = (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER"), ("--dbname", "NAME"))
    return [part for flag, name in pairs if settings[name] for part in (flag, str(settings[name]))]


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - PostgreSQL's own tools
    except FileNotFoundError:
        fail(f"{command[0]} is not installed; it comes with PostgreSQL's client programs", MACHINE)
    except subprocess.CalledProcessError as error:
        fail(f"{command[0]}: {error.stderr.strip().splitlines()[-1]}", MACHINE)
