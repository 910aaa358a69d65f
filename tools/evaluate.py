"""`make eval`: measures the reader and writes docs/quality.md.

Always on texts of ours: the demonstration's and the composed ones. With EVAL_DATA=folder also on the labelled real texts there,
of which nothing but figures and ids is written down. Where a model is trained on texts, each is read by one that saw neither
it nor its like (five folds, same compound, quoted tickets and near-duplicates kept together).
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from huiyin.knowledge.language.learned.features import LEARNED
from huiyin.knowledge.language.learned.model import shipped
from huiyin.knowledge.language.signs import signs_of
from reading import page, places
from reading.grouping import folds
from reading.judging import Judge, cross_sums
from reading.labelled import (
    DEMONSTRATION,
    DEVELOPMENT,
    FURTHER,
    HELD_BACK,
    OURS,
    composed,
    demonstration,
    hard,
    real,
    unlabelled,
)
from reading.measuring import in_proportion, told
from reading.plain import plain
from reading.repeats import repeats
from reading.workshop import Workshop

ROOT = Path(__file__).resolve().parent.parent
PAGE, DRAWING = ROOT / "docs/quality.md", ROOT / "docs/images/calibration.svg"
_TITLES = {
    DEVELOPMENT: "Development texts (real, labelled before; the rules were written with these at hand)",
    FURTHER: "Further texts (real, labelled by us; words and weights of the rules were improved with these at hand as well)",
    HELD_BACK: "Texts held back (real, labelled by us; nobody read one when words, rules or their weights were improved)",
    OURS: "Composed texts (ours, in this repository)",
    DEMONSTRATION: "The demonstration's orders (ours; their scope is not labelled)",
}
_HEAD = """# How well the machine reads

Written by `make eval` on {day}. The reader is `{version}`: a linear model over the rules' signs and pieces of the
text ([decision 0018](decisions/0018-a-learned-reader-over-rules.md)); beside it stand the rules alone. Every text is read by a
model that was trained without it and its like. What the model is not sure of waits for a person, so *pass alone* is what an
officer feels. Words and rules were written with the development texts at hand and improved with half of the further ones; what
is to be expected of texts not seen stands with those that were held back.

Of places is wanted: of those answered 0.99 right, answered 0.93, at most 0.01 of absent ones given any compound, building and
room 0.97, parts of places in texts with a wrong 0.85.
"""
_UNSEEN = """## What is wanted and what is measured

How well codes are found depends on how many texts have none that could be found in them: of the development texts 36 % complain
of a wrong, of those that were labelled since about 15 %, and each text without a wrong is one more chance to find too
much. *So made up* are figures in which each text counts so much that there are as many with and without a wrong of each of
the three collections as among the development texts.
"""
_AGAIN = """## How far two labellings agree

All development texts were labelled a second time without a look at their labels, with those of other texts at hand
(`tools/labels/second.tsv`). Nothing was learned from it: it tells what a label is worth.
"""


def main() -> int:
    """Measure and write the page."""
    folder = Path(os.environ["EVAL_DATA"]) if "EVAL_DATA" in os.environ else None
    labelled = [*(real(folder) if folder else []), *composed(), *demonstration()]
    teaching = [*labelled, *(hard(folder) if folder else [])]
    judged = {one.id for one in teaching}
    others = [text for key, text in unlabelled(folder) if key not in judged] if folder else []
    signs = [signs_of(text) for text in (*(one.text for one in teaching), *others)]
    workshop = Workshop(teaching, signs)
    fold_of = folds(teaching)
    sums = cross_sums(workshop, fold_of, signs)[: len(labelled)]
    judge = Judge(labelled, fold_of[: len(labelled)], signs, sums, shipped())
    rules = np.array(
        [[any(w.code == code for w in one.found) for code in LEARNED] for one in signs[: len(labelled)]]
    )
    source = np.array([one.source for one in labelled])
    parts = [_HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}", version=shipped().version)]
    if folder:
        columns = {
            "development": told(labelled, judge, sums, (source == DEVELOPMENT) * 1.0),
            "held back, so made up": told(labelled, judge, sums, in_proportion(labelled, judge, HELD_BACK)),
            "further, so made up": told(labelled, judge, sums, in_proportion(labelled, judge, FURTHER)),
            "held back": told(labelled, judge, sums, (source == HELD_BACK) * 1.0),
            "further": told(labelled, judge, sums, (source == FURTHER) * 1.0),
        }
        parts.append(f"{_UNSEEN}\n{page.unseen(columns)}")
        parts.append(f"{_AGAIN}\n{page.agreement(labelled, judge, sums)}")
    for name in dict.fromkeys(source.tolist()):
        here = source == name
        parts.append(
            f"## {_TITLES[name]}\n\n{here.sum():,} texts, {judge.wanted[here].any(1).sum()} with a wrong.\n"
        )
        parts.append(page.codes(judge.wanted[here], judge.chosen[here], rules[here]))
        parts.append(page.passing(judge, here))
        parts.append(page.classes(labelled, sums, here))
        if name == DEVELOPMENT:
            which = np.flatnonzero(here).tolist()
            parts.append(plain([labelled[n] for n in which], [fold_of[n] for n in which]))
    here = source == (DEVELOPMENT if folder else OURS)
    trusted, drawn = page.calibration(judge, here)
    DRAWING.write_text(drawn, encoding="utf-8")
    parts.append(
        f"## How far a confidence can be trusted\n\n![Calibration](images/{DRAWING.name})\n\n{trusted}"
    )
    if folder:
        parts.append(f"## Places by form\n\n{places.compounds(folder)}")
        parts.append(f"## Parts of places\n\n{places.parts(labelled)}")
    parts.append(f"## Places of the demonstration's orders\n\n{places.demonstration()}")
    if folder:
        parts.append(f"## Reports that repeat others\n\n{repeats(folder)}")
        parts.append(
            f"## What is still wrong\n\nDevelopment texts by id.\n\n{page.errors(labelled, judge, here)}"
        )
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    print("\n".join(parts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
