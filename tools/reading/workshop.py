"""Trains models: features of all texts once, then a model from any part of the labelled ones.

The features of the texts without labels serve latent semantic analysis, whose directions are linear in the pieces: what is
learned on them is folded into the weights of the pieces and costs nothing when reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.decomposition import TruncatedSVD

from huiyin.knowledge.language.learned.features import LEARNED, PROGRESS, ROWS, rows_of
from huiyin.knowledge.language.learned.model import (
    DOUBTS,
    HEADS,
    OF_ACT,
    OF_CODES,
    OF_PROGRESS,
    OF_SCOPE,
    TABLES,
    Model,
    Table,
    fingerprint,
)
from huiyin.knowledge.language.learned.pieces import GRAM_BITS, NEAR_BITS, PAIRS, pieces_of
from huiyin.knowledge.language.reading import ACTS, BUILDING, SCOPES
from huiyin.knowledge.language.signs import Signs
from reading.fitting import logistic, softmax
from reading.labelled import HARD, REAL, Labelled

DIRECTIONS = 200
"""How many directions latent semantic analysis keeps."""
_BATCH = 2_048
_WIDTHS = (1 << GRAM_BITS, 1 << NEAR_BITS, PAIRS)
# A piece counts that so many texts have.
_LEAST_TEXTS = (4, 3, 3)


class _Recipe(NamedTuple):
    """How one question is learned: ``trust`` is how freely its weights may grow, the others how much a block of features counts
    beside the signs: the directions, all pieces, and what stands near evidence together with pairs of ideas."""

    trust: float
    directions: float
    grams: float
    near: float


# Pieces teach of codes by the directions alone, which also know them from the texts without labels. Where a matter is, people
# label less alike than what it is: of scope less is believed, and more is heard.
_OF_CODES = _Recipe(trust=0.3, directions=5.0, grams=0.0, near=8.0)
_OF_CLASSES = (
    (OF_SCOPE, _Recipe(trust=0.04, directions=5.0, grams=12.0, near=9.0)),
    (OF_ACT, _Recipe(trust=0.2, directions=5.0, grams=6.0, near=6.0)),
    (OF_PROGRESS, _Recipe(trust=0.5, directions=5.0, grams=6.0, near=0.0)),
)
_DOUBTED = 0.5
"""What a text counts in training of whose codes people were not sure."""
_SOURCE = 3.0
"""How much it counts where a text comes from."""
_MADE_UP = 0.2
"""What a composed text counts beside a real one: it shows what else people may say, not how often they do."""
_FEW, _RULES_HAVE = 20, (0.2, 0.7)
"""Of a code that so many real texts have half of the chance is the rules' own; and the least and the most that it is of any."""
_HARD = 0.5
"""What a text counts that was chosen since it is hard to read: whoever labels such texts differs more often from others."""


class Workshop:
    """The features of all texts, labelled ones first. No label is used for them."""

    def __init__(self, labelled: Sequence[Labelled], signs: Sequence[Signs]) -> None:
        self.labelled = labelled
        self._signs, *pieces = _matrices(signs)
        self._weights = [_rarity(one, least) for one, least in zip(pieces, _LEAST_TEXTS, strict=True)]
        self._grams, self._near, self._pairs = (
            _of_length_one(one, weights) for one, weights in zip(pieces, self._weights, strict=True)
        )
        found = TruncatedSVD(DIRECTIONS, n_iter=1, random_state=0).fit(self._grams)
        along = found.transform(self._grams)
        scale = 1 / np.sqrt((along**2).mean(0)) / np.sqrt(DIRECTIONS)
        self._directions = (found.components_.T * scale).astype(np.float32)
        self._along = csr_matrix((along * scale).astype(np.float32))
        # How often who labels what finds it is learned apart, source by source, and left behind: readings have the first one's.
        sources = list(dict.fromkeys(one.source for one in labelled))[1:]
        self._source = csr_matrix(
            [[_SOURCE * (one.source == source) for source in sources] or [0.0] for one in labelled]
        )
        self._codes = np.array([[code in one.codes for code in LEARNED] for one in labelled], np.float64)
        self._scopes = np.array([[one.scope == scope for scope in SCOPES] for one in labelled], np.float64)
        self._acts = np.eye(len(ACTS))[[ACTS.index(one.act) for one in labelled]]
        self._progress = np.eye(len(PROGRESS))[[PROGRESS.index(one.in_progress) for one in labelled]]
        # Of what builds nothing nobody asks how far it is, and what has no scope was not labelled so far.
        self._progress[[BUILDING.isdisjoint(one.codes) or not one.scope for one in labelled]] = 0
        self._worth = np.array([[_worth(one)] for one in labelled])
        found = self._codes[[one.source in REAL for one in labelled]].sum(0)
        self._of_rules = np.clip(_FEW / (found + _FEW), *_RULES_HAVE).astype(np.float32)
        # Of what was labelled by scope and act alone nobody knows the codes.
        self._worth_of_codes = self._worth * np.array([[one.coded] for one in labelled])

    def model(self, which: Sequence[int]) -> Model:
        """Learn from these of the labelled texts. What makes a reading sure is not learned here."""
        rows = np.asarray(which)
        known = np.flatnonzero(self._grams[rows].getnnz(0) >= 3)
        signs = np.zeros((ROWS, HEADS), np.float32)
        bias = np.zeros(HEADS, np.float32)
        # By table; of how far the work is, what stands near evidence and pairs of ideas say nothing.
        tables = [np.zeros((width, HEADS), np.float32) for width in _WIDTHS]
        for head, recipe, fit, targets, worth in (
            (OF_CODES, _OF_CODES, logistic, self._codes, self._worth_of_codes),
            *(
                (head, recipe, softmax, targets, self._worth)
                for (head, recipe), targets in zip(
                    _OF_CLASSES, (self._scopes, self._acts, self._progress), strict=True
                )
            ),
        ):
            weighed = {
                "directions": (self._along[rows], recipe.directions),
                "grams": (self._grams[rows][:, known], recipe.grams),
                "near": (self._near[rows], recipe.near),
                "pairs": (self._pairs[rows], recipe.near),
            }
            blocks = {"signs": self._signs[rows], "source": self._source[rows]} | {
                name: block * weight for name, (block, weight) in weighed.items() if weight
            }
            found, bias[head] = _dense_fit(
                fit, list(blocks.values()), targets[rows], worth[rows], recipe.trust
            )
            ends = np.cumsum([block.shape[1] for block in blocks.values()])[:-1]
            of = dict(zip(blocks, np.split(found, ends), strict=True))
            grams, near, pairs = tables
            signs[:, head] = of["signs"]
            grams[:, head] = recipe.directions * (self._directions @ of["directions"])
            if "grams" in of:
                grams[known, head] += recipe.grams * of["grams"]
            if "near" in of:
                near[:, head], pairs[:, head] = recipe.near * of["near"], recipe.near * of["pairs"]
        return Model(
            signs=signs,
            bias=bias,
            tables={
                name: _table(weights[:, : OF_PROGRESS.start] if name != "grams" else weights, rarity)
                for name, weights, rarity in zip(TABLES, tables, self._weights, strict=True)
            },
            of_rules=self._of_rules,
            threshold=0.25,
            sure=np.zeros(DOUBTS, np.float32),
            sure_bias=0.0,
            pass_none=1.0,
            pass_some=1.0,
            about={"version": "untrained", "fingerprint": fingerprint()},
        )


