"""The pages of base data: the responsibility table, units, officers, firms."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import NOW, person

from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.actions.firms import NewMandate, NewOfficer, add_mandates, add_officers
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound, Firm, Mandate, Officer, Responsibility, Unit
from records.registry.few_divisions import set_up_few

pytestmark = pytest.mark.django_db
BY = By("zhou", NOW, "cli")
MOST = 8
"""Statements of a page, session and account included."""
# A refused action undoes its own transaction, which must not be the test's.
refuses = pytest.mark.django_db(transaction=True)
PAGES = ("/responsibilities/", "/responsibilities/who/", "/units/", "/officers/", "/firms/")


@pytest.fixture(autouse=True)
def _registry(db: None, settings: LazySettings) -> None:
    settings.HUIYIN_NOW = NOW.isoformat()
    set_up_few(BY)
    load_compounds(
        BY,
        [
            CompoundRow(code="T1", name="梧桐苑", district="静安区", subdistrict="江宁路街道", firm="甲物业"),
            CompoundRow(code="P1", name="桂花苑", district="普陀区", firm="乙物业"),
        ],
    )


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def place(code: str) -> Compound:
    return Compound.objects.get(code=code)


@pytest.fixture
def district(client: Client) -> Account:
    """The district's supervisor of Jing'an, who manages its registry."""
    account = person("district", "district-supervisor", name="沈督办", unit=unit("jingan"))
    client.force_login(account)
    return account


@pytest.fixture
def officer(client: Client) -> Account:
    """Somebody who only reads the registry."""
    account = person("officer", "officer", name="陈队员", unit=unit("jingan"))
    client.force_login(account)
    return account


def text(response: HttpResponse) -> str:
    """What a reader sees of a page."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def main(response: HttpResponse) -> str:
    """The same without what stands around each page."""
    body = response.content.decode()
    found = re.search(r"<main.*</main>", body, re.S)
    assert found is not None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# Rights and areas.


@pytest.mark.parametrize("address", PAGES)
def test_who_has_no_right_gets_403_and_who_is_not_signed_in_goes_to_the_sign_in(
    client: Client, address: str
) -> None:
    assert client.get(address).status_code == 302
    client.force_login(person("callback", "callback-clerk", unit=unit("jingan")))

    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/responsibilities/new/",
        "/responsibilities/end/?pick=4",
        "/responsibilities/file/",
        "/officers/new/",
        "/officers/1/",
        "/firms/new/",
        "/firms/1/mandates/new/",
        "/firms/1/mandates/1/end/",
    ],
)
def test_who_only_reads_changes_nothing(client: Client, officer: Account, address: str) -> None:
    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403


def test_what_lies_in_another_district_is_not_found(client: Client, district: Account) -> None:
    (foreign,) = add_officers(BY, [NewOfficer("王一", unit("putuo").pk, "P1")])
    row = Responsibility.objects.get(district__code="310107")
    firm = Firm.objects.get(name="乙物业")
    mandate = Mandate.objects.get(firm=firm)

    for address in (
        f"/units/{unit('putuo').pk}/",
        f"/officers/{foreign}/",
        f"/responsibilities/end/?pick={row.pk}",
        f"/responsibilities/who/?compound={place('P1').pk}&violation=facade&on=2022-09-15",
        f"/firms/{firm.pk}/mandates/{mandate.pk}/end/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/responsibilities/end/?pick={row.pk}", {"pick": row.pk}).status_code == 404
    assert "王一" not in text(client.get("/officers/"))  # type: ignore[arg-type]
    assert "普陀" not in text(client.get("/responsibilities/"))  # type: ignore[arg-type]
    assert "普陀" not in text(client.get("/units/"))  # type: ignore[arg-type]
    assert "桂花苑" not in text(client.get(f"/firms/{firm.pk}/"))  # type: ignore[arg-type]


# Bounded pages.


@pytest.mark.parametrize("who", ["district", "supervisor"])
def test_no_page_takes_more_statements_with_more_rows(client: Client, who: str) -> None:
    account = (
        person("district", "district-supervisor", unit=unit("jingan"))
        if who == "district"
        else person("supervisor", "city-supervisor")
    )
    client.force_login(account)
    firm = Firm.objects.get(name="甲物业").pk
    addresses = (
        *PAGES,
        f"/units/{unit('jingan').pk}/",
        f"/firms/{firm}/",
        f"/responsibilities/who/?compound={place('T1').pk}&violation=facade&on=2022-09-15",
        "/responsibilities/who/?place=梧桐苑&violation=facade&on=2022-09-15",
        "/responsibilities/new/",
        f"/firms/{firm}/mandates/new/",
        "/officers/new/",
    )
    add_officers(BY, [NewOfficer("陈", unit("jingan").pk, "C")])
    client.get("/units/")
    few = {address: statements(client, address) for address in addresses}
    add_officers(BY, [NewOfficer(f"陈{n}", unit("jingan").pk, f"C{n}") for n in range(30)])
    load_compounds(
        BY,
        [CompoundRow(code=f"M{n}", name=f"柳岸{n}村", district="静安区", firm="甲物业") for n in range(30)],
    )

    many = {address: statements(client, address) for address in addresses}

    assert many == few
    assert max(many.values()) <= MOST, many


