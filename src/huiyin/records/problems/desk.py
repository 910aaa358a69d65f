"""The lists of the desk: twenty problems at a time, of those that somebody sees, narrowed and in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.filters import Filters
from huiyin.records.problems.listing import callers_at_least
from huiyin.records.problems.models import Problem, Reach
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.orders import STANDS
from huiyin.records.problems.outside import filters_outside, is_outside, row_outside
from huiyin.records.problems.seeking import (
    CURRENT,
    DATED,
    DUE,
    NEWEST,
    ORDERS,
    PRESSING,
    RECHECK,
    Seeking,
    ask,
    ordered,
)
from huiyin.records.problems.wording import place

__all__ = [
    "DUE",
    "NEWEST",
    "ORDERS",
    "PRESSING",
    "RECHECK",
    "Counts",
    "Filters",
    "Page",
    "Row",
    "counts",
    "found",
    "page",
    "visible",
]

LARGEST = 200
"""Rows that a page may have."""
_CURSOR = {
    NEWEST: re.compile(r"(?P<id>[1-9]\d{0,17})", re.ASCII),
    **dict.fromkeys(DATED, re.compile(r"(?P<day>\d{4}-\d\d-\d\d)\.(?P<id>[1-9]\d{0,17})", re.ASCII)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A problem as a list shows it, with its current task: of the open ones the one due first, else one that is done.

    ``reports`` are those that stand; ``callers`` is the least number of persons that they can come from.
    ``compound_status`` ``provisional`` wants 待核 beside the name. ``extended_on`` is when the deadline was last moved,
    ``extended_from`` the first one, ``orders_due_on`` the first limit that runs on its reports. Ids and names are None where
    there is none. People outside enforcement are shown less: see ``outside``.
    """

    id: int
    violation: str
    compound_id: int
    compound: str
    compound_status: str
    district: str | None
    subdistrict: str | None
    neighbourhood: str | None
    building: str
    entrance: str
    room: str
    condition: str
    verification: str
    state: str
    channel: str
    first_on: date | None
    opened_at: datetime
    recurrence_of: int | None
    merged_into: int | None
    task_id: int | None
    task_state: str | None
    due_on: date | None
    due_source: str | None
    extended_on: date | None
    extended_from: date | None
    orders_due_on: date | None
    recheck_on: date | None
    returned_on: date | None
    return_reason: str | None
    lead_id: int | None
    lead: str | None
    officer_id: int | None
    officer: str | None
    reports: int | None
    callers: int | None

    @property
    def number(self) -> str:
        """问题编号."""
        return problem_number(self.id)

    @property
    def place(self) -> str:
        """具体位置 within the compound."""
        return place(self.building, self.entrance, self.room)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and where the following and the preceding ones begin: values for ``after`` and ``before``."""

    rows: tuple[Row, ...]
    next: str | None
    previous: str | None


def page(
    scope: Scope,
    filters: Filters,
    after: str | None = None,
    before: str | None = None,
    size: int = 20,
    order: str = NEWEST,
) -> Page:
    """A page of the problems in an area, after or before a place in the list.

    ``newest``: the last opened first; ``due``: what has an open task, by its date; ``pressing``: what :class:`Filters` calls
    ``orders``, by the limits of its reports; ``recheck``: what is to be looked at again, by that day. Problems that come or go
    meanwhile move no row from page to page. At most two statements, whatever ``size`` (1 to 200).

    Raises ``ValueError`` for a place in the list that no page gave, for both at once, another order or size.
    """
    if order not in ORDERS or not 1 <= size <= LARGEST or (after and before):
        raise ValueError(f"order {order!r}, size {size}, after {after!r}, before {before!r}")
    where, bound = _beyond(order, after or before or "", back=bool(before))
    wanted = _allowed(scope, filters, order)
    if _nothing(scope, wanted, order):
        return Page((), None, None)
    rows = _rows(Seeking(scope, wanted, order), where, bound, size + 1, back=bool(before))
    more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    return Page(
        tuple(map(row_outside, rows) if is_outside(scope) else rows),
        _cursor(order, rows[-1]) if rows and (more or before) else None,
        _cursor(order, rows[0]) if rows and (after or (before and more)) else None,
    )


def found(scope: Scope, filters: Filters, order: str) -> list[int]:
    """The ids of all that :func:`page` would show, rising: of problems in order ``newest``, of their tasks in the others.

    At most two statements.
    """
    wanted = _allowed(scope, filters, order)
    if _nothing(scope, wanted, order):
        return []
    sought, values = Seeking(scope, wanted, order).statement("", (), None, back=False)
    tasks = f"SELECT t.id FROM found JOIN problems_task t ON {CURRENT.replace('p.id', 'found.id')}"  # noqa: S608 - words of ours
    with connection.cursor() as cursor:
        ask(
            cursor,
            f"WITH {sought} {'SELECT id FROM found' if order == NEWEST else tasks}",  # noqa: S608 - words of ours
            values,
        )
        return sorted(pk for (pk,) in cursor.fetchall())


def _allowed(scope: Scope, filters: Filters, order: str) -> Filters:
    wanted = replace(
        filters, orders=filters.orders or order == PRESSING, recheck=filters.recheck or order == RECHECK
    )
    return filters_outside(wanted) if is_outside(scope) else wanted


def _nothing(scope: Scope, wanted: Filters, order: str) -> bool:
    """Whether a list is empty by what is asked: what is settled has no open task, and outsiders are told nothing of reports
    and of when somebody looks again."""
    settled = order in DATED and bool(wanted.state) and "open" not in wanted.state
    return settled or (order in (PRESSING, RECHECK) and is_outside(scope))


def _cursor(order: str, row: Row) -> str:
    return str(row.id) if order == NEWEST else f"{getattr(row, DATED[order])}.{row.task_id}"


def _beyond(order: str, cursor: str, *, back: bool) -> tuple[str, list[Any]]:
    """The condition that a row stands beyond a cursor."""
    if not cursor:
        return "", []
    parts = _CURSOR[order].fullmatch(cursor)
    if parts is None:
        raise ValueError(f"{cursor!r} is no place in this list / 翻页位置有误")
    if order == NEWEST:
        return f"p.id {'>' if back else '<'} %s", [int(parts["id"])]
    return f"(t.{DATED[order]}, t.id) {'<' if back else '>'} (%s, %s)", [
        date.fromisoformat(parts["day"]),
        int(parts["id"]),
    ]


# In the order of the fields of Row; then callers' marks and reports without one.
_SHOWN = f"""
SELECT p.id, p.violation, p.compound_id, c.name, c.status, d.name, s.name, n.name, p.building, p.dwelling_unit, p.room,
  p.condition, p.verification, p.state, p.channel, p.first_on, p.opened_at, p.recurrence_of_id, p.merged_into_id,
  t.id, t.state, t.due_on, t.due_source, t.extended_on, t.extended_from, t.orders_due_on,
  t.recheck_on, t.returned_on, t.return_reason,
  a.unit_id, u.short_name, a.officer_id, o.name,
  coalesce(told.reports, 0), coalesce(told.marks, 0), coalesce(told.unmarked, 0)