def _worth(one: Labelled) -> float:
    """How much a labelled text counts in training."""
    worth = _DOUBTED if one.doubted else 1.0
    if one.source == HARD:
        return worth * _HARD
    return worth if one.source in REAL else worth * _MADE_UP


def _matrices(signs: Sequence[Signs]) -> list[Any]:
    """One row a text: its signs, its pieces, those near evidence, its pairs of ideas."""
    said = [rows_of(one) for one in signs]
    ends = np.concatenate(([0], np.cumsum([len(rows) for rows, _ in said])))
    values = np.array([value for _, those in said for value in those], np.float32)
    columns = np.array([row for rows, _ in said for row in rows])
    matrices: list[Any] = [csr_matrix((values, columns, ends), shape=(len(signs), ROWS))]
    parts: list[list[tuple[Any, Any]]] = [[], [], []]
    for begin in range(0, len(signs), _BATCH):
        for part, held in zip(parts, pieces_of(signs[begin : begin + _BATCH]), strict=True):
            part.append((held.owner.astype(np.int64) + begin, held.bucket))
    for part, width in zip(parts, _WIDTHS, strict=True):
        owner = np.concatenate([one for one, _ in part])
        bucket = np.concatenate([one for _, one in part])
        ones = np.ones(len(owner), np.float32)
        matrices.append(csr_matrix((ones, (owner, bucket)), shape=(len(signs), width)))
    return matrices


def _rarity(held: Any, least: int) -> Any:
    """What a piece weighs: the rarer the more, and nothing when hardly any text has it."""
    texts = held.getnnz(0)
    return np.where(texts >= least, np.log((held.shape[0] + 1) / (texts + 1)) + 1, 0).astype(np.float32)


def _of_length_one(held: Any, weights: Any) -> Any:
    weighed = held @ diags(weights)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    length[length == 0] = 1
    scaled = (diags(1 / length) @ weighed).tocsr().astype(np.float32)
    scaled.eliminate_zeros()
    return scaled


def _dense_fit(fit: Any, blocks: list[Any], targets: Any, worth: Any, trust: float) -> tuple[Any, Any]:
    """Fit on the columns that any text has; the others weigh nothing."""
    features = hstack(blocks).tocsr()
    held = np.flatnonzero(features.getnnz(0))
    weights = np.zeros((features.shape[1], targets.shape[1]), np.float32)
    weights[held], bias = fit(features[:, held], targets, worth, trust=trust)
    return weights, bias


def _table(weights: Any, rarity: Any) -> Table:
    """Weights as bytes. The few heaviest are clipped, so that the rest keep their steps."""
    weights = weights * rarity[:, None]
    largest = np.maximum(np.abs(weights).max(0), 1e-9)
    held = np.abs(weights[np.abs(weights).max(1) > 0])
    step = np.maximum(np.quantile(held, 0.9999, axis=0), largest / 3) / 127
    return Table(
        np.clip(np.rint(weights / step), -127, 127).astype(np.int8),
        step.astype(np.float32),
        (rarity**2).astype(np.float16),
    )
