"""Deadlines of tasks that follow the calendar: counted anew when days off are known that were not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial

import msgspec

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.recounting import Count, Recount
from huiyin.knowledge.law.types import Deadline
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.clashes import retried
from huiyin.records.ledger.queries import last_acts
from huiyin.records.problems import tasks
from huiyin.records.problems.actions.redating import DUE
from huiyin.records.problems.models import Task, TaskState
from huiyin.records.problems.orders import Limits, limits


@retried
@action("task.recount")
def recount(by: By, task_ids: Collection[int], change: Recount) -> list[int]:
    """Count the book's deadlines of open tasks anew, since days off came in. Returns the tasks whose deadline moved.

    Where a source has set an earlier one, that is the task's, and what stands behind it moves. A task that a person has
    extended keeps its date, and so does one to which the book never gave it (``Recount.anew``). Each that moved has its entry.
    The same statements for any number of tasks; again changes nothing.
    """
    found = list(
        Task.objects.select_for_update(of=("self",))
        .filter(pk__in=task_ids, state=TaskState.OPEN, extended_by="")
        .order_by("pk")
        .select_related("problem")
        .only("problem__violation", "start_on", *DUE)
    )
    hurried = _hurried(found, change)
    own = {task.pk: change.anew(_own(task)[0], *_counts(task, hurried)) for task in found}
    moved = [task for task in found if own[task.pk] != _own(task)[0]]
    standing = limits({task.problem_id for task in moved}) if moved else {}
    columns: dict[str, list[tuple[int, date | str | None]]] = {name: [] for name in DUE}
    for task in moved:
        given = standing.get(task.problem_id, Limits()).given
        now = tasks.dated(own[task.pk], _own(task)[1], given)
        was = tasks.Dated(*(getattr(task, name) for name in DUE))
        told, before = _told(now), _told(was)
        changed = [name for name in told if told[name] != before[name]]
        enter(
            "task",
            task.pk,
            {**{name: told[name] for name in changed}, "was": {name: before[name] for name in changed}},
        )
        for name in DUE:
            if getattr(now, name) != getattr(was, name):
                columns[name].append((task.pk, getattr(now, name)))
    for name, pairs in columns.items():
        bulk.update(Task, name, pairs)
    return [task.pk for task in moved]


def _own(task: Task) -> tuple[date, str]:
    """The deadline of the book, though one of a source may stand instead; and from where it comes."""
    if task.own_due_on is not None:
        return task.own_due_on, task.own_due_source
    return task.due_on, task.due_source


def _ways(task: Task) -> list[Deadline]:
    """How the book may have dated a task: as every one of its violation, or as work that is under way."""
    entry = book.load().violations.get(task.problem.violation)
    if entry is None or _own(task)[1] == tasks.GIVEN_TERM:
        return []
    return [entry.deadline, *([entry.in_progress.deadline] if entry.in_progress else [])]


def _counts(task: Task, hurried: Mapping[int, date]) -> list[Count]:
    ways = _ways(task)
    starts = [(way, task.start_on) for way in ways]
    if task.pk in hurried:
        starts.append((ways[-1], hurried[task.pk]))
    return [partial(tasks.last_day, way, start) for way, start in starts]


def _hurried(found: Sequence[Task], change: Recount) -> dict[int, date]:
    """The days on which tasks learned that the work is under way, from where their limit is counted then; asked of those alone
    whose deadline is not counted from their start. At most one statement."""
    calendars = (*change.before, change.after)
    asked = [
        task.pk
        for task in found
        if len(_ways(task)) > 1
        and all(count(one) != _own(task)[0] for count in _counts(task, {}) for one in calendars)
    ]
    if not asked:
        return {}
    acts = last_acts("task", asked, "problem.join")
    return {
        pk: to_shanghai(act.at).date()
        for pk, act in acts.items()
        if msgspec.json.decode(act.content).get("under_way")
    }


def _told(due: tasks.Dated) -> dict[str, str]:
    """A deadline as an entry holds it; ``own_due`` is empty where it is the book's."""
    return {
        "due": due.due_on.isoformat(),
        "due_source": due.due_source,
        "own_due": due.own_due_on.isoformat() if due.own_due_on else "",
    }
