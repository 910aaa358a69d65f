"""What becomes of a report by a person's hand: joined to a problem, held, transferred, declined by two."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from huiyin.doors.web.design.shapes import Crumb, Fact
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import ground_name, violation_name
from huiyin.doors.web.problem import report_fields as fields
from huiyin.doors.web.problem.acting import Act, Done, perform, sent, the_report
from huiyin.doors.web.problem.fields import ReasonForm
from huiyin.doors.web.problem.linking import report_fact
from huiyin.doors.web.problem.report_others import said_of
from huiyin.doors.web.problem.undo import undo_transfer
from huiyin.doors.web.problem.words import chinese, runners_up, where
from huiyin.records.accounts.queries import people
from huiyin.records.accounts.roles import Right
from huiyin.records.ledger.persons import same_person
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.actions.links import add_links
from huiyin.records.problems.desk import visible as visible_problems
from huiyin.records.problems.kin import Kin, kin_of
from huiyin.records.problems.matters import visible_reports
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.queries import units_in_reach
from huiyin.records.reports.actions import fate
from huiyin.records.reports.desk import owned
from huiyin.records.reports.models import Disposal, Fate, PendingReason, Report

_METHODS = require_http_methods(["GET", "HEAD", "POST"])
# Problems at the report's place from which one is chosen.
CANDIDATES = 30
NUMBER = re.compile(r"(?:WT)?0*([1-9]\d{0,17})", re.IGNORECASE | re.ASCII)


@needs(Right.PROBLEM_LINK)
@_METHODS
def join(request: DeskRequest, pk: int) -> HttpResponse:
    """Say of which problem a report speaks; those of reports that say the same and at its place are offered."""
    report = the_report(request, pk)
    if report.fate != Fate.LINKED:
        refuse_others(request, report)
    seen = visible_problems(request.scope).filter(state=ProblemState.OPEN).select_related("compound")
    places = [report.compound_id] if report.compound_id else runners_up(msgspec.json.decode(report.reading))
    linked = Link.objects.filter(report=report, removed_at=None).values("problem")
    kin = kin_of(request.scope, [report.pk]).get(report.pk, ()) if report.fate != Fate.LINKED else ()
    said: dict[int, str] = {}
    for one in kin:
        for problem in one.problems:
            said.setdefault(problem.pk, _offer(problem, one))
    there = seen.filter(compound__in=places).exclude(pk__in=linked).exclude(pk__in=said)
    offered = list(there.order_by("compound", "-pk")[:CANDIDATES])
    choices = [(str(key), words) for key, words in said.items()]
    choices += [(str(p.pk), _offer(p)) for p in offered]
    form = fields.JoinForm(sent(request), choices)
    act = Act(
        gettext("关联到问题"),
        gettext("关联"),
        back(report),
        facts=(report_fact(report),),
        template="web/problem/join-fields.html",
        wide=True,
    )

    def do(given: dict[str, Any]) -> Done:
        found = NUMBER.fullmatch(given["problem"] or given["number"].strip())
        problem = seen.filter(pk=int(found[1])).first() if found else None
        if problem is None:
            raise ProblemRefused(
                f"there is no open problem {given['number']} in your area / "
                f"本辖区没有编号为{given['number']}的未销号问题"
            )
        number = problem_number(problem.pk)
        if not add_links(request.by, problem.pk, [report.pk], given["reason"]):
            raise ProblemRefused(f"the report is linked to {number} already / 诉件已关联{number}")
        return Done(gettext("已关联 %(number)s。") % {"number": number})

    return perform(request, act, form, do)


@needs(Right.REPORT_TRIAGE)
@_METHODS
def hold(request: DeskRequest, pk: int) -> HttpResponse:
    """Say for what a pending report waits, whose it is and until when."""
    report = _pending(request, pk)
    now = {"reason": report.pending_reason, "owner": report.pending_owner_id, "due": report.pending_due}
    units = units_in_reach(request.user.unit_id) | request.scope.units()
    form = fields.HoldForm(sent(request), units.order_by("rank"), request.today, now)

    def do(given: dict[str, Any]) -> Done:
        reason = PendingReason(given["reason"])
        fate.hold(request.by, [fate.Hold(report.pk, reason, given["owner"].pk, given["due"])])
        words = gettext("已改为“%(reason)s”，由%(unit)s处理。")
        return Done(
            words % {"reason": gettext(reason.label), "unit": given["owner"].name},
            to=still_seen(request, report),
        )

    return perform(request, _act(report, gettext("改待处理"), gettext("保存")), form, do)


@needs(Right.REPORT_TRIAGE)
@_METHODS
def transfer(request: DeskRequest, pk: int) -> HttpResponse:
    """Transfer a pending report to a body outside, with its receipt."""
    report = _pending(request, pk)
    act = _act(
        report, gettext("移送"), gettext("移送"),
        warning=gettext("移送后反映人应得到答复。十分钟内、尚无其他变动时可以撤回。"),
    )  # fmt: skip

    def do(given: dict[str, Any]) -> Done:
        fate.transfer(request.by, [report.pk], given["body"], given["receipt"], given["reason"])
        undo = undo_transfer(request, [report.pk], back(report).url)

        def words() -> str:
            return gettext("已移送%(body)s。") % {"body": given["body"]}

        return Done(words, undo, still_seen(request, report))

    return perform(request, act, fields.TransferReportForm(sent(request)), do)


@needs(Right.REPORT_TRIAGE)
@_METHODS
def propose(request: DeskRequest, pk: int) -> HttpResponse:
    """Propose not to take a pending report on; another person confirms."""
    report = _pending(request, pk)
    act = _act(
        report, gettext("提出不予受理"), gettext("提出"),
        warning=gettext("须由另一人确认后才生效。情形取自外地热线规则，未核实，本单位采用后方可引用。"),
    )  # fmt: skip

    def do(given: dict[str, Any]) -> Done:
        fate.propose_declining(request.by, [report.pk], given["ground"], given["reason"])
        return Done(gettext("已提出不予受理，待另一人确认。"))

    return perform(request, act, fields.DeclineForm(sent(request)), do)


@needs(Right.REPORT_CONFIRM)
@_METHODS
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm, as the second person, that a report is not taken on."""
    report = _pending(request, pk)
    act = _act(
        report, gettext("确认不予受理"), gettext("确认不予受理"), _proposal(report),
        warning=gettext("确认后不能撤销，反映人应得到答复。"), tone="danger",
    )  # fmt: skip

    def do(given: dict[str, Any]) -> Done:
        fate.decline(request.by, [report.pk])
        return Done(gettext("已确认不予受理。"), to=still_seen(request, report))

    return perform(request, act, fields.NothingForm(sent(request)), do)


