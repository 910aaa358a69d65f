"""Trials of spoilt modules: which tests reach them, and whether one fails.

A trial of what is spoilt outside functions is a fork that has pytest and the libraries in memory but nothing of Huiyin, so that
no name of ours holds what the untouched module said. What is spoilt within one is tried more quickly (`swapping.py`).
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from itertools import chain
from pathlib import Path
from types import CodeType

import coverage
import pytest
from hypothesis import Phase, settings

ARGUMENTS = ["-q", "-x", "--noconftest", "--assert=plain", "-p", "no:cacheprovider", "-m", "not long"]
_SECONDS = 20
_MEMORY = 3 << 30


class Reached:
    """Which test ran which lines, seen in one run of all."""

    def __init__(self, data: coverage.CoverageData, order: list[str]) -> None:
        self._lines = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
        self._order = order

    def by(self, path: Path, first: int, last: int) -> list[str]:
        """The tests that ran one of these lines; those that touch the module where it is run when it is imported."""
        lines = self._lines.get(str(path), {})
        found = {test for line in range(first, last + 1) for test in lines.get(line, ())}
        # What was run by one test alone may have been kept for those after it.
        if "" in found or len(found) < 2:
            return self.touching(path)
        return self._ordered(found)

    def touching(self, path: Path) -> list[str]:
        """The tests that run any line of a module after it is imported."""
        return self._ordered(set(chain.from_iterable(self._lines.get(str(path), {}).values())))

    def _ordered(self, found: set[str]) -> list[str]:
        # The quick ones first: most copies are noticed by one of them.
        return [test for test in self._order if test in found]


class _Watch:
    """Tells coverage whose lines they are, and forgets what was kept between tests, so that each runs its own."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.took: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        forget(but="load")
        self.measured.switch_context(item.nodeid)
        begun = time.process_time()
        try:
            return (yield)
        finally:
            self.took[item.nodeid] = time.process_time() - begun


def reached(root: Path, package: str, tests: str) -> Reached:
    """Run all tests once, in a fork. Raises SystemExit when they fail: nothing can be said of spoilt modules then."""
    kept = root / f".coverage.mutation.{os.getpid()}"

    def run() -> int:
        measured = coverage.Coverage(data_file=str(kept), source=[str(root / package)], config_file=False)
        watch = _Watch(measured)
        measured.start()
        code = run_pytest([tests], watch)
        measured.stop()
        measured.save()
        kept.with_suffix(".order").write_text(
            "\n".join(sorted(watch.took, key=watch.took.__getitem__)), encoding="utf-8"
        )
        return code

    try:
        if os.waitstatus_to_exitcode(os.waitpid(fork(run), 0)[1]) != 0:
            raise SystemExit("the tests fail on the untouched modules")
        data = coverage.CoverageData(str(kept))
        data.read()
        return Reached(data, kept.with_suffix(".order").read_text(encoding="utf-8").split("\n"))
    finally:
        kept.unlink(missing_ok=True)
        kept.with_suffix(".order").unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Trial:
    """A spoilt copy to be tried with some tests, the quick ones first; ``function`` as a :class:`Mutant` has it."""

    number: int
    tree: ast.Module
    function: str
    tests: list[str]


def survivors(module: str, path: Path, trials: list[Trial], jobs: int) -> list[int]:
    """The numbers of those that no test noticed."""

    def begin(trial: Trial) -> int:
        def run() -> int:
            bound()
            sys.meta_path.insert(0, _Spoilt(module, path, trial.tree))
            return run_pytest(trial.tests)

        return fork(run)

    return in_turn(trials, begin, jobs)


def in_turn(trials: list[Trial], begin: Callable[[Trial], int], jobs: int) -> list[int]:
    """Let so many at a time run; returns the numbers of those whose process ended with 0."""
    running: dict[int, int] = {}
    survived: list[int] = []
    waiting = list(reversed(trials))
    while waiting or running:
        while waiting and len(running) < jobs:
            trial = waiting.pop()
            running[begin(trial)] = trial.number
        child, status = os.wait()
        number = running.pop(child)
        # By a signal: it ran into a limit of time or memory, which a test would notice too.
        if os.waitstatus_to_exitcode(status) == 0:
            survived.append(number)
    return sorted(survived)


def forget(but: str = "") -> None:
    """Let no function of Huiyin keep what it has answered; one may, whose answer takes long to find."""
    for name, module in list(sys.modules.items()):
        if name.startswith("huiyin."):
            for kept in vars(module).values():
                if isinstance(kept, functools._lru_cache_wrapper) and kept.__name__ != but:
                    kept.cache_clear()


def bound() -> None:
    """Limit this process: a spoilt loop may never end, and a spoilt number may ask for everything."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def fork(run: Callable[[], int]) -> int:
    """Run something in a process of its own, silently; returns its id."""
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        code = run()
    finally:
        os._exit(code)


class _Spoilt(MetaPathFinder):
    def __init__(self, module: str, path: Path, tree: ast.Module) -> None:
        self.module, self.path, self.tree = module, path, tree

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self.module:
            return None
        loader = _Loader(name, str(self.path), self.tree)
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


def run_pytest(tests: list[str], *plugins: object) -> int:
    """Run tests in this process; returns pytest's code."""
    # The same examples in each trial, so that a trial says the same twice, and few of them: what is held by chance alone in
    # more is not held. A counter-example need not be made small.
    settings.register_profile(
        "trials",
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=25,
        phases=(Phase.explicit, Phase.generate),
    )
    settings.load_profile("trials")
    os.environ.pop("PYTEST_ADDOPTS", None)
    # No test of the law asks for a plugin, and they take longer to begin than most tests.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return int(pytest.main([*ARGUMENTS, *tests], list(plugins)))
