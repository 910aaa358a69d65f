"""From verification to settlement: what checking found, and how a problem is ticked off (销号)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

import msgspec

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.queries import names
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.queries import last_acts
from huiyin.records.problems.models import Condition, Problem, ProblemState, Task, TaskState, Verification
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.tasks import GIVEN_TERM, OWN_TERM, last_day

REASON = 255
"""Characters of a reason."""


class ProblemRefused(ValueError):
    """A step that a problem does not allow; the message says why and what to do, ``field`` at what of the form."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Overtaken(ProblemRefused):
    """A finding that was recorded while somebody wrote another; ``position`` is its place in the problem's chain."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class SecondLook(ProblemRefused):
    """A step that a person may take once told what speaks against it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What checking one problem found. ``attempts`` and ``slip_posted`` count only where nobody let the officers in.

    ``found`` is what was seen on the spot, in the officer's words. ``after`` is the finding that whoever recorded this one had
    before them, by its place in the problem's chain; 0 where there was none.
    """

    problem_id: int
    outcome: Verification
    on: date
    condition: Condition | None = None
    attempts: tuple[datetime, ...] = field(default=())
    slip_posted: bool = False
    found: str = ""
    after: int = 0


FOUND = 1_000
"""Characters of what was found on the spot."""


@action("problem.verify")
def verify(by: By, findings: Sequence[Finding]) -> list[int]:
    """Record what checking found. Returns the problems whose complaint holds, wholly or in part.

    A further finding stands instead of the one before, which stays in the ledger.

    Raises :class:`ProblemRefused` for a problem that is not open, for a finding that was recorded meanwhile, for a day or a
    visit that is ahead or before the first report, for 'could not enter' without the visits on different days and at different
    times of day and the posted slip that it needs, and where the book wants the condition (under way, new, existing).
    """
    law = book.load()
    wanted = {finding.problem_id: finding for finding in findings}
    problems = _open(wanted)
    before = last_acts("problem", wanted, "problem.verify")
    for problem in problems:
        finding = wanted[problem.pk]
        _refuse_unseen(problem, finding, before.get(problem.pk))
        _refuse_impossible(by, problem, finding)
        needed = law.outcomes[finding.outcome.value].attempts_needed
        if needed:
            _refuse_hasty(by, problem, finding, needed)
        condition = finding.condition.value if finding.condition else problem.condition
        holds = finding.outcome in (Verification.TRUE, Verification.PARTLY)
        if holds and law.violations[problem.violation].condition_needed and not condition:
            raise ProblemRefused(
                f"problem {problem.pk}: say whether it is under way, new or existing / 须注明正在实施、新增或存量",
                "condition",
            )
        problem.verification, problem.verified_on, problem.condition = finding.outcome, finding.on, condition
        problem.found = finding.found.strip()
        enter(
            "problem",
            problem.pk,
            {
                "outcome": finding.outcome.value,
                "on": finding.on.isoformat(),
                "condition": condition,
                "attempts": [attempt.isoformat() for attempt in finding.attempts],
                **({"found": problem.found} if problem.found else {}),
                **({"after": finding.after} if finding.after else {}),
            },
        )
    Problem.objects.bulk_update(
        problems, ["verification", "verified_on", "condition", "found"], batch_size=500
    )
    return [p.pk for p in problems if p.verification in (Verification.TRUE, Verification.PARTLY)]


def _refuse_unseen(problem: Problem, finding: Finding, last: Entry | None) -> None:
    """Two who check at once: the second sees what the first has found before recording anything."""
    if last is None or finding.after == last.position:
        return
    who, when = _who(last.actor), f"{to_shanghai(last.at):%Y-%m-%d %H:%M}"
    outcome = Verification(msgspec.json.decode(last.content)["outcome"])
    raise Overtaken(
        f"problem {problem.pk}: {who} recorded {outcome.value} at {when}; look at it, then record a further finding / "
        f"{who}已于{when}记录核实结果“{outcome.label}”，请先查看；情况有变的，再记一次核实",
        last.position,
    )


def _refuse_impossible(by: By, problem: Problem, finding: Finding) -> None:
    """Nobody checks tomorrow, nor before anything was reported."""
    first = problem.first_on
    if finding.on > to_shanghai(by.at).date():
        raise ProblemRefused(
            f"problem {problem.pk}: {finding.on} is ahead; give the day of the check / 核实日期不能晚于今天，请核对",
            "on",
        )
    if finding.on < first:
        raise ProblemRefused(
            f"problem {problem.pk}: {finding.on} is before its first report of {first} / "
            f"核实日期早于首次反映日期（{first}），请核对",
            "on",
        )
    if len(finding.found.strip()) > FOUND:
        raise ProblemRefused(f"at most {FOUND} characters / 不得超过{FOUND}字", "found")


def _refuse_hasty(by: By, problem: Problem, finding: Finding, needed: int) -> None:
    """'Could not enter' takes visits on different days and at different times of day, and a slip that tells the resident whom
    to call."""
    first = problem.first_on
    for number, attempt in enumerate(finding.attempts, 1):
        day = to_shanghai(attempt).date()
        if attempt > by.at:
            raise ProblemRefused(
                f"problem {problem.pk}: visit {number} is ahead / 第{number}次上门晚于现在，请核对",
                f"visit{number}",
            )
        if day < first:
            raise ProblemRefused(
                f"problem {problem.pk}: visit {number} is before its first report of {first} / "
                f"第{number}次上门早于首次反映日期（{first}），请核对",
                f"visit{number}",
            )
        if day > finding.on:
            raise ProblemRefused(
                f"problem {problem.pk}: visit {number} is after the day of the finding / 第{number}次上门晚于核实日期，请核对",
                f"visit{number}",
            )
    visits = [to_shanghai(attempt) for attempt in finding.attempts]
    for number, (one, following) in enumerate(pairwise(visits), 2):
        if following.date() <= one.date():
            raise ProblemRefused(
                f"problem {problem.pk}: visit {number} is not on a later day than the one before / "
                f"第{number}次上门须在前一次之后的另一天",
                f"visit{number}",
            )
    if len(visits) < needed or len({visit.hour // 6 for visit in visits}) < 2 or not finding.slip_posted:
        raise ProblemRefused(
            f"problem {problem.pk}: 'could not enter' takes {needed} attempts on different days, at different times of day, "
            f"and a contact slip / 未能入户须有不少于{needed}次不同日期、不同时段上门并张贴联系单"
        )


@action("problem.settle")
def settle(by: By, problem_ids: Sequence[int], basis: str) -> list[int]:
    """Tick problems off, with the basis; their tasks are done with them. Returns their ids.

    Raises :class:`ProblemRefused` without a basis, for a problem never checked, and where nobody could enter: that is
    no outcome on which a matter can end.
    """
    if not basis.strip():
        raise ProblemRefused("settling needs its basis / 销号须写明依据")
    problems = _open(problem_ids)
    for problem in problems:
        if problem.verification in ("", Verification.NO_ENTRY):
            raise ProblemRefused(
                f"problem {problem.pk}: it was not verified, so it cannot be settled / 尚未核实，不能销号"
            )
        problem.state, problem.settled_at, problem.basis = ProblemState.SETTLED, by.at, basis
        enter("problem", problem.pk, {"settled": basis})
    Problem.objects.bulk_update(problems, ["state", "settled_at", "basis"], batch_size=500)
    tasks = list(
        Task.objects.select_for_update().filter(problem__in=problems, state=TaskState.OPEN).order_by("pk")
    )
    for task in tasks:
        task.state, task.done_on = TaskState.DONE, to_shanghai(by.at).date()
        content: dict[str, object] = {"done": task.done_on.isoformat()}
        if task.returned_on is not None:
            # What is done waits for no supplement; that it did stays here.
            content["returned_on"] = task.returned_on.isoformat()
            task.returned_on, task.return_reason = None, ""
        enter("task", task.pk, content, cause=("problem", task.problem_id))
    Task.objects.bulk_update(tasks, ["state", "done_on", "returned_on", "return_reason"], batch_size=500)
    return [problem.pk for problem in problems]


@action("task.extend")
def extend(
    by: By, task_ids: Sequence[int], due_on: date, reason: str, *, confirmed: bool = False
) -> list[int]:
    """Move the deadline of open tasks, on somebody's approval; the first one stays visible as 原定时限.

    Raises :class:`ProblemRefused` for an earlier date, and :class:`SecondLook`, unless ``confirmed``, for one beyond the
    campaign, for a deadline that a law or a source has set, and for an extension that is longer than the book's own term.
    """
    if not reason.strip():
        raise ProblemRefused("an extension needs its reason / 延期须写明理由", "reason")
    if len(reason.strip()) > REASON:
        raise ProblemRefused(f"at most {REASON} characters / 不得超过{REASON}字", "reason")
    tasks = list(
        Task.objects.select_for_update(of=("self",))
        .select_related("problem")
        .filter(pk__in=task_ids, state=TaskState.OPEN)
        .order_by("pk")
    )
    if len(tasks) < len(set(task_ids)):
        raise ProblemRefused(
            "a task that is done or unknown cannot be extended / 任务不存在或已完成，不能延期"
        )
    for task in tasks:
        if due_on <= task.due_on:
            raise ProblemRefused(
                f"task {task.pk} is due {task.due_on}; an extension moves it later / "
                f"任务{task_number(task.pk)}的时限是{task.due_on}，延期须晚于此日",
                "due",
            )
    today = to_shanghai(by.at).date()
    if not confirmed:
        _look_twice(tasks, due_on, today)
    for task in tasks:
        task.extended_from = task.extended_from or task.due_on
        enter(
            "task",
            task.pk,
            {
                "due": due_on.isoformat(),
                "was": task.due_on.isoformat(),
                "first_due": task.extended_from.isoformat(),
                "reason": reason,
            },
        )
        task.due_on, task.extended_by, task.extended_on = due_on, by.actor, today
    Task.objects.bulk_update(tasks, ["due_on", "extended_by", "extended_on", "extended_from"], batch_size=500)
    return [task.pk for task in tasks]


def _look_twice(tasks: Sequence[Task], due_on: date, today: date) -> None:
    """Raise :class:`SecondLook` with what speaks against moving these tasks' deadline so far. They come with their problems."""
    law = book.load()
    facts: list[tuple[str, str]] = []
    if due_on > law.campaign.end:
        facts.append(
            (
                f"the new date is after the end of the campaign, {law.campaign.end}",
                f"新时限晚于专项行动结束日{law.campaign.end}",
            )
        )
    given = [task for task in tasks if task.due_source == GIVEN_TERM]
    if given:
        first = min(task.extended_from or task.due_on for task in given)
        facts.append(
            (
                f"the sources themselves set the deadline of {len(given)}, the first {first}; that of the reports stays",
                f"{len(given)}项的时限由来源所定（最早{first}），诉件自身的办理时限不因此改变",
            )
        )
    by_law = [t for t in tasks if t not in given and t.due_source != OWN_TERM]
    if by_law:
        facts.append(
            (
                f"a law sets the deadline of {len(by_law)}",
                f"{len(by_law)}项的时限由法规所定：{by_law[0].due_source}",
            )
        )
    beyond = [t for t in tasks if due_on > _one_term_later(t)]
    if beyond:
        facts.append(
            (
                f"{len(beyond)} would get more than their whole term once more",
                f"{len(beyond)}项延长的时间超过原办理期限本身",
            )
        )
    if not facts:
        return
    late = [days for t in tasks if (days := (today - (t.extended_from or t.due_on)).days) > 0]
    if late:
        facts.append(
            (
                f"{len(late)} are late by their first deadline, by up to {max(late)} days",
                f"按原定时限已超期{len(late)}项，最长{max(late)}天",
            )
        )
    en, zh = "; ".join(fact[0] for fact in facts), "；".join(fact[1] for fact in facts)
    raise SecondLook(
        f"{en}; confirm that it is to be extended all the same / {zh}。仍要批准的，请勾选确认", "confirmed"
    )


