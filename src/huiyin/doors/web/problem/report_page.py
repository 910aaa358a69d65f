"""A report on one page: what was said and what of it speaks for what, how its limits stand, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from huiyin.doors.web import acts, entries
from huiyin.doors.web.design.clocks import ClockChip
from huiyin.doors.web.design.shapes import Crumb, Fact, Moment
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import ground_name, violation_name
from huiyin.doors.web.problem.report_judged import judged, read
from huiyin.doors.web.problem.report_others import kin_others, other, quoted_others
from huiyin.doors.web.problem.words import (
    chinese,
    chip,
    clock_name,
    code_name,
    day,
    marks,
    moment,
    where,
    why_unsure,
)
from huiyin.records.accounts.queries import names
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.persons import same_person
from huiyin.records.problems.kin import kin_of
from huiyin.records.problems.matters import ReportPage, report_page
from huiyin.records.problems.models import Link, ProblemState
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.quoted import attached_to, quoted
from huiyin.records.registry.models import Unit
from huiyin.records.reports.actions.answer import asks
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import (
    AgainAfter,
    CallBack,
    Fate,
    Look,
    PendingReason,
    ReplyState,
    Report,
)

LEFT = (Fate.TRANSFERRED, Fate.DECLINED, Fate.WITHDRAWN, Fate.ATTACHED, Fate.ANSWERED)
ANSWERED = "report.answer"
UNANSWERED = (ReplyState.WAITING, ReplyState.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Linked:
    """A problem that the report speaks of, or spoke of until ``gone``."""

    number: str
    title: str
    place: str
    state: str
    url: str
    gone: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the report with its name."""

    name: str
    clock: ClockChip


@dataclass(frozen=True, slots=True)
class Offered:
    """What the reader may do with the report as it stands. Whether it is done is for the records to say."""

    opens: bool
    takes_back: bool
    attaches: bool
    resumes: bool
    calls_back: bool
    joins: bool
    goes_on: bool
    holds: bool
    confirms: bool
    rejects: bool
    withdraws: bool
    interim: bool
    answers: bool
    identifies: bool


@needs(Right.REPORT_READ)
@require_safe
def report(request: DeskRequest, pk: int) -> HttpResponse:
    """The page of a report in the area."""
    page = report_page(request.scope, pk, request.today)
    if page is None:
        raise Http404
    one = page.report
    people = names(_usernames(page))
    sees_looks = request.user.may(Right.LOOK_READ)
    kin = kin_of(request.scope, [one.pk]).get(one.pk, ()) if one.fate == Fate.PENDING else ()
    context = {
        "report": one,
        "title": one.number or str(one.pk),
        "crumbs": [Crumb(gettext("诉件"), reverse("reports"))],
        "limits": [Limit(clock_name(running.kind), chip(running, request.today)) for running in page.clocks],
        "marks": marks(page.evidence),
        "found": [(violation_name(e.violation), round(100 * e.confidence)) for e in page.evidence],
        "times": _times(one),
        "facts": _facts(one),
        "judged": judged(page, people),
        "reading": read(request, page),
        "unsure": why_unsure(str(page.reading.get("why_unsure") or "")) if page.judgement is None else "",
        "quoted": quoted_others(quoted(request.scope, one), kin),
        "alike": kin_others(like for like in kin if not like.quoted),
        "attached": [other(feedback) for feedback in attached_to(request.scope, one)],
        "came_back": _came_back(page),
        "linked": [_linked(link) for link in page.links],
        "unlinked": [_linked(link) for link in page.removed],
        "elsewhere": page.elsewhere,
        "disposal": _disposal(page, people) or _answered(page, people),
        "proposed": one.fate == Fate.PENDING and page.disposal is not None,
        "answers": _answers(page, people),
        "landed": list(_versions(page)),
        "looks": _looks(page.looks, people)
        if sees_looks
        else _looks((look for look in page.looks if look.actor == request.user.username), people),
        "sees_looks": sees_looks,
        "moments": _moments(page, sees_looks=sees_looks),
        "exceptions": [Fact(acts.title(item.wanted), item.reason) for item in page.exceptions]
        if request.user.may(Right.EXCEPTION_READ)
        else [],
        "offered": _offered(request, page),
    }
    return render(request, "web/problem/report.html", context)


