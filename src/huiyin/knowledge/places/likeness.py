"""Names that are nearly those of known compounds: heard wrongly, a character short, or called by more or less of a name.

Whoever writes down a call by ear puts 海堂花苑 for 海棠花苑; a list says 春江新城海棠花苑 where people say 海棠花苑. Each
likeness here is one that hardly any two compounds of a city have by chance; how sure it is depends on whether something
else that was said, the district or the road, points to the same compound.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from huiyin.knowledge.places.sounds import sounds

_SHORTEST = 3
_SHORTEST_HEAD = 2
# Words that say what kind of place a name is of; a name is told by what remains without them.
_KIND = (
    "(?:住宅小区|小区|花园|花苑|新村|公寓|家园|家苑|嘉园|嘉苑|佳苑|雅苑|名苑|茗苑|豪园|豪庭|大厦|大楼|山庄|别墅|名邸|公馆|国际|"
    "广场|新城|中心|商务|教师|人才|青年|创业|世纪|[苑园庭湾里坊城府居都邸村墅])"
)
_ADDED = re.compile("(?:国际|花园|花苑|家园|广场|大厦|别墅|园|苑|城)$")
_NUMBERED_PART = re.compile(r"\d+(?:期|区|街坊|坊|村|小区)+$")
_ONLY_KINDS = re.compile(f"{_KIND}*")
_LAST_KIND = re.compile(f"{_KIND}$")
# A tail that sets apart one of several compounds of an estate: without it the estate is named, not the compound.
_PART = re.compile(r"[期区块侧楼座馆坊弄号\dA-Z]|^[东南西北中]|[东南西北中].?$|商业|商铺|会所")
# Characters that set compounds apart where one stands before, behind or within the name of another.
_TELLING = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ东南西北中新老大小上下前后内外左右甲乙丙丁")
# What names are adorned with, and by which many differ from one another.
_ADORNING = frozenset("花馨雅欣丽家佳嘉名豪园苑")
_RARER = 2
_LONG = 4


class Degree(IntEnum):
    """How far a likeness goes towards meaning the known compound."""

    DOUBT = 0
    """Never enough, but a reason not to believe in another: 海棠花苑 for 海棠苑."""
    HINT = 1
    """Enough when the district or the road points to the same compound."""
    ALONE = 2
    """Enough by itself."""


@dataclass(frozen=True, slots=True)
class Like:
    """A known name that is like the one said.

    heard: whether the names differ as by a slip (a character of the same sound, or one left out) rather than in length.
    same_length: whether the slip is one of sound alone.
    """

    name: str
    degree: Degree
    heard: bool
    same_length: bool = False


class Likeness:
    """An index of names by what is like them. Names are given and asked for in the form of `gazetteer.core`."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(name for name in names if len(name) >= _SHORTEST)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        self._heads: dict[str, list[str]] = defaultdict(list)
        self._common = Counter(character for name in self._names for character in set(name))
        for name in sorted(self._names):
            for sound in sounds(name):
                self._sounds[sound].append(name)
            for short, left_out in _one_shorter(name):
                self._short[short].append((name, left_out))
            for at in range(_SHORTEST_HEAD, len(name) - 1):
                if is_telling(name[at:]):
                    self._tails[name[at:]].append(name)
            for at in range(_SHORTEST, len(name)):
                if is_telling(name[:at]) and not is_part(name[at:]):
                    self._heads[name[:at]].append(name)

    def of(self, said: str) -> list[Like]:
        """The known names that are like `said`, each once; `said` itself is not among them."""
        found: dict[str, Like] = {}
        if len(said) >= _SHORTEST:
            for like in (*self._heard(said), *self._cut(said)):
                known = found.get(like.name)
                if like.name != said and (known is None or like.degree > known.degree):
                    found[like.name] = like
        return list(found.values())

    def _heard(self, said: str) -> Iterator[Like]:
        """The names that `said` may be when a character was heard wrongly, left out or put in."""
        if _ONLY_KINDS.fullmatch(_NUMBERED_PART.sub("", said)):
            return
        telling = is_telling(said)
        if telling:
            for name in dict.fromkeys(name for sound in sounds(said) for name in self._sounds.get(sound, ())):
                yield Like(name, self._slip(said, name), heard=True, same_length=True)
        alone = Degree.ALONE if telling and len(said) >= _LONG else Degree.HINT
        for name, left_out in self._short.get(said, ()):
            yield Like(name, _without(left_out, alone), heard=True)
        if telling:
            for short, put_in in _one_shorter(said):
                if short in self._names and not said.startswith(short):
                    yield Like(short, _without(put_in, Degree.HINT), heard=True)

    def _cut(self, said: str) -> Iterator[Like]:
        """The names of which `said` is a part, or that are a part of it."""
        if not is_telling(said):
            return
        bare = _ADDED.sub("", said)
        if bare in self._names and bare != said and is_telling(bare):
            yield Like(bare, Degree.HINT, heard=False)
        for name in (*self._tails.get(said, ()), *self._heads.get(said, ())):
            yield Like(name, Degree.HINT, heard=False)
        for at in range(_SHORTEST_HEAD, len(said) - 2):
            if said[at:] in self._names and is_telling(said[at:].removesuffix("小区")):
                yield Like(said[at:], Degree.HINT, heard=False)

    def _slip(self, said: str, name: str) -> Degree:
        """How likely `said`, which sounds like `name`, is that name written down by ear.

        It is so by itself when one character differs, in a short name one that is far rarer in names than what belongs
        there. 茂林花园 and 茂林花苑 are two compounds, and a numeral is hardly misheard.
        """
        wrong = [(heard, known) for heard, known in zip(said, name, strict=True) if heard != known]
        if all(heard in _ADORNING and known in _ADORNING for heard, known in wrong):
            return Degree.DOUBT
        heard, known = wrong[0]
        if len(wrong) > 1 or known.isdecimal():
            return Degree.HINT
        rare = self._common[heard] * _RARER <= self._common[known]
        return Degree.ALONE if rare or len(said) > _SHORTEST else Degree.HINT


def is_part(words: str) -> bool:
    """Whether `words` behind a name set one of several compounds apart: 二期, 南区, 3号楼."""
    return _PART.search(words.replace("小区", "")) is not None


def is_telling(name: str) -> bool:
    """Whether two characters of `name` say more than what kind of place, or which part of one, it is.

    国际公寓, 四村小区 and 二街坊 tell nothing.
    """
    whole = _NUMBERED_PART.sub("", name)
    stem = _LAST_KIND.sub("", name) if whole == name else whole
    return len(stem) >= _SHORTEST_HEAD and not stem.isdecimal() and _ONLY_KINDS.fullmatch(stem) is None


def _without(character: str, degree: Degree) -> Degree:
    """`degree`, unless names that differ by this one character are often two compounds'."""
    return Degree.DOUBT if character in _TELLING or character in _ADORNING else degree


def _one_shorter(name: str) -> Iterator[tuple[str, str]]:
    """`name` without each of its characters in turn, and the character left out; numerals are never left out."""
    if len(name) > _SHORTEST:
        for at, character in enumerate(name):
            if not character.isdecimal():
                yield name[:at] + name[at + 1 :], character
