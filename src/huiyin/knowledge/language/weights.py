"""Adding up small weights of ideas: the shared arithmetic of scope and act.

The weights are logarithms of odds, fitted once by regularised logistic regression on the development sample
(not in this repository) and rounded to one decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MANY = 3
"""From so many places on, an idea also counts as its `+` form."""
EARLY = 40
"""An idea whose first place begins before this character also counts as its `^` form."""

Weights = Mapping[str, tuple[float, ...]]


def heaviest(cues: Iterable[str], weights: Weights) -> int:
    """Position of the class for which the cues and the constant `bias` weigh most; the first of equals."""
    sums = list(weights["bias"])
    for cue in cues:
        for position, weight in enumerate(weights.get(cue, ())):
            sums[position] += weight
    return sums.index(max(sums))
