"""By which words the problems of compounds are found, and how these follow when a compound is called otherwise."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from huiyin.records.ledger import bulk
from huiyin.records.problems.models import Problem
from huiyin.records.problems.search import more_words, words
from huiyin.records.problems.wording import place, violation_name

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
    if not compound_ids:
        return {}
    postgresql = connection.vendor == "postgresql"
    wanted = sorted(compound_ids)
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if postgresql else _SQLITE, [wanted if postgresql else json.dumps(wanted)])
        return {pk: Named(unit, into, words(*(n or "" for n in names))) for pk, unit, into, *names in cursor}


_COLUMNS = """
SELECT c.id, c.counting_unit_id, c.merged_into_id, c.name,
  (SELECT {aliases} FROM registry_compoundalias a WHERE a.compound_id = c.id), c.address, d.name
FROM registry_compound c LEFT JOIN registry_district d ON d.id = c.district_id
"""
_SQLITE = (
    _COLUMNS.format(aliases="group_concat(a.name, ' ')")  # noqa: S608 - words of ours
    + "WHERE c.id IN (SELECT value FROM json_each(%s))"
)
# The lock is explained at `registry.queries.held`.
_POSTGRESQL = (
    _COLUMNS.format(aliases="string_agg(a.name, ' ' ORDER BY a.id)")
    + "WHERE c.id = ANY(%s) ORDER BY c.id FOR KEY SHARE OF c"
)


def found_by(compound: str, violation: str, building: str, entrance: str, room: str) -> str:
    """The words of a problem, from those of its compound."""
    where = place(building, entrance, room) if building or entrance or room else ""
    return more_words(compound, where, violation_name(violation))


def follow(compound_ids: Collection[int]) -> None:
    """Make the words of the problems at compounds that are called otherwise now.

    Called within the action that named them, which holds them. Two statements, and one for each problem that changes.
    """
    compounds = held(compound_ids)
    problems = Problem.objects.filter(compound__in=compounds).order_by("pk")
    rows = problems.values_list("compound_id", "words", "pk", *PARTS)
    fresh = [
        (pk, now)
        for compound_id, was, pk, *parts in rows
        if (now := found_by(compounds[compound_id].words, *parts)) != was
    ]
    bulk.update(Problem, "words", fresh)
