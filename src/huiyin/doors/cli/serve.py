"""``huiyin serve``: the web pages, the task worker and the tick together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import click

from huiyin.doors.cli.common import fail, with_django

TICK_SECONDS = 60
# A part that dies at once, again and again, will not come up by itself.
TOO_SOON = 5.0
PATIENCE = 5


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@with_django
def serve_command(host: str, port: int, workers: int) -> None:
    """Serve the pages on HOST:PORT until interrupted; parts that die are started again."""
    run(host, port, workers)


def run(host: str, port: int, workers: int, announce: Callable[[], None] = lambda: None) -> None:
    """Run the three parts until SIGINT or SIGTERM."""
    parts = {
        "web": [
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
            *("--blocking-threads", "4", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
            "huiyin.site.wsgi:application",
        ],
        "worker": ["-m", "django", "db_worker", "--queue-name", "*", "-v", "0"],
        "tick": ["-m", "huiyin.doors.cli.main", "tick", "--every", str(TICK_SECONDS)],
    }
    running: dict[str, tuple[subprocess.Popen[bytes], float]] = {}
    failures = dict.fromkeys(parts, 0)
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        for name, arguments in parts.items():
            running[name] = (_start(arguments), time.monotonic())
        click.echo(f"回音 http://{host}:{port}/  （Ctrl+C 停止）")
        announce()
        while not stopping:
            time.sleep(0.5)
            for name, (process, since) in list(running.items()):
                if process.poll() is None:
                    continue
                failures[name] = failures[name] + 1 if time.monotonic() - since < TOO_SOON else 1
                if failures[name] >= PATIENCE:
                    fail(f"the {name} ends as soon as it is started; see its messages above", 4)
                click.echo(
                    f"huiyin: the {name} ended with {process.returncode} and is started again", err=True
                )
                running[name] = (_start(parts[name]), time.monotonic())
    finally:
        for process, _ in running.values():
            process.terminate()
        for process, _ in running.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: an interrupt at the terminal reaches us alone, and we end the parts in order.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        [sys.executable, *arguments], env=os.environ, stdout=subprocess.DEVNULL, start_new_session=True
    )
