"""What a report claims: that a wrong is at a place.

Its identity decides of which problem it speaks, its day whether of one that is settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import NamedTuple

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk
from huiyin.records.problems.models import Problem
from huiyin.records.reports.models import Channel

Key = tuple[str, int, str]
KEY = ("violation", "compound_id", "place_key")
"""The columns of a problem that make its identity."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A report's word that a wrong is at a place. The place's parts are in their normal form; empty is unknown.

    ``given`` is the deadline that its source has set, ``running`` the first limit that runs on it; None where nobody has
    looked.
    """

    report_id: int
    violation: str
    compound_id: int
    building: str
    unit: str
    room: str
    in_progress: bool | None
    channel: Channel
    first_on: date
    given: date | None = None
    running: date | None = None

    @property
    def key(self) -> Key:
        """The identity of the problem that it speaks of."""
        return (self.violation, self.compound_id, place_key(self.building, self.unit, self.room))


def place_key(building: str, unit: str, room: str) -> str:
    """The finest place level known within a compound; empty for the compound as a whole."""
    return f"{building}/{unit}/{room}" if building or unit or room else ""


class Settled(NamedTuple):
    """A settled problem, and the day in Shanghai on which it was."""

    pk: int
    on: date


def settled_at(keys: Sequence[Key]) -> dict[Key, list[Settled]]:
    """The settled problems of each key, the last settled last; none that was opened by mistake. One statement."""
    found: dict[Key, list[Settled]] = defaultdict(list)
    rows = bulk.matching(
        Problem, KEY, keys, (*KEY, "id", "settled_at"), "t.state = 'settled' AND t.verification <> ''"
    )
    # SQLite keeps moments without their zone.
    ends = sorted((at.replace(tzinfo=UTC), pk, tuple(key)) for *key, pk, at in rows)
    for at, pk, key in ends:
        found[key].append(Settled(pk, to_shanghai(at).date()))
    return found


def take_late(
    by_key: dict[Key, list[Claim]], ended: Mapping[Key, Sequence[Settled]]
) -> dict[int, list[Claim]]:
    """Take out of ``by_key`` the claims that speak of what is settled. Returns them by that problem."""
    late: dict[int, list[Claim]] = defaultdict(list)
    for key, those in ended.items():
        since: list[Claim] = []
        for claim in by_key.pop(key):
            past = _past(claim, those)
            (since if past is None else late[past.pk]).append(claim)
        if since:
            by_key[key] = since
    return late


def _past(claim: Claim, ended: Sequence[Settled]) -> Settled | None:
    """The first that was settled on a later day than the report was made, whose matter it tells of; what was made on the very
    day may tell that the wrong is back."""
    return next((one for one in ended if claim.first_on < one.on), None)
