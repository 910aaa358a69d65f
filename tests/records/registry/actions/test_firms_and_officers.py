"""Firms, their mandates, and officers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.firms import (
    NewFirm,
    NewMandate,
    NewOfficer,
    add_firms,
    add_mandates,
    add_officers,
    end_mandate,
)
from huiyin.records.registry.models import Compound, Firm, Mandate, Officer, Unit

Refusing = Callable[[str], AbstractContextManager[object]]
Make = Callable[..., Compound]
CODE = "91310000TEST000001"


@pytest.mark.django_db
def test_a_firm_is_made_once_and_found_again(by: By) -> None:
    first = add_firms(by, [NewFirm("甲物业"), NewFirm("甲物业"), NewFirm("乙物业", CODE)])

    assert add_firms(by, [NewFirm("甲物业"), NewFirm("乙物业")]) == first
    assert Entry.objects.filter(record="firm").count() == Firm.objects.count() == 2


@pytest.mark.django_db
def test_a_credit_code_is_filled_in_but_never_replaced(by: By, refusing: Refusing) -> None:
    add_firms(by, [NewFirm("甲物业")])
    add_firms(by, [NewFirm("甲物业", CODE)])

    assert Firm.objects.get().credit_code == CODE
    with refusing("甲物业"):
        add_firms(by, [NewFirm("甲物业", "91310000TEST000002")])
    with refusing("属于“甲物业”"):
        add_firms(by, [NewFirm("丙物业", CODE)])
    assert Firm.objects.get().credit_code == CODE


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (None, None),
        (date(2022, 6, 30), None),
        (date(2022, 1, 1), date(2022, 1, 1)),
        (None, date(2022, 1, 1)),
        (date(2022, 3, 1), date(2022, 4, 1)),
    ],
)
def test_a_mandate_that_shares_a_day_is_refused_and_names_the_other(
    make: Make, by: By, refusing: Refusing, since: date | None, until: date | None
) -> None:
    compound = make("T1", "梧桐苑")
    firms = add_firms(by, [NewFirm("甲物业"), NewFirm("乙物业")])
    add_mandates(by, [NewMandate(compound.pk, firms["甲物业"], date(2022, 1, 1), date(2022, 6, 30))])

    with refusing("“梧桐苑”已由甲物业 2022-01-01..2022-06-30管理"):
        add_mandates(by, [NewMandate(compound.pk, firms["乙物业"], since, until)])
    assert Mandate.objects.count() == 1


def test_mandates_that_follow_one_another_stand_side_by_side(make: Make, by: By) -> None:
    compound = make("T1")
    firms = add_firms(by, [NewFirm("甲物业"), NewFirm("乙物业")])
    spans = [
        NewMandate(compound.pk, firms["甲物业"], None, date(2021, 12, 31), "陆经理"),
        NewMandate(compound.pk, firms["乙物业"], date(2022, 1, 1)),
    ]
    ids = add_mandates(by, spans)

    assert [Mandate.objects.get(pk=pk).manager for pk in ids] == ["陆经理", ""]


def test_two_mandates_of_one_call_may_not_overlap_either(make: Make, by: By, refusing: Refusing) -> None:
    compound = make("T1")
    firm = add_firms(by, [NewFirm("甲物业")])["甲物业"]

    with refusing("甲物业 .."):
        add_mandates(
            by, [NewMandate(compound.pk, firm, None), NewMandate(compound.pk, firm, date(2022, 1, 1))]
        )
    assert not Mandate.objects.exists()


def test_a_mandate_needs_a_compound_a_firm_and_days_in_order(make: Make, by: By, refusing: Refusing) -> None:
    compound = make("T1", "梧桐苑")
    firm = add_firms(by, [NewFirm("甲物业")])["甲物业"]
    with refusing("小区0不存在"):
        add_mandates(by, [NewMandate(0, firm, None)])
    with refusing("没有物业服务企业0"):
        add_mandates(by, [NewMandate(compound.pk, 0, None)])
    with refusing("起止颠倒"):
        add_mandates(by, [NewMandate(compound.pk, firm, date(2022, 2, 1), date(2022, 1, 1))])


def test_a_mandate_ends_with_a_day_of_its_own(make: Make, by: By, refusing: Refusing) -> None:
    compound = make("T1")
    firm = add_firms(by, [NewFirm("甲物业")])["甲物业"]
    (mandate,) = add_mandates(by, [NewMandate(compound.pk, firm, date(2022, 1, 1))])

    end_mandate(by, mandate, date(2022, 6, 30))

    assert Mandate.objects.get().until == date(2022, 6, 30)
    for day in (date(2021, 12, 31), date(2022, 7, 1)):
        with refusing("不在合同期内：2022-01-01..2022-06-30"):
            end_mandate(by, mandate, day)
    with refusing("没有合同0"):
        end_mandate(by, 0, date(2022, 1, 1))


def test_officers_are_added_with_certificates_of_their_own(
    unit: Callable[[str], Unit], by: By, refusing: Refusing
) -> None:
    jingan = unit("jingan").pk
    add_officers(by, [NewOfficer("陈一", jingan, "沪证-001"), NewOfficer("陈二", jingan, "沪证-002")])

    assert set(Officer.objects.values_list("name", "certificate")) == {
        ("陈一", "沪证-001"),
        ("陈二", "沪证-002"),
    }
    with refusing("证号沪证-001已属陈一"):
        add_officers(by, [NewOfficer("陈三", jingan, "沪证-001")])
    with refusing("证号沪证-009已属陈三"):
        add_officers(by, [NewOfficer("陈三", jingan, "沪证-009"), NewOfficer("陈四", jingan, "沪证-009")])
    with refusing("没有单位0"):
        add_officers(by, [NewOfficer("陈三", 0, "沪证-003")])
    with refusing("有效期颠倒"):
        add_officers(by, [NewOfficer("陈三", jingan, "沪证-003", date(2022, 2, 1), date(2022, 1, 1))])
    with refusing("须有姓名和证号"):
        add_officers(by, [NewOfficer("陈三", jingan, " ")])
    with refusing("证号沪证-001已属陈一"):
        add_officers(by, [NewOfficer("陈三", jingan, " 沪证-001 ")])
    with refusing("陈三的姓名或证号超过40字"):
        add_officers(by, [NewOfficer("陈三", jingan, "9" * 41)])
    assert Officer.objects.count() == 2
