"""The figures of the campaign's first page, counted from what was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.survey import record
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.problems.overview import overview
from huiyin.records.problems.survey_forms import Form
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import BatchState, Channel, ImportBatch
from records.reports import report_rows as rows
from records.reports.report_rows import AT, TODAY, Desk, by, compound, order, report, standing_desk, unit


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    yield from standing_desk()


def city() -> Scope:
    return Scope(TODAY, unit("sh-bureau"))


def tick_off(violation: str, outcome: Verification) -> None:
    problem = Problem.objects.get(violation=violation)
    verify(by(10), [Finding(problem.pk, outcome, TODAY, Condition.EXISTING, found="已核实")])
    settle(by(20), [problem.pk], "已向反映人说明")


def test_of_the_settled_those_found_untrue_are_counted_apart(desk: Desk) -> None:
    for number, text in enumerate((rows.SUNROOM, rows.EBIKES, rows.OTHER_ROOM), start=1001):
        desk.take(order(str(number), text))
    # Found untrue and still open: it counts as open.
    other = Problem.objects.get(room="1101")
    verify(by(5), [Finding(other.pk, Verification.UNTRUE, TODAY, Condition.EXISTING, found="未见")])
    first = Problem.objects.get(room="1201")
    verify(by(6), [Finding(first.pk, Verification.TRUE, TODAY, Condition.EXISTING)])
    settle(by(7), [first.pk], "已恢复原状")
    tick_off("ebike-common-parts", Verification.UNTRUE)

    found = overview(city(), AT)
    assert (found.problems_open, found.problems_settled, found.problems_unfounded) == (1, 2, 1)


def test_an_owed_reply_is_late_the_day_after_its_date_and_an_answered_one_never(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.EBIKES))
    tick_off("illegal-construction", Verification.TRUE)
    tick_off("ebike-common-parts", Verification.TRUE)
    send(by(30), [Answer(report("1001").pk, "已拆除，感谢您的反映。")])

    # Five working days after Thursday 15 September: the 22nd.
    figures = [
        (found.replies_owed, found.replies_late, found.replies_answered)
        for found in (
            overview(city(), AT),
            overview(city(), AT + timedelta(days=7)),
            overview(city(), AT + timedelta(days=8)),
        )
    ]
    assert figures == [(1, 0, 1), (1, 0, 1), (1, 1, 1)]


def test_the_survey_covers_known_compounds_with_a_form_of_its_phase(desk: Desk) -> None:
    desk.take(order("1001", rows.NOT_KNOWN))
    two = ("王一", "李二")
    record(by(), "survey", [Form(compound("t1").pk, TODAY, two)])
    record(by(), "enforcement", [Form(compound(code).pk, TODAY, two) for code in ("t1", "t2")])

    found = overview(city(), AT)
    assert (found.provisional_places, found.compounds_known, found.compounds_surveyed) == (1, 3, 1)


def an_import(number: int) -> None:
    at = AT + timedelta(hours=number)
    ImportBatch.objects.create(
        name=f"{number}.csv",
        sha256=bytes(32),
        size=1,
        mapping="generic",
        mapping_version=1,
        importer="1",
        channel=Channel.HOTLINE,
        unit=unit(),
        actor="lin",
        started_at=at,
        seen_at=at,
        finished_at=at,
        state=BatchState.DONE,
    )


def test_the_latest_eight_imports_are_shown_of_all(db: None) -> None:
    rows.found(by())
    assert (overview(city(), AT).batches, overview(city(), AT).batches_total) == ([], 0)
    for number in range(9):
        an_import(number)
    found = overview(city(), AT)
    assert [batch.name for batch in found.batches] == [f"{number}.csv" for number in range(8, 0, -1)]
    assert found.batches_total == 9


def test_the_figures_take_seven_statements_whatever_there_is(desk: Desk) -> None:
    counts = []
    for taken in (0, 1, 5):
        if taken:
            desk.take(*(order(f"{taken}{number}", rows.SUNROOM) for number in range(taken)))
        area = city()
        with CaptureQueriesContext(connection) as told:
            overview(area, AT)
        counts.append(len(told))
    assert counts == [7, 7, 7]


def test_a_unit_counts_what_is_in_its_area(desk: Desk) -> None:
    desk.take(
        order("1001", rows.SUNROOM),
        order("1002", rows.OTHER_COMPOUND, district="闵行区"),
        order("1003", rows.OUTSIDE),
    )
    ours, theirs, nobodys = (
        overview(Scope(TODAY, unit(code)), AT) for code in ("jingan", "minhang", "changning")
    )
    # What we received about a place of theirs is ours and theirs; its problem is theirs.
    assert [found.reports_total for found in (ours, theirs, nobodys)] == [3, 1, 0]
    assert [found.problems_open for found in (ours, theirs, nobodys)] == [1, 1, 0]
    assert [found.compounds_known for found in (ours, theirs, nobodys)] == [2, 1, 0]
    assert dict(ours.pending_reasons)["outside"] == 1
    assert dict(theirs.pending_reasons)["outside"] == 0


def test_imports_are_those_of_the_areas_units(db: None) -> None:
    rows.found(by())
    an_import(0)
    assert overview(Scope(TODAY, unit("minhang")), AT).batches_total == 0
    assert overview(Scope(TODAY, unit("jingan")), AT).batches_total == 1
