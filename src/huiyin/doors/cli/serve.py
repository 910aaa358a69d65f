"""``huiyin serve``: the web pages, the task worker and the tick together."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import click

from huiyin.doors.cli.common import MACHINE, emit, fail, json_option, with_django

TICK_SECONDS = 60
# A part that dies this soon after its start, again and again, and never lived longer will not come up by itself.
TOO_SOON = 5.0
PATIENCE = 5
# One that has lived waits for something, such as the database's return: seconds between attempts grow up to this.
LONGEST_PAUSE = 30.0
# Seconds that a part is given to end in order.
FAREWELL = 10.0
_NAMES = {"web": "网页", "worker": "后台任务", "tick": "定时处理"}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@json_option
@with_django
def serve_command(host: str, port: int, workers: int, as_json: bool) -> None:
    """Serve the pages on HOST:PORT until interrupted; parts that die are started again.

    With --json it prints one line, once the pages listen: their address and the first process of each part.
    """
    run(host, port, workers, as_json=as_json)


def run(
    host: str,
    port: int,
    workers: int,
    announce: Callable[[], None] = lambda: None,
    *,
    as_json: bool = False,
) -> None:
    """Run the three parts until SIGINT or SIGTERM; ``announce`` is called when they are started.

    They say on the error stream what went wrong, and nothing else: what the worker reports of itself is left out by the
    settings' ``LOGGING``. Raises ``OSError`` when HOST:PORT cannot be had.
    """
    _try(host, port)
    parts = [
        Part("web", _web(host, port, workers)),
        Part("worker", ["-m", "django", "db_worker", "--queue-name", "*"]),
        Part("tick", ["-m", "huiyin.doors.cli.main", "tick", "--every", str(TICK_SECONDS), "--quiet"]),
    ]
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        for part in parts:
            part.start()
        if not as_json:
            click.echo(f"回音 http://{host}:{port}/  （Ctrl+C 停止）")
        announce()
        unsaid = as_json
        while not stopping:
            time.sleep(0.5)
            for part in parts:
                part.look_after()
            if unsaid and _listens(host, port):
                unsaid = False
                emit(
                    {
                        "address": f"http://{host}:{port}/",
                        "processes": {"serve": os.getpid(), **{part.name: part.pid for part in parts}},
                    }
                )
    finally:
        for part in parts:
            part.ask_to_end()
        for part in parts:
            part.end()


def _try(host: str, port: int) -> None:
    # The web server shares a port with whoever has it already: two installations would answer by turns.
    try:
        ((family, *_), *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        # A name that nobody knows, or one that can be none.
        reason = error.strerror if isinstance(error, OSError) else "no name of a host"
        raise OSError(errno.EADDRNOTAVAIL, reason, f"{host}:{port}") from error
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise OSError(error.errno, os.strerror(error.errno or 0), f"{host}:{port}") from error


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _web(host: str, port: int, workers: int) -> list[str]:
    return [
        *(
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(workers),
        ),
        *("--blocking-threads", "4", "--respawn-failed-workers", "--no-ws", "--log-level", "error"),
        # One that was told to end while it was still starting does not hear it.
        *("--workers-kill-timeout", "5"),
        "huiyin.site.wsgi:application",
    ]


class Part:
    """One of the programs that make up the product: started, started again when it dies, and ended."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0.0
        self._early_deaths = 0
        self._has_lived = False
        self._next_start = 0.0

    @property
    def pid(self) -> int | None:
        """Its process; none between two attempts."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start it, in a session of its own: an interrupt at the terminal reaches us alone, and we end it in order."""
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, *self._arguments],
            env=os.environ,
            # The web server's log would go to the output, which is for the address and the demonstration's logins.
            stdout=sys.stderr,
            start_new_session=True,
            preexec_fn=_end_with_us,
        )
        self._since = time.monotonic()

    def look_after(self) -> None:
        """Start it again if it has died; after several early deaths in a row with growing pauses.

        Ends the whole command when it has never come up.
        """
        now = time.monotonic()
        if self._process is None:
            if now >= self._next_start:
                self.start()
            return
        lived = now - self._since >= TOO_SOON
        self._has_lived = self._has_lived or lived
        if self._process.poll() is None:
            return
        self._early_deaths = 0 if lived else self._early_deaths + 1
        if self._early_deaths >= PATIENCE and not self._has_lived:
            fail(
                f"{_NAMES[self.name]}一启动就结束，原因见上面的信息 / "
                f"the {self.name} ends as soon as it is started; see its messages above",
                MACHINE,
            )
        code = self._process.returncode
        click.echo(
            f"huiyin: {_NAMES[self.name]}已结束（{code}），重新启动 / the {self.name} ended with {code} and is started again",
            err=True,
        )
        self.end()
        self._next_start = now + min(LONGEST_PAUSE, 2.0**self._early_deaths - 1)

    def ask_to_end(self) -> None:
        """Tell it to end in order."""
        if self._process is not None:
            self._process.terminate()

    def end(self) -> None:
        """Wait for its end, and end whatever it has left: a web worker without its master would keep the port."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=FAREWELL)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


# Linux tells a process when its parent dies (prctl(2), PR_SET_PDEATHSIG); loaded here since a fork may not load it.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def _end_with_us() -> None:
    """In the new process: ask to be told to end when ``serve`` is killed and can no longer tell it."""
    if _prctl is not None:
        _prctl(1, signal.SIGTERM, 0, 0, 0)
