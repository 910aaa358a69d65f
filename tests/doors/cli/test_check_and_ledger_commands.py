"""``huiyin check``, ``huiyin ledger`` and ``huiyin tick``: what is planted behind the product's back is found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from doors.cli.homes import ORDERS, Home, on_sqlite, write_compounds, write_export

pytestmark = on_sqlite


def ticked(*, interrupted: int) -> dict[str, int]:
    return {"sealed": 1, "delivered": 0, "failed": 0, "interrupted": interrupted, "overdue_cases": 0}


def test_a_whole_home_passes_and_says_what_was_looked_at(home: Home) -> None:
    facts = home.done("check", "--json").facts
    assert facts["breaches"] == 0
    assert facts["invariants"] >= 15
    out = home.done("check").out
    assert "problem.reply: 已销号问题的每件诉件都有回音" in out
    assert out.endswith("项检查，0 处不符\n")


@pytest.mark.parametrize(
    ("breach", "invariant", "record"),
    [
        ("DELETE FROM reports_reply WHERE report_id = 1", "report.reply", "report:1"),
        ("UPDATE problems_link SET removed_at = added_at WHERE report_id = 1", "report.linked", "report:1"),
    ],
)
def test_a_planted_breach_is_found(home: Home, breach: str, invariant: str, record: str) -> None:
    home.sql(breach)
    ended = home.run("check", "--json")

    assert (ended.code, ended.err) == (1, "")
    found = {(line["invariant"], line["record"]) for line in ended.lines[:-1]}
    assert (invariant, record) in found
    assert ended.facts["breaches"] == len(ended.lines) - 1


def test_the_ledger_of_a_whole_home_verifies_and_is_sealed(home: Home) -> None:
    verdict = home.done("ledger", "verify", "--json").facts
    assert (verdict["faults"], verdict["unsealed"], verdict["seals"]) == (0, 0, 1)
    home.done("triage", "withdraw", "1001", "--why", "来电人撤回")
    assert home.done("ledger", "verify", "--json").facts["unsealed"] == 1
    assert home.done("ledger", "seal", "--json").facts == {"seals": 1, "entries": 1, "exported": 1}


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_entry SET actor = 'nobody' WHERE record = 'report' AND record_id = 1",
        "DELETE FROM ledger_entry WHERE record = 'report' AND record_id = 1",
        "UPDATE ledger_seal SET at = '2022-09-16 00:00:00'",
    ],
)
def test_tampering_with_the_ledger_is_found(home: Home, tampering: str) -> None:
    home.sql(tampering)
    ended = home.run("ledger", "verify", "--json")

    assert (ended.code, ended.err) == (1, "")
    assert ended.facts["faults"] >= 1
    assert {"where", "what"} == set(ended.lines[0])


def test_an_exported_file_that_somebody_changed_stops_sealing_in_one_line(home: Home, tmp_path: Path) -> None:
    (home.folder / "seals.jsonl").write_text("nothing\n")
    for call in (("ledger", "seal"), ("tick",), ("ledger", "export", home.folder / "seals.jsonl")):
        home.run(*call).failed(1, "seals.jsonl, line 1: not a seal")
    assert home.run("ledger", "verify").code == 1

    apart = tmp_path / "apart.jsonl"
    assert home.done("ledger", "export", apart).out == "导出 1 个封印到 apart.jsonl\n"
    assert home.done("ledger", "export", apart).out == "导出 0 个封印到 apart.jsonl\n"


def test_a_tick_does_what_is_due_and_then_nothing(home: Home) -> None:
    home.done("triage", "withdraw", "1001", "--why", "来电人撤回")
    assert home.done("tick", "--json").facts == ticked(interrupted=0)
    home.sql("UPDATE reports_importbatch SET state = 'running', seen_at = '2022-09-14 00:00:00'")
    assert home.done("tick", "--json").facts == ticked(interrupted=1)
    assert home.sql("SELECT state FROM reports_importbatch") == [("interrupted",)]


def test_a_tick_forgets_sessions_that_have_ended(home: Home) -> None:
    for key, expires in (("ended", "2022-09-14 00:00:00"), ("open", "2999-01-01 00:00:00")):
        home.sql("INSERT INTO django_session VALUES (?, '', ?)", key, expires)
    home.done("tick")
    assert home.sql("SELECT session_key FROM django_session") == [("open",)]


def modes(folder: Path) -> dict[str, set[str]]:
    """How files and folders within a folder, and it itself, may be used."""
    found: dict[str, set[str]] = {"file": set(), "folder": {oct(folder.stat().st_mode & 0o777)}}
    for path in folder.rglob("*"):
        found["folder" if path.is_dir() else "file"].add(oct(path.stat().st_mode & 0o777))
    return found


def test_what_lies_in_a_home_and_in_a_backup_is_for_its_account_alone_whatever_the_umask(
    compounds_home: Home, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        fresh = Home(tmp_path / "fresh")
        fresh.done("registry", "compounds", write_compounds(tmp_path / "compounds.csv"))
        orders = write_export(tmp_path / "orders.csv", ORDERS)
        fresh.done("import", orders, "--mapping", "generic", "--unit", "jingan")
        fresh.done("tick")
        fresh.done("backup", tmp_path / "shelf" / "backup")
    finally:
        os.umask(before)

    for folder in (fresh.folder, tmp_path / "shelf" / "backup"):
        assert modes(folder) == {"file": {"0o600"}, "folder": {"0o700"}}
    assert {path.name for path in fresh.folder.iterdir()} >= {
        "huiyin.sqlite3",
        "files",
        "keys",
        "seals.jsonl",
    }


@pytest.mark.parametrize("name", [".", "keys"])
def test_a_folder_that_others_can_open_is_a_breach(home: Home, name: str) -> None:
    folder = home.folder / name
    folder.chmod(0o750)
    ended = home.run("check", "--json")
    assert (ended.code, ended.err) == (1, "")
    assert ended.lines[:-1] == [
        {
            "invariant": "home.private",
            "record": f"folder:{folder}",
            "detail": "others can open it; run `chmod 700` on it as its owner",
        }
    ]
    folder.chmod(0o700)
    assert home.done("check", "--json").facts["breaches"] == 0
