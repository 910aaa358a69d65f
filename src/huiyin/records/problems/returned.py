"""Tasks that were sent back to be supplemented (退回补充): what entries tell of it, and how it ends.

Whoever was to supplement a task may do it no more: then nobody is asked for it, and it waits for no supplement.
"""

from __future__ import annotations

from collections.abc import Iterator

from huiyin.records.problems.models import Assignment, Role, Task, TaskState

FIELDS = ("returned_on", "return_reason")


def told(task: Task) -> dict[str, object]:
    """What an entry tells of whether a task is sent back, and why."""
    return {
        "returned_on": task.returned_on.isoformat() if task.returned_on else "",
        "return_reason": task.return_reason,
    }


def closed(task: Task) -> tuple[dict[str, object], dict[str, object]]:
    """Let a task wait for no supplement. What its entry tells of it, and of what was before; empty where it did not wait."""
    if task.returned_on is None:
        return {}, {}
    was = told(task)
    task.returned_on, task.return_reason = None, ""
    return told(task), was


def breaches() -> Iterator[tuple[int, str]]:
    """Tasks that were sent back though they are done or nobody does them, with what is wrong. One statement."""
    leads = Assignment.objects.filter(role=Role.LEAD, task__returned_on__isnull=False)
    for task_id, state, officer in leads.order_by("task_id").values_list(
        "task_id", "task__state", "officer_id"
    ):
        if state != TaskState.OPEN:
            yield task_id, "it was sent back, and is done"
        elif officer is None:
            yield task_id, "it was sent back, and has nobody who does it"
