"""What verifying finds: every change, removal, insertion and reorder of what is sealed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from ledger_acts import AT, by, do, note

from huiyin.records.ledger import chain
from huiyin.records.ledger.action import By, enter
from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.sealing import export, seal
from huiyin.records.ledger.verification import Fault, Verdict, verify, verify_chain

pytestmark = pytest.mark.django_db


def act() -> None:
    """Two records with three entries each, one of which was caused by another."""
    note(by(), [1, 2], "现场检查")
    note(by(1), [1, 2], "已通知业主")

    def body(by: By) -> None:
        enter("sample", 1, {"text": "复查"})
        note(by, [2], "随同复查")

    do(by(2), body)


def sealed() -> None:
    act()
    assert [s.count for s in seal(AT + timedelta(minutes=5))] == [6]


def places(verdict: Verdict) -> set[str]:
    return {fault.where for fault in verdict.faults}


def entry(record_id: int, position: int) -> Entry:
    return Entry.objects.get(record="sample", record_id=record_id, position=position)


def change(record_id: int, position: int, /, **columns: object) -> None:
    assert (
        Entry.objects.filter(record="sample", record_id=record_id, position=position).update(**columns) == 1
    )


class TestClean:
    def test_an_empty_ledger_is_clean(self) -> None:
        assert verify() == Verdict(entries=0, chains=0, seals=0, unsealed=0, faults=())

    def test_what_was_only_acted_is_clean_and_counted(self) -> None:
        act()
        assert verify() == Verdict(entries=6, chains=2, seals=0, unsealed=6, faults=())

    def test_what_was_sealed_and_exported_is_clean(self, tmp_path: Path) -> None:
        sealed()
        note(by(9), [3])
        export(tmp_path / "seals.jsonl")
        assert verify(tmp_path / "seals.jsonl") == Verdict(
            entries=7, chains=3, seals=1, unsealed=1, faults=()
        )

    def test_verifying_in_small_portions_reads_every_chain_whole(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("huiyin.records.ledger.verification.CHUNK", 2)
        act()
        assert verify() == Verdict(entries=6, chains=2, seals=0, unsealed=6, faults=())


FIELDS: list[tuple[str, object]] = [
    ("record", "sampled"),
    ("record_id", 3),
    ("position", 9),
    ("at", AT + timedelta(microseconds=1)),
    ("actor", "chen.yj"),
    ("door", "api"),
    ("action", "sample.noted"),
    ("cause", "sample:2#1"),
    ("content", '{"text":"查无此事"}'),
    ("mac", bytes(32)),
]


class TestChange:
    @pytest.mark.parametrize(("column", "other"), FIELDS)
    @pytest.mark.parametrize("position", [1, 2, 3])
    def test_a_changed_column_is_found_even_before_sealing(
        self, position: int, column: str, other: object
    ) -> None:
        act()
        change(2, position, **{column: other})
        where = {
            "record": f"sampled:2#{position}",
            "record_id": f"sample:3#{position}",
            "position": "sample:2#9",
        }
        assert where.get(column, f"sample:2#{position}") in places(verify())

    def test_every_column_but_the_id_and_the_seal_is_among_those_tried(self) -> None:
        columns = {field.attname for field in Entry._meta.concrete_fields}
        assert columns - {"id", "seal_id"} == {column for column, _ in FIELDS}

    def test_a_removed_cause_is_found(self) -> None:
        act()
        assert entry(2, 3).cause == "sample:1#3"
        change(2, 3, cause="")
        assert verify().faults == (Fault("sample:2#3", "the entry or the one before it was changed"),)

    def test_an_id_changed_under_a_seal_is_found(self) -> None:
        sealed()
        # The last one, so that the order of the ids stays.
        Entry.objects.filter(pk=entry(2, 3).pk).update(id=F("id") + 100)
        assert places(verify()) == {"seal 1"}

    def test_an_entry_and_its_code_made_again_without_the_key_are_found(self, settings: object) -> None:
        act()
        last = entry(1, 3)
        settings.HUIYIN_LEDGER_KEY, kept = b"x" * 32, settings.HUIYIN_LEDGER_KEY  # type: ignore[attr-defined]
        forged = chain.entry_mac(
            "sample",
            1,
            3,
            last.at,
            "li.ke",
            last.door,
            last.action,
            last.cause,
            last.content,
            bytes(entry(1, 2).mac),
        )
        settings.HUIYIN_LEDGER_KEY = kept  # type: ignore[attr-defined]
        change(1, 3, actor="li.ke", mac=forged)
        assert places(verify()) == {"sample:1#3"}


class TestRemoval:
    def test_an_entry_taken_from_the_middle_is_found_before_sealing(self) -> None:
        act()
        entry(1, 2).delete()
        assert verify().faults == (
            Fault("sample:1#3", "entry 2 of this chain is missing"),
            Fault("sample:1#3", "the entry or the one before it was changed"),
        )

    def test_an_entry_taken_from_the_middle_with_the_rest_renumbered_is_found(self) -> None:
        act()
        entry(1, 2).delete()
        change(1, 3, position=2)
        assert places(verify()) == {"sample:1#2"}

    def test_the_first_entry_gone_is_found(self) -> None:
        act()
        entry(1, 1).delete()
        assert Fault("sample:1#2", "entry 1 of this chain is missing") in verify().faults

    def test_a_chain_cut_at_its_end_is_found_once_sealed(self) -> None:
        sealed()
        entry(1, 3).delete()
        assert verify().faults == (
            Fault("seal 1", "6 entries were sealed, 5 are there"),
            Fault("seal 1", "entries under this seal, or the seal itself, were changed"),
        )

    def test_a_whole_chain_gone_is_found_once_sealed(self) -> None:
        sealed()
        Entry.objects.filter(record_id=1).delete()
        assert Fault("seal 1", "6 entries were sealed, 3 are there") in verify().faults

    def test_the_end_of_an_unsealed_chain_is_the_stated_limit(self) -> None:
        act()
        entry(1, 3).delete()
        assert verify().faults == ()

    def test_a_sealed_entry_that_is_cut_off_and_the_count_put_right_is_found(self) -> None:
        sealed()
        entry(1, 3).delete()
        Seal.objects.update(count=5)
        assert places(verify()) == {"seal 1"}

    def test_an_entry_taken_out_of_its_seal_is_found(self) -> None:
        sealed()
        change(1, 3, seal=None)
        assert Fault("seal 1", "6 entries were sealed, 5 are there") in verify().faults


class TestInsertion:
    def test_an_entry_added_at_the_end_is_found(self) -> None:
        sealed()
        last = entry(1, 3)
        Entry.objects.create(
            record="sample", record_id=1, position=4, at=last.at, actor="x", door="web", action="sample.note",
            content="{}", mac=bytes(32),
        )  # fmt: skip
        assert places(verify()) == {"sample:1#4"}

    def test_an_entry_copied_with_its_code_to_the_end_is_found(self) -> None:
        act()
        copy = entry(1, 3)
        copy.pk, copy.position = None, 4
        copy.save()
        assert places(verify()) == {"sample:1#4"}

    def test_a_new_entry_slipped_under_an_old_seal_is_found(self) -> None:
        sealed()
        note(by(9), [5])
        change(5, 1, seal=Seal.objects.get())
        assert Fault("seal 1", "6 entries were sealed, 7 are there") in verify().faults


class TestReorder:
    def test_two_entries_of_a_chain_swapped_are_found(self) -> None:
        act()
        change(1, 1, position=9)
        change(1, 2, position=1)
        change(1, 9, position=2)
        assert {"sample:1#1", "sample:1#2"} <= places(verify())

    def test_the_entries_of_two_records_swapped_are_found(self) -> None:
        act()
        first, second = entry(1, 3), entry(2, 3)
        Entry.objects.filter(pk=first.pk).update(record_id=7)
        Entry.objects.filter(pk=second.pk).update(record_id=1)
        Entry.objects.filter(pk=first.pk).update(record_id=2)
        assert places(verify()) == {"sample:1#3", "sample:2#3"}

    def test_two_whole_chains_swapped_are_found(self) -> None:
        act()
        Entry.objects.filter(record_id=1).update(record_id=7)
        Entry.objects.filter(record_id=2).update(record_id=1)
        Entry.objects.filter(record_id=7).update(record_id=2)
        assert places(verify()) == {f"sample:{i}#{p}" for i in (1, 2) for p in (1, 2, 3)}

    def test_entries_moved_from_one_seal_to_another_are_found(self) -> None:
        sealed()
        note(by(9), [3, 4])
        list(seal(AT + timedelta(minutes=10)))
        first, second = Seal.objects.order_by("number")
        change(1, 3, seal=second)
        change(3, 1, seal=first)
        assert places(verify()) == {"seal 1", "seal 2"}


class TestSeals:
    @pytest.fixture(autouse=True)
    def three_seals(self, tmp_path: Path) -> None:
        self.file = tmp_path / "seals.jsonl"
        for number in (1, 2, 3):
            note(by(number), [number, 9])
            assert [s.number for s in seal(AT + timedelta(minutes=number))] == [number]
        export(self.file)

    @pytest.mark.parametrize(
        "columns", [{"at": AT}, {"count": 3}, {"mac": bytes(32)}], ids=["moment", "count", "code"]
    )
    def test_a_changed_seal_is_found(self, columns: dict[str, object]) -> None:
        Seal.objects.filter(number=2).update(**columns)
        assert "seal 2" in places(verify())

    def test_a_renumbered_seal_is_found(self) -> None:
        Seal.objects.filter(number=3).update(number=4)
        assert verify().faults == (Fault("seal 3", "this seal is missing"),)

    def test_two_seals_that_change_places_are_found(self) -> None:
        Seal.objects.filter(number=2).update(number=9)
        Seal.objects.filter(number=3).update(number=2)
        Seal.objects.filter(number=9).update(number=3)
        assert {"seal 2", "seal 3"} <= places(verify())

    def test_a_seal_gone_from_the_middle_with_its_entries_is_found_without_the_file(self) -> None:
        Entry.objects.filter(seal__number=2).delete()
        Seal.objects.filter(number=2).delete()
        assert Fault("seal 2", "this seal is missing") in verify().faults

    def test_the_last_seal_gone_with_its_entries_is_found_through_the_file(self) -> None:
        Entry.objects.filter(seal__number=3).delete()
        Seal.objects.filter(number=3).delete()
        assert verify().faults == ()
        assert verify(self.file).faults == (
            Fault("seal 3", "differs from the exported one, or is gone from the database"),
        )

    def test_a_last_seal_made_anew_with_other_entries_is_found_through_the_file(self) -> None:
        Entry.objects.filter(seal__number=3).delete()
        Seal.objects.filter(number=3).delete()
        note(by(30), [3])
        list(seal(AT + timedelta(minutes=30)))
        assert verify().faults == ()
        assert places(verify(self.file)) == {"seal 3"}

    def test_everything_gone_is_found_through_the_file(self) -> None:
        Entry.objects.all().delete()
        Seal.objects.all().delete()
        assert places(verify(self.file)) == {"seal 1", "seal 2", "seal 3"}

    def test_a_seal_alone_removed_from_under_sqlites_shell_is_found(self) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("PostgreSQL's foreign key does not allow it")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_seal WHERE number = 3")
            faults = verify().faults
            transaction.set_rollback(True)
        assert faults == (
            Fault("sample:3#1", "the seal over this entry is gone"),
            Fault("sample:9#3", "the seal over this entry is gone"),
        )


class TestExportedFile:
    @pytest.fixture(autouse=True)
    def exported(self, tmp_path: Path) -> None:
        self.file = tmp_path / "seals.jsonl"
        for number in (1, 2, 3):
            note(by(number), [number])
            list(seal(AT + timedelta(minutes=number)))
        export(self.file)

    def edit(self, change: Callable[[list[str]], list[str]]) -> None:
        self.file.write_text("".join(change(self.file.read_text().splitlines(keepends=True))))

    def test_a_missing_file_is_a_fault_once_there_are_seals(self) -> None:
        self.file.unlink()
        assert verify(self.file).faults == (Fault("seals.jsonl", "the file of exported seals is missing"),)

    def test_a_missing_file_is_none_before_the_first_seal(self) -> None:
        Entry.objects.all().delete()
        Seal.objects.all().delete()
        self.file.unlink()
        assert verify(self.file).faults == ()

    def test_a_file_that_lags_behind_is_clean(self) -> None:
        note(by(20), [4])
        list(seal(AT + timedelta(minutes=20)))
        assert verify(self.file).faults == ()

    def test_a_line_gone_from_the_middle_is_found(self) -> None:
        self.edit(lambda lines: [lines[0], lines[2]])
        assert verify(self.file).faults == (Fault("seals.jsonl, line 2", "seal 2 should stand here, not 3"),)

    def test_a_changed_code_is_found(self) -> None:
        self.edit(
            lambda lines: [lines[0], json.dumps({**json.loads(lines[1]), "mac": "00" * 32}) + "\n", lines[2]]
        )
        assert places(verify(self.file)) == {"seal 2"}

    def test_a_line_that_is_no_seal_is_told_by_its_number(self) -> None:
        self.edit(lambda lines: [lines[0], "{}\n", lines[1], lines[2]])
        assert verify(self.file).faults == (Fault("seals.jsonl, line 2", "this line is not a seal"),)

    @pytest.mark.parametrize("kept", [1, 40, -1], ids=["its first byte", "half", "all but its end of line"])
    def test_a_last_line_cut_off_by_a_crash_is_told_as_such(self, kept: int) -> None:
        self.edit(lambda lines: [*lines[:2], lines[2][:kept]])
        assert verify(self.file).faults == (
            Fault(
                "seals.jsonl",
                "the last line was cut off while it was written; the next export writes it anew",
            ),
        )

    def test_a_seal_exported_while_the_ledger_is_read_is_no_fault(self) -> None:
        made = []

        def meanwhile(execute: Callable[..., object], sql: str, *rest: object) -> object:
            # The seals have been listed, and now the entries under the first one are asked for.
            if not made and '"ledger_entry"."seal_id" = ' in sql:
                made.append(1)
                note(by(20), [4])
                list(seal(AT + timedelta(minutes=20)))
                export(self.file)
            return execute(sql, *rest)

        with connection.execute_wrapper(meanwhile):
            assert verify(self.file).faults == ()
        assert len(self.file.read_text().splitlines()) == 4


class TestOneChain:
    def test_a_whole_chain_is_clean_and_one_that_is_not_there_as_well(self) -> None:
        act()
        assert verify_chain("sample", 1) == ()
        assert verify_chain("sample", 99) == ()

    def test_a_changed_entry_is_named_and_the_chain_of_another_record_is_clean(self) -> None:
        act()
        change(1, 2, actor="somebody")
        assert verify_chain("sample", 1) == (
            Fault("sample:1#2", "the entry or the one before it was changed"),
        )
        assert verify_chain("sample", 2) == ()

    def test_an_entry_taken_from_the_middle_is_found(self) -> None:
        act()
        entry(1, 2).delete()
        assert verify_chain("sample", 1) == (
            Fault("sample:1#3", "entry 2 of this chain is missing"),
            Fault("sample:1#3", "the entry or the one before it was changed"),
        )

    def test_it_takes_one_statement(self, django_assert_num_queries: Callable[[int], Any]) -> None:
        act()
        with django_assert_num_queries(1):
            verify_chain("sample", 1)
