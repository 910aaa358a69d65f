"""Figures of units and of their people."""

from __future__ import annotations

import pytest
from list_making import by, complain, compound, registry, unit
from pytest_django import DjangoAssertNumQueries

from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.problems.models import Assignment
from huiyin.records.problems.unit_figures import UnitFigures, figures_of, open_tasks_led
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import CompoundScope, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registry(db: None) -> None:
    registry()


def team() -> Unit:
    return Unit.objects.get(kind="team", subdistrict__code="310106006")


def test_a_district_counts_its_own_and_its_teams_and_a_team_its_subdistrict() -> None:
    complain(compound("T1", subdistrict="江宁路街道"), "1")
    complain(compound("T2", "柳岸苑"), "2")
    compound("P1", "桂花苑", "普陀区")
    add_officers(by(), [NewOfficer("陈", unit("jingan").pk, "C1"), NewOfficer("林", team().pk, "C2")])
    open_account(by(), "clerk", "吴", ("clerk",), Seat(unit_id=unit("jingan").pk), "a-long-enough-word-17")

    found = figures_of([unit("jingan"), team(), unit("putuo"), unit("lingang")])

    assert found == {
        unit("jingan").pk: UnitFigures(compounds=2, problems=2, officers=2, accounts=1),
        team().pk: UnitFigures(compounds=1, problems=1, officers=1, accounts=0),
        unit("putuo").pk: UnitFigures(compounds=1),
        unit("lingang").pk: UnitFigures(),
    }


def test_what_counts_for_a_brigade_does_not_count_for_the_district() -> None:
    place = compound("T1", district="浦东新区", counting_unit="lingang", scope_units=("lingang",))
    assert CompoundScope.objects.filter(compound=place).exists()
    complain(place, "1")

    found = figures_of([unit("pudong"), unit("lingang"), unit("sh-bureau")])

    assert (found[unit("pudong").pk].problems, found[unit("lingang").pk].problems) == (0, 1)
    assert found[unit("sh-bureau").pk] == UnitFigures()


def test_figures_take_three_statements_for_any_number_of_units(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    complain(compound("T1"), "1")
    every = list(Unit.objects.all())

    with django_assert_num_queries(3):
        figures_of(every)
    with django_assert_num_queries(3):
        figures_of(every[:1])


def test_an_officer_leads_the_open_tasks_of_which_they_are_in_charge() -> None:
    (chen, lin) = add_officers(
        by(), [NewOfficer("陈", unit("jingan").pk, "C1"), NewOfficer("林", unit("jingan").pk, "C2")]
    )
    for number in ("1", "2"):
        problem = complain(compound(f"T{number}", f"梧桐苑{number}"), number)
        Assignment.objects.filter(task__problem=problem, role="lead").update(officer=chen)

    assert open_tasks_led([chen, lin]) == {chen: 2}
    problem.tasks.update(state="done", done_on="2022-07-05")
    assert open_tasks_led([chen, lin]) == {chen: 1}
