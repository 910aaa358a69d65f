"""Files dropped into a page: kept encrypted, looked at, imported in the background.

On disk such a file lies encrypted only. For the time in which it arrives or its rows are read it is opened into a folder that
its owner alone can read (``HUIYIN_HOME/opened``); what a killed process leaves there is cleared by the next one.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger import vault
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.reports import files
from huiyin.records.reports.actions import upload as acts
from huiyin.records.reports.actions.batch import SILENCE
from huiyin.records.reports.intake import Order, import_file, key_of
from huiyin.records.reports.landing.cleaning import tidy
from huiyin.records.reports.landing.errors import HeaderRefused, MappingRefused, Problem, refuse_file
from huiyin.records.reports.landing.errors import Refused as FileRefused
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import column_key, find_header
from huiyin.records.reports.landing.mapping import SHIPPED, Mapping
from huiyin.records.reports.landing.sheets import ENOUGH, sheet_of_orders
from huiyin.records.reports.landing.workbook import open_rows
from huiyin.records.reports.mappings import load_mapping, saved_mappings
from huiyin.records.reports.masking import masked_cell, masked_in, of_persons
from huiyin.records.reports.models import BatchState, Channel, ImportBatch, Upload, UploadState

# How many rows below the header a person is shown.
SAMPLES = 5
# Seconds after which an opened file belongs to nobody any more: no import takes so long.
FORGOTTEN = 6 * 3600
# How long a queued file is asked after again: what has not come in by then needs a person, and is not tried for ever.
TRIED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a file: its name, some of its cells, and the field that a mapping takes it for ("" for none).

    The cells are masked; of an ``identity``, known or by its name, there are none.
    """

    index: int
    name: str
    samples: tuple[str, ...]
    field: str
    identity: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What a file turned out to be under one mapping. ``problem`` says why it could not be imported so; None where it can.

    Of a workbook with several sheets that hold something, ``sheet`` is the one that is read and ``others`` those that are not.
    """

    mapping: str
    position: int
    headings: tuple[Heading, ...]
    problem: Problem | None
    sheet: str = ""
    others: tuple[str, ...] = ()

    @property
    def unknown(self) -> int:
        """How many columns no field takes."""
        return sum(1 for heading in self.headings if not heading.field)


def receive(by: By, path: Path, name: str, unit_id: int) -> Upload:
    """Keep a file that lies at ``path``. The same bytes are kept once. Raises ``OSError`` when the disk is full."""
    digest = files.fingerprint(path)
    kept = digest.hex()
    with files.alone():
        key = key_of(digest)
        return acts.keep(
            by,
            name=name,
            sha256=digest,
            size=path.stat().st_size,
            file_key=key if key is not None else files.keep(path, kept),
            unit_id=unit_id,
        )


def give_up(by: By, upload_id: int) -> None:
    """Give up a file that was not imported; its bytes go, unless another record keeps the same."""
    with files.alone():
        upload = acts.drop(by, upload_id)
        if key_of(bytes(upload.sha256)) is None:
            files.drop(bytes(upload.sha256).hex())


def look(upload: Upload) -> list[Look]:
    """What the file is under each mapping that there is, the best first: no problem, then fewest unknown columns.

    Raises ``landing.errors.Refused`` when the file cannot be read at all.
    """
    with _opened(upload) as path:
        beginnings = _beginnings(path, upload.name)
    looks = [_of_sheets(mapping, beginnings) for mapping in _mappings()]
    return sorted(looks, key=lambda one: (one.problem is not None, one.unknown))


def _mappings() -> Iterator[Mapping]:
    """Every mapping that can be loaded; a malformed file in the home is for who put it there, not for who imports."""
    for name in (*SHIPPED, *saved_mappings()):
        with suppress(MappingRefused, tomllib.TOMLDecodeError, UnicodeDecodeError):
            yield load_mapping(name)


def _beginnings(path: Path, name: str) -> dict[str, list[Row]]:
    """The first rows of the file, of a workbook those of each visible sheet that holds anything."""
    most = ENOUGH + SAMPLES
    with open_rows(path, name=name) as rows:
        several = rows.beginnings(most) if len(rows.source.sheets) > 1 else {}
        return several or {rows.source.sheet: list(islice(rows, most))}


def _of_sheets(mapping: Mapping, beginnings: AnyMapping[str, Sequence[Row]]) -> Look:
    first = next(iter(beginnings))
    try:
        sheet = sheet_of_orders(beginnings, mapping) if len(beginnings) > 1 else first
    except FileRefused as refused:
        return replace(_under(mapping, beginnings[first]), problem=refused.problem)
    others = tuple(name for name in beginnings if name != sheet)
    return replace(_under(mapping, beginnings[sheet]), sheet=sheet if others else "", others=others)


def _under(mapping: Mapping, rows: Sequence[Row]) -> Look:
    by_key = {column_key(name): column for column in mapping.columns for name in column.names}
    problem: Problem | None = None
    try:
        header, body = find_header(rows, mapping.known)
        names, position, below = header.columns, header.position, list(islice(body, SAMPLES))
        try:
            mapping.bind_file(header)
        except HeaderRefused as refused:
            problem = refused.problem
    except FileRefused as refused:
        problem = refused.problem
        # A person can still say which column is what: the first row with several cells is taken for the header.
        first = next((index for index, row in enumerate(rows) if sum(map(bool, row.cells)) > 1), 0)
        names = tuple(tidy(cell) for cell in rows[first].cells) if rows else ()
        position = rows[first].position if rows else 0
        below = list(rows[first + 1 : first + 1 + SAMPLES])
    headings = []
    for index, name in enumerate(names):
        if not name:
            continue
        column = by_key.get(column_key(name))
        identity = column.identity if column else of_persons(name)
        cells = () if identity else (row.cells[index] for row in below if index < len(row.cells))
        samples = tuple(
            masked_in(column.field, cell) if column else masked_cell(cell) for cell in cells if cell
        )
        headings.append(Heading(index, name, samples, column.field if column else "", identity))
    return Look(mapping.name, position, tuple(headings), problem)


def run(upload_id: int, clock: Callable[[], datetime]) -> None:
    """Import a queued file; called by the background worker, any number of times.

    A worker that is killed leaves the file queued and its batch interrupted: run again, it adds what is missing. While one
    worker imports a file, another that is asked to leaves it to that one.
    """
    with _mine(upload_id) as mine:
        upload = Upload.objects.select_related("unit").get(pk=upload_id)
        if not mine or upload.state != UploadState.QUEUED:
            return

        def by() -> By:
            return By(upload.actor, clock(), "web")

        try:
            _import(upload, clock, lambda batch: acts.attach(by(), upload_id, batch))
        except FileRefused as refused:
            acts.refuse(by(), upload_id, refused.problem)
        else:
            acts.taken(by(), upload_id)


def _import(upload: Upload, clock: Callable[[], datetime], entered: Callable[[ImportBatch], None]) -> None:
    """Raises ``landing.errors.Refused`` for what no further attempt would change."""
    try:
        mapping = load_mapping(upload.mapping)
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise refuse_file(
            "mapping.gone",
            zh=f"列对照“{upload.mapping}”已不存在或不能读取",
            en=f"the mapping {upload.mapping!r} is gone or cannot be read",
            advice_zh="请换用别的列对照再导入。",
            advice_en="Choose another mapping and import again.",
        ) from error
    try:
        with _opened(upload) as path:
            order = Order(
                path, upload.name, mapping, Channel(upload.channel), upload.unit_id, upload.actor, "web"
            )
            import_file(order, clock, entered=entered)
    except (vault.Unreadable, FileNotFoundError) as error:
        raise refuse_file(
            "file.unreadable",
            zh="服务器上保存的文件已缺失或损坏",
            en="the file kept on the server is missing or damaged",
            advice_zh="请重新上传；已导入的行不会重复。",
            advice_en="Upload it again; rows that are in do not come in twice.",
        ) from error


def stalled(now: datetime) -> list[int]:
    """Queued files that nobody seems to be importing: those to ask the background for once more.

    Their batch is silent, or there is none yet. After a day no more: what does not come in by itself needs a person.
    """
    silent = ~Q(batch__state=BatchState.RUNNING) | Q(batch__seen_at__lt=now - SILENCE) | Q(batch__isnull=True)
    waiting = Upload.objects.filter(silent, state=UploadState.QUEUED).values_list("pk", flat=True)
    asked = _queued().filter(record_id__in=list(waiting)).values_list("record_id").annotate(last=Max("at"))
    return sorted(pk for pk, last in asked if last > now - TRIED)


def queued_since(upload_id: int) -> datetime | None:
    """When a file was last queued; None for one that never was. One statement."""
    since: datetime | None = _queued().filter(record_id=upload_id).aggregate(at=Max("at"))["at"]
    return since


def _queued() -> QuerySet[Entry]:
    return Entry.objects.filter(record="upload", action="upload.queue").order_by()


def ahead_of(upload: Upload) -> int:
    """How many files were dropped in before a queued one and are still queued. One statement."""
    return Upload.objects.filter(state=UploadState.QUEUED, pk__lt=upload.pk).count()


@contextmanager
def _mine(upload_id: int) -> Iterator[bool]:
    """Whether nobody else imports a file, for as long as it is imported. The kernel frees the lock when its holder dies."""
    descriptor = os.open(opened() / f"{upload_id}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def opened() -> Path:
    """The folder of files that are open just now, cleared of what a killed process left behind long ago."""
    folder = Path(settings.HUIYIN_HOME) / "opened"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _opened(upload: Upload) -> Iterator[Path]:
    """The file's bytes in a folder of their own, for as long as they are read."""
    if upload.file_key is None:
        raise acts.UploadRefused(f"upload {upload.pk} was given up / 该文件已放弃")
    descriptor, name = tempfile.mkstemp(
        prefix=f"{upload.pk}-", suffix=Path(upload.name).suffix[:8], dir=opened()
    )
    path = Path(name)
    _clear(path.parent, path.stat().st_mtime)
    try:
        with os.fdopen(descriptor, "wb") as sink:
            for block in files.reveal(bytes(upload.sha256).hex(), bytes(upload.file_key)):
                sink.write(block)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _clear(folder: Path, now: float) -> None:
    """Remove what a killed process left behind; ``now`` is when the newest file was made."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > FORGOTTEN:
                path.unlink()


def visible(scope: Scope) -> QuerySet[Upload]:
    """The files that units of an area have received, the newest first."""
    return Upload.objects.filter(unit__in=scope.units()).order_by("-pk")
