"""How problems are sought among hundreds of thousands: the conditions, and which of them leads.

A list shows the first twenty in some order of what may be five problems or all. Read in that order, it is soon full if
much fits, and reads everything if little does; led by its rarest condition it is the other way round. Neither database
knows how many rows fit together with a unit's area, so each condition that has an index is counted first, up to
:data:`ENOUGH`, all in one statement.

Statements are put together from words of this module alone; every value goes in as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import search
from huiyin.records.problems.filters import DUE as DUE_CODES
from huiyin.records.problems.filters import NONE, Filters

ENOUGH = 20_000
"""Rows of a condition that are counted; beyond it, it is as good as everything."""
# What a found row costs in the order of the list, and what a row costs that an index leads to.
WANTED = 21

CURRENT = (
    "t.id = (SELECT x.id FROM problems_task x WHERE x.problem_id = p.id "
    "ORDER BY x.state DESC, x.due_on, x.id LIMIT 1)"
)
"""A problem's current task: of the open ones the one due first; without any, of those that are done."""
_IS_CURRENT = CURRENT.replace("p.id", "t.problem_id")
NEWEST, DUE = "newest", "due"
ORDERS = (NEWEST, DUE)
OPEN = "t.state = 'open'"


class Condition(NamedTuple):
    """A condition in SQL upon ``p`` and the tables that it ``needs``: ``c`` compound, ``t`` current task, ``a`` its lead.

    ``leads`` selects, by an index, the ids of all problems that fulfil it, each once; with ``tasks`` those of tasks.
    """

    where: str
    values: Sequence[Any] = ()
    leads: str = ""
    leading: Sequence[Any] = ()
    needs: str = ""
    tasks: bool = False


