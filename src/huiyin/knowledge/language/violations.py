"""From marks to wrongs: gather the evidence for each code and say how much it is worth."""

from __future__ import annotations

from typing import NamedTuple

from huiyin.knowledge.language.marks import Mark, Marks
from huiyin.knowledge.language.rules import RULES, Rule


class Evidence(NamedTuple):
    span: tuple[int, int]
    worth: float


_DENIALS = ("不属于", "不是", "并非", "没有", "未发现", "不存在", "未见", "非", "无")
_QUESTIONS = ("是否属于", "是否是", "是不是", "是否为", "是否存在", "是否有", "是否", "算不算", "不知道是不是")
_ADMISSIONS = ("是不是", "非但")


def places(rule: Rule, marks: Marks, text: str) -> list[Evidence]:
    """Every place at which `rule` holds."""
    first = marks.get(rule.ideas[0])
    if first is None:
        return []
    others = [marks.get(idea) for idea in rule.ideas[1:]]
    if None in others or any(idea not in marks for idea in rule.near):
        return []
    taken_back = [m.sentence for idea in rule.unless for m in marks.get(idea, ())]
    found: list[Evidence] = []
    for anchor in first:
        if anchor.sentence in taken_back:
            continue
        start, end = anchor.start, anchor.end
        for other in others:
            partner = _nearest(anchor, other, rule.reach)
            if partner is None:
                break
            start, end = min(start, partner.start), max(end, partner.end)
        else:
            found.append(Evidence((start, end), anchor.weight))
    return found


def _nearest(anchor: Mark, others: list[Mark], reach: int) -> Mark | None:
    best: Mark | None = None
    gap = reach + 1
    for other in others:
        if other.sentence == anchor.sentence:
            away = max(other.start - anchor.end, anchor.start - other.end)
            if 0 <= away < gap:
                best, gap = other, away
        elif other.sentence > anchor.sentence:
            break
    return best
