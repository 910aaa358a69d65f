"""What verifying finds of the seals themselves, and by the file to which they were exported."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from ledger_acts import AT, by, note
from tampering import places

from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.sealing import export, seal
from huiyin.records.ledger.verification import Fault, verify

pytestmark = pytest.mark.django_db


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
