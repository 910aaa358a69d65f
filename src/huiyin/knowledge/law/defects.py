"""The kinds of defect that a review of a case file finds, as the book has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from huiyin.knowledge.law.tables import Table
from huiyin.knowledge.law.types import Confidence, Instrument, Row, Source, Text

Level = Literal["statute", "notice"]


class Article(Row, frozen=True):
    """An article that is broken, and how well it is known."""

    instrument: str
    article: str
    confidence: Confidence
    source: str

    @property
    def citable(self) -> bool:
        """Whether the text was read, so that it may be shown as law."""
        return self.confidence in ("V", "VX")


class Defect(Row, frozen=True):
    """A kind of defect: against a statute or against the notice alone. Without ``articles`` it is the rule of the fine itself
    that is broken. ``by_calendar``: whether it is one hangs on which days are worked."""

    id: str
    level: Level
    name: Text
    says: Text
    articles: tuple[Article, ...] = ()
    by_calendar: bool = False


def read(root: Path) -> Mapping[str, Defect]:
    """The kinds in the book's order. Raises BookError."""
    return Table(root / "defects.toml", "defect").rows("defect", Defect)


def complaints(
    defects: Mapping[str, Defect], instruments: Mapping[str, Instrument], sources: Mapping[str, Source]
) -> Iterator[str]:
    """What is wrong with them, each naming file and key."""
    for defect in defects.values():
        yield from article_complaints(f"defects.toml, {defect.id}", defect.articles, instruments, sources)


def article_complaints(
    where: str,
    articles: tuple[Article, ...],
    instruments: Mapping[str, Instrument],
    sources: Mapping[str, Source],
) -> Iterator[str]:
    """What is wrong with the articles on which a row rests, each naming file and key."""
    for number, row in enumerate(articles):
        at = f"{where}.articles[{number}]"
        if row.instrument not in instruments:
            yield f"{at}.instrument: no instrument {row.instrument!r} in instruments.toml"
        if row.source not in sources:
            yield f"{at}.source: no source {row.source!r} in sources.toml"
        if row.citable == (row.source == "recalled"):
            yield f"{at}.confidence: {row.confidence} does not go with source {row.source!r}"
