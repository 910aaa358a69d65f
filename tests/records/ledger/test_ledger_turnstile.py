"""Several processes on one SQLite file: each gets its turn, and one that dies holds nobody up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from huiyin.records.ledger.turnstile import turn
from made_tables import tables_in

HERE = Path(__file__).parent
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def installation(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation with an embedded database of its own, tables in place."""
    if connection.vendor == "postgresql":
        pytest.skip("the turn is SQLite's: these processes would do the same again")
    paths = os.pathsep.join([*(p for p in sys.path if p), str(HERE)])
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "HUIYIN_KEYS", "HUIYIN_NOW")},
        "HUIYIN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "huiyin.site.settings",
        "PYTHONPATH": paths,
    }
    tables_in(tmp_path, environment)
    return environment


@pytest.fixture
def start(installation: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def begin(name: str, turns: int, mode: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [
                sys.executable,
                str(HERE / "turnstile_writer.py"),
                name,
                str(turns),
                mode,
                str(tmp_path / "log"),
            ],
            env=installation,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def hears(process: subprocess.Popen[str], what: str) -> None:
    """Read on until the process says ``what``."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == what:
            return
    raise AssertionError(f"the process ended without saying {what!r}")


def lets_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def waits_for_the_lock(process: subprocess.Popen[str]) -> None:
    """Until the kernel has put the process to sleep over the file lock."""
    locks = Path("/proc/locks")
    if not locks.exists():
        pytest.skip("this kernel does not tell who waits for a lock")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        waiting = [line.split() for line in locks.read_text().splitlines() if "->" in line]
        if any(str(process.pid) in line for line in waiting):
            return
        time.sleep(0.01)
    raise AssertionError("the process was to wait for its turn")


def told(tmp_path: Path) -> list[str]:
    return (tmp_path / "log").read_text().splitlines()


def test_one_waits_while_another_has_the_turn(start: Start, tmp_path: Path) -> None:
    first = start("first", 1, "hold")
    hears(first, "has")
    second = start("second", 1, "hold")
    hears(second, "asks")
    waits_for_the_lock(second)
    lets_go(first)
    hears(second, "has")
    lets_go(second)
    assert (first.wait(20), second.wait(20)) == (0, 0)
    order = told(tmp_path)
    # One lock hands over before the first can say that it let go, so only these two are ordered.
    assert order.index("first has") < order.index("second asks") < order.index("second has")
    assert order[:3] == ["first asks", "first has", "second asks"]


def test_who_waits_comes_before_who_has_just_had_the_turn(start: Start, tmp_path: Path) -> None:
    busy = start("busy", 5, "hold")
    hears(busy, "has")
    officer = start("officer", 1, "hold")
    hears(officer, "asks")
    waits_for_the_lock(officer)
    for _ in range(5):
        lets_go(busy)
        lets_go(officer)
    assert (busy.wait(20), officer.wait(20)) == (0, 0)
    order = told(tmp_path)
    between = order[order.index("officer asks") : order.index("officer has")]
    # At most one more turn of the busy one, should it ask again before the kernel has woken the officer.
    assert between.count("busy has") <= 1


def test_a_killed_holder_frees_its_turn(start: Start, tmp_path: Path) -> None:
    holder = start("holder", 1, "hold")
    hears(holder, "has")
    waiter = start("waiter", 1, "hold")
    hears(waiter, "asks")
    waits_for_the_lock(waiter)
    holder.kill()
    holder.wait(20)
    hears(waiter, "has")
    lets_go(waiter)
    assert waiter.wait(20) == 0
    assert told(tmp_path) == ["holder asks", "holder has", "waiter asks", "waiter has", "waiter lets go"]


def test_three_processes_write_every_entry_into_whole_chains(
    start: Start, installation: dict[str, str], tmp_path: Path
) -> None:
    writers = [start(f"writer-{number}", 20, "write") for number in range(3)]
    for writer in writers:
        assert writer.communicate(timeout=60)[0].count("has written") == 20
    check = "import django; django.setup(); from huiyin.records.ledger.verification import verify; print(verify())"
    verdict = subprocess.run(
        [sys.executable, "-c", check], env=installation, check=True, capture_output=True, text=True
    ).stdout
    assert verdict.strip() == "Verdict(entries=120, chains=40, seals=0, unsealed=120, faults=())"


def test_a_writer_that_is_killed_leaves_whole_actions_and_the_next_goes_on(
    start: Start, installation: dict[str, str], tmp_path: Path
) -> None:
    doomed = start("doomed", 10_000, "write")
    for _ in range(5):
        hears(doomed, "has written")
    doomed.kill()
    doomed.wait(20)
    assert start("next", 3, "write").communicate(timeout=60)[0].count("has written") == 3
    check = (
        "import django; django.setup(); from huiyin.records.ledger.verification import verify; v = verify();"
        "from huiyin.records.ledger.models import Entry as E; d = E.objects.filter(actor='doomed');"
        "print(len(v.faults), d.filter(record_id__lt=1000).count() == d.filter(record_id__gte=1000).count() >= 5)"
    )
    told = subprocess.run(
        [sys.executable, "-c", check], env=installation, check=True, capture_output=True, text=True
    ).stdout
    assert told.split() == ["0", "True"]


@pytest.mark.django_db
def test_within_a_transaction_the_turn_is_had_already() -> None:
    assert connection.in_atomic_block
    with turn(), turn():
        pass
