"""How sure a reading is, and from where on it may pass without a person: learned from readings of texts not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from huiyin.knowledge.language.learned.features import LEARNED
from huiyin.knowledge.language.learned.model import HEADS, Model, chances, doubts
from huiyin.knowledge.language.signs import Signs
from reading.labelled import REAL, Labelled
from reading.workshop import Workshop

_BATCH = 512
_STEPS = np.arange(0.5, 0.995, 0.01)
# What must hold of what passes where nobody looks: texts with a wrong, all, and the share of wrongs that pass as none.
_RIGHT_OF_WRONGS, _RIGHT_OF_ALL, _MISSED = 0.93, 0.95, 0.02


def cross_sums(workshop: Workshop, fold_of: Sequence[int], signs: Sequence[Signs]) -> Any:
    """For each labelled text what a model says that did not see its fold."""
    folds = np.asarray(fold_of)
    sums = np.zeros((len(folds), HEADS), np.float32)
    for fold in sorted(set(fold_of)):
        model = workshop.model(np.flatnonzero(folds != fold).tolist())
        seen = np.flatnonzero(folds == fold)
        for begin in range(0, len(seen), _BATCH):
            some = seen[begin : begin + _BATCH]
            sums[some] = model.sums([signs[n] for n in some])
    return sums


class Judge:
    """Chances that whole sets are right, each from a judgement that did not see its fold, and those that pass."""

    def __init__(
        self,
        labelled: Sequence[Labelled],
        fold_of: Sequence[int],
        signs: Sequence[Signs],
        sums: Any,
        least: float,
    ) -> None:
        self.odds = chances(sums, signs[: len(labelled)])
        self.chosen = self.odds >= least
        self.wanted = np.array([[code in one.codes for code in LEARNED] for one in labelled])
        self.right = (self.chosen == self.wanted).all(1)
        self._seen = doubts(self.odds, self.chosen, signs[: len(labelled)])
        # A text is judged by what other folds taught.
        folds = np.asarray(fold_of)
        self.sure = np.zeros(len(folds))
        for fold in sorted(set(fold_of)):
            others = folds != fold
            self.sure[~others] = self._learn(others).predict_proba(self._seen[~others])[:, 1]
        of_real = np.array([one.source in REAL for one in labelled])
        self.pass_some, self.pass_none = self._least(of_real if of_real.any() else ~of_real)
        self.passes = self.sure >= np.where(self.chosen.any(1), self.pass_some, self.pass_none)

    def _learn(self, which: Any) -> Any:
        return LogisticRegression(max_iter=1_000).fit(self._seen[which], self.right[which])

    def _least(self, asked: Any) -> tuple[float, float]:
        """The least chances at which, of the texts that are asked, what passes is as often right as it must be."""
        some, wrongs = self.chosen.any(1), self.wanted.any(1)
        best = (0.0, 1.0, 1.0)
        for of_some in _STEPS:
            for of_none in _STEPS:
                passes = asked & (self.sure >= np.where(some, of_some, of_none))
                enough = (
                    passes[wrongs].any()
                    and self.right[passes].mean() >= _RIGHT_OF_ALL
                    and self.right[passes & wrongs].mean() >= _RIGHT_OF_WRONGS
                    and (passes & wrongs & ~some).sum() <= _MISSED * (wrongs & asked).sum()
                )
                # Whether an officer sees a matter with a wrong at all is worth as much as whether anybody sees the others.
                worth = passes[asked].mean() + passes[wrongs & asked].mean()
                if enough and worth > best[0]:
                    best = (float(worth), float(of_some), float(of_none))
        return best[1], best[2]

    def judging(self, model: Model) -> Model:
        """The model with what was learned here of when it is sure."""
        learned = self._learn(np.ones(len(self.right), bool))
        return replace(
            model,
            sure=learned.coef_[0].astype(np.float32),
            sure_bias=float(learned.intercept_[0]),
            pass_some=self.pass_some,
            pass_none=self.pass_none,
        )
