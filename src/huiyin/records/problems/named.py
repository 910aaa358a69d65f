"""By which words the problems of compounds are found, and how these follow when a compound is called otherwise."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from huiyin.records.ledger import bulk
from huiyin.records.problems.models import Problem
from huiyin.records.problems.search import more_words, words
from huiyin.records.problems.wording import place, violation_name
from huiyin.records.registry.queries import HOLD

CHUNK = 2_000
# Of the problem itself, as found_by takes them.
PARTS = ("violation", "building", "dwelling_unit", "room")


class Named(NamedTuple):
    """A compound as its problems need it: the unit for which it counts, what it was merged into, and its words."""

    counting_unit_id: int
    merged_into_id: int | None
    words: str


def held(compound_ids: Collection[int]) -> dict[int, Named]:
    """How compounds stand and by which words they are found, by id: name, other names, address, district.

    Held until the transaction ends as ``registry.queries.held`` holds them. One statement.
    """
    return _named(compound_ids, HOLD[connection.vendor])


def _named(compound_ids: Collection[int], lock: str = "") -> dict[int, Named]:
    if not compound_ids:
        return {}
    wanted: list[int] | str = sorted(compound_ids)
    if connection.vendor == "sqlite":
        wanted = json.dumps(wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"{_NAMED[connection.vendor]} ORDER BY c.id{lock}", [wanted])
        return {pk: Named(unit, into, words(*(n or "" for n in names))) for pk, unit, into, *names in cursor}


_COLUMNS = """
SELECT c.id, c.counting_unit_id, c.merged_into_id, c.name,
  (SELECT {aliases} FROM registry_compoundalias a WHERE a.compound_id = c.id), c.address, d.name
FROM registry_compound c LEFT JOIN registry_district d ON d.id = c.district_id WHERE c.id {among}
"""
_NAMED = {
    "sqlite": _COLUMNS.format(
        aliases="group_concat(a.name, ' ')", among="IN (SELECT value FROM json_each(%s))"
    ),
    "postgresql": _COLUMNS.format(aliases="string_agg(a.name, ' ' ORDER BY a.id)", among="= ANY(%s)"),
}


def found_by(compound: str, violation: str, building: str, entrance: str, room: str) -> str:
    """The words of a problem, from those of its compound."""
    where = place(building, entrance, room) if building or entrance or room else ""
    return more_words(compound, where, violation_name(violation))


def follow(compound_ids: Collection[int]) -> None:
    """Make the words of the problems at compounds that are called otherwise now.

    Called within the action that named them, which holds them. Two statements, and one for each problem that changes.
    """
    compounds = held(compound_ids)
    rows = Problem.objects.filter(compound__in=compounds).order_by("pk").values_list(*_ROW)
    bulk.update(Problem, "words", list(_stale(compounds, rows)))


def stale() -> Iterator[int]:
    """The problems whose words are not those by which they are to be found, by compound.

    One statement, and one for the compounds of each 2,000 problems.
    """
    rows = Problem.objects.order_by("compound_id", "pk").values_list(*_ROW).iterator(chunk_size=CHUNK)
    while part := list(islice(rows, CHUNK)):
        for pk, _ in _stale(_named({row[0] for row in part}), part):
            yield pk


_ROW = ("compound_id", "words", "pk", *PARTS)


def _stale(compounds: Mapping[int, Named], rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    """Of some problems those whose words are others than they should be, with what they should be."""
    for compound_id, was, pk, *parts in rows:
        now = found_by(compounds[compound_id].words, *parts)
        if now != was:
            yield pk, now
