"""``huiyin report``: what a report said is erased for good, or refused in one line."""

from __future__ import annotations

import pytest

from doors.cli.homes import Home, on_sqlite

pytestmark = on_sqlite
WHY = "反映人要求删除"


def ids(home: Home, *numbers: str) -> list[int]:
    return [home.sql("SELECT id FROM reports_report WHERE number = ?", number)[0][0] for number in numbers]


@pytest.fixture
def withdrawn(home: Home) -> list[int]:
    """The orders 1005 and 1006, whose reporters want no more of it."""
    home.done("triage", "withdraw", "1005", "--through", "1006", "--why", "来电人撤回")
    return ids(home, "1005", "1006")


def test_reports_are_erased_with_their_rows_and_named_afterwards(home: Home, withdrawn: list[int]) -> None:
    done = home.done("report", "erase", *withdrawn, "--reason", WHY, "--as", "wu", "--json").facts

    assert done == {"erased": 2, "ids": withdrawn, "rows": 2, "kept_files": 1}
    assert home.sql("SELECT number FROM reports_report WHERE text = '' ORDER BY number") == [
        ("1005",),
        ("1006",),
    ]
    assert home.sql("SELECT number FROM reports_landedrow WHERE key IS NULL ORDER BY number") == [
        ("1005",),
        ("1006",),
    ]
    listed = home.done("report", "erased", "--json").lines
    assert listed == [
        {"id": pk, "number": number, "fate": "withdrawn", "erased_at": "2022-09-15 09:30:00+08:00"}
        for pk, number in zip(withdrawn, ("1005", "1006"), strict=True)
    ]
    assert "1005             2022-09-15 09:30  已撤回" in home.done("report", "erased").out
    assert home.sql("SELECT actor, action FROM ledger_entry ORDER BY id DESC LIMIT 1") == [
        ("wu", "report.erase")
    ]
    assert home.done("check", "--json").facts["breaches"] == 0
    assert home.done("ledger", "verify", "--json").facts["faults"] == 0


def test_reports_can_be_named_by_their_order_numbers(home: Home, withdrawn: list[int]) -> None:
    call = ("report", "erase", "--reason", WHY)
    home.run(*call).failed(2, "name the reports by their ids or by --number")
    home.run(*call, "--number", "8888").failed(3, "there is no report with the number 8888")
    done = home.done(*call, withdrawn[0], "--number", "1006", "--json").facts
    assert (done["erased"], done["ids"]) == (2, withdrawn)

    home.sql("UPDATE reports_report SET number = '1006', source = 'other' WHERE number = '1005'")
    home.run(*call, "--number", "1006").failed(3, f"name its report by id: {withdrawn[0]}, {withdrawn[1]}")


def test_people_are_told_what_is_still_kept(home: Home, withdrawn: list[int]) -> None:
    said = home.done("report", "erase", withdrawn[0], "--reason", WHY).out.splitlines()
    assert said[0] == "已删除 1 件诉件的内容，销毁 1 行原始行的密钥"
    assert said[1].startswith("另有 1 个留存的来件文件，其中可能仍有这些内容")

    gone = home.done("report", "erase-files", "--until", "2022-09-15", "--reason", WHY)
    assert gone.out == "已删除 1 个导入批次留存的文件，尚留存 0 个文件\n"
    assert list((home.folder / "files").iterdir()) == []
    assert home.done("report", "erase", withdrawn[1], "--reason", WHY).out == (
        "已删除 1 件诉件的内容，销毁 1 行原始行的密钥\n"
    )
    again = home.done("report", "erase-files", "--until", "2022-09-15", "--reason", WHY, "--json")
    assert again.facts == {"erased": 0, "batches": [], "kept_files": 0}


def test_a_report_that_is_still_needed_is_refused_with_all_that_were_named(
    home: Home, withdrawn: list[int]
) -> None:
    linked, pending = ids(home, "1001", "1003")
    before = home.sql("SELECT * FROM reports_report ORDER BY id")
    call = ("report", "erase", withdrawn[0], "--reason")
    home.run(*call, WHY, pending).failed(3, f"report {pending} is pending")
    home.run(*call, WHY, linked).failed(3, f"report {linked} is linked to an open problem")
    home.run(*call, WHY, 10**25).failed(3, f"there is no report {10**25}")
    home.run(*call, " ").failed(3, "erasing needs a reason")
    home.run("report", "erase-files", "--until", "2022-09-15", "--reason", " ").failed(
        3, "erasing needs a reason"
    )
    assert home.sql("SELECT * FROM reports_report ORDER BY id") == before
