"""``huiyin serve``: a part that dies is started again, and nothing of it outlives it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from installations import ROOT, Installation
from process_trees import Orphans, children, command_line, descendants, until

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module", autouse=True)
def _assets() -> None:
    subprocess.run([sys.executable, "tools/build_assets.py"], cwd=ROOT, check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def web_workers(serve: int) -> set[int]:
    """The web server's workers: copies of its own process."""
    web = [pid for pid in children(serve) if "granian" in command_line(pid)]
    return {worker for pid in web for worker in children(pid) if "granian" in command_line(worker)}


def test_a_killed_web_worker_is_replaced_and_a_polite_end_ends_every_part(
    installation: Installation, orphans: Orphans
) -> None:
    # Given the product being served
    port = free_port()
    command = installation.start("serve", "--port", port, "--workers", 2)
    try:
        assert until(lambda: healthy(port), 30, 0.1)
        assert until(lambda: len(web_workers(command.pid)) == 2, 10, 0.1)
        before = web_workers(command.pid)
        # When one of its web workers is killed
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        # Then another takes its place, and the pages are there
        assert until(
            lambda: len(web_workers(command.pid)) == 2 and victim not in web_workers(command.pid), 15, 0.1
        )
        assert until(lambda: healthy(port), 10, 0.1)
        # And when it is asked to end, every part of it ends
        parts = descendants(command.pid)
        assert len(parts) >= 5
        command.process.terminate()
        outcome = command.outcome()
        assert outcome.code == 0, outcome.err
        assert orphans.all_end()
        assert not healthy(port)
    finally:
        command.end()
