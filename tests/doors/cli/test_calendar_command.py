"""``huiyin calendar import``: the days off of a further year, kept in the home and counted by."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite
from knowledge.law.test_arrangement import NOTICE, TABLE

pytestmark = on_sqlite

DUE = ("law", "due", "--start", "2040-09-28", "--limit", "3", "--unit", "working_days", "--json")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "2040.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_an_imported_year_is_kept_and_a_limit_in_it_becomes_firm(tmp_path: Path, given: Path) -> None:
    home = Home(tmp_path / "home")
    before = home.done(*DUE).facts
    assert not home.folder.exists()
    assert (before["due"], before["provisional"] is None) == ("2040-10-03", False)

    said = home.done("calendar", "import", given, "--json").facts

    assert said == {"year": 2040, "off": 5, "worked": 1, "source": NOTICE, "moved": 0}
    after = home.done(*DUE).facts
    assert (after["due"], after["provisional"]) == ("2040-10-04", None)
    assert [path.name for path in (home.folder / "calendar").iterdir()] == ["2040.csv"]


def test_a_year_that_is_held_otherwise_is_replaced_when_that_is_said(tmp_path: Path, given: Path) -> None:
    home = Home(tmp_path / "home")
    home.done("calendar", "import", given)
    home.done("calendar", "import", given)
    given.write_text(TABLE + f"2040,2040-10-03,放假,国庆节,{NOTICE}\n", encoding="utf-8")

    home.run("calendar", "import", given).failed(3, "2040 is held otherwise (1 days: 2040-10-03)")
    assert home.done(*DUE).facts["due"] == "2040-10-04"
    home.done("calendar", "import", given, "--replace")

    assert home.done(*DUE).facts["due"] == "2040-10-05"


def test_a_table_that_is_wrong_is_refused_and_nothing_kept(tmp_path: Path, given: Path) -> None:
    home = Home(tmp_path / "home")
    given.write_text(TABLE.replace("2040-09-29,上班", "2040-09-28,上班"), encoding="utf-8")

    home.run("calendar", "import", given).failed(
        3, "2040.csv: row 5, 安排: 2040-09-28 is no Saturday or Sunday"
    )

    assert not (home.folder / "calendar").exists()


def test_a_damaged_table_in_the_home_stops_every_count_with_its_name(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    (home.folder / "calendar").mkdir(parents=True)
    (home.folder / "calendar" / "2040.csv").write_text("", encoding="utf-8")

    home.run(*DUE).failed(4, "calendar/2040.csv is damaged (row 1: column")
    home.run("check").failed(4, "calendar/2040.csv is damaged (row 1: column")


def test_a_backup_has_the_imported_years(tmp_path: Path, given: Path) -> None:
    home, other = Home(tmp_path / "home"), Home(tmp_path / "other")
    home.done("calendar", "import", given)
    home.done("backup", tmp_path / "backup")
    shutil.copytree(home.folder / "keys", other.folder / "keys")

    other.done("restore", tmp_path / "backup")

    assert other.done(*DUE).facts["due"] == "2040-10-04"
