"""One report as a program tells it, prepared and received just as a row of a file would be."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import msgspec
from django.db.models import Count, Max

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.models import Client
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger import chain, vault
from huiyin.records.ledger.action import By
from huiyin.records.ledger.clashes import retried
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports.actions.receive import Source
from huiyin.records.reports.actions.submit import NumberHeld, Submitted, submit, take_typed
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.landing.fields import CODES
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel, Report
from huiyin.records.reports.preparing import Preparer

FIELDS = (
    "number",
    "received",
    "reached",
    "dispatched",
    "signed",
    "deadline",
    "text",
    "address",
    "district",
    "urgency",
    "order_type",
    "category",
    "agency",
    "anonymous",
    "reporter_kind",
    "reporter_name",
    "phone",
)
"""What a program may tell, as ``landing.fields.Fields`` names it."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field of a report that cannot be taken, and why."""

    field: str
    zh: str
    en: str


class TellingRefused(ValueError):
    """What a program tells cannot become a report; nothing of it is kept."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__("; ".join(f"{wrong.field}: {wrong.en}" for wrong in wrongs))
        self.wrongs = wrongs


def hand_in(
    by: By, client: Client, scope: Scope, channel: Channel, key: str, told: AnyMapping[str, str]
) -> Submitted:
    """Receive one report that a program tells, field by field as text (``FIELDS``), for the program's unit.

    An order of the hotline has the number that it has in the hotline's exports; numbers of other channels are the unit's own.

    Raises :class:`TellingRefused`, and ``KeyReused`` or ``NumberHeld`` as :func:`submit` does.
    """
    row = _prepared(by, told)
    content = chain.canonical_bytes({"channel": channel.value, **told})
    return retried(submit)(
        by,
        scope,
        client.pk,
        vault.blind_index("key", key.encode()),
        vault.blind_index("submission", content),
        Source(channel, client.unit_id),
        msgspec.structs.replace(row, source=_source(channel, client.unit_id)),
    )


def type_in(by: By, channel: Channel, unit_id: int, told: AnyMapping[str, str]) -> tuple[int | None, bool]:
    """Receive one report that a person has typed or pasted, field by field as text (``FIELDS``), for their unit.

    Returns its id and whether it is new; a number that is known already changes its report, or nothing. The id is None where
    the same words without a number are in already. Raises :class:`TellingRefused`, for the number of another unit's report
    as well.
    """
    row = msgspec.structs.replace(_prepared(by, told), source=_source(channel, unit_id))
    try:
        receipt = retried(take_typed)(by, Source(channel, unit_id), row)
    except NumberHeld as held:
        en, _, zh = str(held).partition(" / ")
        raise TellingRefused([Wrong("number", zh, en)]) from held
    if receipt.made:
        return receipt.made[0].report_id, True
    if receipt.amended:
        return receipt.amended[0].report_id, False
    known = Report.objects.filter(source=row.source, number=row.number).values_list("pk", flat=True)
    return (known.first() if row.number else None), False


def _prepared(by: By, told: AnyMapping[str, str]) -> Incoming:
    preparer = _preparer(_compounds_changed(), to_shanghai(by.at).date())
    (row,) = preparer.prepare([Row(1, tuple(told.get(field, "") for field in FIELDS))])
    if row.refusal:
        raise TellingRefused([_wrong(p) for p in msgspec.json.decode(row.refusal, type=list[Problem])])
    return row


def _source(channel: Channel, unit_id: int) -> str:
    """Within what a number is unique. It is not the program's, whose token may be replaced by another's."""
    return (
        Mapping.load("shanghai12345").source if channel == Channel.HOTLINE else f"{channel.value}:{unit_id}"
    )


@cache
def _mapping() -> Mapping:
    """The names of the shipped mapping, so that a row says the same as one of a file; of its words only the codes."""
    return msgspec.structs.replace(
        Mapping.load("generic"),
        name="told",
        values={field: {code: code for code in codes} for field, codes in CODES.items()},
        absent=(),
    )


@cache
def _names() -> dict[str, str]:
    """The name of the column of each field: the first of those that the shipped mapping knows."""
    named: dict[str, str] = {}
    for column in _mapping().columns:
        named.setdefault(column.field, column.names[0])
    return named


@lru_cache(maxsize=1)
def _preparer(compounds_changed: tuple[int, int], today: date) -> Preparer:
    """To index the names of a city's compounds takes a fifth of a second: it is done again only when one has changed."""
    header = Header(1, tuple(_names()[field] for field in FIELDS))
    return Preparer(_mapping().bind(header), gazetteer(), today)


def _compounds_changed() -> tuple[int, int]:
    """Another pair after each change of a known compound, whichever process made it."""
    known = Entry.objects.filter(record="compound").exclude(action="compound.provide")
    count, latest = known.aggregate(Count("pk"), Max("pk")).values()
    return count, latest or 0


def _wrong(problem: Problem) -> Wrong:
    field = next((field for field, name in _names().items() if name == problem.column), "")
    # Row and column stand before the colon; a program that tells one report knows neither.
    zh, en = problem.message_zh.partition("：")[2], problem.message_en.partition(": ")[2]
    return Wrong(field, zh or problem.message_zh, en or problem.message_en)
