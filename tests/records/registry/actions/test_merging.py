"""Merging a compound into another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.apps import apps

from huiyin.records.ledger import invariants
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.firms import NewMandate, add_mandates
from huiyin.records.registry.actions.merging import RELATIONS, merge
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.models import Building, Compound, Dwelling, Firm, Mandate, Responsibility, Unit

Make = Callable[..., Compound]


@pytest.fixture
def provisional(by: By, unit: Callable[[str], Unit]) -> Compound:
    (made,) = provide(by, [Provide("星河里", "星河里", "梧桐路", unit("jingan").pk)]).values()
    return Compound.objects.get(pk=made)


def test_a_merged_place_is_marked_and_its_name_kept_as_an_alias(
    make: Make, by: By, provisional: Compound
) -> None:
    real = make("T1", "星河花苑")
    counts = merge(by, provisional.pk, real.pk, "现场核实")

    provisional.refresh_from_db()
    assert (counts.source_id, counts.target_id, counts.moved, counts.dropped) == (
        provisional.pk,
        real.pk,
        {"compound": 0},
        {},
    )
    assert (provisional.status, provisional.merged_into) == ("merged", real)
    assert list(real.aliases.values_list("name", "source")) == [("星河里", "merge")]


def test_both_are_entered_in_the_ledger_with_the_reason(make: Make, by: By, provisional: Compound) -> None:
    real = make("T1")
    merge(by, provisional.pk, real.pk, "现场核实")

    entries = {e.record_id: e.content for e in Entry.objects.filter(action="compound.merge")}
    assert entries.keys() == {provisional.pk, real.pk}
    assert all('"reason":"现场核实"' in content for content in entries.values())


def test_what_the_target_lacks_is_taken_over_and_what_it_has_stays(make: Make, by: By) -> None:
    source = make("T1", "星河里", households=120, built=1996, address="梧桐路9弄")
    target = make("T2", "星河花苑", address="梧桐路11弄")
    merge(by, source.pk, target.pk, "同一小区")

    target.refresh_from_db()
    assert (target.households, target.built, target.address) == (120, 1996, "梧桐路11弄")


def test_buildings_of_one_name_become_one_with_the_dwellings_of_both(make: Make, by: By) -> None:
    source, target = make("T1", "星河里"), make("T2", "星河花苑")
    theirs = Building.objects.create(compound=source, name="3")
    ours = Building.objects.create(compound=target, name="3")
    Building.objects.create(compound=source, name="5")
    for building, room in ((theirs, "101"), (theirs, "102"), (ours, "101")):
        Dwelling.objects.create(building=building, room=room)

    counts = merge(by, source.pk, target.pk, "同一小区")

    assert counts.moved == {"compound": 0, "building": 1, "dwelling": 1}
    assert counts.dropped == {"building": 1, "dwelling": 1}
    assert set(target.buildings.values_list("name", flat=True)) == {"3", "5"}
    assert set(ours.dwellings.values_list("room", flat=True)) == {"101", "102"}


def test_the_targets_firm_stays_and_the_sources_is_kept_in_the_ledger(make: Make, by: By) -> None:
    source, target = make("T1", "星河里", firm="甲物业"), make("T2", "星河花苑", firm="乙物业")
    counts = merge(by, source.pk, target.pk, "同一小区")

    assert counts.dropped == {"mandate": 1}
    assert [m.firm.name for m in Mandate.objects.filter(compound=target)] == ["乙物业"]
    entry = Entry.objects.filter(action="compound.merge", record_id=source.pk).get()
    assert f"firm_id={Firm.objects.get(name='甲物业').pk}" in entry.content


def test_a_mandate_of_other_days_moves(make: Make, by: By) -> None:
    source, target = make("T1", "星河里"), make("T2", "星河花苑")
    firm = Firm.objects.create(name="甲物业")
    add_mandates(by, [NewMandate(source.pk, firm.pk, date(2020, 1, 1), date(2020, 12, 31))])
    add_mandates(by, [NewMandate(target.pk, firm.pk, date(2021, 1, 1))])

    assert merge(by, source.pk, target.pk, "同一小区").moved["mandate"] == 1
    assert target.mandates.count() == 2


def test_responsibility_for_the_source_moves_unless_the_target_has_its_own(
    make: Make, by: By, unit: Callable[[str], Unit]
) -> None:
    source, target = make("T1", "星河里"), make("T2", "星河花苑")
    for compound, violation in ((source, "facade"), (source, "litter"), (target, "litter")):
        Responsibility.objects.create(
            violation=violation, area="compound", compound=compound, lead=unit("corps")
        )

    counts = merge(by, source.pk, target.pk, "同一小区")

    assert (counts.moved["responsibility"], counts.dropped["responsibility"]) == (1, 1)
    assert set(target.responsibilities.values_list("violation", flat=True)) == {"facade", "litter"}


def test_what_was_merged_into_the_source_follows_to_the_target(make: Make, by: By) -> None:
    one, two, three = make("T1", "甲里"), make("T2", "乙里"), make("T3", "丙里")
    merge(by, one.pk, two.pk, "同一小区")
    merge(by, two.pk, three.pk, "同一小区")

    assert Compound.objects.get(pk=one.pk).merged_into == three
    assert list(invariants.run(by.at)) == []


def test_a_refused_merge_says_why_and_leaves_things_as_they_were(
    make: Make, by: By, provisional: Compound, refusing: Callable[[str], AbstractContextManager[object]]
) -> None:
    one, two, three = make("T1", "甲里"), make("T2", "乙里"), make("T3", "丙里")
    merge(by, one.pk, two.pk, "同一小区")
    before = list(Compound.objects.order_by("pk").values())
    refusals = {
        (two.pk, two.pk, "重"): "不能并入自身",
        (one.pk, three.pk, "重"): f"“甲里”已并入小区{two.pk}",
        (three.pk, one.pk, "重"): f"“甲里”已并入小区{two.pk}",
        (three.pk, 999_999, "重"): "没有小区999999",
        (three.pk, provisional.pk, "重"): "请反向合并",
        (three.pk, two.pk, " "): "合并须写明理由",
    }
    for (source, target, reason), message in refusals.items():
        with refusing(message):
            merge(by, source, target, reason)
    assert list(Compound.objects.order_by("pk").values()) == before


def test_every_column_of_the_registry_that_points_at_a_compound_is_merged() -> None:
    pointing = {
        (model, field.attname)
        for model in apps.get_app_config("registry").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Compound
    }

    assert {(relation.model, relation.column) for relation in RELATIONS} == pointing
