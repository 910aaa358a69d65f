"""Labelled texts, wherever they lie: composed ones in this repository, real ones in a folder outside it."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

ROOT = Path(__file__).resolve().parents[2]
COMPOSED = ROOT / "tools/labels/composed.jsonl"
JUDGED = ROOT / "tools/labels/unlabelled.tsv"
HARD_LABELS = ROOT / "tools/labels/hard.tsv"
SECOND = ROOT / "tools/labels/second.tsv"
DEMO = ROOT / "src/huiyin/demo"
DEVELOPMENT, FURTHER, HELD_BACK, OURS, DEMONSTRATION, HARD = (
    "development",
    "further",
    "held back",
    "composed",
    "demonstration",
    "hard",
)
REAL = (DEVELOPMENT, FURTHER, HELD_BACK)
_PROGRESS = {"yes": True, "no": False, "": None}
_PART = re.compile(r"(\w+)@(\d+)\+(\d+)")


class Labelled(NamedTuple):
    """A text with what people found in it, by the conventions of the labels; see ``tools/labels/README.md``.

    ``scope`` is empty where nobody labelled it, as in the demonstration's orders, of which no progress is labelled either.
    ``doubted`` texts were judged twice and not alike, or have a label that who gave it was not sure of. ``coded`` is false
    where nobody asked for codes.
    """

    id: str
    text: str
    codes: frozenset[str]
    scope: str
    act: str
    in_progress: bool | None
    place: dict[str, str]
    source: str
    doubted: bool = False
    coded: bool = True


def composed() -> list[Labelled]:
    """Texts that were made up for this repository."""
    return list(_of_json(COMPOSED, OURS))


def demonstration() -> list[Labelled]:
    """The demonstration's orders, made up as well: of each its codes and what it does."""
    texts = {row["工单编号"]: row["内容描述"] for row in csv_rows(DEMO / "hotline.csv")}
    return [
        Labelled(
            row["工单编号"],
            texts[row["工单编号"]],
            frozenset(filter(None, row["violations"].split(";"))) - {"common-parts", "other"},
            "",
            row["act"],
            None,
            {},
            DEMONSTRATION,
        )
        for row in csv_rows(DEMO / "labels.csv")
    ]


def real(folder: Path) -> list[Labelled]:
    """The labelled real texts of a folder: complaints-dev.jsonl, and those of unlabelled.jsonl that were judged since."""
    texts = dict(unlabelled(folder))
    with JUDGED.open(encoding="utf-8", newline="") as file:
        judged = [
            Labelled(
                row["id"],
                texts[row["id"]],
                frozenset(filter(None, row["violations"].split(","))),
                row["scope"],
                row["act"],
                _PROGRESS[row["in_progress"]],
                {
                    part: texts[row["id"]][int(start) : int(start) + int(length)]
                    for part, start, length in _PART.findall(row["place"])
                },
                _half(row["id"]),
                row["doubt"] != "0",
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]
    return [*_of_json(folder / "complaints-dev.jsonl", DEVELOPMENT), *judged]


def hard(folder: Path) -> list[Labelled]:
    """Texts of unlabelled.jsonl of whose scope and act a model was least sure, labelled for these two alone.

    They teach; as they were chosen they say nothing of how well texts are read.
    """
    texts = dict(unlabelled(folder))
    with HARD_LABELS.open(encoding="utf-8", newline="") as file:
        return [
            Labelled(
                row["id"],
                texts[row["id"]],
                frozenset(),
                row["scope"],
                row["act"],
                None,
                {},
                HARD,
                row["doubt"] != "0",
                coded=False,
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def judged_again() -> dict[str, tuple[frozenset[str], str, str]]:
    """What a second labelling, without a look at the first, found in the development texts: codes, scope and act, by id."""
    with SECOND.open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: (frozenset(filter(None, row["violations"].split(","))), row["scope"], row["act"])
            for row in csv.DictReader(file, delimiter="\t")
        }


def _half(key: str) -> str:
    """One half of the texts that were judged since may be read when words and rules are improved; of the other nobody reads a
    text then, so that it says what they are worth on texts not seen."""
    return FURTHER if crc32(key.encode()) % 2 else HELD_BACK


def unlabelled(folder: Path) -> Iterator[tuple[str, str]]:
    """Id and text of all real texts that came without labels."""
    for given in json_lines(folder / "unlabelled.jsonl"):
        yield given["id"], given["text"]


def digest(texts: Iterable[Labelled]) -> str:
    """Names a set of labelled texts, whatever their order."""
    lines = sorted(
        repr((one.id, one.text, sorted(one.codes), one.scope, one.act, one.in_progress, one.doubted))
        for one in texts
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _of_json(path: Path, source: str) -> Iterator[Labelled]:
    for given in json_lines(path):
        place = {part: said for part, said in (given["place"] or {}).items() if said}
        yield Labelled(
            given["id"],
            given["text"],
            frozenset(given["violations"]),
            given["scope"],
            given["act"],
            given["in_progress"],
            place,
            source,
        )


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
