"""The reports that others quote by their number: of which order that is held a feedback or a withdrawal speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import msgspec
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from huiyin.records.ledger.action import By
from huiyin.records.ledger.clashes import retried
from huiyin.records.reports.actions.attach import attach
from huiyin.records.reports.models import Fate, PendingReason, Report

# Numbers that are asked for in one statement.
AT_ONCE = 500


@dataclass(slots=True)
class Attachable:
    """Feedbacks that wait: those of which just one original is held, by id with that one's; those of which several are held,
    so that a person picks; and those of which none is."""

    ready: dict[int, int] = field(default_factory=dict)
    several: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many feedbacks wait."""
        return len(self.ready) + len(self.several) + len(self.unknown)


def quotes_of(reading: str) -> tuple[str, ...]:
    """The numbers that a report quotes, as its reading holds them."""
    return tuple(map(str, msgspec.json.decode(reading).get("quotes") or ()))


def with_numbers(reports: QuerySet[Report], numbers: Collection[str]) -> QuerySet[Report]:
    """Those of the reports that have one of these numbers."""
    # Said by the words of the index's own condition, so that SQLite looks there and not through all the texts.
    numbered = RawSQL("NOT (number = '')", (), output_field=BooleanField())
    there = Report.objects.filter(numbered, number__in=numbers).values("pk")
    return reports.filter(pk__in=there)


def attachable(waiting: QuerySet[Report], among: QuerySet[Report]) -> Attachable:
    """Which of the reports that wait as feedbacks can be attached to the order, ``among`` others, that they quote.

    A quoted order that is a feedback itself leads on to the one to which it belongs. One statement, and one for each
    :data:`AT_ONCE` numbers that are quoted.
    """
    feedbacks = waiting.filter(fate=Fate.PENDING, pending_reason=PendingReason.FOLLOW_UP)
    rows = list(feedbacks.order_by("pk").values_list("pk", "reading"))
    quoted = {pk: quotes_of(reading) for pk, reading in rows}
    held = _held(among, {number for numbers in quoted.values() for number in numbers})
    found = Attachable()
    for pk, numbers in quoted.items():
        there = {one for number in numbers for one in held[number] if one != pk}
        if len(there) == 1:
            found.ready[pk] = there.pop()
        else:
            (found.several if there else found.unknown).append(pk)
    return found


def _held(among: QuerySet[Report], numbers: Iterable[str]) -> dict[str, set[int]]:
    """The originals behind these numbers: what was attached leads on, what waits as a feedback is none."""
    held: dict[str, set[int]] = defaultdict(set)
    columns = ("number", "pk", "fate", "pending_reason", "disposal__original")
    wanted = sorted(numbers)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        for number, pk, fate, reason, original in with_numbers(among, some).values_list(*columns):
            if fate == Fate.ATTACHED and original is not None:
                held[number].add(original)
            elif reason != PendingReason.FOLLOW_UP:
                held[number].add(pk)
    return held


def attach_in_parts(by: By, found: Attachable, reason: str) -> list[int]:
    """Attach what is ready, each part an act of its own, so that nobody else's writing waits for long. Returns the ids.

    Raises ``FateRefused`` as ``attach`` does; parts that were attached before stay so.
    """
    ready = sorted(found.ready.items())
    done: list[int] = []
    for start in range(0, len(ready), AT_ONCE):
        done.extend(retried(attach)(by, dict(ready[start : start + AT_ONCE]), reason))
    return done
