"""How a place is spelled: width, case and spaces made equal without losing where each character stood."""

import re
from bisect import bisect_right

import msgspec

from huiyin.knowledge.traditional import SIMPLIFIED

_FOLD: dict[str, str] = {
    **{chr(code + 0xFEE0): chr(code) for code in range(ord("0"), ord("9") + 1)},
    **{chr(code + 0xFEE0): chr(code) for code in range(ord("A"), ord("Z") + 1)},
    **{chr(code + 0xFEE0): chr(code - 32) for code in range(ord("a"), ord("z") + 1)},
    **{chr(code): chr(code - 32) for code in range(ord("a"), ord("z") + 1)},
    **dict.fromkeys("（〔［﹙", "("),
    **dict.fromkeys("）〕］﹚", ")"),
    **dict.fromkeys("－—–―‐〜～~", "-"),
    **SIMPLIFIED,
    "＃": "#",
    "＊": "*",
    "邨": "村",
}
_FOLDABLE = re.compile("[" + re.escape("".join(_FOLD)) + "]")
# A gap between two numbers or Latin words says that they are two; any other gap says nothing.
# Signs without width, as web pages and messengers put between characters, are gaps as well.
_ANY_SPACE = r"\s\u200b-\u200d\u2060\ufeff"
# Each is read once, from its first sign to its last, however long it is.
_GAP = re.compile(
    rf"(?<![{_ANY_SPACE}])[{_ANY_SPACE}]++(?![0-9A-Z])|(?<![0-9A-Z{_ANY_SPACE}])[{_ANY_SPACE}]++"
)
_SPACE = re.compile(f"[{_ANY_SPACE}]")


def fold(text: str) -> str:
    """`text` with full-width letters, digits, brackets, dashes and # made half-width, letters upper-case, and traditional
    characters simplified.

    One character stays one character, so that a span of the result is a span of `text`. Chinese punctuation is kept.
    """
    return _FOLDABLE.sub(lambda found: _FOLD[found[0]], text)


def name_key(name: str) -> str:
    """The form of a name under which spellings that differ in width, case or spaces are equal."""
    return _SPACE.sub("", fold(name))


class Line(msgspec.Struct, frozen=True):
    """A text made ready for reading places: `text` is folded and has no idle spaces.

    `verbatim` gives back what stood in the source for a span of `text`. cuts, skipped: each place in `text` where
    spaces were left out, and how many characters of the source had been left out up to and including there.
    """

    text: str
    source: str
    cuts: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()

    @classmethod
    def of(cls, source: str) -> "Line":
        folded = fold(source)
        if _SPACE.search(folded) is None:
            return cls(folded, source)
        pieces: list[str] = []
        cuts: list[int] = []
        skipped: list[int] = []
        start = left_out = 0
        for gap in _GAP.finditer(folded):
            pieces.append(folded[start : gap.start()])
            cuts.append(gap.start() - left_out)
            start = gap.end()
            left_out += start - gap.start()
            skipped.append(left_out)
        pieces.append(folded[start:])
        return cls("".join(pieces), source, tuple(cuts), tuple(skipped))

    def verbatim(self, start: int, end: int) -> str:
        """What the source has from the first to the last character of a non-empty span of `text`."""
        return self.source[self._at(start) : self._at(end - 1) + 1]

    def _at(self, index: int) -> int:
        cut = bisect_right(self.cuts, index)
        return index + self.skipped[cut - 1] if cut else index
