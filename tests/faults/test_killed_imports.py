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
            until(lambda: landed(installation) >= after or not command.running(), pause=0.002)
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
    fresh: Callable[[], Installation],
    hotline: Path,
    undisturbed: Undisturbed,
    orphans: Orphans,
) -> None:
    chance = random.Random(seed)
    rows = undisturbed.dump["landed"].total()
    left = kills
    in_the_midst = 0
    for _ in range(kills + 5):
        # Given an import that is killed and begun again, the first time before a row has landed, then further and further on
        installation = fresh()
        after, delay = 0, chance.uniform(0.05, undisturbed.seconds / 2)
        while left and import_and_kill(installation, hotline, kill, after, delay):
            left -= 1
            # Then those that it had started end by themselves, and what it leaves is whole
            assert orphans.all_end(), f"still running: {orphans.left()}"
            installation.sound()
            so_far = landed(installation)
            in_the_midst += 0 < so_far < rows
            # Chunks grow, so that the last ones hold many rows: what is left is cut into by a quarter at most.
            after, delay = so_far + chance.randint(1, (rows - so_far) // 4 + 1), chance.uniform(0, 0.05)
        # And run to its end, it has made what an undisturbed one makes
        assert installation.done("import", hotline, "--json").facts()["read"] == ROWS
        installation.sound()
        same(undisturbed.dump, dump(installation))
        assert_batches_sum_up(installation, undisturbed)
        assert_each_task_was_told_of_once(installation)
        if not left:
            break
    # And the kills have hit what they were meant to hit
    assert left == 0
    assert in_the_midst >= kills // 3


def assert_batches_sum_up(installation: Installation, undisturbed: Undisturbed) -> None:
    """Over all its runs each row was taken once, and every run that did not finish is marked as interrupted."""
    batches = installation.rows("SELECT state, new, changed, refused FROM reports_importbatch ORDER BY id")
    states = [state for state, *_ in batches]
    assert states[-1] == "done"
    assert set(states) <= {"interrupted", "done"}
    sums = [sum(counts) for counts in zip(*(counts for _, *counts in batches), strict=True)]
    assert sums == [undisturbed.counts[name] for name in ("new", "changed", "refused")]


def assert_each_task_was_told_of_once(installation: Installation) -> None:
    told = tasks_told(installation)
    assert set(told.values()) == {1}
    assert len(told) == installation.count("problems_task")
