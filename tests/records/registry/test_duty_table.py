"""The responsibility table as a unit sees and manages it, and who would lead."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.responsibilities import end, load, plan
from huiyin.records.registry.csv_files import ResponsibilityRow
from huiyin.records.registry.duty_table import (
    ANY,
    Wanted,
    compounds_called,
    manageable,
    places_called,
    rows_to_end,
    table_page,
    would_lead,
)
from huiyin.records.registry.managing import leads_for
from huiyin.records.registry.models import Compound, CompoundScope, Responsibility, Unit
from huiyin.records.registry.queries import compounds_of, who_leads

DAY = date(2022, 9, 15)
Refusing = Callable[[str], AbstractContextManager[object]]
UnitOf = Callable[[str], Unit]
Make = Callable[..., Compound]


def row(violation: str, area: str, place: str, lead: str = "jingan", **more: object) -> ResponsibilityRow:
    return ResponsibilityRow(violation, area, place, lead, **more)  # type: ignore[arg-type]


def areas(unit: Unit, wanted: Wanted | None = None) -> set[str]:
    found = table_page(unit, wanted or Wanted(), 200)
    return {f"{r.area}:{getattr(r.district or r.subdistrict or r.compound, 'code', '')}" for r in found.rows}


def test_a_team_sees_its_own_rows_and_the_wider_ones_that_hold_there(
    by: By, unit: UnitOf, make: Make
) -> None:
    make("T1", subdistrict="江宁路街道")
    load(by, [row("litter", "全市", "", "corps"), row("litter", "小区", "T1", row=1)])
    team = Unit.objects.get(kind="team", subdistrict__code="310106006")

    assert areas(team) == {"city:", "district:310106", "subdistrict:310106006", "compound:T1"}


def test_a_district_sees_nothing_of_another_and_may_end_no_row_of_the_city(by: By, unit: UnitOf) -> None:
    load(by, [row("litter", "全市", "", "corps"), row("litter", "街镇", "310107005", "putuo", row=1)])
    jingan = unit("jingan")
    seen = table_page(jingan, Wanted(), 200).rows
    city = Responsibility.objects.get(area="city")
    other = Responsibility.objects.get(violation="litter", area="subdistrict")

    assert not any(r.district and r.district.code == "310107" for r in seen)
    assert other.pk not in {r.pk for r in seen}
    assert city.pk in {r.pk for r in seen}
    assert manageable(jingan, [city.pk, other.pk]) == frozenset()
    assert rows_to_end(jingan, [city.pk, other.pk]) == []


def test_a_brigade_manages_the_compounds_put_into_its_scope(by: By, unit: UnitOf, make: Make) -> None:
    compound = make("T1", district="浦东新区")
    CompoundScope.objects.create(compound=compound, unit=unit("lingang"))
    load(by, [row("litter", "小区", "T1", "lingang")], within=unit("lingang"))

    found = table_page(unit("lingang"), Wanted(), 50).rows

    assert [r.compound.code for r in found if r.compound] == ["T1"]
    assert manageable(unit("lingang"), [r.pk for r in found]) == frozenset(r.pk for r in found)


def test_filters_leave_what_is_asked_for(by: By, unit: UnitOf) -> None:
    load(
        by,
        [
            row("facade", "街镇", "310106006", until=date(2022, 8, 31)),
            row("facade", "街镇", "310106006", "corps", from_date=date(2022, 9, 1), row=1),
            row("litter", "街镇", "310107005", "putuo", row=2),
        ],
    )
    bureau = unit("sh-bureau")

    def leads(wanted: Wanted) -> list[str]:
        return [r.lead.code for r in table_page(bureau, wanted, 200).rows if r.violation]

    assert leads(Wanted(violation="facade")) == ["jingan", "corps"]
    assert leads(Wanted(violation="facade", on=DAY)) == ["corps"]
    assert leads(Wanted(lead_id=unit("putuo").pk)) == ["putuo"]
    assert leads(Wanted(violation=ANY)) == []
    district = unit("putuo").district_id
    assert leads(Wanted(district_id=district, area="subdistrict")) == ["putuo"]


def test_a_page_of_the_table_takes_two_statements_whatever_its_size(
    by: By, unit: UnitOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(by, [row("facade", "街镇", "310106006", assisting=("housing", "corps"))])
    bureau = unit("sh-bureau")

    for size in (20, 200):
        with django_assert_num_queries(2):
            for found in table_page(bureau, Wanted(), size).rows:
                [a.unit and a.unit.short_name for a in found.assists.all()]
                assert found.subdistrict is None or found.subdistrict.district.name


@pytest.mark.parametrize(
    ("area", "place", "lead", "words"),
    [
        ("全市", "", "jingan", "不在静安区城管执法局的辖区内"),
        ("区", "310107", "jingan", "不在静安区城管执法局的辖区内"),
        ("街镇", "310107005", "jingan", "不在静安区城管执法局的辖区内"),
        ("小区", "P1", "jingan", "不在静安区城管执法局的辖区内"),
        ("街镇", "310106006", "putuo", "普陀区城管执法局是其他区的单位"),
    ],
)
def test_a_district_adds_no_row_outside_its_area_and_puts_no_other_district_in_charge(
    by: By, unit: UnitOf, make: Make, refusing: Refusing, area: str, place: str, lead: str, words: str
) -> None:
    make("P1", district="普陀区")
    before = Entry.objects.count()

    with refusing(words):
        load(by, [row("litter", area, place, lead)], within=unit("jingan"))
    assert Entry.objects.count() == before


def test_a_district_adds_rows_for_every_level_of_its_area(by: By, unit: UnitOf, make: Make) -> None:
    make("T1")
    rows = [
        row("litter", "区", "310106", "lingang"),
        row("litter", "街镇", "310106006", "jingan-310106006", row=1),
        row("litter", "小区", "T1", row=2),
    ]

    assert load(by, rows, within=unit("jingan")).new == 3


def test_a_district_ends_its_own_rows_only(by: By, unit: UnitOf, refusing: Refusing) -> None:
    own = Responsibility.objects.get(district__code="310106")
    other = Responsibility.objects.get(district__code="310107")

    with refusing("不在静安区城管执法局的辖区内"):
        end(by, [own.pk, other.pk], DAY, within=unit("jingan"))
    assert Responsibility.objects.filter(until=DAY).count() == 0
    assert end(by, [own.pk], DAY, within=unit("jingan")) == 1


def test_a_file_of_a_district_may_hold_wider_rows_as_long_as_they_stay(
    by: By, unit: UnitOf, refusing: Refusing
) -> None:
    load(by, [row("litter", "全市", "", "corps")])
    city = Responsibility.objects.get(area="city")
    held = row("litter", "全市", "", "corps", pk=city.pk, row=2)

    assert plan([held], within=unit("jingan")).known == 1
    with refusing("第2行"):
        load(by, [row("litter", "全市", "", "corps", pk=city.pk, row=2, until=DAY)], within=unit("jingan"))


def test_a_plan_names_the_rows_and_changes_nothing(by: By, unit: UnitOf) -> None:
    own = Responsibility.objects.get(district__code="310106")
    before = Entry.objects.count()

    planned = plan(
        [row("", "区", "310106", pk=own.pk, row=2, until=DAY), row("litter", "街镇", "310106006", row=3)],
        within=unit("jingan"),
    )

    assert [(r.line, r.place and r.place.code) for r in planned.new] == [(3, "310106006")]
    assert [(r.pk, r.until) for r in planned.ended] == [(own.pk, DAY)]
    assert planned.known == 0
    assert Entry.objects.count() == before
    assert Responsibility.objects.get(pk=own.pk).until is None


def test_who_would_lead_is_told_with_every_level(by: By, unit: UnitOf, make: Make) -> None:
    compound = make("T1", subdistrict="江宁路街道")
    load(
        by,
        [
            row("facade", "街镇", "310106006", "corps", assisting=("fire",)),
            row("facade", "全市", "", "lingang", row=1),
        ],
    )

    found = would_lead(compounds_of(unit("jingan")), compound.pk, "facade", DAY)

    assert found is not None
    assert found.by is not None
    assert (found.lead.code, found.by.violation) == ("corps", "facade")
    assert [(r.area.value, r.row and r.row.lead.code, r.decides) for r in found.rungs] == [
        ("compound", None, False),
        ("neighbourhood", None, False),
        ("subdistrict", "corps", True),
        ("district", "jingan", False),
        ("city", "lingang", False),
    ]
    # The subdistrict's row for any violation yields to that for this one by name.
    assert [r.lead.code for r in found.beside] == ["jingan-310106006"]


@pytest.mark.parametrize("violation", ["facade", "litter", "group-renting"])
@pytest.mark.parametrize("on", [date(2022, 7, 1), date(2022, 9, 1), date(2023, 1, 1)])
def test_what_is_explained_is_what_the_rule_says(
    by: By, unit: UnitOf, make: Make, violation: str, on: date
) -> None:
    compound = make("T1", subdistrict="江宁路街道")
    load(
        by,
        [
            row("facade", "小区", "T1", "corps", until=date(2022, 8, 31)),
            row("litter", "街镇", "310106006", "lingang", from_date=date(2022, 8, 1), row=1),
            row("", "小区", "T1", "jingan", from_date=date(2022, 12, 1), row=2),
        ],
    )

    found = would_lead(compounds_of(unit("jingan")), compound.pk, violation, on)

    lead = who_leads([(compound.pk, violation)], on)[compound.pk, violation]
    assert found is not None
    assert found.by is not None
    assert (found.lead.pk, found.by.pk) == (lead.unit_id, lead.responsibility_id)


def test_without_a_row_the_counting_unit_leads(by: By, unit: UnitOf, make: Make) -> None:
    compound = make("T1")
    end(by, [Responsibility.objects.get(district__code="310106").pk], date(2022, 7, 4))

    found = would_lead(compounds_of(unit("jingan")), compound.pk, "facade", DAY)

    assert found is not None
    assert (found.by, found.lead.code) == (None, "jingan")


def test_who_would_lead_takes_three_statements_and_knows_only_the_area(
    by: By, unit: UnitOf, make: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    compound = make("T1", subdistrict="江宁路街道")
    load(by, [row("facade", "街镇", "310106006", "corps", assisting=("fire", "jingan"))])
    own, other = compounds_of(unit("jingan")), compounds_of(unit("putuo"))

    with django_assert_num_queries(3):
        found = would_lead(own, compound.pk, "facade", DAY)
        assert found is not None
        assert found.by is not None
        assert len(found.by.assists.all()) == 2
    assert would_lead(other, compound.pk, "facade", DAY) is None


def test_places_are_found_by_code_or_name_within_the_area(by: By, unit: UnitOf, make: Make) -> None:
    make("T1", "梧桐苑")
    jingan = unit("jingan")

    assert [p.code for p in places_called(jingan, "subdistrict", "江宁路街道")] == ["310106006"]
    assert [p.code for p in places_called(jingan, "subdistrict", "310106006")] == ["310106006"]
    assert {p.name for p in places_called(jingan, "subdistrict", "静安")} == {"静安寺街道"}
    assert [p.code for p in places_called(jingan, "district", "静安")] == ["310106"]
    assert [p.code for p in places_called(jingan, "compound", "梧桐")] == ["T1"]
    assert places_called(jingan, "district", "普陀区") == []
    assert places_called(unit("putuo"), "compound", "梧桐苑") == []
    assert [p.name for p in places_called(unit("sh-bureau"), "district", "普陀")] == ["普陀区"]


def test_compounds_are_found_by_any_of_their_names(by: By, unit: UnitOf, make: Make) -> None:
    make("T1", "梧桐苑", aliases=("老梧桐",))
    make("T2", "梧桐苑二期", address="江宁路1弄")
    within = compounds_of(unit("jingan"))

    assert [c.code for c in compounds_called(within, "梧桐苑")] == ["T1"]
    assert [c.code for c in compounds_called(within, "T2")] == ["T2"]
    assert [c.code for c in compounds_called(within, "老梧")] == ["T1"]
    assert [c.code for c in compounds_called(within, "江宁路1弄")] == ["T2"]
    assert [c.code for c in compounds_called(within, "梧桐")] == ["T1", "T2"]
    assert compounds_called(within, "  ") == []
    assert compounds_called(compounds_of(unit("putuo")), "梧桐苑") == []


def test_no_other_district_is_offered_to_lead(by: By, unit: UnitOf) -> None:
    offered = leads_for(unit("jingan"))

    assert {u.district_id for u in offered} == {None, unit("jingan").district_id}
    assert leads_for(unit("sh-bureau")).count() == Unit.objects.count()
