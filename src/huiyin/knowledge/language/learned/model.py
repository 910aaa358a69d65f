"""The weights that were learned, and what they say of texts."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from huiyin.knowledge.language.learned.features import LEARNED, PROGRESS, fingerprint, rows_of
from huiyin.knowledge.language.learned.pieces import Held, pieces_of
from huiyin.knowledge.language.reading import ACTS, SCOPES
from huiyin.knowledge.language.signs import Signs

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_ENDS = np.cumsum([0, len(LEARNED), len(SCOPES), len(ACTS), len(PROGRESS)]).tolist()
OF_CODES, OF_SCOPE, OF_ACT, OF_PROGRESS = (slice(a, b) for a, b in pairwise(_ENDS))
HEADS: int = _ENDS[-1]
"""Columns of every table: a code each, then the classes of scope, act and progress."""
TABLES = ("grams", "near", "pairs")
_COLUMN = {code: n for n, code in enumerate(LEARNED)}
_MOST_LENGTH = 1_500
_DENIED = 0.02
_LEAST_CHANCE = 1e-6
_LEAST_LEFT_OUT = 1e-3
DOUBTS = 11
"""How many numbers tell of a text how far its set of codes is to be doubted."""


class NotForThisLexicon(ValueError):
    """Weights that were learned from other words or rules than these."""


@dataclass(frozen=True, slots=True)
class Table:
    """Weights by bucket as small integers: a weight is its integer times its column's ``step``.

    The pieces of a text count together as one of length one; ``squares`` are what each adds to the square of their length.
    """

    weights: npt.NDArray[np.int8]
    step: Floats
    squares: npt.NDArray[np.float16]

    def add_to(self, sums: Floats, held: Held) -> None:
        """Add to each text's sums what its pieces say."""
        owner, bucket = held
        if not len(owner):
            return
        first = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
        square = np.add.reduceat(self.squares[bucket].astype(np.float32), first)
        length = np.sqrt(np.maximum(square, _LEAST_CHANCE))
        # Sums of bytes stay far below 2^31 and are exact, in whatever order they come.
        total = np.add.reduceat(self.weights[bucket], first, axis=0, dtype=np.int32)
        sums[owner[first], : self.weights.shape[1]] += total * (self.step / length[:, None])


