"""Reports that speak of other reports: taken back with the order that they quote, attached to it, taken up again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import violation_name
from huiyin.doors.web.problem import report_fields as fields
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, the_report
from huiyin.doors.web.problem.linking import report_fact
from huiyin.doors.web.problem.report_acts import back, refuse_others, still_seen
from huiyin.doors.web.problem.undo import undo_transfer
from huiyin.doors.web.problem.words import chinese
from huiyin.records.accounts.roles import Right
from huiyin.records.problems.matters import visible_reports
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.quoted import LeftBehind, Quoted, left_behind, quoted
from huiyin.records.reports.actions import attach as attaching
from huiyin.records.reports.actions import fate
from huiyin.records.reports.desk import owned
from huiyin.records.reports.models import Fate, PendingReason, Report
from huiyin.records.reports.originals import with_numbers

_METHODS = require_http_methods(["GET", "HEAD", "POST"])
# Characters of an order's text by which it is known in a list of choices.
EXCERPT = 60


@needs(Right.REPORT_TRIAGE)
@_METHODS
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """Withdraw a report on its reporter's word: alone, through another, or those that it takes back."""
    report = the_report(request, pk)
    _refuse_withdrawing(request, report)
    takes_back = takes_others_back(report)
    there = quoted(request.scope, report) if takes_back else ()
    open_ = [one for one in there if one.report is not None and _may_withdraw(request, one.report)]
    choices = [(str(one.report.pk), _called(one)) for one in open_ if one.report is not None]
    covered = [int(key) for key, _ in choices] if takes_back else [report.pk]
    behind = left_behind(covered)
    told = [_quoted_fact(one, choices, behind) for one in there]
    if not takes_back:
        told = [_behind_fact(one) for one in behind.get(report.pk, ())]
    elif not there:
        told = [
            Fact(gettext("引用的工单"), gettext("没有写明编号，只撤回本件；原诉件请按内容查找后另行撤回。"))
        ]
    act = Act(
        gettext("撤回诉件"),
        gettext("撤回诉件"),
        back(report),
        facts=(report_fact(report), *told),
        warning=gettext(
            "只凭反映人本人的意思撤回；不能撤销。问题不自动销号：还有别人反映的继续办理，没有的仍须核实。"
        ),
        tone="danger",
        wide=takes_back,
    )
    form = fields.WithdrawForm(sent(request), choices, takes_back=takes_back)

    def do(given: dict[str, Any]) -> Done:
        chosen = [int(one) for one in given.get("quoted", ())]
        through = report.pk if chosen else _through(request, report, given.get("through", "").strip())
        done = fate.withdraw(request.by, chosen or [report.pk], given["reason"], through)
        said = (
            gettext("已撤回 %(count)d 件诉件。") % {"count": len(done)}
            if len(done) > 1
            else gettext("已撤回。")
        )
        return Done(said, to=still_seen(request, report))

    return perform(request, act, form, do)


@needs(Right.REPORT_TRIAGE)
@_METHODS
def attach(request: DeskRequest, pk: int) -> HttpResponse:
    """Attach a feedback to the order of which it speaks."""
    report = the_report(request, pk)
    refuse_others(request, report)
    there = [one for one in quoted(request.scope, report) if one.report is not None]
    choices = [(str(one.report.pk), _called(one)) for one in there if one.report is not None]
    act = Act(
        gettext("归到原诉件"),
        gettext("归到原诉件"),
        back(report),
        intro=gettext(
            "只用于承办单位的反馈：归并后不单独答复，内容列在原诉件页。市民再次来电的，请“关联到问题”，各自答复。"
        ),
        facts=(report_fact(report),),
        warning=gettext("十分钟内、尚无其他变动时可以撤回。"),
        wide=True,
    )

    def do(given: dict[str, Any]) -> Done:
        number = given["number"]
        original = int(given["original"]) if not number else _numbered(request, number)
        attaching.attach(request.by, {report.pk: original}, given["reason"])
        undo = undo_transfer(request, [report.pk], back(report).url)
        return Done(lambda: gettext("已归到原诉件。"), undo, still_seen(request, report))

    return perform(request, act, fields.AttachForm(sent(request), choices), do)


