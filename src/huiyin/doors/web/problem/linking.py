"""Which reports speak of a problem, by a person's hand: linked, unlinked, split off to another problem."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from huiyin.doors.web.asked import words_of
from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, the_problem, the_report
from huiyin.doors.web.problem.fields import LinkForm, ReasonForm, SplitForm
from huiyin.doors.web.problem.problem_acts import about, back
from huiyin.doors.web.problem.words import chinese
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.actions.splitting import Where, split
from huiyin.records.problems.matters import LINKS, visible_reports
from huiyin.records.problems.models import Link
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.duty_table import compounds_called
from huiyin.records.registry.models import Compound
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Report

_METHODS = require_http_methods(["GET", "HEAD", "POST"])
# Characters of a report's text by which it is known in a list of choices.
EXCERPT = 40
REASON = 500


@needs(Right.PROBLEM_LINK)
@_METHODS
def link(request: DeskRequest, pk: int) -> HttpResponse:
    """Link the report of an order number."""
    problem = the_problem(request, pk)
    act = Act(gettext("关联诉件"), gettext("关联"), back(problem), facts=(about(problem),))

    def do(given: dict[str, Any]) -> Done:
        number = given["number"].strip()
        found = list(visible_reports(request.scope).filter(number=number).values_list("pk", flat=True)[:2])
        if not found:
            raise ProblemRefused(f"there is no report {number} in your area / 本辖区没有编号为{number}的诉件")
        if len(found) > 1:
            raise ProblemRefused(
                f"several sources gave the number {number}: link it from the report's page / "
                f"有多个来源使用编号{number}，请到诉件页面关联"
            )
        if not add_links(request.by, problem.pk, found, given["reason"]):
            raise ProblemRefused(f"{number} is linked already / 诉件{number}已关联本问题")
        return Done(gettext("已关联诉件 %(number)s。") % {"number": number})

    return perform(request, act, LinkForm(sent(request)), do)


@needs(Right.PROBLEM_LINK)
@_METHODS
def unlink(request: DeskRequest, pk: int, report_id: int) -> HttpResponse:
    """Take a report off a problem."""
    problem = the_problem(request, pk)
    report = the_report(request, report_id)
    if not Link.objects.filter(problem=problem, report=report, removed_at=None).exists():
        raise Http404
    act = Act(
        gettext("解除关联"),
        gettext("解除关联"),
        back(problem),
        warning=gettext("诉件不再关联任何问题时转为待处理，当日到期。需要时可以重新关联。"),
        facts=(about(problem), report_fact(report)),
        tone="danger",
    )

    def do(given: dict[str, Any]) -> Done:
        remove_links(request.by, problem.pk, [report.pk], given["reason"])
        return Done(gettext("已解除与诉件 %(number)s 的关联。") % {"number": report.number or report.pk})

    form = ReasonForm(sent(request), gettext("解除理由"), gettext("写入留痕，不要写人名。"), REASON)
    return perform(request, act, form, do)


@needs(Right.PROBLEM_LINK)
@_METHODS
def split_off(request: DeskRequest, pk: int) -> HttpResponse:
    """Let chosen reports speak of another wrong or place."""
    problem = the_problem(request, pk)
    links = (
        Link.objects.filter(problem=problem, removed_at=None)
        .select_related("report")
        .order_by("-added_at", "-pk")[:LINKS]
    )
    choices = [(str(row.report_id), _excerpt(row.report)) for row in links]
    initial = {
        "violation": problem.violation,
        "building": problem.building,
        "unit": problem.dwelling_unit,
        "room": problem.room,
    }
    found = candidates(request, request.POST.get("place", ""))
    form = SplitForm(sent(request), choices, initial, found)
    act = Act(
        gettext("属于别的问题"),
        gettext("拆分"),
        back(problem),
        intro=gettext("所选诉件改为反映另一违法行为或另一位置；那里还没有问题时，会新立一个并带上任务。"),
        facts=(about(problem),),
        template="web/problem/split-fields.html",
        wide=True,
    )

    def do(given: dict[str, Any]) -> Done:
        there = Where(
            given["violation"],
            int(given["compound"]) if given["compound"] else problem.compound_id,
            given["building"],
            given["unit"],
            given["room"],
        )
        done = split(request.by, problem.pk, [int(one) for one in given["reports"]], there, given["reason"])
        said = (
            gettext("%(count)d 件诉件已归入新立的 %(number)s。")
            if done.opened
            else gettext("%(count)d 件诉件已归入 %(number)s。")
        )
        return Done(said % {"count": done.reports, "number": problem_number(done.into_id)})

    return perform(request, act, form, do)


@needs(Right.PROBLEM_LINK, Right.PLACE_MERGE, Right.REPORT_TRIAGE)
@require_safe
def places(request: DeskRequest) -> HttpResponse:
    """The compounds that the words in a dialog's field may mean: choices for it."""
    found = candidates(request, request.GET.get("place", ""), known="known" in request.GET)
    q = request.GET.get("place", "").strip()
    return render(request, "web/problem/places.html", {"found": found, "q": q})


def candidates(request: DeskRequest, words: str, *, known: bool = False) -> list[Compound]:
    """The compounds of the area that somebody may mean by some words."""
    within = request.scope.compounds()
    if known:
        within = within.filter(status=Compound.Status.KNOWN)
    return compounds_called(within, words_of(words, 100))


def report_fact(report: Report) -> Fact:
    """The report that an act is about."""
    return Fact(gettext("诉件"), report.number or str(report.pk), chinese(masked(report.text)[: 3 * EXCERPT]))


def _excerpt(report: Report) -> str:
    return chinese(f"{report.number or report.pk} · {masked(report.text)[:EXCERPT]}")
