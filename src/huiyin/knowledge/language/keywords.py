"""The keyword reader: what a complaint is about, from its words alone."""

from __future__ import annotations

import re

from huiyin.knowledge.language.act import act_of
from huiyin.knowledge.language.marks import mark
from huiyin.knowledge.language.progress import in_progress
from huiyin.knowledge.language.quotes import quoted_tickets
from huiyin.knowledge.language.reading import Act, Found, Reading, WhyUnsure
from huiyin.knowledge.language.scope import scope_of
from huiyin.knowledge.language.subjects import speaks_of_a_subject
from huiyin.knowledge.language.violations import NEAR_MISS, find

LONGEST = 20_000
"""Characters that are read; what stands behind them is not, and the reading says so."""

_SURE = 0.8
_LONG = 300
_MANY_TICKETS = 3
_SEVERAL = 2
_BUILDING = frozenset({"illegal-construction", "load-bearing"})
_OF_REFUSE = frozenset({"litter", "waste-unsorted", "renovation-waste", "pm-waste", "pm-sanitation"})
_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD, one for one, so that positions stay.

    Aho-Corasick automata take only what UTF-8 can say.
    """
    try:
        # Quicker than to look for what hardly any text has.
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


class KeywordReader:
    """Reads a complaint by one pass over its characters for the words of the lexicon. Holds no state."""

    def read(self, text: str) -> Reading:
        """Read `text`. Never raises; spans are positions in `text` as given."""
        shown = encodable(text[:LONGEST])
        marks = mark(shown)
        quotes = quoted_tickets(shown)
        scope = scope_of(marks)
        act = act_of(marks, quotes)
        found, left_out = find(marks, shown, scope, act)
        codes = {wrong.code for wrong in found}
        open_topic = ("waste" in marks or "dirty" in marks) and _OF_REFUSE.isdisjoint(codes)
        subject = not found and speaks_of_a_subject(marks, scope)
        why = _why_unsure(
            found, left_out, act, len(quotes), len(text), open_topic=open_topic, subject=subject
        )
        return Reading(
            violations=tuple(found),
            scope=scope,
            act=act,
            in_progress=None if _BUILDING.isdisjoint(codes) else in_progress(marks),
            quotes=quotes,
            sure=not why,
            why_unsure=why,
        )


def _why_unsure(
    found: list[Found],
    left_out: float,
    act: Act,
    tickets: int,
    length: int,
    *,
    open_topic: bool,
    subject: bool,
) -> WhyUnsure:
    """The first reason to let a person look at the set of violations, the plainest first."""
    if length > LONGEST or (found and length > _LONG):
        return "too-long"
    if tickets >= _MANY_TICKETS:
        return "many-tickets"
    if any(wrong.confidence < _SURE for wrong in found):
        return "weak-evidence"
    if len(found) >= _SEVERAL:
        return "several"
    if left_out >= NEAR_MISS:
        return "near-miss"
    if open_topic:
        return "open-topic"
    if subject:
        return "subject-without-wrong"
    if found and act == "withdraw":
        return "withdrawn"
    if found and act in {"inquiry", "suggestion"}:
        return "question"
    return ""
