"""Who sees which problem: the units in whose area a problem's place lies, kept row by row so that lists are read in order.

The rules are those of ``registry.queries.compounds_of``, told as one statement for any number of problems. A problem that
stayed at a compound when that was merged is seen where the compound went, so that its old number leads on.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from django.db import connection

# The branches read one index each; UNION drops what several of them say.
RULES = """
WITH placed(id, district_id, subdistrict_id, scope_unit_id, compound_id) AS MATERIALIZED (
  SELECT p.id, c.district_id, c.subdistrict_id, c.scope_unit_id, c.id
  FROM problems_problem p
  JOIN registry_compound o ON o.id = p.compound_id
  JOIN registry_compound c ON c.id = coalesce(o.merged_into_id, o.id)
  WHERE {given}
)
SELECT u.id, s.id FROM placed s JOIN registry_unit u ON u.district_id = s.district_id AND u.kind = 'district'
UNION SELECT u.id, s.id FROM placed s JOIN registry_unit u ON u.subdistrict_id = s.subdistrict_id AND u.kind = 'team'
UNION SELECT u.id, s.id FROM placed s JOIN registry_unit u ON u.id = s.scope_unit_id AND NOT u.everywhere
UNION SELECT u.id, s.id FROM placed s JOIN registry_unit n ON n.id = s.scope_unit_id
  JOIN registry_unit u ON u.id = n.parent_id AND NOT u.everywhere
UNION SELECT u.id, s.id FROM placed s JOIN registry_compoundscope x ON x.compound_id = s.compound_id
  JOIN registry_unit u ON u.id = x.unit_id AND NOT u.everywhere
"""
"""Selects unit and problem of every row that should be there, of the problems ``p`` that are ``given``."""


def make(problem_ids: Collection[int]) -> None:
    """Make the rows of problems that have none. One statement; called within the action that opened them."""
    if problem_ids:
        _write(_INSERT + RULES.format(given=_among("p.id")), problem_ids)


def follow(compound_ids: Collection[int]) -> None:
    """Make the rows of all problems anew that lie at compounds, or did before these were merged into them.

    Called within the action that changed where the compounds lie, which holds them. Two statements.
    """
    if compound_ids:
        there = f"({_among('o.id')} OR {_among('o.merged_into_id')})"
        _write(_DELETE.format(given=there), compound_ids, compound_ids)
        _write(_INSERT + RULES.format(given=there), compound_ids, compound_ids)


def rebuild() -> None:
    """Make all rows anew, since units have come or lie elsewhere. Two statements; called within an action."""
    _write("DELETE FROM problems_reach")
    _write(_INSERT + RULES.format(given="TRUE"))


def breaches() -> Iterator[tuple[int, int, bool]]:
    """Rows that are there and should not be, and the other way round: unit, problem, whether it should be there."""
    rules, rows = RULES.format(given="TRUE"), "SELECT unit_id, problem_id FROM problems_reach"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rules}) w EXCEPT {rows}")  # noqa: S608 - words of ours
        yield from ((unit, problem, True) for unit, problem in cursor.fetchall())
        cursor.execute(f"{rows} EXCEPT SELECT * FROM ({rules}) w")  # noqa: S608 - as above
        yield from ((unit, problem, False) for unit, problem in cursor.fetchall())


_INSERT = "INSERT INTO problems_reach (unit_id, problem_id) "
_DELETE = """
DELETE FROM problems_reach WHERE problem_id IN (
  SELECT p.id FROM registry_compound o JOIN problems_problem p ON p.compound_id = o.id WHERE {given}
)
"""


def _among(column: str) -> str:
    """One parameter holds any number of ids."""
    if connection.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - columns of ours
    return f"{column} = ANY(%s)"


def _write(statement: str, *sets: Collection[int]) -> None:
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(list(ids)) if sqlite else list(ids) for ids in sets])
