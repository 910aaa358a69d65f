"""Officers, firms and partners as lists show them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.firms import (
    NewFirm,
    NewMandate,
    NewOfficer,
    add_firms,
    add_mandates,
    add_officers,
)
from huiyin.records.registry.directory import (
    VALIDITY,
    firms_page,
    mandate_within,
    mandates_page,
    officers_page,
    partners_within,
    validity,
)
from huiyin.records.registry.models import Compound, Mandate, Officer, Unit
from huiyin.records.registry.queries import compounds_of

DAY = date(2022, 9, 15)
YESTERDAY, LATER = DAY - timedelta(days=1), DAY + timedelta(days=61)
UnitOf = Callable[[str], Unit]
Make = Callable[..., Compound]


@pytest.mark.parametrize(
    ("since", "until", "state"),
    [
        (None, None, "unknown"),
        (YESTERDAY, None, "unknown"),
        (None, DAY, "soon"),
        (None, DAY + timedelta(days=60), "soon"),
        (None, LATER, "valid"),
        (None, YESTERDAY, "expired"),
        (DAY + timedelta(days=1), LATER, "expired"),
        (DAY, LATER, "valid"),
    ],
)
def test_a_certificate_stands_by_its_days_and_is_found_by_that(
    unit: UnitOf, by: By, since: date | None, until: date | None, state: str
) -> None:
    add_officers(by, [NewOfficer("陈队员", unit("jingan").pk, "C1", since, until)])
    (officer,) = Officer.objects.all()

    assert validity(officer, DAY) == state
    for asked in VALIDITY:
        found = officers_page(Unit.objects.all(), DAY, 20, state=asked).rows
        assert bool(found) == (asked == state)


def test_officers_are_those_of_the_units_given_in_the_order_of_lists(unit: UnitOf, by: By) -> None:
    jingan, putuo = unit("jingan"), unit("putuo")
    add_officers(by, [NewOfficer("林", putuo.pk, "P1"), NewOfficer("陈", jingan.pk, "J1")])

    assert [o.certificate for o in officers_page(Unit.objects.all(), DAY, 20).rows] == ["J1", "P1"]
    own = Unit.objects.filter(pk=jingan.pk)
    assert [o.certificate for o in officers_page(own, DAY, 20).rows] == ["J1"]
    assert officers_page(own, DAY, 20, unit_id=putuo.pk).rows == []
    assert [o.name for o in officers_page(Unit.objects.all(), DAY, 20, q="P").rows] == ["林"]


def test_firms_count_what_they_manage_in_the_area_on_the_day(
    unit: UnitOf, by: By, make: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here, ended, other = make("T1"), make("T2", "柳岸苑"), make("P1", "桂花苑", "普陀区")
    ids = add_firms(by, [NewFirm("甲物业"), NewFirm("乙物业")])
    add_mandates(
        by,
        [
            NewMandate(here.pk, ids["甲物业"], None),
            NewMandate(ended.pk, ids["甲物业"], None, YESTERDAY),
            NewMandate(other.pk, ids["乙物业"], None),
        ],
    )
    jingan = compounds_of(unit("jingan"))

    with django_assert_num_queries(1):
        found = firms_page(jingan, DAY, 20).rows
    assert {firm.name: firm.managed for firm in found} == {"甲物业": 1, "乙物业": 0}  # type: ignore[attr-defined]
    assert [firm.name for firm in firms_page(jingan, DAY, 20, managing=True).rows] == ["甲物业"]
    assert {m.compound.code for m in mandates_page(ids["甲物业"], jingan, 20).rows} == {"T1", "T2"}
    foreign = Mandate.objects.get(compound=other)
    assert mandates_page(ids["乙物业"], jingan, 20).rows == []
    assert mandate_within(foreign.pk, ids["乙物业"], jingan) is None
    assert mandate_within(foreign.pk, ids["甲物业"], Compound.objects.all()) is None


def test_partners_are_those_of_the_area(unit: UnitOf, registry: None) -> None:
    jingan = {p.district and p.district.name for p in partners_within(unit("jingan"))}
    team = Unit.objects.filter(kind="team", parent=unit("jingan")).first()

    assert jingan == {"静安区"}
    assert team is not None
    assert partners_within(team).count() == partners_within(unit("jingan")).count()
    assert partners_within(unit("lingang")).count() == 0
    assert partners_within(unit("sh-bureau")).count() == 16 * partners_within(unit("jingan")).count()
