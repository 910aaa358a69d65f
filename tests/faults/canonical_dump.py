"""What an installation holds, without what differs from run to run: ids, moments, keys and texts encrypted under them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from installations import Installation

# A landed row without a number is told by its digest.
_REPORTS = """
    SELECT r.source, r.number, r.channel, r.fate, r.pending_reason, r.created_on, r.handle_due, r.contact_due, r.text,
           r.address, r.reading, c.name, c.status, r.building, r.dwelling_unit, r.room, p.state
    FROM reports_report r JOIN reports_reply p ON p.report_id = r.id
    LEFT JOIN registry_compound c ON c.id = r.compound_id
"""
_PROBLEMS = """
    SELECT p.id, p.violation, c.name, p.place_key, p.state, p.condition, p.channel, p.first_on, u.code
    FROM problems_problem p JOIN registry_compound c ON c.id = p.compound_id JOIN registry_unit u ON u.id = p.counting_unit_id
"""
_LINKS = """
    SELECT l.problem_id, r.number, r.text FROM problems_link l JOIN reports_report r ON r.id = l.report_id
    WHERE l.removed_at IS NULL
"""
_TASKS = """
    SELECT p.violation, c.name, p.place_key, t.goal, t.work, t.measure, t.due_source, t.phase, t.state, a.role, u.code, a.body
    FROM problems_task t JOIN problems_problem p ON p.id = t.problem_id JOIN registry_compound c ON c.id = p.compound_id
    JOIN problems_assignment a ON a.task_id = t.id LEFT JOIN registry_unit u ON u.id = a.unit_id
"""
_LANDED = """
    SELECT l.source, l.number, l.version, l.digest, l.position, l.state, l.refusal, r.text
    FROM reports_landedrow l LEFT JOIN reports_report r ON r.id = l.report_id
"""
# A report whose place or wrong reads differently after an amendment.
_EXCEPTIONS = """
    SELECT e.wanted, e.reason, r.number, r.text FROM ledger_exceptionitem e JOIN reports_report r ON r.id = e.record_id
    WHERE e.record = 'report'
"""

Dump = dict[str, Counter[tuple[Any, ...]]]


def dump(of: Installation) -> Dump:
    """The rows of each table as values that two installations with the same keys can be compared by."""
    reports: dict[int, set[tuple[str, str]]] = {}
    for problem_id, number, text in of.rows(_LINKS):
        reports.setdefault(problem_id, set()).add((number, text))
    return {
        "reports": _plain(of.rows(_REPORTS)),
        "problems": _plain(
            (*facts, tuple(sorted(reports.get(problem_id, ())))) for problem_id, *facts in of.rows(_PROBLEMS)
        ),
        "tasks": _plain(of.rows(_TASKS)),
        "landed": _plain(of.rows(_LANDED)),
        "exceptions": _plain(of.rows(_EXCEPTIONS)),
    }


def same(one: Dump, other: Dump) -> None:
    """Say where two dumps differ, if they do."""
    for table, rows in one.items():
        missing, more = rows - other[table], other[table] - rows
        assert not missing, f"{table}: {missing.total()} missing, such as {next(iter(missing))}"
        assert not more, f"{table}: {more.total()} too many, such as {next(iter(more))}"


def tasks_told(of: Installation) -> Counter[int]:
    """How often each task was told of to its unit."""
    bodies = of.rows("SELECT body FROM outbox_message WHERE kind = 'task-notice'")
    return Counter(task for (body,) in bodies for task in json.loads(body)["tasks"])


def _plain(rows: Any) -> Counter[tuple[Any, ...]]:
    return Counter(
        tuple(
            bytes(value).hex()
            if isinstance(value, bytes | memoryview)
            else value
            if value is None or isinstance(value, tuple)
            else str(value)
            for value in row
        )
        for row in rows
    )
