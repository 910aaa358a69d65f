"""Actions over no table, with which the ledger's own tests act; they stand in no storey of the product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.models import Entry

SHANGHAI = timezone(timedelta(hours=8))
AT = datetime(2022, 9, 15, 9, 30, 0, 250_001, tzinfo=SHANGHAI)


def by(minutes: int = 0, actor: str = "chen.yi", door: str = "web") -> By:
    return By(actor, AT + timedelta(minutes=minutes), door)


@action("sample.note")
def note(by: By, ids: Sequence[int], text: str = "巡查") -> list[int]:
    """One entry for each id."""
    for record_id in ids:
        enter("sample", record_id, {"text": text})
    return list(ids)


@action("sample.open")
def open_new(by: By, ids: Sequence[int]) -> list[int]:
    """The first entry of records that are new."""
    for record_id in ids:
        enter("sample", record_id, {"text": "新建"}, first=True)
    return list(ids)


@action("sample.do")
def do(by: By, body: Callable[[By], Any]) -> Any:
    """Whatever ``body`` does, as one action."""
    return body(by)


@action("sample.part.do")
def do_part(by: By, body: Callable[[By], Any]) -> Any:
    """The same under another name, to nest."""
    return body(by)


@action("sample.first")
def first(by: By, calls: list[str]) -> list[str]:
    calls.append("first")
    enter("sample", 1, {"step": "first"})
    return calls


@action("sample.second")
def second(by: By, calls: list[str]) -> list[str]:
    calls.append("second")
    enter("sample", 2, {"step": "second"})
    return calls


@action("sample.third")
def third(by: By, calls: list[str]) -> list[str]:
    calls.append("third")
    enter("sample", 3, {"step": "third"})
    return calls


def entries() -> list[tuple[str, int, int, str, str]]:
    """Record, id, position, action and cause of every entry, in the order in which they were written."""
    rows = Entry.objects.order_by("id").values_list("record", "record_id", "position", "action", "cause")
    return list(rows)
