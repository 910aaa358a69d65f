"""诉件梳理: ranking, concentrated complaints, kinds by subdistrict, what is unsolved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from list_making import DAY, by, complain, compound, registry, unit

from huiyin.knowledge.law import book
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Task, Verification
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.sorting import (
    Concentrated,
    Told,
    concentrated,
    fullest,
    kinds_by_subdistrict,
    ranking,
    unsolved,
)

WINDOW = book.load().windows["concentrated"]


@pytest.fixture
def _registry(db: None) -> None:
    registry()


@pytest.mark.usefixtures("_registry")
def test_compounds_rank_by_problems_per_1000_homes_and_unknown_homes_come_last() -> None:
    large = compound("T1", "大院", households=2000)
    small = compound("T2", "小院", "普陀区", households=100, subdistrict="长寿路街道")
    unknown = compound("T3", "柳岸苑")
    for n in range(4):
        complain(large, f"L{n}", "litter", building=str(n + 1))
    solved = complain(small, "S1", "litter", caller=b"a" * 16)
    complain(small, "S2", "litter", caller=b"a" * 16)
    complain(small, "S3", "litter")
    for n in range(9):
        complain(unknown, f"U{n}", "litter", building=str(n + 1))
    verify(by(), [Finding(solved.pk, Verification.TRUE, DAY)])
    settle(by(), [solved.pk], "已清理")

    first, second, third = ranking(unit(), DAY)
    assert (first.name, first.district, first.subdistrict, first.rate) == (
        "小院",
        "普陀区",
        "长寿路街道",
        10.0,
    )
    assert (first.problems, first.unsolved, first.reports, first.repeats, first.callers) == (1, 0, 3, 2, 1)
    assert (second.name, second.subdistrict, second.rate, second.repeats) == ("大院", "待定", 2.0, 0)
    assert (third.name, third.rate, third.problems, third.unsolved) == ("柳岸苑", None, 9, 9)
    assert [s.name for s in ranking(unit("putuo"), DAY)] == ["小院"]


@pytest.mark.usefixtures("_registry")
def test_a_compound_complained_of_by_three_callers_within_the_window_is_concentrated() -> None:
    where = compound("T1")
    for n, caller in enumerate((b"a" * 16, b"b" * 16, b"d" * 16)):
        complain(where, f"A{n}", "litter", building=str(n + 1), caller=caller, on=DAY - timedelta(days=n))
    for n in range(4):
        complain(where, f"B{n}", "greenery", caller=b"c" * 16)
    # Nobody knows whether these were three persons.
    for n in range(3):
        complain(where, f"C{n}", "facade")
    ((place, peak),) = concentrated(unit(), DAY)
    assert place.name == "梧桐苑"
    assert peak == Concentrated(where.pk, "litter", DAY - timedelta(days=2), DAY, 3, 3, 3)


def told(*days: int, caller: bytes | None = b"a" * 16) -> list[Told]:
    return [Told(date(2022, 6, 1) + timedelta(days=day), n, caller) for n, day in enumerate(days)]


def test_the_window_holds_thirty_days_and_not_one_more() -> None:
    assert fullest(1, "litter", told(0, 1, 2, 3, 29), WINDOW) == Concentrated(
        1, "litter", date(2022, 6, 1), date(2022, 6, 30), 5, 1, 5
    )
    assert fullest(1, "litter", told(0, 1, 2, 3, 30), WINDOW) is None
    assert fullest(1, "litter", told(0, 1, caller=None), WINDOW) is None


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from([None, b"a", b"b", b"c"])), max_size=25).map(
        lambda rows: [
            Told(date(2022, 6, 1) + timedelta(days=day), n, caller)
            for n, (day, caller) in enumerate(sorted(rows, key=lambda row: row[0]))
        ]
    )
)
def test_the_fullest_window_is_the_best_of_all_windows(reports: list[Told]) -> None:
    def counted(last: Told) -> tuple[int, int]:
        within = [r for r in reports if last.on - timedelta(days=WINDOW.days) < r.on <= last.on]
        within = [r for r in within if r.report_id <= last.report_id]
        marks = {r.caller for r in within if r.caller is not None}
        return len(within), len(marks) or 1

    enough = [c for c in map(counted, reports) if c[0] >= 5 or c[1] >= 3]
    found = fullest(1, "litter", reports, WINDOW)
    assert (found and (found.orders, found.callers)) == (max(enough) if enough else None)


@pytest.mark.usefixtures("_registry")
def test_kinds_are_counted_by_subdistrict_and_an_unknown_one_stands_last_of_its_district() -> None:
    known = compound("T1", subdistrict="江宁路街道")
    unknown = compound("T2", "柳岸苑")
    complain(known, "A1", "litter")
    complain(known, "A2", "load-bearing")
    complain(unknown, "A3", "litter")
    complain(unknown, "A4", "litter", building="2")
    kinds, table = kinds_by_subdistrict(unit(), DAY)
    assert kinds == ["load-bearing", "litter"]
    assert list(table) == [("静安区", "江宁路街道", [1, 1]), ("静安区", "待定", [0, 2])]


@pytest.mark.usefixtures("_registry")
def test_what_is_unsolved_names_its_lead_deadline_and_stage() -> None:
    where = compound("T1")
    still = complain(where, "A1", "litter")
    solved = complain(where, "A2", "greenery")
    verify(by(), [Finding(solved.pk, Verification.TRUE, DAY)])
    settle(by(), [solved.pk], "已补种")
    due = Task.objects.get(problem=still).due_on
    day = due + timedelta(days=2)
    (row,) = unsolved(unit(), day)
    assert (row[0], row[6], row[10]) == (problem_number(still.pk), "乱扔垃圾", 1)
    assert row[13:] == (unit("jingan").name, due, "待核实", 2)


@pytest.mark.usefixtures("_registry")
@pytest.mark.parametrize("count", [1, 8])
def test_statements_of_the_sorting_do_not_grow(count: int, django_assert_num_queries) -> None:
    where = compound("T1")
    for n in range(count):
        complain(where, f"A{n}", "litter", building=str(n + 1), caller=bytes([n]) * 16)
    bureau = unit()
    with django_assert_num_queries(3):
        ranking(bureau, DAY)
    with django_assert_num_queries(2):
        concentrated(bureau, DAY)
    with django_assert_num_queries(1):
        list(kinds_by_subdistrict(bureau, DAY)[1])
    with django_assert_num_queries(7):
        list(unsolved(bureau, DAY))
