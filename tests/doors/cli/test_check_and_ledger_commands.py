"""``huiyin check``, ``huiyin ledger`` and ``huiyin tick``: what is planted behind the product's back is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite

pytestmark = on_sqlite


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
    assert home.done("tick", "--json").facts == {"sealed": 1, "delivered": 0, "failed": 0, "interrupted": 0}
    home.sql("UPDATE reports_importbatch SET state = 'running', seen_at = '2022-09-14 00:00:00'")
    assert home.done("tick", "--json").facts == {"sealed": 1, "delivered": 0, "failed": 0, "interrupted": 1}
    assert home.sql("SELECT state FROM reports_importbatch") == [("interrupted",)]
