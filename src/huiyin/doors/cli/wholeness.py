"""Whether a backup is as it was made: the sizes and digests of its files, and whether SQLite finds its database whole."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

Contents = Mapping[str, tuple[int, str]]
"""Size in bytes and SHA-256 of each file, by its path in the backup with strokes."""


def contents(folder: Path) -> Contents:
    """What the files of a folder are."""
    paths = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return {path.relative_to(folder).as_posix(): _mark(path) for path in sorted(paths)}


def listed(files: Any) -> Contents:
    """What ``backup.json`` says of the files. Raises ``ValueError`` where it was damaged."""
    if not isinstance(files, dict):
        raise ValueError("files")
    for mark in files.values():
        if not isinstance(mark, list) or [type(one) for one in mark] != [int, str]:
            raise ValueError("files")
    return {name: (size, digest) for name, (size, digest) in files.items()}


def changed(files: Contents, copy_of: Callable[[str], Path]) -> list[str]:
    """Those of the files whose copies are not what they were when the backup was made."""
    return [name for name, mark in files.items() if not _same(copy_of(name), mark)]


def fault_of(database: Path) -> str:
    """What is wrong with a database of SQLite's that nobody has open; empty where nothing is."""
    try:
        # Immutable: beside a copy that is only looked at nothing is made.
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
            ((found,),) = opened.execute("PRAGMA quick_check(1)")
            ((tables,),) = opened.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'django_migrations'"
            )
    except sqlite3.Error as error:
        return str(error)
    if found != "ok":
        return " ".join(str(found).split())
    return "" if tables else "no tables"


def _same(path: Path, mark: tuple[int, str]) -> bool:
    # What was cut short is seen without reading it.
    return path.is_file() and path.stat().st_size == mark[0] and _mark(path) == mark


def _mark(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
