"""One pass over a text: where each idea of the lexicon stands, in which sentence, and in whose mouth."""

from __future__ import annotations

import re
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from huiyin.knowledge.language.lexicon import IDEAS

CITIZEN, OFFICE = 1.0, 0.4
"""Weight of evidence in the reporter's own words, and in an office's answer that the ticket repeats."""

_OFFICE_ENDINGS = frozenset("局办镇府委司队所心位门院处区会")
_ANSWER_SIGNS = frozenset("：:，,")
_ROUTE_REACH = 24
_MOMENT = re.compile(r"20[0-9]{2}[-年./][0-9]{1,2}")
_MOMENT_REACH = 40
"""How far before the name of an office the moment of its answer may stand."""
_CLAUSE_END = re.compile("[，,。：:；;！!？?]")


Mark = tuple[int, int, int, float]
"""A word of the lexicon in the text: start and end of its half-open range, number of its sentence, weight of
its speaker. A bare tuple, because a hotline's export makes millions of them."""

Marks = dict[str, list[Mark]]

Evidence = tuple[int, int, float, int]
"""One place that speaks for a code: half-open character range, what it is worth, in (0, 1), and how far it is denied."""

_PLAIN, _STOP, _ANSWERED, _CITIZEN = range(4)


@lru_cache(maxsize=1)
def _load() -> tuple[AhoCorasick, tuple[tuple[tuple[str, ...], int], ...]]:
    """The automaton, and for each of its words the ideas that it stands for and what it does to the reading."""
    ideas_of: dict[str, list[str]] = {}
    for idea, words in IDEAS.items():
        # The marks of punctuation are few and one is a line break, so they are split by blanks only.
        for word in words.split(" ") if idea == "stop" else words.split():
            ideas = ideas_of.setdefault(word, [])
            if idea not in ideas:
                ideas.append(idea)
    roles = {"stop": _STOP, "answered": _ANSWERED, "citizen-again": _CITIZEN}
    return (
        AhoCorasick(
            list(ideas_of), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        ),
        tuple(
            (
                tuple(idea for idea in ideas if idea != "stop"),
                next((roles[idea] for idea in ideas if idea in roles), _PLAIN),
            )
            for ideas in ideas_of.values()
        ),
    )


def mark(text: str) -> Marks:
    """Find every idea in `text`, which must hold no lone surrogates.

    Words inside a routing phrase (请…核实处理) are left out; words inside an office's answer weigh less.
    """
    marks: Marks = {}
    sentence = 0
    weight = CITIZEN
    automaton, meanings = _load()
    for pattern, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        ideas, role = meanings[pattern]
        if role:
            if role == _STOP:
                sentence += 1
            elif role == _CITIZEN:
                weight = CITIZEN
            elif _is_answer(text, start, end):
                weight = OFFICE
        here = (start, end, sentence, weight)
        for idea in ideas:
            found = marks.get(idea)
            if found is None:
                marks[idea] = [here]
            elif found[-1][0] < start:
                found.append(here)
            elif start <= found[-1][0]:
                # Matches come by their ends: this one holds the last, or is the last.
                found[-1] = here
    return _without_routes(text, marks) if "routed" in marks else marks


def _is_answer(text: str, start: int, end: int) -> bool:
    """Whether a word like 答复 opens an office's answer: 某局答复：… or, behind the moment of the answer, 某局：…"""
    if text[end - 1] in _ANSWER_SIGNS:
        return _MOMENT.search(text, max(0, start - _MOMENT_REACH), start) is not None
    return start > 0 and text[start - 1] in _OFFICE_ENDINGS and text[end : end + 1] in _ANSWER_SIGNS


def _without_routes(text: str, marks: Marks) -> Marks:
    spans: list[tuple[int, int]] = []
    for start, end, _, _ in marks["routed"]:
        begin = text.rfind("请", max(0, start - _ROUTE_REACH), start)
        if begin >= 0 and _CLAUSE_END.search(text, begin, start) is None:
            spans.append((begin, end))
    if not spans:
        return marks
    first = min(spans)[0]
    routed = {position for begin, end in spans for position in range(begin, end)}
    for idea, found in list(marks.items()):
        # Routes stand at the end of what somebody said, so most ideas have nothing behind the first.
        if found[-1][0] >= first:
            left = [m for m in found if m[0] not in routed]
            if left:
                marks[idea] = left
            else:
                del marks[idea]
    return marks
