"""Whom and what entries of the ledger name by username or id, by the names that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from huiyin.records.accounts.models import Account
from huiyin.records.problems.timeline import Happening
from huiyin.records.registry.models import Compound, Officer, Unit
from huiyin.records.reports.models import Report

# Which keys of entries hold the id of what; lists of ids hold reports.
_IDS: Mapping[str, str] = {
    "lead": "unit",
    "unit": "unit",
    "owner": "unit",
    "counts_for": "unit",
    "counting_unit": "unit",
    "officer": "officer",
    "officer_was": "officer",
    "compound": "compound",
    "took_in": "compound",
    "merged_into": "compound",
    "report": "report",
    "through": "report",
    "original": "report",
    "attached": "report",
    "detached": "report",
    "linked": "report",
    "quotes": "report",
    "alike": "report",
    "unlinked": "report",
    "split": "report",
}
# Kind of the rows of units that are looked up by code.
_CODE = "unit code"
_CALLED: Mapping[str, tuple[type[Unit | Officer | Compound | Report], str]] = {
    "unit": (Unit, "short_name"),
    "officer": (Officer, "name"),
    "compound": (Compound, "name"),
    "report": (Report, "number"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """What entries name by username or id: persons, and by kind (unit, officer, compound, report) everything else.

    Units are named by their code as well, as the entries of frozen lists do.
    """

    people: Mapping[str, str]
    things: Mapping[tuple[str, int | str], str]

    def of(self, key: str, value: object) -> str:
        """What stands under a key of an entry, by its name; empty for what has none and for keys that name nothing."""
        return self.things.get((_IDS[key], value), "") if key in _IDS and isinstance(value, int | str) else ""


def named_in(acts: Iterable[Happening]) -> Named:
    """The names of who acted and of what the entries tell of, by their ids. One statement, none for no acts."""
    people: set[str] = set()
    codes: set[str] = set()
    ids: dict[str, set[int]] = {kind: set() for kind in _CALLED}
    for act in acts:
        people.add(act.actor)
        if isinstance(code := act.content.get("unit"), str):
            codes.add(code)
        refs = [(act.record, act.record_id), *([act.cause[:2]] if act.cause else [])]
        for kind, pk in (*refs, *_held(act.content)):
            if kind in ids:
                ids[kind].add(pk)
    if not people:
        return Named({}, {})
    persons = _called("person", Account.objects.filter(username__in=people), "username", "name")
    others = [
        _called(kind, model._default_manager.filter(pk__in=ids[kind]), "pk", name)
        for kind, (model, name) in _CALLED.items()
    ]
    coded = _called(_CODE, Unit.objects.filter(code__in=codes), "code", "short_name")
    rows = list(persons.union(*others, coded, all=True))
    things: dict[tuple[str, int | str], str] = {
        (kind, int(key)): name for kind, key, name in rows if kind in _CALLED and name
    }
    things |= {("unit", key): name for kind, key, name in rows if kind == _CODE}
    return Named({key: name for kind, key, name in rows if kind == "person"}, things)


def same_kind(content: Mapping[str, Any]) -> str:
    """The key whose former value ``was`` is, where an entry tells of one id alone; empty where it does not."""
    return next((key for key in ("lead", "officer", "compound", "problem") if key in content), "")


def _held(content: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The kinds and ids of what an entry names, in what was before as well."""
    for key, value in content.items():
        kind = _IDS.get(same_kind(content) if key == "was" else key, "")
        if isinstance(value, dict):
            yield from _held(value)
        elif kind:
            yield from (
                (kind, one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)
            )


def _called(kind: str, rows: QuerySet[Any], key: str, name: str) -> QuerySet[Any]:
    return rows.order_by().values_list(Value(kind, CharField()), Cast(key, CharField()), name)
