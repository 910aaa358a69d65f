"""The keyword reader: what a complaint is about, from its words alone."""

from __future__ import annotations

import re

from huiyin.knowledge.language.act import act_of
from huiyin.knowledge.language.marks import mark
from huiyin.knowledge.language.progress import in_progress
from huiyin.knowledge.language.quotes import quoted_tickets
from huiyin.knowledge.language.reading import Act, Found, Reading, WhyUnsure
from huiyin.knowledge.language.scope import scope_of
from huiyin.knowledge.language.violations import NEAR_MISS, find

LONGEST = 20_000
"""Characters that are read; what stands behind them is not, and the reading says so."""

_SURE = 0.8
_LONG = 300
_MANY_TICKETS = 3
_SEVERAL = 2
_BUILDING = frozenset({"illegal-construction", "load-bearing"})
_OF_REFUSE = frozenset({"litter", "waste-unsorted", "renovation-waste", "pm-waste", "pm-sanitation"})
_REFUSE_IDEAS = ("waste", "dirty")
_SUBJECTS_ANYWHERE = frozenset(
    """bearing-told wall-break wall-knock rebar facade-break own-structure illegal-building wire throw cast-told
    group-let beds cut-up home-trade rubble green greenery-broken""".split()
)
"""What the campaign is about: who speaks of it is heard by a person, even where no wrong was made out."""
_SUBJECTS_AT_HOME = _SUBJECTS_ANYWHERE | frozenset(
    """inner-wall outer-face opened spot booth raise-plain underneath ebike e-vehicle within charging
    store-room dorm lodged crowd cast-hard heaped rubble-thing plant sort mixed unswept filth told-firm firm-idle
    firm-shrugs""".split()
)
"""The same for a text that speaks of a home: there also these."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD, one for one, so that positions stay.

    Aho-Corasick automata take only what UTF-8 can say.
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


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
        building = any(wrong.code in _BUILDING for wrong in found)
        open_topic = any(idea in marks for idea in _REFUSE_IDEAS) and not any(
            wrong.code in _OF_REFUSE for wrong in found
        )
        at_home = scope == "compound" or "home" in marks
        subject = not found and not (_SUBJECTS_AT_HOME if at_home else _SUBJECTS_ANYWHERE).isdisjoint(marks)
        why = _why_unsure(
            found, left_out, act, len(quotes), len(text), open_topic=open_topic, subject=subject
        )
        return Reading(
            violations=tuple(found),
            scope=scope,
            act=act,
            in_progress=in_progress(marks) if building else None,
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
    reasons: tuple[tuple[bool, WhyUnsure], ...] = (
        (length > LONGEST or (bool(found) and length > _LONG), "too-long"),
        (tickets >= _MANY_TICKETS, "many-tickets"),
        (any(wrong.confidence < _SURE for wrong in found), "weak-evidence"),
        (len(found) >= _SEVERAL, "several"),
        (left_out >= NEAR_MISS, "near-miss"),
        (open_topic, "open-topic"),
        (subject, "subject-without-wrong"),
        (bool(found) and act == "withdraw", "withdrawn"),
        (bool(found) and act in {"inquiry", "suggestion"}, "question"),
    )
    return next((why for holds, why in reasons if holds), "")
