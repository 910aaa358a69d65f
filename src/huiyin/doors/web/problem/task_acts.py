"""What is done about a task: given to an officer, to another unit, sent back, supplemented, looked at again, extended."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.design.tell import Words
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem import fields
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, the_task
from huiyin.doors.web.problem.undo import undo_tasks
from huiyin.doors.web.problem.words import chinese, day
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions import assign as tasks
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.models import Assignment, Role, Task
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.registry.queries import units_in_reach

_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@needs(Right.TASK_ASSIGN)
@_METHODS
def assign(request: DeskRequest, pk: int) -> HttpResponse:
    """Name the officer who does a task, and its leader."""
    task = the_task(request, pk)
    lead = Assignment.objects.select_related("unit").get(task=task, role=Role.LEAD)
    assert lead.unit is not None
    now = {"officer": lead.officer_id, "leader": lead.leader}
    form = fields.AssignForm(sent(request), lead.unit, now)

    def do(given: dict[str, Any]) -> Done:
        officer, leader = given["officer"], given["leader"].strip()
        undo = tasks.assign(
            request.by,
            [task.pk],
            officer_id=officer.pk if officer else None,
            leader=leader if leader != lead.leader else None,
        )
        who = officer.name if officer else leader
        return _done(request, task, lambda: gettext("已派给%(who)s。") % {"who": who}, undo)

    return perform(request, _act(task, gettext("派给责任人"), gettext("派发")), form, do)


@needs(Right.TASK_ASSIGN)
@_METHODS
def transfer(request: DeskRequest, pk: int) -> HttpResponse:
    """Let another unit lead a task."""
    task = the_task(request, pk)
    form = fields.TransferForm(sent(request), units_in_reach(request.user.unit_id))

    def do(given: dict[str, Any]) -> Done:
        unit = given["unit"]
        moved = tasks.transfer(request.by, [task.pk], unit.pk, given["reason"])
        return _done(request, task, lambda: gettext("已改派%(unit)s牵头。") % {"unit": unit.name}, moved.undo)

    return perform(request, _act(task, gettext("改派单位"), gettext("改派")), form, do)


@needs(Right.TASK_ASSIGN)
@_METHODS
def send_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Send a task back to be completed."""
    task = the_task(request, pk)
    form = fields.ReasonForm(sent(request), gettext("缺什么"), gettext("责任人照此补充，例如：缺复查照片。"))

    def do(given: dict[str, Any]) -> Done:
        undo = tasks.return_(request.by, [task.pk], given["reason"])
        return _done(request, task, lambda: gettext("已退回补充。"), undo)

    return perform(request, _act(task, gettext("退回补充"), gettext("退回")), form, do)


@needs(Right.PROBLEM_VERIFY, Right.TASK_ASSIGN)
@_METHODS
def supplement(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that what was missing is there."""
    task = the_task(request, pk)
    form = fields.ReasonForm(sent(request), gettext("补充了什么"))
    act = _act(
        task, gettext("补充完成"), gettext("提交"), [Fact(gettext("退回时要求"), chinese(task.return_reason))]
    )

    def do(given: dict[str, Any]) -> Done:
        undo = tasks.supplement(request.by, [task.pk], given["reason"])
        return _done(request, task, lambda: gettext("已提交补充。"), undo)

    return perform(request, act, form, do)


@needs(Right.PROBLEM_VERIFY, Right.TASK_ASSIGN)
@_METHODS
def recheck(request: DeskRequest, pk: int) -> HttpResponse:
    """Set or drop the day on which somebody looks again."""
    task = the_task(request, pk)
    form = fields.RecheckForm(sent(request), initial={"on": task.recheck_on})

    def do(given: dict[str, Any]) -> Done:
        on = given["on"]
        undo = tasks.recheck(request.by, [task.pk], on)

        def words() -> str:
            return gettext("已安排 %(day)s 复查。") % {"day": day(on)} if on else gettext("已取消复查。")

        return _done(request, task, words, undo)

    return perform(request, _act(task, gettext("安排复查"), gettext("保存")), form, do)


@needs(Right.TASK_EXTEND)
@_METHODS
def prolong(request: DeskRequest, pk: int) -> HttpResponse:
    """Approve a later date."""
    task = the_task(request, pk)
    form = fields.ExtendForm(sent(request))
    act = _act(
        task, gettext("批准延期"), gettext("批准延期"), _limits(task),
        warning=gettext("延期记在您名下并留痕，批准后不能撤销。"),
    )  # fmt: skip

    def do(given: dict[str, Any]) -> Done:
        extend(request.by, [task.pk], given["due"], given["reason"], confirmed=given["confirmed"])
        return Done(gettext("已延期至 %(day)s。") % {"day": day(given["due"])})

    return perform(request, act, form, do)


def _limits(task: Task) -> list[Fact]:
    """The deadline as it stands, and the first one where it was extended before."""
    rows = [Fact(gettext("现时限"), day(task.due_on))]
    if task.extended_from is not None:
        rows.append(Fact(gettext("原定时限"), day(task.extended_from)))
    return rows


def _act(task: Task, title: str, button: str, facts: list[Fact] | None = None, warning: str = "") -> Act:
    problem = task.problem
    about = Fact(
        gettext("任务"), chinese(f"{task_number(task.pk)} · {problem.compound.name}"), chinese(task.work)
    )
    return Act(title, button, _back(task), warning=warning, facts=(about, *(facts or ())))


def _back(task: Task) -> Crumb:
    return Crumb(problem_number(task.problem_id), reverse("problem", args=[task.problem_id]))


def _done(request: DeskRequest, task: Task, words: Words, undo: tasks.Undo) -> Done:
    return Done(words, undo_tasks(request, undo, _back(task).url))
