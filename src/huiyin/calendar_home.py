"""The arrangements of days off that an installation was given: one table a year in ``calendar/`` of its home folder.

They stand outside the database since limits are counted where there is none as well (``huiyin law``).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from huiyin.home import DEFAULT_HOME, keep_names
from huiyin.knowledge.law.arrangement import ArrangementError, read, written
from huiyin.knowledge.law.calendar import DEFAULT, Arrangement, Calendar

FOLDER = "calendar"


def held(home: Path) -> tuple[Arrangement, ...]:
    """What is kept in a home folder, by year; makes nothing. Raises ``ValueError``, naming the file, for a damaged one."""
    found: list[Arrangement] = []
    for path in sorted((home / FOLDER).glob("*.csv")):
        try:
            found += read(path.read_bytes())
        except ArrangementError as error:
            raise ValueError(
                f"{FOLDER}/{path.name} is damaged ({error}); take it away and import it anew / 请移除后重新导入"
            ) from error
    return tuple(found)


def calendar_of(home: Path) -> Calendar:
    """The calendar by which an installation counts. Raises ``ValueError`` for a damaged file."""
    arrangements = held(home)
    return Calendar(arrangements=arrangements) if arrangements else DEFAULT


def at_hand() -> Calendar:
    """The calendar where there may be no installation at all: that of the home folder if it is there. Makes none."""
    return calendar_of(Path(os.environ.get("HUIYIN_HOME") or DEFAULT_HOME))


def hold(home: Path, arrangements: Iterable[Arrangement]) -> None:
    """Keep arrangements; each takes the place of an earlier one of its year, and whoever reads finds the one or the other."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    for one in arrangements:
        aside = folder / f".{one.year}.{os.getpid()}.{secrets.token_hex(4)}"
        with aside.open("wb") as file:
            file.write(written(one))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / f"{one.year}.csv")
    keep_names(folder)
    keep_names(home)
