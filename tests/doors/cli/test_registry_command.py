"""``huiyin registry``: places to be established, and what a list of compounds could not be believed in."""

from __future__ import annotations

import csv
from pathlib import Path

from doors.cli.homes import Home, on_sqlite, write_export
from records.reports import report_rows as rows
from records.reports.report_rows import order

pytestmark = on_sqlite


def with_places(home: Home, tmp_path: Path) -> None:
    """Three orders about two places that the gazetteer lacks."""
    other = rows.NOT_KNOWN.replace("碧岩花苑", "紫藤新村")
    orders = (
        order("2001", rows.NOT_KNOWN),
        order("2002", other),
        order("2003", other.replace("602室", "401室")),
    )
    file = write_export(tmp_path / "more.csv", orders)
    home.done("import", file, "--mapping", "generic", "--unit", "jingan", "--json")


def test_provisional_places_are_listed_with_the_ids_that_merging_takes(
    compounds_home: Home, tmp_path: Path
) -> None:
    with_places(compounds_home, tmp_path)
    lines = compounds_home.done("registry", "provisional", "--json").lines
    ids = dict(compounds_home.sql("SELECT name, id FROM registry_compound WHERE status = 'provisional'"))
    common = {"road": "", "unit": "jingan", "first_on": "2022-09-15"}
    common["unit_name"] = "静安区城管执法局"
    assert lines == [
        {"id": ids["紫藤新村"], "name": "紫藤新村", **common, "reports": 2, "problems": 2},
        {"id": ids["碧岩花苑"], "name": "碧岩花苑", **common, "reports": 1, "problems": 1},
    ]
    # What is merged is no more to be established.
    compounds_home.done("registry", "merge", ids["紫藤新村"], 1, "--why", "现场核实")
    left = compounds_home.done("registry", "provisional", "--json").lines
    assert [line["name"] for line in left] == ["碧岩花苑"]


def test_people_get_a_table_of_provisional_places(compounds_home: Home, tmp_path: Path) -> None:
    assert compounds_home.done("registry", "provisional").out.split() == [
        *("待核小区", "0", "个"),
        *("编号", "名称", "道路", "来源单位", "诉件", "未销号问题", "首次出现"),
    ]
    with_places(compounds_home, tmp_path)
    out = compounds_home.done("registry", "provisional").out
    title, _, *lines = out.splitlines()
    assert title.strip() == "待核小区 2 个"
    assert [line.split()[1] for line in lines[:2]] == ["紫藤新村", "碧岩花苑"]
    assert [line.split()[-3:] for line in lines[:2]] == [["2", "2", "2022-09-15"], ["1", "1", "2022-09-15"]]
    assert lines[-1] == "查明后并入已核小区：huiyin registry merge 待核编号 已核编号 --why 理由"


def test_what_a_list_of_compounds_could_not_be_believed_in_is_told(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "compounds.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["id", "name", "district", "households", "built"],
                ["n1", "梧桐苑", "静安区", "300", "1066"],
                ["n2", "柳岸苑", "静安区", "9999999", "1998"],
            ]
        )
    first, *notes = home.done("registry", "compounds", path).out.splitlines()
    assert first == "new 2  changed 0  known 0  merged 0"
    assert notes == [
        (
            "第2行“built”：“1066”不在1800–2100之内，按不详处理 / "
            "row 2, “built”: 1066 is not within 1800–2100 and counts as not known"
        ),
        (
            "第3行“households”：“9999999”不在1–100000之内，按不详处理 / "
            "row 3, “households”: 9999999 is not within 1–100000 and counts as not known"
        ),
    ]
    facts = home.done("registry", "compounds", path, "--json").facts
    assert facts["known"] == 2
    assert [(note["row"], note["column"]) for note in facts["notes"]] == [(2, "built"), (3, "households")]
    assert facts["notes"][0]["zh"] == "“1066”不在1800–2100之内，按不详处理"
