"""Amending compounds, their other names and their scopes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import msgspec
import pytest

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.amending import (
    Amendment,
    NewAlias,
    add_aliases,
    amend,
    remove_aliases,
    set_scopes,
)
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound, District, Neighbourhood, Subdistrict, Unit

Refusing = Callable[[str], AbstractContextManager[object]]
Make = Callable[..., Compound]


def last_content() -> object:
    entry = Entry.objects.order_by("-id").first()
    assert entry is not None
    return msgspec.json.decode(entry.content)


def test_an_amendment_is_entered_with_both_values(make: Make, by: By) -> None:
    compound = make("T1", households=300)

    assert amend(by, [Amendment(compound.pk, {"households": 310, "name": "梧桐苑"})]) == [compound.pk]
    assert last_content() == {"households": [300, 310]}
    assert Compound.objects.get().households == 310


def test_an_amendment_that_changes_nothing_is_not_entered(make: Make, by: By) -> None:
    compound = make("T1")
    before = Entry.objects.count()

    assert amend(by, [Amendment(compound.pk, {"name": compound.name})]) == []
    assert Entry.objects.count() == before


def test_a_neighbourhood_brings_its_subdistrict_district_and_counting_unit(make: Make, by: By) -> None:
    compound = make("T1", district="静安区")
    place = Neighbourhood.objects.filter(subdistrict__district__name="普陀区").select_related("subdistrict")[
        0
    ]

    amend(by, [Amendment(compound.pk, {"neighbourhood_id": place.pk})])

    compound.refresh_from_db()
    assert (compound.neighbourhood, compound.subdistrict) == (place, place.subdistrict)
    assert (compound.district_id, compound.counting_unit.code) == (place.subdistrict.district_id, "putuo")


def test_another_district_takes_the_smaller_areas_away(make: Make, by: By) -> None:
    compound = make("T1", subdistrict="大宁路街道")
    amend(by, [Amendment(compound.pk, {"district_id": District.objects.get(name="普陀区").pk})])

    compound.refresh_from_db()
    assert (compound.subdistrict, compound.counting_unit.code) == (None, "putuo")


def test_another_subdistrict_takes_the_neighbourhood_away(make: Make, by: By) -> None:
    compound = make("T1", subdistrict="大宁路街道")
    inside = Neighbourhood.objects.filter(subdistrict__name="大宁路街道")[0]
    amend(by, [Amendment(compound.pk, {"neighbourhood_id": inside.pk})])
    other = Subdistrict.objects.get(name="彭浦镇")

    amend(by, [Amendment(compound.pk, {"subdistrict_id": other.pk})])

    compound.refresh_from_db()
    assert (compound.subdistrict, compound.neighbourhood) == (other, None)


def test_giving_up_only_the_neighbourhood_keeps_the_larger_areas(make: Make, by: By) -> None:
    inside = Neighbourhood.objects.filter(subdistrict__name="大宁路街道")[0]
    compound = make("T1", subdistrict="大宁路街道", neighbourhood=inside.name)
    assert compound.neighbourhood == inside

    amend(by, [Amendment(compound.pk, {"neighbourhood_id": None})])

    compound.refresh_from_db()
    assert (compound.neighbourhood, compound.subdistrict.name) == (None, "大宁路街道")  # type: ignore[union-attr]


def test_a_chosen_counting_unit_holds(make: Make, by: By, unit: Callable[[str], Unit]) -> None:
    compound = make("T1")
    amend(by, [Amendment(compound.pk, {"counting_unit_id": unit("airport").pk})])
    amend(by, [Amendment(compound.pk, {"district_id": District.objects.get(name="普陀区").pk})])

    assert Compound.objects.get().counting_unit.code == "airport"


def test_what_cannot_be_is_refused(make: Make, by: By, refusing: Refusing) -> None:
    compound = make("T1")
    putuo = District.objects.get(name="普陀区").pk
    daning = Subdistrict.objects.get(name="大宁路街道").pk
    for changes, words in (
        ({"name": " "}, "小区名称须为1至100字"),
        ({"counting_unit_id": 0}, "没有单位0"),
        ({"district_id": 0}, "没有区0"),
        ({"subdistrict_id": 0}, "区域0不存在"),
        ({"district_id": putuo, "subdistrict_id": daning}, "不在所给的上级区域内"),
    ):
        with refusing(words):
            amend(by, [Amendment(compound.pk, changes)])
    with refusing("没有小区0"):
        amend(by, [Amendment(0, {"name": "甲"})])


def test_a_merged_compound_is_not_amended(make: Make, by: By, refusing: Refusing) -> None:
    one, two = make("T1", "甲里"), make("T2", "乙里")
    merge(by, one.pk, two.pk, "同一小区")

    with refusing(f"“甲里”已并入小区{two.pk}"):
        amend(by, [Amendment(one.pk, {"name": "丙里"})])


def test_only_facts_can_be_amended(make: Make, by: By) -> None:
    compound = make("T1")
    with pytest.raises(ValueError, match="'status'"):
        amend(by, [Amendment(compound.pk, {"status": "merged"})])


def test_aliases_are_added_once_and_never_the_name_itself(make: Make, by: By, refusing: Refusing) -> None:
    compound = make("T1", "梧桐苑")
    wanted = [NewAlias(compound.pk, name) for name in ("老梧桐", " 老梧桐 ", "梧桐苑")]

    assert (add_aliases(by, wanted), add_aliases(by, wanted)) == ([compound.pk], [])
    assert list(compound.aliases.values_list("name", "source")) == [("老梧桐", "person")]
    with refusing("别名须为1至100字"):
        add_aliases(by, [NewAlias(compound.pk, "")])


def test_an_alias_is_removed_once_and_entered_with_its_source(make: Make, by: By, refusing: Refusing) -> None:
    compound = make("T1", "梧桐苑", aliases=("老梧桐", "梧桐新村"))

    assert remove_aliases(by, compound.pk, ["老梧桐"]) == [compound.pk]
    assert list(compound.aliases.values_list("name", flat=True)) == ["梧桐新村"]
    assert last_content() == {"alias_removed": "老梧桐", "source": "list"}
    with refusing("“老梧桐”不是这个小区的别名，或已移除"):
        remove_aliases(by, compound.pk, ["老梧桐", "梧桐新村"])
    assert compound.aliases.count() == 1


def test_scopes_are_set_as_a_whole(
    make: Make, by: By, unit: Callable[[str], Unit], refusing: Refusing
) -> None:
    compound = make("T1", scope_units=("lingang",))
    ftz, airport = unit("ftz").pk, unit("airport").pk

    assert set_scopes(by, {compound.pk: [ftz, airport]}) == [compound.pk]
    assert set(compound.scopes.values_list("unit", flat=True)) == {ftz, airport}
    assert set_scopes(by, {compound.pk: [airport, ftz]}) == []
    with refusing("没有单位0"):
        set_scopes(by, {compound.pk: [0]})
