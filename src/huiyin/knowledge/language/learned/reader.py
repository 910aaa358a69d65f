"""Reads complaints with the learned model, and shows for everything it finds the words that speak for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from huiyin.knowledge.language.denials import NOT
from huiyin.knowledge.language.keywords import why_unsure
from huiyin.knowledge.language.learned.features import LEARNED, PROGRESS, ideas_of
from huiyin.knowledge.language.learned.model import (
    OF_ACT,
    OF_PROGRESS,
    OF_SCOPE,
    Flags,
    Floats,
    Model,
    doubts,
    passing,
    shipped,
)
from huiyin.knowledge.language.marks import Evidence
from huiyin.knowledge.language.reading import (
    ACTS,
    BUILDING,
    SCOPES,
    Act,
    Code,
    Found,
    Reading,
    WhyUnsure,
    nearest_of,
)
from huiyin.knowledge.language.signs import LONGEST, Signs, signs_of
from huiyin.knowledge.language.violations import spans_of
from huiyin.knowledge.language.weights import EARLY

BATCH = 256
"""Texts that are worked on together: many cost little more than one."""
_SURE = 0.8
_SHORT_QUESTION = 40
"""Up to so many characters a question or a wish tells of no case: 违建举报电话是多少？"""
# 有无违建？ asks though nothing says so; 有没有人管？ complains.
_WHETHER = re.compile(
    r"(?:有无|有没有|是否|是不是|算不算|属不属于)(?!人)[^，。；！？,;!?]{0,16}(?:[？?吗呢]|$)\W*$"
)
_MOST_IDEAS = 3
_WITHDRAWS = ACTS.index("withdraw")
_PLAINLY = frozenset({"withdraw", "staff"})
_MOST = 0.99


class LearnedReader:
    """Reads with a model, the shipped one unless another is given."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model if model is not None else shipped()

    @property
    def version(self) -> str:
        return self._model.version

    def read_all(self, texts: Sequence[str]) -> list[Reading]:
        """One reading for each of `texts`. Never raises; spans are positions in the texts as given."""
        return [
            reading
            for begin in range(0, len(texts), BATCH)
            for reading in self._read_batch(texts[begin : begin + BATCH])
        ]

    def _read_batch(self, texts: Sequence[str]) -> list[Reading]:
        batch = [signs_of(text) for text in texts]
        sums = self._model.sums(batch)
        odds = self._model.chances(sums, batch)
        chosen = odds >= self._model.threshold
        spans = [self._spans(signs, row) for signs, row in zip(batch, chosen, strict=True)]
        for row, shown in zip(chosen, spans, strict=True):
            # What no word of the text can be shown for is not claimed.
            row[[n for n in np.flatnonzero(row).tolist() if LEARNED[n] not in shown]] = False
        right = self._right(odds, chosen, batch)
        passes = passing(right, chosen, batch, self._model.pass_some, self._model.pass_none)
        scopes = sums[:, OF_SCOPE].argmax(1).tolist()
        acts = _acts(sums, batch)
        progress = sums[:, OF_PROGRESS].argmax(1).tolist()
        return [
            _reading(
                signs,
                odds[n],
                chosen[n],
                spans[n],
                scopes[n],
                acts[n],
                progress[n],
                float(right[n]),
                passes=bool(passes[n]),
            )
            for n, signs in enumerate(batch)
        ]

    def _right(self, odds: Floats, chosen: Flags, batch: Sequence[Signs]) -> Floats:
        """The chance that each whole set of codes is right."""
        sums = doubts(odds, chosen, batch) @ self._model.sure + self._model.sure_bias
        right: Floats = (1 / (1 + np.exp(-sums))).astype(np.float32)
        return right

    def _spans(self, signs: Signs, chosen: Flags) -> dict[Code, tuple[tuple[int, int], ...]]:
        """For each chosen code where its evidence stands: the rules' own, else the ideas that weigh most for it."""
        shown: dict[Code, tuple[tuple[int, int], ...]] = {}
        for n in np.flatnonzero(chosen).tolist():
            code = LEARNED[n]
            evidence = signs.grounds.evidence.get(code) or self._weighty(signs, n)
            if evidence:
                shown[code] = spans_of(evidence)
        return shown

    def _weighty(self, signs: Signs, head: int) -> list[Evidence]:
        weights = self._model.signs[:, head]
        heaviest = sorted(ideas_of(signs).items(), key=lambda one: -weights[one[0]])[:_MOST_IDEAS]
        return [
            (start, end, 0.0, NOT)
            for row, idea in heaviest
            if weights[row] > 0
            for start, end, _, _ in signs.marks[idea]
        ]


def _acts(sums: Floats, batch: Sequence[Signs]) -> list[Act]:
    """What each text does. Taking back a report needs the plain words for it, and has them where the rules say so; so have
    the few texts in which an office speaks."""
    others = sums[:, OF_ACT].copy()
    others[:, _WITHDRAWS] = -np.inf
    return [
        signs.act if signs.act in _PLAINLY else ACTS[n]
        for signs, n in zip(batch, others.argmax(1).tolist(), strict=True)
    ]


def _reading(
    signs: Signs,
    odds: Floats,
    chosen: Flags,
    spans: dict[Code, tuple[tuple[int, int], ...]],
    scope: int,
    act: Act,
    progress: int,
    certainty: float,
    *,
    passes: bool,
) -> Reading:
    found = [
        Found(code, min(round(float(odds[LEARNED.index(code)]), 2), _MOST), shown)
        for code, shown in spans.items()
    ]
    # Of what the model does not know the rules are asked.
    found += [wrong for wrong in signs.found if wrong.code not in LEARNED]
    found.sort(key=lambda wrong: (-wrong.confidence, wrong.spans))
    near = nearest_of((code, float(odds[n])) for n, code in enumerate(LEARNED) if not chosen[n])
    why = _why(signs, found, act, near, passes=passes)
    return Reading(
        violations=tuple(found),
        scope=SCOPES[scope],
        act=act,
        in_progress=PROGRESS[progress] if any(wrong.code in BUILDING for wrong in found) else None,
        quotes=signs.quotes,
        sure=not why,
        why_unsure=why,
        certainty=round(certainty, 2),
        near=near,
    )


def _why(
    signs: Signs, found: list[Found], act: Act, near: tuple[tuple[Code, float], ...], *, passes: bool
) -> WhyUnsure:
    """Why a person should look at the set of codes; empty when the chance that it is right is good enough."""
    if signs.length > LONGEST:
        return "too-long"
    if signs.says_nothing:
        return "no-words"
    if found and act == "withdraw":
        return "withdrawn"
    short = found and signs.length <= _SHORT_QUESTION
    if short and (act in ("inquiry", "suggestion") or _WHETHER.search(signs.text)):
        return "question"
    praised = signs.marks.get("praises")
    if found and praised and praised[0][0] < EARLY:
        return "praise"
    if any(wrong.code not in LEARNED for wrong in found):
        return why_unsure(signs)
    if passes:
        return ""
    if any(wrong.confidence < _SURE for wrong in found):
        return "weak-evidence"
    if len(found) > 1:
        return "several"
    if near:
        return "near-miss"
    return why_unsure(signs) or "weak-evidence"
