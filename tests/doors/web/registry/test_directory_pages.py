"""Units, officers, firms and their mandates: shown, registered and amended within an area."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from people import person
from small_registry import BY, place, refuses
from wording import main, text

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.actions.firms import NewMandate, NewOfficer, add_mandates, add_officers
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Firm, Mandate, Officer

pytestmark = pytest.mark.django_db


def test_the_city_sees_the_units_of_the_notice_and_a_district_its_teams(client: Client) -> None:
    client.force_login(person("supervisor", "city-supervisor"))
    city = main(client.get("/units/"))
    client.force_login(person("district", "district-supervisor", unit=unit("jingan")))
    own = main(client.get("/units/"))

    assert "市局和通知所发的 20 家单位" in city
    assert "江宁路街道综合行政执法队" not in city
    assert "静安区城管执法局 区城管执法局 静安区 1 0 0 1" in own
    assert "江宁路街道综合行政执法队 江宁路街道 1 0 0 0" in own


def test_a_unit_shows_its_teams_and_partners(client: Client, officer: Account) -> None:
    body = main(client.get(f"/units/{unit('jingan').pk}/"))

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
    assert "已失效" in main(page)
    assert "row-late" in page.content.decode()
    assert "没有符合条件的执法人员" in main(client.get("/officers/?state=valid"))


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
    assert "证号C1已属陈。" in text(added)
    assert Officer.objects.get(pk=second).certificate == "C2"
    assert first != second


def test_nobody_is_registered_in_another_districts_unit(client: Client, district: Account) -> None:
    answer = client.post("/officers/new/", {"name": "王一", "unit": "putuo", "certificate": "C1"})

    assert answer.status_code == 400
    assert not Officer.objects.exists()


def test_without_officers_the_page_says_what_to_do(client: Client, district: Account) -> None:
    assert "还没有登记执法人员" in main(client.get("/officers/"))


@refuses
def test_a_firm_is_added_and_takes_over_a_compound(client: Client, district: Account) -> None:
    held = Mandate.objects.get(compound=place("T1"))
    made = client.post("/firms/new/", {"name": "丙物业", "credit_code": "91310000TEST000001"})
    firm = Firm.objects.get(name="丙物业")
    assert made["Location"] == f"/firms/{firm.pk}/"
    wanted = {"compound": "梧桐苑", "from_date": "2022-09-15", "until": "", "manager": ""}

    refused = client.post(f"/firms/{firm.pk}/mandates/new/", wanted)
    assert refused.status_code == 400
    assert "已由甲物业 .. 管理，请先结束该合同。".replace(" ", "") in text(refused).replace(" ", "")
    ended = client.post(f"/firms/{held.firm_id}/mandates/{held.pk}/end/", {"until": "2022-09-14"})
    assert ended["Location"] == f"/firms/{held.firm_id}/"
    done = client.post(f"/firms/{firm.pk}/mandates/new/", wanted)

    assert done["Location"] == f"/firms/{firm.pk}/"
    assert [m.firm.name for m in Mandate.objects.filter(compound=place("T1"), until=None)] == ["丙物业"]
    assert "丙物业 91310000TEST000001 1" in main(client.get("/firms/"))


def test_a_compound_of_another_district_takes_no_mandate(client: Client, district: Account) -> None:
    firm = Firm.objects.get(name="甲物业")

    answer = client.post(f"/firms/{firm.pk}/mandates/new/", {"compound": "桂花苑", "from_date": ""})

    assert answer.status_code == 400
    assert "本辖区内没有这个小区，请核对名称。" in text(answer)
    assert Mandate.objects.count() == 2


@refuses
def test_a_credit_code_of_another_firm_is_refused(client: Client, district: Account) -> None:
    client.post("/firms/new/", {"name": "丙物业", "credit_code": "91310000TEST000001"})

    answer = client.post("/firms/new/", {"name": "丁物业", "credit_code": "91310000TEST000001"})

    assert answer.status_code == 400
    assert "属于“丙物业”" in text(answer)
    assert 'value="丁物业"' in answer.content.decode()


def test_a_firms_mandates_of_days_gone_by_are_said_to_have_ended(client: Client, district: Account) -> None:
    load_compounds(BY, [CompoundRow(code="T2", name="柳岸苑", district="静安区")])
    firm = Firm.objects.get(name="甲物业")
    add_mandates(BY, [NewMandate(place("T2").pk, firm.pk, None, dt.date(2022, 9, 14))])

    body = main(client.get(f"/firms/{firm.pk}/"))

    assert "柳岸苑 — — 至 2022-09-14 已终止" in body
    assert "江宁路街道 — 起止日期未登记 管理中" in body
