"""Whether a text speaks of a residential compound or of somewhere else."""

from __future__ import annotations

from huiyin.knowledge.language.marks import Marks
from huiyin.knowledge.language.reading import SCOPES, Scope
from huiyin.knowledge.language.weights import Scale, Weights

# For compound, elsewhere, unclear.
_WEIGHTS: Weights = {
    "at-estate": (-0.4, 0.7, -0.3),
    "building-no": (1.1, -0.5, -0.6),
    "building-no+": (0.3, 0.0, -0.3),
    "ebike": (0.3, 0.2, -0.5),
    "ebike+": (0.2, -0.2, 0.0),
    "estate": (1.7, -0.4, -1.3),
    "estate+": (0.1, -0.2, 0.1),
    "firm-named": (0.8, -0.5, -0.3),
    "flat": (0.4, -0.2, -0.2),
    "flat+": (0.3, -0.1, -0.2),
    "gates": (-0.4, 0.2, 0.2),
    "gates+": (0.0, 0.2, -0.2),
    "general-service": (-0.2, -0.5, 0.7),
    "general-service+": (0.3, -0.6, 0.3),
    "group-let": (0.4, -0.5, 0.1),
    "group-let+": (0.2, -0.1, -0.1),
    "illegal-building": (0.5, 0.2, -0.7),
    "illegal-building+": (-0.4, 0.4, 0.0),
    "indoors": (0.8, -0.4, -0.4),
    "indoors+": (-0.2, 0.2, 0.0),
    "inside": (1.1, -0.6, -0.5),
    "inside+": (0.4, -0.7, 0.3),
    "landmark": (-0.2, 0.5, -0.3),
    "landmark+": (-0.3, 0.3, -0.1),
    # Set by hand: the sample of the fit has no lane houses.
    "lane": (1.8, -0.6, -0.9),
    "open-ground": (-0.2, 0.3, -0.2),
    "residents": (0.4, -0.3, -0.2),
    "residents+": (0.2, 0.2, -0.4),
    "street": (-0.2, 1.0, -0.8),
    "street+": (-0.1, 0.6, -0.5),
    "towed": (-0.2, -0.1, 0.3),
    "towed+": (-0.1, -0.1, 0.2),
    "traffic-service": (-0.3, 0.6, -0.3),
    "traffic-service+": (-0.4, 0.6, -0.2),
    "venue": (-0.5, 0.9, -0.4),
    "venue+": (0.1, 0.3, -0.5),
    "village": (-0.3, 1.1, -0.8),
    "village+": (-0.2, 0.5, -0.3),
    "wages": (-0.3, 0.5, -0.2),
    "wages+": (0.1, 0.4, -0.5),
    "bias": (-1.0, 0.6, 0.4),
}
SCALE = Scale(_WEIGHTS)


def scope_of(marks: Marks) -> Scope:
    """Where the matter is, by what stands around it."""
    return SCOPES[SCALE.heaviest(marks)]
