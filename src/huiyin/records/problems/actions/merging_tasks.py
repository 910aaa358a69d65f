"""When two problems become one, so do their tasks: the surviving problem's own goes on, the other is done with its problem.

Nothing here is an action; ``problem.move`` uses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.action import By, enter
from huiyin.records.problems import returned
from huiyin.records.problems.actions.redating import DUE
from huiyin.records.problems.models import Assignment, Role, Task, TaskState

_WORDS = ("work", "measure", "done_mark")
_TERM = ("start_on", "phase", *DUE, "extended_by", "extended_on", "extended_from")


class Merged(NamedTuple):
    """An open task that goes on, and the one that is done in its favour; ``hurried`` says that the other is of work under way
    and the one that goes on was not."""

    stays: Task
    goes: Task
    hurried: bool


def merge_tasks(by: By, merged: Sequence[Merged]) -> None:
    """Let one of two tasks go on and the other be done, each with its entry. The tasks are held.

    As when a report comes to a problem: of two deadlines the earlier is the one, with the start from which it counts, and
    what a person has extended stays; work that turns out to be under way has its own words. An earlier re-check is kept. Who
    does it at the one stays; the officer and leader of the other take over what nobody does, where one unit leads both.
    """
    leads = Assignment.objects.select_for_update().filter(
        task__in=[task for one in merged for task in (one.stays, one.goes)], role=Role.LEAD
    )
    by_task = {lead.task_id: lead for lead in leads.order_by("task_id")}
    given = []
    for one in merged:
        given += _go_on(one, by_task)
        one.goes.state, one.goes.done_on = TaskState.DONE, to_shanghai(by.at).date()
        sent_back, was = returned.closed(one.goes)
        content = {"done": one.goes.done_on.isoformat(), "merged_into": one.stays.pk, **sent_back}
        if was:
            content["was"] = was
        enter("task", one.goes.pk, content, cause=("problem", one.goes.problem_id))
    fields = [*_WORDS, *_TERM, "recheck_on", "state", "done_on", *returned.FIELDS]
    Task.objects.bulk_update([t for one in merged for t in (one.stays, one.goes)], fields, batch_size=500)
    Assignment.objects.bulk_update(given, ["officer", "leader"], batch_size=500)


def _go_on(merged: Merged, leads: Mapping[int, Assignment]) -> list[Assignment]:
    """Let a task take over from the other what it is to keep, and enter that. Returns its lead where somebody does it now."""
    stays, goes = merged.stays, merged.goes
    content: dict[str, object] = {"from": goes.pk}
    if merged.hurried:
        _take(stays, goes, _WORDS)
        content["under_way"] = True
    if not stays.extended_by and _own(goes) < _own(stays):
        content |= {"due": goes.due_on.isoformat(), "due_source": goes.due_source}
        content["was"] = stays.due_on.isoformat()
        _take(stays, goes, _TERM)
    if goes.recheck_on is not None and (stays.recheck_on is None or goes.recheck_on < stays.recheck_on):
        stays.recheck_on = goes.recheck_on
        content["recheck_on"] = stays.recheck_on.isoformat()
    lead, other = leads[stays.pk], leads[goes.pk]
    taken: dict[str, object] = {}
    if lead.unit_id == other.unit_id:
        if lead.officer_id is None and other.officer_id is not None:
            lead.officer_id = taken["officer"] = other.officer_id
        if not lead.leader and other.leader:
            lead.leader = taken["leader"] = other.leader
    enter("task", stays.pk, content | taken, cause=("problem", goes.problem_id))
    return [lead] if taken else []


def _own(task: Task) -> date:
    """The deadline of the book, or that which a person has set: what a source gave is found anew among the reports."""
    return task.due_on if task.extended_by else task.own_due_on or task.due_on


def _take(stays: Task, goes: Task, fields: Sequence[str]) -> None:
    for name in fields:
        setattr(stays, name, getattr(goes, name))
