"""Sealing takes what is committed, never a range of ids; the exported file grows by what it lacks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from ledger_acts import AT, by, note, open_new
from ledger_writers import at_once, on_postgresql

from huiyin.records.ledger import chain, sealing
from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.sealing import export, seal
from huiyin.records.ledger.verification import verify

LATER = AT + timedelta(minutes=5)


@pytest.mark.django_db
class TestSealing:
    def test_nothing_is_sealed_where_nothing_was_done(self) -> None:
        assert list(seal(LATER)) == []
        assert Seal.objects.count() == 0

    def test_a_seal_stands_over_everything_that_had_none(self) -> None:
        note(by(), [1, 2, 3])
        (made,) = seal(LATER)
        assert (made.number, made.at, made.count) == (1, LATER, 3)
        assert set(Entry.objects.values_list("seal_id", flat=True)) == {made.pk}

    def test_sealing_again_makes_nothing(self) -> None:
        note(by(), [1])
        list(seal(LATER))
        assert list(seal(LATER)) == []

    def test_the_next_seal_is_chained_to_the_last(self) -> None:
        note(by(), [1])
        (first,) = seal(LATER)
        note(by(1), [2])
        (second,) = seal(LATER)
        under = [(e.pk, bytes(e.mac)) for e in Entry.objects.filter(seal=second)]
        assert second.number == 2
        assert bytes(second.mac) == chain.seal_mac(2, LATER, under, bytes(first.mac))

    @pytest.mark.parametrize(
        ("count", "batches"), [(9, [5, 4]), (10, [5, 5]), (11, [5, 5, 1]), (5, [5]), (4, [4])]
    )
    def test_many_entries_are_sealed_batch_by_batch(
        self, monkeypatch: pytest.MonkeyPatch, count: int, batches: list[int]
    ) -> None:
        monkeypatch.setattr(sealing, "BATCH", 5)
        open_new(by(), range(1, count + 1))
        assert [(s.number, s.count) for s in seal(LATER)] == list(enumerate(batches, start=1))
        assert verify().faults == ()
        assert verify().unsealed == 0

    def test_a_batch_of_full_size_is_sealed_in_one(self) -> None:
        open_new(by(), range(1, sealing.BATCH + 2))
        assert [s.count for s in seal(LATER)] == [2_000, 1]
        assert verify().faults == ()

    def test_a_naive_moment_is_refused_and_seals_nothing(self) -> None:
        note(by(), [1])
        with pytest.raises(ValueError, match="without time zone"):
            list(seal(LATER.replace(tzinfo=None)))


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_each_batch_is_committed_before_the_next_begins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "BATCH", 2)
        open_new(by(), [1, 2, 3])
        batches: Iterator[Seal] = seal(LATER)
        next(batches)
        assert not connection.in_atomic_block
        assert Entry.objects.filter(seal__isnull=True).count() == 1

    @on_postgresql
    def test_an_entry_with_a_low_id_that_commits_late_falls_into_a_later_seal(self) -> None:
        entered, go_on = Event(), Event()

        def late() -> None:
            try:
                # An outer transaction holds back the commit of an action that has written its entry already.
                with transaction.atomic():
                    note(by(), [1])
                    entered.set()
                    assert go_on.wait(20)
            finally:
                connection.close()

        writer = Thread(target=late)
        writer.start()
        assert entered.wait(20)
        note(by(1), [2])
        (first,) = seal(LATER)
        assert [e.record_id for e in first.entries.all()] == [2]
        go_on.set()
        writer.join(20)
        (second,) = seal(LATER)
        assert [e.record_id for e in second.entries.all()] == [1]
        assert second.entries.get().pk < first.entries.get().pk
        assert verify().faults == ()

    @on_postgresql
    def test_an_entry_that_commits_while_a_batch_is_sealed_falls_into_a_later_seal(self) -> None:
        entered, go_on = Event(), Event()

        def late() -> None:
            try:
                with transaction.atomic():
                    note(by(), [1])
                    entered.set()
                    assert go_on.wait(20)
            finally:
                connection.close()

        writer = Thread(target=late)
        writer.start()
        assert entered.wait(20)
        note(by(1), [2])

        def commit_before_marking(execute: Callable[..., object], sql: str, *rest: object) -> object:
            if sql.startswith('UPDATE "ledger_entry"'):
                go_on.set()
                writer.join(20)
            return execute(sql, *rest)

        with connection.execute_wrapper(commit_before_marking):
            (first,) = seal(LATER)
        assert [e.record_id for e in first.entries.all()] == [2]
        assert [[e.record_id for e in s.entries.all()] for s in seal(LATER)] == [[1]]
        assert verify().faults == ()

    @on_postgresql
    def test_sealers_at_once_seal_every_entry_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sealing, "BATCH", 3)
        open_new(by(), range(1, 26))
        made = at_once(4, lambda _: [s.number for s in seal(LATER)])
        assert sorted(number for numbers in made for number in numbers) == list(range(1, 10))
        assert verify().faults == ()
        assert verify().unsealed == 0


@pytest.mark.django_db
class TestExport:
    @pytest.fixture(autouse=True)
    def two_seals(self, tmp_path: Path) -> None:
        self.file = tmp_path / "seals.jsonl"
        self.sealed(1)
        self.sealed(2)

    def sealed(self, number: int) -> None:
        note(by(number), [number])
        list(seal(AT + timedelta(minutes=number)))

    def test_a_line_holds_number_moment_count_and_code(self) -> None:
        assert export(self.file) == 2
        first = Seal.objects.get(number=1)
        assert json.loads(self.file.read_text().splitlines()[0]) == {
            "number": 1,
            "at": "2022-09-15T01:31:00.250001+00:00",
            "count": 1,
            "mac": bytes(first.mac).hex(),
        }

    def test_exporting_again_changes_nothing(self) -> None:
        export(self.file)
        before = self.file.read_bytes()
        assert export(self.file) == 0
        assert self.file.read_bytes() == before

    def test_only_new_seals_are_appended(self) -> None:
        export(self.file)
        before = self.file.read_bytes()
        self.sealed(3)
        assert export(self.file) == 1
        assert self.file.read_bytes().startswith(before)
        assert [json.loads(line)["number"] for line in self.file.read_text().splitlines()] == [1, 2, 3]

    def test_before_the_first_seal_there_is_nothing_to_export(self) -> None:
        Entry.objects.all().delete()
        Seal.objects.all().delete()
        assert export(self.file) == 0
        assert verify(self.file).faults == ()

    @pytest.mark.parametrize("kept", [1, 40, -1], ids=["its first byte", "half", "all but its end of line"])
    def test_a_last_line_cut_off_by_a_crash_is_written_anew(self, kept: int) -> None:
        export(self.file)
        whole = self.file.read_bytes()
        first, last = whole.splitlines(keepends=True)
        self.file.write_bytes(first + last[:kept])
        assert export(self.file) == 1
        assert self.file.read_bytes() == whole

    def test_zeros_left_by_a_loss_of_power_are_written_over(self) -> None:
        export(self.file)
        whole = self.file.read_bytes()
        first = whole.splitlines(keepends=True)[0]
        self.file.write_bytes(first + bytes(300))
        assert export(self.file) == 1
        assert self.file.read_bytes() == whole

    def test_a_cut_off_first_line_is_written_anew(self) -> None:
        self.file.write_text('{"numb')
        assert export(self.file) == 2
        assert verify(self.file).faults == ()

    def test_a_cut_off_line_is_taken_off_even_where_no_seal_is_new(self) -> None:
        export(self.file)
        whole = self.file.read_bytes()
        self.file.write_bytes(whole + b'{"num')
        assert export(self.file) == 0
        assert self.file.read_bytes() == whole

    def test_a_last_line_that_is_no_seal_is_refused_and_left_alone(self) -> None:
        self.file.write_text("{}\n")
        with pytest.raises(ValueError, match=r"seals\.jsonl, line 1: not a seal"):
            export(self.file)
        assert self.file.read_text() == "{}\n"

    def test_seals_gone_from_the_database_stay_in_the_file(self) -> None:
        export(self.file)
        before = self.file.read_bytes()
        Entry.objects.filter(seal__number=2).delete()
        Seal.objects.filter(number=2).delete()
        assert export(self.file) == 0
        assert self.file.read_bytes() == before


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_exporters_at_once_write_each_seal_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 1)
    open_new(by(), range(1, 41))
    list(seal(LATER))
    assert sum(at_once(6, lambda _: export(tmp_path / "seals.jsonl"))) == 40
    assert verify(tmp_path / "seals.jsonl").faults == ()