@needs(Right.REPORT_CONFIRM, Right.REPORT_TRIAGE)
@_METHODS
def reject(request: DeskRequest, pk: int) -> HttpResponse:
    """Turn the proposal down, or take an own one back."""
    report = _pending(request, pk)
    proposal = Disposal.objects.filter(report=report).first()
    mine = proposal is not None and same_person(proposal.proposed_by, request.user.username)
    if not (mine or request.user.may(Right.REPORT_CONFIRM)):
        raise PermissionDenied
    title = gettext("收回建议") if mine else gettext("不同意")
    act = _act(report, title, title, _proposal(report))

    def do(given: dict[str, Any]) -> Done:
        fate.reject_declining(request.by, [report.pk], given["reason"])
        return Done(gettext("已退回，诉件仍待处理。"))

    return perform(request, act, ReasonForm(sent(request), most=fields.REASON), do)


def _offer(problem: Problem, kin: Kin | None = None) -> str:
    about = f"{problem_number(problem.pk)} {violation_name(problem.violation)}"
    there = format_html("{} · {}", about, chinese(f"{problem.compound.name} {where(problem)}"))
    return format_html("{} · {}", there, said_of(kin)) if kin is not None else there


def back(report: Report) -> Crumb:
    """The page of a report."""
    return Crumb(report.number or str(report.pk), reverse("report", args=[report.pk]))


def _act(
    report: Report, title: str, button: str, more: tuple[Fact, ...] = (), *, warning: str = "", tone: str = ""
) -> Act:
    return Act(title, button, back(report), facts=(report_fact(report), *more), warning=warning, tone=tone)


def _proposal(report: Report) -> tuple[Fact, ...]:
    proposal = Disposal.objects.filter(report=report).first()
    if proposal is None:
        return ()
    said = Fact(gettext("情形"), ground_name(proposal.ground), chinese(proposal.reason))
    who = people({proposal.proposed_by}).get(proposal.proposed_by, proposal.proposed_by)
    return (said, Fact(gettext("提出"), chinese(who)))


def _pending(request: DeskRequest, pk: int) -> Report:
    """A report that the reader sees and that waits for a unit of the area. Raises ``Http404``, ``PermissionDenied``."""
    report = the_report(request, pk)
    refuse_others(request, report)
    return report


def refuse_others(request: DeskRequest, report: Report) -> None:
    """A pending report is left to who owns it. One that is pending no more is for the records to refuse."""
    if report.fate == Fate.PENDING and not owned(request.scope).filter(pk=report.pk).exists():
        raise PermissionDenied(gettext("这件诉件由其他单位处理。"))


def still_seen(request: DeskRequest, report: Report) -> str:
    """The report's page, or the list when it has left the area with the act."""
    if visible_reports(request.scope).filter(pk=report.pk).exists():
        return back(report).url
    return reverse("reports")
