"""What is left lying, and since when (件件有着落、事事有回音).

Reports without a fate in time, answers that are overdue, tasks that nobody does: those for which an area's own units answer,
wherever the place is. And what the program could not do by itself, of all records that are seen in the area.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.desk import visible as visible_problems
from huiyin.records.problems.matters import visible_reports, visible_tasks
from huiyin.records.problems.models import (
    Assignment,
    Link,
    Problem,
    ProblemState,
    Role,
    SurveyForm,
    TaskState,
)
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.wording import violation_name
from huiyin.records.reports.desk import EXCERPT, Page, owned, page_of, parts_of
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Reply, ReplyState, Report

KINDS = ("fate", "reply", "owner", "exception")
"""No fate in time, no answer in time, no officer yet, a consequence that could not be done."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of one kind, and since when the oldest."""

    total: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One of them. ``since`` is the day by which it was due, began or was found; ``words`` are masked, or the reason."""

    kind: str
    record: str
    record_id: int
    number: str
    since: date
    due: date | None
    responsible: str
    words: str
    problem_id: int | None = None
    exception_id: int | None = None


def counts(scope: Scope, today: date) -> dict[str, Tally]:
    """How many of each kind an area has. One statement for each."""
    found = {}
    for kind, (wanted, since) in _KINDS.items():
        counted = wanted(scope, today).order_by().aggregate(total=Count("pk"), since=Min(since))
        oldest = counted["since"]
        found[kind] = Tally(counted["total"], localdate(oldest) if isinstance(oldest, datetime) else oldest)
    return found


def listed(kind: str, scope: Scope, today: date, after: str = "", size: int = 50) -> Page[Unsettled]:
    """Those of one kind in an area, the longest first. One statement.

    Raises ``KeyError`` for a kind that there is not, ``BadCursor`` for an ``after`` that no page gave.
    """
    wanted, since = _KINDS[kind]
    found = wanted(scope, today)
    if after:
        moment, pk = parts_of(after, _MOMENTS.get(kind, date.fromisoformat), int)
        found = found.filter(Q(**{f"{since}__gt": moment}) | Q(**{since: moment}, pk__gt=pk))
    rows = list(found.order_by(since, "pk").values_list(since, "pk", *_COLUMNS[kind])[: size + 1])
    key = (lambda row: (row[0].isoformat(), row[1])) if kind in _MOMENTS else (lambda row: row[:2])
    return page_of(rows, size, key, _ROWS[kind])


def clearable(scope: Scope, today: date, ids: Collection[int]) -> list[int]:
    """Those of these items of the exceptions list that stand open in an area and whose cause is gone or a person's to judge.

    An open problem of which no report speaks stays on the list until it is settled or has a report again. One statement.
    """
    speaks = Link.objects.filter(problem=OuterRef("record_id"), removed_at__isnull=True)
    bare = Problem.objects.filter(pk=OuterRef("record_id"), state=ProblemState.OPEN)
    lasting = Q(Exists(bare), ~Exists(speaks), record="problem", wanted="problem.settle")
    found = _undone(scope, today).filter(pk__in=ids).exclude(lasting)
    return list(found.order_by("pk").values_list("pk", flat=True))


def supported_again(report_ids: list[int]) -> list[int]:
    """Exceptions that say of a problem that no report speaks of it any more, where one of these does now."""
    speaks = Link.objects.filter(report__in=report_ids, removed_at__isnull=True)
    waiting = ExceptionItem.objects.filter(
        record="problem",
        wanted="problem.settle",
        cleared_at__isnull=True,
        record_id__in=speaks.values("problem"),
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _without_fate(scope: Scope, today: date) -> QuerySet[Report]:
    return owned(scope).filter(pending_due__lt=today)


def _without_reply(scope: Scope, today: date) -> QuerySet[Reply]:
    owed = Reply.objects.filter(state=ReplyState.OWED, due__lt=today)
    return owed if scope.everywhere else owed.filter(report__unit__in=scope.units())


def _without_owner(scope: Scope, today: date) -> QuerySet[Assignment]:
    idle = Assignment.objects.filter(role=Role.LEAD, officer__isnull=True, task__state=TaskState.OPEN)
    return idle if scope.everywhere else idle.filter(unit__in=scope.units())


def _undone(scope: Scope, today: date) -> QuerySet[ExceptionItem]:
    waiting = ExceptionItem.objects.filter(cleared_at__isnull=True)
    if scope.everywhere:
        return waiting
    found = Q()
    for record, there in (
        ("problem", visible_problems(scope)),
        ("report", visible_reports(scope)),
        ("task", visible_tasks(scope)),
        ("survey", SurveyForm.objects.filter(compound__in=scope.compounds())),
    ):
        found |= Q(record=record) & Q(Exists(there.filter(pk=OuterRef("record_id"))))
    return waiting.filter(found)


_KINDS: dict[str, tuple[Callable[[Scope, date], QuerySet[Any]], str]] = {
    "fate": (_without_fate, "pending_due"),
    "reply": (_without_reply, "due"),
    "owner": (_without_owner, "task__start_on"),
    "exception": (_undone, "since"),
}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment


_MOMENTS: dict[str, Callable[[str], datetime]] = {"exception": _moment}
_COLUMNS: dict[str, tuple[str, ...]] = {
    "fate": ("number", "pending_owner__short_name", "text"),
    "reply": ("report__number", "report__unit__short_name", "report__text"),
    "owner": (
        "task_id",
        "task__due_on",
        "unit__short_name",
        "task__problem_id",
        "task__problem__violation",
        "task__problem__compound__name",
    ),
    "exception": ("record", "record_id", "reason"),
}


def _fate(row: tuple[Any, ...]) -> Unsettled:
    due, pk, number, owner, text = row
    return Unsettled("fate", "report", pk, number, due, due, owner, masked(text)[:EXCERPT])


def _reply(row: tuple[Any, ...]) -> Unsettled:
    due, pk, number, unit, text = row
    return Unsettled("reply", "report", pk, number, due, due, unit, masked(text)[:EXCERPT])


def _owner(row: tuple[Any, ...]) -> Unsettled:
    since, _, task_id, due, unit, problem_id, violation, compound = row
    words = f"{violation_name(violation)}，{compound}"
    return Unsettled("owner", "task", task_id, task_number(task_id), since, due, unit, words, problem_id)


def _exception(row: tuple[Any, ...]) -> Unsettled:
    since, pk, record, record_id, reason = row
    number = {"problem": problem_number, "task": task_number}.get(record, str)(record_id)
    problem_id = record_id if record == "problem" else None
    return Unsettled(
        "exception", record, record_id, number, localdate(since), None, "", reason, problem_id, pk
    )


_ROWS: dict[str, Callable[[tuple[Any, ...]], Unsettled]] = {
    "fate": _fate,
    "reply": _reply,
    "owner": _owner,
    "exception": _exception,
}
