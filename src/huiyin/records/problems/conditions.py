"""The conditions by which problems are sought, in SQL: what is asked of the problem, its place, its task and who leads it.

Statements are put together from words of this module alone; every value goes in as a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import concentrated, search
from huiyin.records.problems.filters import DUE, NONE, Filters

CURRENT = (
    "t.id = (SELECT x.id FROM problems_task x WHERE x.problem_id = p.id "
    "ORDER BY x.state DESC, x.due_on, x.id LIMIT 1)"
)
"""A problem's current task: of the open ones the one due first; without any, of those that are done."""
OPEN = "t.state = 'open'"


class Condition(NamedTuple):
    """A condition in SQL upon ``p`` and the tables that it ``needs``: ``c`` compound, ``t`` current task, ``a`` its lead.

    ``leads`` selects, by an index, the ids of all problems that fulfil it, each once; with ``tasks`` those of tasks.
    ``alike`` says that it holds for all problems of one kind at one compound, or for none of them. ``roughly`` are values
    by which ``leads`` selects somewhat more, where that is cheaper to count.
    """

    where: str
    values: Sequence[Any] = ()
    leads: str = ""
    leading: Sequence[Any] = ()
    needs: str = ""
    tasks: bool = False
    alike: bool = False
    roughly: Sequence[Any] = ()


def area(scope: Scope, problem: str) -> Condition | None:
    """What somebody sees; None where that is everything."""
    if scope.everywhere:
        return None
    if scope.unit is not None:
        unit = [scope.unit.pk]
        return Condition(
            f"EXISTS (SELECT 1 FROM problems_reach x WHERE x.unit_id = %s AND x.problem_id = {problem})",  # noqa: S608 - see the module
            unit,
            "SELECT problem_id AS id FROM problems_reach WHERE unit_id = %s",
            unit,
            alike=True,
        )
    seen, values = scope.compounds().order_by().values("pk").query.sql_with_params()
    within = f"IN ({seen} UNION SELECT id FROM registry_compound WHERE merged_into_id IN ({seen}))"  # noqa: S608 - see the module
    doubled = [*values, *values]
    return Condition(
        f"p.compound_id {within}", doubled, f"{_OF_PROBLEM}compound_id {within}", doubled, "p", alike=True
    )


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _among(column: str, values: Sequence[Any]) -> str:
    return f"{column} IN ({_marks(values)})" if values else "1 = 0"


def _plain(values: Sequence[str]) -> list[str]:
    return ["" if value == NONE else value for value in values]


_OF_PROBLEM = "SELECT id FROM problems_problem WHERE "


def state(states: Sequence[str]) -> Condition:
    if not states or set(states) == {"open", "settled"}:
        return Condition("p.state <> 'merged'", needs="p")
    if states == ("settled",):
        return Condition("p.state = 'settled'", (), f"{_OF_PROBLEM}state = 'settled'", needs="p")
    return Condition(_among("p.state", states), states, needs="p")


