"""The parts of ``huiyin serve``: started again when they die, given up when they never come up, ended with all they left."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from huiyin.doors.cli import serve
from huiyin.doors.cli.serve import PATIENCE, Part


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the pauses between attempts, which are there for a machine's sake."""
    monkeypatch.setattr(serve, "LONGEST_PAUSE", 0.0)


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    """A file to which a part adds a line at each start."""
    path = tmp_path / "starts"
    path.touch()
    return path


def program(starts: Path, then: str) -> list[str]:
    return ["-c", f"import os, time; open({str(starts)!r}, 'a').write(f'{{os.getpid()}}\\n'); {then}"]


@pytest.fixture
def lasting(starts: Path) -> Iterator[Part]:
    """A part that lasts."""
    part = Part("worker", program(starts, "time.sleep(60)"))
    yield part
    part.ask_to_end()
    part.end()


def started(starts: Path, times: int, part: Part) -> list[int]:
    """Look after the part until it has been started so often; the process of each start."""
    deadline = time.monotonic() + 20
    while len(pids := starts.read_text().split()) < times:
        assert time.monotonic() < deadline
        part.look_after()
        time.sleep(0.01)
    return [int(pid) for pid in pids]


def test_a_part_that_dies_is_said_to_have_died_and_started_again(
    lasting: Part, starts: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lasting.start()
    (first,) = started(starts, 1, lasting)
    os.kill(first, 9)
    again = started(starts, 2, lasting)
    assert again[0] == first != again[1]
    assert capfd.readouterr().err == (
        "huiyin: 后台任务已结束（-9），重新启动 / the worker ended with -9 and is started again\n"
    )


def test_a_part_that_never_comes_up_ends_the_command_after_so_many_attempts(
    starts: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    part = Part("tick", program(starts, "raise SystemExit(1)"))
    part.start()
    with pytest.raises(SystemExit) as ended:
        started(starts, PATIENCE + 1, part)
    assert ended.value.code == 4
    assert len(starts.read_text().split()) == PATIENCE
    *again, last = capfd.readouterr().err.splitlines()
    once = "huiyin: 定时处理已结束（1），重新启动 / the tick ended with 1 and is started again"
    assert again == [once] * (PATIENCE - 1)
    assert last == (
        "huiyin: 定时处理一启动就结束，原因见上面的信息 / "
        "the tick ends as soon as it is started; see its messages above"
    )


def test_a_part_that_has_lived_is_started_again_however_often_it_dies(
    starts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given one that counts as having lived, however short
    monkeypatch.setattr(serve, "TOO_SOON", 0.0)
    part = Part("web", program(starts, "raise SystemExit(1)"))
    part.start()
    started(starts, 1, part)
    # When it then dies too soon, more often than one that never came up may
    time.sleep(0.05)
    part.look_after()
    monkeypatch.setattr(serve, "TOO_SOON", 60.0)
    # Then it is started still
    assert len(started(starts, PATIENCE + 3, part)) == PATIENCE + 3
    part.end()


def test_what_a_part_has_left_ends_with_it(starts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a part that started a process and does not hear that it is to end
    part = Part(
        "web",
        program(
            starts,
            "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
            f" left = subprocess.Popen([sys.executable, *{program(starts, 'time.sleep(60)')!r}]); time.sleep(60)",
        ),
    )
    part.start()
    pids = started(starts, 2, part)
    # When it is ended, and given little time
    monkeypatch.setattr(serve, "FAREWELL", 0.1)
    part.ask_to_end()
    part.end()
    # Then neither is there, or neither runs
    for pid in pids:
        deadline = time.monotonic() + 10
        while running(pid):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
