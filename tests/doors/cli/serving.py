"""The product served from a home, until a test has seen enough."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from doors.cli.homes import Ended, Home

PATIENCE = 30.0


class Serving:
    """A running ``serve`` or ``demo``."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self.port = port

    @property
    def address(self) -> str:
        """What it says where its pages are."""
        return f"http://127.0.0.1:{self.port}/"

    def healthy(self) -> bool:
        """Whether its pages answer."""
        try:
            with urllib.request.urlopen(f"{self.address}health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def worker_listens(self) -> bool:
        """Whether the task worker has come so far that it has a word to say about being ended."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        for pid in (pid for task in tasks for pid in task.read_text().split()):
            if "db_worker" in Path(f"/proc/{pid}/cmdline").read_text():
                status = Path(f"/proc/{pid}/status").read_text()
                caught = int(status.split("SigCgt:")[1].split()[0], 16)
                return bool(caught & 1 << (signal.SIGQUIT - 1))
        return False

    def until(self, *conditions: Callable[[], bool]) -> None:
        """Wait until all of it is true, and fail when it does not become so."""
        deadline = time.monotonic() + PATIENCE
        for condition in conditions:
            while not condition():
                assert self._process.poll() is None, self._process.communicate()
                assert time.monotonic() < deadline, "it did not come to that"
                time.sleep(0.05)

    def line(self) -> str:
        """The next line that it prints."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def end(self) -> Ended:
        """Ask it to end, as Ctrl+C does."""
        self._process.send_signal(signal.SIGINT)
        out, err = self._process.communicate(timeout=PATIENCE)
        return Ended(self._process.returncode, out, err)


@contextmanager
def serving(home: Home, command: str, *more: str) -> Iterator[Serving]:
    """The home, served by ``serve`` or ``demo`` with one web process on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = home.start(command, "--port", port, *more)
    try:
        yield Serving(process, port)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=PATIENCE)
