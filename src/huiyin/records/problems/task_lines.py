"""The lines of the task list and of the responsibility list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Case, F, Value, When

from huiyin.knowledge.law import book
from huiyin.records.accounts.queries import names
from huiyin.records.problems.lines import Line, chunks, day_of, finding_on, known_by
from huiyin.records.problems.models import Assignment, Role, Task, TaskState, Verification
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.scope import counted_for, day_after, led_by, unmerged_on
from huiyin.records.problems.tasks import OWN_TERM, may_move
from huiyin.records.problems.wording import (
    UNDECIDED,
    assisting,
    compound_name,
    kind_name,
    phase_name,
    stage,
    violation_name,
)
from huiyin.records.registry.models import Unit

# A task is done with its problem, also where there was nothing to be done: then its mark of completion was not reached.
_NOTHING_TO_DO = {
    Verification.UNTRUE.value: "核实不属实，已销号",
    Verification.NOT_OURS.value: "不属本部门，已销号",
}
BEFORE_CAMPAIGN, AFTER_CAMPAIGN = "专项行动前", "专项行动后"


def days_late(due_on: date, on: date) -> int | None:
    """Whole days by which what was due is late on a day; None, an empty cell, where it is not: so that the late ones show."""
    return max(0, (on - due_on).days) or None


class _Task(NamedTuple):
    pk: int
    problem: int
    violation: str
    verification: str
    verified_on: date | None
    brought_at: datetime | None
    settled_at: datetime | None
    basis: str
    compound_name: str
    compound_status: str
    goal: str
    work: str
    measure: str
    done_mark: str
    start_on: date
    due_on: date
    due_source: str
    phase: str
    done_on: date | None
    extended_by: str
    extended_on: date | None
    extended_from: date | None
    counts_for: str
    """The unit for which its problem counts, where that is not the list's."""

    def settled_by(self, as_of: date) -> date | None:
        """The day on which its problem was settled, if it was by then."""
        return known_by(day_of(self.settled_at), as_of)

    def days_late(self, as_of: date) -> int | None:
        """Whole days by which it was late when it was done, or is late on that day; None where it was or is not."""
        return days_late(self.due_on, known_by(self.done_on, as_of) or as_of)

    def progress(self, as_of: date) -> str:
        """进度 at the end of a day."""
        if known_by(self.done_on, as_of) is None:
            return str(TaskState.OPEN.label)
        nothing = _NOTHING_TO_DO.get(self.verification) if self.settled_by(as_of) else None
        return nothing or str(TaskState.DONE.label)

    def may_move(self, as_of: date) -> str:
        """Why the date of one that is open may still move; empty where it stands."""
        kept = bool(known_by(self.done_on, as_of) or self.extended_by)
        why = may_move(self.violation, self.start_on, self.due_on, self.due_source, kept=kept)
        return f"时限暂定：{why}" if why else ""

    def about(self, as_of: date) -> str:
        """备注 of the responsibility list: what it is about, for whom it counts if not here, and whether its date may move."""
        matter = (
            f"{violation_name(self.violation)}，{compound_name(self.compound_name, self.compound_status)}"
        )
        return "；".join(filter(None, (matter, self.counted(), self.may_move(as_of))))

    def counted(self) -> str:
        """For which unit it counts; empty where that is the list's own, or one below."""
        return f"统计归属：{self.counts_for}" if self.counts_for else ""

    def remarks(self, as_of: date) -> str:
        """备注 of the task list: for whom it counts if not here, when it was done, its first deadline where that was extended,
        whence it comes where not from the unit, and whether it may still move."""
        done = known_by(self.done_on, as_of)
        said = [self.counted()] if self.counts_for else []
        if done is not None:
            said.append(f"{done}{'销号' if self.progress(as_of) in _NOTHING_TO_DO.values() else '完成'}")
        if self.extended_from is not None and known_by(self.extended_on, as_of):
            late = days_late(self.extended_from, done or as_of)
            said.append(f"原定时限{self.extended_from}" + (f"，按原定已超期{late}天" if late else ""))
        if self.due_source != OWN_TERM:
            said.append(f"时限依据：{self.due_source}")
        if why := self.may_move(as_of):
            said.append(why)
        return "；".join(said)


_TASK = (
    "pk",
    "problem_id",
    "problem__violation",
    "problem__verification",
    "problem__verified_on",
    "problem__brought_at",
    "problem__settled_at",
    "problem__basis",
    "problem__compound__name",
    "problem__compound__status",
    "goal",
    "work",
    "measure",
    "done_mark",
    "start_on",
    "due_on",
    "due_source",
    "phase",
    "done_on",
    "extended_by",
    "extended_on",
    "extended_from",
    "counts_for",
)


