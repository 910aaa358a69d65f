"""Acts that are sealed, and what changes them behind the ledger's back."""

from __future__ import annotations

from datetime import timedelta

from ledger_acts import AT, by, do, note

from huiyin.records.ledger.action import By, enter
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.sealing import seal
from huiyin.records.ledger.verification import Verdict


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
