"""From marks to wrongs: gather the evidence for each code and say how much it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from huiyin.knowledge.language import denials
from huiyin.knowledge.language.figures import nearest, within
from huiyin.knowledge.language.firm import of_the_firm
from huiyin.knowledge.language.marks import CITIZEN, Evidence, Mark, Marks
from huiyin.knowledge.language.reading import Act, Code, Found, Scope
from huiyin.knowledge.language.rules import RULES, Rule

LEAST = 0.45
"""What a code must be worth to be among the violations."""
NEAR_MISS = 0.35
"""From this worth on, a code that is left out makes the set unsure."""

_AGAINST_REACH = 12
"""How far from a finding, in characters, a word still takes it back."""
_FURTHER_GROUND = 0.3
"""How much a further ground closes of the gap to certainty."""
_FIRM_NEEDS = 0.45
"""What another wrong must be worth before the firm is blamed for it."""
_MOST_SPANS = 8

_OF_ACT: dict[Act, float] = {"inquiry": 0.56, "suggestion": 0.56}
_CLEARED: frozenset[Code] = frozenset({"pm-duty"})
_OF_THE_FIRM = ("pm-duty", "pm-waste", "pm-sanitation")
_OF_OMISSION = (*_OF_THE_FIRM, "waste-unsorted")
"""Wrongs that are told by denials: 没有分类, 无人清运."""
_OF_A_COMPOUND = (*_OF_THE_FIRM, "use-change")
_OUTSIDE: dict[Code, float] = {
    "pm-waste": 0.6,
    "pm-sanitation": 0.6,
    "ebike-common-parts": 0.6,
    "use-change": 0.65,
    "common-parts": 0.7,
}
"""What remains of a finding that only a compound can have, where the text does not clearly speak of one."""

_WEAK_OUTSIDE: dict[Code, float] = {"illegal-construction": 0.62}
"""What remains of a weak finding outside a compound, where much is built and dug that nobody complains of."""

_RULES_FROM: dict[str, tuple[tuple[int, Rule, tuple[str, ...]], ...]] = {
    anchor: tuple(
        (n, rule, (*rule.ideas[:0:-1], *rule.near)) for n, rule in enumerate(RULES) if rule.ideas[0] == anchor
    )
    for anchor in dict.fromkeys(rule.ideas[0] for rule in RULES)
}
"""For the idea from which rules start: each of them with its position, and whatever else must stand in the text."""
_WEAK = 0.78
"""Below this worth a finding is weak."""
_BESIDE_BETTER: dict[Code, float] = {
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


class Grounds(NamedTuple):
    """What speaks for each code, what that is worth together, and by position in RULES what each rule that holds is worth.
    ``denied`` are the codes of which the text says nothing but that there is no such wrong, ``unsaid`` those of which it denies
    something all the same, as of another time, and asserts nothing."""

    evidence: dict[Code, list[Evidence]]
    worths: dict[Code, float]
    held: list[tuple[int, float]]
    denied: frozenset[Code]
    unsaid: frozenset[Code]


class Finding(NamedTuple):
    """The wrongs of a text by falling confidence, and the codes that were left out with what they are worth. ``cleared`` are
    those for which somebody would answer who is said to have done what could be done."""

    found: list[Found]
    left_out: list[tuple[Code, float]]
    cleared: frozenset[Code] = frozenset()


def find(grounds: Grounds, marks: Marks, scope: Scope, act: Act, text: str) -> Finding:
    """Weigh all that speaks for each code in `text`."""
    evidence, worths = grounds.evidence, grounds.worths
    if not evidence:
        return Finding([], [])
    discount = _OF_ACT.get(act, 1.0)
    halved = {"use-change": _TRADE_OR_BEDS} if "group-renting" in worths else {}
    # Things in the corridor come with many wrongs, and take nothing from them.
    best = max(
        [worth * halved.get(code, 1.0) for code, worth in worths.items() if code != "common-parts"],
        default=0.0,
    )
    found: list[Found] = []
    left_out: list[tuple[Code, float]] = []
    for code, worth in worths.items():
        if worth < min(best, _WEAK):
            worth *= _BESIDE_BETTER.get(code, 1.0)
        worth *= halved.get(code, 1.0)
        if scope != "compound":
            # Where a property firm is named there is a compound, whatever the roads around it are called.
            named = code in _OF_THE_FIRM and "firm" in marks
            if (code in _OF_A_COMPOUND and scope == "elsewhere" and not named) or "home" not in marks:
                worth *= _OUTSIDE.get(code, 1.0)
            if worth < _WEAK and "lane" not in marks:
                worth *= _WEAK_OUTSIDE.get(code, 1.0)
        worth *= discount
        if code in grounds.denied:
            worth = min(worth, denials.DENIED)
        if worth >= LEAST:
            found.append(Found(code, round(worth, 2), spans_of(evidence[code])))
        else:
            left_out.append((code, worth))
    blamed_for = [
        wrong for wrong in found if wrong.confidence >= _FIRM_NEEDS and wrong.code not in _OF_THE_FIRM
    ]
    cleared: frozenset[Code] = frozenset()
    if blamed_for and "firm-said" in marks:
        idle, tried = of_the_firm(
            marks, [place for wrong in blamed_for for place in evidence[wrong.code]], text
        )
        if tried:
            cleared = _CLEARED
        if idle:
            # Unlike the wrong it is no matter of being asked or suggested: what was said of the firm was said.
            worth = max([place[2] for place in idle])
            if worth >= LEAST:
                found.append(Found("pm-duty", round(worth, 2), spans_of(idle)))
            else:
                left_out.append(("pm-duty", worth))
    if len(found) > 1:
        found.sort(key=lambda wrong: (-wrong.confidence, wrong.spans))
    return Finding(found, left_out, cleared)


def gather(marks: Marks, text: str) -> Grounds:
    """All evidence in `text` by code, and what it is worth together."""
    evidence: dict[Code, list[Evidence]] = {}
    by_rule: list[tuple[int, float]] = []
    # Rules that start from one idea are shades of one ground: the best of them counts.
    grounds: dict[Code, dict[str, float]] = {}
    for anchor in [idea for idea in marks if idea in _RULES_FROM]:
        for n, rule, needs in _RULES_FROM[anchor]:
            for idea in needs:
                if idea not in marks:
                    break
            else:
                held = places(rule, marks, text)
                if not held:
                    continue
                code = rule.code
                worth = held[0][2] if len(held) == 1 else max([place[2] for place in held])
                by_rule.append((n, worth))
                if code not in evidence:
                    evidence[code] = held
                    grounds[code] = {anchor: worth}
                else:
                    evidence[code] += held
                    by_idea = grounds[code]
                    if worth > by_idea.get(anchor, 0.0):
                        by_idea[anchor] = worth
    denied = {code for code, held in evidence.items() if _is_denied(held, denials.PLAINLY)}.difference(
        _OF_OMISSION
    )
    unsaid = {code for code, held in evidence.items() if _is_denied(held, denials.PARTLY)}.difference(
        _OF_OMISSION
    )
    return Grounds(
        evidence,
        {code: _together(by_idea) for code, by_idea in grounds.items()},
        by_rule,
        frozenset(denied),
        frozenset(unsaid - denied),
    )


def _is_denied(held: Sequence[Evidence], least: int) -> bool:
    """Whether every place that speaks for a code is denied so far, or a part of one that is: 没有人乱扔垃圾 and 垃圾 in it."""
    denied = [place for place in held if place[3] >= least]
    return bool(denied) and all(
        place[3] >= least or any(no[0] <= place[0] and place[1] <= no[1] for no in denied) for place in held
    )


def places(rule: Rule, marks: Marks, text: str) -> list[Evidence]:
    """Every place in `text` at which `rule` holds, of whose ideas none is missing in `marks`."""
    _, strength, ideas, reach, unless, _, after = rule
    others = ideas[1:]
    held: list[Evidence] = []
    against = [marks[idea] for idea in unless if idea in marks]
    for anchor in marks[ideas[0]]:
        start, end, _, weight = anchor
        if any(_taken_back(anchor, found) for found in against):
            continue
        said = denials.ASKED if denials.asked_after(text, end) else denials.said_of(text, start, end)
        for idea in others:
            partner = nearest(anchor, marks[idea], reach, after=after)
            if partner is None:
                break
            said = min(said, denials.said_of(text, partner[0], partner[1]))
            if partner[0] < start:
                start = partner[0]
            if partner[1] > end:
                end = partner[1]
        else:
            # In an answer that the ticket repeats it is the office that denies.
            denied = denials.NOT if weight < CITIZEN else denials.denied_by_text(text, start, end, said)
            held.append((start, end, strength * weight * said, denied))
    return held


def _taken_back(anchor: Mark, against: Sequence[Mark]) -> bool:
    """Whether one of the marks that speak `against` a finding stands near the anchor in its sentence.

    One inside the anchor's word does not count: 过度修剪 is no wish for 修剪.
    """
    start, end, sentence, _ = anchor
    return any(
        other[2] == sentence
        and start - other[1] <= _AGAINST_REACH
        and other[0] - end <= _AGAINST_REACH
        and not (start <= other[0] and other[1] <= end and other[1] - other[0] < end - start)
        for other in within(against, start - _AGAINST_REACH, end + _AGAINST_REACH)
    )


def _together(by_idea: dict[str, float]) -> float:
    """The worth of several grounds, of which only the best three count."""
    if len(by_idea) == 1:
        return next(iter(by_idea.values()))
    worths = sorted(by_idea.values(), reverse=True)
    doubt = 1 - worths[0]
    for worth in worths[1:3]:
        doubt *= 1 - _FURTHER_GROUND * worth
    return 1 - doubt


def spans_of(evidence: list[Evidence]) -> tuple[tuple[int, int], ...]:
    """The places of `evidence` in order, each once, the first few of them."""
    if len(evidence) == 1:
        return (evidence[0][:2],)
    return tuple(sorted({place[:2] for place in evidence})[:_MOST_SPANS])
