"""Guards on the way to a decision: the source, orders and their terms, measures, the notice and the hearing."""

from __future__ import annotations

import datetime as dt

from huiyin.knowledge.law.clocks import due_date
from huiyin.knowledge.law.explaining import HEARING, in_force
from huiyin.knowledge.law.review.case_file import ORDERS, PAPERS, CaseFile, Event
from huiyin.knowledge.law.steps.guarding import rule
from huiyin.knowledge.law.steps.standing import OPEN, Ask, Why

_ASKED_WITHIN = 5
EXAMINED = ("owner", "tenant", "sub-lessor", "agency", "agent")
"""Whom the notice wants examined of every group renting, each with an outcome or why it does not apply."""
_PUDONG = ("浦东新区", "浦东", "pudong")
_PUDONG_SINCE = dt.date(2022, 11, 1)


@rule("source-recorded")
def _source_recorded(ask: Ask) -> Why | None:
    if ask.before.first("reported") is not None:
        return None
    return Why("案件没有登记来源", "no source is recorded")


@rule("competent")
def _competent(ask: Ask) -> Why | None:
    if ask.before.competent:
        return None
    return Why("未确认本机关有权管辖", "nobody has confirmed that the agency has the power")


@rule("deadline-stated")
def _deadline_stated(ask: Ask) -> Why | None:
    if ask.event is None:
        return OPEN
    deadline = ask.event.get("deadline")
    if deadline is None:
        return Why("未写明期限", "no term is stated")
    if deadline < ask.event.day:
        return Why(f"期限 {deadline} 早于责令当日", f"the term {deadline} is before the day of the order")
    return None


@rule("order-made")
def _order_made(ask: Ask) -> Why | None:
    if ask.before.last(*ORDERS) is not None:
        return None
    return Why("尚未责令改正", "nothing was ordered yet")


@rule("order-served")
def _order_served(ask: Ask) -> Why | None:
    order = ask.before.last(*ORDERS)
    if order is None:
        return Why("尚未责令", "nothing was ordered yet")
    if ask.before.served(order) is not None:
        return None
    return Why(f"{order.day} 的责令书尚未送达", f"the order of {order.day} is not served")


@rule("deadline-passed")
def _deadline_passed(ask: Ask) -> Why | None:
    order = ask.before.last(*ORDERS)
    if order is None:
        return Why("尚未责令", "nothing was ordered yet")
    last_day = order.get("deadline") or order.day
    if ask.at.date() > last_day:
        return None
    return Why(f"责令期限至 {last_day}，尚未届满", f"the term of the order runs until {last_day}")


@rule("under-way")
def _under_way(ask: Ask) -> Why | None:
    if ask.before.facts.in_progress:
        return None
    return Why("本案不是正在搭建", "nothing is being built in this case")


@rule("not-under-way")
def _not_under_way(ask: Ask) -> Why | None:
    facts = ask.before.facts
    if not (facts.violation == "illegal-construction" and facts.in_progress):
        return None
    return Why(
        "正在搭建的，须立案后作出处罚或者不予处罚决定",
        "what was being built is filed, and punished or not by a decision",
    )


@rule("stop-refused")
def _stop_refused(ask: Ask) -> Why | None:
    order = ask.before.last(*ORDERS)
    visits = [v for v in ask.before.all("rechecked") if order is not None and v.at >= order.at]
    if visits and visits[-1].get("corrected") is False:
        return None
    return Why(
        "责令后的复查没有记录拒不停止或者不自行拆除", "no re-check after the order found that it was refused"
    )


@rule("paper-waits")
def _paper_waits(ask: Ask) -> Why | None:
    paper = ask.before.last(*PAPERS)
    if paper is not None and ask.before.served(paper) is None:
        return None
    return Why("没有待送达的文书", "no paper waits to be served")


@rule("extension-approved")
def _extension_approved(ask: Ask) -> Why | None:
    if ask.event is None:
        return OPEN
    approved = ask.event.get("approved_at")
    if approved is not None and approved <= ask.event.at:
        return None
    return Why("延长未经事先批准", "the extension was not approved beforehand")


