"""Guards from the decision to the end of a case: who decides, how it is carried out, and what closes it."""

from __future__ import annotations

import datetime as dt

from huiyin.knowledge.law.clocks import due_date, months_after
from huiyin.knowledge.law.explaining import HEARING, in_force
from huiyin.knowledge.law.money import yuan
from huiyin.knowledge.law.pudong import PUDONG_SINCE, is_pudong
from huiyin.knowledge.law.review.carrying_out import REMEDY_MONTHS
from huiyin.knowledge.law.review.case_file import ORDERS, PAPERS, CaseFile, Event
from huiyin.knowledge.law.review.finding import lacking
from huiyin.knowledge.law.review.removal import at_rest
from huiyin.knowledge.law.steps.guarding import rule
from huiyin.knowledge.law.steps.standing import OPEN, Ask, Why, fine_paid, order_met

OUTCOMES = ("removed", "restored", "permitted", "found-lawful")
"""By what a building leaves the inventory: a note on the register or a fine does not take it out."""
GROUNDS = (
    "minor-corrected-harmless",
    "first-minor-corrected",
    "no-fault",
    "not-established",
    "time-barred",
    "under-fourteen",
    "insane",
    "optional",
)
"""Why no penalty is decided (处罚法 30, 31, 33, 36, 57), or that the rule leaves it open (可处)."""
TERMINATIONS = ("party-gone", "subject-gone", "revoked")
"""Why nothing is carried out any more (强制法 40)."""
_URGED_BEFORE_PERFORMANCE, _URGED_BEFORE_COURT = 3, 10
_ANNOUNCED_DAYS, _ANNOUNCED_BUILDING = 60, 10
_PAY_WITHIN = 15
_ON_THE_SPOT = ("facts", "kind", "basis", "remedies", "agency")
"""What of a decision on the spot the contents of a case file can tell (处罚法 52)."""


@rule("legally-reviewed")
def _legally_reviewed(ask: Ask) -> Why | None:
    ordering = ask.edge.event == "removal-ordered" and ask.before.finished_building
    if not ordering or ask.before.last("legal-reviewed") is not None:
        return None
    return Why(
        "责令限期拆除已建成的违法建筑，须先经法制审核", "an order to remove what stands is reviewed first"
    )


@rule("decider-apart")
def _decider_apart(ask: Ask) -> Why | None:
    if ask.step is None:
        return OPEN
    if ask.before.investigators().intersection(ask.step.by):
        return Why("决定人参加过检查或者复查", "who decides took part in a visit")
    return None


@rule("exempt")
def _exempt(ask: Ask) -> Why | None:
    if ask.step is None:
        return OPEN
    if ask.event is not None and ask.event.get("amount"):
        return Why("不予处罚不能有罚款", "without penalty there is no fine")
    ground, corrected = ask.beside("ground"), ask.before.last("corrected")
    if ground not in GROUNDS:
        return Why("未写明不予处罚的情形", "it is not said why no penalty is decided")
    if ground == "minor-corrected-harmless" and not (
        corrected is not None and corrected.get("minor") and corrected.get("harmless")
    ):
        return Why(
            "没有轻微、及时改正、无危害后果的认定", "it was not found minor, corrected in time and harmless"
        )
    if ground == "first-minor-corrected" and not (
        corrected is not None and corrected.get("first") and corrected.get("minor")
    ):
        return Why(
            "没有初次违法、轻微并及时改正的认定", "it was not found a first one, minor and corrected in time"
        )
    if ground == "optional":
        facts = ask.after.facts
        rules = in_force(facts, ask.book, facts.law_of)
        if not rules or any(one.mode != "optional" or "mode" in one.unread for one in rules):
            return Why("规定不是“可处”，罚款不得免", "the rule does not leave the fine open")
        if not order_met(ask.before):
            return Why("责令事项尚未完成，不宜免罚", "what was ordered is not done")
    return None


@rule("in-range")
def _in_chosen_range(ask: Ask) -> Why | None:
    """Where a person chose between two rules, the amount lies within the chosen one's range."""
    chosen = next(
        (one for rows in ask.book.fines.values() for one in rows if one.id == ask.beside("rule")), None
    )
    amount = ask.event.get("amount") if ask.event is not None else None
    found = chosen.in_yuan(ask.before.facts.area_m2, ask.before.facts.days) if chosen is not None else None
    if found is None or not amount:
        return None
    low, high = found
    if low <= amount and (high is None or amount <= high):
        return None
    span = f"{yuan(low)}–{'' if high is None else yuan(high)}"
    return Why(f"所选规定的幅度为 {span} 元", f"the chosen rule has {span} yuan")


