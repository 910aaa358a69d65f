"""How problems are sought among hundreds of thousands: the conditions, and which of them leads.

A list shows the first twenty in some order of what may be five problems or all. Read in that order, it is soon full if
much fits, and reads everything if little does; led by its rarest condition it is the other way round. Neither database
knows how many rows fit together with a unit's area, so each condition that has an index is counted first, up to
:data:`ENOUGH`, all in one statement.

Statements are put together from words of this module alone; every value goes in as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.conditions import (
    CURRENT,
    MANY,
    OPEN,
    Condition,
    area,
    complained_of_together,
    head_of,
    of_problem,
    of_task,
    state,
)
from huiyin.records.problems.filters import Filters

ENOUGH = 5_000
"""Rows of a condition that are counted; beyond it, it is as good as everything."""
# What a found row costs in the order of the list, and what a row costs that an index leads to.
WANTED = 21

# Said so that PostgreSQL takes it to hold for half of the tasks: of a bare equation it thinks that it hardly ever holds, and
# would sooner read all that there is than the few in their order.
_IS_CURRENT = f"coalesce({CURRENT.replace('p.id', 't.problem_id')}, FALSE)"
NEWEST, DUE, PRESSING, RECHECK = "newest", "due", "pressing", "recheck"
ORDERS = (NEWEST, DUE, PRESSING, RECHECK)
DATED = {DUE: "due_on", PRESSING: "orders_due_on", RECHECK: "recheck_on"}
"""The orders of what has an open task, each with the date of the task by which it goes."""


@dataclass(slots=True)
class Seeking:
    """A list that is sought: the area, the conditions, the order."""

    scope: Scope
    filters: Filters
    order: str = NEWEST
    area: Condition | None = field(init=False)
    conditions: list[Condition] = field(init=False)

    def __post_init__(self) -> None:
        self.area = area(self.scope, self._id)
        self.conditions = [*of_problem(self.filters, self._id), *of_task(self.filters, self.scope.on)]
        # Of an open task the problem is open.
        self.conditions.insert(
            0, Condition(OPEN, needs="t") if self.order in DATED else state(self.filters.state)
        )
        if self.area is not None:
            self.conditions.insert(0, self.area)
        if self.filters.concentrated:
            self.conditions.append(complained_of_together([c for c in self.conditions if c.alike]))

    @property
    def _id(self) -> str:
        """Where the problem's id is read: whoever asks for the first due need not open the problems."""
        return "t.problem_id" if self.order in DATED else "p.id"

    def statement(
        self, beyond: str, bound: Sequence[Any], limit: int | None, *, back: bool
    ) -> tuple[str, list[Any]]:
        """SQL of a WITH clause that ends in ``found``: the ids of the problems sought, in order; and its parameters.

        Without ``limit`` they are all found.
        ``beyond`` is the condition of the page, with the values ``bound``; ``back`` reads against the order. At most one
        statement is run for it.
        """
        lead = self._lead()
        before, source, where, values = self._source(lead)
        if beyond:
            where.append(beyond)
        keys: tuple[str, ...] = (f"t.{DATED.get(self.order)}", "t.id")
        if self.order == NEWEST:
            keys = ("r.problem_id" if lead is None and self._by_reach() else "p.id",)
        conditions, order = " AND ".join(where) or "1 = 1", ordered(keys, self.order, back=back)
        sql = (
            f"{before}found(id) AS MATERIALIZED (SELECT {self._id} FROM {source} "  # noqa: S608 - see the module
            f"WHERE {conditions} ORDER BY {order}{f' LIMIT {limit}' if limit else ''})"
        )
        return sql, [*values, *bound]

    def tally(self, heads: Sequence[str]) -> tuple[str, list[Any]]:
        """SQL that counts the problems under each of the :data:`HEADS`, of those that are sought by :data:`DUE`, and its
        parameters. Who leads it leads the reading too, else the area.
        """
        asked = [head_of(head, self.scope.on) for head in heads]
        rest = [c for c in self.conditions if c is not self.area and c.where != OPEN]
        if (self.area is None or self._by_unit()) and not any(c.leads for c in rest):
            return self._tally_by_head(dict(zip(heads, asked, strict=True)), rest)
        days = [day for _, bound in asked for day in bound]
        lead = next((c for c in reversed(self.conditions) if c.tasks and "a" in c.needs), self.area)
        before, source, where, values = self._source(lead)
        sums = ", ".join(f"count(CASE WHEN t.{head} THEN 1 END)" for head, _ in asked)
        with_ = f"WITH {before.removesuffix(', ')} " if before else ""
        first = len(lead.leading) if lead is not None else 0
        sql = f"{with_}SELECT {sums} FROM {source} WHERE {' AND '.join(where)}"  # noqa: S608 - see the module
        return sql, [*values[:first], *days, *values[first:]]

    def _tally_by_head(
        self, asked: Mapping[str, tuple[str, list[date]]], rest: Sequence[Condition]
    ) -> tuple[str, list[Any]]:
        """What :meth:`tally` gives where nothing that is asked leads: each head is read off its own index.

        Only what is overdue, by itself or by its reports, is much, and read within a unit's area.
        """
        counts, values = [], list[Any]()
        for head, (where, days) in asked.items():
            tables, conditions = ["problems_task t"], [Condition(OPEN), Condition(f"t.{where}", days)]
            counted = "count(*)"
            if self.area is not None and head in MANY:
                tables = ["problems_reach r", "problems_task t ON t.problem_id = r.problem_id"]
                conditions.insert(0, Condition("r.unit_id = %s", self.area.values))
            elif self.area is not None:
                conditions.append(self.area)
            if head in MANY and not rest:
                # A problem is overdue if any of its open tasks is: its current one is the first due. The limits of its
                # reports stand on each of them alike.
                counted = "count(DISTINCT t.problem_id)"
            else:
                conditions.append(Condition(_IS_CURRENT))
            needs = {need for c in rest for need in c.needs}
            tables += [table for need, table in _BY_TASK.items() if need in needs]
            conditions += rest
            wanted = " AND ".join(c.where for c in conditions)
            counts.append(f"(SELECT {counted} FROM {self._joined(*tables)} WHERE {wanted})")  # noqa: S608 - see the module
            values += [value for c in conditions for value in c.values]
        return "SELECT " + ", ".join(counts), values

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
            ask(
                cursor,
                f"SELECT (SELECT max(id) FROM problems_problem), {counts}",  # noqa: S608 - see the module
                [value for c in able for value in c.roughly or c.leading],
            )
            most, *found = cursor.fetchone()
        total = most or 1
        fitting = float(total)
        for condition, count in zip(able, found, strict=True):
            # What a unit leads lies in its area, as good as always.
            if not (condition is self.area and self._leads_itself()):
                share = min(count, total) / total
                # Of what was not counted to its end, nothing is known but that it is between this and everything.
                fitting *= share if count < ENOUGH else sqrt(share)
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
        # Whatever leads fulfils its condition already.
        rest = [c for c in self.conditions if c is not lead]
        before, values = "", list[Any]()
        if lead is not None:
            before = f"few(id) AS MATERIALIZED ({lead.leads}), "
            values += lead.leading
        by_task = self.order in DATED or (lead is not None and lead.tasks)
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
        return before, self._joined(*tables), [c.where for c in rest], values

    @staticmethod
    def _joined(*tables: str) -> str:
        # The one names the order of reading; PostgreSQL finds it by itself.
        return (" CROSS JOIN " if connection.vendor == "sqlite" else " JOIN ").join(tables)


_FURTHER = {
    "c": "registry_compound c ON c.id = p.compound_id",
    "a": "problems_assignment a ON a.task_id = t.id AND a.role = 'lead'",
}
_BY_TASK = {"p": "problems_problem p ON p.id = t.problem_id", **_FURTHER}


def ask(cursor: CursorWrapper, sql: str, values: Iterable[Any]) -> None:
    """Execute a statement that seeks. On PostgreSQL the values stand in its words: the plan that the server keeps for what is
    asked again is then the plan for these values, which differ widely in how much they leave."""
    if connection.vendor == "postgresql":
        # The driver is there only where this database is.
        from psycopg import ClientCursor

        cursor.execute(ClientCursor(connection.connection).mogrify(sql, list(values)))
    else:
        # SQLite keeps days as text.
        cursor.execute(sql, [value.isoformat() if isinstance(value, date) else value for value in values])


def ordered(keys: Sequence[str], order: str, *, back: bool) -> str:
    """The terms of ORDER BY: the newest first, the first due first, or against it."""
    direction = "DESC" if (order == NEWEST) != back else "ASC"
    return ", ".join(f"{key} {direction}" for key in keys)
