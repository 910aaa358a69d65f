"""How well reports that repeat others are found: follow-ups with the tickets that they quote, and nearly the same texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations, product
from pathlib import Path

from huiyin.knowledge.language.likeness import NEARLY, SAME, figures, held_in, keys, similarity
from reading.labelled import csv_rows, json_lines, unlabelled
from reading.page import table

_CROWD = 60
"""Of one key so many texts are compared with one another."""


def repeats(folder: Path) -> str:
    """Pairs of a follow-up and its ticket, found and wrongly taken for such; and how many texts of a folder say the same."""
    rows = list(csv_rows(folder / "quote-pairs-dev.csv"))
    right = [(row["follow_up_text"], row["quoted_text"]) for row in rows]
    wrong = [
        (one["follow_up_text"], other["quoted_text"])
        for one, other in product(rows, rows)
        if one is not other
        and other["quoted_tid"] not in one["follow_up_text"]
        and other["quoted_text"] != one["quoted_text"]
    ]
    texts = dict(unlabelled(folder))
    texts |= {one["id"]: one["text"] for one in json_lines(folder / "complaints-dev.jsonl")}
    near = _near(texts)
    same = [(texts[one], texts[other]) for share, one, other in near if share >= SAME]
    return (
        f"{len(right)} pairs of a follow-up and the ticket that it quotes; beside them {len(wrong):,} pairs of a follow-up "
        "and another one's ticket.\n\n"
        + table(
            ("test", "of the pairs", "of the others"),
            [
                (name, sum(test(*pair) for pair in right), sum(test(*pair) for pair in wrong))
                for name, test in _TESTS.items()
            ],
        )
        + f"\nAmong {len(texts):,} texts there are {len(near)} pairs with {NEARLY} of their trigrams in common and "
        f"{len(same)} with {SAME}, {sum(figures(a) == figures(b) for a, b in same)} of these with the same figures.\n"
    )


def _shares_a_key(one: str, other: str) -> bool:
    """Whether the one is found when the other is looked up."""
    mine, theirs = keys(one), keys(other)
    return bool(mine and theirs) and any(a == b for a, b in zip(mine or (), theirs or (), strict=True))


_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "a key in common": _shares_a_key,
    f"{NEARLY} of the trigrams": lambda a, b: similarity(a, b) >= NEARLY,
    f"{SAME}, and the same figures": lambda a, b: similarity(a, b) >= SAME and figures(a) == figures(b),
    f"the ticket held to {SAME}": lambda a, b: held_in(b, a) >= SAME,
}


def _near(texts: Mapping[str, str]) -> list[tuple[float, str, str]]:
    """The pairs of texts that share a key and are nearly the same."""
    by_key: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name, text in texts.items():
        for band, key in enumerate(keys(text) or ()):
            by_key[band, key].append(name)
    pairs = {pair for names in by_key.values() for pair in combinations(sorted(names)[:_CROWD], 2)}
    shares = ((similarity(texts[one], texts[other]), one, other) for one, other in sorted(pairs))
    return [pair for pair in shares if pair[0] >= NEARLY]
