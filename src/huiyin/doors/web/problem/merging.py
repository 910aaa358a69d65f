"""Merging a place that a text named into the known compound that it is; once and for all, so it is asked twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, shown, the_problem
from huiyin.doors.web.problem.fields import MergeForm, ReasonForm
from huiyin.doors.web.problem.linking import candidates
from huiyin.doors.web.problem.problem_acts import back
from huiyin.doors.web.problem.words import chinese
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.models import Problem, ProblemState, SurveyForm
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Report

_METHODS = require_http_methods(["GET", "HEAD", "POST"])
REASON = 500


@dataclass(frozen=True, slots=True)
class _From:
    """From where a place is merged: the page to which one may go back, the name of the address that
    confirms and the id in it beside the target's, and whether the page left is the target's, since this one goes away."""

    back: Crumb
    confirm: str
    pk: int
    leaves: bool = False


@needs(Right.PLACE_MERGE)
@_METHODS
def choose(request: DeskRequest, pk: int) -> HttpResponse:
    """Which known compound the place of a problem is. Nothing is changed."""
    problem = the_problem(request, pk)
    return _choose(request, problem.compound, _of_problem(problem))


@needs(Right.PLACE_MERGE)
@_METHODS
def confirm(request: DeskRequest, pk: int, target_id: int) -> HttpResponse:
    """What will move, and why it is done; then it is done."""
    problem = the_problem(request, pk)
    return _ask(request, problem.compound, target_id, _of_problem(problem), sent(request))


@needs(Right.PLACE_MERGE)
@_METHODS
def choose_from_card(request: DeskRequest, pk: int) -> HttpResponse:
    """The same from the place's own page, where it may have no problem at all."""
    source = _the_place(request, pk)
    return _choose(request, source, _of_place(source))


@needs(Right.PLACE_MERGE)
@_METHODS
def confirm_from_card(request: DeskRequest, pk: int, target_id: int) -> HttpResponse:
    """See :func:`confirm`."""
    source = _the_place(request, pk)
    return _ask(request, source, target_id, _of_place(source), sent(request))


def _of_problem(problem: Problem) -> _From:
    return _From(back(problem), "problem-merge-confirm", problem.pk)


def _of_place(place: Compound) -> _From:
    crumb = Crumb(place.name, reverse("compound", args=[place.pk]))
    return _From(crumb, "compound-merge-confirm", place.pk, leaves=True)


def _the_place(request: DeskRequest, pk: int) -> Compound:
    """A compound of the area. Raises ``Http404``."""
    found = request.scope.compounds().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _choose(request: DeskRequest, source: Compound, at: _From) -> HttpResponse:
    _refuse_known(source)
    found = candidates(request, request.POST.get("place", ""), known=True)
    form = MergeForm(sent(request), found)
    act = Act(
        gettext("归并小区"),
        gettext("下一步"),
        at.back,
        intro=gettext("“%(name)s”是来件所说、尚未核定的小区。请指定它是哪个已核小区。")
        % {"name": source.name},
        template="web/problem/merge-fields.html",
    )
    if request.method == "POST" and form.is_valid():
        return _ask(request, source, int(form.cleaned_data["compound"]), at, None)
    return shown(request, act, form)


def _ask(request: DeskRequest, source: Compound, target_id: int, at: _From, data: Any) -> HttpResponse:
    """Tell what will move and ask for the reason; with it, merge. Raises ``Http404`` for a target that is no known compound
    of the area."""
    _refuse_known(source)
    known = request.scope.compounds().filter(status=Compound.Status.KNOWN)
    target = known.filter(pk=target_id).first()
    if target is None:
        raise Http404
    form = ReasonForm(data, gettext("归并理由"), "", REASON)
    act = Act(
        gettext("确认归并"),
        gettext("确认归并"),
        at.back,
        warning=gettext("归并不能撤销。"),
        facts=(
            Fact(gettext("并入"), chinese(target.name), chinese(target.address)),
            Fact(gettext("被归并"), chinese(source.name), gettext("成为前者的别名")),
            *_moving(source, target),
        ),
        tone="danger",
        action=reverse(at.confirm, args=[at.pk, target.pk]),
    )
    if data is None:
        return shown(request, act, form)

    def do(given: dict[str, Any]) -> Done:
        counts = merge(request.by, source.pk, target.pk, given["reason"])
        said = gettext(
            "已把“%(source)s”并入“%(target)s”：问题 %(problems)d 个随迁，%(twins)d 个合并，诉件 %(reports)d 件。"
        )
        return Done(
            said
            % {
                "source": source.name,
                "target": target.name,
                "problems": counts.moved.get("problem", 0),
                "twins": counts.dropped.get("problem", 0),
                "reports": counts.moved.get("report", 0),
            },
            to=reverse("compound", args=[target.pk]) if at.leaves else "",
        )

    return perform(request, act, form, do)


def _moving(source: Compound, target: Compound) -> list[Fact]:
    """What hangs at the source, in counts. Four statements."""
    problems = list(Problem.objects.filter(compound=source).values_list("state", "violation", "place_key"))
    still = {(violation, key) for state, violation, key in problems if state == ProblemState.OPEN}
    there = Problem.objects.filter(compound=target, state=ProblemState.OPEN)
    twins = still & set(there.values_list("violation", "place_key"))
    reports = Report.objects.filter(compound=source).count()
    forms = SurveyForm.objects.filter(compound=source).count()
    note = gettext("其中 %(count)d 个与并入小区的同一问题合并") % {"count": len(twins)} if twins else ""
    return [
        Fact(gettext("随迁的问题"), len(problems), note),
        Fact(gettext("随迁的诉件"), reports),
        Fact(gettext("随迁的排摸表"), forms),
    ]


def _refuse_known(place: Compound) -> None:
    if place.status != Compound.Status.PROVISIONAL:
        raise PermissionDenied(gettext("只有待核小区才能归并。"))
