"""``huiyin triage refused`` and ``correct``: a row that could not become a report is named, corrected and taken in."""

from __future__ import annotations

from pathlib import Path

from doors.cli.homes import Home, on_sqlite, write_export
from records.reports import report_rows as rows
from records.reports.report_rows import order

pytestmark = on_sqlite


def test_a_refused_row_is_named_with_what_to_do_and_corrected_into_a_report(home: Home) -> None:
    # Given the one row whose time of receipt is no time
    (row,) = home.done("triage", "refused", "--json").lines
    assert (row["position"], row["column"]) == (8, "工单生成时间")
    people = home.done("triage", "refused").out
    assert people == f"{row['id']:>8}  {row['message_zh']}。{row['advice_zh']}\n"
    # When it is corrected
    call = ("triage", "correct", row["id"], "--set", "工单生成时间=2022-09-14 10:20:00")
    done = home.done(*call, "--as", "wu", "--json").facts
    # Then it is a report like any other, and waits no more
    assert home.sql("SELECT id, created_at FROM reports_report WHERE number = '1007'") == [
        (done["ids"][0], "2022-09-14 02:20:00")
    ]
    assert done == {"corrected": 1, "ids": done["ids"]}
    assert home.done("triage", "refused").out == ""
    assert home.sql("SELECT actor FROM ledger_entry WHERE action = 'landed.correct'") == [("wu",)]
    assert home.done("check", "--json").facts["breaches"] == 0
    # And it is not corrected twice
    home.run(*call).failed(3, f"landed row {row['id']} is corrected, not waiting for a correction")


def test_a_correction_that_does_not_help_is_refused_and_changes_nothing(home: Home) -> None:
    (row,) = home.done("triage", "refused", "--json").lines
    before = home.sql("SELECT count(*) FROM ledger_entry")
    correct = ("triage", "correct", row["id"], "--set")
    home.run(*correct, "工单生成时间=昨天").failed(3, "昨天")
    home.run(*correct, "时间=2022-09-14 10:20:00").failed(3, "第 8 行没有「时间」一列")
    home.run("triage", "correct", 999_999, "--set", "工单生成时间=2022-09-14").failed(
        3, "there is no landed row 999999"
    )

    assert home.done("triage", "refused", "--json").lines == [row]
    assert home.sql("SELECT count(*) FROM ledger_entry") == before


def test_a_correction_of_a_known_order_says_that_the_report_was_amended(home: Home, tmp_path: Path) -> None:
    # Given an order that is known, and a newer row of it that could not be taken in
    cells = order("1001", rows.SUNROOM, received="前天", agency="静安区房管局")
    home.run(
        "import", write_export(tmp_path / "newer.csv", [cells]), "--channel", "hotline", "--unit", "sh-bureau"
    )
    newest = max(row["id"] for row in home.done("triage", "refused", "--json").lines)
    # When it is corrected
    said = home.done("triage", "correct", newest, "--set", "工单生成时间=2022-09-14 10:00:00").out
    # Then it says what happened, as for the other one, of which a report is made
    assert said == "已更正，内容已更新到原有的诉件 1 件\n"
    assert home.sql("SELECT agency FROM reports_report WHERE number = '1001'") == [("静安区房管局",)]
    (other,) = home.done("triage", "refused", "--json").lines
    made = home.done("triage", "correct", other["id"], "--set", "工单生成时间=2022-09-14 10:20:00").out
    assert made == "已更正并转为诉件 1 件\n"


def test_a_correction_that_its_report_says_already_ends_the_waiting_and_says_so(
    home: Home, tmp_path: Path
) -> None:
    # Given an order that is known, and a row of it as it was but for a time that is none
    as_it_was = order("1001", rows.SUNROOM, agency="静安区房管局")
    export = ("--channel", "hotline", "--unit", "sh-bureau")
    home.done("import", write_export(tmp_path / "first.csv", [as_it_was]), *export)
    spoilt = as_it_was | {"received": "前天"}
    home.run("import", write_export(tmp_path / "second.csv", [spoilt]), *export)
    newest = max(row["id"] for row in home.done("triage", "refused", "--json").lines)
    before = home.sql("SELECT count(*) FROM ledger_entry WHERE record = 'report'")
    (known,) = home.sql("SELECT id FROM reports_report WHERE number = '1001'")
    # When it is corrected to what is known
    correct = ("triage", "correct", newest, "--set", f"工单生成时间={as_it_was['received']}")
    done = home.done(*correct, "--json").facts
    # Then it waits no more, and its report is as it was
    assert done == {"known": 1, "ids": [known[0]]}
    assert newest not in [row["id"] for row in home.done("triage", "refused", "--json").lines]
    assert home.sql("SELECT count(*) FROM ledger_entry WHERE record = 'report'") == before
    assert home.done("check", "--json").facts["breaches"] == 0
