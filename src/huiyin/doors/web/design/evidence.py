"""A text cut at the ends of what speaks for something in it, and a long one folded around that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from huiyin.doors.web.design.shapes import Mark

# A longer text is folded.
FOLDED = 600
# So many characters of a folded text are shown at its beginning, and around each mark.
_BEGINNING = 150
_AROUND = 60
_NUMBER = re.compile(r"[0-9*]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `about` are the labels of the marks that cover it, `ends` those that are named behind it: each label
    once in a text, at the end of its first mark. `gap`: a folded text is left out here."""

    text: str
    about: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    gap: bool = False


def cut(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text in pieces that join to it again. What a mark holds beyond the text is left off, an empty mark says nothing; one
    that would tear a number apart, be its digits hidden or not, takes in the whole of it."""
    size = len(text)
    whole = [number.span() for number in _NUMBER.finditer(text)]
    held = sorted(
        {
            (*_untorn(max(mark.start, 0), min(mark.end, size), whole), mark.label)
            for mark in marks
            if max(mark.start, 0) < min(mark.end, size)
        }
    )
    first: dict[str, int] = {}
    for _, last, label in held:
        first.setdefault(label, last)
    edges = sorted({0, size, *(edge for start, end, _ in held for edge in (start, end))})
    return [
        Piece(
            text[start:end],
            tuple(dict.fromkeys(label for begin, last, label in held if begin <= start and end <= last)),
            tuple(label for label, last in first.items() if last == end),
        )
        for start, end in pairwise(edges)
    ]


def _untorn(start: int, end: int, numbers: Iterable[tuple[int, int]]) -> tuple[int, int]:
    for first, last in numbers:
        if first < start < last:
            start = first
        if first < end < last:
            end = last
    return start, end


def folded(pieces: Sequence[Piece]) -> list[Piece]:
    """What is shown of a text of more than :data:`FOLDED` characters until it is unfolded: its beginning, and each mark with
    some words around it; in between stand gaps."""
    shown: list[Piece] = []
    last = len(pieces) - 1
    for at, piece in enumerate(pieces):
        if piece.about:
            shown.append(piece)
            continue
        head = _BEGINNING if at == 0 else _AROUND
        tail = _AROUND if at < last else 0
        if len(piece.text) <= head + tail:
            shown.append(piece)
            continue
        shown += [Piece(piece.text[:head]), Piece("", gap=True)]
        shown += [Piece(piece.text[-tail:])] if tail else []
    return shown
