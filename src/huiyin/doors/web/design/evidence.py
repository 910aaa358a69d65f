"""A text cut at the ends of what speaks for something in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from huiyin.doors.web.design.shapes import Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `about` are the labels of the marks that cover it, `ends` those of the marks that end with it."""

    text: str
    about: tuple[str, ...]
    ends: tuple[str, ...]


def cut(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text in pieces that join to it again. What a mark holds beyond the text is left off, an empty mark says nothing."""
    size = len(text)
    held = [(max(mark.start, 0), min(mark.end, size), mark.label) for mark in marks]
    held = sorted({mark for mark in held if mark[0] < mark[1]})
    edges = sorted({0, size, *(edge for start, end, _ in held for edge in (start, end))})
    pieces: list[Piece] = []
    for start, end in pairwise(edges):
        about = tuple(dict.fromkeys(label for first, last, label in held if first <= start and end <= last))
        ends = tuple(dict.fromkeys(label for _, last, label in held if last == end))
        pieces.append(Piece(text[start:end], about, ends))
    return pieces
