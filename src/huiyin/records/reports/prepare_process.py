"""The second process of a large import: opens the file through its child, maps and reads the rows, and hands them over.

Nothing that knows Django is imported before it is set up, since a spawned process imports this module first. What it hands
over is encoded by msgspec, which is several times faster than pickling; a few frames wait at most, so that it cannot run
far ahead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

import msgspec

from huiyin.knowledge.places.gazetteer import Entry
from huiyin.records.reports.landing.errors import FileRefused, HeaderRefused, Problem, Refused
from huiyin.records.reports.landing.mapping import Mapping

if TYPE_CHECKING:
    from huiyin.records.reports.incoming import Incoming

# Frames that wait to be written; with some hundred rows each, a few megabytes.
AHEAD = 8
_ROWS, _END, _FILE_REFUSED, _HEADER_REFUSED = b"r", b"e", b"f", b"h"


def prepare_elsewhere(
    path: Path, name: str, mapping: Mapping, entries: Sequence[Entry], today: date
) -> Iterator[list[Incoming]]:
    """What ``preparing.prepare_file`` yields, prepared by another process. It ends when the iterator is closed.

    Raises :class:`Refused` as that does, and ``ChildProcessError`` when the process is gone.
    """
    from huiyin.records.reports.incoming import Incoming

    decoder = msgspec.msgpack.Decoder(list[Incoming])
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(
        target=_work, args=(there, path, name, mapping.to_dict(), entries, today), daemon=True
    )
    process.start()
    there.close()
    frames: Queue[bytes] = Queue(AHEAD)
    stop = Event()
    fetcher = Thread(target=_fetch, args=(here, frames, stop), daemon=True)
    fetcher.start()
    try:
        while frame := frames.get():
            kind, body = frame[:1], frame[1:]
            if kind == _ROWS:
                yield decoder.decode(body)
            elif kind == _END:
                return
            else:
                problem = msgspec.msgpack.decode(body, type=Problem)
                raise FileRefused(problem) if kind == _FILE_REFUSED else HeaderRefused(problem)
        raise ChildProcessError("the reading process ended unexpectedly; import the file again")
    finally:
        stop.set()
        process.terminate()
        process.join()
        fetcher.join()
        here.close()


def _fetch(here: Connection, frames: Queue[bytes], stop: Event) -> None:
    """Keep the pipe empty while rows are being written: it holds less than one frame, and the reader would stand still."""
    frame = b"?"
    while frame and not stop.is_set():
        try:
            frame = here.recv_bytes()
        except (EOFError, OSError):
            frame = b""
        while not stop.is_set():
            try:
                frames.put(frame, timeout=0.1)
                break
            except Full:
                continue


def _work(
    there: Connection,
    path: Path,
    name: str,
    mapping: dict[str, object],
    entries: Sequence[Entry],
    today: date,
) -> None:
    import django

    django.setup()
    from huiyin.records.reports.preparing import prepare_file

    encoder = msgspec.msgpack.Encoder()
    try:
        for rows in prepare_file(path, name, Mapping.from_dict(mapping), entries, today):
            there.send_bytes(_ROWS + encoder.encode(rows))
        there.send_bytes(_END)
    except Refused as refused:
        kind = _FILE_REFUSED if isinstance(refused, FileRefused) else _HEADER_REFUSED
        there.send_bytes(kind + encoder.encode(refused.problem))
    except BrokenPipeError:
        # Whoever asked has gone; there is nobody to tell.
        return
