"""The pages of the survey: coverage, the form of a compound, files, freezing."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from people import NOW, person

from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.survey import freeze, record
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.survey_forms import Form
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, Unit
from records.registry.few_divisions import set_up_few

pytestmark = pytest.mark.django_db
# A refused action undoes its own transaction, which must not be the test's.
refuses = pytest.mark.django_db(transaction=True)
BY = By("zhou", NOW, "cli")
DAY = NOW.date()
MOST = 8
"""Statements of a page, session and account included."""


@pytest.fixture(autouse=True)
def _registry(db: None, settings: LazySettings) -> None:
    settings.HUIYIN_NOW = NOW.isoformat()
    set_up_few(BY)
    load_compounds(
        BY,
        [
            CompoundRow(code="T1", name="梧桐苑", district="静安区", subdistrict="江宁路街道", firm="甲物业"),
            CompoundRow(code="T2", name="柳岸苑", district="静安区", subdistrict="曹家渡街道"),
            CompoundRow(code="P1", name="桂花苑", district="普陀区"),
        ],
    )


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def place(code: str) -> Compound:
    return Compound.objects.get(code=code)


def address(code: str, phase: str = "survey") -> str:
    return f"/survey/{place(code).pk}/?phase={phase}"


@pytest.fixture
def officer(client: Client) -> Account:
    account = person("officer", "officer", name="陈队员", unit=unit("jingan"))
    client.force_login(account)
    return account


def main(response: HttpResponse) -> str:
    """What a reader sees of a page, without what stands around each."""
    found = re.search(r"<main.*</main>", response.content.decode(), re.S)
    assert found is not None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def filled(**changed: object) -> dict[str, object]:
    return {
        "surveyed_on": "2022-09-14",
        "surveyors": "陈队员、林队员",
        "heard": "12",
        "group_renting": "2",
        "devices": "电梯阻车",
        "main_conflict": "停车难",
        "proposal": "划线",
    } | changed


def survey(code: str, phase: str = "survey", **counts: int) -> None:
    record(BY, phase, [Form(place(code).pk, DAY, ("王一", "李二"), 3, counts, main_conflict="旧矛盾")])


# Coverage.


def test_coverage_is_told_for_the_own_area_down_to_the_subdistrict(client: Client, officer: Account) -> None:
    survey("T1", group_renting=2)
    survey("P1")

    body = main(client.get("/survey/"))  # type: ignore[arg-type]
    deeper = client.get("/survey/?district=310106&subdistrict=310106006&state=all")

    assert "已核小区 2 已排摸 1 其中零报告 0 未排摸 1 已冻结 0" in body
    assert "曹家渡街道 0% 0 1 0 1 0" in body
    assert "江宁路街道 100% 1 1 0 0 0" in body
    assert "柳岸苑" in body
    assert "桂花苑" not in body
    assert "未排摸的小区" in body
    assert "梧桐苑" in main(deeper)  # type: ignore[arg-type]
    assert "柳岸苑" not in main(deeper)  # type: ignore[arg-type]


def test_the_city_begins_with_its_districts(client: Client) -> None:
    client.force_login(person("supervisor", "city-supervisor"))

    body = main(client.get("/survey/?state=all"))  # type: ignore[arg-type]
    inside = main(client.get("/survey/?district=310107&state=all"))  # type: ignore[arg-type]

    assert "各区进度" in body
    assert "静安区 0% 0 2 0 2 0" in body
    assert "桂花苑" in inside
    assert "梧桐苑" not in inside


def test_an_area_that_is_not_ones_own_is_not_found(client: Client, officer: Account) -> None:
    assert client.get("/survey/?subdistrict=310107005").status_code == 404
    assert client.get("/survey/?phase=tomorrow").status_code == 404


def test_compounds_without_an_area_can_be_looked_through(client: Client, officer: Account) -> None:
    load_compounds(BY, [CompoundRow(code="T3", name="无名苑", district="静安区")])

    body = main(client.get("/survey/?subdistrict=unknown&state=all"))  # type: ignore[arg-type]

    assert "无名苑" in body
    assert "梧桐苑" not in body


def test_pages_of_the_survey_take_few_statements_whatever_they_show(client: Client, officer: Account) -> None:
    paths = ("/survey/?state=all&size=200", address("T1"), address("T1", "enforcement"), "/survey/file/")

    def statements() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    survey("T1", group_renting=2)
    statements()
    few = statements()
    load_compounds(BY, [CompoundRow(code=f"M{n}", name=f"柳岸{n}村", district="静安区") for n in range(40)])
    for number in range(20):
        survey(f"M{number}")

    assert statements() == few
    assert max(few) <= MOST, few


# The form.


def test_a_form_is_recorded_and_leads_on_to_what_is_missing_nearby(client: Client, officer: Account) -> None:
    answer = client.post(address("T1"), filled())

    assert answer["Location"] == "/survey/?phase=survey&state=missing&district=310106&subdistrict=310106006"
    form = SurveyForm.objects.get(compound=place("T1"))
    assert (form.phase, form.surveyors, form.heard, form.counts) == (
        "survey",
        "陈队员、林队员",
        12,
        '{"group_renting":2}',
    )
    assert (form.devices, form.main_conflict, form.proposal, form.entered_by) == (
        "电梯阻车",
        "停车难",
        "划线",
        "officer",
    )
    entry = Entry.objects.get(record="survey", record_id=form.pk)
    assert (entry.actor, entry.door) == ("officer", "web")


def test_a_recorded_form_is_shown_and_changed(client: Client, officer: Account) -> None:
    client.post(address("T1"), filled())

    shown = client.get(address("T1")).content.decode()
    client.post(address("T1"), filled(group_renting="5"))

    assert 'name="group_renting" value="2"' in shown
    assert SurveyForm.objects.get().counts == '{"group_renting":5}'


def test_a_zero_report_takes_one_click_once_the_pair_is_known(client: Client, officer: Account) -> None:
    client.post(address("T1"), filled())

    page = client.get(address("T2")).content.decode()
    offered = dict(re.findall(r'name="(surveyed_on|surveyors)" value="([^"]*)"', page))
    assert offered == {"surveyed_on": "2022-09-15", "surveyors": "陈队员、林队员"}
    client.post(address("T2"), offered | {"zero": "1"})

    assert SurveyForm.objects.get(compound=place("T2")).counts == "{}"
    assert "零报告 1" in main(client.get("/survey/"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"surveyed_on": "2022-09-16"}, "surveyed_on", "2022-09-16在今天之后，请核对排摸日期。"),
        (
            {"surveyed_on": "1900-01-01"},
            "surveyed_on",
            "1900-01-01不在专项行动期间（2022-07-01至2022-11-30），请核对排摸日期。",
        ),
        ({"proposal": "字" * 2001}, "proposal", "2000"),
        ({"surveyed_on": ""}, "surveyed_on", "这个字段是必填项"),
        ({"surveyors": "陈队员"}, "surveyors", "须有两名排摸人"),
        ({"surveyors": "陈队员、陈队员"}, "surveyors", "须有两名排摸人"),
        ({"group_renting": "-1"}, "group_renting", "大于或等于0"),
        ({"group_renting": "100000"}, "group_renting", "小于或等于99999"),
        ({"zero": "1"}, "group_renting", "已填了数量，不能作零报告"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client: Client, officer: Account, changed: dict[str, object], field: str, words: str
) -> None:
    answer = client.post(address("T1"), filled(**changed))

    assert answer.status_code == 400
    body = answer.content.decode()
    found = re.search(rf'id="id_{field}_error">(.*?)</div></div>', body, re.S)
    assert found is not None
    assert words in html.unescape(found[1])
    assert "停车难" in body
    assert not SurveyForm.objects.exists()


def test_the_earlier_phase_stands_beside(client: Client, officer: Account) -> None:
    survey("T1", group_renting=7)

    body = main(client.get(address("T1", "enforcement")))  # type: ignore[arg-type]

    assert "群租 调查排摸：7" in body
    assert "调查排摸阶段的排摸 排摸日期 2022-09-15 排摸人 王一、李二" in body
    assert "旧矛盾" in body


@refuses
def test_a_frozen_form_is_only_read(client: Client) -> None:
    client.force_login(person("officer", "officer", unit=unit("jingan")))
    survey("T1", group_renting=7)
    freeze(BY, unit("jingan").pk, "survey")

    page = client.get(address("T1"))
    sent = client.post(address("T1"), filled())

    assert "已冻结，只能查看" in main(page)  # type: ignore[arg-type]
    assert "群租 7" in main(page)  # type: ignore[arg-type]
    assert 'name="group_renting"' not in page.content.decode()
    assert sent.status_code == 400
    assert "排摸表已冻结，不能再改" in main(sent)  # type: ignore[arg-type]
    assert SurveyForm.objects.get().counts == '{"group_renting":7}'


def test_a_supervisor_reads_and_does_not_fill_in(client: Client) -> None:
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))
    survey("T1", group_renting=7)

    assert "群租 7" in main(client.get(address("T1")))  # type: ignore[arg-type]
    assert "调查排摸阶段还没有排摸表" in main(client.get(address("T2")))  # type: ignore[arg-type]
    assert client.post(address("T2"), filled()).status_code == 403
    assert client.get("/survey/file/").status_code == 403


@pytest.mark.parametrize("who", ["officer", "clerk", "district-supervisor"])
def test_a_compound_of_another_district_is_not_found(client: Client, who: str) -> None:
    client.force_login(person("somebody", who, unit=unit("jingan")))

    assert client.get(address("P1")).status_code == 404
    assert client.post(address("P1"), filled()).status_code == 404
    assert client.get("/survey/table.xlsx?unit=putuo").status_code == 404
    assert not SurveyForm.objects.exists()


def test_a_team_fills_in_its_own_subdistrict_only(client: Client) -> None:
    team = Unit.objects.get(kind="team", subdistrict__code="310106006")
    client.force_login(person("officer", "officer", unit=team))

    assert client.post(address("T1"), filled()).status_code == 302
    assert client.post(address("T2"), filled()).status_code == 404


@pytest.mark.parametrize("path", ["/survey/", "/survey/table.xlsx", "/survey/file/"])
def test_who_has_no_right_gets_403(client: Client, path: str) -> None:
    client.force_login(person("admin", "admin"))

    assert client.get(path).status_code == 403


# Files.


def workbook(client: Client, **cells: object) -> bytes:
    """The exported form, with cells of the row of 梧桐苑 filled in."""
    book = load_workbook(io.BytesIO(client.get("/survey/table.xlsx").content))
    sheet = book.active
    at = {str(cell.value).replace("\n", ""): cell.column for cell in sheet[3]}
    row = next(n for n in range(4, sheet.max_row + 1) if sheet.cell(n, 1).value == "梧桐苑")
    for head, value in cells.items():
        sheet.cell(row, at[head]).value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def upload(content: bytes, name: str = "排摸表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_form_goes_out_and_comes_back(client: Client, officer: Account) -> None:
    out = client.get("/survey/table.xlsx")
    content = workbook(client, 排摸日期="2022-09-14", **{"排摸人（2人）": "陈队员、林队员"}, 群租=2)

    answer = client.post("/survey/file/", {"file": upload(content), "phase": "survey"})

    assert out["Content-Disposition"] == 'attachment; filename="survey-jingan-survey-form-2022-09-15.xlsx"'
    assert "排摸表.xlsx：已全部记录" in main(answer)  # type: ignore[arg-type]
    assert "新增 1 变更 0 已有 0 未填 1 待更正 0" in main(answer)  # type: ignore[arg-type]
    assert SurveyForm.objects.get(compound=place("T1")).counts == '{"group_renting":2}'


def test_a_bad_row_is_said_with_row_and_column(client: Client, officer: Account) -> None:
    content = workbook(client, 排摸日期="昨天", **{"排摸人（2人）": "陈队员"})

    answer = client.post("/survey/file/", {"file": upload(content)})

    rows = re.findall(
        r'<th scope="row" class="amount">(\d+)</th><td[^>]*>([^<]+)</td>', answer.content.decode()
    )
    assert rows == [("4", "排摸日期"), ("4", "排摸人（2人）")]
    assert not SurveyForm.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04 nonsense", "a.xlsx", "工作簿已损坏"),
        (b"a,b\r\n1,2\r\n", "a.csv", "前 10 行里没有找到表头"),
    ],
)
def test_what_is_no_form_is_refused_at_the_field(
    client: Client, officer: Account, content: bytes, name: str, words: str
) -> None:
    answer = client.post("/survey/file/", {"file": upload(content, name)})

    assert answer.status_code == 400
    found = re.search(r'id="id_file_error">(.*?)</div></div>', answer.content.decode(), re.S)
    assert found is not None
    assert words in found[1]


# Freezing.


def test_freezing_says_what_it_means_and_freezes_the_own_area(client: Client) -> None:
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))
    survey("T1", group_renting=2)
    survey("P1")

    page = client.get("/survey/").content.decode()
    answer = client.post("/survey/freeze/", {"phase": "survey"})

    assert "冻结以后任何人都不能再改这些表" in page
    assert "还有 1 个小区没有排摸表，不在底数之内。" in page
    assert answer["Location"] == "/survey/?phase=survey"
    frozen = SurveyForm.objects.filter(frozen_at__isnull=False).values_list("compound__code", flat=True)
    assert list(frozen) == ["T1"]
    after = client.get("/survey/").content.decode()
    assert "已冻结 1 份排摸表，作为整治前底数。" in after
    assert 'id="freeze"' not in after
    book = load_workbook(io.BytesIO(client.get("/survey/table.xlsx?before=1").content))
    assert [book.active.cell(n, 1).value for n in (4, 5)] == ["梧桐苑", None]


@refuses
def test_with_nothing_to_freeze_it_says_so(client: Client) -> None:
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))

    client.post("/survey/freeze/", {"phase": "survey"})

    assert "没有待冻结的排摸表" in client.get("/survey/").content.decode()


def test_an_officer_does_not_freeze(client: Client, officer: Account) -> None:
    survey("T1")

    assert client.post("/survey/freeze/", {"phase": "survey"}).status_code == 403
    assert 'id="freeze"' not in client.get("/survey/").content.decode()


@pytest.mark.parametrize("path", ["/survey/", "form", "later", "frozen", "/survey/file/"])
def test_in_english_only_names_are_chinese(client: Client, officer: Account, path: str) -> None:
    survey("T1", group_renting=2)
    if path == "frozen":
        freeze(BY, unit("jingan").pk, "survey")
    where = {"form": address("T1"), "later": address("T1", "enforcement"), "frozen": address("T1")}.get(
        path, path
    )

    page = client.get(where, headers={"accept-language": "en"}).content.decode()

    found = re.search(r"<main.*</main>", page, re.S)
    assert found is not None
    body = re.sub(r'<(\w+)[^>]*lang="zh"[^>]*>.*?</\1>', "", found[0], flags=re.S)
    left = re.findall(r"[\u4e00-\u9fff]+", body)
    # The record's own words: the compound's name and address, its areas, firm and who surveyed.
    assert set(left) <= {"梧桐苑", "静安区", "江宁路街道", "甲物业", "王一", "李二", "旧矛盾"}