@rule("lawfully-served")
def _lawfully_served(ask: Ask) -> Why | None:
    """An announcement serves when its sixty days are over (城管条例 25 of 2018; thirty by 民诉法 95: the longer is kept)."""
    if ask.event is None or ask.event.get("mode") != "announcement":
        return None
    paper = ask.before.last(*PAPERS)
    try:
        posted = dt.date.fromisoformat(ask.step.besides.get("posted-on", "").strip() if ask.step else "")
    except ValueError:
        return Why("公告送达须写明张贴日期", "an announcement needs the day on which it was posted")
    if paper is not None and posted < paper.day:
        return Why(
            f"文书于 {paper.day} 制作，不能在此之前张贴",
            f"the paper is of {paper.day}, and was not posted before",
        )
    days = _announced_days(ask.before, paper, posted)
    over = posted + dt.timedelta(days=days)
    if ask.event.day > over:
        return None
    return Why(
        f"公告自 {posted} 起满 {days} 日（{over}）后才视为送达",
        f"posted on {posted}, it serves after {days} days, on {over}",
    )


def _announced_days(case: CaseFile, paper: Event | None, posted: dt.date) -> int:
    """Ten days for the order about an illegal building whose party cannot be found (拆违规定 9), and in Pudong from 2022-11-01
    for every paper about one (浦东规定 20(2)); sixty otherwise."""
    if case.facts.violation != "illegal-construction":
        return _ANNOUNCED_DAYS
    in_pudong = is_pudong(case.facts.district) and posted >= PUDONG_SINCE
    return (
        _ANNOUNCED_BUILDING if in_pudong or (paper is not None and paper.act in ORDERS) else _ANNOUNCED_DAYS
    )


@rule("paid")
def _paid(ask: Ask) -> Why | None:
    if fine_paid(ask.before):
        return None
    return Why("罚款未缴清", "the fine is not paid in full")


@rule("order-met")
def _order_met(ask: Ask) -> Why | None:
    if order_met(ask.after):
        return None
    return Why("责令事项未经复查确认完成", "no re-check has found that what was ordered is done")


@rule("restoration-proved")
def _restoration_proved(ask: Ask) -> Why | None:
    if ask.before.facts.violation != "load-bearing" or ask.beside("restoration"):
        return None
    return Why("没有恢复承重结构的检测报告", "no report shows that the structure is restored")


@rule("reporter-answered")
def _reporter_answered(ask: Ask) -> Why | None:
    if ask.standing.around.reporters_answered:
        return None
    return Why("有反映人尚未得到答复", "somebody who spoke up was not answered yet")


@rule("firm-checked")
def _firm_checked(ask: Ask) -> Why | None:
    if ask.standing.around.firm_checked:
        return None
    return Why("尚未同步检查物业企业履职", "the property firm was not checked yet")


@rule("remedies-over")
def _remedies_over(ask: Ask) -> Why | None:
    if ask.edge.event == "court-applied":
        # Told by the defects of an application to the court.
        return None
    case = ask.before
    served = case.served(case.last("removal-ordered"))
    if served is None:
        return Why("限期拆除决定未送达", "the order to remove is not served")
    over = months_after(served.day, REMEDY_MONTHS)
    if ask.at.date() <= over or case.in_remedy(ask.at):
        return Why(
            f"起诉期限至 {over}，或者复议、诉讼未结束",
            f"suit may be filed until {over}, or a review or suit is open",
        )
    return None


@rule("removal-announced")
def _removal_announced(ask: Ask) -> Why | None:
    if ask.before.last("removal-announced") is not None:
        return None
    return Why("限期拆除决定未公告", "the order to remove was not announced")


@rule("government-urged")
def _government_urged(ask: Ask) -> Why | None:
    urged = ask.before.last("urged")
    if urged is not None and urged.get("by_body") == "district-government":
        return None
    return Why("区政府尚未催告", "the district government has not urged")


@rule("by-day")
def _by_day(ask: Ask) -> Why | None:
    """Urgency is approved beforehand, and said; nothing but a removal has such an approval."""
    if ask.step is None:
        return OPEN
    if not at_rest(ask.at):
        return None
    if ask.event is None:
        return Why("夜间或者法定节假日", "at night, or on a day off")
    if ask.event.get("urgent_approved_at") is not None and not ask.beside("urgent-reason"):
        return Why("未写明情况紧急的理由", "it is not said why it is urgent")
    return None


