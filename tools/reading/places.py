"""How well places are found: compounds against a gazetteer, and the parts that a text names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from huiyin.knowledge.complaint import ComplaintReader, Said
from huiyin.knowledge.places.gazetteer import Gazetteer, read_csv
from reading.labelled import DEMO, DEVELOPMENT, Labelled, csv_rows, json_lines
from reading.page import table

PARTS = ("compound", "road", "building", "unit", "room")


def compounds(folder: Path) -> str:
    """Places of a folder by the form in which they are named, and the building and room of those that name one."""
    reader = ComplaintReader(Gazetteer(read_csv(folder / "gazetteer.csv")))
    given = list(json_lines(folder / "places-dev.jsonl"))
    found = reader.read_all([Said(one["text"]) for one in given])
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    doors: Counter[str] = Counter()
    for one, complaint in zip(given, found, strict=True):
        resolution = complaint.resolution
        for form in (one["form"], "all"):
            forms[form][_how(resolution.entry_id, one["compound"])] += 1
        for part in ("building", "room"):
            if one.get(part):
                doors[f"{part}s"] += 1
                doors[f"{part}s right"] += getattr(resolution.mention.normal, part) == one[part]
    names = ("right", "wrong", "abstained", "rightly none", "given though absent")
    rows = [(form, *(count[name] for name in names)) for form, count in sorted(forms.items())]
    total = forms["all"]
    answered = total["right"] + total["wrong"]
    held = answered + total["abstained"]
    absent = total["rightly none"] + total["given though absent"]
    return (
        f"Of those answered {total['right'] / answered:.4f} right; answered {answered / held:.3f} of those that the "
        f"gazetteer holds; {total['given though absent']} of {absent} absent ones given any compound; building right in "
        f"{doors['buildings right']} of {doors['buildings']}, room in {doors['rooms right']} of {doors['rooms']}.\n\n"
        + table(("form", *names), rows)
    )


def _how(found: str | None, wanted: str | None) -> str:
    if wanted is None:
        return "rightly none" if found is None else "given though absent"
    if found is None:
        return "abstained"
    return "right" if found == wanted else "wrong"


def parts(labelled: Sequence[Labelled]) -> str:
    """Parts of places as they stand in texts with a wrong."""
    texts = [one for one in labelled if one.source == DEVELOPMENT and one.codes]
    found = ComplaintReader().read_all([Said(one.text) for one in texts])
    right: Counter[str] = Counter()
    for one, complaint in zip(texts, found, strict=True):
        read = {part: getattr(complaint.resolution.mention, part) or "" for part in PARTS}
        same = {part for part in PARTS if read[part] == one.place.get(part, "")}
        right.update(same)
        right["all five"] += len(same) == len(PARTS)
    rows = [(part, f"{right[part] / len(texts):.3f}") for part in (*PARTS, "all five")]
    mean = sum(right[part] for part in PARTS) / len(PARTS) / len(texts)
    return f"{len(texts)} texts with a wrong; of all parts {mean:.3f} exactly as labelled.\n\n" + table(
        ("part", "exact"), rows
    )


def demonstration() -> str:
    """Where the demonstration's orders with a wrong are placed; their codes are measured across folds."""
    reader = ComplaintReader(Gazetteer(read_csv(DEMO / "compounds.csv")))
    labels = {row["工单编号"]: row for row in csv_rows(DEMO / "labels.csv")}
    rows = [row for row in csv_rows(DEMO / "hotline.csv") if labels[row["工单编号"]]["violations"]]
    found = reader.read_all([Said(row["内容描述"], row["诉求地址"], row["诉求区域"]) for row in rows])
    counts = Counter(
        _how(complaint.resolution.entry_id, labels[row["工单编号"]]["compound"] or None)
        for row, complaint in zip(rows, found, strict=True)
    )
    return f"{len(rows)} orders with a wrong.\n\n" + table(("place", "orders"), sorted(counts.items()))
