"""The facts of an act, as somebody states them: what was done, by whom, from when to when."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterable
from typing import Any, get_args

import msgspec

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.fines import PARTY_KINDS, PartyKind, Role

FIVE_YEARS_FOR = frozenset(
    {"illegal-construction", "load-bearing", "ebike-common-parts", "use-change", "facade"}
)
"""Where life and health may be at stake, so that five years instead of two may run (处罚法 36)."""
_LONGEST = 80
# How msgspec names a field that is missing or unknown, and the place of one that is of another kind.
_FIELD = re.compile(r"(missing required|contains unknown) field `([^`]*)`")
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")


class FactsError(ValueError):
    """The facts cannot be taken; the message names the key, in both languages: ``zh`` and ``en``."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who acted."""

    kind: PartyKind
    role: Role | None = None


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act. ``act_to`` None: it goes on. Days are Shanghai's; the area is in square metres. ``id`` and ``note`` are the
    asker's own."""

    violation: str
    party: Party
    act_from: dt.date
    act_to: dt.date | None = None
    detail: str | None = None
    in_progress: bool | None = None
    area_m2: float | None = None
    found: dt.date | None = None
    decision_date: dt.date | None = None
    district: str | None = None
    id: str | None = None
    note: str | None = None

    @property
    def days(self) -> int | None:
        """On how many days it was done, the first and the last included; None while it goes on."""
        return (self.act_to - self.act_from).days + 1 if self.act_to is not None else None

    @property
    def law_of(self) -> dt.date:
        """The day whose law judges it: when it ended; of one that goes on, when it is decided, found, or began."""
        return self.act_to or self.decision_date or self.found or self.act_from


def taken(data: Any, book: Book) -> Facts:
    """Facts as JSON holds them. Raises :class:`FactsError`, which names the key.

    ``act_to`` is asked for in so many words: whoever leaves it out has not said that the act goes on.
    """
    if isinstance(data, dict):
        party = data.get("party")
        _one_of("violation", data.get("violation"), book.violations)
        if isinstance(party, dict):
            _one_of("party.kind", party.get("kind"), PARTY_KINDS)
            if party.get("role") is not None:
                _one_of("party.role", party["role"], get_args(Role))
        if "act_to" not in data:
            raise wrong("act_to", "缺少；仍在继续的写 null", "is missing; null says that the act goes on")
    try:
        facts = msgspec.convert(data, Facts)
    except msgspec.ValidationError as error:
        raise misshapen(error) from error
    if facts.act_to is not None and facts.act_to < facts.act_from:
        raise _before("act_to", facts.act_to, "act_from", facts.act_from)
    if facts.area_m2 is not None and not 0 < facts.area_m2 < 1e7:
        raise wrong("area_m2", f"{facts.area_m2} 不是面积", f"{facts.area_m2} is no area")
    return facts


def in_order(facts: Facts) -> Facts:
    """The same facts. Raises :class:`FactsError` where something was found or decided before it was done, or decided before it
    was found: a file may tell so and be reviewed, a question cannot be answered."""
    days = {key: getattr(facts, key) for key in ("act_from", "found", "decision_date")}
    told = [(key, day) for key, day in days.items() if day is not None]
    for (before, first), (key, day) in itertools.pairwise(told):
        if day < first:
            raise _before(key, day, before, first)
    return facts


def details_of(facts: Facts, book: Book) -> tuple[str, ...] | None:
    """How the violation may have been committed: as stated, by whether it is under way, or in the usual ways, of which there
    may be several; empty where nothing tells apart.

    None where it was stated in words that the book does not have: then every rule of the violation may be meant.
    """
    if facts.detail is not None:
        known = any(row.id == facts.detail for row in book.details.get(facts.violation, ()))
        return (facts.detail,) if known else None
    if facts.violation == "illegal-construction":
        return ("under-way",) if facts.in_progress else ("existing",)
    return tuple(row.id for row in book.details.get(facts.violation, ()) if row.usual)


def wrong(key: str, zh: str, en: str) -> FactsError:
    """What is wrong with the value of a key."""
    return FactsError(f"{key}：{zh}", f"{key}: {en}")


def not_one_of(key: str, value: Any, known: Iterable[str]) -> FactsError:
    """That a value is none of the words that there are."""
    words = ", ".join(known)
    return wrong(key, f"{quoted(value)} 不可用，可用的为 {words}", f"{quoted(value)} is not one of {words}")


def misshapen(error: msgspec.ValidationError, within: str = "") -> FactsError:
    """What msgspec says of data of another shape; ``within`` names the key whose value they are."""
    said = str(error)
    before = f"{within}: " if within else ""
    if field := _FIELD.search(said):
        kind, name = field.groups()
        zh = f"缺少 {name}" if kind == "missing required" else f"没有名为 {name} 的项"
        return FactsError(f"{within}：{zh}" if within else zh, f"{before}{said}")
    place = _PLACE.search(said)
    key = ".".join(filter(None, (within, place[1] if place else "")))
    return FactsError(f"{key}：内容的写法不对" if key else "内容的写法不对", f"{before}{said}")


def quoted(value: Any) -> str:
    """A value as it was handed in, cut where it is long: a message is one line."""
    said = repr(value)
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def _before(key: str, day: dt.date, other: str, first: dt.date) -> FactsError:
    return wrong(key, f"{day} 早于 {other} {first}", f"{day} lies before {other} {first}")


def _one_of(key: str, value: Any, known: Collection[str]) -> None:
    if not isinstance(value, str) or value not in known:
        raise not_one_of(key, value, known)
