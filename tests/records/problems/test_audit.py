"""What auditors read: acts and looks within an area, narrowed and page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import Entry
from huiyin.records.problems import audit
from huiyin.records.problems.models import Problem
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, TODAY, Desk, by, order, unit


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """静安 has received one order about a place of its own and one about a place in 闵行."""
    for desk in rows.standing_desk():
        desk.take(order("1001", rows.SUNROOM), order("1002", rows.OTHER_COMPOUND, district="闵行区"))
        yield desk


def city() -> Scope:
    return Scope(TODAY, unit("sh-bureau"))


def of(code: str) -> Scope:
    return Scope(TODAY, unit(code))


def refs(scope: Scope, **filters: Any) -> set[tuple[str, int]]:
    page = audit.acts(scope, audit.Filters(**filters), size=5000)
    assert page.before is None
    return {(act.record, act.record_id) for act in page.rows}


def problem(district: str) -> int:
    return Problem.objects.get(compound__district__name=district).pk


class TestFilters:
    def test_an_address_is_read_and_what_it_holds_besides_is_named(self) -> None:
        query = {
            "record": "task",
            "since": "2022-09-01",
            "until": "x",
            "colour": "red",
            "before": "9",
            "actor": "",
        }
        filters, wrong = audit.Filters.from_query(query)
        assert filters == audit.Filters(record="task", since=date(2022, 9, 1))
        assert wrong == ["until", "colour"]

    def test_days_are_those_of_shanghai_and_both_included(self, desk: Desk) -> None:
        assert refs(city(), record="report", since=TODAY, until=TODAY) != set()
        assert refs(city(), record="report", until=TODAY - timedelta(days=1)) == set()
        assert refs(city(), record="report", since=TODAY + timedelta(days=1)) == set()

    def test_actor_and_action_narrow(self, desk: Desk) -> None:
        assert refs(city(), record="report", actor="nobody") == set()
        found = audit.acts(city(), audit.Filters(action="report.receive")).rows
        assert [act.action for act in found] == ["report.receive"] * 2


class TestArea:
    def test_the_city_sees_every_act_and_a_district_those_upon_its_own(self, desk: Desk) -> None:
        everything = set(Entry.objects.values_list("record", "record_id"))
        assert refs(city()) == everything
        ours, theirs = refs(of("jingan")), refs(of("minhang"))
        assert ("problem", problem("静安区")) in ours - theirs
        assert ("problem", problem("闵行区")) in theirs - ours
        # Its report is about a place of theirs and was received by us: both see what became of it.
        assert ("report", Report.objects.get(number="1002").pk) in ours & theirs
        assert {record for record, _ in ours} <= {"problem", "task", "report", "compound"}

    @pytest.mark.parametrize("code", ["jingan", "minhang", "changning"])
    def test_who_sees_an_act_may_open_its_record_and_nobody_else(self, desk: Desk, code: str) -> None:
        shown = refs(of(code))
        told = sorted(set(Entry.objects.values_list("record", "record_id")))
        # Of the two hundred units and the like a few stand for all.
        for record, record_id in [
            one for _, kind in groupby(told, key=itemgetter(0)) for one in [*kind][:12]
        ]:
            assert audit.sees(of(code), record, record_id) == ((record, record_id) in shown)

    def test_a_kind_that_there_is_not_is_seen_by_no_district(self, desk: Desk) -> None:
        assert not audit.sees(of("jingan"), "keys", 1)
        assert not audit.sees(of("jingan"), "nonsense", 1)


class TestPages:
    def test_pages_hold_every_act_once_the_newest_first(self, desk: Desk) -> None:
        found: list[int] = []
        before = None
        while True:
            page = audit.acts(city(), audit.Filters(record="report"), before, size=1)
            found += [act.record_id for act in page.rows]
            before = page.before
            if before is None:
                break
        wanted = Entry.objects.filter(record="report").order_by("-pk").values_list("record_id", flat=True)
        assert found == list(wanted)

    def test_a_page_takes_one_statement(
        self, desk: Desk, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        scope, pk = of("jingan"), problem("静安区")
        with django_assert_num_queries(1):
            audit.acts(scope, audit.Filters())
        with django_assert_num_queries(1):
            audit.history("problem", pk)

    def test_the_history_of_a_record_is_whole_with_its_causes(self, desk: Desk) -> None:
        (report,) = Report.objects.filter(number="1001")
        told = audit.history("report", report.pk)
        assert [act.position for act in told] == list(range(len(told), 0, -1))
        assert told[-1].action == "report.receive"
        joined = audit.history("problem", problem("静安区"))[-1]
        assert joined.cause is not None
        assert (joined.cause.record, joined.cause.record_id) == ("report", report.pk)


class TestLooks:
    @pytest.fixture(autouse=True)
    def _looked(self, desk: Desk) -> None:
        ours, theirs = Report.objects.order_by("number")
        look(by(10, actor="clerk"), [ours.pk], "回访")
        look(by(20, actor="clerk"), [ours.pk], "再次回访")
        look(by(30, actor="wu"), [theirs.pk], "核对")

    def test_the_newest_come_first_by_one_person_where_named(self) -> None:
        assert [one.reason for one in audit.looks(city()).rows] == ["核对", "再次回访", "回访"]
        assert [one.reason for one in audit.looks(city(), "clerk").rows] == ["再次回访", "回访"]

    def test_pages_go_on_where_the_last_one_ended(self) -> None:
        first = audit.looks(city(), size=2)
        assert first.before is not None
        assert [one.reason for one in audit.looks(city(), before=first.before, size=2).rows] == ["回访"]

    def test_a_district_sees_looks_at_reports_of_its_own(self) -> None:
        assert [one.reason for one in audit.looks(of("minhang")).rows] == ["核对"]
        assert audit.looks(of("changning")).rows == ()

    def test_who_looked_most_stands_first(self) -> None:
        assert audit.look_tally(city()) == [
            ("clerk", 2, 1, AT + timedelta(minutes=20)),
            ("wu", 1, 1, AT + timedelta(minutes=30)),
        ]
        assert [row[0] for row in audit.look_tally(city(), most=1)] == ["clerk"]
