"""What the parts take: plain rows that a page's presenter makes. Texts are in the reader's language already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["neutral", "accent", "waiting", "danger", "done"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Link:
    """A tab, a saved filter or a page of a list; `count` stands behind the label where it is not None."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set; `remove` is the address of the page without it."""

    label: str
    value: str
    remove: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value; `note` is said softly below."""

    term: str
    value: object
    note: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of a timeline: who did what, when, through which door, and what brought it about."""

    at: dt.datetime
    act: str
    actor: str = ""
    door: str = ""
    tone: Tone = "neutral"
    cause: str = ""
    cause_url: str = ""
    lines: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure: who took it and when, where it is taken."""

    label: str
    state: Literal["done", "now", "todo", "returned"]
    who: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure that leads to its rows."""

    label: str
    value: int
    url: str = ""
    note: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Legend:
    """What a colour of a figure means."""

    label: str
    tone: Tone
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a small chart; values are not negative."""

    label: str
    value: float
    tone: Tone = "accent"


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (half open) of a text that speak for what `label` says; `key` is its code."""

    start: int
    end: int
    label: str
    key: str = ""
