"""From verification to settlement: what checking found, and how a problem is ticked off (销号)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.models import Condition, Problem, ProblemState, Task, TaskState, Verification


class ProblemRefused(ValueError):
    """A step that a problem does not allow; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What checking one problem found. ``attempts`` and ``slip_posted`` count only where nobody let the officers in."""

    problem_id: int
    outcome: Verification
    on: date
    condition: Condition | None = None
    attempts: tuple[datetime, ...] = field(default=())
    slip_posted: bool = False


@action("problem.verify")
def verify(by: By, findings: Sequence[Finding]) -> list[int]:
    """Record what checking found. Returns the problems whose complaint holds, wholly or in part.

    Raises :class:`ProblemRefused` for a problem that is not open, for 'could not enter' without the attempts at different
    times of day and the posted slip that it needs, and where the book wants the condition (under way, new, existing).
    """
    law = book.load()
    wanted = {finding.problem_id: finding for finding in findings}
    problems = _open(wanted)
    for problem in problems:
        finding = wanted[problem.pk]
        needed = law.outcomes[finding.outcome.value].attempts_needed
        if needed:
            _refuse_hasty(problem, finding, needed)
        condition = finding.condition.value if finding.condition else problem.condition
        holds = finding.outcome in (Verification.TRUE, Verification.PARTLY)
        if holds and law.violations[problem.violation].condition_needed and not condition:
            raise ProblemRefused(
                f"problem {problem.pk}: say whether it is under way, new or existing / 须注明正在实施、新增或存量"
            )
        problem.verification, problem.verified_on, problem.condition = finding.outcome, finding.on, condition
        enter(
            "problem",
            problem.pk,
            {
                "outcome": finding.outcome.value,
                "on": finding.on.isoformat(),
                "condition": condition,
                "attempts": [attempt.isoformat() for attempt in finding.attempts],
            },
        )
    Problem.objects.bulk_update(problems, ["verification", "verified_on", "condition"], batch_size=500)
    return [p.pk for p in problems if p.verification in (Verification.TRUE, Verification.PARTLY)]


def _refuse_hasty(problem: Problem, finding: Finding, needed: int) -> None:
    """'Could not enter' takes visits at different times of day, and a slip that tells the resident whom to call."""
    parts_of_day = {to_shanghai(attempt).hour // 6 for attempt in finding.attempts}
    if len(finding.attempts) < needed or len(parts_of_day) < 2 or not finding.slip_posted:
        raise ProblemRefused(
            f"problem {problem.pk}: 'could not enter' takes {needed} attempts at different times of day and a contact "
            f"slip / 未能入户须有不少于{needed}次不同时段上门并张贴联系单"
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
def extend(by: By, task_ids: Sequence[int], due_on: date, reason: str) -> list[int]:
    """Move the deadline of open tasks, on somebody's approval. Raises :class:`ProblemRefused` for an earlier date."""
    if not reason.strip():
        raise ProblemRefused("an extension needs its reason / 延期须写明理由")
    tasks = list(
        Task.objects.select_for_update().filter(pk__in=task_ids, state=TaskState.OPEN).order_by("pk")
    )
    if len(tasks) < len(set(task_ids)):
        raise ProblemRefused(
            "a task that is done or unknown cannot be extended / 任务不存在或已完成，不能延期"
        )
    for task in tasks:
        if due_on <= task.due_on:
            raise ProblemRefused(
                f"task {task.pk} is due {task.due_on}; an extension moves it later / 延期须晚于原时限"
            )
        enter("task", task.pk, {"due": due_on.isoformat(), "was": task.due_on.isoformat(), "reason": reason})
        task.due_on, task.extended_by, task.extended_on = due_on, by.actor, to_shanghai(by.at).date()
    Task.objects.bulk_update(tasks, ["due_on", "extended_by", "extended_on"], batch_size=500)
    return [task.pk for task in tasks]


def _open(ids: Iterable[int]) -> list[Problem]:
    wanted = set(ids)
    problems = list(
        Problem.objects.select_for_update().filter(pk__in=wanted, state=ProblemState.OPEN).order_by("pk")
    )
    missing = sorted(wanted - {p.pk for p in problems})
    if missing:
        raise ProblemRefused(f"problem {missing[0]} is not open / 问题不存在或已销号")
    return problems
