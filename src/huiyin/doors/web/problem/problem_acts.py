"""What is done about a problem: what checking found, and ticking it off."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import either, violation_name
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, the_problem
from huiyin.doors.web.problem.fields import SettleForm, VerifyForm
from huiyin.doors.web.problem.words import chinese, day, where
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.lifecycle import Finding, Overtaken, settle, verify
from huiyin.records.problems.findings import HOLDS
from huiyin.records.problems.models import Condition, Problem, Task, TaskState, Verification
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.queries import last_finding

_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@needs(Right.PROBLEM_VERIFY)
@_METHODS
def check(request: DeskRequest, pk: int) -> HttpResponse:
    """Record what checking found."""
    problem = the_problem(request, pk)
    after = last_finding(problem.pk)
    form = VerifyForm(sent(request), request.today, problem.condition, after)
    act = Act(
        gettext("再次核实") if after else gettext("核实"),
        gettext("保存核实结果"),
        back(problem),
        facts=(about(problem), *_found(problem)),
        template="web/problem/verify-fields.html",
        wide=True,
    )

    def do(given: dict[str, Any]) -> Done:
        outcome = Verification(given["outcome"])
        condition = Condition(given["condition"]) if given["condition"] else None
        kept_out = outcome == Verification.NO_ENTRY
        finding = Finding(
            problem.pk,
            outcome,
            given["on"],
            condition,
            form.attempts() if kept_out else (),
            slip_posted=kept_out and given["slip"],
            found=given["found"],
            after=given["after"] or 0,
        )
        try:
            verify(request.by, [finding])
        except Overtaken as overtaken:
            form.told(overtaken.position)
            raise
        return Done(gettext("已记录核实结果：%(outcome)s。") % {"outcome": gettext(outcome.label)})

    return perform(request, act, form, do)


@needs(Right.PROBLEM_SETTLE)
@_METHODS
def tick_off(request: DeskRequest, pk: int) -> HttpResponse:
    """Tick a problem off; its tasks are done with it, and whoever spoke only of it is owed the answer."""
    problem = the_problem(request, pk)
    act = Act(
        gettext("销号"),
        gettext("确认销号"),
        back(problem),
        warning=gettext("销号后任务一并完成，只反映这一问题的诉件转为待回复；不能撤销，再有反映按复发另立。"),
        facts=(about(problem), *_done_marks(problem)),
    )

    def do(given: dict[str, Any]) -> Done:
        settle(request.by, [problem.pk], given["basis"])
        return Done(gettext("%(number)s 已销号。") % {"number": problem_number(problem.pk)})

    return perform(request, act, SettleForm(sent(request), holds=problem.verification in HOLDS), do)


def _done_marks(problem: Problem) -> list[Fact]:
    """By what a person judges whether the work is done: the marks of the problem's open tasks. Untrue has nothing to do."""
    if problem.verification == Verification.UNTRUE:
        return _found(problem)
    marks = (
        Task.objects.filter(problem=problem, state=TaskState.OPEN)
        .order_by("pk")
        .values_list("done_mark", flat=True)
    )
    return [*_found(problem), *(Fact(gettext("完成标志"), chinese(mark)) for mark in dict.fromkeys(marks))]


def _found(problem: Problem) -> list[Fact]:
    """What checking has found already: a further finding stands instead of it, and it stays in the ledger."""
    if problem.verified_on is None:
        return []
    said = [gettext(problem.get_verification_display())]
    if problem.condition and problem.verification in HOLDS:
        said.append(gettext(problem.get_condition_display()))
    return [
        Fact(
            gettext("上次核实"),
            either("，", ", ").join(said),
            format_html("{} {}", day(problem.verified_on), chinese(problem.found)),
        )
    ]


def back(problem: Problem) -> Crumb:
    """The page of a problem."""
    return Crumb(problem_number(problem.pk), reverse("problem", args=[problem.pk]))


def about(problem: Problem) -> Fact:
    """The problem that an act is about; it comes with its compound."""
    said = f"{problem_number(problem.pk)} · {violation_name(problem.violation)}"
    return Fact(gettext("问题"), said, chinese(f"{problem.compound.name} {where(problem)}"))
