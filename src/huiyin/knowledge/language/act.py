"""What a text does: report, press again, take back, ask, suggest, or pass on what an office says."""

from __future__ import annotations

from huiyin.knowledge.language.marks import Marks
from huiyin.knowledge.language.reading import ACTS, Act
from huiyin.knowledge.language.weights import EARLY, Scale, Weights

# For report, repeat, withdraw, inquiry, suggestion, staff.
_WEIGHTS: Weights = {
    "again": (-1.3, 0.9, 0.1, 0.4, -0.2, 0.0),
    "again+": (0.0, -0.1, 0.0, 0.2, 0.0, 0.0),
    "again^": (-0.2, 0.3, 0.0, 0.0, -0.1, 0.0),
    "answered": (-0.3, 0.8, -0.1, 0.1, -0.9, 0.5),
    "answered+": (-0.1, 0.2, 0.0, 0.0, 0.0, 0.0),
    "answered^": (-0.5, 0.3, 0.0, -0.4, -0.1, 0.7),
    "asks": (-0.4, 0.0, -0.3, 1.6, -1.0, 0.2),
    "asks+": (0.3, 0.1, 0.0, -0.4, 0.0, 0.0),
    "asks-when": (-0.5, -0.4, -0.1, 1.5, -0.4, -0.2),
    "asks-when+": (0.0, 0.3, 0.0, 0.4, -0.6, -0.1),
    "asks-when^": (-0.6, 0.0, 0.0, 0.4, 0.0, 0.2),
    "asks^": (-1.4, 0.5, -0.3, 1.5, -0.5, 0.3),
    "authority": (0.0, 1.3, -0.3, -0.4, -0.8, 0.2),
    "authority+": (-0.3, 0.7, -0.1, 0.1, -0.5, 0.1),
    "authority^": (-0.1, -0.4, -0.1, -0.1, 0.0, 0.7),
    "hopes": (-0.3, -0.3, 0.0, -0.4, 1.4, -0.4),
    "hopes+": (0.1, -0.3, 0.0, -0.4, 0.6, -0.1),
    "hopes^": (-0.2, 0.5, 0.0, -0.2, 0.0, 0.0),
    "office-calls": (-0.6, -0.9, -0.1, -0.4, -0.2, 2.2),
    "office-calls^": (-0.6, -1.1, 0.0, -0.4, -0.2, 2.4),
    "office-said": (0.0, 1.0, 0.1, -0.1, -0.9, -0.1),
    "office-said+": (-0.3, 0.2, 0.3, 0.1, -0.2, -0.1),
    "office-said^": (-0.5, 0.6, 0.0, -0.1, 0.2, -0.1),
    "reports": (0.0, 1.2, 0.4, -1.1, -0.9, 0.5),
    "reports+": (-0.6, 0.5, -0.1, 0.0, -0.2, 0.3),
    "reports^": (0.9, -0.1, 0.1, 0.2, -1.2, 0.1),
    "requests": (0.3, 0.4, -0.1, -0.7, -0.3, 0.3),
    "requests+": (0.3, -0.2, 0.2, -0.4, 0.4, -0.1),
    "requests^": (-0.3, -0.2, 0.2, -0.5, 0.5, 0.3),
    "suggestion-word": (-0.7, -0.5, 0.1, -0.8, 1.6, 0.4),
    "suggestion-word+": (-0.3, 0.1, 0.0, 0.0, 0.2, 0.0),
    "suggestion-word^": (-0.5, 0.0, 0.0, -0.1, 0.6, 0.0),
    "suggests": (-0.6, 0.3, 0.0, -0.3, 0.8, -0.1),
    "suggests^": (-0.4, 0.0, 0.0, -0.1, 0.6, 0.0),
    "takes-back": (-0.2, -0.7, 1.1, 0.1, -0.1, -0.2),
    "takes-back+": (-0.1, -0.2, 0.3, 0.0, 0.0, 0.0),
    "takes-back^": (-0.2, -0.7, 1.1, 0.1, -0.1, -0.2),
    "ticket": (-1.1, 0.5, 0.7, -0.5, -0.3, 0.6),
    "ticket-word": (-1.0, 0.4, 0.7, -0.5, -0.3, 0.7),
    "ticket-word+": (0.0, -0.9, 0.0, 0.7, 0.0, 0.2),
    "ticket-word^": (-0.8, 0.4, 0.8, -0.6, -0.3, 0.5),
    "told-office": (-0.5, 1.6, -0.1, -0.8, -0.4, 0.1),
    "told-office+": (0.1, -0.1, 0.0, -0.1, 0.0, 0.1),
    "told-office^": (-0.5, 0.3, 0.0, 0.3, 0.0, 0.0),
    "bias": (3.4, -0.2, -2.9, 0.9, 1.4, -2.6),
}
SCALE = Scale(_WEIGHTS)


def act_of(marks: Marks, quotes: tuple[str, ...]) -> Act:
    """What the text does, given the earlier tickets that it quotes.

    Taking back needs the plain words for it near the start, or the quoted ticket that is taken back.
    """
    taken_back = marks.get("takes-back")
    if taken_back is not None and (quotes or taken_back[0][0] < EARLY):
        return "withdraw"
    return ACTS[SCALE.heaviest(marks, "ticket") if quotes else SCALE.heaviest(marks)]
