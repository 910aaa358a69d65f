"""``huiyin calendar import``: the days off of a further year, kept in the home and counted by."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite, write_export
from knowledge.law.test_arrangement import NOTICE, TABLE
from records.reports import report_rows as rows
from records.reports.report_rows import order

pytestmark = on_sqlite

DUE = ("law", "due", "--start", "2040-09-28", "--limit", "3", "--unit", "working_days", "--json")


# Monday and Tuesday after the first day of the year, a Sunday, are off.
NEW_YEAR = TABLE.replace("2039-12-31,放假", "2040-01-02,放假") + f"2040,2040-01-03,放假,元旦,{NOTICE}\n"


@dataclass(frozen=True, slots=True)
class AtTheEnd(Home):
    """A home in the last days of a year of which the next is not arranged."""

    @property
    def environment(self) -> dict[str, str]:
        # Two arguments, since a class with slots is made anew.
        return super(AtTheEnd, self).environment | {"HUIYIN_NOW": "2039-12-28T09:30:00+08:00"}


@pytest.fixture
def at_the_end(compounds_home: Home, tmp_path: Path) -> AtTheEnd:
    """There an order opened a task, and one waits for a person."""
    home = AtTheEnd(compounds_home.folder)
    dispatched = {"received": "2039-12-28 08:00:00", "dispatched": "2039-12-28 08:10:00"}
    orders = [order("1", rows.SUNROOM_UNDER_WAY, **dispatched), order("2", rows.OUTSIDE, **dispatched)]
    export = write_export(tmp_path / "orders.csv", orders)
    home.done("import", export, "--mapping", "generic", "--unit", "jingan")
    return home


def moved(**counts: int) -> dict[str, int]:
    return {"tasks": 0, "reports": 0, "answers": 0, "cases": 0} | counts


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

    said = home.done("calendar", "import", given, "--json").lines

    assert said == [{"year": 2040, "off": 5, "worked": 1, "source": NOTICE}, {"moved": moved()}]
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


def dates(home: Home) -> tuple[list[str], list[str]]:
    """The deadlines of its tasks, and until when its reports are to be handled."""
    tasks = home.sql("SELECT due_on FROM problems_task ORDER BY id")
    reports = home.sql("SELECT handle_due FROM reports_report ORDER BY id")
    return [day for (day,) in tasks], [day for (day,) in reports]


def test_what_was_counted_before_the_year_came_in_is_counted_anew_and_told(
    at_the_end: AtTheEnd, given: Path
) -> None:
    assert dates(at_the_end) == (["2040-01-25"], ["2040-01-04", "2040-01-04"])
    given.write_text(NEW_YEAR, encoding="utf-8")

    said = at_the_end.done("calendar", "import", given, "--as", "account:lin", "--json").facts

    assert said == {"moved": moved(tasks=1, reports=2)}
    assert dates(at_the_end) == (["2040-01-27"], ["2040-01-06", "2040-01-06"])
    entered = "SELECT actor, action, count(*) FROM ledger_entry WHERE action LIKE '%.recount' GROUP BY 1, 2 ORDER BY 2"
    assert at_the_end.sql(entered) == [
        ("account:lin", "report.recount", 2),
        ("account:lin", "task.recount", 1),
    ]
    again = at_the_end.done("calendar", "import", given)
    assert "时限变动  任务 0  诉件 0  答复 0  案件 0\n" in again.out
    at_the_end.done("check")
    at_the_end.done("ledger", "verify")


def test_what_a_service_counted_before_it_was_started_anew_moves_when_the_year_is_imported_again(
    at_the_end: AtTheEnd, given: Path
) -> None:
    given.write_text(NEW_YEAR, encoding="utf-8")
    (at_the_end.folder / "calendar").mkdir(mode=0o700)
    shutil.copy(given, at_the_end.folder / "calendar" / "2040.csv")

    assert at_the_end.done("calendar", "import", given, "--json").facts == {
        "moved": moved(tasks=1, reports=2)
    }

    assert dates(at_the_end) == (["2040-01-27"], ["2040-01-06", "2040-01-06"])


def test_an_import_that_could_not_keep_the_year_is_done_again(at_the_end: AtTheEnd, given: Path) -> None:
    given.write_text(NEW_YEAR, encoding="utf-8")
    in_the_way = at_the_end.folder / "calendar"
    in_the_way.write_text("", encoding="utf-8")
    at_the_end.run("calendar", "import", given).failed(4, "calendar")
    in_the_way.unlink()

    assert at_the_end.done("calendar", "import", given, "--json").facts == {"moved": moved()}

    assert dates(at_the_end) == (["2040-01-27"], ["2040-01-06", "2040-01-06"])
    assert [path.name for path in in_the_way.iterdir()] == ["2040.csv"]
