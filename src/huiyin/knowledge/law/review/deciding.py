"""The decision: in time, within the range, where one may be made at all, complete, and served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.clocks import due_date
from huiyin.knowledge.law.explaining import ON_THE_SPOT, in_force
from huiyin.knowledge.law.money import yuan
from huiyin.knowledge.law.review.case_file import CaseFile
from huiyin.knowledge.law.review.finding import Finding, lacking

CONTENTS = ("party", "facts", "evidence", "kind", "basis", "performance", "remedies", "agency", "seal")
_PENALTY_ALONE = ("performance",)
_DAYS = 90
_SERVED_WITHIN = 7


def in_time(case: CaseFile) -> Iterator[Finding]:
    """Within ninety days of filing and what was added with approval; the last day does not move."""
    decided = case.decided
    filed = case.first("filed")
    if filed is None or (decided is None and case.first("removal-ordered") is not None):
        # What an order to remove has decided waits for no other decision.
        return
    added = sum(
        event.get("days") or 0
        for event in case.all("deadline-extended")
        if event.get("approved_at") is not None
        and (decided is None or event.get("approved_at") <= decided.at)
    )
    last_day = filed.day + dt.timedelta(days=_DAYS + added)
    if (decided.day if decided is not None else case.known_until()) > last_day:
        yield Finding(
            "decided-late", decided or filed, f"应于 {last_day} 前决定", f"to be decided by {last_day}"
        )


def amount(case: CaseFile, book: Book) -> Iterator[Finding]:
    """The fine lies in a range of the act's day, and on the spot below its limit; what was made good is not fined."""
    fine, penalty = case.fine, case.penalty
    if fine is not None:
        paid = fine.get("amount")
        ranges = [
            found
            for rule in in_force(case.facts, book, case.facts.law_of)
            if (found := rule.in_yuan(case.facts.area_m2, case.facts.days)) is not None
        ]
        if ranges and not any(low <= paid and (high is None or paid <= high) for low, high in ranges):
            said = "；".join(_range(low, high) for low, high in ranges)
            yield Finding(
                "amount-out-of-range",
                fine,
                f"{yuan(paid)} 元，可为 {said}",
                f"{yuan(paid)} yuan; lawful: {said}",
            )
        if not case.ordinary and paid > ON_THE_SPOT[case.facts.party.kind]:
            yield Finding("over-on-the-spot-limit", fine)
    if penalty is not None:
        corrected = case.last("corrected", before=penalty)
        if corrected is not None and corrected.get("minor") and corrected.get("harmless"):
            yield Finding("must-not-penalise", penalty)


def _range(low: float, high: float | None) -> str:
    return f"{yuan(low)}–{yuan(high)}" if high is not None else f"≥ {yuan(low)}"


def served(case: CaseFile) -> Iterator[Finding]:
    """The decision says all that it must and is served in time; electronically with consent alone."""
    decided = case.decided
    if decided is not None:
        wanted = tuple(
            one for one in CONTENTS if decided.get("kind") == "penalty" or one not in _PENALTY_ALONE
        )
        missing = lacking(wanted, decided.get("contents"))
        if case.ordinary and missing:
            yield Finding(
                "decision-incomplete",
                decided,
                f"缺少：{'、'.join(missing)}",
                f"lacking: {', '.join(missing)}",
            )
        by = case.served(decided)
        limit = due_date(decided.day, _SERVED_WITHIN, "working_days")
        if (by.day if by is not None else case.known_until()) > limit:
            yield Finding("served-late", by or decided, f"应于 {limit} 前送达", f"to be served by {limit}")
    for event in case.all("served"):
        if event.get("mode") == "electronic" and not event.get("consent"):
            yield Finding("no-consent-electronic", event)