def test_a_list_goes_on_page_by_page(client: Client, district: Account) -> None:
    add_officers(BY, [NewOfficer(f"陈{n:02}", unit("jingan").pk, f"沪执{n:02}") for n in range(25)])

    first = client.get("/officers/?size=20").content.decode()
    onward = re.search(r'rel="next" href="([^"]+)"', first)
    assert onward is not None
    second = client.get("/officers/" + html.unescape(onward[1])).content.decode()

    assert re.findall(r"沪执\d\d", first) == [f"沪执{n:02}" for n in range(20)]
    assert re.findall(r"沪执\d\d", second) == [f"沪执{n:02}" for n in range(20, 25)]
    assert 'rel="next"' not in second


# The responsibility table.


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
    assert "已新增一行责任分工。" in text(client.get("/responsibilities/"))  # type: ignore[arg-type]


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

    assert "以下 2 行" in text(asked)  # type: ignore[arg-type]
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
    assert "在2022-09-01不适用。" in text(answer)  # type: ignore[arg-type]
    assert 'value="2022-09-01"' in answer.content.decode()
    assert Responsibility.objects.get(pk=row.pk).until is None


def test_the_table_is_filtered_and_says_by_what(client: Client) -> None:
    client.force_login(person("supervisor", "city-supervisor"))

    body = main(client.get("/responsibilities/?district=310107&area=district"))  # type: ignore[arg-type]

    assert "普陀区城管执法局" in body
    assert "静安区城管执法局 按法规库" not in body
    assert "区 普陀区" in body
    empty = main(client.get("/responsibilities/?violation=facade"))  # type: ignore[arg-type]
    assert "没有符合筛选的行" in empty


def test_a_filter_that_cannot_be_is_said_and_shows_the_whole_table(client: Client, district: Account) -> None:
    answer = client.get("/responsibilities/?area=moon&on=yesterday")

    assert answer.status_code == 200
    assert "江宁路街道综合行政执法队" in text(answer)  # type: ignore[arg-type]
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

    assert "载入后将新增 1 行，结束 1 行；14 行与现有的表相同，不变。" in text(looked)  # type: ignore[arg-type]
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
    assert words in text(answer)  # type: ignore[arg-type]


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
    assert "是哪一个小区？" in text(which)  # type: ignore[arg-type]
    assert "辖区内没有找到这个小区" in text(none)  # type: ignore[arg-type]


# Units, officers, firms.


def test_the_city_sees_the_units_of_the_notice_and_a_district_its_teams(client: Client) -> None:
    client.force_login(person("supervisor", "city-supervisor"))
    city = main(client.get("/units/"))  # type: ignore[arg-type]
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))
    own = main(client.get("/units/"))  # type: ignore[arg-type]

    assert "市局和通知所发的 20 家单位" in city
    assert "江宁路街道综合行政执法队" not in city
    assert "静安区城管执法局 区城管执法局 静安区 1 0 0 1" in own
    assert "江宁路街道综合行政执法队 江宁路街道 1 0 0 0" in own


def test_a_unit_shows_its_teams_and_partners(client: Client, officer: Account) -> None:
    body = main(client.get(f"/units/{unit('jingan').pk}/"))  # type: ignore[arg-type]

    assert "江宁路街道综合行政执法队" in body
    assert "静安区房管部门 房管部门 静安区" in body


def test_an_officer_is_registered_and_amended(client: Client, district: Account) -> None:
    given = {"name": "陈队员", "unit": "jingan", "certificate": "C1", "valid_from": "", "valid_until": ""}

    assert client.post("/officers/new/", given)["Location"] == "/officers/"
    made = Officer.objects.get(certificate="C1")
    assert (
        client.post(f"/officers/{made.pk}/", given | {"valid_until": "2022-09-14"})["Location"]
        == "/officers/"
    )

    assert Officer.objects.get(certificate="C1").valid_until == dt.date(2022, 9, 14)
    page = client.get("/officers/?state=expired")
    assert "已失效" in main(page)  # type: ignore[arg-type]
    assert "row-late" in page.content.decode()
    assert "没有符合条件的执法人员" in main(client.get("/officers/?state=valid"))  # type: ignore[arg-type]


