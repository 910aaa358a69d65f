"""What must always hold: the list of checks that ``huiyin check`` runs over everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Breach:
    """One record that breaks an invariant."""

    invariant: str
    record: str
    detail: str


Check = Callable[[datetime], Iterator[tuple[str, str]]]
_checks: dict[str, tuple[str, Check]] = {}


def invariant(name: str, meaning: str) -> Callable[[Check], Check]:
    """Register a check: called with the moment, it yields (record, detail) for every breach it finds."""

    def register(check: Check) -> Check:
        if name in _checks:
            raise ValueError(f"two invariants are called {name}")
        _checks[name] = (meaning, check)
        return check

    return register


def names() -> dict[str, str]:
    """Every invariant with its meaning, in the order in which the apps declare them."""
    return {name: meaning for name, (meaning, _) in _checks.items()}


def run(now: datetime) -> Iterator[Breach]:
    """Run every check over everything."""
    for name, (_, check) in _checks.items():
        for record, detail in check(now):
            yield Breach(name, record, detail)
