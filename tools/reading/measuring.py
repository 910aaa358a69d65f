"""Figures of readings against labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from huiyin.knowledge.language.learned.features import PROGRESS
from huiyin.knowledge.language.learned.model import OF_ACT, OF_PROGRESS, OF_SCOPE
from huiyin.knowledge.language.reading import ACTS, SCOPES
from reading.judging import Judge
from reading.labelled import Labelled

ENOUGH = 10
"""Texts that a code must have to count in the mean over codes."""


def f1(wanted: Any, found: Any) -> tuple[float, float, float, float]:
    """Micro F1, macro F1 over codes with enough texts, precision and recall; both arguments are texts x codes."""
    hit = (wanted & found).sum(0)
    of_each = 2 * hit / np.maximum(wanted.sum(0) + found.sum(0), 1)
    enough = wanted.sum(0) >= ENOUGH
    total, said, asked = hit.sum(), max(found.sum(), 1), max(wanted.sum(), 1)
    macro = float(of_each[enough].mean()) if enough.any() else 0.0
    return 2 * total / (said + asked), macro, total / said, total / asked


def figures(labelled: Sequence[Labelled], judge: Judge, sums: Any) -> dict[str, float]:
    """What readings of texts not seen are worth, by the source of the texts."""
    told: dict[str, float] = {}
    source = np.array([one.source for one in labelled])
    scope = np.array([SCOPES.index(one.scope) if one.scope else -1 for one in labelled])
    act = np.array([ACTS.index(one.act) for one in labelled])
    progress = np.array([PROGRESS.index(one.in_progress) for one in labelled])
    for name in dict.fromkeys(source.tolist()):
        here = source == name
        micro, macro, precision, recall = f1(judge.wanted[here], judge.chosen[here])
        wrongs, passes = judge.wanted.any(1) & here, judge.passes & here
        building = (judge.wanted[:, :2].any(1)) & here
        told |= (
            {
                f"{name}: scope": (sums[here, OF_SCOPE].argmax(1) == scope[here]).mean(),
                f"{name}: progress of building": (
                    sums[building, OF_PROGRESS].argmax(1) == progress[building]
                ).mean(),
            }
            if labelled[int(np.flatnonzero(here)[0])].scope
            else {}
        )
        told |= {
            f"{name}: texts": int(here.sum()),
            f"{name}: micro F1": micro,
            f"{name}: macro F1": macro,
            f"{name}: precision": precision,
            f"{name}: recall": recall,
            f"{name}: act": (sums[here, OF_ACT].argmax(1) == act[here]).mean(),
            f"{name}: pass alone": passes[here].mean(),
            f"{name}: of these exactly right": judge.right[passes].mean(),
            f"{name}: wrongs that pass alone": passes[wrongs].mean(),
            f"{name}: of these exactly right, with a wrong": judge.right[passes & wrongs].mean(),
            f"{name}: wrongs that pass as none": (passes & ~judge.chosen.any(1))[wrongs].mean(),
        }
    return {key: round(float(value), 4) for key, value in told.items()}
