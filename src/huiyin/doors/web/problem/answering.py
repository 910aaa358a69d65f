"""What a reporter is told, and who they are: answers by a person's hand, and the look at an identity, which is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import violation_name
from huiyin.doors.web.problem.acting import Act, Done, in_dialog, perform, sent, shown, the_report
from huiyin.doors.web.problem.linking import report_fact
from huiyin.doors.web.problem.report_acts import back, refuse_others, still_seen
from huiyin.doors.web.problem.report_fields import AnswerForm, CallBackForm, LookForm
from huiyin.doors.web.problem.words import REFUSALS, chinese, day, refusal, where
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.desk import visible as visible_problems
from huiyin.records.reports.actions.answer import answer_at_once, asks
from huiyin.records.reports.actions.callback import Said, call_back
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.actions.reply import Answer, interim, send
from huiyin.records.reports.identity import Identity
from huiyin.records.reports.models import Fate, ReplyState, Report, Satisfaction

_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@needs(Right.REPORT_REPLY)
@_METHODS
def answer_meanwhile(request: DeskRequest, pk: int) -> HttpResponse:
    """Tell the reporter where the matter stands."""
    report = the_report(request, pk)

    def do(given: dict[str, Any]) -> Done:
        interim(request.by, [Answer(report.pk, given["text"])])
        return Done(gettext("已记录阶段性答复，最终答复仍待办结后给出。"))

    act = _act(request, report, gettext("阶段性答复"), gettext("记录答复"))
    return perform(request, act, AnswerForm(sent(request)), do)


@needs(Right.REPORT_REPLY)
@_METHODS
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the final answer; to an inquiry that needs no problem at once, which is its fate."""
    report = the_report(request, pk)
    at_once = report.fate == Fate.PENDING and report.reply.state != ReplyState.OWED and asks(report)
    if at_once:
        refuse_others(request, report)

    def do(given: dict[str, Any]) -> Done:
        said = [Answer(report.pk, given["text"])]
        if at_once:
            answer_at_once(request.by, said)
            return Done(gettext("已答复反映人，诉件办结。"), to=still_seen(request, report))
        send(request.by, said)
        return Done(gettext("已答复反映人。"))

    warning = gettext("最终答复只有一次，记录后不能改。")
    if report.reply.again_on is not None:
        warning = gettext("重新办理后的最终答复，记录后不能改；前次最终答复保留。")
    if at_once:
        warning += gettext("咨询、建议直接答复即为办结；反映了违法行为的，请先“立为问题”。")
    act = _act(request, report, gettext("最终答复"), gettext("记录最终答复"), warning)
    return perform(request, act, AnswerForm(sent(request)), do)


@needs(Right.REPORT_REPLY)
@_METHODS
def called_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Record what the reporter said when they were called back after their answer."""
    report = the_report(request, pk)
    form = CallBackForm(sent(request), request.today)

    def do(given: dict[str, Any]) -> Done:
        one = Said(report.pk, given["on"], Satisfaction(given["satisfaction"]), form.solved_(), given["note"])
        again = call_back(request.by, [one])
        if again:
            words = gettext("已登记回访结果：不满意。应重新办理，并在%(day)s前答复。")
            return Done(words % {"day": day(again[0].due)})
        return Done(gettext("已登记回访结果。"))

    warning = gettext("不满意的，应重新办理：自回访之日起 3 个工作日内再次答复，并列入例外清单。")
    act = _act(request, report, gettext("登记回访结果"), gettext("登记"), warning)
    return perform(request, act, form, do)


@needs(Right.REPORT_IDENTIFY)
@_METHODS
def identify(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask why, keep that it was asked, and show once who the reporter is. No browser stores it either."""
    report = the_report(request, pk)
    act = Act(
        gettext("查看反映人身份"),
        gettext("查看并留痕"),
        back(report),
        warning=gettext("身份信息只供联系反映人使用。谁、何时、为什么查看，永久留痕并可被审计。"),
        facts=(Fact(gettext("诉件"), report.number or str(report.pk)),),
    )
    form = LookForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return shown(request, act, form)
    try:
        found = look(request.by, [report.pk], form.cleaned_data["reason"])[report.pk]
    except REFUSALS as refused:
        form.add_error(None, refusal(refused))
        return shown(request, act, form)
    context = {
        "act": act,
        "crumbs": [act.back],
        "identities": [Fact(_name(one), one.value) for one in found],
    }
    template = "web/problem/identity-body.html" if in_dialog(request) else "web/problem/identity.html"
    return render(request, template, context)


def _name(one: Identity) -> str:
    return {
        "reporter_name": gettext("姓名"),
        "phone": gettext("电话"),
        "call_id": gettext("通话编号"),
        "clerk": gettext("话务员工号"),
    }.get(one.field, one.column)


def _act(request: DeskRequest, report: Report, title: str, button: str, warning: str = "") -> Act:
    """An answer, with what was found and done about each problem that the report speaks of."""
    problems = (
        visible_problems(request.scope)
        .filter(links__report=report, links__removed_at=None)
        .select_related("compound")
        .order_by("pk")
    )
    facts = [
        Fact(
            violation_name(one.violation),
            chinese(f"{one.compound.name} {where(one)}"),
            format_html_join(
                " · ",
                "{}",
                (
                    (words,)
                    for words in (
                        gettext(one.get_state_display()),
                        gettext(one.get_verification_display()) if one.verification else "",
                        chinese(one.basis),
                    )
                    if words
                ),
            ),
        )
        for one in problems
    ]
    return Act(title, button, back(report), warning=warning, facts=(report_fact(report), *facts), wide=True)
