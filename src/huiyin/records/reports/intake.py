"""Importing a file: from the bytes on disk to reports in the lists.

Three processes share the work: a child with few rights opens the file (``landing/``), a second one maps and reads the rows,
and this one writes. Rows are taken in chunks sized by the time that a chunk holds the database, so that an officer who
wants to write meanwhile is not kept waiting.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path

from django.db.models import Max, QuerySet

import huiyin
from huiyin.records.ledger.action import By
from huiyin.records.ledger.clashes import retried
from huiyin.records.registry.queries import gazetteer
from huiyin.records.reports import files
from huiyin.records.reports.actions import batch as batches
from huiyin.records.reports.actions.receive import Source
from huiyin.records.reports.incoming import Arrival, Incoming
from huiyin.records.reports.landing.errors import Refused
from huiyin.records.reports.landing.header import Unlike
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.landing.workbook import check_regular
from huiyin.records.reports.models import Channel, ImportBatch, Upload
from huiyin.records.reports.numbering import source_of
from huiyin.records.reports.prepare_process import Elsewhere, begin
from huiyin.records.reports.preparing import prepare_file
from huiyin.records.reports.standing import NOTHING, Standing, standing

FIRST_CHUNK = 200
LARGEST_CHUNK = 4_000
# Objects made since the last look for cycles at which the next is due; Python's own figure is 700 to 2,000.
SELDOM, USUAL = 2_000_000, gc.get_threshold()
# Seconds that one chunk should hold the write lock.
HOLD = 0.15


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, from whom, for which unit."""

    path: Path
    name: str
    mapping: Mapping
    channel: Channel
    unit_id: int
    actor: str
    door: str


Progress = Callable[[int], None]
Tell = Callable[[Unlike], None]


def _nobody(unlike: Unlike) -> None:
    """For whoever does not ask how the header differs."""


def import_file(
    order: Order,
    clock: Callable[[], datetime],
    progress: Progress = lambda rows: None,
    begun: Elsewhere | None = None,
    tell: Tell = _nobody,
    entered: Callable[[ImportBatch], None] = lambda batch: None,
) -> ImportBatch:
    """Import a file and return its batch, finished. ``clock`` is the door's; ``progress`` hears how many rows are done.

    ``tell`` hears, before any row is taken, how the header differs from the mapping; ``entered``, of the batch once it is
    begun, so that a door can show how far it has come.

    ``begun`` is what ``prepare_process.begin`` gave for the same file, when the door had time to begin early.

    Running it again, after a crash or by mistake, adds nothing: a row that is known changes nothing.

    Raises :class:`Refused` when the file or its header cannot be read. What was taken before that stays, and is known
    when the corrected file comes.
    """
    check_regular(order.path)
    digest = files.fingerprint(order.path)
    with (
        _collecting_seldom(),
        closing(_prepared(order, clock(), begun, tell)) as prepared,
    ):
        # The header is read, and refused if need be, before anything is entered.
        first = next(prepared, [])
        # Of two who import one file at once, the second must find the key under which the first has kept it.
        with files.alone():
            batch = batches.begin(
                By(order.actor, clock(), order.door),
                name=order.name,
                sha256=digest,
                size=order.path.stat().st_size,
                mapping=order.mapping.name,
                mapping_version=order.mapping.version,
                importer=huiyin.__version__,
                channel=order.channel,
                unit_id=order.unit_id,
                file_key=_kept(order.path, digest),
            )
        entered(batch)
        try:
            _take_all(order, clock, progress, batch, chain([first], prepared))
        except Refused as refused:
            batches.refuse(By(order.actor, clock(), order.door), batch.pk, refused.problem.message_zh)
            raise
        return batches.finish(By(order.actor, clock(), order.door), batch.pk)