@rule("defence-heard")
def _defence_heard(ask: Ask) -> Why | None:
    told = ask.before.last("notified")
    if told is None:
        return Why("尚未事先告知", "nobody was notified yet")
    if ask.before.ordinary and ask.before.served(told) is None:
        return Why("事先告知书尚未送达", "the notice is not served")
    return None


@rule("hearing-asked")
def _hearing_asked(ask: Ask) -> Why | None:
    told = ask.before.last("notified")
    if told is None or not _entitled(ask.before, told):
        return Why("未达到听证标准，也未告知听证权利", "the threshold is not reached, and none was offered")
    until = hearing_until(ask.before, told)
    if until is None:
        return Why("事先告知书尚未送达", "the notice is not served")
    if ask.at.date() > until:
        return Why(f"应于 {until} 前提出", f"to be asked for by {until}")
    return None


@rule("hearing-done")
def _hearing_done(ask: Ask) -> Why | None:
    told = ask.before.last("notified")
    if told is None or not _entitled(ask.before, told):
        return None
    until = hearing_until(ask.before, told)
    asked = ask.before.first("hearing-requested", after=told)
    if asked is None and (until is None or ask.at.date() <= until):
        return Why(
            f"当事人可以在 {until} 前要求听证" if until else "事先告知书尚未送达",
            f"the party may ask for a hearing until {until}" if until else "the notice is not served",
        )
    return None


@rule("parties-examined")
def _parties_examined(ask: Ask) -> Why | None:
    if ask.before.facts.violation != "group-renting":
        return None
    missing = [role for role in EXAMINED if not ask.beside(f"examined-{role}")]
    if not missing:
        return None
    if ask.step is None:
        return OPEN
    return Why(f"未写明：{'、'.join(_PARTIES[role] for role in missing)}", f"not said: {', '.join(missing)}")


@rule("rule-chosen")
def _rule_chosen(ask: Ask) -> Why | None:
    rules = in_force(ask.before.facts, ask.book, ask.before.facts.law_of)
    competing = {one.id for one in rules if one.competes}
    if len(competing) < 2:
        return None
    if ask.step is None:
        return OPEN
    chosen = ask.beside("rule")
    if chosen not in competing:
        return Why(
            f"须从下列规定中选择：{'、'.join(sorted(competing))}", f"one of: {', '.join(sorted(competing))}"
        )
    if not ask.beside("rule-reason"):
        return Why("未写明选择的理由", "it is not said why this rule")
    return None


@rule("expert-found")
def _expert_found(ask: Ask) -> Why | None:
    if ask.before.facts.violation not in ("illegal-construction", "load-bearing") or ask.beside(
        "expert-finding"
    ):
        return None
    return OPEN if ask.step is None else Why("没有认定意见", "no expert body has found it")


@rule("rooms-measured")
def _rooms_measured(ask: Ask) -> Why | None:
    if ask.before.facts.violation != "group-renting" or ask.beside("rooms"):
        return None
    return (
        OPEN if ask.step is None else Why("未写明居室使用面积和家庭成员", "rooms and family are not stated")
    )


@rule("in-pudong")
def _in_pudong(ask: Ask) -> Why | None:
    if ask.before.facts.district in _PUDONG and ask.at.date() >= _PUDONG_SINCE:
        return None
    return Why(f"仅适用于浦东新区，自 {_PUDONG_SINCE} 起", f"in Pudong alone, from {_PUDONG_SINCE} on")


def hearing_until(case: CaseFile, told: Event) -> dt.date | None:
    """The last day to ask for a hearing: five working days after the notice was served; None while it is not."""
    served = case.served(told)
    return due_date(served.day, _ASKED_WITHIN, "working_days") if served is not None else None


def _entitled(case: CaseFile, told: Event) -> bool:
    return bool(told.get("hearing_offered") or (told.get("amount") or 0) >= HEARING[case.facts.party.kind])


_PARTIES = {
    "owner": "业主",
    "tenant": "承租人",
    "sub-lessor": "二房东",
    "agency": "经纪机构",
    "agent": "经纪人员",
}
