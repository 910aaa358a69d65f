"""The inventory of existing construction balances for any days; a note or a fine takes nothing out."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huiyin.records.accounts.scope import Scope
from huiyin.records.cases.inventory import balance, balanced, standing_on
from huiyin.records.registry.models import Unit
from records.cases.case_rows import SERVED, VISIT, do, found_true, opened
from records.reports.report_rows import Desk

DAYS = st.dates(date(2022, 7, 1), date(2022, 11, 30))
EXISTING = {"procedure": "existing-construction"}


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[date, date | None]]:
    came = draw(st.lists(DAYS, max_size=20))
    return [(day, draw(st.none() | st.dates(day, date(2022, 12, 31)))) for day in came]


@given(moves(), DAYS, st.integers(0, 60), st.integers(0, 60))
def test_what_closes_some_days_opens_the_next(
    held: list[tuple[date, date | None]], first: date, length: int, further: int
) -> None:
    middle = first + timedelta(days=length)
    last = middle + timedelta(days=1 + further)
    before, after = balanced(held, first, middle), balanced(held, middle + timedelta(days=1), last)
    whole = balanced(held, first, last)
    assert before.closing == after.opening
    assert (whole.opening, whole.came, whole.went) == (
        before.opening,
        before.came + after.came,
        before.went + after.went,
    )
    assert whole.closing == sum(day <= last and (gone is None or gone > last) for day, gone in held)


def test_what_stands_leaves_by_removal_and_not_by_being_under_control(desk: Desk) -> None:
    case = opened(found_true(desk), "existing-construction")
    scope = Scope(date(2022, 12, 1), Unit.objects.get(code="jingan"))
    do(case, "inspect", "2022-09-15 11:00", **EXISTING, **VISIT)
    do(case, "review", "2022-09-16 10:00", who=["account:reviewer"], **EXISTING)
    do(
        case, "order", "2022-09-19 10:00", who=["account:head"], deadline=date(2022, 10, 10),
        besides={"expert-finding": "规划资源局认定函 8 号"}, **EXISTING,
    )  # fmt: skip
    do(case, "serve-paper", "2022-09-19 11:00", procedure="", **SERVED)
    do(case, "announce", "2022-09-20 10:00", **EXISTING)
    do(case, "control", "2022-10-11 10:00", **EXISTING)
    assert [one.pk for one in standing_on(scope, date(2022, 10, 31))] == [case.pk]

    do(case, "remove-oneself", "2022-11-01 10:00", besides={"outcome": "removed"}, **EXISTING)
    assert standing_on(scope, date(2022, 11, 1)) == []
    assert [one.pk for one in standing_on(scope, date(2022, 10, 31))] == [case.pk]
    sums = balance(scope, date(2022, 9, 1), date(2022, 11, 30))
    assert (sums.opening, sums.came, sums.went, sums.closing) == (0, 1, 1, 0)
    elsewhere = Scope(date(2022, 12, 1), Unit.objects.get(code="minhang"))
    assert balance(elsewhere, date(2022, 9, 1), date(2022, 11, 30)).came == 0
