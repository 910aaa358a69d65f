"""Days that follow the reports: 首次反映日期 of a problem, and the deadline of its task, where what a source has set beats what
was computed, as long as no person has extended it."""

from __future__ import annotations

from collections.abc import Collection

from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems import tasks
from huiyin.records.problems.models import Problem, Task, TaskState
from huiyin.records.problems.orders import Limits, limits

DUE = ("due_on", "due_source", "own_due_on", "own_due_source")


@action("problem.date")
def date_problems(by: By, problem_ids: Collection[int]) -> list[int]:
    """Let 首次反映日期 of problems be the day of the first report that is linked now. Returns the problems where it has moved.

    A problem of which no report speaks keeps the day that it had, and lists that were frozen keep theirs. At most two
    statements for any number of problems, and one where days have moved.
    """
    if not problem_ids:
        return []
    # Held first: of two that link or amend at once, the second sees what the first has done.
    held = Problem.objects.select_for_update().filter(pk__in=problem_ids).order_by("pk")
    was = dict(held.values_list("pk", "first_on"))
    standing = limits(was)
    moved = [(pk, first) for pk in was if (first := standing.get(pk, Limits()).first) not in (None, was[pk])]
    for pk, first in moved:
        assert first is not None
        enter("problem", pk, {"first_on": first.isoformat(), "was": was[pk].isoformat()})
    bulk.update(Problem, "first_on", moved)
    return [pk for pk, _ in moved]


@action("task.redate")
def redate(by: By, problem_ids: Collection[int]) -> list[int]:
    """Let the open tasks of problems follow what the linked reports say now. Returns the tasks whose deadline has changed.

    Where a source has set an earlier deadline than the book, that is the task's; where none does any more, it is the book's
    again. A task that a person has extended keeps its date. The first limit that still runs on the reports is derived and
    not entered. Where the first of the reports is another now, the problem is dated by it, which is the case where one that
    had none left has one again. The same statements for any number of problems.
    """
    if not problem_ids:
        return []
    found = list(
        Task.objects.select_for_update(of=("self",))
        .filter(problem__in=problem_ids, state=TaskState.OPEN)
        .order_by("pk")
        .select_related("problem")
        .only("problem__first_on", "extended_by", "orders_due_on", *DUE)
    )
    standing = limits({task.problem_id for task in found}) if found else {}
    pressing = []
    changed = []
    undated = set()
    for task in found:
        now = standing.get(task.problem_id, Limits())
        if now.first not in (None, task.problem.first_on):
            undated.add(task.problem_id)
        if task.orders_due_on != now.running:
            pressing.append((task.pk, now.running))
        own = (task.own_due_on, task.own_due_source) if task.own_due_on else (task.due_on, task.due_source)
        due = tasks.dated(*own, now.given)
        if task.extended_by or due == tuple(getattr(task, name) for name in DUE):
            continue
        if due.due_on != task.due_on:
            content: dict[str, object] = {
                "due": due.due_on.isoformat(),
                "was": task.due_on.isoformat(),
                "due_source": due.due_source,
            }
            enter("task", task.pk, content, cause=("problem", task.problem_id))
        for name in DUE:
            setattr(task, name, getattr(due, name))
        changed.append(task)
    bulk.update(Task, "orders_due_on", pressing)
    Task.objects.bulk_update(changed, DUE, batch_size=500)
    date_problems(by, undated)
    return [task.pk for task in changed]
