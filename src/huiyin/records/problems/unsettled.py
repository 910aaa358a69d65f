"""What is left lying, and since when (件件有着落、事事有回音).

Reports without a fate in time, answers that are owed, tasks that nobody does: those for which an area's own units answer,
wherever the place is. And what needs a person's look, of all records that are seen in the area.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from huiyin.knowledge.law.running import RunningClock
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.desk import visible as visible_problems
from huiyin.records.problems.limits import again_clock, reply_clock, report_clocks, task_clock
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
from huiyin.records.problems.orders import STANDING
from huiyin.records.problems.pressing import pressing
from huiyin.records.problems.raised import CAME_BACK, answer_due, told
from huiyin.records.problems.wording import violation_name
from huiyin.records.reports.desk import EXCERPT, Page, owned, page_of, parts_of
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Reply, ReplyState, Report

KINDS = ("fate", "reply", "again", "limits", "owner", "exception")
"""No fate in time, no answer yet that is owed, an order that came back after its answer, a report past its first contact or
handling, no officer yet, what else needs a person's look."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of one kind, how many of them are past their date, and since when the oldest."""

    total: int
    late: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One of them. ``since`` is the day by which it was due, became owed, began or was found; ``words`` are masked, or the
    reason. ``clock`` tells how the limit of an answer stands; those of other kinds are asked for with :func:`clocks`."""

    kind: str
    record: str
    record_id: int
    number: str
    since: date
    due: date | None
    late: bool
    responsible: str
    words: str
    problem_id: int | None = None
    exception_id: int | None = None
    clock: RunningClock | None = None


def counts(scope: Scope, today: date) -> dict[str, Tally]:
    """How many of each kind an area has. One statement for each."""
    return {name: tally(name, scope, today) for name in _KINDS}


def tally(kind: str, scope: Scope, today: date) -> Tally:
    """How many of one kind an area has. One statement. Raises ``KeyError`` for a kind that there is not."""
    asked = _KINDS[kind]
    late = {"late": Count("pk", filter=_late(asked, today))} if asked.due else {}
    wanted = asked.wanted(scope, today).order_by()
    counted = wanted.aggregate(total=Count("pk"), since=Min(asked.since), **late)
    oldest = counted["since"]
    since = localdate(oldest) if isinstance(oldest, datetime) else oldest
    return Tally(counted["total"], counted.get("late", 0), since)


def listed(
    kind: str, scope: Scope, today: date, after: str = "", size: int = 50, *, late: bool = False
) -> Page[Unsettled]:
    """Those of one kind in an area: answers the first due first, so that the late ones lead, all others the longest first.

    ``late`` leaves out what is not past its date, or has none. One statement. Raises ``KeyError`` for a kind that there is
    not, ``BadCursor`` for an ``after`` that no page gave.
    """
    asked = _KINDS[kind]
    found = asked.wanted(scope, today)
    if late:
        found = found.filter(_late(asked, today)) if asked.due else found.none()
    if after:
        moment, pk = parts_of(after, asked.read, int)
        found = found.filter(Q(**{f"{asked.order}__gt": moment}) | Q(**{asked.order: moment}, pk__gt=pk))
    # Which they are is found before their texts are read and joined.
    few = found.order_by(asked.order, "pk").values("pk")[: size + 1]
    shown = asked.told(found.model._default_manager.filter(pk__in=few)).order_by(asked.order, "pk")
    rows = list(shown.values_list(asked.order, "pk", *asked.columns))
    return page_of(rows, size, lambda row: (row[0].isoformat(), row[1]), lambda row: asked.row(row, today))


def _late(kind: _Kind, today: date) -> Q:
    return Q(**{f"{kind.due}__lt": today})


def clocks(found: Collection[Unsettled], today: date) -> dict[int, RunningClock]:
    """How the limit stands behind the date of each of these rows of one kind, by record; what has none is left out.

    One statement, none where the rows tell it themselves; one more where deadlines were extended, for the names.
    """
    found_clocks = {row.record_id: row.clock for row in found if row.clock is not None}
    if of_kind := [row for row in found if row.kind in ("fate", "again")]:
        reports = Report.objects.filter(pk__in=[row.record_id for row in of_kind])
        for report in reports.select_related("unit", "pending_owner", "reply", "disposal"):
            # The limit of what waits is the first of them.
            running = (
                c for c in report_clocks(report, today) if c.kind == "again" or of_kind[0].kind == "fate"
            )
            if clock := next(running, None):
                found_clocks[report.pk] = clock
    if of_kind := [row for row in found if row.kind == "limits"]:
        first = pressing([row.problem_id for row in of_kind if row.problem_id], today)
        found_clocks |= {
            row.record_id: first[row.problem_id][0].clock for row in of_kind if row.problem_id in first
        }
    if of_kind := [row for row in found if row.kind == "owner"]:
        idle = Assignment.objects.filter(role=Role.LEAD, task__in=[row.record_id for row in of_kind])
        leads = list(idle.select_related("unit", "officer", "task__problem"))
        approvers = {lead.task.extended_by for lead in leads} - {""}
        people = names(approvers) if approvers else {}
        for lead in leads:
            approver = people.get(lead.task.extended_by, "")
            found_clocks[lead.task_id] = task_clock(lead.task, lead.task.problem, lead, today, approver)
    return found_clocks


def answers_due(scope: Scope, until: date) -> int:
    """How many answers are owed by a day. One statement."""
    return _without_reply(scope, until).filter(due__lte=until).count()


def clearable(scope: Scope, today: date, ids: Collection[int]) -> list[int]:
    """Those of these items of the exceptions list that stand open in an area and whose cause is gone or a person's to judge.

    An open problem of which no report speaks, withdrawn ones aside, stays on the list until it is settled or has a report
    again. One statement.
    """
    speaks = Link.objects.filter(STANDING, problem=OuterRef("record_id"))
    bare = Problem.objects.filter(pk=OuterRef("record_id"), state=ProblemState.OPEN)
    lasting = Q(Exists(bare), ~Exists(speaks), record="problem", wanted="problem.settle")
    found = _undone(scope, today).filter(pk__in=ids).exclude(lasting)
    return list(found.order_by("pk").values_list("pk", flat=True))


def waiting_at(problem_ids: Collection[int]) -> list[int]:
    """All exceptions that wait at these problems. One statement."""
    items = ExceptionItem.objects.filter(record="problem", record_id__in=problem_ids, cleared_at__isnull=True)
    return list(items.order_by("pk").values_list("pk", flat=True))


def _without_fate(scope: Scope, today: date) -> QuerySet[Report]:
    return owned(scope).filter(pending_due__lt=today)


def _without_reply(scope: Scope, today: date) -> QuerySet[Reply]:
    owed = Reply.objects.filter(state=ReplyState.OWED)
    if scope.everywhere:
        return owed
    # Read off the index over units, so that a unit's few answers are not sought among those of the city.
    return owed.filter(pk__in=Report.objects.filter(unit__in=scope.units()).values("pk"))


def _without_owner(scope: Scope, today: date) -> QuerySet[Assignment]:
    idle = Assignment.objects.filter(role=Role.LEAD, officer__isnull=True, task__state=TaskState.OPEN)
    return idle if scope.everywhere else idle.filter(unit__in=scope.units())


def _past_limits(scope: Scope, today: date) -> QuerySet[Assignment]:
    """Tasks of problems upon whose reports a limit is over, with who leads them."""
    past = Assignment.objects.filter(
        role=Role.LEAD, task__state=TaskState.OPEN, task__orders_due_on__lt=today
    )
    return past if scope.everywhere else past.filter(unit__in=scope.units())


def _came_back(scope: Scope, today: date) -> QuerySet[ExceptionItem]:
    return _undone(scope, today).filter(**CAME_BACK).annotate(due_on=answer_due())


def _others(scope: Scope, today: date) -> QuerySet[ExceptionItem]:
    return _undone(scope, today).exclude(**CAME_BACK)


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


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment


def _fate(row: tuple[Any, ...], today: date) -> Unsettled:
    due, pk, number, owner, text = row
    return Unsettled("fate", "report", pk, number, due, due, due < today, owner, masked(text)[:EXCERPT])


def _reply(row: tuple[Any, ...], today: date) -> Unsettled:
    due, pk, since, number, unit, text, again_on, again_after, handle_due, given = row
    if again_on is not None:
        by_source = given and handle_due == due
        clock = again_clock("reply", again_on, again_after, due, today, responsible=unit, by_source=by_source)
    else:
        clock = reply_clock(localdate(since), due, today, responsible=unit)
    words = masked(text)[:EXCERPT]
    return Unsettled(
        "reply", "report", pk, number, localdate(since), due, due < today, unit, words, clock=clock
    )


def _owner(row: tuple[Any, ...], today: date) -> Unsettled:
    since, _, task_id, due, unit, problem_id, violation, compound = row
    words = f"{violation_name(violation)}，{compound}"
    number = task_number(task_id)
    return Unsettled("owner", "task", task_id, number, since, due, due < today, unit, words, problem_id)


def _limits(row: tuple[Any, ...], today: date) -> Unsettled:
    due, _, task_id, unit, problem_id, violation, compound = row
    words = f"{violation_name(violation)}，{compound}"
    number = problem_number(problem_id)
    return Unsettled("limits", "task", task_id, number, due, due, due < today, unit, words, problem_id)


def _again(row: tuple[Any, ...], today: date) -> Unsettled:
    return replace(_exception(row, today), kind="again")


def _exception(row: tuple[Any, ...], today: date) -> Unsettled:
    since, pk, record, record_id, reason, called, unit, officer, due, problem_id = row
    number = _NUMBERS[record](record_id) if record in _NUMBERS else called or str(record_id)
    late = due is not None and due < today
    responsible = "／".join(filter(None, (unit, officer)))
    return Unsettled(
        "exception",
        record,
        record_id,
        number,
        localdate(since),
        due,
        late,
        responsible,
        reason,
        problem_id,
        pk,
    )


_NUMBERS: Mapping[str, Callable[[int], str]] = {"problem": problem_number, "task": task_number}
_RAISED = ("record", "record_id", "reason", "called", "unit", "officer", "due_on", "of_problem")


def _as_it_is(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is of a kind; the column of its order, how a value of it is read, and which column says since when; the column of
    its date, empty where it has none; the columns that are read after order and id, and the row that they make; ``told``
    adds those that are no columns of its table."""

    wanted: Callable[[Scope, date], QuerySet[Any]]
    order: str
    since: str
    due: str
    columns: tuple[str, ...]
    row: Callable[[tuple[Any, ...], date], Unsettled]
    read: Callable[[str], date] = date.fromisoformat
    told: Callable[[QuerySet[Any]], QuerySet[Any]] = _as_it_is


