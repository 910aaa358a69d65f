"""Adding up small weights of ideas: the shared arithmetic of scope and act.

The weights are logarithms of odds, fitted once by regularised logistic regression on the development sample
(not in this repository) and rounded to one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import add

from huiyin.knowledge.language.marks import Marks

MANY = 3
"""From so many places on, an idea also counts as its `+` form."""
EARLY = 40
"""An idea whose first place begins before this character also counts as its `^` form."""

Weights = Mapping[str, tuple[float, ...]]


class Scale:
    """Weighs the classes of one question, given the weight of every cue for each of them."""

    def __init__(self, weights: Weights) -> None:
        # Counted in tenths, so that sums are exact and equals are equals in whatever order they add up.
        tenths = {cue: tuple(round(10 * weight) for weight in row) for cue, row in weights.items()}
        nothing = (0,) * len(tenths["bias"])
        self._bias = tenths["bias"]
        # For each idea what it adds when it stands once, in MANY places, EARLY, and both.
        self._added: dict[str, tuple[tuple[int, ...], ...]] = {}
        for idea, plain in tenths.items():
            if idea != "bias" and idea[-1] not in "+^":
                many, early = tenths.get(f"{idea}+", nothing), tenths.get(f"{idea}^", nothing)
                self._added[idea] = (
                    plain,
                    _sum(plain, many),
                    _sum(plain, early),
                    _sum(_sum(plain, many), early),
                )

    @property
    def ideas(self) -> frozenset[str]:
        """The ideas that are weighed."""
        return frozenset(self._added)

    def heaviest(self, marks: Marks, *given: str) -> int:
        """Position of the class that weighs most, the first of equals.

        `given` are ideas that hold without a place in the text.
        """
        sums = self._bias
        for idea in given:
            sums = _sum(sums, self._added[idea][0])
        added = self._added
        for idea, found in marks.items():
            weights = added.get(idea)
            if weights is not None:
                way = (len(found) >= MANY) + 2 * (found[0][0] < EARLY)
                sums = tuple(map(add, sums, weights[way]))
        return sums.index(max(sums))


def _sum(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(add, one, other))
