"""What was withdrawn counts among no orders and callers, wherever these are counted; what was frozen or earlier stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import compound_list, concentrated, desk, sorting
from huiyin.records.problems.cards import compound_card
from huiyin.records.problems.filters import Filters
from huiyin.records.problems.listing import problem_lines
from huiyin.records.registry.models import Compound
from huiyin.records.reports.actions.fate import withdraw
from huiyin.records.reports.models import Report
from records.problems.list_making import DAY, by, complain, compound, registry, unit

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=5)


@pytest.fixture
def place() -> Compound:
    """A compound with one problem: five orders by one caller, each on a day of its own."""
    registry()
    where = compound("a1", households=400)
    for n in range(5):
        complain(where, f"A{n}", "litter", caller=b"a" * 16, on=DAY - timedelta(days=5 - n))
    return where


def taken_back(*numbers: str) -> None:
    ids = Report.objects.filter(number__in=numbers).values_list("pk", flat=True)
    withdraw(by(day=LATER), list(ids), "来电撤回")


def scope() -> Scope:
    return Scope(LATER, unit=unit("jingan"))


def line(on: date = LATER) -> tuple[object, ...]:
    """来源编号, 首次反映日期, 关联诉件数 and 反映人数 of the one problem."""
    (found,) = problem_lines(unit("jingan"), on)
    return found.cells[11:15]


ALL = ("A0", "A1", "A2", "A3", "A4")


def test_orders_that_were_all_withdrawn_are_no_concentrated_complaint_in_any_list(place: Compound) -> None:
    # Given
    assert len(sorting.concentrated(unit(), LATER)) == 1
    # When
    taken_back(*ALL)
    # Then
    assert sorting.concentrated(unit(), LATER) == []
    sql, values = concentrated.pairs()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.fetchall() == []
    assert compound_list.compounds(scope(), concentrated=True).rows == ()
    assert desk.page(scope(), Filters(concentrated=True)).rows == ()


def test_four_orders_are_fewer_than_five_when_the_fifth_is_withdrawn(place: Compound) -> None:
    ((_, peak),) = sorting.concentrated(unit(), LATER)
    assert (peak.orders, peak.all_orders) == (5, 5)
    taken_back("A2")
    assert sorting.concentrated(unit(), LATER) == []


def test_a_withdrawn_caller_is_none_of_three(place: Compound) -> None:
    for n, caller in enumerate((b"b" * 16, b"c" * 16, b"d" * 16)):
        complain(place, f"B{n}", "greenery", caller=caller)
    assert [peak.violation for _, peak in sorting.concentrated(unit(), LATER)] == ["litter", "greenery"]
    taken_back("B1")
    assert [peak.violation for _, peak in sorting.concentrated(unit(), LATER)] == ["litter"]


def test_lists_desk_card_and_ranking_count_what_stands(place: Compound) -> None:
    # Given another caller beside the one who takes three orders back
    complain(place, "B0", "litter", caller=b"b" * 16)
    # When
    taken_back("A0", "A1", "A2")
    # Then
    assert line()[2:] == (3, 2)
    (row,) = desk.page(scope(), Filters()).rows
    assert (row.reports, row.callers) == (3, 2)
    card = compound_card(scope(), place.pk, LATER)
    assert card is not None
    assert (card.reports, card.callers, card.per_thousand) == (3, 2, 7.5)
    assert [(one.reports, one.callers) for one in card.problems] == [(3, 2)]
    (standing,) = sorting.ranking(unit(), LATER)
    assert (standing.reports, standing.repeats, standing.callers) == (3, 2, 2)


def test_a_problem_of_which_all_was_withdrawn_counts_none_and_keeps_its_first_day_and_order(
    place: Compound,
) -> None:
    taken_back(*ALL)
    assert line() == ("A0", DAY - timedelta(days=5), 0, 0)
    (row,) = desk.page(scope(), Filters()).rows
    assert (row.reports, row.callers) == (0, 0)
    (standing,) = sorting.ranking(unit(), LATER)
    assert (standing.problems, standing.reports, standing.repeats, standing.callers) == (1, 0, 0, 0)


def test_a_list_of_a_day_before_the_withdrawal_counts_as_it_did(place: Compound) -> None:
    taken_back(*ALL)
    before = LATER - timedelta(days=1)
    assert line(before)[2:] == (5, 1)
    assert len(sorting.concentrated(unit(), before)) == 1


def test_an_order_that_names_several_wrongs_is_one_repeat_at_most(place: Compound) -> None:
    # Given two orders that tell of three wrongs each, beside the five
    for number in ("M0", "M1"):
        problems = [complain(place, f"{number}-{code}", code) for code in ("greenery", "facade")]
    report = Report.objects.get(number="M0-greenery")
    again = Report.objects.get(number="M1-greenery")
    for one, code in ((report, "facade"), (again, "facade")):
        other = Report.objects.get(number=f"{one.number[:2]}-{code}")
        other.links.update(report=one)
        other.delete()
    assert len(problems) == 2
    # Then of seven orders five say again what one said before, the second of these two once
    (standing,) = sorting.ranking(unit(), LATER)
    assert (standing.problems, standing.reports, standing.repeats) == (3, 7, 5)


def test_an_order_is_no_repeat_of_one_that_was_withdrawn(place: Compound) -> None:
    taken_back("A0", "A1", "A2", "A3")
    (standing,) = sorting.ranking(unit(), LATER)
    assert (standing.reports, standing.repeats) == (1, 0)