_KINDS = {
    "fate": _Kind(
        _without_fate,
        "pending_due",
        "pending_due",
        "pending_due",
        ("number", "pending_owner__short_name", "text"),
        _fate,
    ),
    "reply": _Kind(
        _without_reply,
        "due",
        "owed_since",
        "due",
        (
            "owed_since",
            "report__number",
            "report__unit__short_name",
            "report__text",
            "again_on",
            "again_after",
            "report__handle_due",
            "report__handle_due_given",
        ),
        _reply,
    ),
    "again": _Kind(_came_back, "since", "since", "due_on", _RAISED, _again, _moment, told),
    "limits": _Kind(
        _past_limits,
        "task__orders_due_on",
        "task__orders_due_on",
        "task__orders_due_on",
        (
            "task_id",
            "unit__short_name",
            "task__problem_id",
            "task__problem__violation",
            "task__problem__compound__name",
        ),
        _limits,
    ),
    "owner": _Kind(
        _without_owner,
        "task__start_on",
        "task__start_on",
        "task__due_on",
        (
            "task_id",
            "task__due_on",
            "unit__short_name",
            "task__problem_id",
            "task__problem__violation",
            "task__problem__compound__name",
        ),
        _owner,
    ),
    "exception": _Kind(_others, "since", "since", "", _RAISED, _exception, _moment, told),
}
