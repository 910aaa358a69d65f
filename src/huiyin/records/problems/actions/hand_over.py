"""Handing open work over when an officer leaves."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems import returned
from huiyin.records.problems.models import Assignment, Role, Task, TaskState
from huiyin.records.registry.models import Officer


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The open tasks that the successor has now, and those that are left to their unit without an officer; ids."""

    handed: tuple[int, ...]
    left: tuple[int, ...]


@action("task.hand-over")
def hand_over(by: By, officer_id: int, successor_id: int | None) -> HandedOver:
    """Give the open tasks of which an officer is in charge to another one of the same unit.

    What another unit leads than the successor's, and everything where there is none, stays with its unit, without an officer,
    and waits for no supplement any more. Nothing is refused: who left has left.
    """
    tasks = {
        task.pk: task
        for task in Task.objects.select_for_update()
        .filter(
            state=TaskState.OPEN,
            pk__in=Assignment.objects.filter(officer=officer_id, role=Role.LEAD).values("task"),
        )
        .order_by("pk")
    }
    # The officer may have changed while the tasks were waited for.
    assignments = list(
        Assignment.objects.select_for_update()
        .filter(task__in=tasks, role=Role.LEAD, officer=officer_id)
        .order_by("task_id")
    )
    heir = Officer.objects.filter(pk=successor_id).first() if successor_id is not None else None
    sent_back = []
    for assignment in assignments:
        theirs = heir is not None and heir.unit_id == assignment.unit_id
        assignment.officer = heir if theirs else None
        content: dict[str, object] = {"officer": assignment.officer_id, "was": officer_id}
        if not theirs and returned.closed(task := tasks[assignment.task_id])[0]:
            sent_back.append(task)
            content |= returned.told(task)
        enter("task", assignment.task_id, content)
    Task.objects.bulk_update(sent_back, returned.FIELDS, batch_size=500)
    Assignment.objects.bulk_update(assignments, ["officer"], batch_size=500)
    return HandedOver(
        tuple(a.task_id for a in assignments if a.officer_id is not None),
        tuple(a.task_id for a in assignments if a.officer_id is None),
    )
