"""Lists of a day before compounds were merged: what became one problem since stands in them as it did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from list_making import DAY, by, complain, compound, moment, registry, unit

from huiyin.records.invariants import run
from huiyin.records.problems import sorting
from huiyin.records.problems.actions.lifecycle import Finding, verify
from huiyin.records.problems.columns import LISTS
from huiyin.records.problems.listing import rows
from huiyin.records.problems.models import Condition, ListKind, Problem, Verification
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.queries import last_finding
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)
AFTER = DAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _registry(db: None) -> None:
    registry()


@pytest.fixture
def stays() -> Problem:
    return complain(compound("T1"), "A1", building="5", on=DAY - timedelta(days=1))


@pytest.fixture
def goes(stays: Problem) -> Problem:
    """Its twin, of which an earlier report speaks and which was found true on the day."""
    problem = complain(compound("T2", "银杏苑"), "B1", building="5", on=DAY - timedelta(days=3))
    verify(by(), [Finding(problem.pk, Verification.TRUE, DAY, Condition.EXISTING, found="有")])
    return problem


def merged(day: date = NEXT) -> None:
    source, target = Compound.objects.get(code="T2"), Compound.objects.get(code="T1")
    merge(by(day=day), source.pk, target.pk, "同一小区")


def lines(kind: ListKind, as_of: date, code: str = "sh-bureau") -> list[dict[str, object]]:
    keys = [column.key for column in LISTS[kind]]
    return [dict(zip(keys, line.cells, strict=True)) for line in rows(kind, unit(code), as_of)]


WHOLE: dict[str, Callable[[date], Any]] = {
    **{kind.value: lambda as_of, kind=kind: lines(kind, as_of) for kind in ListKind},  # type: ignore[misc]
    "of-a-district": lambda as_of: lines(ListKind.PROBLEM, as_of, "jingan"),
    "unsolved": lambda as_of: list(sorting.unsolved(unit(), as_of)),
    "ranking": lambda as_of: sorting.ranking(unit(), as_of),
    "concentrated": lambda as_of: sorting.concentrated(unit(), as_of),
    "by-subdistrict": lambda as_of: list(sorting.kinds_by_subdistrict(unit(), as_of)[1]),
}


@pytest.mark.parametrize("asked", WHOLE.values(), ids=WHOLE)
def test_a_list_of_a_day_before_the_merge_is_what_it_was(
    stays: Problem, goes: Problem, asked: Callable[[date], Any]
) -> None:
    before = asked(DAY)
    merged()
    assert asked(DAY) == before


def test_from_the_day_of_the_merge_the_list_holds_one_problem_with_all_that_became_its_own(
    stays: Problem, goes: Problem
) -> None:
    merged()
    before = lines(ListKind.PROBLEM, DAY)
    assert [line["problem"] for line in before] == [problem_number(stays.pk), problem_number(goes.pk)]
    assert [
        (line["reports"], line["first_on"], line["verification"], line["condition"]) for line in before
    ] == [
        (1, DAY - timedelta(days=1), "", ""),
        (1, DAY - timedelta(days=3), "属实", "存量"),
    ]
    for day in (NEXT, AFTER):
        (line,) = lines(ListKind.PROBLEM, day)
        assert line["problem"] == problem_number(stays.pk)
        assert (line["reports"], line["first_on"]) == (2, DAY - timedelta(days=3))
        assert (line["verification"], line["verified_on"], line["condition"]) == ("属实", DAY, "存量")
        assert len(lines(ListKind.TASK, day)) == len(lines(ListKind.RESPONSIBILITY, day)) == 1


def test_what_is_found_after_the_merge_is_the_problems_own(stays: Problem, goes: Problem) -> None:
    merged()
    finding = Finding(
        stays.pk, Verification.PARTLY, NEXT, Condition.NEW, found="部分", after=last_finding(stays.pk)
    )
    verify(by(day=NEXT), [finding])
    (line,) = lines(ListKind.PROBLEM, AFTER)
    assert (line["verification"], line["verified_on"]) == ("部分属实", NEXT)


def test_a_first_report_that_came_later_or_was_taken_off_dates_a_list_of_its_own_days_alone() -> None:
    where = compound("T1")
    complain(where, "A1", building="5", on=DAY)
    complain(where, "A2", building="5", on=DAY - timedelta(days=3), day=AFTER)
    assert [lines(ListKind.PROBLEM, day)[0]["first_on"] for day in (DAY, AFTER)] == [
        DAY,
        DAY - timedelta(days=3),
    ]


def test_a_problem_is_merged_since_a_moment_and_no_other_is(stays: Problem, goes: Problem) -> None:
    merged()
    assert dict(Problem.objects.values_list("pk", "merged_at")) == {stays.pk: None, goes.pk: moment(NEXT)}
    Problem.objects.filter(pk=goes.pk).update(merged_at=None)
    Problem.objects.filter(pk=stays.pk).update(merged_at=moment(NEXT))
    found = [(one.record, one.detail) for one in run(moment(AFTER)) if one.invariant == "problem.merged"]
    assert found == [
        (f"problem:{goes.pk}", "it was merged, but nothing says when"),
        (f"problem:{stays.pk}", "it says when it was merged, but it was not"),
    ]


def test_what_was_merged_before_that_was_kept_is_given_the_moment_of_the_entry(
    stays: Problem, goes: Problem
) -> None:
    # Given
    merged()
    Problem.objects.update(merged_at=None)
    # When
    import_module("huiyin.records.problems.migrations.0008_merged_since").fill(apps, None)
    # Then
    assert dict(Problem.objects.values_list("pk", "merged_at")) == {stays.pk: None, goes.pk: moment(NEXT)}


def test_what_stays_was_checked_before_the_merge_where_it_had_a_finding_of_its_own(
    stays: Problem, goes: Problem
) -> None:
    verify(
        by(), [Finding(stays.pk, Verification.PARTLY, DAY - timedelta(days=1), Condition.NEW, found="部分")]
    )
    merged(AFTER)
    stays.refresh_from_db()
    assert (stays.verification, stays.verified_on, stays.brought_at) == ("true", DAY, None)
    (line,) = [
        one for one in lines(ListKind.RESPONSIBILITY, NEXT) if problem_number(stays.pk) in one.values()
    ]
    # Not 待核实, as of a finding that the merge brought.
    assert "整治中" in line.values()
