"""Provisional places: found again, or made."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.models import Compound, District, Unit
from told import blocks_as_one

FindUnit = Callable[[str], Unit]


def test_a_place_that_is_not_there_is_made_in_the_scope_of_its_unit(unit: FindUnit, by: By) -> None:
    jingan = unit("jingan")
    found = provide(by, [Provide("星河里|梧桐路", "星河里", "梧桐路", jingan.pk)])

    compound = Compound.objects.get()
    assert found == {(jingan.pk, "星河里|梧桐路"): compound.pk}
    assert (compound.status, compound.name, compound.address, compound.code) == (
        "provisional",
        "星河里",
        "梧桐路",
        "",
    )
    assert compound.scope_unit == compound.counting_unit == jingan


def test_a_place_that_is_there_is_found_and_not_entered_again(unit: FindUnit, by: By) -> None:
    wanted = [Provide("星河里", "星河里", "", unit("jingan").pk)]
    first = provide(by, wanted)
    entries = Entry.objects.count()

    assert provide(by, wanted) == first
    assert (Compound.objects.count(), Entry.objects.count()) == (1, entries)


def test_each_place_made_has_one_entry(unit: FindUnit, by: By) -> None:
    jingan = unit("jingan").pk
    provide(by, [Provide(key, key, "", jingan) for key in ("甲里", "乙里", "甲里")])

    assert Entry.objects.filter(record="compound", action="compound.provide").count() == 2


def test_the_same_name_in_two_units_is_two_places(unit: FindUnit, by: By) -> None:
    found = provide(by, [Provide("星河里", "星河里", "", unit(code).pk) for code in ("jingan", "putuo")])

    assert len(set(found.values())) == 2


@pytest.mark.parametrize(
    ("scope", "district", "counts_for"),
    [
        ("jingan", None, "jingan"),
        ("jingan-310106011", None, "jingan"),
        ("corps", "310107", "putuo"),
        ("corps", None, "corps"),
        ("sh-bureau", "310107", "putuo"),
        ("sh-bureau", None, "sh-bureau"),
        ("lingang", "310115", "lingang"),
    ],
)
def test_a_provisional_place_counts_for_one_unit(
    unit: FindUnit, by: By, scope: str, district: str | None, counts_for: str
) -> None:
    district_id = District.objects.get(code=district).pk if district else None
    provide(by, [Provide("星河里", "星河里", "", unit(scope).pk, district_id)])

    assert Compound.objects.get().counting_unit.code == counts_for


def test_a_place_merged_since_is_answered_with_what_it_became(
    unit: FindUnit, by: By, make: Callable[..., Compound]
) -> None:
    real = make("T1", "星河花苑")
    wanted = [Provide("星河里", "星河里", "", unit("jingan").pk)]
    (made,) = provide(by, wanted).values()
    merge(by, made, real.pk, "即星河花苑")

    assert list(provide(by, wanted).values()) == [real.pk]


def test_a_long_name_is_cut_and_a_long_key_refused(unit: FindUnit, by: By) -> None:
    jingan = unit("jingan").pk
    provide(by, [Provide("长", "长" * 300, "路" * 300, jingan)])

    compound = Compound.objects.get()
    assert (len(compound.name), len(compound.address)) == (100, 200)
    for key in ("", "长" * 201):
        with pytest.raises(ValueError, match="1 to 200"):
            provide(by, [Provide(key, "长", "", jingan)])


def test_nothing_wanted_is_nothing_found(registry: None, by: By) -> None:
    assert provide(by, []) == {}


def test_statements_do_not_grow_with_the_places(unit: FindUnit, by: By) -> None:
    jingan = unit("jingan").pk

    def statements(count: int, prefix: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            provide(by, [Provide(f"{prefix}{i}", "星河里", "", jingan) for i in range(count)])
        return len(blocks_as_one([query["sql"] for query in queries.captured_queries]))

    provide(by, [Provide("先", "先", "", jingan)])
    assert statements(1, "a") == statements(200, "b")
    assert statements(200, "b") == 1