def _tasks(unit: Unit, as_of: date, among: Sequence[int] | None) -> Iterator[list[_Task]]:
    """The tasks of problems that count for a unit, and those that it leads: its district's list may be another's."""
    known = Task.objects.filter(unmerged_on(as_of, "problem__"), problem__opened_at__lt=day_after(as_of))
    counted = counted_for(unit, "problem__", "problem__compound__")
    if among is None and counted:
        known = known.filter(counted | led_by(unit))
    elsewhere = F("problem__counting_unit__short_name")
    known = known.annotate(
        counts_for=Case(When(counted, then=Value("")), default=elsewhere) if counted else Value("")
    )
    for chunk in chunks(known, _TASK, among):
        yield [_Task(*row) for row in chunk]


def task_lines(unit: Unit, as_of: date, *, among: Sequence[int] | None = None) -> Iterator[Line]:
    """任务清单: the tasks that count for a unit or that it leads today. Two statements for each 2,000 lines.

    ``among`` are the ids of tasks that are wanted instead of the unit's.
    """
    for tasks in _tasks(unit, as_of, among):
        approvers = names({t.extended_by for t in tasks} - {""})
        for t in tasks:
            extended = known_by(t.extended_on, as_of)
            yield Line(
                t.pk,
                (
                    task_number(t.pk),
                    problem_number(t.problem),
                    compound_name(t.compound_name, t.compound_status),
                    t.goal,
                    t.work,
                    t.measure,
                    t.done_mark,
                    t.start_on,
                    t.due_on,
                    phase_name(t.phase) if t.phase else _outside(t.start_on),
                    t.progress(as_of),
                    f"{approvers.get(t.extended_by, t.extended_by)} {extended}" if extended else "",
                    t.remarks(as_of),
                ),
            )


def _outside(start_on: date) -> str:
    """所属阶段 of a task that began on a day outside the campaign."""
    return BEFORE_CAMPAIGN if start_on < book.load().campaign.start else AFTER_CAMPAIGN


class _Responsible(NamedTuple):
    """Who answers for a task: lead unit, leader, officer, and the kinds of body and units that assist."""

    lead: str = ""
    leader: str = ""
    officer: str = ""
    helpers: tuple[str, ...] = ()


def responsibility_lines(unit: Unit, as_of: date, *, among: Sequence[int] | None = None) -> Iterator[Line]:
    """责任清单: two statements for each 2,000 lines, and one. ``among`` as in :func:`task_lines`."""
    units = dict(Unit.objects.values_list("code", "name"))
    for tasks in _tasks(unit, as_of, among):
        responsible = _responsible([t.pk for t in tasks])
        for t in tasks:
            who = responsible.get(t.pk, _Responsible())
            settled = t.settled_by(as_of)
            verified = t.verification if finding_on(t.verified_on, t.brought_at, as_of) else ""
            yield Line(
                t.pk,
                (
                    task_number(t.pk),
                    problem_number(t.problem),
                    who.lead or UNDECIDED,
                    who.leader or UNDECIDED,
                    who.officer or UNDECIDED,
                    # Helpers, the committee's contact and the reviewer are written in by hand: no record holds them.
                    "",
                    _assisting(t.violation, who.helpers, units),
                    "",
                    t.due_on,
                    stage(verified, settled=settled is not None),
                    t.days_late(as_of),
                    settled,
                    t.basis if settled else "",
                    "",
                    t.about(as_of),
                ),
            )


def _responsible(tasks: Sequence[int]) -> dict[int, _Responsible]:
    assigned: dict[int, _Responsible] = defaultdict(_Responsible)
    rows = Assignment.objects.filter(task__in=tasks).order_by("pk")
    for task, role, unit, body, leader, officer in rows.values_list(
        "task_id", "role", "unit__name", "body", "leader", "officer__name"
    ):
        so_far = assigned[task]
        if role == Role.LEAD:
            assigned[task] = _Responsible(unit or "", leader, officer or "", so_far.helpers)
        else:
            assigned[task] = so_far._replace(helpers=(*so_far.helpers, unit or body))
    return assigned


def _assisting(violation: str, helpers: Iterable[str], units: Mapping[str, str]) -> str:
    """配合单位及职责: who was named for the task, else who assists by the book; each with the duty that the book gives it."""
    by_book = {kind: (name, duty) for kind, name, duty in assisting(violation)}
    named = [by_book.get(helper) or (units.get(helper) or kind_name(helper), "") for helper in helpers]
    return "；".join(f"{name}：{duty}" if duty else name for name, duty in named or by_book.values())
