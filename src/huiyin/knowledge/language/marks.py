"""One pass over a text: where each idea of the lexicon stands, in which sentence, and in whose mouth."""

from __future__ import annotations

from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from huiyin.knowledge.language.lexicon import IDEAS

CITIZEN, OFFICE = 1.0, 0.4
"""Weight of evidence in the reporter's own words, and in an office's answer that the ticket repeats."""

_OFFICE_ENDINGS = frozenset("局办镇府委司队所心位门院处区会")
_ANSWER_SIGNS = frozenset("：:，,")
_ROUTE_REACH = 24


class Mark(NamedTuple):
    """A word of the lexicon in the text: half-open range, number of its sentence, weight of its speaker."""

    start: int
    end: int
    sentence: int
    weight: float


Marks = dict[str, list[Mark]]


def _load() -> tuple[AhoCorasick, tuple[tuple[str, ...], ...]]:
    ideas_of: dict[str, list[str]] = {}
    for idea, words in IDEAS.items():
        # The marks of punctuation are few and one is a line break, so they are split by blanks only.
        for word in words.split(" ") if idea == "stop" else words.split():
            ideas = ideas_of.setdefault(word, [])
            if idea not in ideas:
                ideas.append(idea)
    return (
        AhoCorasick(list(ideas_of), matchkind=MatchKind.Standard),
        tuple(tuple(ideas) for ideas in ideas_of.values()),
    )


_AUTOMATON, _IDEAS_OF = _load()


def mark(text: str) -> Marks:
    """Find every idea in `text`, which must hold no lone surrogates.

    Words inside a routing phrase (请…核实处理) are left out; words inside an office's answer weigh less.
    """
    hits = _AUTOMATON.find_matches_as_indexes(text, overlapping=True)
    marks: Marks = {}
    sentence = 0
    weight = CITIZEN
    for pattern, start, end in hits:
        for idea in _IDEAS_OF[pattern]:
            if idea == "stop":
                sentence += 1
                continue
            if idea == "answered":
                if _is_answer(text, start, end):
                    weight = OFFICE
            elif idea == "citizen-again":
                weight = CITIZEN
            found = marks.get(idea)
            if found is None:
                marks[idea] = [Mark(start, end, sentence, weight)]
            elif found[-1].end <= start:
                found.append(Mark(start, end, sentence, weight))
            elif start <= found[-1].start:
                # Matches come by their ends: this one holds the last, or is the last.
                found[-1] = Mark(start, end, sentence, weight)
    return _without_routes(text, marks)


def _is_answer(text: str, start: int, end: int) -> bool:
    """Whether a word like 答复 opens an office's answer: 某局答复：…"""
    return start > 0 and text[start - 1] in _OFFICE_ENDINGS and text[end : end + 1] in _ANSWER_SIGNS


def _without_routes(text: str, marks: Marks) -> Marks:
    routes = marks.get("routed")
    if not routes:
        return marks
    spans: list[tuple[int, int]] = []
    for route in routes:
        begin = text.rfind("请", max(0, route.start - _ROUTE_REACH), route.start)
        if begin >= 0 and not any(sign in text[begin : route.start] for sign in "，,。：:；;！!？?"):
            spans.append((begin, route.end))
    if not spans:
        return marks
    routed = {position for begin, end in spans for position in range(begin, end)}
    kept: Marks = {}
    for idea, found in marks.items():
        left = [m for m in found if m.start not in routed]
        if left:
            kept[idea] = left
    return kept
