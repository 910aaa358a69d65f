"""Which labelled texts belong together, and folds that keep them so: no text is measured by a model that saw its like."""

from __future__ import annotations

import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from huiyin.knowledge.language.quotes import quoted_tickets
from reading.labelled import Labelled

_OTHER_THAN_CHINESE = re.compile(r"[^\u4e00-\u9fff]")
_SHINGLE, _BANDS, _ROWS = 6, 8, 2
_PRIME = 4294967291
_SHORTEST_NAME = 4


def groups(texts: Sequence[Labelled]) -> list[int]:
    """For each text the number of its group: same compound, same or quoted ticket, or nearly the same words (MinHash)."""
    parent = list(range(len(texts)))

    def root(of: int) -> int:
        while parent[of] != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    first: dict[str, int] = {}
    for n, one in enumerate(texts):
        for key in _keys(one):
            parent[root(n)] = root(first.setdefault(key, n))
    return [root(n) for n in range(len(texts))]


def _keys(one: Labelled) -> Iterator[str]:
    yield "ticket " + re.sub(r"\D", "", one.id)
    for quoted in quoted_tickets(one.text):
        yield "ticket " + quoted
    name = one.place.get("compound", "")
    if len(name) >= _SHORTEST_NAME and "*" not in name:
        yield "compound " + name
    words = _OTHER_THAN_CHINESE.sub("", one.text)
    shingles = {zlib.crc32(words[n : n + _SHINGLE].encode()) for n in range(len(words) - _SHINGLE + 1)}
    if len(shingles) < _SHINGLE:
        yield "words " + words
        return
    hashes = np.array(sorted(shingles), np.uint64)
    least = ((hashes[:, None] * _TIMES + _PLUS) % np.uint64(_PRIME)).min(0)
    for band in range(_BANDS):
        yield f"band {band} {least[band * _ROWS : (band + 1) * _ROWS].tolist()}"


def folds(texts: Sequence[Labelled], count: int = 5, seed: int = 1) -> list[int]:
    """For each text the fold it is measured in, groups kept together and folds about equally large."""
    members = defaultdict(list)
    for n, group in enumerate(groups(texts)):
        members[group].append(n)
    order = list(members.values())
    random.Random(seed).shuffle(order)
    order.sort(key=len, reverse=True)
    found = [0] * len(texts)
    loads = [0] * count
    for those in order:
        fold = loads.index(min(loads))
        loads[fold] += len(those)
        for n in those:
            found[n] = fold
    return found


_draw = np.random.default_rng(0)
_TIMES, _PLUS = (_draw.integers(1, 1 << 31, _BANDS * _ROWS).astype(np.uint64) for _ in range(2))
