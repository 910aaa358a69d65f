"""A compound on one page: its problems, who manages it, who leads there, what is due next, how it was before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.survey import freeze, record
from huiyin.records.problems.cards import CompoundCard, Leading, compound_card
from huiyin.records.problems.columns import SURVEY_FINDINGS
from huiyin.records.problems.models import Assignment, Problem, Task, Verification
from huiyin.records.problems.survey_forms import Form
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Compound, Firm, Mandate
from records.problems.list_making import DAY, by, complain, compound, registry, unit

pytestmark = pytest.mark.django_db
TODAY = DAY + timedelta(days=10)


@pytest.fixture
def place() -> Compound:
    registry()
    return compound("a1", households=400)


def card(place: Compound, code: str = "jingan", on: date = TODAY) -> CompoundCard:
    found = compound_card(Scope(TODAY, unit=unit(code)), place.pk, on)
    assert found is not None
    return found


def settled(problem: Problem) -> None:
    verify(by(day=DAY), [Finding(problem.pk, Verification.UNTRUE, DAY, found="未见")])
    settle(by(day=DAY), [problem.pk], "经核实不属实")


def test_a_card_counts_problems_by_kind_and_state_and_reports_by_problem(place: Compound) -> None:
    walls = complain(place, "1", room="101", caller=b"a" * 16)
    complain(place, "2", room="101", caller=b"b" * 16)
    complain(place, "3", room="101", caller=b"b" * 16)
    facade = complain(place, "4", "facade", room="102")
    settled(facade)
    again = complain(place, "5", "facade", room="102", on=DAY + timedelta(days=1))
    complain(compound("a2", "枫林苑"), "6")

    found = card(place)
    assert found.by_violation == (("facade", 1, 1, 0), ("load-bearing", 1, 0, 0))
    assert (found.open, found.settled, found.recurrences, found.problems_total) == (2, 1, 1, 3)
    assert [(one.problem.pk, one.reports, one.callers) for one in found.problems] == [
        (again.pk, 1, 1),
        (walls.pk, 3, 2),
        (facade.pk, 1, 1),
    ]
    assert (found.reports, found.callers, found.per_thousand) == (5, 2, 12.5)


def test_a_report_that_speaks_of_two_problems_counts_once(place: Compound) -> None:
    one = complain(place, "1")
    other = complain(place, "2", "facade")
    other.links.create(report=one.links.get().report, added_at=by().at, added_by="wu")
    assert card(place).reports == 2


def test_homes_that_are_not_known_give_no_figure(place: Compound) -> None:
    Compound.objects.filter(pk=place.pk).update(households=None)
    complain(place, "1")
    assert card(place).per_thousand is None


def test_who_leads_and_what_is_due_next(place: Compound) -> None:
    (officer,) = add_officers(by(), [NewOfficer("王岚", unit("jingan").pk, "A-1")])
    first, second, third = (complain(place, str(n), room=f"10{n}") for n in range(3))
    done = complain(place, "9", room="109")
    settled(done)
    for n, problem in enumerate((first, second, third)):
        Task.objects.filter(problem=problem).update(due_on=DAY + timedelta(days=20 + n))
    Assignment.objects.filter(task__problem__in=(second, third), role="lead").update(officer=officer)
    found = card(place)
    jingan = unit("jingan").short_name
    assert found.leading == (
        Leading(jingan, "", 1, DAY + timedelta(days=20)),
        Leading(jingan, "王岚", 2, DAY + timedelta(days=21)),
    )
    assert found.next_due == DAY + timedelta(days=20)


def test_mandates_stand_by_date_and_the_firm_is_that_of_the_day(place: Compound) -> None:
    firms = [Firm.objects.create(name=name) for name in ("甲物业", "乙物业")]
    ended = Mandate.objects.create(compound=place, firm=firms[0], until=DAY)
    now = Mandate.objects.create(compound=place, firm=firms[1], from_date=DAY + timedelta(days=1))
    assert (card(place).mandates, card(place).mandate) == ((ended, now), now)
    assert card(place, on=DAY).mandate == ended


def test_the_survey_before_stands_on_the_card(place: Compound) -> None:
    form = Form(place.pk, DAY, ("赵", "钱"), 3, {SURVEY_FINDINGS[0].key: 2}, "", "", "")
    record(by(), "survey", [form])
    freeze(by(), unit("jingan").pk, "survey")
    (shown,) = card(place).surveys
    assert (shown.phase, shown.frozen_at, shown.surveyors) == ("survey", by().at, "赵、钱")


def test_a_compound_outside_the_area_is_not_found_and_an_empty_one_is(place: Compound) -> None:
    assert compound_card(Scope(TODAY, unit=unit("minhang")), place.pk, TODAY) is None
    assert compound_card(Scope(TODAY, unit=unit()), place.pk + 1, TODAY) is None
    found = card(place, "sh-bureau")
    assert (found.by_violation, found.problems, found.leading, found.next_due) == ((), (), (), None)
    assert (found.reports, found.per_thousand, found.mandate, found.surveys) == (0, 0.0, None, ())


def test_a_card_takes_nine_statements_whatever_it_has(
    place: Compound, django_assert_num_queries: object
) -> None:
    ours = Scope(TODAY, unit=unit("jingan"))
    complain(place, "first")
    for n in range(4):
        with django_assert_num_queries(9):  # type: ignore[operator]
            compound_card(ours, place.pk, TODAY)
        complain(place, str(n), room=f"10{n}")
