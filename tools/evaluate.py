"""`make eval`: measures the reader and writes docs/quality.md.

Always on the demonstration's texts, which are ours. With EVAL_DATA=folder also on the labelled texts there
(complaints-dev.jsonl, places-dev.jsonl with gazetteer.csv), of which nothing but figures is written down.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from huiyin.knowledge.complaint import Complaint, ComplaintReader  # noqa: E402
from huiyin.knowledge.places.gazetteer import Gazetteer, read_csv  # noqa: E402

DEMO = ROOT / "src/huiyin/demo"


@dataclass
class Tally:
    """Counts of right and wrong over one set of texts."""

    texts: int = 0
    hit: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    sure: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    place: Counter[str] = field(default_factory=Counter)

    def add(self, complaint: Complaint, violations: set[str], known: dict[str, object]) -> None:
        """Count one text against its labels; ``known`` holds scope, act and in_progress where they are labelled."""
        self.texts += 1
        read = {found.code for found in complaint.reading.violations}
        self.hit.update(read & violations)
        self.extra.update(read - violations)
        self.missed.update(violations - read)
        if complaint.reading.sure:
            kind = "with a wrong" if violations else "without a wrong"
            self.sure[f"{kind}, passed alone"] += 1
            self.sure[f"{kind}, exactly right"] += read == violations
            self.sure["with a wrong, passed as none"] += bool(violations) and not read
        for name, value in known.items():
            self.asked[name] += 1
            self.right[name] += getattr(complaint.reading, name) == value

    def place_answer(self, answered: str | None, wanted: str | None) -> None:
        """Count one place: right, wrong, abstained, or rightly none."""
        if answered is None:
            self.place["rightly none" if wanted is None else "abstained"] += 1
        else:
            self.place["right" if answered == wanted else "wrong"] += 1


def main() -> int:
    """Measure and write the page."""
    parts = [_part("Demonstration texts (composed for this project)", _demo())]
    folder = os.environ.get("EVAL_DATA")
    if folder:
        data = Path(folder)
        parts.append(_part("Labelled real texts (kept outside the repository)", _labelled(data)))
        parts.append(_places(data))
    page = (
        "# How well the machine reads\n\n"
        f"Written by `make eval` on {datetime.now(UTC):%Y-%m-%d}. The reader is the keyword reader (`keywords-1`) with exact\n"
        "names and 路+弄; what it is not sure of waits for a person, so *passed alone* is what an officer feels.\n"
        "The keywords were written with these texts at hand: expect less on texts not seen.\n\n"
        + "\n".join(parts)
    )
    (ROOT / "docs/quality.md").write_text(page, encoding="utf-8")
    print(page)
    return 0


def _demo() -> Tally:
    tally = Tally()
    reader = ComplaintReader(Gazetteer(read_csv(DEMO / "compounds.csv")))
    labels = {row["工单编号"]: row for row in _csv(DEMO / "labels.csv")}
    for row in _csv(DEMO / "hotline.csv"):
        label = labels[row["工单编号"]]
        complaint = reader.read(row["内容描述"], address=row["诉求地址"], district=row["诉求区域"])
        violations = set(filter(None, label["violations"].split(";")))
        tally.add(complaint, violations, {"act": label["act"]})
        if violations:
            tally.place_answer(complaint.resolution.entry_id, label["compound"] or None)
    return tally


def _labelled(data: Path) -> Tally:
    tally = Tally()
    reader = ComplaintReader()
    for given in _jsonl(data / "complaints-dev.jsonl"):
        known = {name: given[name] for name in ("scope", "act", "in_progress")}
        tally.add(reader.read(given["text"]), set(given["violations"]), known)
    return tally


def _places(data: Path) -> str:
    reader = ComplaintReader(Gazetteer(read_csv(data / "gazetteer.csv")))
    forms: dict[str, Counter[str]] = {}
    for given in _jsonl(data / "places-dev.jsonl"):
        tally = Tally()
        tally.place_answer(reader.read(given["text"]).resolution.entry_id, given["compound"])
        forms.setdefault(given["form"], Counter()).update(tally.place)
    names = ("right", "wrong", "abstained", "rightly none")
    lines = ["## Places by form\n", "| form | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    lines += [
        f"| {form} | " + " | ".join(str(count[n]) for n in names) + " |"
        for form, count in sorted(forms.items())
    ]
    return "\n".join(lines) + "\n"


def _part(title: str, tally: Tally) -> str:
    lines = [
        f"## {title}\n",
        f"{tally.texts:,} texts.\n",
        "| code | n | precision | recall | F1 |",
        "|---|---:|---:|---:|---:|",
    ]
    scores = []
    for code in sorted({*tally.hit, *tally.missed, *tally.extra}):
        n = tally.hit[code] + tally.missed[code]
        precision, recall, f1 = _scores(tally.hit[code], tally.extra[code], tally.missed[code])
        if n >= 10:
            scores.append(f1)
        lines.append(f"| {code} | {n} | {precision:.2f} | {recall:.2f} | {f1:.2f} |")
    precision, recall, f1 = _scores(tally.hit.total(), tally.extra.total(), tally.missed.total())
    lines.append(
        f"| micro | {tally.hit.total() + tally.missed.total()} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"
    )
    lines.append(
        f"| macro, codes with ten or more | {len(scores)} codes | | | {sum(scores) / len(scores):.3f} |\n"
    )
    for name, asked in tally.asked.items():
        lines.append(f"- {name}: {tally.right[name] / asked:.3f} of {asked}")
    lines += [f"- {name}: {count}" for name, count in sorted(tally.sure.items())]
    if tally.place:
        lines.append(
            "- place: " + ", ".join(f"{name} {count}" for name, count in sorted(tally.place.items()))
        )
    return "\n".join(lines) + "\n"


def _scores(hit: int, extra: int, missed: int) -> tuple[float, float, float]:
    precision = hit / (hit + extra) if hit + extra else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    return precision, recall, 2 * hit / (2 * hit + extra + missed) if hit + extra + missed else 0.0


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _jsonl(path: Path) -> Iterable[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    sys.exit(main())
