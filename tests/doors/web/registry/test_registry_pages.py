"""The pages of base data: who may see and change them, how much a page takes, and in which language."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from people import person
from registry_pages import PAGES, statements
from small_registry import BY, MOST, place
from wording import text

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Firm, Mandate, Responsibility

pytestmark = pytest.mark.django_db


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
    assert "王一" not in text(client.get("/officers/"))
    assert "普陀" not in text(client.get("/responsibilities/"))
    assert "普陀" not in text(client.get("/units/"))
    assert "桂花苑" not in text(client.get(f"/firms/{firm.pk}/"))


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


# Language.


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
