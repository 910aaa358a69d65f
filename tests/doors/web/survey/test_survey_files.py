"""The survey leaves and comes back as a file, and is frozen."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from people import person
from small_registry import BY, place, refuses
from survey_pages import address, survey
from wording import main

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.numbers import compound_number
from huiyin.records.registry.actions.amending import Amendment, amend
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.csv_files import CompoundRow

pytestmark = pytest.mark.django_db


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
    assert "排摸表.xlsx：已全部记录" in main(answer)
    assert "新增 1 变更 0 已有 0 未填 1 待更正 0" in main(answer)
    assert SurveyForm.objects.get(compound=place("T1")).counts == '{"group_renting":2}'


def test_a_bad_row_is_said_with_row_and_column(client: Client, officer: Account) -> None:
    content = workbook(client, 排摸日期="昨天", **{"排摸人（2人）": "陈队员"})

    answer = client.post("/survey/file/", {"file": upload(content)})

    rows = re.findall(
        r'<th scope="row" class="amount">(\d+)</th><td[^>]*>([^<]+)</td>', answer.content.decode()
    )
    assert rows == [("4", "排摸日期"), ("4", "排摸人（2人）")]
    assert not SurveyForm.objects.exists()


def test_a_cell_that_describes_the_compound_is_noted_and_the_form_is_recorded(
    client: Client, officer: Account
) -> None:
    content = workbook(client, 排摸日期="2022-09-14", **{"排摸人（2人）": "陈队员、林队员"}, 户数=650)

    answer = client.post("/survey/file/", {"file": upload(content)})
    english = client.post("/survey/file/", {"file": upload(content)}, headers={"accept-language": "en"})

    assert "排摸表.xlsx：已全部记录" in main(answer)
    assert "新增 1 变更 0 已有 0 未填 1 待更正 0" in main(answer)
    assert "有的单元格没有采用" in main(answer)
    assert (
        "4 户数 第 4 行「户数」：填写的“650”未采用，小区名录中没有登记。确需更改的，请在小区名录中更改。"
        in main(answer)
    )
    assert (
        "4 户数 Row 4, column “户数”: “650” is not taken, and the registry has nothing there. "
        "If it is to change, change it in the registry (小区名录)." in main(english)
    )
    assert SurveyForm.objects.get().compound == place("T1")


def test_no_more_notes_are_listed_than_a_page_holds(
    client: Client, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huiyin.doors.web.places.survey_books.SHOWN", 1)
    content = workbook(client, 物业企业="乙物业", 户数=650)

    body = main(client.post("/survey/file/", {"file": upload(content)}))

    assert "填写的“乙物业”与小区名录中的“甲物业”不同" in body
    assert "填写的“650”" not in body
    assert "另有 1 处提示未列出。" in body


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


def test_the_frozen_list_and_form_tell_what_was_after_a_merge_and_a_new_name(client: Client) -> None:
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))
    for code in ("T1", "T2"):
        survey(code, group_renting=2)
    client.post("/survey/freeze/", {"phase": "survey"})
    gone = place("T2").pk

    merge(BY, gone, place("T1").pk, "同一小区")
    amend(BY, [Amendment(place("T1").pk, {"name": "梧桐新苑", "households": 650})])

    body = main(client.get("/survey/?state=frozen"))
    assert "已核小区 1 已排摸 1 其中零报告 0 未排摸 0 已冻结 2" in body
    assert "曹家渡街道 0% 0 0 0 0 1" in body
    assert "梧桐苑 江宁路街道" in body
    assert "柳岸苑 曹家渡街道" in body
    assert "梧桐新苑" not in body
    # The area that has no compound any more, and the form whose compound is none any more.
    assert "柳岸苑" in main(client.get("/survey/?subdistrict=310106014&state=frozen"))
    left = main(client.get(address("T2")))
    assert f"小区（冻结时） 小区编号 {compound_number(gone)} 所在 静安区／曹家渡街道" in left
    assert client.get(f"/survey/{gone}/?phase=enforcement").status_code == 404
    assert client.post(f"/survey/{gone}/?phase=survey").status_code == 404
    now = main(client.get(address("T1")))
    assert "甲物业" in now
    assert f"现为小区 梧桐新苑（{compound_number(place('T1').pk)}）" in now
    book = load_workbook(io.BytesIO(client.get("/survey/table.xlsx?before=1").content))
    assert [book.active.cell(n, 1).value for n in (4, 5, 6)] == ["梧桐苑", "柳岸苑", None]


def test_what_came_after_a_merge_can_still_be_frozen(client: Client) -> None:
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))
    load_compounds(BY, [CompoundRow(code="T3", name="枫桥苑", district="静安区")])
    for code in ("T1", "T2"):
        survey(code)
    client.post("/survey/freeze/", {"phase": "survey"})
    merge(BY, place("T2").pk, place("T1").pk, "同一小区")

    # Of two compounds one has a form that is not frozen, while two forms are.
    survey("T3")

    assert 'id="freeze"' in client.get("/survey/").content.decode()


@refuses
def test_with_nothing_to_freeze_it_says_so(client: Client) -> None:
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))

    client.post("/survey/freeze/", {"phase": "survey"})

    assert "没有待冻结的排摸表" in client.get("/survey/").content.decode()


def test_an_officer_does_not_freeze(client: Client, officer: Account) -> None:
    survey("T1")

    assert client.post("/survey/freeze/", {"phase": "survey"}).status_code == 403
    assert 'id="freeze"' not in client.get("/survey/").content.decode()
