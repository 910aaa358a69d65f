"""Reading alone: texts a second and core, beside Signalen's recipe on the same texts.

``python -m benchmarks.reading GAZETTEER`` prints one JSON object. Signalen's recipe (word counts of one and two, normalised,
L1 logistic regression) is rebuilt with scikit-learn and trained on the composed texts of this repository; in place of words,
which Chinese does not part, it counts characters. What either finds is not compared here: `make eval` is for that.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import generate

TEXTS = 20_000
PART = 1_000
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure in one process on one core."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from huiyin.knowledge.complaint import ComplaintReader, Said
    from huiyin.knowledge.language.keywords import KeywordReader
    from huiyin.knowledge.language.learned.reader import LearnedReader
    from huiyin.knowledge.places.gazetteer import Gazetteer, read_csv

    gazetteer = Path(sys.argv[1])
    places = generate.compounds(gazetteer)
    column = generate.COLUMNS.index("内容描述")
    texts = [row[column] for row in generate.rows(TEXTS, places)]
    before = _resident()
    reader = ComplaintReader(Gazetteer(read_csv(gazetteer)))
    told = [Said(text) for text in texts]
    whole = _a_second(reader.read_all, told)
    figures = {
        "reader and resolver": whole,
        "memory": _resident() - before,
        "learned reader alone": _a_second(LearnedReader().read_all, texts),
        "keyword reader alone": _a_second(KeywordReader().read_all, texts),
        "Signalen's recipe": _a_second(_signalen(), texts),
    }
    json.dump(figures, sys.stdout)


def _a_second(read: Callable[[Sequence[Any]], Any], texts: Sequence[Any]) -> float:
    read(texts[:PART])
    begun = time.process_time()
    for begin in range(0, len(texts), PART):
        read(texts[begin : begin + PART])
    return len(texts) / (time.process_time() - begun)


def _signalen() -> Callable[[Sequence[str]], Any]:
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    with (ROOT / "tools/labels/composed.jsonl").open(encoding="utf-8") as file:
        labelled = [json.loads(line) for line in file]
    recipe = make_pipeline(
        CountVectorizer(analyzer="char", ngram_range=(1, 2)),
        TfidfTransformer(norm="l2", use_idf=False),
        OneVsRestClassifier(
            LogisticRegression(l1_ratio=1, solver="liblinear", max_iter=500, class_weight="balanced")
        ),
    )
    recipe.fit([one["text"] for one in labelled], [(one["violations"] or ["none"])[0] for one in labelled])
    return lambda texts: recipe.predict_proba(texts)


def _resident() -> int:
    """The most memory that this process has held since its program was loaded, in bytes.

    What the kernel tells as a process' greatest size may be that of the one by which it was started.
    """
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main()
