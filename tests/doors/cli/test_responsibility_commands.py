"""``huiyin registry``: the units of the notice, the responsibility table out and in, and who leads by it."""

from __future__ import annotations

import csv
from pathlib import Path

from doors.cli.homes import Home, on_sqlite

pytestmark = on_sqlite


def test_the_units_of_the_notice_are_listed_for_people_and_programs(compounds_home: Home) -> None:
    units = compounds_home.done("registry", "units", "--json").lines
    assert len(units) == 20
    assert {"code": "jingan", "name": "静安区城管执法局", "kind": "district"} in units
    assert "jingan      静安区城管执法局\n" in compounds_home.done("registry", "units").out


def test_a_table_written_out_and_edited_is_checked_then_loaded_then_known(
    compounds_home: Home, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    assert (
        compounds_home.done("registry", "responsibilities", table, "--out").out == "责任表已写入 table.csv\n"
    )
    with table.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = list(csv.reader(file))
    call = ("registry", "responsibilities", table, "--json")
    assert compounds_home.done(*call, "--out").facts == {"file": "table.csv"}
    assert compounds_home.done(*call).facts == {"new": 0, "known": len(lines), "ended": 0}

    # When a row is added for one compound, from July on
    added = {
        "违法行为": "litter",
        "层级": "小区",
        "区域": "t1",
        "牵头单位": "corps",
        "开始日期": "2022-07-01",
    }
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([added.get(column, "") for column in header])
    entries = compounds_home.sql("SELECT count(*) FROM ledger_entry")
    # Then a dry run tells what would come of it, and changes nothing
    assert compounds_home.done(*call, "--dry-run").facts == {"new": 1, "known": len(lines), "ended": 0}
    assert compounds_home.sql("SELECT count(*) FROM ledger_entry") == entries
    # And loading it does that, in the name of who did it, once
    assert compounds_home.done(*call, "--as", "wu").facts == {"new": 1, "known": len(lines), "ended": 0}
    assert compounds_home.done(*call[:-1]).out == f"new 0  known {len(lines) + 1}  ended 0\n"
    assert compounds_home.sql("SELECT actor FROM ledger_entry WHERE action = 'responsibility.load'") == [
        ("wu",)
    ]


def test_a_table_that_is_wrong_or_absent_is_refused_in_one_line(compounds_home: Home, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    call = ("registry", "responsibilities", table)
    compounds_home.run(*call).failed(2, "table.csv: no such file")
    table.write_text("违法行为,层级,区域,牵头单位,配合,开始日期,结束日期\nlitter,小区,t1,nobody,,,\n")
    compounds_home.run(*call).failed(3, "没有名称或代码为“nobody”的单位")


def test_who_leads_is_told_by_the_row_of_the_table_for_the_day(compounds_home: Home, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        "违法行为,层级,区域,牵头单位,配合,开始日期,结束日期\nlitter,小区,t1,corps,房管部门,2022-09-01,\n"
    )
    compounds_home.done("registry", "responsibilities", table)
    ((row,),) = compounds_home.sql(
        "SELECT r.id FROM registry_responsibility r JOIN registry_compound c ON c.id = r.compound_id WHERE c.code = 't1'"
    )
    ((corps,),) = compounds_home.sql("SELECT name FROM registry_unit WHERE code = 'corps'")

    def told(*call: object) -> object:
        return compounds_home.done("registry", "who-leads", *call, "--json").facts

    assert told("t1", "litter") == {
        "compound": "青梧雅苑",
        "lead": corps,
        "assisting": ["housing"],
        "row": row,
    }
    assert told("青梧雅苑", "litter") == told("t1", "litter")
    # The day before, the district's own row holds.
    earlier = told("t1", "litter", "--on", "2022-08-31")
    assert isinstance(earlier, dict)
    assert (earlier["lead"], earlier["row"] == row) == ("静安区城管执法局", False)
    out = compounds_home.done("registry", "who-leads", "t1", "litter").out
    assert out == f"青梧雅苑: {corps}（责任分工编号 {row}）\n"


def test_who_leads_needs_a_violation_and_a_compound_that_exist(compounds_home: Home) -> None:
    compounds_home.run("registry", "who-leads", "t1", "noise").failed(
        2, "there is no violation 'noise'; the codes are illegal-construction, "
    )
    compounds_home.run("registry", "who-leads", "t9", "litter").failed(3, "there is no compound 't9'")


def test_a_shipped_row_is_ended_in_the_table_itself_and_another_begun(
    compounds_home: Home, tmp_path: Path
) -> None:
    # Given the table as it was written out
    table = tmp_path / "table.csv"
    compounds_home.done("registry", "responsibilities", table, "--out")
    with table.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    (jingan,) = [line for line in lines if line["区域名称"] == "静安区"]
    # When the last day of a row is filled in and a row without a number is added
    lines.append({**jingan, "编号": "", "牵头单位": "corps", "开始日期": "2022-09-01"})
    jingan["结束日期"] = "2022-08-31"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    facts = {"new": 1, "known": len(lines) - 2, "ended": 1}
    call = ("registry", "responsibilities", table, "--json")
    assert compounds_home.done(*call, "--dry-run").facts == facts
    assert compounds_home.done(*call).facts == facts
    # Then the one leads until that day and the other after it
    leads = [
        compounds_home.done("registry", "who-leads", "t1", "litter", "--on", day, "--json").facts["lead"]
        for day in ("2022-08-31", "2022-09-01")
    ]
    assert leads == ["静安区城管执法局", "市局执法总队"]


def test_a_row_is_ended_by_its_number(compounds_home: Home) -> None:
    ((row,),) = compounds_home.sql(
        "SELECT r.id FROM registry_responsibility r JOIN registry_district d ON d.id = r.district_id WHERE d.code = '310106'"
    )
    call = ("registry", "end-responsibility", row, "--until")
    out = compounds_home.done(*call, "2022-08-31", "--as", "wu").out
    assert out == f"责任分工编号 {row} 适用至 2022-08-31\n"
    assert compounds_home.done(*call, "2022-08-30", "--json").facts == {"id": row, "until": "2022-08-30"}
    assert compounds_home.sql("SELECT until FROM registry_responsibility WHERE id = ?", row) == [
        ("2022-08-30",)
    ]
    assert compounds_home.sql(
        "SELECT actor, count(*) FROM ledger_entry WHERE action = 'responsibility.end' AND actor = 'wu'"
    ) == [("wu", 1)]
    compounds_home.run(*call, "2022-09-01").failed(
        3,
        f"责任分工编号{row}（区“静安区”、任何违法行为、牵头静安区城管执法局、至2022-08-30止）在2022-09-01不适用",
    )


def test_every_fault_of_a_table_is_told_on_a_line_of_its_own(compounds_home: Home, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        "违法行为,层级,区域,区域名称,牵头单位,配合,开始日期,结束日期\n"
        "litter,小区,t1,,corps,,2022-9-31,\n"
        "litter,区,310115,静安区,nobody,街坊,,\n"
    )
    ended = compounds_home.run("registry", "responsibilities", table, "--dry-run")
    assert (ended.code, ended.out) == (3, "")
    assert [line.partition("：")[0] for line in ended.err.splitlines()] == [
        "huiyin: 第2行“开始日期”",
        "第3行“区域名称”",
        "第3行“牵头单位”",
        "第3行“配合”",
    ]
