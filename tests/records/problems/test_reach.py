"""Who sees which problem: always the units in whose area its place lies, whatever becomes of the place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db.models import Q

from huiyin.records.accounts.scope import Scope
from huiyin.records.invariants import run
from huiyin.records.problems.actions.join import join
from huiyin.records.problems.claims import Claim
from huiyin.records.problems.desk import visible
from huiyin.records.problems.models import Problem, ProblemState, Reach
from huiyin.records.registry.actions.amending import Amendment, amend, set_scopes
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import (
    Compound,
    CompoundScope,
    District,
    Neighbourhood,
    Responsibility,
    Subdistrict,
    Unit,
)
from huiyin.records.registry.queries import compounds_of
from huiyin.records.reports.models import Channel
from records.problems import list_making as m
from records.registry.few_divisions import set_up_few

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_the_areas_say(db: None) -> Iterator[None]:
    """After every test each unit sees what lies in its area by the registry's own rules, and nothing else.

    Of the two hundred teams those are asked in whose subdistrict or scope a compound lies, and the rest together.
    """
    m.registry()
    yield
    there = Compound.objects.filter(subdistrict__isnull=False).values("subdistrict")
    named = Compound.objects.filter(scope_unit__isnull=False).values("scope_unit")
    scoped = CompoundScope.objects.values("unit")
    idle = Q(kind="team") & ~Q(subdistrict__in=there) & ~Q(pk__in=scoped) & ~Q(pk__in=named)
    assert not Reach.objects.filter(unit__in=Unit.objects.filter(idle)).exists()
    for unit in Unit.objects.filter(everywhere=False).exclude(idle):
        area = compounds_of(unit).values("pk")
        there = Problem.objects.filter(Q(compound__in=area) | Q(compound__merged_into__in=area))
        seen = Reach.objects.filter(unit=unit).values_list("problem_id", flat=True)
        assert set(seen) == set(there.values_list("pk", flat=True)), unit.code
    assert not Reach.objects.filter(unit__everywhere=True).exists()
    assert [breach for breach in run(m.moment()) if breach.invariant == "problem.reach"] == []


def seen_by(problem: Problem) -> set[str]:
    """The codes of the units that see a problem."""
    return set(Reach.objects.filter(problem=problem).values_list("unit__code", flat=True))


def neighbourhood(district: str = "静安区") -> Neighbourhood:
    return Neighbourhood.objects.filter(subdistrict__district__name=district).order_by("code")[0]


def team(place: Neighbourhood) -> str:
    return Unit.objects.get(kind="team", subdistrict=place.subdistrict_id).code


def settled_in(place: Neighbourhood, code: str = "t1") -> Compound:
    """A known compound whose committee is known."""
    compound = m.compound(code)
    amend(m.by(), [Amendment(compound.pk, {"neighbourhood_id": place.pk})])
    return compound


def provisional(unit: Unit, key: str = "碧岩花苑") -> Compound:
    """A place that a text of the unit named."""
    return Compound.objects.get(pk=provide(m.by(), [Provide(key, key, "", unit.pk)])[unit.pk, key])


def test_a_place_of_which_the_district_alone_is_known_is_seen_by_the_district() -> None:
    assert seen_by(m.complain(m.compound("t1"), "1")) == {"jingan"}


def test_a_place_whose_committee_is_known_is_seen_by_the_team_as_well() -> None:
    place = neighbourhood()
    assert seen_by(m.complain(settled_in(place), "1")) == {"jingan", team(place)}


def test_a_place_in_the_scope_of_a_brigade_is_seen_by_it_and_by_the_district() -> None:
    compound = m.compound("t1")
    set_scopes(m.by(), {compound.pk: [m.unit("airport").pk]})
    assert seen_by(m.complain(compound, "1")) == {"jingan", "airport"}


def test_a_provisional_place_is_seen_by_the_unit_whose_text_named_it() -> None:
    assert seen_by(m.complain(provisional(m.unit("minhang")), "1")) == {"minhang"}


def test_a_provisional_place_that_a_team_named_is_seen_by_its_district_as_well() -> None:
    code = team(neighbourhood())
    assert seen_by(m.complain(provisional(m.unit(code)), "1")) == {code, "jingan"}


def test_a_provisional_place_that_the_bureau_named_without_district_is_seen_by_the_bureau_alone() -> None:
    problem = m.complain(provisional(m.unit()), "1")
    assert seen_by(problem) == set()
    assert visible(Scope(m.DAY, m.unit())).get() == problem


def test_problems_opened_in_one_set_are_each_seen_where_they_lie() -> None:
    here, there = m.compound("t1"), m.compound("t2", "白鹭新城", "闵行区")
    told = [m.report(str(n)) for n in range(3)]
    where = [here, there, provisional(m.unit("putuo"))]
    join(
        m.by(),
        [
            Claim(report.pk, "load-bearing", compound.pk, "", "", "", None, Channel.HOTLINE, m.DAY)
            for report, compound in zip(told, where, strict=True)
        ],
    )
    units = {p.compound_id: seen_by(p) for p in Problem.objects.all()}
    assert [units[compound.pk] for compound in where] == [{"jingan"}, {"minhang"}, {"putuo"}]


def test_when_a_compound_turns_out_to_lie_in_another_district_its_problems_are_seen_there() -> None:
    compound = m.compound("t1")
    problem = m.complain(compound, "1")
    amend(m.by(), [Amendment(compound.pk, {"district_id": District.objects.get(name="普陀区").pk})])
    assert seen_by(problem) == {"putuo"}


def test_when_a_list_moves_a_compound_its_problems_are_seen_in_the_other_district() -> None:
    problem = m.complain(m.compound("t1"), "1")
    other = m.complain(m.compound("t2", "白鹭新城"), "2")
    load(m.by(), [CompoundRow(code="t1", name="梧桐苑", district="闵行区")])
    assert (seen_by(problem), seen_by(other)) == ({"minhang"}, {"jingan"})


def test_when_a_list_adds_the_scope_of_a_brigade_it_sees_the_problems() -> None:
    problem = m.complain(m.compound("t1"), "1")
    load(m.by(), [CompoundRow(code="t1", name="梧桐苑", district="静安区", scope_units=("ftz",))])
    assert seen_by(problem) == {"jingan", "ftz"}


def test_when_a_brigade_loses_a_compound_it_sees_its_problems_no_more() -> None:
    compound = m.compound("t1")
    problem = m.complain(compound, "1")
    set_scopes(m.by(), {compound.pk: [m.unit("airport").pk, m.unit("ftz").pk]})
    set_scopes(m.by(), {compound.pk: [m.unit("ftz").pk]})
    assert seen_by(problem) == {"jingan", "ftz"}


def test_when_a_provisional_place_is_merged_its_problems_are_seen_at_the_target_alone() -> None:
    target, source = m.compound("t1"), provisional(m.unit("minhang"))
    problem = m.complain(source, "1")
    merge(m.by(), source.pk, target.pk, "同一小区")
    assert seen_by(problem) == {"jingan"}


def test_a_problem_that_was_merged_into_its_twin_is_seen_where_the_twin_is() -> None:
    target, source = m.compound("t1"), provisional(m.unit("minhang"))
    twin, problem = m.complain(target, "1"), m.complain(source, "2")
    merge(m.by(), source.pk, target.pk, "同一小区")
    problem.refresh_from_db()
    assert (problem.state, problem.merged_into_id) == (ProblemState.MERGED, twin.pk)
    assert seen_by(problem) == {"jingan"}
    assert set(visible(Scope(m.DAY, m.unit("jingan")))) == {twin, problem}
    assert not visible(Scope(m.DAY, m.unit("minhang"))).exists()


def test_what_was_merged_before_goes_along_when_its_target_is_merged_in_turn() -> None:
    first, second = provisional(m.unit("minhang")), provisional(m.unit("putuo"), "听潮小区")
    left, kept = m.complain(first, "1"), m.complain(second, "2")
    merge(m.by(), first.pk, second.pk, "同一小区")
    target = m.compound("t1")
    merge(m.by(), second.pk, target.pk, "同一小区")
    assert (seen_by(left), seen_by(kept)) == ({"jingan"}, {"jingan"})


def test_when_the_target_of_a_merge_learns_where_it_lies_its_own_problems_are_seen_there_as_well() -> None:
    putuo = District.objects.get(name="普陀区").pk
    bureau = m.unit()
    source = provide(m.by(), [Provide("听潮小区", "听潮小区", "", bureau.pk, putuo)])[bureau.pk, "听潮小区"]
    target = provisional(bureau)
    problem = m.complain(target, "1")
    before = seen_by(problem)
    merge(m.by(), source, target.pk, "同一小区")
    assert (before, seen_by(problem)) == (set(), {"putuo"})


def test_a_team_that_is_new_sees_what_lies_in_its_subdistrict() -> None:
    place = neighbourhood()
    code = team(place)
    Reach.objects.filter(unit__code=code).delete()
    Responsibility.objects.filter(lead__code=code).delete()
    Unit.objects.get(code=code).delete()
    problem = m.complain(settled_in(place), "1")
    before = seen_by(problem)
    set_up_few(m.by())
    assert (before, seen_by(problem)) == ({"jingan"}, {"jingan", code})


@pytest.mark.parametrize("planted", [True, False], ids=["surplus", "missing"])
def test_a_row_that_should_not_be_there_or_is_missing_is_a_breach(planted: bool) -> None:
    problem = m.complain(m.compound("t1"), "1")
    unit = m.unit("putuo" if planted else "jingan")
    rows = Reach.objects.filter(unit=unit, problem=problem)
    if planted:
        Reach.objects.create(unit=unit, problem=problem)
    else:
        rows.delete()
    found = [(b.record, b.detail) for b in run(m.moment()) if b.invariant == "problem.reach"]
    said = "is shown to it but lies elsewhere" if planted else "lies in its area but is not shown to it"
    assert found == [(f"problem:{problem.pk}", f"unit {unit.pk}: the problem {said}")]
    if planted:
        rows.delete()
    else:
        Reach.objects.create(unit=unit, problem=problem)


def test_committees_firms_and_partners_see_the_problems_of_their_compounds() -> None:
    place = neighbourhood()
    compound, other = settled_in(place), m.compound("t2", "白鹭新城", "静安区")
    source = provisional(m.unit("jingan"))
    problem, twin = m.complain(compound, "1"), m.complain(source, "2")
    m.complain(other, "3")
    merge(m.by(), source.pk, compound.pk, "同一小区")
    scope = Scope(date(2022, 7, 6), neighbourhood=place)
    assert set(visible(scope)) == {problem, twin}
    elsewhere = (
        Subdistrict.objects.exclude(pk=place.subdistrict_id).order_by("code")[0].neighbourhoods.first()
    )
    assert not visible(Scope(date(2022, 7, 6), neighbourhood=elsewhere)).exists()
