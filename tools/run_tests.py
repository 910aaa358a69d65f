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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Suite(NamedTuple):
    """What is run together. What kills, fills disks or measures waiting runs in one process."""

    name: str
    folders: tuple[str, ...]
    engine: str
    budget: int
    processes: int
    counted: str
    """Whether its coverage is counted, which takes a fifth of its time: always, only for ``make coverage``, or never. What is
    never counted runs the same lines on another database, by whole journeys, or kills."""
    beside: bool = False
    """Whether it runs at the same time as the suite before it: one of the two leaves a core idle."""


SUITES = (
    Suite("knowledge", ("tests/knowledge",), "sqlite", 60, 2, "always"),
    Suite("records, SQLite", ("tests/records", "tests/test_storeys.py"), "sqlite", 150, 3, "always"),
    Suite(
        "command line, SQLite",
        ("tests/doors/cli", "tests/doors/test_clock.py", "tests/site"),
        "sqlite",
        130,
        2,
        "asked",
    ),
    Suite("pages, SQLite", ("tests/doors/web",), "sqlite", 100, 2, "asked"),
    Suite("interface, SQLite", ("tests/doors/api",), "sqlite", 60, 2, "asked"),
    Suite("security, SQLite", ("tests/security",), "sqlite", 120, 2, "never", beside=True),
    Suite("records, PostgreSQL", ("tests/records",), "postgresql", 150, 3, "never"),
    Suite("journeys", ("tests/journeys",), "sqlite", 180, 3, "never"),
    Suite("faults, SQLite", ("tests/faults",), "sqlite", 180, 1, "never"),
    Suite("faults, PostgreSQL", ("tests/faults",), "postgresql", 180, 1, "never", beside=True),
)


@dataclass(slots=True)
class Run:
    """A suite that is under way, or was. What it says is kept until it ends where another runs beside it."""

    suite: Suite
    process: subprocess.Popen[bytes]
    said: IO[bytes] | None
    begun: float
    code: int = 0
    took: float = 0.0

    @classmethod
    def of(cls, suite: Suite, environment: dict[str, str], *, counted: bool, aside: bool) -> Run:
        said = tempfile.TemporaryFile() if aside else None  # noqa: SIM115 - closed when the suite ends
        command = [
            sys.executable,
            *(("-m", "coverage", "run") if counted else ()),
            *("-m", "pytest", "-q", "--durations=5"),
            *(("-n", str(suite.processes), "--dist", "loadfile") if suite.processes > 1 else ()),
            *(path for path in suite.folders if (ROOT / path).exists()),
        ]
        begun = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"HUIYIN_TEST_ENGINE": suite.engine},
            stdout=said,
            stderr=subprocess.STDOUT if said else None,
        )
        return cls(suite, process, said, begun)

    def ended(self) -> bool:
        """Whether it is over; the first time it is, how it ended and what it took are kept."""
        code = self.process.poll()
        if code is not None and not self.took:
            self.code, self.took = code, time.monotonic() - self.begun
        return code is not None

    def tell(self) -> None:
        """Say what it said, where that was kept."""
        if self.said is not None:
            self.said.seek(0)
            print(f"== {self.suite.name}, said at its end", flush=True)
            sys.stdout.buffer.write(self.said.read())
            sys.stdout.flush()
            self.said.close()

    @property
    def failed(self) -> bool:
        """Whether any of its tests failed; a suite without tests has not."""
        return self.code not in (0, 5)


def main() -> int:
    """Run every suite; the exit code is 1 when any failed. ``--coverage`` counts the coverage of all that can be counted."""
    everything = "--coverage" in sys.argv[1:]
    runs: list[Run] = []
    _forget_coverage()
    # All suites, and the hundreds of processes that their tests start, share what was compiled once, outside the tree.
    with tempfile.TemporaryDirectory(prefix="huiyin-compiled-") as compiled:
        environment = os.environ | {"PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["HUIYIN_TEST_TABLES"] = _tables(Path(compiled), environment)
        for together in _together():
            aside = len(together) > 1
            under_way = []
            for suite in together:
                print(f"== {suite.name}{', beside the other' if suite.beside else ''}", flush=True)
                counted = suite.counted == "always" or (everything and suite.counted == "asked")
                under_way.append(Run.of(suite, environment, counted=counted, aside=aside))
            while [run for run in under_way if not run.ended()]:
                time.sleep(0.2)
            for run in under_way:
                run.tell()
            runs += under_way
    print("== budgets")
    for run in runs:
        note = "" if run.took <= run.suite.budget else "  over its budget"
        print(
            f"  {run.suite.name:<34} {run.took:6.1f} s of {run.suite.budget} s  {'FAILED' if run.failed else 'ok'}{note}"
        )
    # Ignored is what a process left that was killed while it wrote: no run of the tests is without one.
    subprocess.run([sys.executable, "-W", "ignore", "-m", "coverage", "combine", "-q"], cwd=ROOT, check=False)
    _forget_coverage()
    # Asked for where a suite failed as well: whoever mends that one wants to know of both.
    short = _coverage_short(everything=everything)
    return int(short or any(run.failed for run in runs))


def _tables(folder: Path, environment: dict[str, str]) -> str:
    """A database of empty tables, made once by the product itself: the suites on SQLite begin with copies of it."""
    home = folder / "tables"
    ours = {
        "HUIYIN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "huiyin.site.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    kept = {name: value for name, value in environment.items() if name != "DATABASE_URL"}
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=kept | ours, check=True)
    return str(home / "huiyin.sqlite3")


def _together() -> list[list[Suite]]:
    """The suites in their order, those together that run at the same time."""
    found: list[list[Suite]] = []
    for suite in SUITES:
        if suite.beside:
            found[-1].append(suite)
        else:
            found.append([suite])
    return found


def _forget_coverage() -> None:
    for file in ROOT.glob(".coverage.*"):
        file.unlink()


def _coverage_short(*, everything: bool) -> bool:
    """Branch coverage: knowledge and actions at least 95 %, records at least 90 %, and with ``everything`` the whole as well.

    Processes that tests start are counted, but for the child that opens files: it may not write, and stays so. What it runs
    is counted where tests run it in their own process.
    """
    short = False
    floors = [
        (
            "knowledge and actions",
            "src/huiyin/knowledge/*,src/huiyin/records/*/actions/*,src/huiyin/records/*/actions.py",
            95,
        ),
        ("records", "src/huiyin/records/*", 90),
    ]
    if everything:
        floors.append(("everything", "src/huiyin/*", 90))
    for what, include, floor in floors:
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