@dataclass(frozen=True, slots=True)
class Model:
    """Weights with what they are: ``about`` holds version, day, digest of the labelled texts, fingerprint and figures.

    ``of_rules`` is, for each learned code, how much of its chance the rules have in their own hands; ``threshold`` the chance
    from which a code is found. ``sure`` and ``sure_bias`` weigh what :func:`doubts` sees into the chance that the whole set is
    right, of which ``pass_none`` and ``pass_some`` are needed where nothing, or something, was found.
    """

    signs: Floats
    bias: Floats
    tables: Mapping[str, Table]
    of_rules: Floats
    threshold: float
    sure: Floats
    sure_bias: float
    pass_none: float
    pass_some: float
    about: Mapping[str, Any]

    @property
    def version(self) -> str:
        return str(self.about["version"])

    def sums(self, batch: Sequence[Signs]) -> Floats:
        """One row of ``HEADS`` logarithms of odds for each text; those of one question are relative to each other."""
        pieces = pieces_of(batch)
        sums = np.tile(self.bias, (len(batch), 1))
        said = [rows_of(signs) for signs in batch]
        rows = np.array([row for rows, _ in said for row in rows])
        values = np.array([value for _, values in said for value in values], np.float32)
        # Every text has signs: its length, for one.
        begins = np.concatenate(([0], np.cumsum([len(rows) for rows, _ in said])[:-1]))
        sums += np.add.reduceat(self.signs[rows] * values[:, None], begins, axis=0)
        for name, held in zip(TABLES, pieces, strict=True):
            self.tables[name].add_to(sums, held)
        return sums

    def chances(self, sums: Floats, batch: Sequence[Signs]) -> Floats:
        """The chance of each learned code: what the model says by ``sums``, and for a part what the rules say by themselves.

        Of codes with few examples the rules know more than was learned. What a text plainly denies it does not complain of,
        whatever else in it looks like that; nor of a firm that tried.
        """
        learned = 1 / (1 + np.exp(-sums[:, OF_CODES]))
        rules = np.zeros_like(learned)
        for row, signs in enumerate(batch):
            for wrong in signs.found:
                if wrong.code in _COLUMN:
                    rules[row, _COLUMN[wrong.code]] = wrong.confidence
        mixed: Floats = ((1 - self.of_rules) * learned + self.of_rules * rules).astype(np.float32)
        for row, signs in enumerate(batch):
            for code in signs.grounds.denied | signs.cleared:
                if code in _COLUMN:
                    mixed[row, _COLUMN[code]] = min(mixed[row, _COLUMN[code]], _DENIED)
        return mixed

    def save(self, file: io.BufferedIOBase) -> None:
        """Write the model as arrays of numbers, without pickles."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "signs": self.signs,
            "bias": self.bias,
            "of_rules": self.of_rules,
            "sure": self.sure,
            "numbers": np.array([self.threshold, self.sure_bias, self.pass_none, self.pass_some], np.float64),
            "about": np.frombuffer(json.dumps(dict(self.about), ensure_ascii=False).encode(), np.uint8),
        }
        for name, table in self.tables.items():
            arrays |= {
                f"{name}.weights": table.weights,
                f"{name}.step": table.step,
                f"{name}.squares": table.squares,
            }
        np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, data: bytes) -> Model:
        """Read what :meth:`save` wrote. Raises :class:`NotForThisLexicon` for weights of other words or rules."""
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            about = json.loads(held["about"].tobytes())
            if about["fingerprint"] != fingerprint():
                raise NotForThisLexicon(
                    f"the weights of {about['version']} belong to another lexicon; train them anew (make reader)"
                )
            threshold, sure_bias, pass_none, pass_some = held["numbers"].tolist()
            return cls(
                held["signs"],
                held["bias"],
                {
                    name: Table(held[f"{name}.weights"], held[f"{name}.step"], held[f"{name}.squares"])
                    for name in TABLES
                },
                held["of_rules"],
                threshold,
                held["sure"],
                sure_bias,
                pass_none,
                pass_some,
                about,
            )


@cache
def shipped() -> Model:
    """The model that comes with the product."""
    return Model.load(files(__package__).joinpath("weights.npz").read_bytes())


def passing(sure: Any, chosen: Flags, batch: Sequence[Signs], least_some: float, least_none: float) -> Flags:
    """Which texts pass without a person: those whose set is sure enough, by whether it holds anything.

    Where the text denies something a person looks, whatever else is found: it may deny what others did, or what was before.
    """
    some = chosen.any(1)
    denied = np.array([bool(signs.grounds.denied or signs.grounds.unsaid) for signs in batch])
    enough: Flags = (sure >= np.where(some, least_some, least_none)) & ~denied
    return enough


def doubts(odds: Floats, chosen: Flags, batch: Sequence[Signs]) -> Floats:
    """What tells how likely the whole set of codes of each text is right, one row of numbers a text.

    ``odds`` are the chances of the codes, ``chosen`` those that were found.
    """
    some = chosen.any(1)
    likely = np.log(np.clip(np.where(chosen, odds, 1 - odds), _LEAST_CHANCE, 1)).sum(1)
    weakest = np.where(some, np.where(chosen, odds, 1).min(1), 0)
    left_out = np.where(chosen, 0, odds)
    best_left_out = left_out.max(1)
    # Several codes that nearly hold are more to be doubted than one.
    all_left_out = np.log(left_out + _LEAST_LEFT_OUT).mean(1)
    as_the_rules = np.array(
        [
            {wrong.code for wrong in signs.found if wrong.code in LEARNED}
            == {LEARNED[n] for n in np.flatnonzero(row)}
            for signs, row in zip(batch, chosen, strict=True)
        ]
    )
    length = np.array([min(signs.length, _MOST_LENGTH) for signs in batch]) / 500
    evidence = np.array([bool(signs.grounds.evidence) for signs in batch])
    return np.stack(
        [
            likely,
            likely * some,
            weakest,
            np.log(best_left_out + 1e-4),
            as_the_rules,
            as_the_rules * some,
            chosen.sum(1) > 1,
            length,
            evidence & ~some,
            all_left_out,
            all_left_out * some,
        ],
        1,
    ).astype(np.float32)
