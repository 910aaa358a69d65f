"""Setting up the registry with what ships."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry import base_data
from huiyin.records.registry.actions.base import SetUp, set_up
from huiyin.records.registry.actions.responsibilities import end
from huiyin.records.registry.models import (
    District,
    Neighbourhood,
    Partner,
    Responsibility,
    Subdistrict,
    Unit,
)


@pytest.fixture
def whole(db: None, by: By) -> None:
    """The registry with everything that ships."""
    set_up(by)


@pytest.mark.django_db
def test_an_empty_registry_gets_the_city(by: By) -> None:
    made = set_up(by)

    assert made == SetUp(divisions=6759, units=236, partners=96, responsibilities=231, changed=0)
    assert (District.objects.count(), Subdistrict.objects.count(), Neighbourhood.objects.count()) == (
        16,
        234,
        6509,
    )
    assert Unit.objects.filter(addressed=True).count() == 20
    assert set(Unit.objects.filter(everywhere=True).values_list("code", flat=True)) == {"sh-bureau", "corps"}


def test_every_unit_but_the_bureau_has_its_place_in_the_service(whole: None) -> None:
    parents = {unit.code: unit.parent.code for unit in Unit.objects.select_related("parent") if unit.parent}

    assert Unit.objects.get(parent=None).code == "sh-bureau"
    assert parents["jingan"] == parents["lingang"] == "sh-bureau"
    assert parents["jingan-310106011"] == "jingan"


def test_zones_and_farms_have_no_invented_team(whole: None) -> None:
    without = set(Subdistrict.objects.exclude(units__kind="team").values_list("name", flat=True))

    assert len(without) == 19
    assert {"漕河泾新兴技术开发区", "前卫农场"} <= without
    assert not any(name.endswith(("街道", "镇", "乡")) for name in without)


def test_setting_up_again_changes_and_enters_nothing(whole: None, by: By) -> None:
    before = Entry.objects.count()

    assert set_up(by) == SetUp()
    assert Entry.objects.count() == before


def test_a_renamed_unit_gets_the_name_that_ships(whole: None, by: By) -> None:
    Unit.objects.filter(code="putuo").update(short_name="旧名")

    assert set_up(by) == SetUp(changed=1)
    assert Unit.objects.get(code="putuo").short_name == "普陀"


def test_what_was_ended_since_is_not_brought_back(whole: None, by: By) -> None:
    row = Responsibility.objects.get(district__name="静安区")
    end(by, [row.pk], date(2022, 6, 30))

    assert set_up(by).responsibilities == 0
    assert Responsibility.objects.get(pk=row.pk).until == date(2022, 6, 30)


def test_a_district_is_entered_with_the_digest_of_what_lies_below_it(whole: None) -> None:
    entries = Entry.objects.filter(record="district")

    assert entries.count() == 16
    jingan = entries.get(record_id=District.objects.get(code="310106").pk)
    below = [
        c
        for c, _ in base_data.load().subdistricts + base_data.load().neighbourhoods
        if c.startswith("310106")
    ]
    assert f'"below":{len(below)}' in jingan.content
    assert jingan.action == "division.load"


def test_partner_bodies_belong_to_a_district_and_name_no_person(whole: None) -> None:
    names = set(Partner.objects.filter(district__code="310106").values_list("kind", "name"))

    assert names == {
        ("housing", "静安区房管部门"),
        ("planning", "静安区规划资源部门"),
        ("police", "静安区公安机关"),
        ("city-operation-centre", "静安区城运中心"),
        ("greening-sanitation", "静安区绿化市容部门"),
        ("fire", "静安区消防救援机构"),
    }
