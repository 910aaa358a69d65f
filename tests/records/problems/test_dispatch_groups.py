"""Chosen tasks by neighbourhood, each group with the officer who does most there."""

from __future__ import annotations

import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.dispatch import groups, tasks_led
from huiyin.records.problems.models import Assignment, Task
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Neighbourhood, Officer, Unit
from records.problems.list_making import DAY, by, complain, compound, registry, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officers() -> dict[str, Officer]:
    """Three officers of 静安 and one of 闵行."""
    registry()
    jingan, minhang = unit("jingan").pk, unit("minhang").pk
    told = [("甲", jingan), ("乙", jingan), ("丙", jingan), ("丁", minhang)]
    add_officers(by(), [NewOfficer(name, of, f"A-{name}") for name, of in told])
    return {officer.name: officer for officer in Officer.objects.all()}


@pytest.fixture
def committees(officers: dict[str, Officer]) -> list[Neighbourhood]:
    subdistrict = Unit.objects.filter(kind="team", parent__code="jingan")[0].subdistrict
    assert subdistrict is not None
    return [
        Neighbourhood.objects.create(
            code=f"{subdistrict.code}99{n}", name=f"{n}居委", subdistrict=subdistrict
        )
        for n in (1, 2)
    ]


def task(code: str, officer: Officer | None = None, neighbourhood: Neighbourhood | None = None) -> int:
    """A task about a compound of its own, which an officer leads."""
    place = compound(code, f"{code}苑")
    if neighbourhood is not None:
        place.neighbourhood, place.subdistrict = neighbourhood, neighbourhood.subdistrict
        place.save()
    problem = complain(place, f"N-{code}")
    pk: int = Task.objects.get(problem=problem).pk
    Assignment.objects.filter(task=pk, role="lead").update(officer=officer, unit=unit("jingan"))
    return pk


def scope(code: str = "jingan") -> Scope:
    return Scope(DAY, unit=unit(code))


def test_each_group_suggests_who_leads_most_open_tasks_of_its_neighbourhood(
    officers: dict[str, Officer], committees: list[Neighbourhood]
) -> None:
    one, two = committees
    task("b1", officers["甲"], one)
    task("b2", officers["乙"], one)
    task("b3", officers["乙"], one)
    task("b4", officers["甲"], two)
    done = [task(f"c{n}", officers["丙"], two) for n in range(3)]
    Task.objects.filter(pk__in=done).update(state="done", done_on=DAY)
    chosen = [task("n1", None, one), task("n2", None, two), task("n3", None, one), task("n4")]

    found = groups([*chosen, done[0]], scope())
    assert [(g.neighbourhood, g.neighbourhood_id, g.task_ids, g.officer) for g in found] == [
        ("1居委", one.pk, (chosen[0], chosen[2]), officers["乙"]),
        ("2居委", two.pk, (chosen[1],), officers["甲"]),
        ("待定", None, (chosen[3],), None),
    ]
    assert {(g.unit_id, g.unit) for g in found} == {(unit("jingan").pk, unit("jingan").short_name)}


def test_of_two_who_lead_as_many_the_first_is_suggested_and_nobody_of_another_unit(
    officers: dict[str, Officer], committees: list[Neighbourhood]
) -> None:
    task("b1", officers["乙"], committees[0])
    task("b2", officers["甲"], committees[0])
    theirs = [task(f"b{n}", None, committees[0]) for n in (3, 4, 5)]
    Assignment.objects.filter(task__in=theirs, role="lead").update(
        unit=unit("minhang"), officer=officers["丁"]
    )
    (found,) = groups([task("n1", None, committees[0])], scope())
    assert found.officer == officers["甲"]


def test_tasks_that_another_unit_leads_are_left_out(officers: dict[str, Officer]) -> None:
    ours, theirs = task("n1"), task("n2")
    Assignment.objects.filter(task=theirs, role="lead").update(unit=unit("minhang"))
    assert [g.task_ids for g in groups([ours, theirs], scope())] == [(ours,)]
    assert [g.task_ids for g in groups([ours, theirs], scope("minhang"))] == [(theirs,)]
    assert {g.task_ids for g in groups([ours, theirs], scope("sh-bureau"))} == {(ours,), (theirs,)}
    assert set(tasks_led(scope()).values_list("pk", flat=True)) == {ours}
    assert groups([], scope()) == []


def test_any_number_of_tasks_takes_three_statements(
    officers: dict[str, Officer], committees: list[Neighbourhood], django_assert_num_queries: object
) -> None:
    task("b1", officers["甲"], committees[0])
    chosen = [task(f"n{n}", None, committees[n % 2]) for n in range(6)]
    ours = scope()
    for some in (chosen[:2], chosen):
        with django_assert_num_queries(3):  # type: ignore[operator]
            groups(some, ours)
