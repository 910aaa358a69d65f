"""``huiyin serve``: a part that dies is started again, and nothing of it outlives it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from installations import ENGINE, ROOT, Command, Installation, database_like
from process_trees import Orphans, children, command_line, descendants, ended, until

from postgres_server import Server

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module", autouse=True)
def _assets() -> None:
    subprocess.run([sys.executable, "tools/build_assets.py"], cwd=ROOT, check=True)


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def web_workers(serve: int) -> set[int]:
    """The web server's workers: copies of its own process."""
    web = [pid for pid in children(serve) if "granian" in command_line(pid)]
    return {worker for pid in web for worker in children(pid) if "granian" in command_line(worker)}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serving(installation: Installation, port: int, orphans: Orphans) -> Iterator[Command]:
    """The product, being served."""
    command = installation.start("serve", "--port", port, "--workers", 2)
    try:
        assert until(lambda: healthy(port) and len(web_workers(command.pid)) == 2, 30, 0.05)
        yield command
    finally:
        command.end()


def test_a_killed_web_worker_is_replaced_and_a_polite_end_ends_every_part(
    serving: Command, port: int, orphans: Orphans
) -> None:
    # When one of the web workers is killed
    victim = min(web_workers(serving.pid))
    os.kill(victim, signal.SIGKILL)
    # Then another takes its place, and the pages are there
    assert until(
        lambda: len(web_workers(serving.pid)) == 2 and victim not in web_workers(serving.pid), 15, 0.05
    )
    assert until(lambda: healthy(port), 10, 0.05)
    # And when it is asked to end, even while the new one is still starting, every part of it ends
    assert len(descendants(serving.pid)) >= 5
    serving.process.terminate()
    outcome = serving.outcome()
    assert outcome.code == 0, outcome.err
    assert orphans.all_end()
    assert not healthy(port)


def test_a_killed_web_server_is_started_again_on_its_port(serving: Command, port: int) -> None:
    # When the web server itself is killed, so that its workers lose their master
    (web,) = [pid for pid in children(serving.pid) if "granian" in command_line(pid)]
    workers = web_workers(serving.pid)
    os.kill(web, signal.SIGKILL)
    # Then its workers go with it, and new ones serve the port
    assert until(lambda: len(web_workers(serving.pid) - workers) == 2, 15, 0.05)
    assert all(ended(worker) for worker in workers)
    assert until(lambda: healthy(port), 10, 0.05)


def test_nothing_outlives_a_killed_serve(serving: Command, port: int, orphans: Orphans) -> None:
    # When the command is killed and can end nothing itself
    os.kill(serving.pid, signal.SIGKILL)
    serving.process.communicate(timeout=30)
    # Then its parts end by themselves, and the port is free for the next one
    assert orphans.all_end()
    assert not healthy(port)


@pytest.mark.long
@pytest.mark.skipif(ENGINE != "postgresql", reason="the embedded database has no server to lose")
def test_serving_goes_on_when_a_database_that_was_away_for_longer_returns(
    prepared: Installation, tmp_path: Path, port: int, orphans: Orphans
) -> None:
    # Given the product being served from a server of its own
    server = Server()
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(prepared.home / "keys", home / "keys")
    installation = Installation(home, database_like(server.url, empty=True))
    command = installation.start("serve", "--port", port, "--workers", 2)
    try:
        assert until(lambda: healthy(port) and len(descendants(command.pid)) >= 5, 30, 0.05)
        time.sleep(6)
        # When the server is away for a quarter of a minute
        server.kill()
        assert until(lambda: not healthy(port), 10, 0.1)
        time.sleep(15)
        # Then it is still served, and well again after the server's return
        assert command.running()
        server.start()
        assert until(lambda: healthy(port), 30, 0.1)
        assert until(lambda: any("db_worker" in command_line(pid) for pid in children(command.pid)), 40, 0.1)
    finally:
        command.end()
        server.stop()