def _one_term_later(task: Task) -> date:
    """The first deadline of a task, and as long again as the book gives for it."""
    entry = book.load().violations[task.problem.violation]
    underway = entry.in_progress if task.problem.condition == Condition.IN_PROGRESS else None
    first = task.extended_from or task.due_on
    return last_day(underway.deadline if underway else entry.deadline, first)


def _open(ids: Iterable[int]) -> list[Problem]:
    wanted = set(ids)
    problems = list(
        Problem.objects.select_for_update().filter(pk__in=wanted, state=ProblemState.OPEN).order_by("pk")
    )
    missing = sorted(wanted - {p.pk for p in problems})
    if missing:
        raise ProblemRefused(not_open(missing[0]))
    return problems


def not_open(problem_id: int) -> str:
    """Why an act finds a problem not open: settled by whom and when, merged into which, or not there."""
    problem = Problem.objects.filter(pk=problem_id).first()
    if problem is None:
        return f"problem {problem_id} is not open / 问题不存在"
    number = problem_number(problem_id)
    if problem.merged_into_id is not None:
        into = problem_number(problem.merged_into_id)
        return f"problem {problem_id} is not open: it was merged into {into} / {number}已并入{into}，请到该问题办理"
    last = last_acts("problem", [problem_id], "problem.settle").get(problem_id)
    who = _who(last.actor) if last is not None else ""
    when = f"{to_shanghai(problem.settled_at):%Y-%m-%d %H:%M}" if problem.settled_at else ""
    return (
        f"problem {problem_id} is not open: {who} settled it at {when} / "
        f"{number}已由{who}于{when}销号，不再办理；再有反映的按复发另立"
    )


def _who(username: str) -> str:
    return names({username}).get(username, username)