@refuses
def test_a_certificate_that_somebody_has_is_refused_at_its_field(client: Client, district: Account) -> None:
    first, second = add_officers(
        BY, [NewOfficer("陈", unit("jingan").pk, "C1"), NewOfficer("林", unit("jingan").pk, "C2")]
    )
    given = {"name": "林", "unit": "jingan", "certificate": "C1"}

    amended = client.post(f"/officers/{second}/", given)
    added = client.post("/officers/new/", given)

    assert (amended.status_code, added.status_code) == (400, 400)
    found = re.search(r'id="id_certificate_error">(.*?)</div></div>', amended.content.decode(), re.S)
    assert found is not None
    assert "该证号已属陈。" in found[1]
    assert "证号C1已属陈。" in text(added)  # type: ignore[arg-type]
    assert Officer.objects.get(pk=second).certificate == "C2"
    assert first != second


def test_nobody_is_registered_in_another_districts_unit(client: Client, district: Account) -> None:
    answer = client.post("/officers/new/", {"name": "王一", "unit": "putuo", "certificate": "C1"})

    assert answer.status_code == 400
    assert not Officer.objects.exists()


def test_without_officers_the_page_says_what_to_do(client: Client, district: Account) -> None:
    assert "还没有登记执法人员" in main(client.get("/officers/"))  # type: ignore[arg-type]


@refuses
def test_a_firm_is_added_and_takes_over_a_compound(client: Client, district: Account) -> None:
    held = Mandate.objects.get(compound=place("T1"))
    made = client.post("/firms/new/", {"name": "丙物业", "credit_code": "91310000TEST000001"})
    firm = Firm.objects.get(name="丙物业")
    assert made["Location"] == f"/firms/{firm.pk}/"
    wanted = {"compound": "梧桐苑", "from_date": "2022-09-15", "until": "", "manager": ""}

    refused = client.post(f"/firms/{firm.pk}/mandates/new/", wanted)
    assert refused.status_code == 400
    assert "已由甲物业 .. 管理，请先结束该合同。".replace(" ", "") in text(refused).replace(" ", "")  # type: ignore[arg-type]
    ended = client.post(f"/firms/{held.firm_id}/mandates/{held.pk}/end/", {"until": "2022-09-14"})
    assert ended["Location"] == f"/firms/{held.firm_id}/"
    done = client.post(f"/firms/{firm.pk}/mandates/new/", wanted)

    assert done["Location"] == f"/firms/{firm.pk}/"
    assert [m.firm.name for m in Mandate.objects.filter(compound=place("T1"), until=None)] == ["丙物业"]
    assert "丙物业 91310000TEST000001 1" in main(client.get("/firms/"))  # type: ignore[arg-type]


def test_a_compound_of_another_district_takes_no_mandate(client: Client, district: Account) -> None:
    firm = Firm.objects.get(name="甲物业")

    answer = client.post(f"/firms/{firm.pk}/mandates/new/", {"compound": "桂花苑", "from_date": ""})

    assert answer.status_code == 400
    assert "本辖区内没有这个小区，请核对名称。" in text(answer)  # type: ignore[arg-type]
    assert Mandate.objects.count() == 2


@refuses
def test_a_credit_code_of_another_firm_is_refused(client: Client, district: Account) -> None:
    client.post("/firms/new/", {"name": "丙物业", "credit_code": "91310000TEST000001"})

    answer = client.post("/firms/new/", {"name": "丁物业", "credit_code": "91310000TEST000001"})

    assert answer.status_code == 400
    assert "属于“丙物业”" in text(answer)  # type: ignore[arg-type]
    assert 'value="丁物业"' in answer.content.decode()


def test_a_firms_mandates_of_days_gone_by_are_said_to_have_ended(client: Client, district: Account) -> None:
    load_compounds(BY, [CompoundRow(code="T2", name="柳岸苑", district="静安区")])
    firm = Firm.objects.get(name="甲物业")
    add_mandates(BY, [NewMandate(place("T2").pk, firm.pk, None, dt.date(2022, 9, 14))])

    body = main(client.get(f"/firms/{firm.pk}/"))  # type: ignore[arg-type]

    assert "柳岸苑 — — 至 2022-09-14 已终止" in body
    assert "江宁路街道 — 起止日期未登记 管理中" in body


@pytest.mark.parametrize(
    "address", [*PAGES, "/responsibilities/new/", "/responsibilities/file/", "/officers/new/", "/firms/new/"]
)
def test_in_english_only_names_are_chinese(client: Client, district: Account, address: str) -> None:
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    found = re.search(r"<main.*</main>", page, re.S)
    assert found is not None
    body = re.sub(r"<option.*?</option>", "", found[0], flags=re.S)
    body = re.sub(r'<(\w+)[^>]*lang="zh"[^>]*>.*?</\1>', "", body, flags=re.S)

    assert re.findall(r"[\u4e00-\u9fff]+", body) == []
