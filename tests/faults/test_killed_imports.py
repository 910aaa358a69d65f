"""An import that is killed at any moment, again and again, ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from canonical_dump import dump, same, tasks_told
from installations import Command, Installation
from process_trees import Orphans, until

from conftest import ROWS, Undisturbed

pytestmark = pytest.mark.fault

# Seconds from a command's start within which it is loading, reading the header or keeping the file.
BEGINNING = 1.2


def kill_all(command: Command) -> None:
    """Kill the import with all that is in its process group, as a shell or an init system would."""
    os.killpg(command.pid, signal.SIGKILL)


def kill_alone(command: Command) -> None:
    """Kill the importing process only, as the kernel does when memory runs out."""
    os.kill(command.pid, signal.SIGKILL)


def landed(installation: Installation) -> int:
    return installation.count("reports_landedrow")


def import_and_kill(
    installation: Installation, file: Path, kill: Callable[[Command], None], after: int, delay: float
) -> bool:
    """Import, and kill that ``delay`` seconds after so many rows have landed. False when it had ended before."""
    command = installation.start("import", file, "--json")
    try:
        if after:
            until(lambda: landed(installation) >= after or not command.running())
        time.sleep(delay)
        running = command.running()
        if running:
            kill(command)
        command.process.communicate(timeout=30)
        assert running or command.process.returncode == 0
        return running
    finally:
        command.end()


@pytest.mark.parametrize(
    ("kill", "seed", "kills"),
    [
        pytest.param(kill_all, 1, 3, id="the-whole-group-three-times"),
        pytest.param(kill_alone, 2, 2, id="the-process-alone-twice"),
        *(
            pytest.param(kill, seed, 5, id=f"{kill.__name__}-seed-{seed}", marks=pytest.mark.long)
            for seed in range(11, 16)
            for kill in (kill_all, kill_alone)
        ),
    ],
)
def test_an_import_killed_again_and_again_ends_as_if_undisturbed(
    kill: Callable[[Command], None],
    seed: int,
    kills: int,
    installation: Installation,
    hotline: Path,
    undisturbed: Undisturbed,
    orphans: Orphans,
) -> None:
    # Given moments over the whole of the import, the first of them before a row has landed
    chance = random.Random(seed)
    moments = [(0, chance.uniform(0.1, BEGINNING))]
    moments += [
        (after, chance.uniform(0, 0.2)) for after in sorted(chance.sample(range(1, 2_700), kills - 1))
    ]
    # When the import is killed at each of them and begun again
    left_behind = []
    for after, delay in moments:
        assert import_and_kill(installation, hotline, kill, after, delay)
        left_behind.append(landed(installation))
        # Then those that it had started end by themselves, and what it leaves is whole
        assert orphans.all_end(), f"still running: {orphans.left()}"
        installation.sound()
    assert any(0 < rows < undisturbed.counts["read"] - undisturbed.counts["known"] for rows in left_behind)
    # And run to its end, it has made what an undisturbed one makes
    last = installation.done("import", hotline, "--json").facts()
    assert last["read"] == ROWS
    installation.sound()
    same(undisturbed.dump, dump(installation))
    assert_batches_sum_up(installation, undisturbed)
    # And every task was told of once
    told = tasks_told(installation)
    assert set(told.values()) == {1}
    assert len(told) == installation.count("problems_task")


def assert_batches_sum_up(installation: Installation, undisturbed: Undisturbed) -> None:
    """Over all its runs each row was taken once, and but for the last every run that began is marked as interrupted."""
    batches = installation.rows("SELECT state, new, changed, refused FROM reports_importbatch ORDER BY id")
    assert [state for state, *_ in batches] == ["interrupted"] * (len(batches) - 1) + ["done"]
    sums = [sum(counts) for counts in zip(*(counts for _, *counts in batches), strict=True)]
    assert sums == [undisturbed.counts[name] for name in ("new", "changed", "refused")]