def _offered(request: DeskRequest, page: ReportPage) -> Offered:
    one, user = page.report, request.user
    erased = one.erased_at is not None
    pending = one.fate == Fate.PENDING
    ours = pending and _ours(request.scope, one.pending_owner)
    proposed = page.disposal if pending else None
    mine = proposed is not None and same_person(proposed.proposed_by, user.username)
    triages, confirms, replies = (
        user.may(right) for right in (Right.REPORT_TRIAGE, Right.REPORT_CONFIRM, Right.REPORT_REPLY)
    )
    reply = one.reply.state
    links = user.may(Right.PROBLEM_LINK)
    waits = one.pending_reason if ours else ""
    received = _ours(request.scope, one.unit)
    back = reply == ReplyState.OWED and one.reply.again_on is not None
    return Offered(
        takes_back=waits == PendingReason.WITHDRAWAL and triages,
        attaches=waits == PendingReason.FOLLOW_UP and triages,
        resumes=back and one.fate in LEFT and received and triages,
        calls_back=replies and not erased and reply == ReplyState.SENT,
        opens=(ours or one.fate == Fate.LINKED) and not erased and (triages or links),
        joins=(ours or one.fate == Fate.LINKED) and links,
        goes_on=ours and (triages or links),
        holds=ours and triages,
        confirms=ours and confirms and proposed is not None and not mine,
        rejects=ours and proposed is not None and (confirms or (triages and mine)),
        withdraws=(ours or (one.fate == Fate.LINKED and received)) and triages,
        interim=replies and not erased and reply in (ReplyState.WAITING, ReplyState.OWED, ReplyState.UNREACHABLE),
        answers=replies
        and not erased
        and (reply == ReplyState.OWED or (ours and reply in UNANSWERED and asks(one))),
        identifies=user.may(Right.REPORT_IDENTIFY) and not erased,
    )  # fmt: skip


def _versions(page: ReportPage) -> Iterator[Fact]:
    """The rows that came in: of which file, or by whose hand. What no file brought stands alone, as its first row."""
    doors = {act.at: act.door for act in page.timeline}
    for row in page.landed:
        came = moment(row.landed_at)
        term = gettext("第 %(version)d 版") % {"version": row.version}
        if row.batch is None and row.position == 1:
            yield Fact(term, gettext("接口") if doors.get(row.landed_at) == "api" else gettext("录入"), came)
        else:
            came = gettext("%(at)s，第 %(row)d 行") % {"at": came, "row": row.position}
            yield Fact(term, chinese(row.batch.name) if row.batch else gettext("更正录入"), came)


def _ours(scope: Scope, unit: Unit | None) -> bool:
    """Whether a unit is one of ``scope.units()``, asked of what is read already."""
    own = scope.unit
    return unit is not None and own is not None and (own.everywhere or own.pk in (unit.pk, unit.parent_id))


def _times(one: Report) -> list[Fact]:
    """The four times of an order. A source that gives a day alone is said so: hours cannot be counted from it."""
    rows = (
        (gettext("工单生成"), one.created_on, one.created_at),
        (gettext("派单"), one.dispatched_on, one.dispatched_at),
        (gettext("签收"), one.signed_on, one.signed_at),
        (gettext("接报"), one.reached_on, one.reached_at),
    )
    return [Fact(term, _time(on, at), _only_day(on, at)) for term, on, at in rows]


def _time(on: date | None, at: datetime | None) -> str:
    if at is not None:
        return moment(at)
    return day(on) if on else ""


def _only_day(on: date | None, at: datetime | None) -> str:
    return gettext("来源只给了日期，按小时计的时限无法核定") if on and at is None else ""


def _facts(one: Report) -> list[Fact]:
    rows = [
        Fact(gettext("来源"), gettext(one.get_channel_display())),
        Fact(gettext("接收单位"), chinese(one.unit.short_name)),
        Fact(gettext("主办单位"), chinese(masked(one.agency))),
        Fact(gettext("分类"), chinese(masked(one.category))),
        Fact(gettext("紧急程度"), code_name(one.urgency)),
        Fact(gettext("工单类型"), code_name(one.order_type)),
        Fact(gettext("反映人"), gettext("匿名") if one.anonymous else code_name(one.reporter_kind)),
        Fact(gettext("诉求地址"), chinese(one.address)),
        Fact(gettext("诉求区域"), chinese(one.district)),
    ]
    return [row for row in rows if row.value]


def _came_back(page: ReportPage) -> str:
    """Why the answer is owed once more, and what there is to decide; empty where it is not."""
    reply = page.report.reply
    if reply.state != ReplyState.OWED or reply.again_on is None or reply.due is None:
        return ""
    said = {
        AgainAfter.DISPATCHED: gettext("%(day)s再次派单，应重新办理，并在%(due)s前再次答复。"),
        AgainAfter.CALLBACK: gettext("%(day)s获知反映人不满意，应重新办理，并在%(due)s前再次答复。"),
    }[AgainAfter(reply.again_after)] % {"day": day(reply.again_on), "due": day(reply.due)}
    if page.report.fate in LEFT:
        return said + gettext("属本单位职责的，请“重新受理”。")
    if page.links and all(link.problem.state != ProblemState.OPEN for link in page.links):
        return said + gettext("所关联的问题已销号；问题仍在的，请“立为问题”，新问题注明复发。")
    return said


