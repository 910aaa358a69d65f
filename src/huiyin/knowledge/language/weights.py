"""Adding up small weights of ideas: the shared arithmetic of scope and act.

The weights are logarithms of odds, fitted once by regularised logistic regression on labelled texts that may be read
(not in this repository) and, at a quarter of their weight, on composed ones and those of the demonstration. Cues that are rare
or weigh next to nothing were left out; the others are rounded to two decimals.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from huiyin.knowledge.language.marks import Marks

MANY = 3
"""From so many places on, an idea also counts as its `+` form."""
EARLY = 40
"""An idea whose first place begins before this character also counts as its `^` form."""

Weights = Mapping[str, tuple[float, ...]]


_FIELD = 16
"""Bits for the sum of one class; sums of hundredths stay far below half of what these hold."""


class Scale:
    """Weighs the classes of one question, given the weight of every cue for each of them.

    Weights are counted in hundredths, so that equals are equals in whatever order they add up, and those of one cue
    for all classes are packed into one integer, so that a cue costs one addition.
    """

    def __init__(self, weights: Weights) -> None:
        packed = {cue: _pack([round(100 * weight) for weight in row]) for cue, row in weights.items()}
        self._fields = struct.Struct(f"<{len(weights['bias'])}H")
        # Half of what a field holds is added to each, so that none of the sums is negative when they are taken apart.
        self._bias = packed["bias"] + _pack([1 << (_FIELD - 1)] * len(weights["bias"]))
        # For each idea what it adds when it stands once, in MANY places, EARLY, and both.
        self._added: dict[str, tuple[int, int, int, int]] = {}
        for idea, plain in packed.items():
            if idea != "bias" and idea[-1] not in "+^":
                many, early = packed.get(f"{idea}+", 0), packed.get(f"{idea}^", 0)
                self._added[idea] = (plain, plain + many, plain + early, plain + many + early)

    @property
    def ideas(self) -> frozenset[str]:
        """The ideas that are weighed."""
        return frozenset(self._added)

    def heaviest(self, marks: Marks, *given: str) -> int:
        """Position of the class that weighs most, the first of equals.

        `given` are ideas that hold without a place in the text.
        """
        added = self._added
        total = self._bias
        for idea in given:
            total += added[idea][0]
        for idea in marks.keys() & added.keys():
            found = marks[idea]
            total += added[idea][(len(found) >= MANY) + 2 * (found[0][0] < EARLY)]
        sums = self._fields.unpack(total.to_bytes(self._fields.size, "little"))
        return sums.index(max(sums))


def _pack(row: list[int]) -> int:
    """One integer whose signed fields, lowest first, are the numbers of `row`."""
    return sum(number << (_FIELD * position) for position, number in enumerate(row))
