"""Who the party of a case is: hidden on its page, shown once to whoever says why."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.cases.case_acts import ANY, back
from huiyin.doors.web.cases.finding import to_act_on
from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.problem.acting import REFUSALS, Act, in_dialog, sent, shown
from huiyin.doors.web.problem.report_fields import LookForm
from huiyin.doors.web.problem.words import refusal
from huiyin.records.cases.actions.looking import look_at_party
from huiyin.records.cases.numbers import case_number


@needs(*ANY)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask why, keep that it was asked, and show once who the party is. No browser stores it either."""
    case = to_act_on(request, pk).case
    act = Act(
        gettext("查看当事人"),
        gettext("查看并留痕"),
        back(case),
        warning=gettext("当事人信息只供办理本案使用。谁、何时、为什么查看，永久留痕并可被审计。"),
        facts=(Fact(gettext("案件"), case_number(case.pk)),),
    )
    form = LookForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return shown(request, act, form)
    try:
        party = look_at_party(request.by, case.pk, form.cleaned_data["reason"])
    except REFUSALS as refused:
        form.add_error(None, refusal(refused))
        return shown(request, act, form)
    told = [
        Fact(gettext("姓名或者名称"), party.name),
        Fact(gettext("证件号码或者统一社会信用代码"), party.number),
        Fact(gettext("送达地址"), party.address),
    ]
    context = {"act": act, "crumbs": [act.back], "identities": [one for one in told if one.value]}
    return render(request, f"web/cases/party{'-body' if in_dialog(request) else ''}.html", context)
