"""Guards of what happens beside the way: measures, extensions, money, remedies, notes, and what is told to others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huiyin.knowledge.law.clocks import due_date
from huiyin.knowledge.law.money import fen, yuan
from huiyin.knowledge.law.pudong import PUDONG_SINCE, is_pudong
from huiyin.knowledge.law.review.case_file import ORDERS, CaseFile, Event
from huiyin.knowledge.law.steps.guarding import rule
from huiyin.knowledge.law.steps.standing import OPEN, Ask, Why, fine_paid, has_ended

_ENDS = {"preserved": "preservation-ended", "seized": "seizure-ended"}
_SEIZED_DAYS = 30
_PAY_WITHIN = 15
_SURCHARGE = 3
"""A day's surcharge in hundredths of the fine (处罚法 72)."""
_REMEDIES = {"review-requested": "review-ended", "suit-filed": "suit-ended"}


def still_kept(case: CaseFile, *acts: str) -> Iterator[Event]:
    """What was kept as evidence, or seized, and not dealt with."""
    return (one for one in case.all(*acts) if case.first(_ENDS[one.act], after=one) is None)


@rule("measures-ended", whole=True)
def _measures_ended(ask: Ask) -> Why | None:
    """What was kept too long is that measure's defect; a decision waits until nothing is kept any more, and for no longer."""
    kept = next(still_kept(ask.before, *_ENDS), None)
    if kept is None:
        return None
    return Why(
        f"{kept.day} 登记保存或者扣押的尚未处理", f"what was kept or seized on {kept.day} is not dealt with"
    )


@rule("evidence-kept")
def _evidence_kept(ask: Ask) -> Why | None:
    if any(still_kept(ask.before, "preserved")):
        return None
    return Why("没有登记保存的证据", "no evidence is kept")


@rule("things-seized")
def _things_seized(ask: Ask) -> Why | None:
    if any(still_kept(ask.before, "seized")):
        return None
    return Why("没有扣押的物品", "nothing is seized")


@rule("seizure-extended-in-time")
def _seizure_extended(ask: Ask) -> Why | None:
    """Once, with approval, before the first thirty days are over."""
    seized = next(still_kept(ask.before, "seized"), None)
    if seized is None:
        return Why("没有扣押的物品", "nothing is seized")
    last_day = seized.day + dt.timedelta(days=_SEIZED_DAYS)
    if ask.at.date() > last_day:
        return Why(f"扣押已于 {last_day} 期满", f"the thirty days ended on {last_day}")
    if ask.before.first("seizure-extended", after=seized) is not None:
        return Why("已经延长过一次", "it was extended once")
    return _approved(ask)


@rule("extension-approved")
def _extension_approved(ask: Ask) -> Why | None:
    """With approval, while the time for deciding still runs."""
    filed = ask.before.first("filed")
    if filed is None:
        return Why("尚未立案，没有办案期限", "it is not filed, so that no time runs")
    if ask.at.date() > filed.day + dt.timedelta(days=90 + _days_added(ask.before)):
        return Why("办案期限已过，不能再延长", "the time is over and cannot be extended")
    return _approved(ask)


def _days_added(case: CaseFile) -> int:
    return sum(one.get("days") or 0 for one in case.all("deadline-extended"))


def _approved(ask: Ask) -> Why | None:
    if ask.event is None:
        return OPEN
    approved = ask.event.get("approved_at")
    if approved is not None and approved <= ask.event.at:
        return None
    return Why("延长未经事先批准", "the extension was not approved beforehand")


@rule("fine-decided")
def _fine_decided(ask: Ask) -> Why | None:
    if ask.before.fine is not None:
        return None
    return Why("没有罚款决定", "no fine was decided")


@rule("no-cash")
def _no_cash(ask: Ask) -> Why | None:
    """Cash is for what was decided on the spot (处罚法 67, 68)."""
    if ask.event is not None and ask.event.get("how") == "cash" and ask.before.ordinary:
        return Why(
            "普通程序决定的罚款不当场收缴", "what the ordinary procedure decides is not collected in cash"
        )
    return None


@rule("surcharge-capped")
def _surcharge_capped(ask: Ask) -> Why | None:
    """Three of a hundred a day, from the end of the time to pay on, for the days that the fine was owed."""
    case = ask.before
    fine = case.fine
    served = case.served(fine)
    if fine is None or served is None:
        return Why("罚款决定尚未送达", "the fine is not served")
    pay_by = due_date(served.day, _PAY_WITHIN, "calendar_days")
    if ask.at.date() <= pay_by or fine_paid(case):
        return Why(f"缴款期至 {pay_by}，或者已经缴清", f"it may be paid until {pay_by}, or is paid")
    if ask.event is None:
        return OPEN
    before = list(case.all("surcharged"))
    days = sum(one.get("days") or 0 for one in (*before, ask.event))
    amount = fen(*(one.get("amount") for one in (*before, ask.event)))
    owed = (ask.at.date() - pay_by).days
    most = fen(fine.get("amount")) * _SURCHARGE * days // 100
    if days > owed or amount > most:
        return Why(
            f"{pay_by} 后至今 {owed} 日，{days} 日加处至多 {yuan(most / 100)} 元",
            f"{owed} days since {pay_by}; {days} days make at most {yuan(most / 100)} yuan",
        )
    return None


@rule("remediable")
def _remediable(ask: Ask) -> Why | None:
    """There is something to seek a remedy against, and no such remedy is open."""
    case = ask.before
    if case.last(*ORDERS, "decided", "removal-decided", "seized") is None:
        return Why("没有可以复议、诉讼的行为", "there is nothing to seek a remedy against")
    if _open(case, ask.edge.event):
        return Why("已有进行中的复议或者诉讼", "such a one is open already")
    return None


@rule("remedy-open")
def _remedy_open(ask: Ask) -> Why | None:
    begun = next(begun for begun, ended in _REMEDIES.items() if ended == ask.edge.event)
    if _open(ask.before, begun):
        return None
    return Why("没有进行中的复议、诉讼", "none such is open")


def _open(case: CaseFile, begun: str) -> bool:
    last = case.last(begun)
    return last is not None and case.first(_REMEDIES[begun], after=last) is None


@rule("supplies-by-law")
def _supplies_by_law(ask: Ask) -> Why | None:
    """Supplies for building alone, in Pudong alone, of who breaks a structure and does not stop."""
    visit = ask.before.last("rechecked")
    if (
        ask.before.facts.violation == "load-bearing"
        and is_pudong(ask.before.facts.district)
        and ask.at.date() >= PUDONG_SINCE
        and visit is not None
        and visit.get("corrected") is False
    ):
        return None
    return Why(
        f"仅浦东新区自 {PUDONG_SINCE} 起，对损坏承重结构拒不停止施工的，可以通知暂停施工供应",
        f"in Pudong alone, from {PUDONG_SINCE} on, of who damages a structure and does not stop",
    )


@rule("noted-before")
def _noted_before(ask: Ask) -> Why | None:
    noted = ask.before.last("annotated")
    if noted is not None and ask.before.first("annotation-lifted", after=noted) is None:
        return None
    return Why("没有注记", "there is no note")


@rule("decision-served")
def _decision_served(ask: Ask) -> Why | None:
    if ask.before.served(ask.before.decided) is not None:
        return None
    return Why("没有已送达的决定", "no decision was served")


@rule("case-ended")
def _case_ended(ask: Ask) -> Why | None:
    return None if has_ended(ask.standing, ask.book) else Why("案件尚未办结", "the case has not ended")
