"""In whose name a decision is made: whose seal it bears, who reviews it, and against whom suit is filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from huiyin.knowledge.law.fines import Body
from huiyin.knowledge.law.tables import Table
from huiyin.knowledge.law.types import Confidence, Row, Source, Text

if TYPE_CHECKING:
    from huiyin.knowledge.law.book import Book


class Acting(Row, frozen=True):
    """By which name a body of the rules acts, from ``since`` to ``until`` (inclusive; open where nothing is said).

    Its seal stands under the decision and it is the defendant of a suit; ``reviewed_by`` hears an application for review.
    ``unread`` names what no text was read for.
    """

    id: str
    body: Body
    name: Text
    reviewed_by: Text
    confidence: Confidence
    source: str
    since: dt.date | None = None
    until: dt.date | None = None
    unread: tuple[Literal["name", "reviewed_by"], ...] = ()
    note: Text | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it acted by that name on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def told(self) -> Text:
        """The name as it is shown: one that no text was read for says so."""
        if "name" not in self.unread and self.confidence in ("V", "VX"):
            return self.name
        return Text(zh=f"{self.name.zh}（未核实）", en=f"{self.name.en} (unverified)")


def read(root: Path) -> Mapping[str, Acting]:
    """The names by id. Raises BookError."""
    return Table(root / "acting.toml", "acting").rows("acting", Acting)


def acting(body: Body, day: dt.date, book: Book) -> Acting | None:
    """By which name a body decides on a day; None where the book knows none, and a person must say."""
    return next((one for one in book.acting.values() if one.body == body and one.holds(day)), None)


def complaints(rows: Mapping[str, Acting], sources: Mapping[str, Source]) -> Iterator[str]:
    """What is wrong with them, each naming file and key."""
    held = list(rows.values())
    for number, row in enumerate(held):
        where = f"acting.toml, {row.id}"
        if row.source not in sources:
            yield f"{where}.source: no source {row.source!r} in sources.toml"
        if (row.confidence in ("V", "VX")) == (row.source == "recalled"):
            yield f"{where}.confidence: {row.confidence} does not go with source {row.source!r}"
        for other in held[:number]:
            begins = max(row.since or dt.date.min, other.since or dt.date.min)
            ends = min(row.until or dt.date.max, other.until or dt.date.max)
            if row.body == other.body and begins <= ends:
                yield f"{where}.since: acts on the same days as {other.id}"
