"""What verifying finds: every change, removal, insertion and reorder of what is sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from ledger_acts import AT, by, note
from tampering import act, change, entry, places, sealed

from huiyin.records.ledger import chain
from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.sealing import export, seal
from huiyin.records.ledger.verification import Fault, Verdict, verify, verify_chain

pytestmark = pytest.mark.django_db


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
