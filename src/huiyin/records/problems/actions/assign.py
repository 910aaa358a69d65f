"""Who does a task, and what becomes of it on the way: given to an officer, to another unit, sent back, looked at again.

Each takes a set and refuses it whole. Each entry holds what was before, so that the last act upon a task can be taken back
while nothing newer has happened to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import BigIntegerField

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.queries import last_positions
from huiyin.records.problems import returned
from huiyin.records.problems.actions.lifecycle import REASON, ProblemRefused, refuse_done
from huiyin.records.problems.models import Assignment, Role, Task
from huiyin.records.problems.numbers import task_number
from huiyin.records.problems.queries import undispatched
from huiyin.records.registry.models import Officer, Unit
from huiyin.records.registry.queries import compounds_of

LEADER = 64
_LED_BY = frozenset({"task.assign", "task.transfer"})
BACK = _LED_BY | {"task.return", "task.supplement", "task.recheck"}
"""The acts that can be taken back."""

Undo = list[tuple[int, int]]
"""What takes an act back: each task with the position of the act in its chain. Two numbers a task, as JSON holds them."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """Tasks that another unit leads since, why, and what takes it back. ``position`` tells this transfer from others."""

    tasks: tuple[int, ...]
    unit_id: int
    reason: str
    undo: Undo


@dataclass(frozen=True, slots=True)
class Restored:
    """Tasks that are as they were, and those of them with the unit that leads them no more."""

    tasks: tuple[int, ...]
    left: tuple[tuple[int, int], ...]


@action("task.assign")
def assign(
    by: By, task_ids: Collection[int], *, officer_id: int | None = None, leader: str | None = None
) -> Undo:
    """Give open tasks to an officer of the unit that leads them, or name its leader, or both; what is None stays.

    Raises :class:`ProblemRefused` when neither is given, for an unknown officer, and for a task that is done, unknown, or led
    by another unit than the officer's.
    """
    if officer_id is None and leader is None:
        raise ProblemRefused("name an officer or a leader / 须指定执法人员或责任领导")
    if leader is not None and len(leader) > LEADER:
        raise ProblemRefused(f"a leader's name has at most {LEADER} characters / 责任领导姓名过长")
    officer = Officer.objects.filter(pk=officer_id).first() if officer_id is not None else None
    if officer_id is not None and officer is None:
        raise ProblemRefused(f"there is no officer {officer_id} / 执法人员不存在")
    tasks = _open(task_ids)
    leads = _leads(tasks)
    for task in tasks:
        lead = leads[task.pk]
        if officer is not None and lead.unit_id != officer.unit_id:
            raise ProblemRefused(
                f"task {task.pk} is led by another unit than that of officer {officer.pk} / "
                f"任务{task_number(task.pk)}的牵头单位不是{officer.name}所在单位"
            )
        was = _led(lead)
        if officer is not None:
            lead.officer = officer
        if leader is not None:
            lead.leader = leader.strip()
        lead.assigned_at = by.at
        enter("task", task.pk, {**_led(lead), "was": was})
    Assignment.objects.bulk_update(leads.values(), ["officer", "leader", "assigned_at"], batch_size=500)
    return _undo(tasks)


@action("task.transfer")
def transfer(by: By, task_ids: Collection[int], unit_id: int, reason: str) -> Transferred:
    """Let another unit lead open tasks. Who did them there is not taken along; the receiving unit is told.

    What was sent back waits for a supplement no longer: who was to give it does the task no more.

    Raises :class:`ProblemRefused` without a reason, for an unknown unit, and for a task that is done, unknown, led by that
    unit already, or about a place outside its area: a unit cannot do what it cannot see.
    """
    _refuse_unsaid(reason, "a transfer needs its reason / 改派须写明理由")
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise ProblemRefused(f"there is no unit {unit_id} / 单位不存在")
    tasks = _open(task_ids)
    leads = _leads(tasks)
    area = compounds_of(unit)
    sent_back: list[Task] = []
    beyond = set(
        Task.objects.filter(pk__in=leads).exclude(problem__compound__in=area).values_list("pk", flat=True)
    )
    for task in tasks:
        lead = leads[task.pk]
        if lead.unit_id == unit.pk:
            raise ProblemRefused(
                f"task {task.pk} is led by {unit.code} already / 任务{task_number(task.pk)}已由{unit.name}牵头"
            )
        if task.pk in beyond:
            raise ProblemRefused(
                f"task {task.pk} is about a place outside the area of {unit.code} / "
                f"任务{task_number(task.pk)}所在小区不在{unit.name}辖区内"
            )
        was = _led(lead)
        lead.unit, lead.officer, lead.leader, lead.assigned_at = unit, None, "", by.at
        now, before = returned.closed(task)
        if now:
            sent_back.append(task)
        enter("task", task.pk, {**_led(lead), **now, "was": {**was, **before}, "reason": reason})
    Assignment.objects.bulk_update(
        leads.values(), ["unit", "officer", "leader", "assigned_at"], batch_size=500
    )
    Task.objects.bulk_update(sent_back, returned.FIELDS, batch_size=500)
    return Transferred(tuple(task.pk for task in tasks), unit.pk, reason, _undo(tasks))


@action("task.return")
def return_(by: By, task_ids: Collection[int], reason: str) -> Undo:
    """Send open tasks back to who does them, to supplement what is missing (退回补充); a later return replaces an earlier.

    Raises :class:`ProblemRefused` without a reason, and for a task that is done, unknown, or that nobody was given.
    """
    _refuse_unsaid(reason, "sending back needs its reason / 退回补充须写明缺什么")
    tasks = _open(task_ids)
    if nobodys := undispatched(task_ids):
        raise ProblemRefused(
            f"task {nobodys[0]} has nobody who does it; give it to somebody first / "
            f"任务{task_number(nobodys[0])}尚无责任人，请先派给责任人，再退回补充"
        )
    for task in tasks:
        was = returned.told(task)
        task.returned_on, task.return_reason = to_shanghai(by.at).date(), reason.strip()
        enter("task", task.pk, {**returned.told(task), "was": was})
    Task.objects.bulk_update(tasks, returned.FIELDS, batch_size=500)
    return _undo(tasks)


@action("task.supplement")
def supplement(by: By, task_ids: Collection[int], note: str) -> Undo:
    """Say that what was missing from tasks is there now. Raises :class:`ProblemRefused` without a word on what was
    supplemented, and for a task that was not sent back, is done or unknown."""
    _refuse_unsaid(note, "say what was supplemented / 须写明补充了什么")
    tasks = _open(task_ids)
    for task in tasks:
        if task.returned_on is None:
            raise ProblemRefused(f"task {task.pk} was not sent back / 任务{task_number(task.pk)}未被退回补充")
        was = returned.told(task)
        task.returned_on, task.return_reason = None, ""
        enter("task", task.pk, {**returned.told(task), "was": was, "note": note.strip()})
    Task.objects.bulk_update(tasks, returned.FIELDS, batch_size=500)
    return _undo(tasks)


@action("task.recheck")
def recheck(by: By, task_ids: Collection[int], on: date | None) -> Undo:
    """Set the day on which somebody is to look again (复查), or drop it.

    Raises :class:`ProblemRefused` for a day that is past, and for a task that is done or unknown.
    """
    today = to_shanghai(by.at).date()
    if on is not None and on < today:
        raise ProblemRefused(f"{on} is past: a re-check lies ahead / 复查日期不能早于今日", "on")
    tasks = _open(task_ids)
    for task in tasks:
        was = _recheck(task)
        task.recheck_on = on
        enter("task", task.pk, {**_recheck(task), "was": was})
    Task.objects.bulk_update(tasks, ["recheck_on"], batch_size=500)
    return _undo(tasks)


@action("task.restore")
def restore(by: By, undo: Sequence[Sequence[int]], not_before: datetime) -> Restored:
    """Take back the last act upon tasks, as its :data:`Undo` names it; what was before stands in the ledger.

    Raises :class:`ProblemRefused` once anything newer has happened to one of them, for an act that is older than
    ``not_before``, and for one that cannot be taken back.
    """
    wanted = {pair[0]: pair[1] for pair in undo}
    tasks = _locked(wanted)
    entries = Entry.objects.filter(record="task", record_id__in=wanted).order_by("position")
    last = {entry.record_id: entry for entry in entries}
    leads = _leads(tasks)
    left = []
    for task in tasks:
        act = last[task.pk]
        if act.position != wanted[task.pk]:
            raise ProblemRefused(
                f"something newer has happened to task {task.pk} / 任务{task_number(task.pk)}之后又有变动，不能撤销"
            )
        if act.action not in BACK or act.at < not_before:
            raise ProblemRefused(
                f"the last act upon task {task.pk} cannot be taken back any more / "
                f"任务{task_number(task.pk)}的操作已不能撤销"
            )
        was: dict[str, Any] = msgspec.json.decode(act.content)["was"]
        lead = leads[task.pk]
        if act.action in _LED_BY:
            if lead.unit_id is not None and lead.unit_id != was["unit"]:
                left.append((task.pk, lead.unit_id))
            lead.unit_id, lead.officer_id, lead.leader = was["unit"], was["officer"] or None, was["leader"]
            lead.assigned_at = by.at
        if "recheck_on" in was:
            task.recheck_on = _day(was["recheck_on"])
        if "returned_on" in was:
            task.returned_on, task.return_reason = _day(was["returned_on"]), was["return_reason"]
        enter("task", task.pk, {"restored": act.action, **was})
    Assignment.objects.bulk_update(
        leads.values(), ["unit", "officer", "leader", "assigned_at"], batch_size=500
    )
    Task.objects.bulk_update(tasks, [*returned.FIELDS, "recheck_on"], batch_size=500)
    return Restored(tuple(task.pk for task in tasks), tuple(left))


def _locked(task_ids: Collection[int]) -> list[Task]:
    wanted = set(task_ids)
    # SQLite cannot even be asked for a larger one.
    possible = [pk for pk in wanted if abs(pk) <= BigIntegerField.MAX_BIGINT]
    tasks = list(Task.objects.select_for_update().filter(pk__in=possible).order_by("pk"))
    missing = sorted(wanted - {task.pk for task in tasks})
    if missing:
        raise ProblemRefused(f"there is no task {missing[0]} / 任务不存在")
    return tasks


def _open(task_ids: Collection[int]) -> list[Task]:
    tasks = _locked(task_ids)
    refuse_done(tasks)
    return tasks


def _leads(tasks: Sequence[Task]) -> dict[int, Assignment]:
    """Who leads each task. Whoever changes it holds the task, as everybody does here."""
    leads = Assignment.objects.select_for_update().filter(task__in=tasks, role=Role.LEAD).order_by("task_id")
    return {lead.task_id: lead for lead in leads}


def _led(lead: Assignment) -> dict[str, object]:
    return {"unit": lead.unit_id, "officer": lead.officer_id or 0, "leader": lead.leader}


def _recheck(task: Task) -> dict[str, object]:
    return {"recheck_on": task.recheck_on.isoformat() if task.recheck_on else ""}


def _undo(tasks: Sequence[Task]) -> Undo:
    """The entries are written at the end: each takes the place behind the last, which nobody else can take meanwhile."""
    positions = last_positions("task", [task.pk for task in tasks])
    return [(task.pk, positions[task.pk] + 1) for task in tasks]


def _refuse_unsaid(words: str, message: str) -> None:
    if not words.strip():
        raise ProblemRefused(message, "reason")
    if len(words.strip()) > REASON:
        raise ProblemRefused(f"at most {REASON} characters / 不得超过{REASON}字", "reason")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
