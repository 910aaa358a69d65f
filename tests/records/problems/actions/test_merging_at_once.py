"""Merging a compound while others write about it, each with a connection of its own; only PostgreSQL lets them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import Problem
from huiyin.records.registry.actions.merging import MergeCounts, merge
from huiyin.records.registry.models import Compound
from huiyin.records.registry.queries import held
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, compound, order, prepared, report

Beside = Callable[[Callable[[], object]], Future[object]]
pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def beside(desk: Desk) -> Iterator[Beside]:
    """Starts an act in a thread with a connection of its own, and goes on once it waits for a lock that we hold."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:

        def start(act: Callable[[], object]) -> Future[object]:
            running = threads.submit(run, act)
            until_it_waits(running)
            return running

        yield start


def until_it_waits(running: Future[object]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not running.done():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.005)
    pytest.fail(f"it does not wait for us: {running}")


def merging() -> MergeCounts:
    return merge(by(10), compound("t1").pk, compound("t3").pk, "同一小区")


def came(merged: Future[object]) -> dict[str, int]:
    """What a merge moved; it has come through."""
    counts = merged.result(timeout=20)
    assert isinstance(counts, MergeCounts)
    return counts.moved


def test_a_merge_waits_for_reports_before_it_holds_their_problems(desk: Desk, beside: Beside) -> None:
    # Given an import that has locked a report, and a merge of its compound
    desk.take(order("1001", rows.SUNROOM))
    with transaction.atomic():
        Report.objects.select_for_update().get(number="1001")
        merged = beside(merging)
        # When the import goes on to the problem, then it need not wait
        assert Problem.objects.select_for_update(nowait=True).get().compound == compound("t1")
    assert (came(merged)["problem"], report("1001").compound) == (1, compound("t3"))


def test_a_merge_that_gives_way_to_an_import_is_done_again(desk: Desk, beside: Beside) -> None:
    # Given an import that holds a problem for which a merge waits, which holds the compounds
    desk.take(order("1001", rows.SUNROOM))
    source = compound("t1")
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The merge is to find out first that they wait for one another.
            cursor.execute("SET LOCAL deadlock_timeout = '15s'")
        Problem.objects.select_for_update().get()
        merged = beside(merging)
        # When the import asks for the compound, then it gets it
        assert held([source.pk])[source.pk].merged_into_id is None
    # And the merge comes through afterwards, entered once
    assert (came(merged)["problem"], came(merged)["report"]) == (1, 1)
    assert Problem.objects.get().compound == compound("t3")
    assert Entry.objects.filter(action="compound.merge", record_id=source.pk).count() == 1


def test_a_problem_that_is_being_opened_goes_along(desk: Desk, beside: Beside) -> None:
    with transaction.atomic():
        desk.take(order("1001", rows.SUNROOM))
        merged = beside(merging)
    assert came(merged)["problem"] == 1
    assert Problem.objects.get().compound == report("1001").compound == compound("t3")


@pytest.mark.parametrize("text", [rows.SUNROOM, rows.UNSURE], ids=["joined", "waiting"])
def test_a_report_that_comes_while_its_place_is_merged_is_at_the_other(
    desk: Desk, beside: Beside, text: str
) -> None:
    read_before = prepared(order("1001", text))
    with transaction.atomic():
        merging()
        received = beside(lambda: desk.receive(read_before, minutes=11))
    received.result(timeout=20)
    assert report("1001").compound == compound("t3")
    assert list(Problem.objects.values_list("compound__code", flat=True)) == ["t3"] * (text == rows.SUNROOM)


def test_a_load_and_a_merge_take_compounds_in_one_order(desk: Desk, beside: Beside) -> None:
    # Given one compound merged into another, and somebody who holds the first
    merge(by(5), compound("t2").pk, compound("t3").pk, "同一小区")
    with transaction.atomic():
        Compound.objects.select_for_update().get(code="t2")
        merged = beside(lambda: merge(by(10), compound("t3").pk, compound("t1").pk, "同一小区"))
        # When that one asks for the next, then it need not wait
        assert Compound.objects.select_for_update(nowait=True).get(code="t3").status == "known"
    assert came(merged)["compound"] == 1
