"""From marks to wrongs: gather the evidence for each code and say how much it is worth."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from huiyin.knowledge.language.marks import Mark, Marks
from huiyin.knowledge.language.reading import Act, Code, Found, Scope
from huiyin.knowledge.language.rules import RULES, Rule

LEAST = 0.45
"""What a code must be worth to be among the violations."""
NEAR_MISS = 0.35
"""From this worth on, a code that is left out makes the set unsure."""

_DENIED = ("不属于", "不是", "并非", "没有", "未发现", "不存在", "未见", "非")
_ASKED = ("是否属于", "是否是", "是不是", "是否为", "是否存在", "是否有", "是否", "算不算", "算")
_LOOK_BACK = 5
_DENIED_WORTH, _ASKED_WORTH = 0.2, 0.5
_FURTHER_GROUND = 0.3
"""How much a further ground closes of the gap to certainty."""
_FIRM_IDLE = (
    ("told-firm", "firm-idle", 30, 0.75),
    ("firm", "firm-idle", 12, 0.6),
    ("firm", "firm-lax", 8, 0.4),
    ("firm-said", "firm-shrugs", 24, 0.6),
)
"""Ideas of the firm and of its idleness, how far apart they may stand, and what the pair is worth."""
_FIRM_NEEDS = 0.5
"""What another wrong must be worth before the firm is blamed for it."""
_MOST_SPANS = 8
_LONGEST_WORD = 12
_FEW = 8
"""Up to so many marks it is quicker to look at all than to search for the first that can reach."""

_OF_ACT: dict[Act, float] = {"inquiry": 0.48, "suggestion": 0.5}
_OF_THE_FIRM = ("pm-duty", "pm-waste", "pm-sanitation")
_OUTSIDE: dict[Code, float] = {
    "pm-waste": 0.6,
    "pm-sanitation": 0.6,
    "ebike-common-parts": 0.6,
    "common-parts": 0.7,
}
"""What remains of a finding that only a compound can have, where the text does not clearly speak of one."""

_RULES_FROM: dict[str, tuple[tuple[Rule, tuple[str, ...]], ...]] = {
    anchor: tuple((rule, (*rule.ideas[:0:-1], *rule.near)) for rule in RULES if rule.ideas[0] == anchor)
    for anchor in dict.fromkeys(rule.ideas[0] for rule in RULES)
}
"""For the idea from which rules start: each of them, and whatever else must stand in the text."""
_WEAK = 0.78
"""Below this worth a finding is weak."""
_BESIDE_BETTER: dict[Code, float] = {
    "illegal-construction": 0.6,
    "load-bearing": 0.7,
    "use-change": 0.65,
    "group-renting": 0.6,
    "litter": 0.7,
    "renovation-waste": 0.7,
    "common-parts": 0.58,
}
"""What remains of a weak finding whose words often only describe another wrong, where one has better evidence."""
_TRADE_OR_BEDS = 0.5
"""What remains of a change of use where the flat is said to hold beds: who lets them is often a firm by trade."""

Evidence = tuple[int, int, float]
"""One place that speaks for a code: half-open character range and what it is worth, in (0, 1)."""


def find(marks: Marks, text: str, scope: Scope, act: Act) -> tuple[list[Found], float]:
    """The wrongs of `text` by falling confidence, and the worth of the best code that was left out."""
    evidence, worths = _gather(marks, text)
    if not evidence:
        return [], 0.0
    discount = _OF_ACT.get(act, 1.0)
    # Things in the corridor come with many wrongs, and take nothing from them.
    best = max([worth for code, worth in worths.items() if code != "common-parts"], default=0.0)
    found: list[Found] = []
    left_out = 0.0
    for code, worth in worths.items():
        if worth < min(best, _WEAK):
            worth *= _BESIDE_BETTER.get(code, 1.0)
        if code == "use-change" and "group-renting" in worths:
            worth *= _TRADE_OR_BEDS
        worth *= discount
        if scope != "compound" and (code in _OF_THE_FIRM or "home" not in marks):
            worth *= _OUTSIDE.get(code, 1.0)
        if worth >= LEAST:
            found.append(Found(code, round(worth, 2), _spans(evidence[code])))
        else:
            left_out = max(left_out, worth)
    if "firm-said" in marks and any(
        wrong.confidence >= _FIRM_NEEDS and wrong.code not in _OF_THE_FIRM for wrong in found
    ):
        idle = _firm_idle(marks)
        if idle:
            worth = max([place[2] for place in idle]) * discount
            if worth >= LEAST:
                found.append(Found("pm-duty", round(worth, 2), _spans(idle)))
            else:
                left_out = max(left_out, worth)
    if len(found) > 1:
        found.sort(key=lambda wrong: (-wrong.confidence, wrong.spans))
    return found, left_out


def _gather(marks: Marks, text: str) -> tuple[dict[Code, list[Evidence]], dict[Code, float]]:
    """All evidence in `text` by code, and what it is worth together."""
    evidence: dict[Code, list[Evidence]] = {}
    # Rules that start from one idea are shades of one ground: the best of them counts.
    grounds: dict[Code, dict[str, float]] = {}
    for anchor in [idea for idea in marks if idea in _RULES_FROM]:
        for rule, needs in _RULES_FROM[anchor]:
            for idea in needs:
                if idea not in marks:
                    break
            else:
                held = places(rule, marks, text)
                if not held:
                    continue
                code = rule.code
                worth = held[0][2] if len(held) == 1 else max([place[2] for place in held])
                if code not in evidence:
                    evidence[code] = held
                    grounds[code] = {anchor: worth}
                else:
                    evidence[code] += held
                    by_idea = grounds[code]
                    if worth > by_idea.get(anchor, 0.0):
                        by_idea[anchor] = worth
    return evidence, {code: _together(by_idea) for code, by_idea in grounds.items()}


def places(rule: Rule, marks: Marks, text: str) -> list[Evidence]:
    """Every place in `text` at which `rule` holds, of whose ideas none is missing in `marks`."""
    _, strength, ideas, reach, unless, _, after = rule
    others = ideas[1:]
    held: list[Evidence] = []
    taken_back = {m[2] for idea in unless if idea in marks for m in marks[idea]} if unless else ()
    for anchor in marks[ideas[0]]:
        start, end, sentence, weight = anchor
        if sentence in taken_back:
            continue
        for idea in others:
            partner = _nearest(anchor, marks[idea], reach, after)
            if partner is None:
                break
            if partner[0] < start:
                start = partner[0]
            if partner[1] > end:
                end = partner[1]
        else:
            held.append((start, end, strength * weight * _said_of(text, start)))
    return held


def _nearest(anchor: Mark, others: Sequence[Mark], reach: int, after: bool) -> Mark | None:
    """The mark of `others` in the anchor's sentence that is nearest to it without touching its characters.

    With `after` only those behind it count.
    """
    begin, finish, sentence, _ = anchor
    nearest: Mark | None = None
    gap = reach + 1
    if len(others) > _FEW:
        # Looking only at those that can reach keeps very long texts linear.
        first = bisect_left(others, (begin - reach - _LONGEST_WORD,))
        others = others[first : bisect_left(others, (finish + gap,), first)]
    for other in others:
        away = other[0] - finish
        if away < 0:
            if after:
                continue
            away = begin - other[1]
        if 0 <= away < gap and other[2] == sentence:
            nearest, gap = other, away
    return nearest


def _said_of(text: str, start: int) -> float:
    """What a statement is worth whose first word stands at `start`: less when denied or only asked about."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if before.endswith(_ASKED):
        return _ASKED_WORTH
    return _DENIED_WORTH if before.endswith(_DENIED) else 1.0


def _together(by_idea: dict[str, float]) -> float:
    """The worth of several grounds, of which only the best three count."""
    if len(by_idea) == 1:
        return next(iter(by_idea.values()))
    worths = sorted(by_idea.values(), reverse=True)
    doubt = 1 - worths[0]
    for worth in worths[1:3]:
        doubt *= 1 - _FURTHER_GROUND * worth
    return 1 - doubt


def _firm_idle(marks: Marks) -> list[Evidence]:
    """Where the property firm is said to know and do nothing."""
    held: list[Evidence] = []
    for firm_idea, idle_idea, reach, worth in _FIRM_IDLE:
        idles = marks.get(idle_idea)
        if idles is None:
            continue
        for firm in marks.get(firm_idea, ()):
            idle = _nearest(firm, idles, reach, True)
            if idle is not None:
                held.append((firm[0], idle[1], worth * firm[3]))
    return held


def _spans(evidence: list[Evidence]) -> tuple[tuple[int, int], ...]:
    """The places of `evidence` in order, each once, the first few of them."""
    if len(evidence) == 1:
        return (evidence[0][:2],)
    return tuple(sorted({place[:2] for place in evidence})[:_MOST_SPANS])
