"""Ideas that two others make when they stand close together: who told whom before, what is wished, whose compound it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from huiyin.knowledge.language.marks import Mark, Marks

_LONGEST_WORD = 12
_FEW = 8
"""Up to so many marks it is quicker to look at all than to search for the first that can reach."""


class Figure(NamedTuple):
    """`name` stands wherever `second` stands in one sentence with `first`, at most `reach` characters away.

    With `after` only behind it.
    """

    name: str
    first: str
    second: str
    reach: int
    after: bool = False


FIGURES: tuple[Figure, ...] = (
    Figure("told-before", "times", "tell", 5),
    Figure("told-to-office", "tell", "office", 10),
    Figure("office-acted", "office", "office-acts", 10, after=True),
    Figure("often-at-office", "times", "office", 8, after=True),
    Figure("office-idle", "office", "no-result", 10, after=True),
    Figure("told-to-party", "tell", "firm-party", 8),
    Figure("party-acted", "firm-party", "office-acts", 10, after=True),
    Figure("told-without-result", "tell", "no-result", 12, after=True),
    Figure("wishes-improved", "requests", "improve", 14, after=True),
    Figure("may-be-improved", "asks-whether", "improve", 10, after=True),
    Figure("could-be-improved", "could", "improve", 12, after=True),
    Figure("whether-asked", "asks-whether", "question-mark", 24, after=True),
    Figure("which-asked", "asks-which", "question-mark", 24, after=True),
    Figure("estate-as-landmark", "estate", "landmark", 2, after=True),
    Figure("estate-of-people", "estate", "residents", 4, after=True),
    Figure("estate-with-house", "estate", "building-no", 8, after=True),
    Figure("trade-opened", "opens", "trade", 3, after=True),
    Figure("beside-estate", "estate", "beside", 3, after=True),
    Figure("wish-dealt-with", "requests", "dealt-with", 14, after=True),
    Figure("answered-after-telling", "tell", "office-acts", 16, after=True),
    Figure("office-was-told", "office", "tell", 8, after=True),
    Figure("plan-asked", "plans", "asks-when", 16),
    Figure("firm-of-estate", "firm-named", "firm-service", 8),
)


def with_figures(marks: Marks) -> Marks:
    """`marks`, to which every figure that they make was added."""
    for name, first, second, reach, after in FIGURES:
        others = marks.get(second)
        if others is None or first not in marks:
            continue
        held: list[Mark] = []
        for anchor in marks[first]:
            partner = nearest(anchor, others, reach, after=after)
            if partner is not None:
                held.append((min(anchor[0], partner[0]), max(anchor[1], partner[1]), anchor[2], anchor[3]))
        if held:
            marks[name] = held
    return marks


def nearest(anchor: Mark, others: Sequence[Mark], reach: int, *, after: bool) -> Mark | None:
    """The mark of `others` in the anchor's sentence that is nearest to it without touching its characters.

    With `after` only those behind it count.
    """
    begin, finish, sentence, _ = anchor
    found: Mark | None = None
    gap = reach + 1
    for other in within(others, begin - reach, finish + reach):
        away = other[0] - finish
        if away < 0:
            if after:
                continue
            away = begin - other[1]
        if 0 <= away < gap and other[2] == sentence:
            found, gap = other, away
    return found


def within(marks: Sequence[Mark], start: int, end: int) -> Sequence[Mark]:
    """Those of `marks` that may touch the range from `start` to `end`, and perhaps a few more."""
    if len(marks) <= _FEW:
        return marks
    # Looking only at those that can reach keeps very long texts linear.
    first = bisect_left(marks, (start - _LONGEST_WORD,))
    return marks[first : bisect_left(marks, (end + 1,), first)]
