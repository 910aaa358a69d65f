"""What is counted of an area: the same as its rows one by one, and never what it was before something was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import area_counts, desk
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.problems.overview import overview
from huiyin.records.registry.actions.amending import set_scopes
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Neighbourhood, Unit
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.desk import within
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, TODAY, Desk, by, compound, order, report, standing_desk, unit


@pytest.fixture
def campaign(transactional_db: None) -> Iterator[Desk]:
    """Reports of all fates in two districts, one problem settled and answered, one settled and owed."""
    area_counts._kept.clear()
    for standing in standing_desk():
        standing.take(
            order("1001", rows.SUNROOM),
            order("1002", rows.OTHER_COMPOUND, district="闵行区"),
            order("1003", rows.EBIKES),
            order("1004", rows.OTHER_ROOM),
            order("1005", rows.OUTSIDE),
            order("1006", rows.NOT_KNOWN),
            order("1007", rows.UNSURE),
        )
        for number, outcome in (("1001", Verification.TRUE), ("1003", Verification.UNTRUE)):
            pk = report(number).links.get().problem_id
            verify(by(10), [Finding(pk, outcome, TODAY, Condition.EXISTING, found="已核实")])
            settle(by(20), [pk], "已办结")
        send(by(30), [Answer(report("1001").pk, "已拆除，感谢您的反映。")])
        yield standing


def areas() -> list[Scope]:
    """Of every unit, of teams those of one district, and of a neighbourhood."""
    there = Neighbourhood.objects.order_by("code")[0]
    teams = Q(kind="team") & ~Q(subdistrict__district__name="静安区")
    return [
        *(Scope(TODAY, one) for one in Unit.objects.exclude(teams).order_by("rank")),
        Scope(TODAY, neighbourhood=there),
    ]


def as_rows_say(scope: Scope) -> tuple[object, ...]:
    """The figures of an area from its rows, one by one."""
    reports = list(Report.objects.filter(within(scope)).select_related("reply"))
    owed = [one for one in reports if one.reply.state == "owed"]
    problems = list(desk.visible(scope))
    settled = [one for one in problems if one.state == "settled"]
    return (
        Counter(one.fate for one in reports),
        Counter(one.pending_reason for one in reports if one.fate == "pending"),
        (
            len(owed),
            sum(one.reply.due < TODAY for one in owed),
            sum(one.reply.state == "sent" for one in reports),
        ),
        Counter(one.violation for one in problems if one.state == "open"),
        Counter(one.violation for one in settled),
        sum(one.verification == "untrue" for one in settled),
    )


def as_counted(scope: Scope) -> tuple[object, ...]:
    found = area_counts.figures(scope, "survey", TODAY)
    return (
        found.reports.fates,
        found.reports.pending,
        (found.reports.owed, found.reports.late, found.reports.answered),
        Counter({code: kind.open for code, kind in found.problems.items() if kind.open}),
        Counter({code: kind.settled for code, kind in found.problems.items() if kind.settled}),
        sum(kind.unfounded for kind in found.problems.values()),
    )


def test_an_areas_figures_are_those_of_its_rows(campaign: Desk) -> None:
    set_scopes(by(40), {compound("t1").pk: [unit("airport").pk]})
    for scope in areas():
        assert as_counted(scope) == as_rows_say(scope), scope
    assert as_counted(Scope(TODAY, unit("airport")))[0] == Counter(linked=3, pending=1)


def test_what_stayed_at_a_merged_compound_counts_where_that_went(campaign: Desk) -> None:
    merge(by(40), compound("t1").pk, compound("t3").pk, "同一小区")
    for scope in areas():
        assert as_counted(scope) == as_rows_say(scope), scope


# On PostgreSQL one more, whether anybody is writing.
ANEW = 7 if connection.vendor == "postgresql" else 6


def statements(scope: Scope, days: int = 0) -> int:
    with CaptureQueriesContext(connection) as told:
        overview(scope, AT + timedelta(days=days))
    return len(told)


def test_an_area_is_counted_once_while_nothing_is_done_and_each_day_anew(campaign: Desk) -> None:
    jingan, minhang = (Scope(TODAY, unit(code)) for code in ("jingan", "minhang"))
    # One tells whether anything was done, one gives the imports.
    assert [statements(jingan), statements(jingan), statements(minhang)] == [ANEW, 2, ANEW]
    assert [statements(jingan, days=1), statements(jingan, days=1)] == [ANEW, 2]
    assert overview(jingan, AT) == overview(jingan, AT)


def test_what_anybody_does_is_counted_at_once(campaign: Desk) -> None:
    city = Scope(TODAY, unit("sh-bureau"))
    before = overview(city, AT)
    pk = report("1004").links.get().problem_id
    verify(by(50, actor="zhou"), [Finding(pk, Verification.TRUE, TODAY, Condition.EXISTING)])
    settle(by(60, actor="zhou"), [pk], "已恢复原状")
    after = overview(city, AT)
    assert (after.problems_open, after.problems_settled) == (
        before.problems_open - 1,
        before.problems_settled + 1,
    )
    assert after.replies_owed == before.replies_owed + 1


def test_nothing_is_kept_of_a_transaction_that_may_be_taken_back(campaign: Desk) -> None:
    city = Scope(TODAY, unit("sh-bureau"))
    with transaction.atomic():
        Problem.objects.filter(state="open").update(state="settled", settled_at=AT, basis="无")
        assert overview(city, AT).problems_open == 0
        transaction.set_rollback(True)
    assert overview(city, AT).problems_open > 0


def test_nothing_is_kept_while_somebody_else_writes(campaign: Desk) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, whose entries come in the order of their ids")
    jingan = Scope(TODAY, unit("jingan"))
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        # What this one enters may have a lower id than what is entered and counted meanwhile.
        other.execute("LOCK TABLE ledger_entry IN ROW EXCLUSIVE MODE")  # as an INSERT does
        assert [statements(jingan), statements(jingan)] == [ANEW, ANEW]
    assert [statements(jingan), statements(jingan)] == [ANEW, 2]
