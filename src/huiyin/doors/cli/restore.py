"""``huiyin restore``: a backup into an empty home, wholly or not at all.

What is restored is copied into a folder in the home first, then given its place there, the database last: a home without it
holds no restore. Whatever ends that before, what was begun is known again by the next restore, and taken away.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huiyin.calendar_home import FOLDER
from huiyin.demo import record
from huiyin.doors.cli.backup import FORMAT, copy_folder, keep, keep_all, run_tool, server, taken
from huiyin.doors.cli.common import MACHINE, REFUSED, check_settings, emit, fail, json_option, machine_told
from huiyin.doors.cli.wholeness import changed, fault_of, listed

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# In the home: what has not got its place yet, and the note of what is about to.
ASIDE = ".restoring"
NOTE = "placed.json"
PLACED = ("files", "mappings", FOLDER, "seals.jsonl", record.NAME)
EMBEDDED = "huiyin.sqlite3"
# Beside a database that is not theirs these would be taken for what it has not written yet.
LOGS = tuple(f"{EMBEDDED}-{kind}" for kind in ("wal", "journal"))
DUMP = "huiyin.pgdump"


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def restore_command(source: Path, as_json: bool) -> None:
    """Restore the backup SOURCE into the empty home folder (HUIYIN_HOME); put the keys folder there first.

    A restore that fails leaves the home as it was; what one that was killed has left is cleared away by the next.
    """
    check_settings()
    with machine_told():
        try:
            facts = _restore(source)
        except ValueError as error:
            fail(f"备份未能恢复（the backup could not be restored）：{error}", MACHINE)
    if as_json:
        emit({"restored": str(source), **{name: said for name, said in facts.items() if name != "files"}})
    else:
        click.echo("已恢复。请运行 huiyin ledger verify 和 huiyin check 核对。")


def _restore(source: Path) -> dict[str, Any]:
    """Restore it and return what it says of itself."""
    import django

    from huiyin.home import KEY_NAMES, home, keep_names, keys_folder

    facts = _facts(source)
    if missing := [name for name in KEY_NAMES if not (keys_folder() / f"{name}.key").exists()]:
        names = ", ".join(missing)
        fail(
            f"请先把密钥放入 {keys_folder()}，缺少：{names} / put the keys into {keys_folder()} first; missing: {names}",
            REFUSED,
        )
    target = home()
    with _alone(target) as lock:
        django.setup()
        from django.db import connection

        if facts["engine"] != connection.vendor:
            fail(
                f"备份来自 {facts['engine']}，本系统使用 {connection.vendor}；请用同一种数据库恢复 / the backup is of "
                f"{facts['engine']}, this installation uses {connection.vendor}; restore it into a database of its kind",
                REFUSED,
            )
        _refuse_unless_empty(target, connection)
        _clear_unfinished(target)
        try:
            _fetch(source, target / ASIDE)
            _refuse_unless_whole(source, target / ASIDE, facts)
            _place(target, source, connection, lock)
        except BaseException:
            if not _may_be_done(target, connection):
                _clear_unfinished(target)
            raise
        shutil.rmtree(target / ASIDE)
        keep_names(target)
    return facts


@contextmanager
def _alone(target: Path) -> Iterator[int]:
    """Nobody else restores into this home meanwhile; the kernel frees the lock when its holders end."""
    lock = os.open(target, os.O_RDONLY)
    try:
        if taken(lock) is False:
            fail(
                f"另一个 huiyin restore 正在恢复到 {target}，请等它结束 / "
                f"another restore into {target} is at work; wait for its end",
                REFUSED,
            )
        yield lock
    finally:
        os.close(lock)


def _refuse_unless_empty(target: Path, connection: BaseDatabaseWrapper) -> None:
    """End the command where something lies in the home or the database that is no unfinished restore's."""
    ours = _placed(target)
    held = [
        name for name in (*PLACED, EMBEDDED, *LOGS) if os.path.lexists(target / name) and name not in ours
    ]
    if held:
        names = ", ".join(held)
        fail(
            f"{target} 不是空的（已有 {names}），恢复从不覆盖，请另选 HUIYIN_HOME / "
            f"{target} is not empty; a restore never overwrites: it holds {names}, choose another HUIYIN_HOME",
            REFUSED,
        )
    if _has_database(target, connection):
        fail(
            "DATABASE_URL 所指的数据库不是空的，恢复从不覆盖，请另指一个空的数据库 / "
            "the database is not empty; a restore never overwrites: let DATABASE_URL name an empty one",
            REFUSED,
        )


def _has_database(target: Path, connection: BaseDatabaseWrapper) -> bool:
    """Whether there is a database to be lost; then the restore is done, or somebody works there."""
    if connection.vendor == "sqlite":
        return (target / EMBEDDED).exists()
    return bool(connection.introspection.table_names())


