"""One report as a program tells it or a person types or pastes it, prepared and received just as a row of a file would be."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

import msgspec
from django.db.models import Count, Max

from huiyin.records.accounts.models import Client
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger import chain, vault
from huiyin.records.ledger.action import By
from huiyin.records.ledger.clashes import retried
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports.actions.receive import Source
from huiyin.records.reports.actions.submit import NumberHeld, Submitted, submit, take_typed
from huiyin.records.reports.incoming import Arrival, Incoming
from huiyin.records.reports.landing.bound import Bound
from huiyin.records.reports.landing.dates import SoFar
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.landing.fields import CODES, Fields
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header
from huiyin.records.reports.landing.labelled import SeveralOrders, read_labelled
from huiyin.records.reports.landing.mapping import Column, Mapping
from huiyin.records.reports.masking import masked_in, without_names
from huiyin.records.reports.models import Channel, Report
from huiyin.records.reports.numbering import source_of
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

    Raises :class:`TellingRefused`, and ``KeyReused`` or ``NumberHeld`` as :func:`submit` does.
    """
    row = _prepared(by, source_of(channel.value, client.unit_id), _cells(told))
    content = chain.canonical_bytes({"channel": channel.value, **told})
    return retried(submit)(
        by,
        scope,
        client.pk,
        vault.blind_index("key", key.encode()),
        vault.blind_index("submission", content),
        Source(channel, client.unit_id),
        row,
    )


@dataclass(frozen=True, slots=True)
class FromPaste:
    """One field that was read out of a pasted order, masked; of an ``identity`` nothing is shown.

    Where a value was typed for it, that one counts (``typed_over``). ``wrongs`` say why it cannot be taken.
    """

    field: str
    value: str
    identity: bool
    typed_over: bool
    wrongs: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted order is read as. ``mark`` changes with anything of it, so that what was looked at is what is taken.

    ``wrongs`` say why it cannot be taken so.
    """

    fields: tuple[FromPaste, ...]
    mark: str
    wrongs: tuple[Wrong, ...] = ()


def read_pasted(told: AnyMapping[str, str], at: datetime) -> Pasted | None:
    """How :func:`type_in` will read what was typed and pasted; None where the text has no labels and is the text itself.

    Raises :class:`TellingRefused` where several orders were pasted.
    """
    labelled = _labelled(told)
    if labelled is None:
        return None
    cells = _over(labelled, told)
    typed = _bound().fields(_row(cells), SoFar.at(at))
    wrongs = () if isinstance(typed, Fields) else tuple(_wrong(problem) for problem in typed)
    names = cells.get(_column("reporter_name"), "")
    fields = tuple(
        FromPaste(
            column.field,
            "" if column.identity else masked_in(column.field, without_names(value, names)),
            column.identity,
            column.field in told and column.field != "text",
            tuple(wrong for wrong in wrongs if wrong.field == column.field),
        )
        for column, value in labelled.items()
    )
    mark = vault.blind_index("pasted", chain.canonical_bytes(cells)).hex()
    return Pasted(fields, mark, wrongs)


def type_in(by: By, channel: Channel, unit_id: int, told: AnyMapping[str, str]) -> tuple[int | None, bool]:
    """Receive one report that a person has typed or pasted, field by field as text (``FIELDS``), for their unit.

    A text whose lines are labelled (工单编号：…) is read as a row of a file is: who called goes to the encrypted fields and not
    into the text. What was typed counts before what was pasted.

    Returns its id and whether it is new; a number that is known already changes its report, or nothing. The id is None where
    the same words without a number are in already. Raises :class:`TellingRefused`, for the number of another unit's report
    as well.
    """
    labelled = _labelled(told)
    cells = _cells(told) if labelled is None else _over(labelled, told)
    row = _prepared(by, source_of(channel.value, unit_id), cells)
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


def _labelled(told: AnyMapping[str, str]) -> dict[Column, str] | None:
    try:
        return read_labelled(told.get("text", ""), Mapping.load("generic"))
    except SeveralOrders as several:
        wrong = Wrong(
            "text",
            "这里一次录入一件；多件请存成文件，从“导入文件”导入",
            "one order at a time; save several as a file and import it",
        )
        raise TellingRefused([wrong]) from several


def _over(labelled: AnyMapping[Column, str], told: AnyMapping[str, str]) -> dict[str, str]:
    """What was typed, over what was read out of the paste; by the names of the columns."""
    typed = {field: value for field, value in told.items() if field != "text"}
    read = {column.names[0]: value for column, value in labelled.items() if column.field not in typed}
    return read | _cells(typed)


def _cells(told: AnyMapping[str, str]) -> dict[str, str]:
    """By the names of the columns; of several for one field the first."""
    return {_column(field): value for field, value in told.items()}


@cache
def _column(field: str) -> str:
    return next(column.names[0] for column in _mapping().columns if column.field == field)


def _prepared(by: By, source: str, cells: AnyMapping[str, str]) -> Incoming:
    preparer = _preparer(_compounds_changed())
    (prepared,) = preparer.prepare([_row(cells)], Arrival(source, by.at))
    if prepared.refusal:
        raise TellingRefused([_wrong(p) for p in msgspec.json.decode(prepared.refusal, type=list[Problem])])
    return prepared


def _row(cells: AnyMapping[str, str]) -> Row:
    return Row(1, tuple(cells.get(column.names[0], "") for column in _mapping().columns))


@cache
def _mapping() -> Mapping:
    """The names of the shipped mapping, so that a row says the same as one of a file; of a program's words the codes."""
    generic = Mapping.load("generic")
    return msgspec.structs.replace(
        generic,
        name="told",
        values={
            field: generic.values[field] | {code: code for code in codes} for field, codes in CODES.items()
        },
        absent=(),
    )


@lru_cache(maxsize=1)
def _preparer(compounds_changed: tuple[int, int]) -> Preparer:
    """To index the names of a city's compounds takes a fifth of a second: it is done again only when one has changed."""
    return Preparer(_bound(), gazetteer())


@cache
def _bound() -> Bound:
    return _mapping().bind(Header(1, tuple(column.names[0] for column in _mapping().columns)))


def _compounds_changed() -> tuple[int, int]:
    """Another pair after each change of a known compound, whichever process made it."""
    known = Entry.objects.filter(record="compound").exclude(action="compound.provide")
    count, latest = known.aggregate(Count("pk"), Max("pk")).values()
    return count, latest or 0


def _wrong(problem: Problem) -> Wrong:
    field = next((c.field for c in _mapping().columns if c.names[0] == problem.column), "")
    # Row and column stand before the colon; a program that tells one report knows neither.
    zh, en = problem.message_zh.partition("：")[2], problem.message_en.partition(": ")[2]
    return Wrong(field, zh or problem.message_zh, en or problem.message_en)
