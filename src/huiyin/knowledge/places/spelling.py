"""How a place is spelled: width, case and spaces made equal without losing where each character stood."""

import re
from dataclasses import dataclass

_FOLD: dict[str, str] = {
    **{chr(code + 0xFEE0): chr(code) for code in range(ord("0"), ord("9") + 1)},
    **{chr(code + 0xFEE0): chr(code) for code in range(ord("A"), ord("Z") + 1)},
    **{chr(code + 0xFEE0): chr(code - 32) for code in range(ord("a"), ord("z") + 1)},
    **{chr(code): chr(code - 32) for code in range(ord("a"), ord("z") + 1)},
    **dict.fromkeys("（〔［﹙", "("),
    **dict.fromkeys("）〕］﹚", ")"),
    **dict.fromkeys("－—–―‐〜～~", "-"),
    "＃": "#",
    "＊": "*",
    "邨": "村",
}
_FOLDABLE = re.compile("[" + re.escape("".join(_FOLD)) + "]")
# A gap between two numbers or Latin words says that they are two; any other gap says nothing.
_GAP = re.compile(r"\s+(?![0-9A-Z])|(?<![0-9A-Z\s])\s+")
_SPACE = re.compile(r"\s")


def fold(text: str) -> str:
    """`text` with full-width letters, digits, brackets, dashes and # made half-width, and letters upper-case.

    One character stays one character, so that a span of the result is a span of `text`. Chinese punctuation is kept.
    """
    return _FOLDABLE.sub(lambda found: _FOLD[found[0]], text)


def name_key(name: str) -> str:
    """The form of a name under which spellings that differ in width, case or spaces are equal."""
    return _SPACE.sub("", fold(name))


@dataclass(frozen=True, slots=True)
class Line:
    """A text made ready for reading places: `text` is folded and has no idle spaces.

    `verbatim` gives back what stood in the source for a span of `text`.
    """

    text: str
    source: str
    offsets: tuple[int, ...] | None

    @classmethod
    def of(cls, source: str) -> "Line":
        folded = fold(source)
        if _SPACE.search(folded) is None:
            return cls(folded, source, None)
        idle = [index for gap in _GAP.finditer(folded) for index in range(gap.start(), gap.end())]
        if not idle:
            return cls(folded, source, None)
        dropped = set(idle)
        offsets = tuple(index for index in range(len(folded)) if index not in dropped)
        return cls("".join([folded[index] for index in offsets]), source, offsets)

    def verbatim(self, start: int, end: int) -> str:
        """What the source has between the first and the last character of a non-empty span of `text`."""
        if self.offsets is None:
            return self.source[start:end]
        return self.source[self.offsets[start] : self.offsets[end - 1] + 1]
