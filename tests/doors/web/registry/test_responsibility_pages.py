"""The responsibility table: rows added and ended, filtered, taken in and out as a file, and asked who would lead."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import NOW, person
from small_registry import BY, place, refuses
from wording import main, text

from huiyin.records.accounts.models import Account
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Responsibility

pytestmark = pytest.mark.django_db


def row_form(**changed: object) -> dict[str, object]:
    return {
        "violation": "facade",
        "area": "subdistrict",
        "place": "江宁路街道",
        "lead": "jingan",
        "assisting": ["housing"],
        "from_date": "2022-09-15",
        "until": "",
    } | changed


def test_a_row_is_added_by_the_name_of_its_area(client: Client, district: Account) -> None:
    answer = client.post("/responsibilities/new/", row_form())

    assert (answer.status_code, answer["Location"]) == (302, "/responsibilities/")
    row = Responsibility.objects.get(violation="facade")
    assert (row.subdistrict.code, row.lead.code, row.from_date) == (  # type: ignore[union-attr]
        "310106006",
        "jingan",
        dt.date(2022, 9, 15),
    )
    assert [a.kind for a in row.assists.all()] == ["housing"]
    entry = Entry.objects.get(record="responsibility", record_id=row.pk)
    assert (entry.actor, entry.door, entry.at) == ("district", "web", NOW)
    assert "已新增一行责任分工。" in text(client.get("/responsibilities/"))


@refuses
def test_a_row_that_overlaps_is_refused_and_what_was_typed_stays(client: Client, district: Account) -> None:
    client.post("/responsibilities/new/", row_form())
    before = Entry.objects.count()

    answer = client.post("/responsibilities/new/", row_form(lead="lingang", until="2022-12-31"))

    assert answer.status_code == 400
    body = answer.content.decode()
    assert "的期间重叠，请先结束该行。" in body
    assert 'value="2022-12-31"' in body
    assert '<option value="lingang" selected>' in body
    assert 'value="江宁路街道"' in body
    assert Entry.objects.count() == before


@refuses
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"place": "曹杨新村街道"}, "id_place", "本辖区内没有这个名称或代码的区域"),
        ({"place": ""}, "id_place", "本辖区内没有这个名称或代码的区域"),
        ({"place": "路街道"}, "id_place", "有多处叫这个名字，请改填代码"),
        ({"until": "2022-09-14"}, "id_until", "早于开始日期"),
        ({"lead": "putuo"}, "id_lead", "选择一个有效的选项"),
        ({"area": "city"}, "id_area", "选择一个有效的选项"),
    ],
)
def test_what_is_wrong_with_a_row_stands_at_its_field(
    client: Client, district: Account, changed: dict[str, object], field: str, words: str
) -> None:
    answer = client.post("/responsibilities/new/", row_form(**changed))

    assert answer.status_code == 400
    found = re.search(rf'id="{field}_error">(.*?)</div></div>', answer.content.decode(), re.S)
    assert found is not None
    assert words in found[1]
    assert not Responsibility.objects.filter(violation="facade").exists()


def test_rows_end_together_with_a_day(client: Client, district: Account) -> None:
    rows = list(Responsibility.objects.filter(subdistrict__district__code="310106")[:2])
    picks = [row.pk for row in rows]

    asked = client.get("/responsibilities/end/", {"pick": picks})
    done = client.post("/responsibilities/end/", {"pick": picks, "until": "2022-09-30"})

    assert "以下 2 行" in text(asked)
    assert done["Location"] == "/responsibilities/"
    assert Responsibility.objects.filter(until=dt.date(2022, 9, 30)).count() == 2


@refuses
def test_a_day_on_which_a_row_does_not_hold_is_refused_and_stays_typed(
    client: Client, district: Account
) -> None:
    client.post("/responsibilities/new/", row_form())
    row = Responsibility.objects.get(violation="facade")

    answer = client.post("/responsibilities/end/", {"pick": [row.pk], "until": "2022-09-01"})

    assert answer.status_code == 400
    assert "在2022-09-01不适用。" in text(answer)
    assert 'value="2022-09-01"' in answer.content.decode()
    assert Responsibility.objects.get(pk=row.pk).until is None


def test_the_table_is_filtered_and_says_by_what(client: Client) -> None:
    client.force_login(person("supervisor", "city-supervisor"))

    body = main(client.get("/responsibilities/?district=310107&area=district"))

    assert "普陀区城管执法局" in body
    assert "静安区城管执法局 按法规库" not in body
    assert "区 普陀区" in body
    empty = main(client.get("/responsibilities/?violation=facade"))
    assert "没有符合筛选的行" in empty


def test_a_filter_that_cannot_be_is_said_and_shows_the_whole_table(client: Client, district: Account) -> None:
    answer = client.get("/responsibilities/?area=moon&on=yesterday")

    assert answer.status_code == 200
    assert "江宁路街道综合行政执法队" in text(answer)
    assert 'id="id_area_error"' in answer.content.decode()


def file(content: str, name: str = "table.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode("utf-8-sig"), "text/csv")


def test_a_file_is_looked_at_first_and_loaded_when_it_is_confirmed(client: Client, district: Account) -> None:
    out = client.get("/responsibilities/table.csv").content.decode("utf-8-sig")
    own = Responsibility.objects.get(district__code="310106")
    content = out.replace(
        f"{own.pk},,区,310106,静安区,jingan,,,", f"{own.pk},,区,310106,静安区,jingan,,,2022-12-31"
    )
    content += ",litter,街镇,310106006,,corps,,2022-10-01,\r\n"
    before = Entry.objects.count()

    looked = client.post("/responsibilities/file/", {"file": file(content)})

    assert "载入后将新增 1 行，结束 1 行；14 行与现有的表相同，不变。" in text(looked)
    assert Entry.objects.count() == before
    kept = re.search(r'name="content" value="([^"]+)"', looked.content.decode())
    assert kept is not None
    done = client.post("/responsibilities/file/", {"content": kept[1]})
    assert done["Location"] == "/responsibilities/"
    assert Responsibility.objects.get(pk=own.pk).until == dt.date(2022, 12, 31)
    assert Responsibility.objects.get(violation="litter").lead.code == "corps"


def test_every_fault_of_a_file_stands_with_its_row_and_column(client: Client, district: Account) -> None:
    content = (
        "违法行为,层级,区域,牵头单位,开始日期\r\n"
        "moon,街镇,310106006,jingan,\r\n"
        "litter,街镇,310107005,jingan,\r\n"
        "litter,区,310106,jingan,yesterday\r\n"
    )

    answer = client.post("/responsibilities/file/", {"file": file(content)})

    assert answer.status_code == 400
    rows = re.findall(
        r'<th scope="row" class="amount">(\d+)</th><td[^>]*>([^<]+)</td>', answer.content.decode()
    )
    assert rows == [("2", "违法行为"), ("3", "区域"), ("4", "开始日期")]
    assert 'name="content"' not in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [("一,二\r\n", "表头缺少列"), ("x" * (512 * 1024 + 1), "文件超过 512 KB")],
)
def test_what_is_no_table_is_refused(client: Client, district: Account, content: str, words: str) -> None:
    answer = client.post("/responsibilities/file/", {"file": file(content)})

    assert answer.status_code == 400
    assert words in text(answer)


def test_a_district_takes_out_its_own_rows_only(client: Client, district: Account) -> None:
    lines = client.get("/responsibilities/table.csv").content.decode("utf-8-sig").splitlines()

    assert len(lines) == 1 + 15
    assert all(",310106" in line for line in lines[1:])


def test_who_would_lead_says_the_row_and_the_wider_ones(client: Client, officer: Account) -> None:
    body = main(
        client.get("/responsibilities/who/?place=梧桐苑&violation=facade&on=2022-09-15")  # type: ignore[arg-type]
    )

    row = Responsibility.objects.get(subdistrict__code="310106006")
    assert "牵头： 江宁路街道综合行政执法队" in body
    assert f"依据责任表编号 {row.pk}。" in body
    assert "区 静安区 任何违法行为 静安区城管执法局 一直有效 范围更大，不起作用" in body


def test_a_name_that_fits_several_asks_which_and_one_that_fits_none_says_so(
    client: Client, officer: Account
) -> None:
    load_compounds(BY, [CompoundRow(code="T2", name="梧桐苑二期", district="静安区")])

    which = client.get("/responsibilities/who/?place=梧桐&violation=facade&on=2022-09-15")
    none = client.get("/responsibilities/who/?place=桂花苑&violation=facade&on=2022-09-15")

    assert f"compound={place('T2').pk}" in which.content.decode()
    assert "是哪一个小区？" in text(which)
    assert "辖区内没有找到这个小区" in text(none)
