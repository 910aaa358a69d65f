"""Each command as a process from its very start, as a person starts it; what the other tests fork says the same."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from doors.cli.homes import ORDERS, Ended, Home, on_sqlite, write_export
from huiyin.doors.cli.main import COMMANDS
from knowledge.law.test_arrangement import TABLE
from records.reports import report_rows as rows

pytestmark = on_sqlite

ASKING = {
    "lists": ("show",),
    "survey": ("coverage",),
    "triage": ("list",),
    "report": ("erased",),
    "registry": ("units",),
    "law": ("book",),
    "check": ("--json",),
    "ledger": ("verify",),
    "user": ("roles",),
}
ACTING = ("import", "corrections", "read", "tick", "backup", "restore", "calendar")
SERVING = ("serve", "demo")


def whole(home: Home, *arguments: object) -> Ended:
    """Run ``huiyin`` from its start."""
    done = subprocess.run(
        home.command(*arguments),
        env=home.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def test_no_command_is_left_out() -> None:
    # Those that serve are started whole wherever they are tested.
    assert {*ASKING, *ACTING, *SERVING} == set(COMMANDS)


@pytest.mark.parametrize("command", ASKING)
def test_what_only_asks_says_the_same_from_its_start(with_reports: Home, command: str) -> None:
    ended = whole(with_reports, command, *ASKING[command])
    assert (ended.code, ended.err) == (0, "")
    assert ended == with_reports.run(command, *ASKING[command])


def test_what_acts_does_so_from_its_start(compounds_home: Home, tmp_path: Path) -> None:
    file = write_export(tmp_path / "orders.csv", ORDERS)
    taken = whole(compounds_home, "import", file, "--mapping", "generic", "--unit", "jingan", "--json")
    assert (taken.code, taken.facts["new"]) == (0, 6)
    assert whole(compounds_home, "corrections") == Ended(0, "", "")
    days = tmp_path / "2040.csv"
    days.write_text(TABLE, encoding="utf-8")
    arranged = whole(compounds_home, "calendar", "import", days, "--json")
    assert (arranged.code, arranged.lines[0]["year"]) == (0, 2040)
    ticked = whole(compounds_home, "tick")
    assert (ticked.code, ticked.err) == (0, "")
    backed_up = whole(compounds_home, "backup", tmp_path / "backup")
    assert (backed_up.code, backed_up.err) == (0, "")
    restored = Home(tmp_path / "restored")
    shutil.copytree(compounds_home.folder / "keys", restored.folder / "keys")
    came_back = whole(restored, "restore", tmp_path / "backup")
    assert (came_back.code, came_back.err) == (0, "")
    assert restored.sql("SELECT count(*) FROM reports_report") == [(6,)]
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"id": "a-1", "text": rows.SUNROOM}) + "\n", encoding="utf-8")
    assert whole(restored, "read", texts, "/dev/stdout").facts["id"] == "a-1"


def test_a_wrong_call_ends_the_same_from_its_start(compounds_home: Home) -> None:
    for arguments in (("imprt",), ("registry", "who-leads", "nothing", "1"), ("user", "add", "x y/")):
        ended = whole(compounds_home, *arguments)
        assert ended.code != 0
        assert ended == compounds_home.run(*arguments)
