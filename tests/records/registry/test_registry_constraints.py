"""What the database itself keeps out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from huiyin.records.registry.models import (
    Compound,
    District,
    Firm,
    Mandate,
    Neighbourhood,
    Officer,
    Partner,
    Responsibility,
    ResponsibilityAssist,
    Unit,
)

Make = Callable[..., Compound]


def kept_out(work: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            work()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "values",
    [
        {"code": ""},
        {"status": "provisional"},
        {"status": "merged"},
        {"status": "lost"},
        {"provisional_key": "x"},
        {"longitude": 121.4},
        {
            "longitude": 121.4,
            "latitude": 31.2,
            "source_longitude": 1.0,
            "source_latitude": 1.0,
            "source_system": "utm",
        },
        {
            "longitude": 221.4,
            "latitude": 31.2,
            "source_longitude": 1.0,
            "source_latitude": 1.0,
            "source_system": "bd09",
        },
    ],
)
def test_a_known_compound_cannot_become_half_of_something_else(make: Make, values: dict[str, object]) -> None:
    compound = make("T1")

    assert kept_out(lambda: Compound.objects.filter(pk=compound.pk).update(**values))


def test_a_compound_is_merged_exactly_when_it_says_into_what(make: Make) -> None:
    one, two = make("T1"), make("T2", "银杏苑")

    assert kept_out(lambda: Compound.objects.filter(pk=one.pk).update(merged_into=two))
    assert kept_out(lambda: Compound.objects.filter(pk=one.pk).update(status="merged", merged_into=one))
    assert not kept_out(lambda: Compound.objects.filter(pk=one.pk).update(status="merged", merged_into=two))


def test_a_smaller_area_never_stands_without_the_larger(make: Make) -> None:
    compound = make("T1")
    place = Neighbourhood.objects.select_related("subdistrict")[0]

    assert kept_out(lambda: Compound.objects.filter(pk=compound.pk).update(neighbourhood=place))
    assert kept_out(
        lambda: Compound.objects.filter(pk=compound.pk).update(subdistrict=place.subdistrict, district=None)
    )


def test_one_provisional_key_a_unit(registry: None) -> None:
    jingan, putuo = Unit.objects.get(code="jingan"), Unit.objects.get(code="putuo")

    def place(unit: Unit) -> Compound:
        return Compound.objects.create(
            name="星河里", status="provisional", counting_unit=unit, scope_unit=unit, provisional_key="星河里"
        )

    place(jingan)
    assert not kept_out(lambda: place(putuo))
    assert kept_out(lambda: place(jingan))


def test_one_open_mandate_a_compound_and_days_in_order(make: Make) -> None:
    compound, firm = make("T1"), Firm.objects.create(name="甲物业")

    def mandate(since: date | None, until: date | None) -> Mandate:
        return Mandate.objects.create(compound=compound, firm=firm, from_date=since, until=until)

    mandate(date(2022, 1, 1), None)
    assert kept_out(lambda: mandate(date(2023, 1, 1), None))
    assert kept_out(lambda: mandate(date(2021, 2, 1), date(2021, 1, 1)))
    assert not kept_out(lambda: mandate(date(2021, 1, 1), date(2021, 1, 1)))


def test_responsibility_names_one_place_of_its_area_and_is_open_once(registry: None) -> None:
    corps, district = Unit.objects.get(code="corps"), District.objects.get(code="310106")

    def row(area: str, violation: str = "facade", **places: object) -> Responsibility:
        return Responsibility.objects.create(area=area, violation=violation, lead=corps, **places)

    assert kept_out(lambda: row("district"))
    assert kept_out(lambda: row("city", district=district))
    assert kept_out(lambda: row("somewhere"))
    for area, places in (("city", {}), ("district", {"district": district})):
        assert not kept_out(lambda area=area, places=places: row(area, **places))  # type: ignore[misc]
        assert kept_out(lambda area=area, places=places: row(area, **places))  # type: ignore[misc]


def test_who_assists_is_a_kind_or_a_unit_and_once(registry: None) -> None:
    row = Responsibility.objects.all()[0]
    corps = Unit.objects.get(code="corps")

    assert kept_out(lambda: ResponsibilityAssist.objects.create(responsibility=row))
    assert kept_out(lambda: ResponsibilityAssist.objects.create(responsibility=row, kind="fire", unit=corps))
    assert not kept_out(lambda: ResponsibilityAssist.objects.create(responsibility=row, kind="fire"))
    assert kept_out(lambda: ResponsibilityAssist.objects.create(responsibility=row, kind="fire"))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "team"},
        {"kind": "city"},
        {"everywhere": True},
        {"parent": None},
        {"kind": "office"},
    ],
)
def test_a_units_area_fits_its_kind(registry: None, values: dict[str, object]) -> None:
    assert kept_out(lambda: Unit.objects.filter(code="jingan").update(**values))


def test_a_second_unit_for_a_district_is_kept_out(registry: None) -> None:
    jingan = Unit.objects.get(code="jingan")

    assert kept_out(
        lambda: Unit.objects.create(
            code="x",
            name="x",
            short_name="x",
            kind="district",
            district=jingan.district,
            parent=jingan.parent,
            rank=99,
        )
    )


def test_certificates_credit_codes_and_codes_are_given_once(make: Make) -> None:
    make("T1")
    jingan = Unit.objects.get(code="jingan")
    Officer.objects.create(name="陈一", unit=jingan, certificate="沪证-1")
    Firm.objects.create(name="甲物业", credit_code="C1")

    assert kept_out(lambda: Officer.objects.create(name="陈二", unit=jingan, certificate="沪证-1"))
    assert kept_out(lambda: Firm.objects.create(name="乙物业", credit_code="C1"))
    assert not kept_out(lambda: [Firm.objects.create(name=name) for name in ("丙物业", "丁物业")])
    assert kept_out(
        lambda: Compound.objects.create(
            code="T1", name="甲", status="known", counting_unit=jingan, district=jingan.district
        )
    )


def test_a_partner_has_one_area_at_most(registry: None) -> None:
    place = Neighbourhood.objects.select_related("subdistrict")[0]

    assert kept_out(
        lambda: Partner.objects.create(
            kind="fire", name="x", subdistrict=place.subdistrict, neighbourhood=place
        )
    )