def try_out(
    order: Order, clock: Callable[[], datetime], begun: Elsewhere | None = None, tell: Tell = _nobody
) -> Counter[str]:
    """What importing a file would do, in counts, changing nothing. Raises :class:`Refused` as the import would."""
    check_regular(order.path)
    counts = Counter(dict.fromkeys(("read", "new", "changed", "known", "refused", *_FATES), 0))
    taken_to = cache(partial(_taken_to, ImportBatch.objects.filter(sha256=files.fingerprint(order.path))))
    # What would stand under each number that this file has named so far.
    landed: dict[tuple[str, str], Standing] = {}
    with closing(_prepared(order, clock(), begun, tell)) as prepared:
        for part in prepared:
            landed = standing(part) | landed
            for row in part:
                counts["read"] += 1
                before = landed.get(row.name)
                if before is not None and before.knows(row, taken_to):
                    counts["known"] += 1
                    continue
                report_id = before.report_id if before is not None else None
                if row.read is None:
                    counts["refused"] += 1
                elif report_id is not None:
                    counts["changed"] += 1
                else:
                    counts["new"] += 1
                    counts["pending" if row.read.waits_for else "linked"] += 1
                    report_id = 0
                landed[row.name] = (before or NOTHING).followed_by(row, report_id)
    return counts


_FATES = ("linked", "pending", "transferred")


@contextmanager
def _collecting_seldom() -> Generator[None, None, None]:
    """Rows make millions of values and no cycles; to look for cycles among them takes an eighth of an import's time."""
    gc.set_threshold(SELDOM, *USUAL[1:])
    try:
        yield
    finally:
        # Not what was set before: two imports in one process may end in any order.
        gc.set_threshold(*USUAL)


def _kept(path: Path, digest: bytes) -> bytes:
    """Keep the file, unless the same bytes are kept already. Returns its wrapped key."""
    return key_of(digest) or files.keep(path, digest.hex())


def key_of(digest: bytes) -> bytes | None:
    """The wrapped key under which these bytes are kept, by whichever record; None where they are not.

    Call it within ``files.alone()`` where something is kept or removed because of it.
    """
    if not files.holds(digest.hex()):
        return None
    for table in (ImportBatch, Upload):
        row = table.objects.filter(sha256=digest, file_key__isnull=False).order_by("pk").last()
        if row is not None and row.file_key is not None:
            return bytes(row.file_key)
    return None


def _take_all(
    order: Order,
    clock: Callable[[], datetime],
    progress: Progress,
    batch: ImportBatch,
    prepared: Iterator[Sequence[Incoming]],
) -> None:
    others = ImportBatch.objects.filter(sha256=batch.sha256).exclude(pk=batch.pk)
    take = retried(batches.take)
    source = Source(order.channel, order.unit_id, batch.pk, partial(_taken_to, others))
    size = FIRST_CHUNK
    waiting: list[Incoming] = []
    for part in chain(prepared, [None]):
        waiting.extend(part or ())
        while len(waiting) >= size or (part is None and waiting):
            chunk, waiting = waiting[:size], waiting[size:]
            begun = time.perf_counter()
            # When another import was first with some of its rows, it is taken again and finds them known.
            take(By(order.actor, clock(), order.door), batch.pk, source, chunk)
            held = time.perf_counter() - begun
            progress(len(chunk))
            size = max(20, min(LARGEST_CHUNK, int(len(chunk) * min(2.0, HOLD / max(held, 0.001)))))


def _taken_to(runs: QuerySet[ImportBatch]) -> int:
    """The last row that one of these imports came to, by its number in the file."""
    furthest: int | None = runs.aggregate(furthest=Max("position"))["furthest"]
    return furthest or 0


def _prepared(
    order: Order, at: datetime, begun: Elsewhere | None, tell: Tell
) -> Generator[list[Incoming], None, None]:
    arrival = Arrival(source_of(order.channel.value, order.unit_id), at)
    elsewhere = begun or begin(order.path, order.name)
    if elsewhere is None:
        yield from prepare_file(order.path, order.name, order.mapping, gazetteer(), arrival, tell)
        return
    with closing(elsewhere.prepare(order.mapping, gazetteer(), arrival, tell)) as prepared:
        yield from prepared
