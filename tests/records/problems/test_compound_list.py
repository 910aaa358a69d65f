"""Compounds as a list: those with most to do first, found by name, other name or road, page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.compound_list import BadCursor, compounds
from huiyin.records.problems.models import Problem, Verification
from huiyin.records.registry.models import Compound, CompoundAlias
from records.problems.list_making import DAY, by, complain, compound, registry, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    registry()
    for code, name, address in (
        ("a1", "梧桐苑", "云帆路1弄"),
        ("a2", "枫林苑", "云帆路2弄"),
        ("a3", "枫林苑二期", "听潮路3弄"),
    ):
        compound(code, name, address=address)
    compound("b1", "白鹭新城", district="闵行区")
    complain(place("a2"), "1")
    complain(place("a2"), "2", "facade")
    complain(place("a3"), "3")
    tick_off(complain(place("a3"), "4", "facade"))


def place(code: str) -> Compound:
    return Compound.objects.get(code=code)


def tick_off(problem: Problem) -> None:
    verify(by(day=DAY), [Finding(problem.pk, Verification.UNTRUE, DAY, found="未见")])
    settle(by(day=DAY), [problem.pk], "经核实不属实")


def scope(code: str = "jingan") -> Scope:
    return Scope(DAY, unit(code))


def listed(q: str = "", code: str = "jingan", **more: Any) -> list[tuple[str, int, int]]:
    return [(row.compound.name, row.open, row.settled) for row in compounds(scope(code), q, **more).rows]


def test_those_with_most_open_problems_stand_first_with_what_is_settled() -> None:
    assert listed() == [("枫林苑", 2, 0), ("枫林苑二期", 1, 1), ("梧桐苑", 0, 0)]


def test_a_unit_sees_those_of_its_area_and_the_city_all() -> None:
    assert listed(code="minhang") == [("白鹭新城", 0, 0)]
    assert len(listed(code="sh-bureau")) == 4


def test_they_are_found_by_name_other_name_and_road() -> None:
    CompoundAlias.objects.create(compound=place("a1"), name="老梧桐")
    assert [name for name, *_ in listed("枫林")] == ["枫林苑", "枫林苑二期"]
    assert [name for name, *_ in listed("老梧")] == ["梧桐苑"]
    assert [name for name, *_ in listed("云帆路")] == ["枫林苑", "梧桐苑"]
    assert listed("白鹭") == []


def test_a_sign_of_a_pattern_is_a_sign_like_any_other() -> None:
    assert listed("%") == listed("_") == []


def test_those_that_are_not_established_yet_alone() -> None:
    Compound.objects.filter(code="a1").update(
        code="", status="provisional", scope_unit=unit("jingan"), provisional_key="x"
    )
    assert listed(provisional=True) == [("梧桐苑", 0, 0)]


def test_those_where_people_complain_of_something_together_alone() -> None:
    for n in range(5):
        complain(place("a3"), f"5{n}", "facade")
        complain(place("b1"), f"6{n}", "facade")
    assert listed(concentrated=True) == [("枫林苑二期", 2, 1)]
    assert listed("二期", concentrated=True, provisional=True) == []
    assert [name for name, _, _ in listed(code="sh-bureau", concentrated=True)] == ["枫林苑二期", "白鹭新城"]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_hold_each_once_in_order(size: int) -> None:
    found: list[str] = []
    after = ""
    while True:
        page = compounds(scope(), after=after, size=size)
        found += [row.compound.name for row in page.rows]
        after = page.after
        if not after:
            break
    assert found == ["枫林苑", "枫林苑二期", "梧桐苑"]


@pytest.mark.parametrize("after", ["x", "1", "1.0", "1.x", "-1.2", "1.2.3", "9999999999.1", "１.2"])
def test_a_place_that_no_page_gave_is_refused(after: str) -> None:
    with pytest.raises(BadCursor, match="翻页位置有误"):
        compounds(scope(), after=after)


def test_a_page_takes_one_statement(django_assert_num_queries: Callable[[int], Any]) -> None:
    area = scope("sh-bureau")
    with django_assert_num_queries(1):
        for row in compounds(area, "苑").rows:
            assert row.compound.district is not None
