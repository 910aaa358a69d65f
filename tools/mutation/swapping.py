"""Trials of copies that are spoilt within a function: its code is exchanged in a fork of a process that has the tests ready.

Nothing is imported or collected anew for them, so that a trial takes as long as its tests.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.main import pytest_runtestloop as run_all

from mutation.trials import Trial, bound, forget, fork, in_turn, run_pytest


@dataclass(frozen=True, slots=True)
class Place:
    """A module, where its source lies, and what tests are collected for it."""

    module: str
    path: Path
    tests: list[str]


def survivors(place: Place, trials: list[Trial], jobs: int) -> list[int]:
    """The numbers of those that no test noticed."""
    told = Path(f"{place.path}.{os.getpid()}.survivors")
    try:
        server = fork(lambda: run_pytest(place.tests, _Exchange(place, trials, jobs, told)))
        code = os.waitstatus_to_exitcode(os.waitpid(server, 0)[1])
        if not told.exists():
            raise SystemExit(f"{place.module}: its tests cannot be collected ({code})")
        return [int(number) for number in told.read_text().split()]
    finally:
        told.unlink(missing_ok=True)


class _Exchange:
    def __init__(self, place: Place, trials: list[Trial], jobs: int, told: Path) -> None:
        self.place, self.trials, self.jobs, self.told = place, trials, jobs, told

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = {one.__code__.co_qualname: one for one in _functions(self.place)}

        def begin(trial: Trial) -> int:
            def run() -> int:
                bound()
                spoilt = compile(trial.tree, str(self.place.path), "exec", dont_inherit=True)
                functions[trial.function].__code__ = next(_codes(spoilt, trial.function))
                forget()
                session.items = [items[test] for test in trial.tests if test in items]
                run_all(session)
                return int(session.testsfailed > 0)

            return fork(run)

        self.told.write_text(" ".join(str(number) for number in in_turn(self.trials, begin, self.jobs)))
        return True


def _functions(place: Place) -> Iterator[FunctionType]:
    module = sys.modules[place.module]
    classes = [
        one for one in vars(module).values() if isinstance(one, type) and one.__module__ == place.module
    ]
    for held in (module, *classes):
        for value in vars(held).values():
            function = _unwrapped(value)
            if function is not None and function.__module__ == place.module:
                yield function


def _unwrapped(value: object) -> FunctionType | None:
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, functools.cached_property):
        value = value.func
    elif isinstance(value, staticmethod | classmethod):
        value = value.__func__
    while callable(wrapped := getattr(value, "__wrapped__", None)):
        value = wrapped
    return value if isinstance(value, FunctionType) else None


def _codes(code: CodeType, name: str) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                yield constant
            yield from _codes(constant, name)