@rule("lawful-outcome")
def _lawful_outcome(ask: Ask) -> Why | None:
    if "outcome" in ask.edge.asks and ask.step is None:
        return OPEN
    gone = ask.before.last("removed") is not None
    if gone or (ask.beside("outcome") in OUTCOMES and order_met(ask.after)):
        return None
    return Why("未拆除、恢复、补办许可或者认定合法", "it is not removed, restored, permitted or found lawful")


@rule("penalty-or-not")
def _penalty_or_not(ask: Ask) -> Why | None:
    if ask.before.served(ask.before.decided) is not None:
        return None
    return Why(
        "尚未作出处罚或者不予处罚决定，或者尚未送达",
        "neither a penalty nor a decision without one was made and served",
    )


@rule("receipt")
def _receipt(ask: Ask) -> Why | None:
    if ask.step is None:
        return OPEN
    return None if ask.beside("receipt") else Why("未填写回执", "the receipt is not stated")


@rule("performance-urged")
def _performance_urged(ask: Ask) -> Why | None:
    return _days_after_urging(ask, _URGED_BEFORE_PERFORMANCE)


@rule("urged")
def _urged(ask: Ask) -> Why | None:
    """Counted from when the urging reached the party, which is never earlier than its own day."""
    return _days_after_urging(ask, _URGED_BEFORE_COURT)


def _days_after_urging(ask: Ask, days: int) -> Why | None:
    served = ask.before.served(ask.before.last("urged"))
    if served is None:
        return Why("尚未催告，或者催告书尚未送达", "nobody was urged, or the urging is not served")
    earliest = due_date(served.day, days, "working_days")
    if ask.at.date() >= earliest:
        return None
    return Why(
        f"催告书送达后 {days} 个工作日至 {earliest}", f"{days} working days after urging end on {earliest}"
    )


@rule("overdue")
def _overdue(ask: Ask) -> Why | None:
    """Something is owed whose time is over: the fine fifteen days after it was served, or what was ordered by its term.

    That a building goes is nothing for a court: it takes no such application (法释〔2013〕5号), and the government decides.
    """
    case = ask.before
    decided = case.served(case.decided)
    pay_by = due_date(decided.day, _PAY_WITHIN, "calendar_days") if decided is not None else None
    if not fine_paid(case) and pay_by is not None and ask.at.date() > pay_by:
        return None
    order = case.last(*ORDERS) if case.facts.violation != "illegal-construction" else None
    if order is not None and not order_met(case) and ask.at.date() > (order.get("deadline") or order.day):
        return None
    return Why(
        f"没有逾期未履行的义务（缴款期至 {pay_by}）" if pay_by else "没有逾期未履行的义务",
        f"nothing owed is overdue (it may be paid until {pay_by})" if pay_by else "nothing owed is overdue",
    )


@rule("order-refused")
def _order_refused(ask: Ask) -> Why | None:
    """A served order whose term is over, and the last re-check after that found it not done."""
    order = ask.before.last(*ORDERS)
    visit = ask.before.last("rechecked")
    if (
        order is not None
        and ask.before.served(order) is not None
        and visit is not None
        and visit.at > order.at
        and visit.day > (order.get("deadline") or order.day)
        and visit.get("corrected") is False
    ):
        return None
    return Why(
        "没有责令到期后复查未履行的记录", "no re-check after the order's term found that it was not done"
    )


@rule("decision-complete")
def _decision_complete(ask: Ask) -> Why | None:
    """On the spot too the paper says what it must (处罚法 52)."""
    if ask.before.ordinary or ask.event is None:
        return None
    missing = lacking(_ON_THE_SPOT, ask.event.get("contents"))
    return Why(f"缺少：{'、'.join(missing)}", f"lacking: {', '.join(missing)}") if missing else None


@rule("discussed")
def _discussed(ask: Ask) -> Why | None:
    """The law names no amount from which a case is grave; it is asked for from the amount on from which there is a hearing."""
    if ask.event is None:
        return OPEN
    if (ask.event.get("amount") or 0) < HEARING[ask.before.facts.party.kind] or ask.beside("discussion"):
        return None
    return Why(
        "未写明集体讨论记录，或者不需要的理由",
        "neither the record of a discussion nor why none is needed is said",
    )


@rule("terminable")
def _terminable(ask: Ask) -> Why | None:
    if ask.step is None:
        return OPEN
    ground = ask.beside("termination")
    if ground not in TERMINATIONS:
        return Why("未写明终结的情形", "it is not said why it ends")
    if ground == "revoked" and not any(end is not None for _, end in ask.before.remedies()):
        return Why("没有已经终结的复议、诉讼", "no review or suit has ended")
    return None
