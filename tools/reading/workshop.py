"""Trains models: features of all texts once, then a model from any part of the labelled ones.

The features of the texts without labels serve latent semantic analysis, whose directions are linear in the pieces: what is
learned on them is folded into the weights of the pieces and costs nothing when reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    Model,
    Table,
    fingerprint,
)
from huiyin.knowledge.language.learned.pieces import GRAM_BITS, NEAR_BITS, PAIRS, pieces_of
from huiyin.knowledge.language.reading import ACTS, BUILDING, SCOPES
from huiyin.knowledge.language.signs import Signs
from reading.fitting import logistic, softmax
from reading.labelled import REAL, Labelled

DIRECTIONS = 200
"""How many directions latent semantic analysis keeps."""
_BATCH = 2_048
_WIDTHS = (1 << GRAM_BITS, 1 << NEAR_BITS, PAIRS)
# A piece counts that so many texts have.
_LEAST_TEXTS = (4, 3, 3)
# How much a block of features counts beside the signs, by question.
_CODES_TRUST, _CLASSES_TRUST = 1.0, 0.5
# Where a matter is, people label less alike than what it is: of scope less is believed, and more is heard.
_SCOPE_TRUST, _BLOCK_OF_SCOPE = 0.1, 2.0
_BLOCK, _DIRECTIONS_OF_CLASSES, _GRAMS_OF_CLASSES = 3.0, 5.0, 6.0
_DOUBTED = 0.5
"""What a text counts in training of whose codes people were not sure."""
_SOURCE = 3.0
"""How much it counts where a text comes from."""
_MADE_UP = 0.2
"""What a composed text counts beside a real one: it shows what else people may say, not how often they do."""


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
        self._worth = np.array(
            [
                [(_DOUBTED if one.doubted else 1.0) * (1.0 if one.source in REAL else _MADE_UP)]
                for one in labelled
            ]
        )

    def model(self, which: Sequence[int]) -> Model:
        """Learn from these of the labelled texts. What makes a reading sure is not learned here."""
        rows = np.asarray(which)
        worth = self._worth[rows]
        known = np.flatnonzero(self._grams[rows].getnnz(0) >= 3)
        codes, code_bias = _dense_fit(
            logistic,
            [
                self._signs[rows],
                self._near[rows] * _BLOCK,
                self._pairs[rows] * _BLOCK,
                self._along[rows] * _BLOCK,
                self._source[rows],
            ],
            self._codes[rows],
            worth,
            _CODES_TRUST,
        )
        of_classes = [
            self._signs[rows],
            self._along[rows] * _DIRECTIONS_OF_CLASSES,
            self._grams[rows][:, known] * _GRAMS_OF_CLASSES,
            self._source[rows],
        ]
        signs = np.zeros((ROWS, HEADS), np.float32)
        grams = np.zeros((_WIDTHS[0], HEADS), np.float32)
        bias = np.zeros(HEADS, np.float32)
        near_from, pairs_from, along_from = np.cumsum([ROWS, _WIDTHS[1], _WIDTHS[2]])
        signs[:, OF_CODES], bias[OF_CODES] = codes[:ROWS], code_bias
        grams[:, OF_CODES] = _BLOCK * (self._directions @ codes[along_from : along_from + DIRECTIONS])
        of_scope = [*of_classes, self._near[rows] * _BLOCK_OF_SCOPE, self._pairs[rows] * _BLOCK_OF_SCOPE]
        for head, targets, blocks, trust in (
            (OF_SCOPE, self._scopes, of_scope, _SCOPE_TRUST),
            (OF_ACT, self._acts, of_classes, _CLASSES_TRUST),
            (OF_PROGRESS, self._progress, of_classes, _CLASSES_TRUST),
        ):
            found, bias[head] = _dense_fit(softmax, blocks, targets[rows], worth, trust)
            signs[:, head] = found[:ROWS]
            grams[:, head] = _DIRECTIONS_OF_CLASSES * (self._directions @ found[ROWS : ROWS + DIRECTIONS])
            grams[known, head] += (
                _GRAMS_OF_CLASSES * found[ROWS + DIRECTIONS : ROWS + DIRECTIONS + len(known)]
            )
            if head == OF_SCOPE:
                scope_near, scope_pairs = np.split(
                    _BLOCK_OF_SCOPE * found[-_WIDTHS[1] - _WIDTHS[2] :], [_WIDTHS[1]]
                )
        # Columns of codes and scope stand side by side: of what stands near evidence, act and progress learn nothing.
        tables = (
            grams,
            np.hstack([_BLOCK * codes[near_from:pairs_from], scope_near]),
            np.hstack([_BLOCK * codes[pairs_from:along_from], scope_pairs]),
        )
        return Model(
            signs=signs,
            bias=bias,
            tables={
                name: _table(weights, rarity)
                for name, weights, rarity in zip(
                    ("grams", "near", "pairs"), tables, self._weights, strict=True
                )
            },
            threshold=0.25,
            sure=np.zeros(DOUBTS, np.float32),
            sure_bias=0.0,
            pass_none=1.0,
            pass_some=1.0,
            about={"version": "untrained", "fingerprint": fingerprint()},
        )


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
