"""Guards on the way to a decision: the source, orders and their terms, measures, the notice and the hearing."""

from __future__ import annotations

import datetime as dt

from huiyin.knowledge.law.clocks import due_date, months_after
from huiyin.knowledge.law.explaining import BARRED_MONTHS, HEARING, in_force
from huiyin.knowledge.law.facts import FIVE_YEARS_FOR
from huiyin.knowledge.law.pudong import PUDONG_SINCE, is_pudong
from huiyin.knowledge.law.review.case_file import ORDERS, PAPERS, CaseFile, Event
from huiyin.knowledge.law.steps.guarding import rule
from huiyin.knowledge.law.steps.standing import OPEN, Ask, Why

_ASKED_WITHIN, _TOLD_BEFORE = 5, 7
_FIVE_YEARS = 60
_OFFICERS = 2
EXAMINED = ("owner", "tenant", "sub-lessor", "agency", "agent")
"""Whom the notice wants examined of every group renting, each with an outcome or why it does not apply."""


@rule("source-recorded")
def _source_recorded(ask: Ask) -> Why | None:
    if ask.before.first("reported") is not None:
        return None
    return Why("案件没有登记来源", "no source is recorded")


@rule("two-officers", whole=True)
def _two_officers(ask: Ask) -> Why | None:
    """Of this act alone: an earlier visit that one officer made is that visit's defect, and bars no other act."""
    if ask.step is None:
        return OPEN
    people = ask.before.people
    officers = {who for who in ask.step.by if who in people and people[who].role == "officer"}
    if len(officers) < _OFFICERS:
        says = ask.book.defects["one-officer"].says
        return Why(f"{says.zh}（执法人员 {len(officers)} 人）", f"{says.en} ({len(officers)} officer(s))")
    if missing := sorted(who for who in officers if not people[who].certificate):
        says = ask.book.defects["no-certificate"].says
        return Why(f"{says.zh}（{'、'.join(missing)}）", f"{says.en} ({', '.join(missing)})")
    return None


@rule("competent")
def _competent(ask: Ask) -> Why | None:
    """The agency has the power where somebody has confirmed it, and where a rule of the day lets it fine at all."""
    if not ask.before.competent:
        return Why("未确认本机关有权管辖", "nobody has confirmed that the agency has the power")
    rules = in_force(ask.before.facts, ask.book, ask.before.facts.law_of)
    if rules and not any("enforcement" in one.bodies for one in rules):
        bodies = sorted({body for one in rules for body in one.bodies})
        return Why(
            f"应当移送：规定由{'、'.join(_BODIES[body] for body in bodies)}处罚",
            f"to be transferred: the rules name {', '.join(bodies)}",
        )
    return None


@rule("not-barred", whole=True)
def _not_barred(ask: Ask) -> Why | None:
    """Two years from the end of the act; that five run, since life and health are at stake, is a person's to say and reason."""
    found, ended = ask.before.first("reported", "inspected"), ask.before.facts.act_to
    if found is None or ended is None or found.day <= months_after(ended, BARRED_MONTHS):
        return None
    if ask.before.facts.violation in FIVE_YEARS_FOR and found.day <= months_after(ended, _FIVE_YEARS):
        if ask.beside("five-years"):
            return None
        return Why(
            f"行为于 {ended} 终了，{found.day} 发现，已过二年；是否适用五年期限须写明理由",
            f"the act ended on {ended} and was found on {found.day}: why five years run is to be said",
        )
    return Why(
        f"行为于 {ended} 终了，{found.day} 发现", f"the act ended on {ended} and was found on {found.day}"
    )


@rule("papers-served")
def _papers_served(ask: Ask) -> Why | None:
    """What is served belongs to the last paper, so that one which is passed over could never be served."""
    paper = ask.before.last(*PAPERS)
    if paper is None or ask.before.served(paper) is not None:
        return None
    return Why(f"{paper.day} 的文书尚未送达", f"the paper of {paper.day} is not served")


@rule("rule-in-force")
def _rule_in_force(ask: Ask) -> Why | None:
    """No penalty without a rule (处罚法 38), and none by one that is only recalled; a penalty of nothing is a warning."""
    facts = ask.after.facts
    rules = [one for one in in_force(facts, ask.book, facts.law_of) if one.citable]
    if not rules:
        return Why(
            f"{facts.law_of} 没有可以适用的、已核实的处罚规定",
            f"no rule that was read threatens a penalty on {facts.law_of}",
        )
    if ask.event is not None and not ask.event.get("amount") and not any(one.warning for one in rules):
        return Why("罚款为 0，而规定没有警告", "a fine of nothing, and no rule has a warning")
    return None


