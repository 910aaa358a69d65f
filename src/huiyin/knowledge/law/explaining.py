"""What the law says of an act: the rules in force on its day with their fines, and what procedure the amounts bring along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.clocks import months_after
from huiyin.knowledge.law.facts import FIVE_YEARS_FOR, Facts, details_of
from huiyin.knowledge.law.fines import Fine, PartyKind
from huiyin.knowledge.law.types import Clock, Text

When = Literal["never", "by-amount", "always"]
Barred = Literal["yes", "no", "needs-judgement"]

HEARING: dict[PartyKind, int] = {"person": 5_000, "individual-business": 5_000, "organisation": 50_000}
"""From this amount on there is a hearing and a legal review (处罚法 63, 58; the amounts by the city's review rules)."""
ON_THE_SPOT: dict[PartyKind, int] = {"person": 200, "individual-business": 3_000, "organisation": 3_000}
"""Up to this amount a fine may be decided on the spot (处罚法 51)."""
BARRED_MONTHS, _BARRED_MONTHS_LIFE = 24, 60
"""Two years, and five where life and health are at stake (处罚法 36)."""
EDUCATED_BY_NOTICE = frozenset({"waste-unsorted", "litter"})
"""Where the notice itself wants education first, and a fine on refusal alone."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Whether something is wanted whatever fine within the lawful range is chosen, and the amount that decides, in yuan."""

    when: When
    threshold: int


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer. ``educate_by``: which gate of education stands before a fine, besides what a rule itself wants. ``later`` are
    rules that came after the act, and ``lapsed`` those that went without another of the same instrument, for whoever looks for
    a milder law (处罚法 37). ``details`` is None where the facts name one that the book does not have."""

    facts: Facts
    details: tuple[str, ...] | None
    on: dt.date
    rules: tuple[Fine, ...]
    later: tuple[Fine, ...]
    lapsed: tuple[Fine, ...]
    choice_required: bool
    higher: Fine | None
    needs_refusal: bool
    educate_first: Text
    educate_by: str
    on_the_spot: Threshold
    hearing: Threshold
    legal_review: Threshold
    time_barred: Barred
    arrive_hours: int | None


def explain(facts: Facts, book: Book) -> Explained:
    """The law of the act's day: that of its end, and of an act that goes on that of the decision. Changes nothing."""
    details, kind = details_of(facts, book), facts.party.kind
    rules = in_force(facts, book, facts.law_of)
    later, lapsed = _changed(facts, rules, book)
    ranges = [rule.in_yuan(facts.area_m2, facts.days) for rule in rules]
    fined = [one for one in ranges if one is not None]
    known = len(fined) == len(ranges)
    review = _from(HEARING[kind], fined, known)
    if facts.violation == "illegal-construction" and details == ("existing",):
        # An order to remove a finished building is reviewed whatever the fine.
        review = Threshold("always", HEARING[kind])
    by_notice = facts.violation in EDUCATED_BY_NOTICE
    return Explained(
        facts,
        details,
        facts.law_of,
        rules,
        later,
        lapsed,
        choice_required=len({rule.id for rule in rules if rule.competes}) > 1,
        higher=_higher(rules, facts) if details is not None else None,
        needs_refusal=bool(rules) and all(rule.needs for rule in rules),
        educate_first=_BY_NOTICE if by_notice else _BY_RULES,
        educate_by="notice" if by_notice else "城管条例 18(2)",
        on_the_spot=_up_to(ON_THE_SPOT[kind], fined, known),
        hearing=_from(HEARING[kind], fined, known),
        legal_review=review,
        time_barred=_barred(facts),
        arrive_hours=clock.limit if (clock := arrival(facts, book)) is not None else None,
    )


def in_force(facts: Facts, book: Book, day: dt.date) -> tuple[Fine, ...]:
    """The rules that threaten a fine for such an act on a day."""
    details = details_of(facts, book)
    return tuple(
        rule
        for rule in book.fines.get(facts.violation, ())
        if rule.holds(day, details, facts.party.kind, facts.party.role)
    )


def version_on(instrument: str, day: dt.date, book: Book) -> dt.date | None:
    """When the version of an instrument was adopted that is in force on a day; None where none is known."""
    held = [
        version.adopted
        for version in book.instruments[instrument].versions
        if (version.in_force or version.adopted) <= day and (version.until is None or day <= version.until)
    ]
    return held[-1] if held else None


def arrival(facts: Facts, book: Book) -> Clock | None:
    """The limit within which somebody must be at the place, where a law sets one."""
    violation = book.violations[facts.violation]
    under_way = violation.in_progress if facts.in_progress else None
    name = under_way.arrival_clock if under_way is not None else violation.arrival_clock
    clock = book.clocks[name] if name is not None else None
    return clock if clock is not None and clock.set_by == "law" else None


def _changed(facts: Facts, rules: Sequence[Fine], book: Book) -> tuple[tuple[Fine, ...], tuple[Fine, ...]]:
    """What the law of the decision has instead of that of the act, and what it has no more. What was no wrong when it was done
    is none by a later law either."""
    if not rules or facts.decision_date is None or facts.decision_date <= facts.law_of:
        return (), ()
    now = in_force(facts, book, facts.decision_date)
    later = tuple(rule for rule in now if rule not in rules)
    known = {rule.instrument for rule in later}
    return later, tuple(rule for rule in rules if rule not in now and rule.instrument not in known)


def _barred(facts: Facts) -> Barred:
    """Whether it was found too late. A decision tells that it was found by then, and nothing of how long before."""
    if facts.act_to is None:
        return "no"
    known = facts.found or facts.decision_date
    if known is None:
        return "needs-judgement"
    if known <= months_after(facts.act_to, BARRED_MONTHS):
        return "no"
    if facts.found is None:
        return "needs-judgement"
    if facts.violation in FIVE_YEARS_FOR and known <= months_after(facts.act_to, _BARRED_MONTHS_LIFE):
        return "needs-judgement"
    return "yes"


def _from(amount: int, fined: Sequence[tuple[float, float | None]], known: bool) -> Threshold:
    """Whether a fine of at least so much is meant."""
    if not fined:
        return Threshold("never" if known else "by-amount", amount)
    if all(low >= amount for low, _ in fined) and known:
        return Threshold("always", amount)
    if all(high is not None and high < amount for _, high in fined) and known:
        return Threshold("never", amount)
    return Threshold("by-amount", amount)


def _up_to(amount: int, fined: Sequence[tuple[float, float | None]], known: bool) -> Threshold:
    """Whether a fine of at most so much is meant."""
    if not fined:
        return Threshold("never" if known else "by-amount", amount)
    if all(high is not None and high <= amount for _, high in fined) and known:
        return Threshold("always", amount)
    if all(low > amount for low, _ in fined) and known:
        return Threshold("never", amount)
    return Threshold("by-amount", amount)


def _higher(rules: Sequence[Fine], facts: Facts) -> Fine | None:
    """Of several norms that one act breaks, that of the higher amount (处罚法 29).

    None where they compete or one is alone, where the highest are alike, where they speak of persons on one side and of
    organisations on the other (which of them a trader is, a person says), and of what is fined on refusal alone.
    """
    plain = [
        rule
        for rule in rules
        if not rule.competes
        and not rule.needs
        and rule.in_yuan(facts.area_m2, facts.days) not in (None, (0, 0))
    ]
    sides = {tuple(one for one in rule.parties if one != "individual-business") for rule in plain}
    if (
        len({(rule.instrument, rule.article) for rule in plain}) < 2
        or {("person",), ("organisation",)} <= sides
    ):
        return None
    first, second = sorted(plain, key=lambda rule: _top(rule, facts), reverse=True)[:2]
    return first if _top(first, facts) > _top(second, facts) else None


def _top(rule: Fine, facts: Facts) -> tuple[float, float]:
    found = rule.in_yuan(facts.area_m2, facts.days)
    assert found is not None
    low, high = found
    return (float("inf") if high is None else high, low)


_BY_NOTICE = Text(
    zh="通知第二类：加强教育、督促整改，拒不整改的依法处罚",
    en="The notice, class B: educate and urge; a penalty by law on refusal",
)
_BY_RULES = Text(
    zh="《上海市城市管理综合行政执法条例》第十八条第二款（2018年文本，2021年文本未取得）：情节较轻或者后果能及时消除的，"
    "除法律另有规定外，先教育、告诫、引导并责令改正",
    en="Enforcement regulations, art. 18(2) (text of 2018; that of 2021 was not obtained): what is slight, or can be undone in "
    "time, is first met with education, warning, guidance and an order to correct, unless a law says otherwise",
)
