"""A row on its way in: mapped, cleaned and read outside any transaction, so that the write itself is short."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from huiyin.knowledge.language.likeness import Keys

# The reasons of models.PendingReason that a reader can have, and "unplaced", which only a person says. As plain words, since
# the process that prepares rows loads no database.
WaitsFor = Literal["", "reading", "place", "unplaced", "outside", "withdrawal", "inquiry", "follow-up"]


class Arrival(msgspec.Struct, frozen=True):
    """How rows come in: within what their numbers are unique (``numbering.source_of``), and at which moment."""

    source: str
    at: datetime


class Place(msgspec.Struct, frozen=True):
    """Where the wrong is: a known compound's id, or the key of a provisional one; parts in their normal form."""

    compound_id: int | None = None
    provisional_key: str = ""
    provisional_name: str = ""
    provisional_road: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""


class Wrong(msgspec.Struct, frozen=True):
    """One violation that the reader is sure the text complains of."""

    code: str
    in_progress: bool | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says and when: the columns that an amendment may change, in the order of the table's.

    ``unsaid`` names those of them that the row does not give and for which something stands nevertheless: for a category the
    new one. ``emptied`` are those that a person emptied. ``afterwards`` are the row's columns of what was done and said
    afterwards, by name, where they tell that the reporter is not satisfied.
    """

    text: str
    address: str = ""
    district: str = ""
    urgency: str = ""
    order_type: str = ""
    category: str = ""
    agency: str = ""
    reporter_kind: str = ""
    anonymous: bool = False
    caller: bytes | None = None
    created_on: date
    created_at: datetime | None = None
    dispatched_on: date | None = None
    dispatched_at: datetime | None = None
    signed_on: date | None = None
    signed_at: datetime | None = None
    reached_on: date
    reached_at: datetime | None = None
    deadline_on: date | None = None
    deadline_at: datetime | None = None
    unsaid: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    afterwards: dict[str, str] = {}


class Said(msgspec.Struct, frozen=True):
    """What a text says, as a reader or a person has read it: the codes of its violations, and where they are."""

    violations: tuple[str, ...]
    scope: str
    act: str
    in_progress: bool | None
    place: Place = Place()


class Read(msgspec.Struct, frozen=True):
    """What the reader made of the text, and what it waits for (empty: it can be joined to its problems).

    ``certainty``, in [0, 1], is the chance that the violations are exactly right.
    ``likeness`` are the keys by which nearly the same texts are found; None where the text says too little.
    """

    reader: str
    content: str
    scope: str
    act: str
    in_progress: bool | None
    wrongs: tuple[Wrong, ...]
    place: Place
    waits_for: WaitsFor
    certainty: float = 1.0
    likeness: Keys | None = None


class Incoming(msgspec.Struct, frozen=True):
    """One row as received, with what it says when it could be mapped, or why not when it could not."""

    position: int
    source: str
    number: str
    digest: bytes
    key: bytes
    raw: bytes
    told: Told | None = None
    read: Read | None = None
    refusal: str = ""

    @property
    def name(self) -> tuple[str, str]:
        """What tells the row from others: its source and number, or its digest where it has no number."""
        return (self.source, self.number or self.digest.hex())
