"""How sure a reading is, and from where on it may pass without a person: learned from readings of texts not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from huiyin.knowledge.language.learned.features import LEARNED
from huiyin.knowledge.language.learned.model import HEADS, Model, doubts, passing
from huiyin.knowledge.language.signs import Signs
from reading.labelled import REAL, Labelled
from reading.workshop import Workshop

_BATCH = 512
_STEPS = np.arange(0.5, 0.995, 0.01)
# What is wanted of what passes where nobody looks: its share of all texts, how much of it is right, the same of texts with a
# wrong, and (turned around) the share of these that passes as none. A hundredth less of what is right weighs as much as a tenth
# less that passes: a person who looks once more costs less than a wrong that nobody saw.
_WANTED = np.array([0.70, 0.95, 0.50, 0.93, -0.02])
_WEIGHED = np.array([0.1, 0.01, 0.1, 0.01, 0.01])


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
    """Chances that whole sets are right, each from a judgement that did not see its fold, and those that pass.

    Of ``model`` only the share that rules have and the threshold count; ``sums`` are of models that did not see their texts.
    """

    def __init__(
        self,
        labelled: Sequence[Labelled],
        fold_of: Sequence[int],
        signs: Sequence[Signs],
        sums: Any,
        model: Model,
    ) -> None:
        self.odds = model.chances(sums, signs[: len(labelled)])
        self.chosen = self.odds >= model.threshold
        self.wanted = np.array([[code in one.codes for code in LEARNED] for one in labelled])
        self.right = (self.chosen == self.wanted).all(1)
        self._seen = doubts(self.odds, self.chosen, signs[: len(labelled)])
        # A text is judged by what other folds taught.
        folds = np.asarray(fold_of)
        self.sure = np.zeros(len(folds))
        for fold in sorted(set(fold_of)):
            others = folds != fold
            self.sure[~others] = self._learn(others).predict_proba(self._seen[~others])[:, 1]
        sources = {one.source for one in labelled}
        asked = [name for name in REAL if name in sources] or sorted(sources)
        source = np.array([one.source for one in labelled])
        self.pass_some, self.pass_none = self._least([source == name for name in asked])
        self.passes = passing(self.sure, self.chosen, signs[: len(labelled)], self.pass_some, self.pass_none)

    def _learn(self, which: Any) -> Any:
        return LogisticRegression(max_iter=1_000).fit(self._seen[which], self.right[which])

    def _least(self, sources: Sequence[Any]) -> tuple[float, float]:
        """The least chances to pass, with wrongs and without, at which most room is left to what is wanted, by whatever has
        least of it; of equals that where the next has most.

        Each wish is asked of the first source, whose texts and labels are of the kind that is to be read, and of the mean of
        all: of a single other one a dozen texts would decide.
        """
        some = self.chosen.any(1)
        best: tuple[list[float], float, float] = ([-np.inf], 1.0, 1.0)
        for of_some in _STEPS:
            for of_none in _STEPS:
                passes = self.sure >= np.where(some, of_some, of_none)
                each = np.array([self._told(passes & here, here) for here in sources])
                told = np.minimum(each[0], each.mean(0))
                room = sorted(((told - _WANTED) / _WEIGHED).tolist())
                if room > best[0]:
                    best = (room, float(of_some), float(of_none))
        return best[1], best[2]

    def _told(self, passes: Any, here: Any) -> Any:
        """What is wanted, as it is of the texts of one source of which these pass."""
        wrongs = self.wanted.any(1) & here
        of_wrongs = passes & wrongs
        if not of_wrongs.any():
            return np.full(len(_WANTED), -np.inf)
        return np.array(
            [
                passes.sum() / here.sum(),
                self.right[passes].mean(),
                of_wrongs.sum() / wrongs.sum(),
                self.right[of_wrongs].mean(),
                -(of_wrongs & ~self.chosen.any(1)).sum() / wrongs.sum(),
            ]
        )

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
