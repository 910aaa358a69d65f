"""From verification to settlement: what checking found, and how a problem is ticked off (销号)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.roles import Right, roles_with
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.persons import same_person
from huiyin.records.ledger.queries import last_acts
from huiyin.records.problems.findings import HOLDS, Recorded, recorded
from huiyin.records.problems.models import Condition, Problem, ProblemState, Task, TaskState, Verification
from huiyin.records.problems.numbers import problem_number

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

    A further finding stands instead of the one before, which stays in the ledger. What is untrue is in no condition.
    A re-check (复查) that was due by the day of the finding is done with it, unless nobody could enter.

    Raises :class:`ProblemRefused` for a problem that is not open, for a finding that was recorded meanwhile, for a day or a
    visit that is ahead or before the first report, for 'could not enter' without the visits on different days and at different
    times of day and the posted slip that it needs, without a word on what was found where it is untrue or turns an earlier
    finding round, and where the book wants the condition (under way, new, existing).
    """
    law = book.load()
    wanted = {finding.problem_id: finding for finding in findings}
    problems = _open(wanted)
    before = recorded(wanted)
    for problem in problems:
        finding = wanted[problem.pk]
        _refuse_unseen(problem, finding, before.get(problem.pk))
        _refuse_impossible(by, problem, finding)
        _refuse_unfounded(problem, finding)
        needed = law.outcomes[finding.outcome.value].attempts_needed
        if needed:
            _refuse_hasty(by, problem, finding, needed)
        condition = finding.condition.value if finding.condition else problem.condition
        holds = finding.outcome in HOLDS
        if holds and law.violations[problem.violation].condition_needed and not condition:
            raise ProblemRefused(
                f"problem {problem.pk}: say whether it is under way, new or existing / 须注明正在实施、新增或存量",
                "condition",
            )
        if finding.outcome == Verification.UNTRUE:
            condition = ""
        problem.verification, problem.verified_on, problem.condition = finding.outcome, finding.on, condition
        problem.found, problem.brought_at = finding.found.strip(), None
        enter(
            "problem",
            problem.pk,
            {
                "outcome": finding.outcome.value,
                "on": finding.on.isoformat(),
                "condition": condition,
                "attempts": [attempt.isoformat() for attempt in finding.attempts],
                **({"slip_posted": True} if finding.slip_posted else {}),
                **({"found": problem.found} if problem.found else {}),
                **({"after": finding.after} if finding.after else {}),
            },
        )
    Problem.objects.bulk_update(
        problems, ["verification", "verified_on", "condition", "found", "brought_at"], batch_size=500
    )
    _end_rechecks({f.problem_id: f.on for f in findings if f.outcome != Verification.NO_ENTRY})
    return [p.pk for p in problems if p.verification in HOLDS]


def _end_rechecks(checked: Mapping[int, date]) -> None:
    """Let the tasks of problems that were looked at wait for no re-check that was due by that day."""
    waiting = Task.objects.select_for_update().filter(
        problem__in=checked, state=TaskState.OPEN, recheck_on__isnull=False
    )
    done = []
    for task in waiting.order_by("pk"):
        planned, on = task.recheck_on, checked[task.problem_id]
        if planned is not None and planned <= on:
            task.recheck_on = None
            content: dict[str, object] = {
                "rechecked": on.isoformat(),
                "was": {"recheck_on": planned.isoformat()},
            }
            enter("task", task.pk, content, cause=("problem", task.problem_id))
            done.append(task)
    Task.objects.bulk_update(done, ["recheck_on"], batch_size=500)


def _refuse_unseen(problem: Problem, finding: Finding, last: Recorded | None) -> None:
    """Two who check at once: the second sees what the first has found before recording anything."""
    if last is None or finding.after == last.position:
        return
    who, when = _who(last.by), f"{to_shanghai(last.at):%Y-%m-%d %H:%M}"
    outcome = last.outcome
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


def _refuse_unfounded(problem: Problem, finding: Finding) -> None:
    """What lets a matter go, or says the opposite of what was found before, says on what it rests."""
    if finding.found.strip():
        return
    if problem.verification in HOLDS and finding.outcome == Verification.UNTRUE:
        raise ProblemRefused(
            f"problem {problem.pk}: it was found true before; say on what the opposite rests / "
            "此前核实为属实或部分属实，改为不属实须在现场情况中写明理由和依据",
            "found",
        )
    if finding.outcome == Verification.UNTRUE:
        raise ProblemRefused(
            f"problem {problem.pk}: untrue needs what was seen on the spot / 不属实须在现场情况中写明依据",
            "found",
        )
    if problem.verification == Verification.UNTRUE and finding.outcome in HOLDS:
        raise ProblemRefused(
            f"problem {problem.pk}: it was found untrue before; say on what the opposite rests / "
            "此前核实为不属实，改为属实或部分属实须在现场情况中写明理由",
            "found",
        )


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
def settle(by: By, problem_ids: Sequence[int], basis: str, *, founded: bool = True) -> list[int]:
    """Tick problems off, with the basis; their tasks are done with them. Returns their ids.

    ``founded`` is False for what was opened by a word that is taken back: of it there is nothing to check.

    Raises :class:`ProblemRefused` without a basis, for a problem never checked, where nobody could enter: that is no outcome on
    which a matter can end, and for who turned an earlier finding into 'untrue': that and settling on it take two persons.
    """
    if not basis.strip():
        raise ProblemRefused("settling needs its basis / 销号须写明依据")
    problems = _open(problem_ids)
    turned = recorded([p.pk for p in problems if p.verification == Verification.UNTRUE])
    for problem in problems:
        if problem.pk in turned and same_person(turned[problem.pk].turned_by, by.actor):
            raise ProblemRefused(
                f"problem {problem.pk}: {_who(by.actor)} turned an earlier finding into untrue; somebody else who may settle "
                f"must do it / {problem_number(problem.pk)}曾核实为属实或部分属实，由{_who(by.actor)}改为不属实，"
                f"须由另一名有销号权限的人员（{_SETTLERS}）销号"
            )
        if founded and (refused := not_yet(problem)) is not None:
            raise refused
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


def not_yet(problem: Problem) -> ProblemRefused | None:
    """Why a problem cannot be settled yet, by what checking found; None where that does not stand against it."""
    if not problem.verification:
        return ProblemRefused(
            f"problem {problem.pk}: it was not verified, so it cannot be settled; verify it first / "
            "尚未核实，不能销号，请先核实"
        )
    if problem.verification == Verification.NO_ENTRY:
        return ProblemRefused(
            f"problem {problem.pk}: nobody could enter, so it cannot be settled; verify it again / "
            "未能核实，不能据此销号，请再次核实"
        )
    return None


_SETTLERS = "、".join(sorted(role.label for role in roles_with(Right.PROBLEM_SETTLE)))


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


def refuse_done(tasks: Iterable[Task]) -> None:
    """Raise :class:`ProblemRefused` for a task that is done, with who settled its problem and when."""
    for task in tasks:
        if task.state != TaskState.OPEN:
            raise ProblemRefused(not_open(task.problem_id))


def _who(username: str) -> str:
    return names({username}).get(username, username)
