"""Preparing rows outside any transaction: map, clean, read. Runs in a process of its own for large files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from datetime import date, datetime
from itertools import compress, islice, product
from pathlib import Path

import msgspec

from huiyin.knowledge.complaint import Complaint, ComplaintReader, Said
from huiyin.knowledge.language import likeness
from huiyin.knowledge.language.callback import dissatisfied
from huiyin.knowledge.language.reading import Reader
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.records.ledger import chain, vault
from huiyin.records.reports import reading_by, routing
from huiyin.records.reports.doubling import Numbers
from huiyin.records.reports.incoming import Arrival, Incoming, Read, Told
from huiyin.records.reports.landing.bound import Bound
from huiyin.records.reports.landing.cleaning import normal_phone
from huiyin.records.reports.landing.dates import Moment, SoFar
from huiyin.records.reports.landing.errors import Problem
from huiyin.records.reports.landing.fields import Fields
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Unlike, column_key, find_header
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.landing.sheets import ENOUGH, sheet_of_orders
from huiyin.records.reports.landing.workbook import RowStream, open_rows
from huiyin.records.reports.masking import without_names

# Characters of an order number that are kept; a longer one is no order number.
NUMBER = 64
HANDED_OVER = 500

# The columns of Told that stand for nothing in the row, by whether 工单生成, 接报, 是否匿名 and 分类 are lacking.
_UNSAID = {
    lacking: tuple(compress(("created_on", "reached_on", "anonymous", "category"), lacking))
    for lacking in product((False, True), repeat=4)
}

_json = msgspec.json.Encoder()


def prepare_file(
    path: Path,
    name: str,
    mapping: Mapping,
    entries: Iterable[Entry],
    arrival: Arrival,
    tell: Callable[[Unlike], None] = lambda unlike: None,
) -> Iterator[list[Incoming]]:
    """Open a file and prepare its rows, some hundred at a time. Raises :class:`Refused`, the header's before any row.

    ``tell`` hears, before any row, how the header differs from the mapping.
    """
    with open_rows(path, name=name) as rows:
        yield from prepare_rows(rows, mapping, entries, arrival, tell)


def prepare_rows(
    stream: RowStream,
    mapping: Mapping,
    entries: Iterable[Entry],
    arrival: Arrival,
    tell: Callable[[Unlike], None],
) -> Iterator[list[Incoming]]:
    """Prepare the rows of a file that is open already, header first. Raises :class:`Refused` as ``prepare_file`` does.

    Of a workbook with several visible sheets it is the one to which the mapping fits (``landing.sheets``).

    A row whose number stands in the file already, with another content, is held back where it says of itself nothing by
    which it would be the newer one (:class:`~huiyin.records.reports.doubling.Numbers`).
    """
    others: tuple[str, ...] = ()
    if len(stream.source.sheets) > 1 and (beginnings := stream.beginnings(ENOUGH)):
        sheet = sheet_of_orders(beginnings, mapping)
        others = tuple(name for name in beginnings if name != sheet)
        if sheet != stream.source.sheet:
            stream.close()
            stream = stream.of_sheet(sheet)
    with stream as rows:
        header, body = find_header(rows, mapping.known)
        bound = mapping.bind_file(header)
        tell(msgspec.structs.replace(bound.unlike, sheets=others))
        preparer = Preparer(bound, entries)
        numbers = Numbers(arrival.source, preparer.number_column)
        while part := list(islice(body, HANDED_OVER)):
            yield [numbers.once(row) for row in preparer.prepare(part, arrival)]


class Preparer:
    """Turns rows under one header into incoming rows, against one gazetteer.

    ``reader`` reads their language, the installation's unless another is given. ``number_column`` is what the header calls the
    number, "" where it has none.
    """

    def __init__(self, bound: Bound, entries: Iterable[Entry], reader: Reader | None = None) -> None:
        self._bound = bound
        self._reader = ComplaintReader(Gazetteer(entries), reader or reading_by.chosen())
        wanted = {column_key(n) for c in bound.mapping.columns if c.field == "number" for n in c.names}
        self.number_column = next((name for name in bound.columns if column_key(name) in wanted), "")

    def prepare(self, rows: Sequence[Row], arrival: Arrival) -> list[Incoming]:
        """One incoming row for each row, in order; one that cannot be mapped carries its refusal."""
        so_far, today = SoFar.at(arrival.at), to_shanghai(arrival.at).date()
        mapped = [self._bound.read(row, so_far) for row in rows]
        told = [
            self._told(fields, today, received) for received, fields in mapped if isinstance(fields, Fields)
        ]
        complaints = iter(
            self._reader.read_all(
                [Said(one.text, one.address, one.district or None) for one in told], place_without_wrong=False
            )
        )
        said = iter(told)
        likenesses = iter(likeness.keys_of_all([one.text for one in told]))
        raws = [chain.canonical_bytes(received) for received, _ in mapped]
        shut = vault.shut_each("row", raws)
        source = arrival.source
        prepared = []
        for row, (received, fields), raw, (wrapped, kept) in zip(rows, mapped, raws, shut, strict=True):
            digest = vault.blind_index("row", raw)
            if isinstance(fields, Fields):
                read = self.read(next(complaints), next(likenesses))
                prepared.append(
                    Incoming(row.position, source, fields.number, digest, wrapped, kept, next(said), read)
                )
            else:
                number = self._number(received, fields)
                refusal = _json.encode(fields).decode()
                prepared.append(
                    Incoming(row.position, source, number, digest, wrapped, kept, refusal=refusal)
                )
        return prepared

    def _number(self, received: AnyMapping[str, str], wrong: Sequence[Problem]) -> str:
        """The number of a row that cannot be taken; none where it is what is wrong, or says that there is none. By such a one
        the rows of different matters would take each other's place.
        """
        number = received.get(self.number_column, "")
        amiss = number in self._bound.mapping.absent or any(p.column == self.number_column for p in wrong)
        return "" if amiss else number[:NUMBER]

    def _told(self, fields: Fields, today: date, cells: AnyMapping[str, str]) -> Told:
        """What the row says. A row without any date was told on the day on which it is received.

        Where the source does not say when the unit had it (接报), it is when it was dispatched to it.
        """
        afterwards = {name: cells[name] for name in self._bound.afterwards}
        phone = normal_phone(fields.phone) if fields.phone else None
        dispatched = fields.dispatched
        received, reached = (
            fields.received or fields.reached,
            fields.reached or dispatched or fields.received,
        )
        received_on, dispatched_on = _day(received), _day(dispatched)
        return Told(
            text=without_names(fields.text, fields.reporter_name) if fields.reporter_name else fields.text,
            created_on=received_on or dispatched_on or today,
            reached_on=_day(reached) or today,
            address=without_names(fields.address, fields.reporter_name)
            if fields.reporter_name
            else fields.address,
            district=fields.district,
            urgency=fields.urgency,
            order_type=fields.order_type,
            category=fields.category or fields.new_category,
            agency=fields.agency,
            reporter_kind=fields.reporter_kind,
            anonymous=bool(fields.anonymous),
            caller=vault.blind_index("phone", phone.encode()) if phone else None,
            created_at=_instant(received),
            dispatched_on=dispatched_on,
            dispatched_at=_instant(dispatched),
            signed_on=_day(fields.signed),
            signed_at=_instant(fields.signed),
            reached_at=_instant(reached),
            deadline_on=_day(fields.deadline),
            deadline_at=_instant(fields.deadline),
            unsaid=_UNSAID[
                fields.received is None,
                fields.reached is None,
                fields.anonymous is None,
                not fields.category and bool(fields.new_category),
            ],
            afterwards=afterwards if dissatisfied("\n".join(afterwards.values())) else {},
        )

    def read(self, complaint: Complaint, keys: likeness.Keys | None) -> Read:
        """What the reader made of a text with these keys of likeness, and what the report waits for."""
        place = routing.placed(complaint)
        reading = complaint.reading
        return Read(
            reader=complaint.reader,
            content=_content(complaint),
            scope=reading.scope,
            act=reading.act,
            in_progress=reading.in_progress,
            wrongs=tuple([routing.wrong(found.code, reading.in_progress) for found in reading.violations]),
            place=place,
            waits_for=routing.waits_for(complaint, place),
            certainty=reading.certainty,
            likeness=keys,
        )


def _content(complaint: Complaint) -> str:
    reading, resolution = complaint.reading, complaint.resolution
    mention = resolution.mention
    return _json.encode(
        {
            "violations": [
                {"code": f.code, "confidence": f.confidence, "spans": f.spans} for f in reading.violations
            ],
            "near": [{"code": code, "confidence": chance} for code, chance in reading.near],
            "quotes": reading.quotes,
            "sure": reading.sure,
            "why_unsure": reading.why_unsure,
            "place": {
                "reason": resolution.reason,
                "confidence": resolution.confidence,
                "runners_up": [candidate.entry_id for candidate in resolution.runners_up],
                "compound": mention.compound,
                "road": mention.road,
                "building": mention.building,
                "unit": mention.unit,
                "room": mention.room,
            },
        }
    ).decode()


def _day(moment: Moment | None) -> date | None:
    return date.fromisoformat(moment.date) if moment is not None else None


def _instant(moment: Moment | None) -> datetime | None:
    return moment.instant() if moment is not None else None