def of_problem(filters: Filters, problem: str) -> list[Condition]:
    """What is asked of the problem and its place."""
    found = []
    codes = filters.codes
    if codes is not None:
        # Each state has an index of its own.
        of_state = " UNION ALL ".join(
            f"{_OF_PROBLEM}{_among('violation', codes)} AND state = '{state}'"
            for state in ("open", "settled")
        )
        leads = "" if "merged" in filters.state else f"SELECT id FROM ({of_state}) v"  # noqa: S608 - see the module
        found.append(Condition(_among("p.violation", codes), codes, leads, [*codes, *codes], "p", alike=True))
    for column, values in (("condition", filters.condition), ("verification", filters.verification)):
        if values:
            where = _among(column, plain := _plain(values))
            rare = f"{_OF_PROBLEM}{where} AND NOT ({column} = '')" if "" not in plain else ""
            found.append(Condition(f"p.{where}", plain, rare, plain, needs="p"))
    if filters.channel:
        where = _among("channel", filters.channel)
        rare = (
            f"{_OF_PROBLEM}{where} AND NOT (channel = 'hotline')" if "hotline" not in filters.channel else ""
        )
        found.append(Condition(f"p.{where}", filters.channel, rare, filters.channel, needs="p"))
    for level in ("district", "subdistrict", "neighbourhood"):
        if values := getattr(filters, level):
            where = _among(f"c.{level}_id", values)
            leads = f"SELECT p.id FROM registry_compound c JOIN problems_problem p ON p.compound_id = c.id WHERE {where}"  # noqa: S608 - see the module
            found.append(Condition(where, values, leads, values, "pc", alike=True))
    if filters.compound:
        where = _among("compound_id", filters.compound)
        there = filters.compound
        found.append(Condition(f"p.{where}", there, f"{_OF_PROBLEM}{where}", there, needs="p", alike=True))
    if filters.recurrence:
        where = "recurrence_of_id IS NOT NULL"
        found.append(Condition(f"p.{where}", (), f"{_OF_PROBLEM}recurrence_of_id > 0", needs="p"))
    if filters.first_from or filters.first_to:
        days = [filters.first_from or date.min, filters.first_to or date.max]
        where = "first_on BETWEEN %s AND %s"
        found.append(Condition(f"p.{where}", days, f"{_OF_PROBLEM}{where}", days, needs="p"))
    expression, numbers = search.asked(filters.q)
    found += [Condition(f"{problem} = %s", [pk], f"{_OF_PROBLEM}id = %s", [pk]) for pk in numbers]
    if filters.q and not (expression or numbers):
        found.append(Condition("1 = 0"))
    if expression:
        ids = search.IDS[connection.vendor]
        found.append(
            Condition(
                f"{problem} IN ({ids})",
                [expression],
                ids.replace("rowid", "rowid AS id"),
                [expression],
                roughly=[search.roughly(expression)],
            )
        )
    return found


def complained_of_together(alike: Sequence[Condition]) -> Condition:
    """What people complain of together. Of the conditions that hold for all or none of a kind at a compound, those that
    have one make the reading shorter."""
    among, values = [], list[Any]()
    for c in alike:
        # Upon the problem alone it stands as it is; else it is led to by its index.
        itself = c.needs == "p"
        among.append(c.where if itself else f"p.id IN ({c.leads})")
        values += c.values if itself else c.leading
    sql, bound = concentrated.pairs(among, values)
    # The sign keeps SQLite from going through what was found instead of through the list.
    return Condition(f"(+p.compound_id, p.violation) IN ({sql})", bound, needs="p")


_OF_TASK = "SELECT id FROM problems_task WHERE state = 'open' AND "
_OF_LEAD = "SELECT task_id AS id FROM problems_assignment WHERE role = 'lead' AND "


def of_task(filters: Filters, today: date) -> list[Condition]:
    """What is asked of the current task and of who leads it."""
    found = [
        Condition(f"{OPEN} AND t.{where}", days, _OF_TASK + where, days, "t", tasks=True)
        for head in HEADS
        if (head == filters.due or getattr(filters, head, False))
        for where, days in [head_of(head, today)]
    ]
    for column, ids in (("unit_id", filters.lead), ("officer_id", filters.officer)):
        if ids:
            where = _among(column, ids)
            found.append(Condition(f"a.{where}", ids, _OF_LEAD + where, ids, "ta", tasks=True))
    if filters.unassigned:
        found.append(Condition("a.officer_id IS NULL", needs="ta"))
    return found


MANY = ("overdue", "orders")
HEADS = (*DUE, "recheck", "returned", "orders")
"""What is asked of when a task is due, or else presses."""


def head_of(head: str, today: date) -> tuple[str, list[date]]:
    """The condition upon columns of an open task, and its values."""
    tomorrow, last = today + timedelta(days=1), today + timedelta(days=6)
    between = "due_on BETWEEN %s AND %s"
    return {
        "overdue": ("due_on < %s", [today]),
        "today": (between, [today, today]),
        "tomorrow": (between, [tomorrow, tomorrow]),
        "week": (between, [today, last]),
        "later": ("due_on > %s", [last]),
        "recheck": ("recheck_on IS NOT NULL", list[date]()),
        "returned": ("returned_on IS NOT NULL", list[date]()),
        "orders": ("orders_due_on <= %s", [tomorrow]),
    }[head]
