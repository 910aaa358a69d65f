"""After the decision: payment, surcharge, the court, and how a case is closed and told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huiyin.knowledge.law.clocks import due_date, months_after
from huiyin.knowledge.law.money import fen, yuan
from huiyin.knowledge.law.review.case_file import CaseFile, Event
from huiyin.knowledge.law.review.finding import Finding

_CASH = 100
_PAY_WITHIN = 15
_URGED_BEFORE = 10
REMEDY_MONTHS = 6
_COURT_MONTHS = 3


def payment(case: CaseFile) -> Iterator[Finding]:
    """No cash above a hundred yuan, no surcharge above the fine, none for the days of a review or suit."""
    for paid in case.all("paid"):
        if paid.get("how") == "cash" and (paid.get("amount") or 0) > _CASH:
            yield Finding("cash-collected", paid)
    surcharges = list(case.all("surcharged"))
    fine = case.fine
    if not surcharges or fine is None:
        return
    total = fen(*(event.get("amount") for event in surcharges))
    if total > fen(fine.get("amount")):
        yield Finding(
            "surcharge-over-cap",
            surcharges[-1],
            f"加处 {yuan(total / 100)} 元，罚款 {yuan(fine.get('amount'))} 元",
            f"surcharged {yuan(total / 100)} yuan on a fine of {yuan(fine.get('amount'))}",
        )
    served = case.served(fine)
    if served is not None:
        yield from _in_review(case, surcharges, due_date(served.day, _PAY_WITHIN, "calendar_days"))


def _in_review(case: CaseFile, surcharges: list[Event], pay_by: dt.date) -> Iterator[Finding]:
    counted = 0
    for event in surcharges:
        counted += event.get("days") or 0
        open_by_then = [(begun, ended) for begun, ended in case.remedies() if begun < event.at]
        if not open_by_then:
            continue
        paused = {
            day
            for begun, ended in open_by_then
            for day in _days(
                max(begun.date(), pay_by), min(ended.date() if ended is not None else event.day, event.day)
            )
        }
        allowed = max(0, (event.day - pay_by).days - len(paused))
        if counted > allowed:
            yield Finding(
                "surcharge-in-review",
                event,
                f"计 {counted} 日，复议、诉讼期间除外应不超过 {allowed} 日",
                f"{counted} days counted; without those of review or suit at most {allowed}",
            )
            return


def _days(start: dt.date, end: dt.date) -> list[dt.date]:
    return [start + dt.timedelta(days=n) for n in range((end - start).days)]


def court(case: CaseFile) -> Iterator[Finding]:
    """The court is asked after urging and ten working days, when the remedies are over, and within three months of that."""
    for applied in case.all("court-applied"):
        urged = case.last("urged", before=applied)
        earliest = due_date(urged.day, _URGED_BEFORE, "working_days") if urged is not None else None
        if earliest is None or applied.day < earliest:
            yield Finding("no-urging", applied, *_not_before(earliest))
        served = case.served(case.last("decided", before=applied))
        over = months_after(served.day, REMEDY_MONTHS) if served is not None else None
        if over is None or applied.day <= over or case.in_remedy(applied.at):
            yield Finding("court-too-early", applied, *_until(over))
            continue
        ends = [end.date() for _, end in case.remedies() if end is not None and end <= applied.at]
        latest = months_after(max([over, *ends]), _COURT_MONTHS)
        if applied.day > latest:
            yield Finding(
                "court-too-late", applied, f"应于 {latest} 前申请", f"to be applied for by {latest}"
            )


def _not_before(day: dt.date | None) -> tuple[str, str]:
    return (
        (f"最早可于 {day} 申请", f"not before {day}") if day is not None else ("未催告", "nobody was urged")
    )


def _until(day: dt.date | None) -> tuple[str, str]:
    if day is None:
        return "决定未送达", "the decision was not served"
    return (
        f"起诉期限至 {day}，或者复议、诉讼未结束",
        f"suit may be filed until {day}, or a review or suit is open",
    )


def consequences(case: CaseFile) -> Iterator[Finding]:
    """Credit, publication and closing."""
    for referred in case.all("credit-referred"):
        if not referred.get("basis") or (not case.ordinary and case.fine is not None):
            yield Finding("credit-without-basis", referred)
    for published in case.all("published"):
        if published.get("personal_data"):
            yield Finding("published-personal-data", published)
    for closed in case.all("closed"):
        if not closed.get("order_met") or not closed.get("paid"):
            yield Finding("closed-unfulfilled", closed)
