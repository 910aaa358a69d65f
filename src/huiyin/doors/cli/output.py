"""Standard output that may be gone or full: what a command could not say there is told apart from what the disk refused it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class OutputLost(OSError):
    """Standard output did not take what was written to it; the act itself may be done."""


class _Told(io.TextIOWrapper):
    """Standard output, whose failures are known as such.

    Of the text, not of the descriptor: a signal between writing and counting what was written would have it written again.
    """

    def write(self, text: str, /) -> int:
        with _known():
            return super().write(text)

    def flush(self) -> None:
        with _known():
            super().flush()


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # Whoever read it has had enough: no failure.
        raise
    except OSError as error:
        raise OutputLost(error.errno, error.strerror) from error


def tell_losses() -> None:
    """From now on raise :class:`OutputLost` where standard output takes nothing; where there is none, it goes nowhere."""
    given = sys.stdout
    if given is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as we run
    elif isinstance(given, io.TextIOWrapper) and not isinstance(given, _Told):
        sys.stdout = _Told(
            io.BufferedWriter(io.FileIO(given.fileno(), "w", closefd=False)),
            encoding=given.encoding,
            errors=given.errors,
            line_buffering=given.line_buffering,
            write_through=given.write_through,
        )


def silence() -> None:
    """Let standard output go nowhere from now on."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def lost(error: OutputLost) -> str:
    """What was lost, as one line in both languages."""
    reason = error.strerror or type(error).__name__
    return (
        f"标准输出写不进去（{reason}），结果没有写完整；命令可能已经生效，请先查看再决定是否重新运行 / "
        f"standard output takes nothing ({reason}); the command may have done its work: look before you run it again"
    )
