"""When two problems become one, so do their tasks: the surviving problem's own goes on, the other is done with its problem.

Nothing here is an action; ``problem.move`` uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    today = to_shanghai(by.at).date()
    changed, given = [], []
    for one in merged:
        taken = _take_over(one)
        if taken:
            changed.append(one.stays)
        lead = by_task[one.stays.pk]
        who = _hand_on(lead, by_task[one.goes.pk])
        if who:
            given.append(lead)
        cause = ("problem", one.goes.problem_id)
        enter("task", one.stays.pk, {"from": one.goes.pk, **taken, **who}, cause=cause)
        sent_back, was = returned.closed(one.goes)
        content = {"done": today.isoformat(), "merged_into": one.stays.pk, **sent_back}
        if was:
            content["was"] = was
        enter("task", one.goes.pk, content, cause=cause)
    Task.objects.bulk_update(changed, [*_WORDS, *_TERM, "recheck_on"], batch_size=500)
    Task.objects.filter(pk__in=[one.goes.pk for one in merged]).update(
        state=TaskState.DONE, done_on=today, returned_on=None, return_reason=""
    )
    Assignment.objects.bulk_update(given, ["officer", "leader"], batch_size=500)


def _take_over(merged: Merged) -> dict[str, object]:
    """Let a task take over from the other what it is to keep. Returns what its entry tells of that."""
    stays, goes = merged.stays, merged.goes
    content: dict[str, object] = {}
    if merged.hurried:
        _take(stays, goes, _WORDS)
        content["under_way"] = True
    if not stays.extended_by and _presses_more(goes, stays):
        content |= {"due": goes.due_on.isoformat(), "due_source": goes.due_source}
        content["was"] = stays.due_on.isoformat()
        _take(stays, goes, _TERM)
    if goes.recheck_on is not None and (stays.recheck_on is None or goes.recheck_on < stays.recheck_on):
        stays.recheck_on = goes.recheck_on
        content["recheck_on"] = stays.recheck_on.isoformat()
    return content


def _hand_on(lead: Assignment, other: Assignment) -> dict[str, object]:
    """Let officer and leader of the other task do what nobody does, where one unit leads both. Returns those who do it now."""
    who: dict[str, object] = {}
    if lead.unit_id == other.unit_id:
        if lead.officer_id is None and other.officer_id is not None:
            lead.officer_id = who["officer"] = other.officer_id
        if not lead.leader and other.leader:
            lead.leader = who["leader"] = other.leader
    return who


def _presses_more(goes: Task, stays: Task) -> bool:
    """Whether the term of the one is earlier than that of the other, which nobody has extended.

    By the book's deadlines, since what a source gave is found anew among the reports; but a day to which a person has extended
    the one stays whatever they say, so that it must be earlier than the other is due by any of them.
    """
    if goes.extended_by:
        return goes.due_on < stays.due_on
    return (goes.own_due_on or goes.due_on) < (stays.own_due_on or stays.due_on)


def _take(stays: Task, goes: Task, fields: Sequence[str]) -> None:
    for name in fields:
        setattr(stays, name, getattr(goes, name))
