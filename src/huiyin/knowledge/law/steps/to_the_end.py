"""Guards from the decision to the end of a case: who decides, how it is carried out, and what closes it."""

from __future__ import annotations

import datetime as dt

from huiyin.knowledge.law.clocks import due_date, months_after
from huiyin.knowledge.law.review.carrying_out import REMEDY_MONTHS
from huiyin.knowledge.law.review.removal import at_rest
from huiyin.knowledge.law.steps.guarding import rule
from huiyin.knowledge.law.steps.standing import OPEN, Ask, Why, fine_paid, order_met

OUTCOMES = ("removed", "restored", "permitted", "found-lawful")
"""By what a building leaves the inventory: a note on the register or a fine does not take it out."""
GROUNDS = ("minor-corrected-harmless", "first-minor-corrected", "no-fault", "not-established", "time-barred")
"""Why no penalty is decided (处罚法 33, 36, 57)."""
_URGED_BEFORE_PERFORMANCE = 3
_ANNOUNCED_DAYS = 60


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
    ground, corrected = ask.beside("ground"), ask.before.last("corrected")
    if ground not in GROUNDS:
        return Why("未写明不予处罚的情形", "it is not said why no penalty is decided")
    if ground == "minor-corrected-harmless" and not (
        corrected is not None and corrected.get("minor") and corrected.get("harmless")
    ):
        return Why(
            "没有轻微、及时改正、无危害后果的认定", "it was not found minor, corrected in time and harmless"
        )
    if ground == "first-minor-corrected" and not (corrected is not None and corrected.get("first")):
        return Why("没有初次违法并及时改正的认定", "it was not found a first one, corrected in time")
    return None


@rule("in-range")
def _in_chosen_range(ask: Ask) -> Why | None:
    """Where a person chose between two rules, the amount lies within the chosen one's range."""
    chosen = next(
        (one for rows in ask.book.fines.values() for one in rows if one.id == ask.beside("rule")), None
    )
    amount = ask.event.get("amount") if ask.event is not None else None
    found = chosen.in_yuan(ask.before.facts.area_m2) if chosen is not None else None
    if found is None or not amount:
        return None
    low, high = found
    if low <= amount and (high is None or amount <= high):
        return None
    top = "" if high is None else f"{high:g}"
    return Why(f"所选规定的幅度为 {low:g}–{top} 元", f"the chosen rule has {low:g}–{top} yuan")


@rule("lawfully-served")
def _lawfully_served(ask: Ask) -> Why | None:
    """An announcement serves when its sixty days are over (城管条例 25 of 2018; thirty by 民诉法 95: the longer is kept)."""
    if ask.event is None or ask.event.get("mode") != "announcement":
        return None
    try:
        posted = dt.date.fromisoformat(ask.step.besides.get("posted-on", "") if ask.step else "")
    except ValueError:
        return Why("公告送达须写明张贴日期", "an announcement needs the day on which it was posted")
    over = posted + dt.timedelta(days=_ANNOUNCED_DAYS)
    if ask.event.day > over:
        return None
    return Why(
        f"公告自 {posted} 起满 {_ANNOUNCED_DAYS} 日（{over}）后才视为送达",
        f"posted on {posted}, it serves after {_ANNOUNCED_DAYS} days, on {over}",
    )


@rule("fine-decided")
def _fine_decided(ask: Ask) -> Why | None:
    if ask.before.fine is not None:
        return None
    return Why("没有罚款决定", "no fine was decided")


@rule("remedy-open")
def _remedy_open(ask: Ask) -> Why | None:
    if any(end is None for _, end in ask.before.remedies()):
        return None
    return Why("没有进行中的复议、诉讼", "no review or suit is open")


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
    if ask.at.date() <= over or case.in_remedy(ask.at.date()):
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
    if ask.step is None:
        return OPEN
    if ask.event is None and at_rest(ask.at):
        return Why("夜间或者法定节假日", "at night, or on a day off")
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
    if ask.before.decided is not None:
        return None
    return Why("尚未作出处罚或者不予处罚决定", "neither a penalty nor a decision without one was made")


@rule("receipt")
def _receipt(ask: Ask) -> Why | None:
    if ask.step is None:
        return OPEN
    return None if ask.beside("receipt") else Why("未填写回执", "the receipt is not stated")


@rule("performance-urged")
def _performance_urged(ask: Ask) -> Why | None:
    urged = ask.before.last("urged")
    earliest = due_date(urged.day, _URGED_BEFORE_PERFORMANCE, "working_days") if urged is not None else None
    if earliest is not None and ask.at.date() >= earliest:
        return None
    return Why(
        f"催告后三个工作日至 {earliest}" if earliest else "尚未催告",
        f"three working days after urging end on {earliest}" if earliest else "nobody was urged",
    )
