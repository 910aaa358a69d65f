"""Whether a text speaks of what the campaign is about, even where no wrong was made out."""

from __future__ import annotations

from huiyin.knowledge.language.marks import Marks
from huiyin.knowledge.language.reading import Scope

_SELDOM_ELSE = (
    ("illegal-building", "own-structure", "bearing-told", "wall-break", "wall-knock", "rebar"),
    ("facade-break", "wire", "home-trade", "group-let", "beds", "cut-up"),
    ("throw", "cast-told", "rubble", "green", "greenery-broken"),
)
"""Ideas of the campaign's subjects that seldom belong to another matter."""
_AT_A_HOME = (
    ("spot", "booth", "raise-plain", "underneath", "opened", "inner-wall", "outer-face"),
    ("ebike", "e-vehicle", "charging", "within", "store-room", "dorm", "lodged", "crowd"),
    ("cast-hard", "heaped", "rubble-thing", "sort", "mixed", "unswept", "filth", "plant"),
    ("told-firm", "firm-idle", "firm-shrugs"),
)
"""Ideas that point to the campaign only where the text is about a home."""

ANYWHERE = frozenset(idea for ideas in _SELDOM_ELSE for idea in ideas)
AT_HOME = ANYWHERE.union(*_AT_A_HOME)


def speaks_of_a_subject(marks: Marks, scope: Scope) -> bool:
    """Whether a person should hear a text in which no wrong was found.

    To send a true report away harms more than a longer queue, so this asks for little.
    """
    subjects = AT_HOME if scope == "compound" or "home" in marks else ANYWHERE
    return not subjects.isdisjoint(marks)
