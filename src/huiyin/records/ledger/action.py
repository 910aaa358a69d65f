"""The one way to change anything: a function under :func:`action`.

The outermost action opens the transaction and takes SQLite's turn to write; nested ones join it without a savepoint.
Each act upon a record is entered with :func:`enter`; entries are gathered and written in one insert before the commit.
When an action has run, what follows from it (``records/consequences.py``) runs in the same transaction.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from huiyin.records.ledger import bulk, chain
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.turnstile import turn

P = ParamSpec("P")
R = TypeVar("R")
Ref = tuple[str, int]


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when, and through which door. The moment carries its time zone; no action looks at a clock."""

    actor: str
    at: datetime
    door: str

    def __post_init__(self) -> None:
        if not self.actor:
            raise ValueError("an act needs an actor")
        if self.at.tzinfo is None:
            raise ValueError("an act needs a moment with its time zone")


@dataclass(frozen=True, slots=True)
class Consequence:
    """One line of the table of consequences: when ``on`` has run, ``run`` does the actions ``then`` with what it returned."""

    on: str
    then: tuple[str, ...]
    run: Callable[[By, Any], object]


@dataclass(slots=True)
class _Draft:
    """An entry that waits to be written: its place in the chain is known only then."""

    ref: Ref
    by: By
    action: str
    content: str
    first: bool
    cause: _Draft | None
    position: int = 0

    def name(self) -> str:
        return f"{self.ref[0]}:{self.ref[1]}#{self.position}"


@dataclass(slots=True)
class _Frame:
    """One running action; the frames of a transaction share the drafts."""

    action: str
    by: By
    parent: _Frame | None
    drafts: list[_Draft]
    latest: dict[Ref, _Draft]
    mine: list[_Draft] = field(default_factory=list)


_current: ContextVar[_Frame | None] = ContextVar("huiyin_action", default=None)
_consequences: dict[str, tuple[Consequence, ...]] = {}
_names: dict[str, Callable[..., Any]] = {}


class Cycle(ValueError):
    """The table of consequences leads back to where it began."""


def install(table: Iterable[Consequence]) -> None:
    """Set what follows from what. Raises :class:`Cycle`, or ``LookupError`` for an action that does not exist."""
    follows: dict[str, list[Consequence]] = {}
    for line in table:
        for name in (line.on, *line.then):
            if name not in _names:
                raise LookupError(f"a consequence of {line.on} names {name!r}, which is no action")
        follows.setdefault(line.on, []).append(line)
    _refuse_cycle(follows)
    _consequences.clear()
    _consequences.update({on: tuple(lines) for on, lines in follows.items()})


def _refuse_cycle(follows: dict[str, list[Consequence]]) -> None:
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise Cycle("consequences go in a circle: " + " → ".join((*path, name)))
        if name in done:
            return
        for line in follows.get(name, ()):
            for then in line.then:
                walk(then, (*path, name))
        done.add(name)

    for name in list(follows):
        walk(name, ())


def action(name: str) -> Callable[[Callable[Concatenate[By, P], R]], Callable[Concatenate[By, P], R]]:
    """Make a function the action ``name`` (``record.verb`` or ``record.part.verb``); its first argument is :class:`By`."""

    def decorate(function: Callable[Concatenate[By, P], R]) -> Callable[Concatenate[By, P], R]:
        if name in _names:
            raise ValueError(f"two actions are called {name}")
        _names[name] = function

        @functools.wraps(function)
        def run(by: By, /, *args: P.args, **kwargs: P.kwargs) -> R:
            outer = _current.get()
            if outer is not None:
                return _within(
                    _Frame(name, by, outer, outer.drafts, outer.latest), function, by, args, kwargs
                )
            frame = _Frame(name, by, None, [], {})
            with turn(), transaction.atomic(savepoint=False):
                result = _within(frame, function, by, args, kwargs)
                _write(frame.drafts)
            return result

        return run

    return decorate


def _within(frame: _Frame, function: Callable[..., R], by: By, args: Any, kwargs: Any) -> R:
    token = _current.set(frame)
    try:
        result = function(by, *args, **kwargs)
        for line in _consequences.get(frame.action, ()):
            line.run(by, result)
        return result
    finally:
        _current.reset(token)


def enter(
    record: str, record_id: int, content: dict[str, object], *, first: bool = False, cause: Ref | None = None
) -> None:
    """Enter the running action's act upon one record.

    ``content`` must be what JSON holds without fractions, identities only as hashes. ``first`` says that the record was
    made just now, so that no earlier entry need be looked for. ``cause`` names the record whose act in this transaction
    brought this one about; without it, it is the enclosing action's only entry, if it has just one.

    The action holds the lock of the record's row, or has made it. Of two that act upon one record at once without it,
    the second finds its place in the chain taken and fails whole with ``IntegrityError``.

    Raises ``RuntimeError`` outside an action.
    """
    frame = _current.get()
    if frame is None:
        raise RuntimeError(f"an entry for {record} {record_id} was made outside any action")
    if cause is not None:
        because = frame.latest.get(cause)
    else:
        because = frame.parent.mine[0] if frame.parent is not None and len(frame.parent.mine) == 1 else None
    draft = _Draft((record, record_id), frame.by, frame.action, chain.canonical(content), first, because)
    frame.drafts.append(draft)
    frame.mine.append(draft)
    frame.latest[draft.ref] = draft


def _write(drafts: Sequence[_Draft]) -> None:
    """Give each draft its place in its record's chain and write them all."""
    if not drafts:
        return
    heads = _heads({draft.ref for draft in drafts} - {draft.ref for draft in drafts if draft.first})
    rows = []
    for draft in drafts:
        position, previous = heads.get(draft.ref, (0, chain.GENESIS))
        draft.position = position + 1
        cause = draft.cause.name() if draft.cause is not None else ""
        by = draft.by
        record, record_id = draft.ref
        mac = chain.entry_mac(
            record,
            record_id,
            draft.position,
            by.at,
            by.actor,
            by.door,
            draft.action,
            cause,
            draft.content,
            previous,
        )
        heads[draft.ref] = (draft.position, mac)
        rows.append(
            (
                record,
                record_id,
                draft.position,
                by.at,
                by.actor,
                by.door,
                draft.action,
                cause,
                draft.content,
                mac,
                None,
            )
        )
    bulk.insert(Entry, _COLUMNS, rows)


_COLUMNS = (
    "record",
    "record_id",
    "position",
    "at",
    "actor",
    "door",
    "action",
    "cause",
    "content",
    "mac",
    "seal_id",
)


def _heads(refs: set[Ref]) -> dict[Ref, tuple[int, bytes]]:
    """The last position and code of each record's chain, in one statement."""
    last = "NOT EXISTS (SELECT 1 FROM ledger_entry x WHERE x.record = t.record AND x.record_id = t.record_id "
    last += "AND x.position > t.position)"
    rows = bulk.matching(
        Entry, ("record", "record_id"), sorted(refs), ("record", "record_id", "position", "mac"), last
    )
    return {(record, record_id): (position, bytes(mac)) for record, record_id, position, mac in rows}
