"""What happened to a matter, from the ledger: structured, so that a door can say it in the reader's language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from huiyin.records.ledger.action import Ref
from huiyin.records.ledger.queries import acts_upon

SHOWN = 200


class Cause(NamedTuple):
    """The act that brought another about: whose it is, and its place in that chain."""

    record: str
    record_id: int
    position: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One act upon one record. ``action`` says which sentence it is, ``content`` what stands in it."""

    record: str
    record_id: int
    position: int
    at: datetime
    actor: str
    door: str
    action: str
    content: dict[str, Any]
    cause: Cause | None


def happened(refs: Collection[Ref], limit: int = SHOWN) -> tuple[Happening, ...]:
    """What happened to these records, the newest first, at most ``limit`` acts. One statement."""
    return tuple(
        Happening(
            act.record,
            act.record_id,
            act.position,
            act.at,
            act.actor,
            act.door,
            act.action,
            msgspec.json.decode(act.content),
            cause_of(act.cause),
        )
        for act in acts_upon(refs).defer("mac")[:limit]
    )


def cause_of(text: str) -> Cause | None:
    """A cause as the ledger writes it (``problem:12#3``), taken apart; None for none."""
    if not text:
        return None
    ref, _, position = text.partition("#")
    record, _, record_id = ref.partition(":")
    return Cause(record, int(record_id), int(position))
