"""By what a list of problems is narrowed, as an address says it and as saved filters keep it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from huiyin.knowledge.law import book
from huiyin.records.problems.models import Condition, ProblemState, Verification
from huiyin.records.problems.search import LIMIT
from huiyin.records.reports.models import Channel

NONE = "none"
"""Stands for the empty value: not checked yet, condition unknown, a violation that the notice does not name."""
DUE = ("overdue", "today", "tomorrow", "week", "later")
CLASSES = ("A", "B", "C", NONE)
PAGING = frozenset({"after", "before", "order"})
"""Keys of an address that lead through a list and do not narrow it."""

_ID = re.compile(r"[1-9]\d{0,17}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows; of several values of one field any suffices, and all fields must hold.

    Without ``state`` open and settled problems are shown, merged ones not. ``due`` counts from the day of the scope:
    ``overdue``, ``today``, ``tomorrow``, ``week`` (the seven days from today), ``later`` (after these); it, ``recheck`` (to
    be looked at again on some day), ``returned`` and ``orders`` (a limit of a linked report is over, or ends by tomorrow) speak
    of open tasks. ``lead`` are units, ``officer`` officers of the
    lead unit, ``unassigned`` is without one. ``concentrated``: of a kind of which people complain together at its compound.
    ``district`` … ``compound``, ``lead`` and ``officer`` are ids. A ``q`` in which nothing can be sought finds nothing.
    """

    q: str = ""
    state: tuple[str, ...] = ()
    violation: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    verification: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    district: tuple[int, ...] = ()
    subdistrict: tuple[int, ...] = ()
    neighbourhood: tuple[int, ...] = ()
    compound: tuple[int, ...] = ()
    lead: tuple[int, ...] = ()
    officer: tuple[int, ...] = ()
    unassigned: bool = False
    due: str = ""
    recheck: bool = False
    returned: bool = False
    orders: bool = False
    recurrence: bool = False
    concentrated: bool = False
    first_from: date | None = None
    first_to: date | None = None

    def to_query(self) -> dict[str, list[str]]:
        """The keys and values of an address that :meth:`from_query` reads as these filters; empty ones are left out."""
        query: dict[str, list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if not value:
                continue
            values = value if isinstance(value, tuple) else (1 if value is True else value,)
            query[_KEYS.get(field.name, field.name)] = [str(v) for v in values]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]]) -> tuple[Filters, list[str]]:
        """Filters from the keys and values of an address, and what of it was not understood.

        That is the name of an unknown key, or ``key=value``. Empty values and the keys :data:`PAGING` are passed over.
        """
        found: dict[str, object] = {}
        wrong: list[str] = []
        for key, given in query.items():
            if key in PAGING:
                continue
            name = _NAMES.get(key)
            if name is None:
                wrong.append(key)
                continue
            # Blanks that somebody seeks for are no field that was left empty.
            values = [
                v for v in ([given] if isinstance(given, str) else given) if v.strip() or (v and key == "q")
            ]
            try:
                if values:
                    found[name] = _read(name, values)
            except ValueError:
                wrong.extend(f"{key}={value}" for value in values)
        return cls(**found), wrong  # type: ignore[arg-type]

    @property
    def codes(self) -> tuple[str, ...] | None:
        """The violations asked for, by name or by class; None where any will do."""
        if not self.violation and not self.classes:
            return None
        of_class = [
            code
            for code, violation in book.load().violations.items()
            if not self.classes or violation.notice.class_code in self.classes
        ]
        if not self.violation:
            return tuple(of_class)
        return tuple(code for code in self.violation if not self.classes or code in of_class)


_KEYS = {"classes": "class"}
_NAMES = {_KEYS.get(field.name, field.name): field.name for field in fields(Filters)}
_CHOICES: Mapping[str, Iterable[str]] = {
    "state": ProblemState.values,
    "classes": CLASSES,
    "condition": (*Condition.values, NONE),
    "verification": (*Verification.values, NONE),
    "channel": Channel.values,
}
_IDS = frozenset({"district", "subdistrict", "neighbourhood", "compound", "lead", "officer"})
_DAYS = frozenset({"first_from", "first_to"})
_FLAGS = frozenset({"unassigned", "recheck", "returned", "orders", "recurrence", "concentrated"})


def _read(name: str, values: Sequence[str]) -> object:
    """The values of one field. Raises ``ValueError`` for one that is not understood."""
    if name in _IDS:
        return tuple(dict.fromkeys(int(_whole(_ID, value)) for value in values))
    if name in _CHOICES or name == "violation":
        allowed = book.load().violations if name == "violation" else _CHOICES[name]
        if not all(value in allowed for value in values):
            raise ValueError(name)
        return tuple(dict.fromkeys(values))
    (value,) = values
    if name in _DAYS:
        return date.fromisoformat(_whole(_DAY, value))
    if name == "q":
        if len(value.strip()) > LIMIT:
            raise ValueError(name)
        return value.strip() or " "
    if value not in (DUE if name == "due" else ("1",)):
        raise ValueError(name)
    return True if name in _FLAGS else value


def _whole(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(value)
    return value
