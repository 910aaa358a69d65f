"""What the commands of ``huiyin registry`` share: ids, days, who acts, refusals, compounds by code or name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from huiyin.doors.cli.common import REFUSED, fail

T = TypeVar("T")
# What a database's key can be.
ID = click.IntRange(1, 2**63 - 1)
DAY = click.DateTime(["%Y-%m-%d"])


def by(actor: str) -> Any:
    """Who acts, now, from the command line."""
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By

    return By(actor, now(), "cli")


def done(act: Callable[[], T]) -> T:
    """What came of an act; ends the command with all faults, one a line, when the registry refuses it."""
    from huiyin.records.registry.refusal import Refused

    try:
        return act()
    except Refused as refused:
        fail(str(refused), REFUSED)


def compounds_named(text: str) -> list[Any]:
    """The compound with this code, else at most 20 of this name. Ends the command when there is none."""
    from huiyin.records.registry.models import Compound

    found = list(Compound.objects.filter(code=text) or Compound.objects.filter(name=text)[:20])
    if not found:
        fail(f"没有代码或名称为 {text} 的小区 / there is no compound {text!r}", REFUSED)
    return found