FROM found
JOIN problems_problem p ON p.id = found.id
JOIN registry_compound c ON c.id = p.compound_id
LEFT JOIN registry_district d ON d.id = c.district_id
LEFT JOIN registry_subdistrict s ON s.id = c.subdistrict_id
LEFT JOIN registry_neighbourhood n ON n.id = c.neighbourhood_id
LEFT JOIN problems_task t ON {CURRENT}
LEFT JOIN problems_assignment a ON a.task_id = t.id AND a.role = 'lead'
LEFT JOIN registry_unit u ON u.id = a.unit_id
LEFT JOIN registry_officer o ON o.id = a.officer_id
LEFT JOIN told ON told.id = found.id
"""  # noqa: S608 - words of ours
_TOLD = f"""told(id, reports, marks, unmarked) AS MATERIALIZED (
  SELECT l.problem_id, count(*), count(DISTINCT r.caller), sum(CASE WHEN r.caller IS NULL THEN 1 ELSE 0 END)
  FROM found JOIN problems_link l ON l.problem_id = found.id
  JOIN reports_report r ON r.id = l.report_id WHERE {STANDS} GROUP BY l.problem_id)"""  # noqa: S608 - words of ours
_MOMENT = [field.name for field in fields(Row)].index("opened_at")


def _rows(seeking: Seeking, where: str, bound: list[Any], limit: int, *, back: bool) -> list[Row]:
    found, values = seeking.statement(where, bound, limit, back=back)
    keys = ("p.id",) if seeking.order == NEWEST else (f"t.{DATED[seeking.order]}", "t.id")
    with connection.cursor() as cursor:
        ask(
            cursor,
            f"WITH {found}, {_TOLD} {_SHOWN} ORDER BY {ordered(keys, seeking.order, back=back)}",
            values,
        )
        return [_row(list(row)) for row in cursor.fetchall()]


def _row(values: list[Any]) -> Row:
    # SQLite keeps moments without their zone.
    values[_MOMENT] = values[_MOMENT].replace(tzinfo=UTC)
    marks, unmarked = values[-2:]
    values[-2:] = [callers_at_least(marks, unmarked)]
    return Row(*values)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many problems there are under each head of somebody's work. One may stand under several."""

    overdue: int
    today: int
    tomorrow: int
    recheck: int
    returned: int
    orders: int


def counts(scope: Scope, filters: Filters | None = None) -> Counts:
    """The figures of my work on the day of the scope: what :func:`page` would show under each head. One statement."""
    wanted = _allowed(scope, filters or Filters(), DUE)
    if wanted.state and "open" not in wanted.state:
        return Counts(*(0 for _ in fields(Counts)))
    sql, values = Seeking(scope, wanted, DUE).tally([field.name for field in fields(Counts)])
    with connection.cursor() as cursor:
        ask(cursor, sql, values)
        found = Counts(*cursor.fetchone())
    # Where nothing may be asked for by these, nothing is told of how many there are.
    return replace(found, recheck=0, returned=0, orders=0) if is_outside(scope) else found


def late_and_today(scope: Scope) -> tuple[int, int]:
    """How many problems are overdue, and how many due on the day of the scope, as :func:`counts` has it. One statement."""
    sql, values = Seeking(scope, Filters(), DUE).tally(["overdue", "today"])
    with connection.cursor() as cursor:
        ask(cursor, sql, values)
        overdue, today = cursor.fetchone()
    return overdue, today


def visible(scope: Scope) -> QuerySet[Problem]:
    """The problems in an area, merged ones too, so that an old number leads on. No statement is run."""
    problems = Problem.objects.all()
    if scope.everywhere:
        return problems
    if scope.unit is not None:
        return problems.filter(Exists(Reach.objects.filter(problem=OuterRef("pk"), unit=scope.unit)))
    compounds = scope.compounds()
    return problems.filter(Q(compound__in=compounds) | Q(compound__merged_into__in=compounds.values("pk")))
