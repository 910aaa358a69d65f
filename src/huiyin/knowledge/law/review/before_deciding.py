"""What must come before a decision: education, order, refusal shown, filing, notice, defence, hearing and legal review."""

from __future__ import annotations

from collections.abc import Iterator

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.clocks import due_date
from huiyin.knowledge.law.explaining import EDUCATED_BY_NOTICE, HEARING, in_force
from huiyin.knowledge.law.money import yuan
from huiyin.knowledge.law.review.case_file import ORDERS, CaseFile, Event
from huiyin.knowledge.law.review.finding import Finding, lacking

NOTICE = ("facts", "reasons", "basis", "rights", "penalty")
_ASKED_WITHIN, _TOLD_BEFORE = 5, 7


def orders(case: CaseFile, book: Book) -> Iterator[Finding]:
    """Education by the notice, an order by the law of penalties, and refusal where the rule itself wants it."""
    fine = case.fine
    if fine is None:
        return
    if case.facts.violation in EDUCATED_BY_NOTICE and case.last("educated", before=fine) is None:
        yield Finding("no-education", fine)
    if case.last(*ORDERS, before=fine) is None:
        yield Finding("no-order", fine)
    rules = in_force(case.facts, book, case.facts.law_of)
    if rules and all(rule.needs for rule in rules) and not _refusal_shown(case, fine):
        yield Finding("refusal-not-shown", fine)


def _refusal_shown(case: CaseFile, fine: Event) -> bool:
    """Whether an order's term was over when a re-check before the decision found that nothing was corrected."""
    for order in case.all(*ORDERS):
        last_day = order.get("deadline") or order.day
        for visit in case.all("rechecked"):
            overdue = visit.at > order.at and visit.day > last_day
            if overdue and visit.at < fine.at and visit.get("corrected") is False:
                return True
    return False


def notice(case: CaseFile) -> Iterator[Finding]:
    """The case is filed, the party told what is meant, and heard."""
    decided, penalty = case.decided, case.penalty
    if case.ordinary and decided is not None and case.last("filed", before=decided) is None:
        yield Finding("not-filed", decided)
    told = case.last("notified", before=decided)
    if told is None:
        if penalty is not None:
            yield Finding("no-notice", penalty)
        return
    if not case.ordinary:
        return
    missing = lacking(NOTICE, told.get("contents"))
    if missing:
        yield Finding(
            "notice-incomplete", told, f"缺少：{'、'.join(missing)}", f"lacking: {', '.join(missing)}"
        )
    if penalty is None:
        return
    defence = case.first("defence", after=told)
    if defence is None or defence.at > penalty.at:
        yield Finding("no-defence-chance", penalty)
    meant, decided_on = told.get("amount") or 0, penalty.get("amount") or 0
    if decided_on > meant:
        yield Finding(
            "raised-after-defence",
            penalty,
            f"告知 {yuan(meant)} 元，决定 {yuan(decided_on)} 元",
            f"notified {yuan(meant)} yuan, decided {yuan(decided_on)} yuan",
        )


def hearing(case: CaseFile) -> Iterator[Finding]:
    """A hearing is offered from the threshold on, held where asked for in time, told of in time, and led by somebody else."""
    decided = case.decided
    told = case.last("notified", before=decided)
    entitled = told is not None and (told.get("amount") or 0) >= HEARING[case.facts.party.kind]
    if entitled and told is not None and not told.get("hearing_offered"):
        yield Finding("hearing-not-offered", told)
    if told is not None and decided is not None and (entitled or told.get("hearing_offered")):
        asked = case.first("hearing-requested", after=told)
        served = case.served(told)
        last_day = due_date((served or told).day, _ASKED_WITHIN, "working_days")
        held = case.last("hearing-held", before=decided)
        if asked is not None and asked.day <= last_day and held is None:
            yield Finding("hearing-refused", asked)
    for held in case.all("hearing-held"):
        called = case.last("hearing-notified", before=held)
        earliest = due_date(called.day, _TOLD_BEFORE, "working_days") if called is not None else None
        if earliest is None or held.day < earliest:
            yield Finding(
                "hearing-notice-short",
                held,
                f"最早可于 {earliest} 举行" if earliest else "未通知听证的时间、地点",
                f"not before {earliest}" if earliest else "nobody was told when and where",
            )
        if held.get("chair") in case.investigators():
            yield Finding("chair-investigated", held)


def legal_review(case: CaseFile) -> Iterator[Finding]:
    """Such an amount, or that a finished building must go, is reviewed before it is decided, by who did not investigate."""
    decided = case.decided
    if case.ordinary and decided is not None:
        fine = case.fine
        by_amount = fine is not None and fine.get("amount") >= HEARING[case.facts.party.kind]
        removal = case.finished_building and case.last("removal-ordered", before=decided) is not None
        if (by_amount or removal) and case.last("legal-reviewed", before=decided) is None:
            yield Finding("no-legal-review", decided)
    for reviewed in case.all("legal-reviewed"):
        if case.investigators().intersection(reviewed.by):
            yield Finding("reviewer-on-case", reviewed)
