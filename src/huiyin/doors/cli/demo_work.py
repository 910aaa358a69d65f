"""What the demonstration's people did about its problems, and how their day stands: all of it invented.

Many at one moment are one act upon all of them. What was done already is not done again, so that a set-up that was cut short
goes on where it stopped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from huiyin.doors.cli.demo_accounts import PEOPLE
from huiyin.doors.clock import now
from huiyin.knowledge.law.clocks import SHANGHAI, to_shanghai
from huiyin.records.ledger.action import By

if TYPE_CHECKING:
    from huiyin.records.problems.actions.lifecycle import Finding
    from huiyin.records.problems.models import Problem

DONE = "已整改，经复查符合完成标志"
UNTRUE = "经核实不属实"
SEEN = "已到现场查看，未见反映所述情形"


def work_on_some() -> None:
    """Let some weeks of work have happened: most tasks given to officers, their problems checked, and many settled."""
    _dispatch_most()
    _check_most()
    _settle_many()


def _dispatch_most() -> None:
    """Each committee's tasks have one officer; the newest, and every ninth, wait to be given to somebody."""
    from huiyin.records.problems.actions.assign import assign
    from huiyin.records.problems.models import Assignment, ProblemState, Role
    from huiyin.records.registry.models import Officer

    certified = [person.certificate for person in PEOPLE if "officer" in person.roles]
    officers = list(
        Officer.objects.filter(certificate__in=certified).order_by("certificate").values_list("pk", "unit_id")
    )
    led = Assignment.objects.filter(
        role=Role.LEAD, officer__isnull=True, unit=officers[0][1], task__problem__state=ProblemState.OPEN
    )
    given: dict[tuple[datetime, int], list[int]] = defaultdict(list)
    rows = led.order_by("task_id").values_list(
        "task_id", "task__problem__opened_at", "task__problem__compound__neighbourhood_id"
    )
    for task, opened, committee in rows:
        at = _hour(opened + timedelta(days=1), 9)
        if task % 9 and at < now() - timedelta(days=4):
            given[at, officers[(committee or task) % len(officers)][0]].append(task)
    for (at, officer), tasks in sorted(given.items()):
        assign(By("leader", at, "cli"), tasks, officer_id=officer, leader=PEOPLE[0].name)


def _turns() -> list[tuple[int, Problem]]:
    """Problems in the order in which they were opened. Merged ones keep their place, so that the turn of each stays."""
    from huiyin.records.problems.models import Problem

    return list(enumerate(Problem.objects.order_by("opened_at", "pk")))


def _check_most() -> None:
    """Four in five were checked within days."""
    from huiyin.records.problems.actions.lifecycle import Finding, verify
    from huiyin.records.problems.models import Condition, ProblemState, Verification

    found: dict[datetime, list[Finding]] = defaultdict(list)
    for index, problem in _turns():
        at = _checked_at(index, problem)
        if index % 5 == 4 or problem.state != ProblemState.OPEN or problem.verification or at >= now():
            continue
        untrue = index % 9 == 8
        condition = Condition.EXISTING if index % 2 else Condition.NEW
        found[at].append(
            Finding(problem.pk, Verification.UNTRUE, at.date(), None, found=SEEN)
            if untrue
            else Finding(problem.pk, Verification.TRUE, at.date(), condition)
        )
    for at, findings in sorted(found.items()):
        verify(By("officer", at, "cli"), findings)


def _settle_many() -> None:
    """Of those checked that somebody does most are settled, enough to see every state."""
    from huiyin.records.problems.actions.lifecycle import settle
    from huiyin.records.problems.models import Assignment, ProblemState, Role, Verification

    done = Assignment.objects.filter(role=Role.LEAD, officer__isnull=False)
    somebodys = set(done.values_list("task__problem_id", flat=True))
    settled: dict[tuple[datetime, str], list[int]] = defaultdict(list)
    for index, problem in _turns():
        if index % 6 == 0 or problem.state != ProblemState.OPEN or problem.pk not in somebodys:
            continue
        at = _hour(_checked_at(index, problem) + timedelta(days=3 + index % 20), 16)
        if at < now() and problem.verification:
            words = UNTRUE if problem.verification == Verification.UNTRUE else DONE
            settled[at, words].append(problem.pk)
    for (at, words), problems in sorted(settled.items()):
        settle(By("leader", at, "cli"), problems, words)


def _checked_at(index: int, problem: Problem) -> datetime:
    return _hour(problem.opened_at + timedelta(days=2 + index % 5), 14)


def prepare_the_day() -> None:
    """Let the day have something of everything: tasks due today and tomorrow, others to be looked at again, some sent back."""
    from huiyin.records.problems.actions.assign import recheck, return_
    from huiyin.records.problems.actions.extending import extend

    today = to_shanghai(now()).date()
    tomorrow = today + timedelta(days=1)

    def extended(due: date) -> Callable[[By, list[int]], object]:
        return lambda by, tasks: extend(
            by, tasks, due, "当事人正在自行整改，待整改完成后复查", confirmed=True
        )

    late = _tasks(due_on__lt=today - timedelta(days=7), returned_on=None)
    turns: tuple[tuple[str, str, datetime, list[int], Callable[[By, list[int]], object]], ...] = (
        ("task.extend", "approver", _at(9, 8, 10), late[0:4], extended(today)),
        ("task.extend", "approver", _at(9, 8, 11), late[4:7], extended(tomorrow)),
        ("task.return", "leader", _at(9, 13, 9), late[7:10], lambda by, t: return_(by, t, "缺复查影像")),
        ("task.recheck", "leader", _at(9, 13, 15), late[10:13], lambda by, t: recheck(by, t, today)),
        ("task.recheck", "leader", _at(9, 13, 16), late[13:15], lambda by, t: recheck(by, t, tomorrow)),
    )
    done = _acts()
    for name, who, at, tasks, act in turns:
        if name not in done and tasks:
            act(By(who, at, "cli"), tasks)


def _tasks(**narrowed: object) -> list[int]:
    """Open tasks of problems that proved true, which somebody does."""
    from huiyin.records.problems.models import Assignment, Role, Task, TaskState, Verification

    led = Assignment.objects.filter(role=Role.LEAD, officer__isnull=False)
    found = Task.objects.filter(state=TaskState.OPEN, pk__in=led.values("task"), **narrowed)
    return list(
        found.filter(problem__verification=Verification.TRUE)
        .order_by("-due_on", "pk")
        .values_list("pk", flat=True)
    )


def _acts() -> set[str]:
    from huiyin.records.ledger.models import Entry

    names: Sequence[str] = ("task.extend", "task.return", "task.recheck")
    return set(Entry.objects.filter(action__in=names).values_list("action", flat=True))


def _hour(moment: datetime, hour: int) -> datetime:
    return to_shanghai(moment).replace(hour=hour, minute=0, second=0, microsecond=0)


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=SHANGHAI)
