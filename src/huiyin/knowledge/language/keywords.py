"""The keyword reader: what a complaint is about, from its words alone."""

from __future__ import annotations

from collections.abc import Sequence

from huiyin.knowledge.language.progress import in_progress
from huiyin.knowledge.language.reading import BUILDING, Reading, WhyUnsure, nearest_of
from huiyin.knowledge.language.signs import LONGEST, Signs, signs_of
from huiyin.knowledge.language.subjects import speaks_of_a_subject
from huiyin.knowledge.language.violations import NEAR_MISS

_SURE = 0.8
_LONG = 300
_MANY_TICKETS = 3
_SEVERAL = 2
_OF_REFUSE = frozenset({"litter", "waste-unsorted", "renovation-waste", "pm-waste", "pm-sanitation"})


class KeywordReader:
    """Reads a complaint by one pass over its characters for the words of the lexicon. Holds no state."""

    version = "keywords-2"

    def read_all(self, texts: Sequence[str]) -> list[Reading]:
        """One reading for each of `texts`."""
        return [self.read(text) for text in texts]

    def read(self, text: str) -> Reading:
        """Read `text`. Never raises; spans are positions in `text` as given."""
        signs = signs_of(text)
        codes = {wrong.code for wrong in signs.found}
        why = why_unsure(signs)
        return Reading(
            violations=tuple(signs.found),
            scope=signs.scope,
            act=signs.act,
            in_progress=None if BUILDING.isdisjoint(codes) else in_progress(signs.marks),
            quotes=signs.quotes,
            sure=not why,
            why_unsure=why,
            certainty=_certainty(signs),
            near=nearest_of(signs.near),
        )


def _certainty(signs: Signs) -> float:
    """The chance that nothing is too many and nothing too few, as if each were a matter of its own."""
    chance = 1 - signs.left_out
    for wrong in signs.found:
        chance *= wrong.confidence
    return round(chance, 2)


def why_unsure(signs: Signs) -> WhyUnsure:
    """The first reason for which the words alone leave the set of violations to a person, the plainest first; empty when
    there is none."""
    marks, found = signs.marks, signs.found
    if signs.length > LONGEST or (found and signs.length > _LONG):
        return "too-long"
    if signs.says_nothing:
        return "no-words"
    if len(signs.quotes) >= _MANY_TICKETS:
        return "many-tickets"
    if any(wrong.confidence < _SURE for wrong in found):
        return "weak-evidence"
    if len(found) >= _SEVERAL:
        return "several"
    # What is denied may be so all the same: of another house, or before.
    if signs.left_out >= NEAR_MISS or (found and (signs.grounds.denied or signs.grounds.unsaid)):
        return "near-miss"
    if ("waste" in marks or "dirty" in marks) and _OF_REFUSE.isdisjoint(wrong.code for wrong in found):
        return "open-topic"
    if not found and speaks_of_a_subject(marks, signs.scope):
        return "subject-without-wrong"
    if found and signs.act == "withdraw":
        return "withdrawn"
    if found and signs.act in {"inquiry", "suggestion"}:
        return "question"
    return ""