def _linked(link: Link) -> Linked:
    problem = link.problem
    gone = gettext("%(day)s 解除") % {"day": moment(link.removed_at)} if link.removed_at else ""
    return Linked(
        problem_number(problem.pk),
        violation_name(problem.violation),
        f"{problem.compound.name} {where(problem)}",
        problem.state,
        reverse("problem", args=[problem.pk]),
        gone,
    )


def _disposal(page: ReportPage, people: dict[str, str]) -> list[Fact]:
    """Why the report left us, or is to leave us."""
    disposal = page.disposal
    if disposal is None:
        return []
    proposed = people.get(disposal.proposed_by, disposal.proposed_by)
    confirmed = people.get(disposal.confirmed_by, disposal.confirmed_by)
    original = disposal.original
    rows = [
        Fact(
            gettext("原诉件"),
            format_html(
                '<a href="{}">{}</a>', reverse("report", args=[original.pk]), original.number or original.pk
            )
            if original is not None
            else "",
        ),
        Fact(gettext("移送至"), chinese(disposal.body)),
        Fact(gettext("回执号"), disposal.receipt),
        Fact(gettext("情形"), ground_name(disposal.ground)),
        Fact(gettext("理由"), chinese(disposal.reason)),
    ]
    if disposal.kind == Fate.TRANSFERRED:
        # One person transfers: nobody proposes it, nobody confirms it.
        rows.append(Fact(pgettext("act", "移送"), chinese(proposed), moment(disposal.proposed_at)))
    else:
        when = moment(disposal.confirmed_at) if disposal.confirmed_at else ""
        rows.append(Fact(gettext("提出"), chinese(proposed), moment(disposal.proposed_at)))
        rows.append(Fact(gettext("确认"), chinese(confirmed), when))
    return [row for row in rows if row.value]


def _answered(page: ReportPage, people: dict[str, str]) -> list[Fact]:
    """By whom and when a report was answered at once, which is its fate; empty for every other."""
    act = next((act for act in page.timeline if act.action == ANSWERED), None)
    if page.report.fate != Fate.ANSWERED or act is None:
        return []
    return [Fact(acts.title(ANSWERED), chinese(people.get(act.actor, act.actor)), moment(act.at))]


def _answers(page: ReportPage, people: dict[str, str]) -> list[Fact]:
    """What the reporter was told, and what they said when they were called back, the first first."""
    dated = [
        (
            one.at,
            Fact(
                gettext("前次最终答复") if one.final else gettext("阶段性答复"),
                chinese(one.text),
                f"{people.get(one.actor, one.actor)} {moment(one.at)}",
            ),
        )
        for one in page.interim
    ]
    dated += [(one.at, _call_back(one, people)) for one in page.call_backs]
    reply = page.report.reply
    if reply.sent_at is not None:
        dated.append((reply.sent_at, Fact(gettext("最终答复"), chinese(reply.text), moment(reply.sent_at))))
    return [fact for _, fact in sorted(dated, key=lambda one: one[0])]


def _call_back(one: CallBack, people: dict[str, str]) -> Fact:
    solved = {True: gettext("已解决"), False: gettext("未解决"), None: ""}[one.solved]
    said = gettext("、").join(filter(None, (gettext(one.get_satisfaction_display()), solved)))
    value = format_html("{} {}", said, chinese(masked(one.note)))
    return Fact(gettext("回访"), value, f"{people.get(one.actor, one.actor)} {day(one.on)}")


def _looks(looks: Iterable[Look], people: dict[str, str]) -> list[Fact]:
    return [
        Fact(moment(look.at), people.get(look.actor, look.actor), f"{look.reason}（{look.shown}）")
        for look in looks
    ]


def _moments(page: ReportPage, *, sees_looks: bool) -> list[Moment]:
    told = (act for act in page.timeline if sees_looks or act.action != "report.look")
    return entries.moments(told, naming=True)


def _usernames(page: ReportPage) -> set[str]:
    disposal = page.disposal
    proposed = {disposal.proposed_by, disposal.confirmed_by} if disposal else set()
    told = {*(one.actor for one in page.interim), *(one.actor for one in page.call_backs)}
    told |= {act.actor for act in page.timeline if act.action == ANSWERED}
    told |= {page.judgement.actor} if page.judgement is not None else set()
    return {*told, *(look.actor for look in page.looks), *proposed} - {""}
