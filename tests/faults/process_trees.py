"""Processes and those that they started, told from /proc; orphans come to us instead of vanishing from sight."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def children(pid: int) -> set[int]:
    """The processes that ``pid`` started, or took in as orphans, and that are not reaped."""
    found: set[int] = set()
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found.update(map(int, (task / "children").read_text().split()))
    return found


def descendants(pid: int) -> set[int]:
    """All processes beneath ``pid``."""
    found: set[int] = set()
    below = children(pid)
    while below:
        found |= below
        below = set().union(*map(children, below)) - found
    return found


def command_line(pid: int) -> str:
    """The program and arguments of a process; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def ended(pid: int) -> bool:
    """Whether a process is gone, or dead and waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


@contextmanager
def orphanage() -> Iterator[Orphans]:
    """While it lasts, whoever loses its parent beneath us becomes our child, so that none escapes the count."""
    own = ctypes.CDLL(None, use_errno=True)
    if own.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    orphans = Orphans()
    try:
        yield orphans
    finally:
        orphans.reap()
        own.prctl(_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


class Orphans:
    """Our children beyond those that we had before."""

    def __init__(self) -> None:
        self._before = children(os.getpid())

    def left(self, *known: int) -> set[int]:
        """Orphans that still run; the dead among them are reaped."""
        running = set()
        for pid in children(os.getpid()) - self._before - set(known):
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG) == (0, 0):
                    running.add(pid)
        return running

    def all_end(self, *known: int, seconds: float = 20) -> bool:
        """Whether every orphan ends by itself in time."""
        return until(lambda: not self.left(*known), seconds, 0.02)

    def reap(self) -> None:
        """End those that did not."""
        for pid in self.left():
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        until(lambda: not self.left(), 10, 0.02)


def until(true: Callable[[], bool], seconds: float = 60, pause: float = 0.005) -> bool:
    """Wait until something is true; False when it did not become so in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
