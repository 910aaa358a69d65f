"""Every invariant of cases finds what was done behind the actions' back, and nothing where all is lawful."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from huiyin.records.cases.models import Case, Event, Part, Track
from huiyin.records.invariants import run
from huiyin.records.problems.models import Condition, Problem
from huiyin.records.registry.models import Unit
from records.cases.case_rows import VISIT, at, do, found_true, opened
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, found
from records.reports.report_rows import by as on_the_morning

NOW = at("2022-09-16 09:00")
UNDER_WAY = {"procedure": "construction-under-way"}


@pytest.fixture
def case(db: None) -> Case:
    """A case about what is being built, inspected and ordered to stop."""
    found(on_the_morning(-24 * 60))
    desk = Desk(Unit.objects.get(code="jingan").pk)
    problem = found_true(desk, rows.SUNROOM_UNDER_WAY, Condition.IN_PROGRESS)
    case = opened(problem, "construction-under-way", in_progress=True)
    do(case, "arrive", "2022-09-15 11:00", **UNDER_WAY)
    do(case, "stop", "2022-09-15 11:10", **UNDER_WAY, **VISIT)
    do(case, "order", "2022-09-15 11:20", **UNDER_WAY, who=["account:head"], deadline=date(2022, 9, 16))
    return case


def _gap(case: Case) -> None:
    Event.objects.filter(case=case, position=4).update(position=9)


def _nowhere(case: Case) -> None:
    Track.objects.filter(case=case).update(state="nowhere")


def _one_officer(case: Case) -> None:
    Part.objects.filter(event__case=case, event__position=3, rank=1).delete()


def _closed_alone(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=NOW)


def _left_behind(case: Case) -> None:
    problem = Problem.objects.get(pk=case.problem_id)
    problem.pk, problem.place_key = None, "//"
    problem.save()
    Problem.objects.filter(pk=case.problem_id).update(state="merged", merged_into=problem, merged_at=NOW)


def _closed_undecided(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(closed_at=NOW)
    Track.objects.filter(case=case).update(state="closed", ended_at=NOW)


@pytest.mark.parametrize(
    ("spoil", "invariant"),
    [
        (_gap, "case.events"),
        (_nowhere, "case.track"),
        (_one_officer, "case.lawful"),
        (_closed_alone, "case.closed"),
        (_left_behind, "case.problem"),
        (_closed_undecided, "case.under-way"),
    ],
)
def test_what_was_spoilt_is_found_and_nothing_else(
    case: Case, spoil: Callable[[Case], None], invariant: str
) -> None:
    assert [one.invariant for one in run(NOW) if one.invariant.startswith("case.")] == []
    spoil(case)
    found_now = [(one.invariant, one.record) for one in run(NOW) if one.invariant.startswith("case.")]
    assert found_now == [(invariant, f"case:{case.pk}")]


def test_what_turned_out_otherwise_did_not_end_as_something_that_was_being_built(case: Case) -> None:
    Track.objects.filter(case=case).update(ended_at=NOW)
    Case.objects.filter(pk=case.pk).update(closed_at=NOW)
    assert [one for one in run(NOW) if one.invariant == "case.under-way"] == []
