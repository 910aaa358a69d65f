"""Limits of cases: the nearest stands on the case, what is over is listed until somebody acts, a new calendar moves it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.knowledge.law.calendar import Calendar, use
from huiyin.records.accounts.scope import Scope
from huiyin.records.cases.actions.alarming import alarm
from huiyin.records.cases.actions.keeping import Party
from huiyin.records.cases.actions.redating import redate
from huiyin.records.cases.models import Case, Event
from huiyin.records.cases.queries import limits_of, may_move, open_cases
from huiyin.records.cases.standing import files_of
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.models import Problem
from huiyin.records.registry.models import Unit
from records.cases.case_rows import VISIT, at, by, do, found_true, officers, opened
from records.reports import report_rows as rows
from records.reports.new_year import arranged
from records.reports.report_rows import Desk, found, history


def ordered(desk: Desk) -> Case:
    """A case whose order runs until 20 September 2022."""
    case = opened(found_true(desk, rows.EBIKES))
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    do(case, "order", "2022-09-15 11:10", deadline=date(2022, 9, 20))
    case.refresh_from_db()
    return case


def kept(problem: Problem) -> Case:
    """A case of which evidence was kept in the last days of 2039, to be dealt with within seven working days."""
    case = opened(problem)
    do(case, "inspect", "2039-12-27 11:00", **VISIT)
    do(case, "preserve", "2039-12-28 09:00", procedure="", approved_at=at("2039-12-28 08:30"))
    case.refresh_from_db()
    return case


def test_the_nearest_limit_of_ours_stands_on_the_case(desk: Desk) -> None:
    assert ordered(desk).due_on == date(2022, 9, 20)


def test_a_limit_that_is_over_is_listed_once_until_somebody_acts(desk: Desk) -> None:
    case = ordered(desk)
    assert alarm(by("2022-09-20 23:00", "huiyin")) == []
    assert alarm(by("2022-09-21 00:10", "huiyin")) == [case.pk]
    assert alarm(by("2022-09-21 00:11", "huiyin")) == []
    [item] = ExceptionItem.objects.filter(record="case", cleared_at=None)
    assert (item.record_id, item.wanted) == (case.pk, "case.step")

    do(case, "serve-paper", "2022-09-21 09:00", procedure="", mode="direct", consent=False)
    item.refresh_from_db()
    assert item.cleared_at is not None
    assert alarm(by("2022-09-22 00:10", "huiyin")) == [case.pk]


def test_the_limits_of_whoever_takes_part_are_theirs_and_nobody_elses(desk: Desk) -> None:
    case = ordered(desk)
    scope = Scope(date(2022, 9, 15), Unit.objects.get(code="jingan"))
    mine = list(limits_of(scope, officers()[0]))
    assert [(one.pk, limit.kind, limit.last) for one, limit in mine] == [
        (case.pk, "order", date(2022, 9, 20))
    ]
    assert list(limits_of(scope, "account:nobody")) == []
    assert list(limits_of(Scope(date(2022, 9, 15), Unit.objects.get(code="minhang")), officers()[0])) == []


def test_dates_are_counted_anew_and_say_what_they_were(desk: Desk) -> None:
    case = ordered(desk)
    Case.objects.filter(pk=case.pk).update(due_on=date(2022, 9, 19))
    assert list(open_cases()) == [[case.pk]]
    assert redate(by("2022-09-16 09:00", "huiyin"), [case.pk]) == [case.pk]
    assert redate(by("2022-09-16 09:01", "huiyin"), [case.pk]) == []
    assert history("case", case.pk)[-1] == ("case.redate", {"due": "2022-09-20", "was": "2022-09-19"})


def test_a_date_that_leans_on_days_off_that_are_not_published_may_move(
    desk: Desk, as_published: None
) -> None:
    use(Calendar(arrangements=[arranged(year=2039)]))
    problem = ordered(desk).problem
    case, by_paper = kept(problem), opened(problem)
    assert case.due_on == date(2040, 1, 6)
    # A term that a paper set is nobody's count, on whatever day it ends.
    do(by_paper, "inspect", "2039-12-27 11:00", **VISIT)
    do(by_paper, "order", "2039-12-29 09:00", deadline=case.due_on)
    by_paper.refresh_from_db()
    assert by_paper.due_on == case.due_on
    assert may_move(list(Case.objects.all())) == {case.pk}


@pytest.mark.parametrize("many", [1, 3])
def test_any_number_of_cases_takes_the_same_statements_and_each_has_its_own_limits(
    desk: Desk, many: int
) -> None:
    case = ordered(desk)
    others = [opened(case.problem) for _ in range(many - 1)]
    Case.objects.update(due_on=date(2022, 9, 19))
    [part] = open_cases()

    with CaptureQueriesContext(connection) as told:
        assert redate(by("2022-09-16 09:00", "huiyin"), part) == part

    # The cases, their events and who took part in them, their people, procedures, and who was fined before; the change, the
    # chains, the entries.
    assert len(told) == 9
    dates = dict(Case.objects.values_list("pk", "due_on"))
    assert dates == {case.pk: date(2022, 9, 20)} | dict.fromkeys((one.pk for one in others), None)


def test_a_case_file_says_who_was_fined_for_the_same_in_another_case(db: None) -> None:
    found(rows.by(-24 * 60))
    case = ordered(Desk(Unit.objects.get(code="jingan").pk))
    same, other = opened(case.problem), opened(case.problem, party=Party("何川"))
    Event.objects.filter(case=case, position=2).update(
        event="decided", said='{"kind":"penalty","amount":500}'
    )
    files = files_of(list(Case.objects.order_by("pk")))
    assert {pk: file.fined_before for pk, file in files.items()} == {
        case.pk: False,
        same.pk: True,
        other.pk: False,
    }
