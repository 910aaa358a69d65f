"""The second process of a large import: opens the file through its child, maps and reads the rows, and hands them over.

It loads no database and none of its tables, which would take it longer than to read some thousand rows. What it hands
over is encoded by msgspec, which is several times faster than pickling; a few frames wait at most, so that it cannot run
far ahead.
"""

from __future__ import annotations

import gc
import stat
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

import msgspec

from huiyin.knowledge.places.gazetteer import Entry
from huiyin.records.reports.landing.errors import FileRefused, HeaderRefused, Problem, Refused
from huiyin.records.reports.landing.header import Unlike
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.landing.workbook import open_rows

if TYPE_CHECKING:
    from huiyin.records.reports.incoming import Arrival, Incoming

# Below this many bytes a second process costs more than it saves.
SMALL = 200_000
# Frames that wait to be written; with some hundred rows each, a few megabytes.
AHEAD = 8
_UNLIKE, _ROWS, _END, _FILE_REFUSED, _HEADER_REFUSED = b"u", b"r", b"e", b"f", b"h"


def begin(path: Path, name: str) -> Elsewhere | None:
    """Begin with a file in a second process, if it is large enough for one. Close it, told or not."""
    facts = path.stat()
    return Elsewhere(path, name) if stat.S_ISREG(facts.st_mode) and facts.st_size >= SMALL else None


class Elsewhere:
    """The second process. It begins with the file at once, and with the rows when it is told what they are to mean."""

    def __init__(self, path: Path, name: str) -> None:
        context = get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_work, args=(there, path, name), daemon=True)
        self._process.start()
        there.close()

    def prepare(
        self, mapping: Mapping, entries: Sequence[Entry], arrival: Arrival, tell: Callable[[Unlike], None]
    ) -> Generator[list[Incoming], None, None]:
        """What ``preparing.prepare_file`` yields and tells. The process ends with the iterator.

        Raises :class:`Refused` as that does, and ``ChildProcessError`` when the process is gone.
        """
        from huiyin.records.reports.incoming import Incoming

        decoder = msgspec.msgpack.Decoder(list[Incoming])
        frames: Queue[bytes] = Queue(AHEAD)
        stop = Event()
        fetcher = Thread(target=_fetch, args=(self._here, frames, stop), daemon=True)
        fetcher.start()
        try:
            # When it is gone already, the fetcher finds out.
            with suppress(OSError):
                self._here.send((mapping.to_dict(), entries, arrival))
            while frame := frames.get():
                kind, body = frame[:1], frame[1:]
                if kind == _ROWS:
                    yield decoder.decode(body)
                elif kind == _UNLIKE:
                    tell(msgspec.msgpack.decode(body, type=Unlike))
                elif kind == _END:
                    return
                else:
                    problem = msgspec.msgpack.decode(body, type=Problem)
                    raise FileRefused(problem) if kind == _FILE_REFUSED else HeaderRefused(problem)
            raise ChildProcessError("the reading process ended unexpectedly; import the file again")
        finally:
            stop.set()
            self._process.terminate()
            self._process.join()
            fetcher.join()
            self.close()

    def close(self) -> None:
        """End the process, whether or not it was ever told anything."""
        self._process.terminate()
        self._process.join()
        self._here.close()


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


def _work(there: Connection, path: Path, name: str) -> None:
    # Rows make no cycles, and this process lives for one file.
    gc.disable()
    encoder = msgspec.msgpack.Encoder()
    try:
        with ThreadPoolExecutor(1) as opener:
            # Its child works at a large workbook for a second or more before the first row.
            opened = opener.submit(open_rows, path, name=name)
            # Whoever asked has made the home ready by the time he speaks.
            mapping, entries, arrival = there.recv()
            # Imported here, since it wants the home's keys.
            from huiyin.records.reports.preparing import prepare_rows

        def tell(unlike: Unlike) -> None:
            there.send_bytes(_UNLIKE + encoder.encode(unlike))

        with opened.result() as file:
            for rows in prepare_rows(file, Mapping.from_dict(mapping), entries, arrival, tell):
                there.send_bytes(_ROWS + encoder.encode(rows))
        there.send_bytes(_END)
    except Refused as refused:
        kind = _FILE_REFUSED if isinstance(refused, FileRefused) else _HEADER_REFUSED
        there.send_bytes(kind + encoder.encode(refused.problem))
    except (BrokenPipeError, EOFError):
        # Whoever asked has gone; there is nobody to tell.
        return
