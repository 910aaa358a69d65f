"""Reads of the registry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.knowledge.places.gazetteer import Entry
from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.firms import NewFirm, NewMandate, add_firms, add_mandates
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.actions.responsibilities import load
from huiyin.records.registry.csv_files import ResponsibilityRow
from huiyin.records.registry.models import Compound, Neighbourhood, Unit
from huiyin.records.registry.queries import (
    Lead,
    addressed_units,
    compounds_of,
    counting_totals,
    gazetteer,
    mandate_on,
    units,
    units_in_reach,
    who_leads,
)

Make = Callable[..., Compound]
FindUnit = Callable[[str], Unit]
DAY = date(2022, 7, 4)


def test_the_twenty_units_stand_in_the_notices_order(registry: None) -> None:
    codes = [unit.code for unit in addressed_units()]

    assert len(codes) == 20
    assert codes[0] == "huangpu"
    assert codes[-4:] == ["corps", "lingang", "airport", "ftz"]
    assert [unit.code for unit in units()][:2] == ["sh-bureau", "huangpu"]


def test_by_default_the_team_leads_in_its_subdistrict_and_the_district_elsewhere(
    make: Make, unit: FindUnit
) -> None:
    inside, outside = make("T1", subdistrict="大宁路街道"), make("T2", "银杏苑")

    leads = who_leads([(inside.pk, "facade"), (outside.pk, "facade")], DAY)

    assert leads[inside.pk, "facade"].unit_id == Unit.objects.get(name="大宁路街道综合行政执法队").pk
    assert leads[outside.pk, "facade"].unit_id == unit("jingan").pk


def test_the_narrowest_area_wins_and_then_the_violation_by_name(make: Make, by: By) -> None:
    inside = Neighbourhood.objects.filter(subdistrict__name="大宁路街道").select_related("subdistrict")[0]
    compound = make("T1", subdistrict="大宁路街道", neighbourhood=inside.name)
    rows = [
        ResponsibilityRow("litter", "全市", "", "sh-bureau"),
        ResponsibilityRow("litter", "区", "310106", "huangpu"),
        ResponsibilityRow("litter", "街镇", inside.subdistrict.code, "xuhui"),
        ResponsibilityRow("", "居（村）委", inside.code, "changning"),
        ResponsibilityRow("litter", "居（村）委", inside.code, "putuo"),
        ResponsibilityRow("", "小区", "T1", "hongkou"),
    ]
    codes = []
    for row in rows:
        load(by, [row])
        lead = who_leads([(compound.pk, "litter")], DAY)[compound.pk, "litter"]
        codes.append(Unit.objects.get(pk=lead.unit_id).code)

    # The default row of the subdistrict stands above what is said for the district or the city.
    team = f"jingan-{inside.subdistrict.code}"
    assert codes == [team, team, "xuhui", "changning", "putuo", "hongkou"]


def test_a_row_holds_from_its_first_to_its_last_day(make: Make, by: By, unit: FindUnit) -> None:
    compound = make("T1")
    load(
        by,
        [
            ResponsibilityRow(
                "facade", "小区", "T1", "corps", ("housing", "ftz"), date(2022, 7, 2), date(2022, 7, 4)
            )
        ],
    )

    def code(day: int) -> str:
        lead = who_leads([(compound.pk, "facade")], date(2022, 7, day))[compound.pk, "facade"]
        return Unit.objects.get(pk=lead.unit_id).code

    assert [code(day) for day in (1, 2, 4, 5)] == ["jingan", "corps", "corps", "jingan"]


def test_the_answer_names_its_row_and_those_who_assist(make: Make, by: By, unit: FindUnit) -> None:
    compound = make("T1")
    load(by, [ResponsibilityRow("facade", "小区", "T1", "corps", ("ftz", "housing"))])

    row = compound.responsibilities.get()
    assert who_leads([(compound.pk, "facade")], DAY) == {
        (compound.pk, "facade"): Lead(unit("corps").pk, ("ftz", "housing"), row.pk)
    }


def test_a_place_that_no_row_covers_has_no_answer(unit: FindUnit, by: By) -> None:
    (place,) = provide(by, [Provide("星河里", "星河里", "", unit("corps").pk)]).values()

    assert who_leads([(place, "facade"), (0, "facade")], DAY) == {}


def test_two_statements_answer_any_number_of_pairs(make: Make) -> None:
    pairs = [
        (make(f"T{i}", f"梧桐苑{i}期").pk, v) for i in range(8) for v in ("facade", "litter", "greenery")
    ]

    with CaptureQueriesContext(connection) as queries:
        assert len(who_leads(pairs, DAY)) == 24
    assert len(queries) == 2


def test_the_gazetteer_holds_known_compounds_with_their_names(make: Make, by: By, unit: FindUnit) -> None:
    one = make("T1", "梧桐苑", address="梧桐路1弄", aliases=("老梧桐",))
    two = make("T2", "银杏苑")
    provide(by, [Provide("星河里", "星河里", "", unit("jingan").pk)])
    merge(by, two.pk, one.pk, "同一小区")

    assert gazetteer() == [Entry(str(one.pk), "梧桐苑", "梧桐路1弄", "静安区", ("老梧桐", "银杏苑"))]


def test_a_unit_sees_the_compounds_of_its_area(make: Make, by: By, unit: FindUnit) -> None:
    make("T1", subdistrict="大宁路街道")
    make("T2", "银杏苑", district="普陀区")
    make("T3", "海潮苑", district="浦东新区", scope_units=("lingang",))
    team = Unit.objects.get(name="大宁路街道综合行政执法队")
    provide(by, [Provide("星河里", "星河里", "", team.pk)])

    def seen(who: Unit) -> set[str]:
        return set(compounds_of(who).values_list("name", flat=True))

    everything = {"梧桐苑", "银杏苑", "海潮苑", "星河里"}
    assert seen(unit("sh-bureau")) == seen(unit("corps")) == everything
    assert seen(unit("jingan")) == seen(team) == {"梧桐苑", "星河里"}
    assert seen(unit("putuo")) == {"银杏苑"}
    assert seen(unit("pudong")) == seen(unit("lingang")) == {"海潮苑"}
    assert seen(unit("airport")) == set()


def test_work_is_handed_over_within_a_district_and_to_the_city_and_across_districts_by_the_city_alone(
    registry: None, unit: FindUnit
) -> None:
    jingan, team = unit("jingan"), Unit.objects.get(name="大宁路街道综合行政执法队")
    teams = set(Unit.objects.filter(parent=jingan).values_list("code", flat=True))
    districts = set(Unit.objects.filter(kind=Unit.Kind.DISTRICT).values_list("code", flat=True))
    city = set(Unit.objects.filter(kind__in=["city", "brigade"]).values_list("code", flat=True))

    def reached(who: Unit) -> set[str]:
        return set(units_in_reach(who.pk).values_list("code", flat=True))

    assert len(districts) == 16
    assert team.code in teams
    assert reached(team) == teams - {team.code} | {"jingan"}
    assert reached(jingan) == teams | city
    assert reached(unit("lingang")) == city - {"lingang"} | districts
    everybody = set(Unit.objects.values_list("code", flat=True))
    assert reached(unit("sh-bureau")) == reached(unit("corps")) == everybody
    assert set(units_in_reach(None)) == set()


def test_every_compound_counts_once_whoever_has_it_in_scope(make: Make, by: By, unit: FindUnit) -> None:
    make("T1", scope_units=("lingang", "ftz"))
    gone = make("T2", "银杏苑", district="普陀区")
    merge(by, gone.pk, make("T3", "银杏新苑", district="普陀区").pk, "同一小区")
    provide(by, [Provide("星河里", "星河里", "", unit("jingan").pk)])

    assert counting_totals() == {unit("jingan").pk: 2, unit("putuo").pk: 1}
    assert sum(counting_totals().values()) == Compound.objects.exclude(status="merged").count()


def test_the_mandate_of_a_day(make: Make, by: By) -> None:
    compound = make("T1")
    firms = add_firms(by, [NewFirm("甲物业"), NewFirm("乙物业")])
    add_mandates(
        by,
        [
            NewMandate(compound.pk, firms["甲物业"], None, date(2022, 6, 30)),
            NewMandate(compound.pk, firms["乙物业"], date(2022, 7, 2)),
        ],
    )

    def name(day: date) -> str | None:
        mandate = mandate_on(compound.pk, day)
        return mandate.firm.name if mandate else None

    assert name(date(2022, 6, 30)) == "甲物业"
    assert name(date(2022, 7, 1)) is None
    assert name(date(2022, 7, 2)) == "乙物业"


@pytest.mark.django_db
def test_nothing_asked_is_nothing_read() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert who_leads([], DAY) == {}
    assert len(queries) == 0
