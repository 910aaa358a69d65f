"""`make reader`: trains the learned reader and writes the weights that the package ships.

With READER_DATA=folder on the labelled real texts there (complaints-dev.jsonl, unlabelled.jsonl) beside the composed ones of
this repository; without it on the composed ones alone, to another file: what they teach is not worth shipping.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from huiyin.knowledge.language.learned.features import fingerprint
from huiyin.knowledge.language.signs import signs_of
from reading.grouping import folds
from reading.judging import Judge, cross_sums
from reading.labelled import composed, demonstration, digest, hard, real, unlabelled
from reading.measuring import figures
from reading.workshop import Workshop

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "src/huiyin/knowledge/language/learned/weights.npz"
TRIED = ROOT / "build/weights-composed.npz"


def main() -> int:
    """Train, measure across folds, write."""
    folder = os.environ.get("READER_DATA")
    begun = time.monotonic()
    labelled = [*(real(Path(folder)) if folder else []), *composed(), *demonstration()]
    teaching = [*labelled, *(hard(Path(folder)) if folder else [])]
    judged = {one.id for one in teaching}
    others = [text for key, text in unlabelled(Path(folder)) if key not in judged] if folder else []
    signs = [signs_of(text) for text in (*(one.text for one in teaching), *others)]
    workshop = Workshop(teaching, signs)
    _say(begun, f"{len(teaching):,} labelled texts and {len(others):,} others")
    fold_of = folds(teaching)
    sums = cross_sums(workshop, fold_of, signs)[: len(labelled)]
    model = workshop.model(range(len(teaching)))
    judge = Judge(labelled, fold_of[: len(labelled)], signs, sums, model)
    about = {
        "version": f"linear-{datetime.now(UTC):%Y%m%d}",
        "fingerprint": fingerprint(),
        "labelled": {"texts": len(teaching), "digest": digest(teaching)},
        "figures": figures(labelled, judge, sums),
    }
    path = SHIPPED if folder else TRIED
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        replace(judge.judging(model), about=about).save(file)
    _say(begun, f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.2f} MB")
    for name, value in about["figures"].items():
        print(f"  {name:<44} {value}")
    return 0


def _say(begun: float, what: str) -> None:
    print(f"{time.monotonic() - begun:6.1f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
