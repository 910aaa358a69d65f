"""Problems: one wrong at one place, with what is done about it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router

from huiyin.doors.api.answers import declared, given, given_once, not_found
from huiyin.doors.api.asking import Id, ProblemFilters
from huiyin.doors.api.shapes import (
    PlaceShown,
    ProblemPage,
    ProblemShown,
    ProblemWhole,
    TaskShown,
)
from huiyin.doors.api.tokens import ClientRequest, Token
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.roles import Right
from huiyin.records.problems import programs
from huiyin.records.problems.models import Condition, Problem, ProblemState, TaskState, Verification
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.programs import Duty
from huiyin.records.problems.wording import class_name, place, violation_name
from huiyin.records.reports.models import Channel

router = Router()


@router.get(
    "",
    auth=Token(Right.PROBLEM_READ, ProblemFilters),
    response=declared(ProblemPage),
    operation_id="list_problems",
    summary="问题列表",
)
def page(request: ClientRequest, filters: Query[ProblemFilters]) -> HttpResponse:
    """范围内的问题，按编号（id）升序分页；已并入其他问题的也在内。/ The problems of the area by rising id, merged ones too."""
    asked = programs.problems(request.scope)
    if filters.state is not None:
        asked = asked.filter(state=filters.state)
    if filters.violation is not None:
        asked = asked.filter(violation=filters.violation)
    if filters.compound is not None:
        asked = asked.filter(compound=filters.compound)
    found, following = programs.rising(asked, filters.after, filters.limit)
    leads = programs.leads([problem.pk for problem in found])
    shown = [ProblemShown(**_one(problem, leads.get(problem.pk))) for problem in found]
    return given(ProblemPage(problems=shown, next=following))


@router.get(
    "/{problem_id}",
    auth=Token(Right.PROBLEM_READ),
    response=declared(ProblemWhole, 304),
    operation_id="read_problem",
    summary="一个问题",
)
def one(request: ClientRequest, problem_id: Annotated[Id, Path()]) -> HttpResponse:
    """一个问题及其任务、牵头与配合单位、范围内的关联诉件。/ One problem with its tasks and its reports."""
    problem = programs.problems(request.scope).filter(pk=problem_id).first()
    if problem is None:
        raise not_found()
    duties = programs.duties([problem.pk]).get(problem.pk, [])
    shown = ProblemWhole(
        **_one(problem, duties[0].lead if duties else None),
        tasks=[_task(duty) for duty in duties],
        reports=programs.linked_reports(request.scope, problem.pk),
    )
    return given_once(request, shown)


def _one(problem: Problem, lead: str | None) -> dict[str, Any]:
    return {
        "id": problem.pk,
        "number": problem_number(problem.pk),
        "violation": problem.violation,
        "violation_name": violation_name(problem.violation),
        "class_name": class_name(problem.violation),
        "place": PlaceShown(
            compound=problem.compound_id,
            compound_name=problem.compound.name,
            building=problem.building,
            unit=problem.dwelling_unit,
            room=problem.room,
            words=place(problem.building, problem.dwelling_unit, problem.room),
        ),
        "counting_unit": problem.counting_unit.code,
        "state": ProblemState(problem.state),
        "condition": Condition(problem.condition) if problem.condition else None,
        "verification": Verification(problem.verification) if problem.verification else None,
        "verified_on": problem.verified_on,
        "channel": Channel(problem.channel),
        "first_on": problem.first_on,
        "opened_at": to_shanghai(problem.opened_at),
        "settled_at": to_shanghai(problem.settled_at) if problem.settled_at else None,
        "basis": problem.basis,
        "recurrence_of": problem.recurrence_of_id,
        "merged_into": problem.merged_into_id,
        "lead": lead,
    }


def _task(duty: Duty) -> TaskShown:
    task = duty.task
    return TaskShown(
        id=task.pk,
        number=task_number(task.pk),
        goal=task.goal,
        work=task.work,
        measure=task.measure,
        done_mark=task.done_mark,
        start_on=task.start_on,
        due_on=task.due_on,
        due_provisional=duty.may_move,
        due_source=task.due_source,
        phase=task.phase,
        state=TaskState(task.state),
        done_on=task.done_on,
        lead=duty.lead,
        assisting=list(duty.assisting),
    )
