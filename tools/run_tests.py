"""Runs the suites in their order, each within its budget of seconds, and says at the end what each took.

Knowledge is tested once; what touches the database is tested on SQLite and on PostgreSQL. The budgets are written down in
``docs/testing.md``; going over one is reported, not failed: machines differ.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Suite(NamedTuple):
    """What is run together. What kills, fills disks or measures waiting has the machine to itself: one process."""

    name: str
    folders: tuple[str, ...]
    engine: str
    budget: int
    processes: int
    counted: bool
    """Whether its coverage is counted, which takes a fifth of its time. The rest runs the same lines on another database,
    by whole journeys, or kills."""


SUITES = (
    Suite("knowledge", ("tests/knowledge",), "sqlite", 60, 2, True),
    Suite("records, SQLite", ("tests/records", "tests/test_storeys.py"), "sqlite", 180, 3, True),
    Suite(
        "command line, SQLite",
        ("tests/doors/cli", "tests/doors/test_clock.py", "tests/site"),
        "sqlite",
        180,
        2,
        True,
    ),
    Suite("pages, SQLite", ("tests/doors/web",), "sqlite", 150, 2, True),
    Suite("interface, SQLite", ("tests/doors/api",), "sqlite", 60, 2, True),
    Suite("security, SQLite", ("tests/security",), "sqlite", 120, 2, False),
    Suite("records, PostgreSQL", ("tests/records",), "postgresql", 180, 3, False),
    Suite("journeys", ("tests/journeys",), "sqlite", 270, 3, False),
    Suite("faults, SQLite", ("tests/faults",), "sqlite", 120, 1, False),
    Suite("faults, PostgreSQL", ("tests/faults",), "postgresql", 120, 1, False),
)


def main() -> int:
    """Run every suite; the exit code is 1 when any failed."""
    outcome = []
    failed = False
    _forget_coverage()
    # All suites, and the hundreds of processes that their tests start, share what was compiled once, outside the tree.
    with tempfile.TemporaryDirectory(prefix="huiyin-compiled-") as compiled:
        environment = os.environ | {"PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for suite in SUITES:
            present = [path for path in suite.folders if (ROOT / path).exists()]
            if not present:
                continue
            print(f"== {suite.name}", flush=True)
            begun = time.monotonic()
            code = subprocess.run(
                [
                    sys.executable,
                    *(("-m", "coverage", "run") if suite.counted else ()),
                    "-m",
                    "pytest",
                    "-q",
                    "--durations=5",
                    *_shared(suite.processes),
                    *present,
                ],
                cwd=ROOT,
                env=environment | {"HUIYIN_TEST_ENGINE": suite.engine},
                check=False,
            ).returncode
            took = time.monotonic() - begun
            failed = failed or code not in (0, 5)
            outcome.append((suite.name, code, took, suite.budget))
    print("== budgets")
    for name, code, took, budget in outcome:
        note = "" if took <= budget else "  over its budget"
        print(f"  {name:<34} {took:6.1f} s of {budget} s  {'ok' if code in (0, 5) else 'FAILED'}{note}")
    # Ignored is what a process left that was killed while it wrote: no run of the tests is without one.
    subprocess.run([sys.executable, "-W", "ignore", "-m", "coverage", "combine", "-q"], cwd=ROOT, check=False)
    _forget_coverage()
    if not failed:
        failed = _coverage_short()
    return int(failed)


def _shared(processes: int) -> list[str]:
    """Options by which the tests of a folder are shared among processes, each file staying in one."""
    return ["-n", str(processes), "--dist", "loadfile"] if processes > 1 else []


def _forget_coverage() -> None:
    for file in ROOT.glob(".coverage.*"):
        file.unlink()


def _coverage_short() -> bool:
    """Branch coverage of the suites that are counted: knowledge and actions at least 95 %, everything at least 90 %.

    Processes that tests start are counted, but for the child that opens files: it may not write, and stays so. What it runs
    is counted where tests run it in their own process.
    """
    short = False
    for what, include, floor in (
        ("knowledge and actions", "src/huiyin/knowledge/*,src/huiyin/records/*/actions*", 95),
        ("everything", "src/huiyin/*", 90),
    ):
        print(f"== coverage of {what} (at least {floor} %)", flush=True)
        code = subprocess.run(
            [sys.executable, "-m", "coverage", "report", f"--include={include}", f"--fail-under={floor}"],
            cwd=ROOT,
            check=False,
        ).returncode
        short = short or code != 0
    return short


if __name__ == "__main__":
    sys.exit(main())
