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
from reading.labelled import composed, demonstration, digest, real, unlabelled
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
    judged = {one.id for one in labelled}
    others = [text for key, text in unlabelled(Path(folder)) if key not in judged] if folder else []
    signs = [signs_of(text) for text in (*(one.text for one in labelled), *others)]
    workshop = Workshop(labelled, signs)
    _say(begun, f"{len(labelled):,} labelled texts and {len(others):,} others")
    fold_of = folds(labelled)
    sums = cross_sums(workshop, fold_of, signs)
    model = workshop.model(range(len(labelled)))
    judge = Judge(labelled, fold_of, signs, sums, model.threshold)
    about = {
        "version": f"linear-{datetime.now(UTC):%Y%m%d}",
        "fingerprint": fingerprint(),
        "labelled": {"texts": len(labelled), "digest": digest(labelled)},
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
