"""What the rules' signs of a text are to the model: rows of one table of weights, each with a value."""

from __future__ import annotations

import hashlib
import math

from huiyin.knowledge.language.figures import FIGURES
from huiyin.knowledge.language.lexicon import IDEAS
from huiyin.knowledge.language.progress import in_progress
from huiyin.knowledge.language.reading import ACTS, BUILDING, CODES, SCOPES, Code
from huiyin.knowledge.language.rules import RULES
from huiyin.knowledge.language.signs import Signs

LEARNED: tuple[Code, ...] = tuple(code for code in CODES if code not in ("common-parts", "other"))
"""The codes that the model gives. Of the others there are no labelled texts."""
PROGRESS: tuple[bool | None, ...] = (True, False, None)
"""Whether the work is under way, stands finished, or is not told of."""

_LEXICON = {idea: n for n, idea in enumerate(sorted(IDEAS))}
_IDEA = {idea: n for n, idea in enumerate([*_LEXICON, *(figure.name for figure in FIGURES)])}
_CODE = {code: n for n, code in enumerate(CODES)}
KINDS = len(_LEXICON)
"""How many ideas pairs are made of; figures are pairs already."""

_EARLY = len(_IDEA)
_WORTH = _EARLY + len(_IDEA)
_FOUND = _WORTH + len(CODES)
_QUOTES, _UNDER_WAY, _STANDS, _NOTHING, _SEVERAL, _LONG, _LENGTH = range(
    _FOUND + len(CODES), _FOUND + len(CODES) + 7
)
_RULE = _LENGTH + 1
ROWS = _RULE + len(RULES)
"""Rows of the table of weights for signs."""

_EARLY_UP_TO = 40
_LONG_FROM = 300
_MOST_PLACES = 2.5


def fingerprint() -> str:
    """Names the lexicon and the rules that the rows stand for: weights are good for those only from which they were learned."""
    said = repr((sorted(IDEAS.items()), FIGURES, RULES, CODES, SCOPES, ACTS))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def rows_of(signs: Signs) -> tuple[list[int], list[float]]:
    """The rows that hold for a text and what each is worth.

    Ideas by the number of their places, and once more where they come early; what the rules find and weigh, by code and by
    rule; what they say of progress. Not what they say of scope and act: its weights were fitted on texts that teach here as
    well, so that it would count for more than it is worth, and on texts held back nothing is lost without it.
    """
    rows: list[int] = []
    values: list[float] = []
    for idea, places in signs.marks.items():
        n = _IDEA[idea]
        rows.append(n)
        values.append(0.5 * min(0.5 + 0.5 * len(places), _MOST_PLACES))
        if places[0][0] < _EARLY_UP_TO:
            rows.append(_EARLY + n)
            values.append(1.0)
    for code, worth in signs.grounds.worths.items():
        rows.append(_WORTH + _CODE[code])
        values.append(2 * worth)
    for wrong in signs.found:
        rows.append(_FOUND + _CODE[wrong.code])
        values.append(3 * wrong.confidence)
    for n, worth in signs.grounds.held:
        rows.append(_RULE + n)
        values.append(2 * worth)
    flags = _flags(signs)
    rows += flags
    values += [1.0] * len(flags)
    rows.append(_LENGTH)
    values.append(math.log1p(signs.length) / 6)
    return rows, values


def _flags(signs: Signs) -> list[int]:
    flags: list[int] = []
    if signs.quotes:
        flags.append(_QUOTES)
    if any(wrong.code in BUILDING for wrong in signs.found):
        progress = in_progress(signs.marks)
        if progress is not None:
            flags.append(_UNDER_WAY if progress else _STANDS)
    if not signs.found:
        flags.append(_NOTHING)
    elif len(signs.found) > 1:
        flags.append(_SEVERAL)
    if signs.length > _LONG_FROM:
        flags.append(_LONG)
    return flags


def stands_of(signs: Signs) -> list[tuple[int, int, int, int]]:
    """Every place of an idea of the lexicon: start and end, number of its sentence, number of the idea."""
    return [
        (start, end, sentence, _LEXICON[idea])
        for idea, places in signs.marks.items()
        if idea in _LEXICON
        for start, end, sentence, _ in places
    ]


def spans_of(signs: Signs) -> list[tuple[int, int]]:
    """Where any rule has evidence, for whatever code."""
    return [place[:2] for places in signs.grounds.evidence.values() for place in places]


def ideas_of(signs: Signs) -> dict[int, str]:
    """The ideas that stand in a text, by their row."""
    return {_IDEA[idea]: idea for idea in signs.marks}