@dataclass(slots=True)
class Seeking:
    """A list that is sought: the area, the conditions, the order."""

    scope: Scope
    filters: Filters
    order: str = NEWEST
    area: Condition | None = field(init=False)
    conditions: list[Condition] = field(init=False)

    def __post_init__(self) -> None:
        self.area = _area(self.scope, self._id)
        self.conditions = [*_problem(self.filters, self._id), *_task(self.filters, self.scope.on)]
        # Of an open task the problem is open.
        self.conditions.insert(
            0, Condition(OPEN, needs="t") if self.order == DUE else _state(self.filters.state)
        )
        if self.area is not None:
            self.conditions.insert(0, self.area)

    @property
    def _id(self) -> str:
        """Where the problem's id is read: whoever asks for the first due need not open the problems."""
        return "t.problem_id" if self.order == DUE else "p.id"

    def statement(
        self, beyond: str, bound: Sequence[Any], limit: int, *, back: bool
    ) -> tuple[str, list[Any]]:
        """SQL of a WITH clause that ends in ``found``: the ids of the problems sought, in order; and its parameters.

        ``beyond`` is the condition of the page, with the values ``bound``; ``back`` reads against the order. At most one
        statement is run for it.
        """
        lead = self._lead()
        before, source, where, values = self._source(lead)
        if beyond:
            where.append(beyond)
        keys: tuple[str, ...] = ("t.due_on", "t.id")
        if self.order == NEWEST:
            keys = ("r.problem_id" if lead is None and self._by_reach() else "p.id",)
        sql = (
            f"{before}found(id) AS MATERIALIZED (SELECT {self._id} FROM {source} "  # noqa: S608 - see the module
            f"WHERE {' AND '.join(where)} ORDER BY {ordered(keys, self.order, back=back)} LIMIT {limit})"
        )
        return sql, [*values, *bound]

    def tally(self, heads: Sequence[str]) -> tuple[str, list[Any]]:
        """SQL that counts the problems under each of the :data:`HEADS`, of those that are sought by :data:`DUE`, and its
        parameters. Who leads it leads the reading too, else the area.
        """
        asked = [head_of(head, self.scope.on) for head in heads]
        days = [day for _, bound in asked for day in bound]
        if len(self.conditions) == 1:
            # All open tasks: each head is read off its own index.
            one = f"(SELECT count(*) FROM problems_task t WHERE {OPEN} AND t.%s AND {_IS_CURRENT})"  # noqa: S608
            return "SELECT " + ", ".join(one.replace("%s", where, 1) for where, _ in asked), days
        lead = next((c for c in reversed(self.conditions) if c.tasks and "a" in c.needs), self.area)
        before, source, where, values = self._source(lead)
        sums = ", ".join(f"count(CASE WHEN t.{head} THEN 1 END)" for head, _ in asked)
        with_ = f"WITH {before.removesuffix(', ')} " if before else ""
        first = len(lead.leading) if lead is not None else 0
        sql = f"{with_}SELECT {sums} FROM {source} WHERE {' AND '.join(where)}"  # noqa: S608 - see the module
        return sql, [*values[:first], *days, *values[first:]]

    def _lead(self) -> Condition | None:
        """The condition that leads; None if the list is read in its order. At most one statement."""
        able = [c for c in self.conditions if c.leads]
        if not able or (len(able) == 1 and able[0] is self.area and self._by_reach()):
            return None
        counts = ", ".join(
            f"(SELECT count(*) FROM ({c.leads} LIMIT {ENOUGH}) n{i})"  # noqa: S608 - see the module
            for i, c in enumerate(able)
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT (SELECT max(id) FROM problems_problem), {counts}",  # noqa: S608 - see the module
                adapted([value for c in able for value in c.leading]),
            )
            most, *found = cursor.fetchone()
        total = most or 1
        fitting = float(total)
        for condition, count in zip(able, found, strict=True):
            # What a unit leads lies in its area, as good as always.
            if not (condition is self.area and self._leads_itself()):
                fitting *= min(count, total) / total
        least = min(found)
        lead = able[found.index(least)]
        in_order = WANTED * total / max(fitting, 1)
        if lead is self.area and self._by_reach():
            # Read in order, it is read to its end at the worst.
            return None
        return lead if least < ENOUGH and least <= max(in_order, WANTED) else None

    def _leads_itself(self) -> bool:
        return self.scope.unit is not None and self.filters.lead == (self.scope.unit.pk,)

    def _by_unit(self) -> bool:
        return self.scope.unit is not None and not self.scope.everywhere

    def _by_reach(self) -> bool:
        """Whether the rows of a unit are kept in the order of the list."""
        return self.order == NEWEST and self._by_unit()

    def _source(self, lead: Condition | None) -> tuple[str, str, list[str], list[Any]]:
        """A beginning of the WITH clause, what is read in which order, the conditions, and the parameters of it all."""
        needs = {need for c in self.conditions for need in c.needs}
        rest = list(self.conditions)
        before, values = "", list[Any]()
        if lead is not None:
            before = f"few(id) AS MATERIALIZED ({lead.leads}), "
            values += lead.leading
        by_task = self.order == DUE or (lead is not None and lead.tasks)
        if by_task:
            on = "t.id = few.id" if lead is not None and lead.tasks else "t.problem_id = few.id"
            tables = ["problems_task t"] if lead is None else ["few", f"problems_task t ON {on}"]
            if needs & {"p", "c"}:
                tables.append("problems_problem p ON p.id = t.problem_id")
            rest.append(Condition(_IS_CURRENT))
        else:
            tables = (
                ["problems_problem p"] if lead is None else ["few", "problems_problem p ON p.id = few.id"]
            )
            if lead is None and self.area is not None and self._by_reach():
                tables = ["problems_reach r", "problems_problem p ON p.id = r.problem_id"]
                rest = [
                    Condition("r.unit_id = %s", self.area.values),
                    *(c for c in rest if c is not self.area),
                ]
            if "t" in needs:
                tables.append(f"problems_task t ON {CURRENT}")
        tables += [table for need, table in _FURTHER.items() if need in needs]
        values += [value for c in rest for value in c.values]
        # The one names the order of reading; PostgreSQL finds it by itself.
        join = " CROSS JOIN " if connection.vendor == "sqlite" else " JOIN "
        return before, join.join(tables), [c.where for c in rest], values


_FURTHER = {
    "c": "registry_compound c ON c.id = p.compound_id",
    "a": "problems_assignment a ON a.task_id = t.id AND a.role = 'lead'",
}