def _may_be_done(target: Path, connection: BaseDatabaseWrapper) -> bool:
    """Whether the last step was made, though we heard of a failure, or cannot be asked about: the next restore will know."""
    from django.db import DatabaseError

    try:
        return _has_database(target, connection)
    except DatabaseError:
        return True


def _placed(target: Path) -> list[str]:
    """What an unfinished restore has given its place: under the names that it noted, what still bears their marks."""
    try:
        noted = dict(json.loads((target / ASIDE / NOTE).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        # Without a whole note nothing was given its place.
        return []
    return [name for name in PLACED if name in noted and _mark(target / name) == noted[name]]


def _mark(path: Path) -> list[int]:
    """By what a file or folder is known again wherever it is moved, as long as nobody works in it; empty for none."""
    try:
        held = path.lstat()
    except FileNotFoundError:
        return []
    return [held.st_ino, held.st_mtime_ns]


def _clear_unfinished(target: Path) -> None:
    """Take away what a restore has begun that did not come to its end."""
    aside = target / ASIDE
    for name in _placed(target):
        # Back in one step: half taken away under its name it would not be known again.
        (target / name).rename(aside / name)
    if aside.exists():
        shutil.rmtree(aside)


def _fetch(source: Path, aside: Path) -> None:
    """Copy what has its place in a home, and force it to disk."""
    aside.mkdir()
    for name in (*PLACED, EMBEDDED):
        if (source / name).is_dir():
            copy_folder(source / name, aside / name)
        elif (source / name).exists():
            shutil.copy2(source / name, aside / name)
    keep_all(aside)


def _refuse_unless_whole(source: Path, aside: Path, facts: dict[str, Any]) -> None:
    """End the command where what was copied is not what was backed up, or is no database; older backups list no files."""
    files = facts.get("files", {})
    copied = (*PLACED, EMBEDDED)
    found = changed(files, lambda name: (aside if name.partition("/")[0] in copied else source) / name)
    if found:
        more = len(found) - 1
        zh, en = (f"等 {len(found):,} 个文件", f" and {more:,} more") if more else ("", "")
        fail(
            f"{source} 已损坏，没有恢复：{found[0]}{zh}与备份时不同，请用另一份备份 / {source} is damaged and was not "
            f"restored: {found[0]}{en} changed since it was made; take another backup",
            REFUSED,
        )
    fault = fault_of(aside / EMBEDDED) if facts["engine"] == "sqlite" else ""
    if fault:
        fail(
            f"{source} 已损坏，没有恢复：{EMBEDDED} 不是完整的数据库（{fault}），请用另一份备份 / {source} is damaged and was "
            f"not restored: {EMBEDDED} is no whole database ({fault}); take another backup",
            REFUSED,
        )


def _place(target: Path, source: Path, connection: BaseDatabaseWrapper, lock: int) -> None:
    """Give everything its place, the database last, in one step; whoever makes that step holds the lock as well."""
    from huiyin.home import keep_names

    aside = target / ASIDE
    found = {name: mark for name in PLACED if (mark := _mark(aside / name))}
    (aside / NOTE).write_text(json.dumps(found))
    keep(aside / NOTE)
    keep_names(aside)
    for name in found:
        (aside / name).rename(target / name)
    keep_names(target)
    if connection.vendor == "sqlite":
        (aside / EMBEDDED).rename(target / EMBEDDED)
    else:
        restore = [
            "pg_restore",
            "--no-owner",
            "--single-transaction",
            *server(connection),
            str(source / DUMP),
        ]
        run_tool(restore, lock)


def _facts(source: Path) -> dict[str, Any]:
    """What a backup says of itself, once it is known to be whole."""
    path = source / "backup.json"
    if not path.exists():
        fail(f"{source} 不是备份：没有 backup.json / {source} is no backup: it has no backup.json", REFUSED)
    try:
        facts = json.loads(path.read_text())
        held, engine = facts["format"], facts["engine"]
        if "files" in facts:
            facts["files"] = listed(facts["files"])
    except (ValueError, KeyError, TypeError):
        fail(
            f"{source} 不是备份：其 backup.json 已损坏 / {source} is no backup: its backup.json is damaged",
            REFUSED,
        )
    if held != FORMAT:
        fail(
            f"{source} 的格式为 {held}，本版本只能读格式 {FORMAT}，请用写出它的版本恢复 / {source} has format {held}; this "
            f"version reads format {FORMAT}: restore it with the version that wrote it",
            REFUSED,
        )
    database = EMBEDDED if engine == "sqlite" else DUMP
    if not (source / database).exists():
        fail(f"{source} 不完整：没有 {database} / {source} is not whole: it has no {database}", REFUSED)
    return dict(facts)
