"""What people outside enforcement are shown of a problem: the firm that manages the place, the committee's contact, a partner.

They may know what was found, what is to be done, and by when. Everything else is internal: who reported and how often, what
officers wrote to one another, what was sent back, when somebody looks again, who approved. It is an allow list: what is not
named here is not shown, on no page, in no list and on no paper.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from huiyin.knowledge.law.running import RunningClock
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.models import Assignment, Problem, Role, Task
from huiyin.records.problems.timeline import Happening

if TYPE_CHECKING:
    from huiyin.records.problems.cards import CompoundCard
    from huiyin.records.problems.desk import Filters, Row
    from huiyin.records.problems.matters import ProblemPage, TaskMatter

COLUMNS = frozenset(
    {
        *("problem", "task", "compound", "violation", "area", "district", "condition", "verification"),
        *("goal", "work", "done_mark", "start_on", "due_on", "lead", "unit", "officer", "state", "overdue"),
    }
)
"""The columns of lists that they may choose from."""

_PROBLEM = (
    *(
        "id",
        "violation",
        "compound_id",
        "building",
        "dwelling_unit",
        "room",
        "place_key",
        "state",
        "condition",
    ),
    *("verification", "verified_on", "settled_at", "recurrence_of_id", "merged_into_id"),
)
_TASK = ("id", "problem_id", "goal", "work", "done_mark", "start_on", "due_on", "state", "done_on")
# Acts of which they hear, each with what of its entry they may read.
_ACTS: dict[str, frozenset[str]] = {
    "problem.verify": frozenset({"outcome", "on", "condition"}),
    "problem.settle": frozenset(),
    "task.extend": frozenset({"due"}),
    "task.recount": frozenset({"due"}),
    "task.redate": frozenset({"due"}),
}


def is_outside(scope: Scope) -> bool:
    """Whether an area is not that of an enforcement unit."""
    return scope.unit is None


def page_outside(page: ProblemPage) -> ProblemPage:
    """The page of a problem as they are shown it."""
    return replace(
        page,
        problem=_with_compound(page.problem),
        tasks=tuple(_task(matter) for matter in page.tasks),
        pressing=(),
        links=(),
        removed=(),
        reports=0,
        withdrawn=0,
        callers=0,
        more=0,
        before=_problem(page.before) if page.before else None,
        into=_problem(page.into) if page.into else None,
        recurrences=tuple(map(_problem, page.recurrences)),
        merged=tuple(map(_problem, page.merged)),
        timeline=tuple(_happening(act) for act in page.timeline if _heard(act)),
        more_happened=False,
        exceptions=(),
    )


def card_outside(card: CompoundCard) -> CompoundCard:
    """The card of a compound as they are shown it: its problems, and who leads them; not who reported how much, surveys, nor
    what reports call it."""
    problems = (
        replace(one, problem=_problem(one.problem), reports=None, callers=None) for one in card.problems
    )
    return replace(
        card,
        aliases=(),
        problems=tuple(problems),
        surveys=(),
        reports=None,
        callers=None,
        per_thousand=None,
    )


def row_outside(row: Row) -> Row:
    """A row of a list as they are shown it."""
    return replace(
        row,
        channel="",
        first_on=None,
        recheck_on=None,
        returned_on=None,
        return_reason=None,
        orders_due_on=None,
        reports=None,
        callers=None,
    )


def filters_outside(filters: Filters) -> Filters:
    """By what they may narrow a list: nothing that would tell which problems have what is not shown."""
    return replace(
        filters,
        channel=(),
        recheck=False,
        returned=False,
        orders=False,
        concentrated=False,
        first_from=None,
        first_to=None,
    )


def _problem(problem: Problem) -> Problem:
    """Not to be saved: whatever is not allowed is empty."""
    return Problem(**_allowed(problem, _PROBLEM))


def _with_compound(problem: Problem) -> Problem:
    shown = _problem(problem)
    shown.compound = problem.compound
    return shown


def _task(matter: TaskMatter) -> TaskMatter:
    lead = matter.lead
    if lead is not None:
        lead = Assignment(role=Role.LEAD, task_id=lead.task_id, unit=lead.unit, officer=lead.officer)
    task = Task(**_allowed(matter.task, _TASK))
    return replace(matter, task=task, lead=lead, clock=_clock(matter.clock), approver="")


def _clock(clock: RunningClock) -> RunningClock:
    """A date that a person has moved is told without that person."""
    if clock.confidence != "person":
        return clock
    return replace(clock, basis="已批准延期", basis_en="extended")


def _heard(act: Happening) -> bool:
    """Whether they hear of an act: not of one that moved what stands behind a deadline alone."""
    return act.action in _ACTS and (act.action != "task.recount" or "due" in act.content)


def _happening(act: Happening) -> Happening:
    told = {key: value for key, value in act.content.items() if key in _ACTS[act.action]}
    return replace(act, actor="", door="", content=told, cause=None)


def _allowed(record: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