def adapted(values: Iterable[Any]) -> list[Any]:
    """Parameters as the database's driver takes them: SQLite keeps days as text."""
    if connection.vendor != "sqlite":
        return list(values)
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def ordered(keys: Sequence[str], order: str, *, back: bool) -> str:
    """The terms of ORDER BY: the newest first, the first due first, or against it."""
    direction = "DESC" if (order == NEWEST) != back else "ASC"
    return ", ".join(f"{key} {direction}" for key in keys)


def _area(scope: Scope, problem: str) -> Condition | None:
    """What somebody sees; None where that is everything."""
    if scope.everywhere:
        return None
    if scope.unit is not None:
        unit = [scope.unit.pk]
        return Condition(
            f"EXISTS (SELECT 1 FROM problems_reach x WHERE x.unit_id = %s AND x.problem_id = {problem})",  # noqa: S608
            unit,
            "SELECT problem_id AS id FROM problems_reach WHERE unit_id = %s",
            unit,
        )
    seen, values = scope.compounds().order_by().values("pk").query.sql_with_params()
    within = f"IN ({seen} UNION SELECT id FROM registry_compound WHERE merged_into_id IN ({seen}))"  # noqa: S608
    doubled = [*values, *values]
    return Condition(f"p.compound_id {within}", doubled, f"{_OF_PROBLEM}compound_id {within}", doubled, "p")


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _among(column: str, values: Sequence[Any]) -> str:
    return f"{column} IN ({_marks(values)})" if values else "1 = 0"


def _plain(values: Sequence[str]) -> list[str]:
    return ["" if value == NONE else value for value in values]


_OF_PROBLEM = "SELECT id FROM problems_problem WHERE "


def _state(states: Sequence[str]) -> Condition:
    if not states or set(states) == {"open", "settled"}:
        return Condition("p.state <> 'merged'", needs="p")
    if states == ("settled",):
        return Condition("p.state = 'settled'", (), f"{_OF_PROBLEM}state = 'settled'", needs="p")
    return Condition(_among("p.state", states), states, needs="p")


def _problem(filters: Filters, problem: str) -> list[Condition]:
    """What is asked of the problem and its place."""
    found = []
    codes = filters.codes
    if codes is not None:
        # Each state has an index of its own.
        of_state = " UNION ALL ".join(
            f"{_OF_PROBLEM}{_among('violation', codes)} AND state = '{state}'"
            for state in ("open", "settled")
        )
        leads = "" if "merged" in filters.state else f"SELECT id FROM ({of_state}) v"  # noqa: S608
        found.append(Condition(_among("p.violation", codes), codes, leads, [*codes, *codes], "p"))
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
            leads = f"SELECT p.id FROM registry_compound c JOIN problems_problem p ON p.compound_id = c.id WHERE {where}"  # noqa: S608
            found.append(Condition(where, values, leads, values, "pc"))
    if filters.compound:
        where = _among("compound_id", filters.compound)
        found.append(
            Condition(f"p.{where}", filters.compound, f"{_OF_PROBLEM}{where}", filters.compound, needs="p")
        )
    if filters.recurrence:
        where = "recurrence_of_id IS NOT NULL"
        found.append(Condition(f"p.{where}", (), f"{_OF_PROBLEM}recurrence_of_id > 0", needs="p"))
    if filters.first_from or filters.first_to:
        days = [filters.first_from or date.min, filters.first_to or date.max]
        where = "first_on BETWEEN %s AND %s"
        found.append(Condition(f"p.{where}", days, f"{_OF_PROBLEM}{where}", days, needs="p"))
    expression, numbers = search.asked(filters.q)
    found += [Condition(f"{problem} = %s", [pk], f"{_OF_PROBLEM}id = %s", [pk]) for pk in numbers]
    if expression:
        ids = search.IDS[connection.vendor]
        found.append(
            Condition(
                f"{problem} IN ({ids})", [expression], ids.replace("rowid", "rowid AS id"), [expression]
            )
        )
    return found


_OF_TASK = "SELECT id FROM problems_task WHERE state = 'open' AND "
_OF_LEAD = "SELECT task_id AS id FROM problems_assignment WHERE role = 'lead' AND "


def _task(filters: Filters, today: date) -> list[Condition]:
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


HEADS = (*DUE_CODES, "recheck", "returned")
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
        "recheck": ("recheck_on <= %s", [today]),
        "returned": ("returned_on IS NOT NULL", list[date]()),
    }[head]
