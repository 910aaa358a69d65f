"""Pieces of texts as numbers: characters by ones, twos and threes, those near evidence, and pairs of ideas.

Pieces are hashed, so that a table of weights has no key from which a name could be read. All of a batch is worked on at once:
one long row of characters, of which each knows its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from huiyin.knowledge.language.learned.features import KINDS, spans_of, stands_of
from huiyin.knowledge.language.signs import Signs

Numbers = npt.NDArray[np.uint32]

GRAM_BITS, NEAR_BITS = 17, 15
"""Binary logarithms of how many buckets there are for all pieces, and for those near evidence."""
PAIRS = KINDS * KINDS
MOST_TEXTS = 1 << 15
"""Texts that may be worked on at once."""
_LONGEST = 3_000
"""Characters of a text that are cut into pieces; its signs are of more."""
_AROUND = 10
"""How far from evidence, in characters, a piece is near it."""
_REACH, _LAGS = 25, 13
"""How far apart, in characters, two ideas are a pair, and among how many that follow each looks for partners."""

# What a ticket asks an office to do says nothing of the matter and would betray the label.
_ROUTE = re.compile(
    "(?:敬?请|望|转)[^，,。：:；;！!？?\\n（(]{0,24}?(?:核实并处理|核实处理|核实查处|调查处理|尽快处理|协助处理|依法处理|予以处理"
    "|给予处理|介入处理|核实回复|核实解决|核实|查处|处理|协调|解答|跟进|办理|回复|答复|解决)[^，,。：:；;！!？?\\n]{0,8}"
)
_STOPS = " \n\t\r\0。，,、；;：:！!？?（）()【】[]“”\"'《》…—-~·.*＊\u3000"
_CHARACTERS = 1 << 16


class Held(NamedTuple):
    """Which pieces the texts of a batch hold: for each its text's position and its bucket, sorted, each pair once."""

    owner: Numbers
    bucket: Numbers


class Pieces(NamedTuple):
    """All pieces, those near the rules' evidence, and pairs of ideas."""

    grams: Held
    near: Held
    pairs: Held


def pieces_of(batch: Sequence[Signs]) -> Pieces:
    """The pieces of up to ``MOST_TEXTS`` texts."""
    assert len(batch) <= MOST_TEXTS
    shown = [_without_routes(signs.text[:_LONGEST]) for signs in batch]
    joined = "\n".join([*shown, ""])
    characters = _FOLD[
        np.minimum(np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32), _CHARACTERS - 1)
    ]
    lengths = np.array([len(text) + 1 for text in shown])
    owner = np.repeat(np.arange(len(shown), dtype=np.uint32), lengths)
    near = _near_evidence(batch, lengths)
    good = ~_IS_STOP[characters]
    hashes = characters * np.uint32(2654435761)
    owners: list[Numbers] = []
    values: list[Numbers] = []
    inside: list[npt.NDArray[np.bool_]] = []
    for n in (1, 2, 3):
        if n > 1:
            behind = characters[n - 1 :]
            hashes = (hashes[:-1] ^ (hashes[:-1] >> np.uint32(13))) * np.uint32(
                0x27D4EB2F
            ) + behind * np.uint32(2246822519)
            good = good[:-1] & ~_IS_STOP[behind]
            near = near[:-1] & near[1:]
        kept = np.flatnonzero(good)
        values.append(_mixed(hashes[kept] + np.uint32(n)))
        owners.append(owner[kept])
        inside.append(near[kept])
    whose, which, close = np.concatenate(owners), np.concatenate(values), np.concatenate(inside)
    return Pieces(
        _each_once(whose, which >> np.uint32(32 - GRAM_BITS), GRAM_BITS),
        _each_once(whose[close], which[close] >> np.uint32(32 - NEAR_BITS), NEAR_BITS),
        _pairs(batch),
    )


def _without_routes(text: str) -> str:
    """`text` with every routing phrase replaced by as many stops, so that positions stay."""
    if "请" not in text and "望" not in text and "转" not in text:
        return text
    return _ROUTE.sub(lambda route: "。" * (route.end() - route.start()), text)


def _near_evidence(batch: Sequence[Signs], lengths: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """For each character of the joined texts whether it is near any evidence."""
    steps = np.zeros(int(lengths.sum()) + 1, np.int32)
    begin = 0
    for signs, length in zip(batch, lengths.tolist(), strict=True):
        last = begin + length - 1
        for start, end in spans_of(signs):
            first = begin + max(0, start - _AROUND)
            if first < last:
                steps[first] += 1
                steps[min(begin + end + _AROUND, last)] -= 1
        begin += length
    nearby: npt.NDArray[np.bool_] = np.cumsum(steps[:-1]) > 0
    return nearby


def _pairs(batch: Sequence[Signs]) -> Held:
    """Pairs of different ideas that stand in this order close together in one sentence."""
    stands = [stands_of(signs) for signs in batch]
    flat = np.array([stand for those in stands for stand in those], np.int32).reshape(-1, 4)
    owner = np.repeat(np.arange(len(batch), dtype=np.int64), [len(those) for those in stands])
    order = np.lexsort((flat[:, 1], flat[:, 0], owner))
    whose, flat = owner[order].astype(np.uint32), flat[order]
    owners: list[Numbers] = [np.zeros(0, np.uint32)]
    values: list[Numbers] = [np.zeros(0, np.uint32)]
    for lag in range(1, min(_LAGS, len(flat) - 1) + 1):
        one, other = flat[:-lag], flat[lag:]
        held = (
            (whose[:-lag] == whose[lag:])
            & (one[:, 2] == other[:, 2])
            & (one[:, 3] != other[:, 3])
            & (other[:, 0] - one[:, 1] <= _REACH)
        )
        owners.append(whose[:-lag][held])
        values.append((one[held, 3] * KINDS + other[held, 3]).astype(np.uint32))
    return _each_once(np.concatenate(owners), np.concatenate(values), PAIRS.bit_length())


def _each_once(owner: Numbers, bucket: Numbers, bits: int) -> Held:
    keys = (owner << np.uint32(bits)) | bucket
    keys.sort()
    if len(keys):
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    return Held(keys >> np.uint32(bits), keys & np.uint32((1 << bits) - 1))


def _mixed(hashes: Numbers) -> Numbers:
    """Hashes whose upper bits depend on all of them."""
    hashes = hashes * np.uint32(0x9E3779B1)
    hashes ^= hashes >> np.uint32(15)
    return hashes * np.uint32(0x85EBCA77)


def _tables() -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """What each character counts as (every digit as one, letters as small ones), and which end a piece."""
    fold = np.arange(_CHARACTERS, dtype=np.uint32)
    for sign in "0123456789０１２３４５６７８９":
        fold[ord(sign)] = ord("0")
    fold[ord("A") : ord("Z") + 1] += 32
    stops = np.zeros(_CHARACTERS, np.bool_)
    stops[[ord(sign) for sign in _STOPS]] = True
    return fold, stops


_FOLD, _IS_STOP = _tables()
