"""Words that are meant to become markup, code or formulas: they are shown as the words that they are."""

from __future__ import annotations

import csv
import io

import pytest
from crawling import read
from every_address import browser, every, filled, whole
from hostile_texts import ALL, BACKWARDS, EXPRESSED, FORMULA, MARK, WHOLE, born_of, shown_on
from openpyxl import load_workbook
from planted_identities import Reporter
from planted_world import CITY, Area, World, settle_in

from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import Problem
from huiyin.records.registry.csv_files import read_responsibilities, write_table
from huiyin.records.registry.queries import TABLE_COLUMNS
from huiyin.records.reports.models import Report

pytestmark = pytest.mark.django_db
HOSTILE = Area(
    "putuo", "普陀区", "pt1", "紫藤新村", "枕水路77弄", "曹杨新村街道", "普和物业",
    tuple(Reporter(f"查无此人{mark}", 7404, number) for number, mark in enumerate("春夏秋冬东南西北中", 1)),
    ALL,
)  # fmt: skip
PEOPLE = ("putuo.team-lead", "putuo.district-supervisor", f"{CITY}.auditor", f"{CITY}.admin")


@pytest.fixture(scope="module")
def pages(world: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page about the hostile area, as those who see most of it, by who and path."""
    settle_in(world, HOSTILE, tmp_path_factory.mktemp("hostile"))
    found = {}
    for who in PEOPLE:
        client = browser(world, who)
        for address in every():
            if address.is_api:
                continue
            found_here = filled(address, HOSTILE)
            for ids in (
                found_here if address.name in ("problem", "report", "ledger-chain") else found_here[:2]
            ):
                answer = read(client, who, address.name, address.at(ids))
                assert answer.status < 500 or address.name == "health-ready", str(answer)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    found[f"{who} {answer.path}"] = answer.words.partition("\n\n")[2]
                if answer.status == 403:
                    break
        for more in ("/work/?tab=all", "/triage/?reason=inquiry", "/triage/?tab=proposed", "/exceptions/?kind=exception", "/survey/?state=all", f"/lists/problems/?q={WHOLE}", f"/reports/?q={WHOLE}", f"/compounds/?q={WHOLE}"):  # fmt: skip
            found[f"{who} {more}"] = client.get(more).content.decode()
    return found


def test_the_check_sees_what_it_is_meant_to() -> None:
    for one in ALL[:3]:
        assert born_of(f'<p title="{one}">{one}</p>' if one != ALL[2] else f"<p title='{one}'>x</p>") != []
    assert born_of(f"<title>x{ALL[4]}") != []
    assert born_of(f'<a href="{ALL[5]}">x</a>') != []
    assert born_of("<p>&lt;script&gt;zzq1()&lt;/script&gt;</p>") == []


def test_no_element_or_attribute_is_born_of_them_on_any_page(pages: dict[str, str]) -> None:
    assert {where: born for where, page in pages.items() if (born := born_of(page))} == {}


def test_nothing_in_them_is_computed(pages: dict[str, str]) -> None:
    assert [where for where, page in pages.items() if EXPRESSED in page] == []


def test_they_are_really_shown_and_as_they_were_written(pages: dict[str, str]) -> None:
    assert shown_on(pages.values()) == set(ALL)
    assert sum(MARK in page for page in pages.values()) > 100


def test_a_workbook_holds_them_as_words(world: World, pages: dict[str, str]) -> None:
    client = browser(world, "putuo.team-lead")
    names = ("list-versions-export", "survey-out")
    paths = [one.at(ids) for one in every() if one.name in names for ids in filled(one, HOSTILE)]
    paths += [f"/lists/export/?kind={kind}" for kind in ("problem", "task", "responsibility")]
    words = 0
    for path in paths:
        book = load_workbook(io.BytesIO(whole(client.get(path))))  # type: ignore[arg-type]
        for sheet in book:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f", (path, cell.coordinate)
                assert cell.hyperlink is None
                words += isinstance(cell.value, str) and MARK in cell.value
    assert words > 10


@pytest.mark.parametrize("name", [FORMULA, *("＝1+1", "+1", "-1", "@x")])
def test_a_table_that_a_spreadsheet_opens_has_no_formula_and_can_be_loaded_again(name: str) -> None:
    row = (1, "", "小区", "ja1", name, "jingan", "", None, None)
    content = write_table(TABLE_COLUMNS, [row])
    (_, cells) = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert cells[4] == f"'{name}"
    (again,) = read_responsibilities(content).rows
    assert again.place_name == name


def test_what_no_database_holds_is_refused_at_the_door(world: World) -> None:
    client, before = browser(world, "jingan.clerk"), Entry.objects.count()
    report = Report.objects.get(number="JA1-4")
    problem = Problem.objects.filter(compound__code="ja1", state="open")[0]
    for path, told in (
        ("/imports/paste/", {"channel": "hotline", "text": "青梧雅苑\0门口"}),
        (f"/reports/{report.pk}/interim/", {"text": "您好\0"}),
        ("/lists/problems/filters/keep/", {"name": "夜\0里", "query": "state=open"}),
        (f"/problems/{problem.pk}/split/", {"place": "夜\0里", "reason": "夜\0里"}),
    ):
        assert client.post(path, told).status_code in (302, 400), path
    for path in (
        "/lists/problems/",
        "/reports/",
        "/compounds/",
        "/search/",
        "/ledger/",
        "/accounts/",
        "/units/",
        "/firms/",
        "/officers/",
    ):
        for who in ("jingan.clerk", "sh-bureau.city-supervisor", "sh-bureau.admin"):
            assert (
                browser(world, who)
                .get(path, {"q": "\0", "after": "\0", "actor": "\0", "record": "\0"})
                .status_code
                < 500
            )
    assert [e.action for e in Entry.objects.order_by("pk")[before:] if "\\u0000" in e.content] == []


def test_very_long_words_are_refused_or_cut_and_break_nothing(world: World) -> None:
    client, long = browser(world, "jingan.team-lead"), "长" * 100_000
    report = Report.objects.get(number="JA1-4")
    problem = Problem.objects.filter(compound__code="ja1", state="open")[0]
    for path, told in (
        ("/imports/paste/", {"channel": "hotline", "text": long, "number": long}),
        (f"/reports/{report.pk}/interim/", {"text": long}),
        (f"/problems/{problem.pk}/settle/", {"basis": long}),
        (f"/reports/{report.pk}/identity/", {"reason": long}),
        ("/exceptions/clear/", {"pick": "1", "reason": ""}),
    ):
        assert client.post(path, told).status_code in (302, 400), path
    assert client.get("/lists/problems/", {"q": long[:5000]}).status_code in (200, 400, 414)
    assert client.get("/reports/", {"q": long[:5000]}).status_code == 200


def test_writing_that_runs_backwards_names_nothing(world: World) -> None:
    client = browser(world, f"{CITY}.admin")
    before = Entry.objects.count()
    told = {"username": "newcomer", "name": BACKWARDS, "roles": "clerk", "belongs": "unit:1", "kind": "unit"}
    assert client.post("/accounts/new/", told).status_code == 400
    assert Entry.objects.count() == before
