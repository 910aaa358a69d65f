"""What people complain of together (集中反映) as a condition in SQL, for lists of problems and of compounds.

The rule is that of the statute book's window and the same as in 诉件梳理 (``sorting.concentrated``): a kind of problem at a
compound, so many callers or so many reports within so many days, whenever that was. Withdrawn reports are left out.

A window that has fewer reports than suffice by themselves is short. So whether enough callers stand in one is seen from each
report and the few before it, and one reading in the order of days answers for all compounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from huiyin.knowledge.law import book
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.orders import STANDS
from huiyin.records.registry.models import Compound

_TOLD = f"""
SELECT p.compound_id, p.violation, r.created_on AS told_on, r.id AS report_id, r.caller
FROM problems_problem p
JOIN problems_link l ON l.problem_id = p.id
JOIN reports_report r ON r.id = l.report_id
WHERE {STANDS} AND p.state <> 'merged'{{among}}
GROUP BY p.compound_id, p.violation, r.created_on, r.id
"""  # noqa: S608 - words of ours
_SINCE = {"sqlite": "date(told_on, '-{days} days')", "postgresql": "(told_on - {days})"}


def pairs(among: Sequence[str] = (), values: Sequence[Any] = ()) -> tuple[str, list[Any]]:
    """SQL that selects ``compound_id`` and ``violation`` of what is complained of together, and its parameters.

    ``among`` are conditions upon the problem ``p``, with their ``values``; each must hold for all problems of a compound and
    kind or for none of them.
    """
    return _spoken(connection.vendor).replace("{among}", "".join(f" AND {each}" for each in among)), list(
        values
    )


def places(scope: Scope) -> QuerySet[Compound]:
    """The compounds of an area where people complain of something together. No statement is run."""
    compounds = scope.compounds()
    if scope.everywhere:
        sql, values = pairs()
    else:
        seen, bound = compounds.order_by().values("pk").query.sql_with_params()
        sql, values = pairs([f"p.compound_id IN ({seen})"], bound)
    spoken = RawSQL(f"SELECT compound_id FROM ({sql}) spoken_of", values)  # noqa: S611, S608 - statements of ours
    return compounds.filter(pk__in=spoken)


@lru_cache
def _spoken(vendor: str) -> str:
    window = book.load().windows["concentrated"]
    orders, callers = window.min_orders, window.min_callers
    assert orders is not None
    assert callers is not None
    since = _SINCE[vendor].format(days=window.days - 1)
    before = range(1, orders)
    enough = [f"on_{orders - 1} >= {since}"]
    for others in combinations(before[:-1], callers - 1):
        different = (
            f"{one} <> {other}" for one, other in combinations(("caller", *(f"by_{n}" for n in others)), 2)
        )
        enough.append(f"(on_{others[-1]} >= {since} AND {' AND '.join(different)})")
    columns = [
        f"lag({column}, {n}) OVER w AS {name}_{n}"
        for column, name in (("told_on", "on"), ("caller", "by"))
        for n in before
    ]
    return (
        f"SELECT compound_id, violation FROM (SELECT compound_id, violation, told_on, caller, "  # noqa: S608 - ours, and the book's numbers
        f"{', '.join(columns)} FROM ({_TOLD}) told "
        f"WINDOW w AS (PARTITION BY compound_id, violation ORDER BY told_on, report_id)) spoken "
        f"WHERE {' OR '.join(enough)}"
    )