@needs(Right.REPORT_TRIAGE)
@_METHODS
def resume(request: DeskRequest, pk: int) -> HttpResponse:
    """Take up again a report that had left us and came back."""
    report = the_report(request, pk)
    if not request.scope.units().filter(pk=report.unit_id).exists():
        raise PermissionDenied
    act = Act(
        gettext("重新受理"),
        gettext("重新受理"),
        back(report),
        intro=gettext("诉件再次派单或反映人不满意，原去向不再适用的，转回待处理；原去向保留在经过中。"),
        facts=(report_fact(report),),
    )

    def do(given: dict[str, Any]) -> Done:
        attaching.resume(request.by, [report.pk], given["reason"])
        return Done(gettext("已重新受理，待处理。"))

    return perform(request, act, fields.ResumeForm(sent(request)), do)


def takes_others_back(report: Report) -> bool:
    """Whether a report waits because its text takes another one back."""
    return report.fate == Fate.PENDING and report.pending_reason == PendingReason.WITHDRAWAL


def _refuse_withdrawing(request: DeskRequest, report: Report) -> None:
    """Who owns a pending report withdraws it, and of a linked one who received it. Raises ``PermissionDenied``."""
    if report.fate != Fate.LINKED:
        refuse_others(request, report)
    elif not request.scope.units().filter(pk=report.unit_id).exists():
        raise PermissionDenied


def _may_withdraw(request: DeskRequest, report: Report) -> bool:
    if report.fate == Fate.LINKED:
        return request.scope.units().filter(pk=report.unit_id).exists()
    return owned(request.scope).filter(pk=report.pk).exists()


def _through(request: DeskRequest, report: Report, number: str) -> int | None:
    """The report by which this one is taken back, if one is named; it must be one that its owner may withdraw."""
    if not number:
        return None
    pk = _numbered(request, number)
    through = the_report(request, pk)
    _refuse_withdrawing(request, through)
    if pk == report.pk:
        raise fate.FateRefused("a report is not taken back through itself / 据以撤回的工单不能是本件")
    return pk


def _numbered(request: DeskRequest, number: str) -> int:
    found = list(with_numbers(visible_reports(request.scope), [number]).values_list("pk", flat=True)[:2])
    if not found:
        raise fate.FateRefused(f"there is no report {number} in your area / 本辖区没有编号为{number}的诉件")
    if len(found) > 1:
        raise fate.FateRefused(
            f"several sources gave the number {number} / 有多个来源使用编号{number}，请按所引用的工单选择"
        )
    return found[0]


def _called(one: Quoted) -> str:
    assert one.report is not None
    return format_html("{} · {}", one.number, chinese(one.report.text[:EXCERPT]))


def _quoted_fact(
    one: Quoted, choices: list[tuple[str, str]], behind: dict[int, tuple[LeftBehind, ...]]
) -> Fact:
    """A quoted order, and what becomes of its problems; or why it cannot be withdrawn here."""
    term = gettext("引用的工单")
    if one.report is None:
        return Fact(
            term, one.number, gettext("本辖区没有收到这件工单，撤回只及本件；请核对编号，或转告收件单位。")
        )
    url = reverse("report", args=[one.report.pk])
    value = format_html('<a href="{}">{}</a> {}', url, one.number, chinese(one.report.text[: 2 * EXCERPT]))
    if str(one.report.pk) not in dict(choices):
        note = gettext("去向为“%(fate)s”，或由其他单位处理，不能在此撤回。")
        return Fact(term, value, note % {"fate": gettext(one.report.get_fate_display())})
    return Fact(term, value, " ".join(map(_left, behind.get(one.report.pk, ()))))


def _behind_fact(one: LeftBehind) -> Fact:
    return Fact(gettext("关联的问题"), problem_number(one.problem.pk), _left(one))


def _left(one: LeftBehind) -> str:
    about = f"{problem_number(one.problem.pk)} {violation_name(one.problem.violation)}"
    if one.others:
        return gettext("%(problem)s另有 %(count)d 件诉件，继续办理。") % {
            "problem": about,
            "count": one.others,
        }
    return gettext("%(problem)s不再有别的诉件，仍须核实后销号，不自动销号。") % {"problem": about}
