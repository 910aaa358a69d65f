"""``huiyin registry officer`` and ``mandate``: who holds which certificate, and until when a firm manages a compound."""

from __future__ import annotations

import csv
from pathlib import Path

from doors.cli.homes import Home, on_sqlite

pytestmark = on_sqlite


def test_an_officer_is_added_with_a_certificate_and_listed(compounds_home: Home) -> None:
    add = ("registry", "officer", "add")
    days = ("--from", "2022-01-01", "--until", "2026-12-31")
    first = compounds_home.done(*add, "陈一", "沪证-001", "--unit", "jingan", *days, "--json").facts["id"]
    out = compounds_home.done(*add, "陈二", "沪证-002", "--unit", "corps", "--as", "wu").out
    second = first + 1
    assert out == f"已登记执法人员，编号 {second}\n"

    lines = compounds_home.done("registry", "officer", "list", "--json").lines
    one = {"id": first, "name": "陈一", "certificate": "沪证-001", "unit": "jingan"}
    two = {"id": second, "name": "陈二", "certificate": "沪证-002", "unit": "corps"}
    assert sorted(lines, key=lambda line: str(line["certificate"])) == [
        {**one, "valid_from": "2022-01-01", "valid_until": "2026-12-31"},
        {**two, "valid_from": None, "valid_until": None},
    ]
    out = compounds_home.done("registry", "officer", "list", "--unit", "jingan").out
    assert out == f"{first}  陈一  沪证-001  静安区城管执法局  2022-01-01至2026-12-31\n"
    actors = compounds_home.sql("SELECT actor FROM ledger_entry WHERE action = 'officer.add' ORDER BY id")
    assert actors[1:] == [("wu",)]


def test_an_officer_needs_a_unit_and_a_certificate_that_nobody_has(compounds_home: Home) -> None:
    add = ("registry", "officer", "add")
    compounds_home.done(*add, "陈一", "沪证-001", "--unit", "jingan")
    compounds_home.run(*add, "陈二", "沪证-001", "--unit", "jingan").failed(3, "证号沪证-001已属陈一")
    compounds_home.run(*add, "陈二", "沪证-002", "--unit", "nobody").failed(2, "there is no unit 'nobody'")
    compounds_home.run("registry", "officer", "list", "--unit", "nobody").failed(
        2, "there is no unit 'nobody'"
    )
    assert len(compounds_home.done("registry", "officer", "list", "--json").lines) == 1


def test_the_end_of_a_firms_mandate_is_entered_by_the_id_that_the_list_tells(
    compounds_home: Home, tmp_path: Path
) -> None:
    path = tmp_path / "compounds.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "name", "district", "firm"], ["n1", "梧桐苑", "静安区", "甲物业"]])
    compounds_home.done("registry", "compounds", path)
    listing = ("registry", "mandate", "list", "n1")
    (mandate,) = compounds_home.done(*listing, "--json").lines
    number = mandate["id"]
    assert mandate == {
        "id": number,
        "compound": "梧桐苑",
        "firm": "甲物业",
        "manager": "",
        "from": None,
        "until": None,
    }

    end = ("registry", "mandate", "end", number, "--until")
    assert (
        compounds_home.done(*end, "2022-08-31", "--as", "wu").out == f"合同编号 {number} 至 2022-08-31 为止\n"
    )
    assert compounds_home.done(*listing).out == f"{number}  梧桐苑  甲物业  不限至2022-08-31\n"
    assert compounds_home.sql("SELECT actor FROM ledger_entry WHERE action = 'mandate.end'") == [("wu",)]
    compounds_home.run(*end, "2022-09-01").failed(3, "2022-09-01不在合同期内：..2022-08-31")
    assert compounds_home.done(*end, "2022-08-30", "--json").facts == {"id": number, "until": "2022-08-30"}
    compounds_home.run("registry", "mandate", "list", "n9").failed(3, "there is no compound 'n9'")
