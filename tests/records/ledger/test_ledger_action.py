"""An action is one transaction, one entry a record, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from ledger_acts import AT, by, do, do_part, entries, first, note, open_new, second, third

from huiyin.records.ledger import action as ledger_action
from huiyin.records.ledger.action import By, Consequence, Cycle, action, enter
from huiyin.records.ledger.models import Entry, ExceptionItem

Table = Callable[[Iterable[Consequence]], None]


def statements(body: Callable[[], object]) -> list[str]:
    """The first word of every statement that ``body`` sends; the log writes ``30 times: INSERT …`` of executemany."""
    with CaptureQueriesContext(connection) as captured:
        body()
    return [query["sql"].split("times: ", 1)[-1].split()[0] for query in captured.captured_queries]


@pytest.mark.django_db(transaction=True)
class TestTransaction:
    def test_an_action_on_a_known_record_is_begin_one_read_one_insert_and_commit(self) -> None:
        note(by(), [7])
        sent = statements(lambda: note(by(1), [7]))
        assert sent == ["BEGIN", "WITH" if connection.vendor == "sqlite" else "SELECT", "INSERT", "COMMIT"]

    def test_an_action_that_makes_a_record_reads_nothing(self) -> None:
        assert statements(lambda: open_new(by(), [7])) == ["BEGIN", "INSERT", "COMMIT"]

    def test_entries_of_thirty_records_are_written_in_one_statement(self) -> None:
        assert statements(lambda: open_new(by(), range(1, 31))) == ["BEGIN", "INSERT", "COMMIT"]
        assert Entry.objects.count() == 30

    def test_nested_actions_join_without_a_savepoint_and_share_the_insert(self) -> None:
        def body(by: By) -> None:
            open_new(by, [1])
            do_part(by, lambda inner: open_new(inner, [2]))

        assert statements(lambda: do(by(), body)) == ["BEGIN", "INSERT", "COMMIT"]
        assert entries() == [("sample", 1, 1, "sample.open", ""), ("sample", 2, 1, "sample.open", "")]

    def test_an_action_that_enters_nothing_writes_nothing(self) -> None:
        assert statements(lambda: do(by(), lambda _: None)) == ["BEGIN", "COMMIT"]

    def test_an_exception_leaves_neither_rows_nor_entries(self) -> None:
        def body(by: By) -> None:
            ExceptionItem.objects.create(record="sample", record_id=1, wanted="x.y", reason="因", since=by.at)
            open_new(by, [1, 2])
            raise RuntimeError("断电")

        with pytest.raises(RuntimeError, match="断电"):
            do(by(), body)
        assert ExceptionItem.objects.count() == 0
        assert Entry.objects.count() == 0

    def test_after_an_exception_the_next_action_stands_alone(self) -> None:
        def body(by: By) -> None:
            open_new(by, [1])
            raise RuntimeError

        with pytest.raises(RuntimeError):
            do(by(), body)
        note(by(1), [2])
        assert entries() == [("sample", 2, 1, "sample.note", "")]

    def test_an_exception_while_the_entries_are_written_takes_the_rows_back(self) -> None:
        open_new(by(), [1])

        def body(by: By) -> None:
            ExceptionItem.objects.create(record="sample", record_id=1, wanted="x.y", reason="因", since=by.at)
            open_new(by, [1])

        with pytest.raises(IntegrityError):
            do(by(1), body)
        assert ExceptionItem.objects.count() == 0
        assert entries() == [("sample", 1, 1, "sample.open", "")]

    def test_a_consequence_that_fails_takes_the_action_back(self, table: Table) -> None:
        def fail(by: By, result: object) -> None:
            raise RuntimeError("后果未成")

        table([Consequence("sample.open", (), fail)])
        with pytest.raises(RuntimeError, match="后果未成"):
            open_new(by(), [1])
        assert Entry.objects.count() == 0


@pytest.mark.django_db
class TestEntries:
    def test_an_entry_holds_who_when_through_which_door_and_what(self) -> None:
        do(by(5, "lin.min", "cli"), lambda _: enter("problem", 41, {"结论": "属实", "b": 2, "a": [1, None]}))
        entry = Entry.objects.get()
        assert (entry.record, entry.record_id, entry.position) == ("problem", 41, 1)
        assert (entry.actor, entry.door, entry.action, entry.cause) == ("lin.min", "cli", "sample.do", "")
        assert entry.at == by(5).at
        assert entry.content == '{"a":[1,null],"b":2,"结论":"属实"}'
        assert entry.seal_id is None

    def test_positions_count_from_one_within_each_record(self) -> None:
        note(by(), [1, 2])
        note(by(1), [2, 2, 3])
        note(by(2), [1])
        assert [row[:3] for row in entries()] == [
            ("sample", 1, 1),
            ("sample", 2, 1),
            ("sample", 2, 2),
            ("sample", 2, 3),
            ("sample", 3, 1),
            ("sample", 1, 2),
        ]

    def test_records_of_two_kinds_with_one_id_have_chains_of_their_own(self) -> None:
        def body(by: By) -> None:
            enter("report", 9, {})
            enter("problem", 9, {})
            enter("report", 9, {})

        do(by(), body)
        assert [row[:3] for row in entries()] == [("report", 9, 1), ("problem", 9, 1), ("report", 9, 2)]

    def test_what_follows_a_new_record_in_the_same_action_continues_its_chain(self) -> None:
        def body(by: By) -> None:
            open_new(by, [5])
            note(by, [5])

        do(by(), body)
        assert [row[2:4] for row in entries()] == [(1, "sample.open"), (2, "sample.note")]

    def test_each_act_carries_its_own_actor_and_moment(self) -> None:
        do(by(0, "chen.yi"), lambda _: note(by(3, "huiyin", "tick"), [1]))
        entry = Entry.objects.get()
        assert (entry.actor, entry.door, entry.at) == ("huiyin", "tick", by(3).at)

    def test_enter_outside_an_action_is_refused(self) -> None:
        with pytest.raises(RuntimeError, match="sample 3"):
            enter("sample", 3, {})
        assert Entry.objects.count() == 0

    def test_enter_after_an_action_has_ended_is_refused(self) -> None:
        note(by(), [3])
        with pytest.raises(RuntimeError, match="outside any action"):
            enter("sample", 3, {})


@pytest.mark.django_db
class TestCause:
    def test_the_only_entry_of_the_enclosing_action_is_the_cause(self) -> None:
        note(by(), [8])

        def body(by: By) -> None:
            enter("report", 8, {})
            note(by, [8])

        do(by(1), body)
        assert entries()[-1] == ("sample", 8, 2, "sample.note", "report:8#1")

    def test_with_several_entries_in_the_enclosing_action_none_is_guessed(self) -> None:
        def body(by: By) -> None:
            enter("report", 8, {})
            enter("report", 9, {})
            note(by, [1])

        do(by(), body)
        assert entries()[-1] == ("sample", 1, 1, "sample.note", "")

    def test_a_named_record_is_the_cause_by_its_latest_entry(self) -> None:
        note(by(), [4])

        def body(by: By) -> None:
            enter("report", 8, {})
            note(by, [4, 4])
            do_part(by, lambda _: enter("task", 2, {}, cause=("sample", 4)))

        do(by(1), body)
        assert entries()[-1] == ("task", 2, 1, "sample.part.do", "sample:4#3")

    def test_a_cause_that_did_not_act_in_this_transaction_leaves_the_cause_open(self) -> None:
        note(by(), [4])
        do(by(1), lambda _: enter("task", 2, {}, cause=("sample", 4)))
        assert entries()[-1] == ("task", 2, 1, "sample.do", "")

    def test_a_consequence_is_caused_by_the_action_it_follows(self, table: Table) -> None:
        table([Consequence("sample.first", ("sample.second",), second)])
        first(by(), [])
        assert entries() == [
            ("sample", 1, 1, "sample.first", ""),
            ("sample", 2, 1, "sample.second", "sample:1#1"),
        ]


class TestBy:
    def test_a_moment_without_time_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            By("chen.yi", datetime(2022, 9, 15, 9, 30), "web")

    def test_an_act_without_actor_is_refused(self) -> None:
        with pytest.raises(ValueError, match="actor"):
            By("", AT, "web")


class TestNames:
    def test_two_actions_of_one_name_are_refused(self) -> None:
        with pytest.raises(ValueError, match=r"two actions are called sample\.note"):
            action("sample.note")(lambda by: None)
        assert ledger_action._names["sample.note"].__module__ == "ledger_acts"

    def test_an_action_keeps_its_name_and_meaning(self) -> None:
        assert (note.__name__, note.__doc__) == ("note", "One entry for each id.")


@pytest.mark.django_db(transaction=True)
class TestConsequences:
    def test_they_run_after_the_action_in_the_order_of_the_table(self, table: Table) -> None:
        table(
            [
                Consequence("sample.first", ("sample.third",), third),
                Consequence("sample.first", ("sample.second",), second),
            ]
        )
        assert first(by(), []) == ["first", "third", "second"]
        assert [row[3] for row in entries()] == ["sample.first", "sample.third", "sample.second"]

    def test_they_run_in_the_same_transaction(self, table: Table) -> None:
        table(
            [
                Consequence("sample.first", ("sample.second",), second),
                Consequence("sample.second", ("sample.third",), third),
            ]
        )
        read = "WITH" if connection.vendor == "sqlite" else "SELECT"
        assert statements(lambda: first(by(), [])) == ["BEGIN", read, "INSERT", "COMMIT"]
        assert [row[3] for row in entries()] == ["sample.first", "sample.second", "sample.third"]

    def test_they_are_given_the_actor_and_what_the_action_returned(self, table: Table) -> None:
        given: list[object] = []
        table([Consequence("sample.open", (), lambda by, result: given.append((by, result)))])
        open_new(by(2), [3, 4])
        assert given == [(by(2), [3, 4])]

    def test_they_follow_a_nested_action_as_well(self, table: Table) -> None:
        table([Consequence("sample.first", ("sample.second",), second)])
        calls: list[str] = []
        do(by(), lambda by: (first(by, calls), calls.append("after")))
        assert calls == ["first", "second", "after"]

    def test_no_consequence_runs_when_the_action_fails(self, table: Table) -> None:
        given: list[object] = []
        table([Consequence("sample.do", (), lambda by, result: given.append(result))])

        def body(by: By) -> None:
            raise RuntimeError

        with pytest.raises(RuntimeError):
            do(by(), body)
        assert given == []


class TestTable:
    LINE = Consequence("sample.first", ("sample.second",), second)

    def test_a_cycle_is_refused_and_told(self, table: Table) -> None:
        with pytest.raises(Cycle, match=r"sample\.first → sample\.second → sample\.third → sample\.first"):
            table(
                [
                    self.LINE,
                    Consequence("sample.second", ("sample.third",), third),
                    Consequence("sample.third", ("sample.first",), first),
                ]
            )

    def test_an_action_that_follows_from_itself_is_refused(self, table: Table) -> None:
        with pytest.raises(Cycle):
            table([Consequence("sample.first", ("sample.first",), first)])

    def test_two_ways_to_one_action_are_no_cycle(self, table: Table) -> None:
        table(
            [
                Consequence("sample.first", ("sample.second", "sample.third"), second),
                Consequence("sample.second", ("sample.third",), third),
            ]
        )
        assert set(ledger_action._consequences) == {"sample.first", "sample.second"}

    @pytest.mark.parametrize(
        "line",
        [
            Consequence("sample.none", ("sample.first",), first),
            Consequence("sample.first", ("sample.none",), first),
        ],
        ids=["as cause", "as effect"],
    )
    def test_a_name_that_is_no_action_is_refused(self, table: Table, line: Consequence) -> None:
        with pytest.raises(LookupError, match=r"sample\.none"):
            table([line])

    def test_a_refused_table_leaves_the_one_that_stood(self, table: Table) -> None:
        table([self.LINE])
        with pytest.raises(LookupError):
            table([Consequence("sample.second", ("sample.none",), first)])
        assert ledger_action._consequences == {"sample.first": (self.LINE,)}
