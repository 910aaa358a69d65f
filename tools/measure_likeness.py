"""Measures how well nearly the same texts are found: `python tools/measure_likeness.py FOLDER [--show N]`.

FOLDER has quote-pairs-dev.csv (a follow-up and the ticket that it quotes a row) and any number of .jsonl files of texts. Out
comes one JSON object of figures. The texts are real and stay there; ``--show`` prints pairs found among them, to be read.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import time
from collections import defaultdict
from itertools import combinations, product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from huiyin.knowledge.language.likeness import NEARLY, SAME, figures, held_in, keys, similarity  # noqa: E402

# Of one key so many texts are compared with one another.
CROWD = 60


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    with (given.folder / "quote-pairs-dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = {
        str(line["id"]): str(line["text"])
        for path in sorted(given.folder.glob("*.jsonl"))
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if "text" in line
    }
    found = among(texts)
    figures_ = {"quote pairs": quoted(rows), "texts": len(texts), "found": counted(texts, found)}
    print(
        json.dumps(
            figures_ | {"texts a second": round(speed(list(texts.values())))}, ensure_ascii=False, indent=1
        )
    )
    for share, one, other in random.Random(7).sample(found, min(given.show, len(found))):
        print(
            f"\n{share:.2f} {figures(texts[one]) == figures(texts[other])}\n{one} {texts[one]}\n{other} {texts[other]}"
        )


def shares_a_key(one: str, other: str) -> bool:
    """Whether the one is found when the other is looked up."""
    mine, theirs = keys(one), keys(other)
    return bool(mine and theirs) and any(a == b for a, b in zip(mine or (), theirs or (), strict=True))


def quoted(rows: list[dict[str, str]]) -> dict[str, object]:
    """Of the pairs, which are found; and which follow-ups are taken for such of another row's ticket."""
    pairs = [(row["follow_up_text"], row["quoted_text"]) for row in rows]
    wrong = [
        (one["follow_up_text"], other["quoted_text"])
        for one, other in product(rows, rows)
        if one is not other
        and other["quoted_tid"] not in one["follow_up_text"]
        and other["quoted_text"] != one["quoted_text"]
    ]
    tests = {
        "key shared": shares_a_key,
        f"similarity {NEARLY}": lambda a, b: similarity(a, b) >= NEARLY,
        f"similarity {SAME}, same figures": lambda a, b: (
            similarity(a, b) >= SAME and figures(a) == figures(b)
        ),
        f"ticket held to {SAME}": lambda a, b: held_in(b, a) >= SAME,
    }
    return {
        "pairs": len(pairs),
        "other pairs": len(wrong),
        **{
            name: {"found": sum(test(*pair) for pair in pairs), "wrong": sum(test(*pair) for pair in wrong)}
            for name, test in tests.items()
        },
    }


def among(texts: dict[str, str]) -> list[tuple[float, str, str]]:
    """The pairs of texts that share a key and are nearly the same."""
    by_key: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name, text in texts.items():
        for band, key in enumerate(keys(text) or ()):
            by_key[band, key].append(name)
    near = {pair for names in by_key.values() for pair in combinations(sorted(names)[:CROWD], 2)}
    shares = ((similarity(texts[one], texts[other]), one, other) for one, other in sorted(near))
    return [pair for pair in shares if pair[0] >= NEARLY]


def counted(texts: dict[str, str], found: list[tuple[float, str, str]]) -> dict[str, int]:
    """How many pairs there are at each degree of likeness."""
    same = [(one, other) for share, one, other in found if share >= SAME]
    return {
        f"pairs {NEARLY}": len(found),
        f"pairs {SAME}": len(same),
        f"pairs {SAME}, same figures": sum(figures(texts[a]) == figures(texts[b]) for a, b in same),
    }


def speed(texts: list[str]) -> float:
    """Texts whose keys one core makes in a second of its own time."""
    begun = time.process_time()
    for text in texts:
        keys(text)
    return len(texts) / (time.process_time() - begun)


if __name__ == "__main__":
    main()
