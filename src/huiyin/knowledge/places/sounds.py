"""How names sound: characters that are read alike fall together, so that a name written down by ear is found."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import islice, product
from pathlib import Path

_TABLE = Path(__file__).with_name("sounds.txt")
_NUMERALS = "零一二三四五六七八九"
_MOST = 16
"""Ways of reading one name that are told apart: no name has more than four characters of two readings."""


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """The syllables, each with a space behind it, as which a character may be read; others stand for themselves."""
    read: dict[str, list[str]] = defaultdict(list)
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            syllable, characters = line.split(" ")
            for character in characters:
                read[character].append(syllable + " ")
    for digit, numeral in enumerate(_NUMERALS):
        read[str(digit)] = read[numeral]
    return {character: tuple(syllables) for character, syllables in read.items()}


def sounds(text: str) -> Iterable[str]:
    """The ways in which `text` may be read aloud, each as its syllables in a row, at most sixteen."""
    several, table = _tables()
    if several.isdisjoint(text):
        return (text.translate(table),)
    read = _readings()
    ways = product(*(read.get(character) or (character,) for character in text))
    return islice(map("".join, ways), _MOST)


@cache
def _tables() -> tuple[frozenset[str], dict[int, str]]:
    """The characters of several readings, and for the rest the syllable by which `str.translate` puts each."""
    read = _readings()
    several = frozenset(character for character, syllables in read.items() if len(syllables) > 1)
    return several, {ord(character): syllables[0] for character, syllables in read.items()}
