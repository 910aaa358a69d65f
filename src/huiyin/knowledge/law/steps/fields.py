"""What a step asks whoever takes it: the event's own fields, and what is wanted besides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from huiyin.knowledge.law.book import BOOK, Book
from huiyin.knowledge.law.procedures import Edge, Incident
from huiyin.knowledge.law.review.before_deciding import NOTICE
from huiyin.knowledge.law.review.case_file import FIELDS, WORDS
from huiyin.knowledge.law.review.deciding import CONTENTS
from huiyin.knowledge.law.review.sheet import Word
from huiyin.knowledge.law.tables import Table
from huiyin.knowledge.law.types import Text

Kind = Literal["yes-no", "day", "moment", "amount", "count", "choice", "several", "words"]
_KINDS: dict[type, Kind] = {
    bool: "yes-no",
    dt.date: "day",
    dt.datetime: "moment",
    float: "amount",
    int: "count",
    list: "several",
    str: "choice",
}
_COMPUTED = frozenset({("closed", "order_met"), ("closed", "paid"), ("hearing-held", "chair")})
_OPTIONAL = frozenset(
    {
        ("removed", "urgent_approved_at"),
        ("seized", "approved_at"),
        ("served", "consent"),
        ("urged", "by_body"),
    }
)
_SEVERAL = {"notified": NOTICE, "decided": CONTENTS}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to state. ``choices`` are ids with their words; ``beside`` says that no case file has it."""

    name: str
    kind: Kind
    words: Text
    required: bool
    choices: tuple[tuple[str, Text], ...] = ()
    beside: bool = False


def fields_of(edge: Edge | Incident, violation: str, book: Book) -> tuple[Field, ...]:
    """What is to be stated for an act, in the order of a form. What the act itself says, or the record has, is not asked."""
    found = [
        _field(edge.event, name, shape)
        for name, shape in FIELDS.get(edge.event, {}).items()
        if name not in edge.fixed and (edge.event, name) not in _COMPUTED
    ]
    for asked in edge.asks:
        row = book.besides[asked]
        if not row.violations or violation in row.violations:
            choices = tuple((choice.id, choice.says) for choice in row.choices)
            kind: Kind = "choice" if choices else "words"
            found.append(Field(row.id, kind, row.says, row.required, choices, beside=True))
    return tuple(found)


def _field(event: str, name: str, shape: type) -> Field:
    ids = _SEVERAL.get(event, ()) if shape is list else WORDS.get((event, name), ())
    choices = tuple((pk, word_of(pk)) for pk in ids)
    kind = _KINDS[shape] if shape is not str or choices else "words"
    required = (event, name) not in _OPTIONAL and shape is not list
    return Field(name, kind, _named()[name], required, choices)


@lru_cache(maxsize=1)
def _named() -> dict[str, Text]:
    return {pk: Text(zh=word.zh, en=word.en) for pk, word in _table().rows("field", Word).items()}


@lru_cache(maxsize=1)
def _answers() -> dict[str, Text]:
    return {pk: Text(zh=word.zh, en=word.en) for pk, word in _table().rows("word", Word).items()}


def word_of(pk: str) -> Text:
    """A word of the table of case files by its id: an answer, a kind of party, a role. Raises KeyError."""
    return _answers()[pk]


def _table() -> Table:
    return Table(BOOK / "case_words.toml", "act", "field", "word")
