"""Figures of readings against labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from string import ascii_letters
from typing import Any

import numpy as np

from huiyin.knowledge.language.learned.features import PROGRESS
from huiyin.knowledge.language.learned.model import OF_ACT, OF_PROGRESS, OF_SCOPE
from huiyin.knowledge.language.reading import ACTS, SCOPES
from reading.judging import Judge
from reading.labelled import DEVELOPMENT, Labelled

ENOUGH = 10
"""Texts that a code must have to count in the mean over codes."""


def f1(wanted: Any, found: Any, worth: Any = 1.0) -> tuple[float, float, float, float]:
    """Micro F1, macro F1 over codes with enough texts, precision and recall; the first two arguments are texts x codes.

    ``worth`` is how much each text counts, a column.
    """
    hit, both = ((wanted & found) * worth).sum(0), ((wanted.astype(float) + found) * worth).sum(0)
    of_each = 2 * hit / np.maximum(both, 1e-9)
    enough = (wanted & (worth > 0)).sum(0) >= ENOUGH
    said, asked = max((found * worth).sum(), 1e-9), max((wanted * worth).sum(), 1e-9)
    macro = float(of_each[enough].mean()) if enough.any() else 0.0
    return 2 * hit.sum() / (said + asked), macro, hit.sum() / said, hit.sum() / asked


def told(labelled: Sequence[Labelled], judge: Judge, sums: Any, worth: Any) -> dict[str, float]:
    """What readings of texts not seen are worth. ``worth`` is how much each text counts; those of no worth are left out."""
    which = np.flatnonzero(worth)
    some, worth = [labelled[n] for n in which], worth[which]
    wanted, chosen, passes, right = (
        of[which] for of in (judge.wanted, judge.chosen, judge.passes, judge.right)
    )
    sums = sums[which]

    def share(of: Any, among: Any) -> float:
        among = among * worth
        return float((of * among).sum() / max(among.sum(), 1e-9))

    micro, macro, precision, recall = f1(wanted, chosen, worth[:, None])
    everything, wrongs, building = np.ones(len(which), bool), wanted.any(1), wanted[:, :2].any(1)
    found: dict[str, float] = {}
    if some[0].scope:
        scope = np.array([SCOPES.index(one.scope) for one in some])
        progress = np.array([PROGRESS.index(one.in_progress) for one in some])
        found["scope"] = share(sums[:, OF_SCOPE].argmax(1) == scope, everything)
        found["progress of building"] = share(sums[:, OF_PROGRESS].argmax(1) == progress, building)
    act = np.array([ACTS.index(one.act) for one in some])
    found |= {
        "texts": float(len(which)),
        "micro F1": micro,
        "macro F1": macro,
        "precision": precision,
        "recall": recall,
        "act": share(sums[:, OF_ACT].argmax(1) == act, everything),
        "pass alone": share(passes, everything),
        "of these exactly right": share(right, passes),
        "wrongs that pass alone": share(passes, wrongs),
        "of these exactly right, with a wrong": share(right, passes & wrongs),
        "wrongs that pass as none": share(passes & ~chosen.any(1), wrongs),
    }
    return found


def figures(labelled: Sequence[Labelled], judge: Judge, sums: Any) -> dict[str, float]:
    """The same by the source of the texts."""
    source = np.array([one.source for one in labelled])
    return {
        f"{name}: {what}": round(float(value), 4)
        for name in dict.fromkeys(source.tolist())
        for what, value in told(labelled, judge, sums, (source == name) * 1.0).items()
    }


def in_proportion(labelled: Sequence[Labelled], judge: Judge, name: str) -> Any:
    """How much each text of a source counts for them to be made up like the development texts: as many with a wrong among those
    of each collection as there. How well codes are found depends on how many texts have none that could be found in them.
    """
    wrongs = judge.wanted.any(1)
    kinds = [(_collection(one), bool(wrong)) for one, wrong in zip(labelled, wrongs, strict=True)]
    model = Counter(kind for kind, one in zip(kinds, labelled, strict=True) if one.source == DEVELOPMENT)
    here = Counter(kind for kind, one in zip(kinds, labelled, strict=True) if one.source == name)
    return np.array(
        [
            model[kind] / here[kind] if one.source == name else 0.0
            for kind, one in zip(kinds, labelled, strict=True)
        ]
    )


def _collection(one: Labelled) -> str:
    """By the letters with which its id begins."""
    return one.id[: len(one.id) - len(one.id.lstrip(ascii_letters))]