@rule("refusal-shown")
def _refusal_shown(ask: Ask) -> Why | None:
    """Where every rule wants refusal: the order was served, its term ended, and a re-check then found nothing corrected."""
    facts = ask.after.facts
    rules = in_force(facts, ask.book, facts.law_of)
    if not rules or not all(one.needs for one in rules):
        return None
    for order in ask.before.all(*ORDERS):
        last_day = order.get("deadline") or order.day
        if ask.before.served(order) is not None and any(
            visit.day > last_day and visit.get("corrected") is False
            for visit in ask.before.all("rechecked")
            if visit.at > order.at
        ):
            return None
    return Why(
        "没有责令送达、到期、复查未改正的记录",
        "no served order, expired term and re-check show that it was refused",
    )


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
    if ask.before.facts.violation != "illegal-construction":
        return None
    return Why(
        "违法建筑须立案后作出处罚或者不予处罚决定",
        "what is built illegally is filed, and punished or not by a decision",
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
    if paper is None or ask.before.served(paper) is not None:
        return Why("没有待送达的文书", "no paper waits to be served")
    if paper.act == "decided":
        return Why("决定书由程序中的“送达”送达", "a decision is served by the procedure's own act")
    return None


@rule("defence-heard")
def _defence_heard(ask: Ask) -> Why | None:
    told = ask.before.last("notified")
    if told is None:
        return Why("尚未事先告知", "nobody was notified yet")
    if not ask.before.ordinary:
        return None
    served = ask.before.served(told)
    if served is None:
        return Why("事先告知书尚未送达", "the notice is not served")
    if ask.event is None:
        return OPEN
    kind = ask.event.get("kind")
    if kind == "none" and ask.event.day <= served.day:
        # The law sets no number of days; that nothing was said cannot be known on the day of the notice.
        return Why(
            "告知当日不能认定未陈述申辩", "on the day of the notice nobody can tell that nothing was said"
        )
    if kind == "made" and not ask.beside("defence-review"):
        return Why("未写明对陈述申辩的复核意见", "it is not said what came of looking into the defence")
    return None


@rule("hearing-told", whole=True)
def _hearing_told(ask: Ask) -> Why | None:
    """Seven working days before: of the call, for the moment that it names; of the hearing, from when the call was served."""
    if ask.edge.event == "hearing-notified":
        return OPEN if ask.event is None else _too_soon(ask.event.day, ask.event.get("for"))
    called = ask.before.last("hearing-notified")
    served = ask.before.served(called)
    if called is None or served is None:
        return Why("听证通知尚未送达", "the call to the hearing is not served")
    meant = called.get("for")
    if meant is not None and ask.at < meant:
        return Why(f"通知的时间是 {meant:%Y-%m-%d %H:%M}", f"it was called for {meant:%Y-%m-%d %H:%M}")
    return _too_soon(served.day, ask.at)


@rule("chair-apart")
def _chair_apart(ask: Ask) -> Why | None:
    if ask.step is None or not ask.before.investigators().intersection(ask.step.by):
        return None
    return Why("主持人参加过检查或者复查", "the chair took part in a visit")


def _too_soon(told: dt.date, held: dt.datetime | None) -> Why | None:
    earliest = due_date(told, _TOLD_BEFORE, "working_days")
    if held is not None and held.date() >= earliest:
        return None
    return Why(f"最早可于 {earliest} 举行", f"not before {earliest}")


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
    if ask.standing.tracks.get("hearing") in ("asked", "called", "held"):
        return Why("听证尚未结束，或者尚无听证报告", "the hearing is not over, or its report is missing")
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


@rule("hearing-moot")
def _hearing_moot(ask: Ask) -> Why | None:
    open_ = next((one for one in ("ordinary", "pudong-fast") if one in ask.standing.tracks), None)
    if open_ is None:
        return None
    name = ask.book.procedures[open_].name
    return Why(f"{name.zh}仍在进行", f"the {name.en} goes on")


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
    if is_pudong(ask.before.facts.district) and ask.at.date() >= PUDONG_SINCE:
        return None
    return Why(f"仅适用于浦东新区，自 {PUDONG_SINCE} 起", f"in Pudong alone, from {PUDONG_SINCE} on")


def hearing_until(case: CaseFile, told: Event) -> dt.date | None:
    """The last day to ask for a hearing: five working days after the notice was served; None while it is not."""
    served = case.served(told)
    return due_date(served.day, _ASKED_WITHIN, "working_days") if served is not None else None


def _entitled(case: CaseFile, told: Event) -> bool:
    return bool(told.get("hearing_offered") or (told.get("amount") or 0) >= HEARING[case.facts.party.kind])


_BODIES = {
    "housing": "房屋管理部门",
    "planning": "规划资源部门",
    "construction": "建设部门",
    "fire": "消防救援机构",
    "greening": "绿化部门",
}
_PARTIES = {
    "owner": "业主",
    "tenant": "承租人",
    "sub-lessor": "二房东",
    "agency": "经纪机构",
    "agent": "经纪人员",
}
