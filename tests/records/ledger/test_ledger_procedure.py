"""Whatever is acted, sealed and exported in whatever order, the ledger is clean; whatever sealed part is then changed is found."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from ledger_acts import AT, By, do, note

from huiyin.records.ledger import sealing
from huiyin.records.ledger.action import enter
from huiyin.records.ledger.models import Entry, Seal
from huiyin.records.ledger.sealing import export, seal
from huiyin.records.ledger.verification import verify

IDS = st.lists(st.integers(1, 4), min_size=1, max_size=4)
COLUMNS = {
    "record": "other",
    "record_id": 99,
    "position": 77,
    "at": AT - timedelta(days=1),
    "actor": "nobody",
    "door": "none",
    "action": "sample.undo",
    "cause": "sample:9#9",
    "content": '{"text":"另一回事"}',
    "mac": bytes(32),
}


class Ledger(RuleBasedStateMachine):
    """A ledger that is acted upon honestly, sealed now and then, and at times tampered with, which is undone at once."""

    @initialize()
    def begin(self) -> None:
        Entry.objects.all().delete()
        Seal.objects.all().delete()
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(self.folder.name) / "seals.jsonl"
        self.file.touch()
        self.minute = 0
        self.acts: dict[int, int] = {}
        self.exported = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def by(self) -> By:
        self.minute += 1
        return By("chen.yi", AT + timedelta(minutes=self.minute), "web")

    @rule(ids=IDS, text=st.text("巡查复核甲乙丙", max_size=6))
    def act(self, ids: list[int], text: str) -> None:
        note(self.by(), ids, text)
        for record_id in ids:
            self.acts[record_id] = self.acts.get(record_id, 0) + 1

    @rule(ids=IDS, cause=st.integers(1, 4))
    def act_and_cause(self, ids: list[int], cause: int) -> None:
        def body(by: By) -> None:
            enter("sample", cause, {"text": "起因"})
            note(by, ids)

        do(self.by(), body)
        for record_id in [cause, *ids]:
            self.acts[record_id] = self.acts.get(record_id, 0) + 1

    @rule(ids=IDS)
    def act_in_vain(self, ids: list[int]) -> None:
        def body(by: By) -> None:
            note(by, ids)
            raise RuntimeError

        with pytest.raises(RuntimeError), transaction.atomic():
            do(self.by(), body)

    @rule()
    def seal(self) -> None:
        unsealed = verify().unsealed
        assert sum(s.count for s in seal(self.by().at)) == unsealed

    @rule()
    def export(self) -> None:
        new = Seal.objects.count() - self.exported
        assert export(self.file) == new
        self.exported += new

    @precondition(lambda self: self.exported)
    @rule(kept=st.integers(0, 100))
    def crash_while_exporting(self, kept: int) -> None:
        lines = self.file.read_bytes().splitlines(keepends=True)
        self.file.write_bytes(b"".join(lines[:-1]) + lines[-1][: min(kept, len(lines[-1]) - 1)])
        assert export(self.file) == 1 + Seal.objects.count() - self.exported
        self.exported = Seal.objects.count()

    def finds(self, change: object, exported: bool = False) -> None:
        """That ``change`` is found, after which it is undone."""
        with transaction.atomic():
            change()  # type: ignore[operator]
            assert verify(self.file if exported else None).faults
            transaction.set_rollback(True)

    def sealed(self, number: int) -> Entry:
        entries = Entry.objects.filter(seal__isnull=False).order_by("id")
        return entries[number % entries.count()]

    @precondition(lambda self: Seal.objects.exists())
    @rule(number=st.integers(0, 1_000), column=st.sampled_from(sorted(COLUMNS)))
    def changing_is_found(self, number: int, column: str) -> None:
        entry = Entry.objects.filter(pk=self.sealed(number).pk)
        self.finds(lambda: entry.update(**{column: COLUMNS[column]}))

    @precondition(lambda self: Seal.objects.exists())
    @rule(number=st.integers(0, 1_000))
    def removing_is_found(self, number: int) -> None:
        self.finds(self.sealed(number).delete)

    @precondition(lambda self: Seal.objects.exists())
    @rule(number=st.integers(0, 1_000))
    def cutting_a_chain_is_found(self, number: int) -> None:
        first = self.sealed(number)
        rest = Entry.objects.filter(record_id=first.record_id, position__gte=first.position)
        self.finds(rest.delete)

    @precondition(lambda self: Seal.objects.exists())
    @rule(number=st.integers(0, 1_000))
    def inserting_is_found(self, number: int) -> None:
        copy = self.sealed(number)
        copy.pk, copy.position = None, self.acts[copy.record_id] + 1
        self.finds(copy.save)

    @precondition(lambda self: Seal.objects.exists())
    @rule(one=st.integers(0, 1_000), other=st.integers(0, 1_000))
    def swapping_is_found(self, one: int, other: int) -> None:
        first, second = self.sealed(one), self.sealed(other)
        if first.pk == second.pk:
            return

        def swap() -> None:
            where = [(e.record_id, e.position) for e in (first, second)]
            for entry, (record_id, position) in ((first, (0, 1)), (second, where[0]), (first, where[1])):
                Entry.objects.filter(pk=entry.pk).update(record_id=record_id, position=position)

        self.finds(swap)

    @precondition(lambda self: Seal.objects.exists())
    @rule(number=st.integers(0, 1_000))
    def unsealing_is_found(self, number: int) -> None:
        entry = Entry.objects.filter(pk=self.sealed(number).pk)
        self.finds(lambda: entry.update(seal=None))

    @precondition(lambda self: self.exported)
    @rule(number=st.integers(0, 1_000))
    def removing_exported_seals_and_all_after_is_found(self, number: int) -> None:
        since = number % self.exported + 1

        def remove() -> None:
            Entry.objects.filter(seal__number__gte=since).delete()
            Seal.objects.filter(number__gte=since).delete()

        self.finds(remove, exported=True)

    @invariant()
    def untampered_is_clean(self) -> None:
        if not hasattr(self, "file"):
            return
        verdict = verify(self.file)
        assert verdict.faults == ()
        assert verdict.entries == sum(self.acts.values())
        assert verdict.chains == len(self.acts)


@pytest.mark.django_db
def test_the_ledger_is_clean_unless_tampered_with_and_then_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    run_state_machine_as_test(
        Ledger,
        settings=settings(max_examples=15, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
