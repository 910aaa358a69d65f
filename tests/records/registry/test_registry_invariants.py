"""What must always hold in the registry: each check finds what a constraint cannot keep out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from huiyin.records.ledger import invariants
from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import (
    Building,
    Compound,
    Firm,
    Mandate,
    Responsibility,
    Subdistrict,
    Unit,
)

Make = Callable[..., Compound]


def breaches(by: By) -> list[tuple[str, str]]:
    return [(b.invariant, b.record) for b in invariants.run(by.at) if b.invariant.startswith("registry.")]


def test_a_sound_registry_has_none(make: Make, by: By) -> None:
    merge(by, make("T1", firm="甲物业").pk, make("T2", "银杏苑", firm="乙物业").pk, "同一小区")

    assert breaches(by) == []


def test_mandates_that_share_a_day_are_found_even_across_a_short_one(make: Make, by: By) -> None:
    compound, firm = make("T1"), Firm.objects.create(name="甲物业")
    for since, until in ((1, 20), (2, 3), (10, 12), (21, 22)):
        Mandate.objects.create(
            compound=compound, firm=firm, from_date=date(2022, 7, since), until=date(2022, 7, until)
        )

    assert breaches(by) == [("registry.mandates", f"compound:{compound.pk}")] * 2


def test_responsibility_that_shares_a_day_is_found(make: Make, by: By, unit: Callable[[str], Unit]) -> None:
    compound = make("T1")
    one, two = (
        Responsibility.objects.create(
            area="compound", compound=compound, lead=unit("corps"), from_date=since, until=until
        )
        for since, until in ((None, date(2022, 7, 5)), (date(2022, 7, 5), None))
    )

    assert breaches(by) == [("registry.responsibility", f"responsibility:{two.pk}")]
    assert one.pk != two.pk


def test_a_known_compound_outside_the_twenty_units_is_found(
    make: Make, by: By, unit: Callable[[str], Unit]
) -> None:
    compound = make("T1")
    Compound.objects.update(counting_unit=unit("sh-bureau"))

    assert breaches(by) == [("registry.counting", f"compound:{compound.pk}")]


def test_areas_that_contradict_one_another_are_found(make: Make, by: By) -> None:
    compound = make("T1", district="静安区")
    Compound.objects.update(subdistrict=Subdistrict.objects.filter(district__name="普陀区")[0])

    assert breaches(by) == [("registry.areas", f"compound:{compound.pk}")]


def test_what_points_at_a_merged_compound_is_found(make: Make, by: By) -> None:
    one, two, three = make("T1", "甲里"), make("T2", "乙里"), make("T3", "丙里")
    merge(by, one.pk, two.pk, "同一小区")
    Building.objects.create(compound=one, name="1")
    Compound.objects.filter(pk=three.pk).update(status="merged", merged_into=one)

    assert breaches(by) == [("registry.merged", f"compound:{one.pk}")] * 2
