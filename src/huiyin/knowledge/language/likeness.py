"""How much two texts say the same: keys by which nearly equal ones are found, and how alike two of them are.

What is compared is the first telling: a follow-up of the hotline has the whole quoted ticket in it, behind an office's words
and a title, and new words after that. Numbers of tickets, fixed beginnings and what routes a ticket to an office say nothing
of the matter and are left out. The keys are MinHash (Broder 1997) over character trigrams, in bands, by a hash that is the
same on every machine and in every version: they are stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS: Final = 4
Keys = tuple[int, int, int, int]
NEARLY: Final = 0.8
"""From this share of common trigrams on, two texts are nearly the same."""
SAME: Final = 0.9
"""From this share on, they count as one where nothing else tells them apart (``figures``)."""
SHORTEST: Final = 20
"""Trigrams below which a text is too short to tell that another one is like it."""

# Nothing shorter was told of a matter.
_FIRST: Final = 8
_ROWS: Final = 3
_ANCHORS: Final = tuple(n * (1 << 32) // (BANDS * _ROWS) for n in range(BANDS * _ROWS))
# Texts share a round of arithmetic until they have so many characters: a few hundred of the usual length.
_AT_ONCE: Final = 50_000

# A ticket's number with what stands around it: （工单号20180103135723）. Or the number of a mobile telephone.
_CALLED = r"(?:(?:政府|原)?(?:工单|单|编)(?:编号|号码|号)?)?\s*[:：为]?\s*[（(]?"
_NUMBERED = re.compile(
    _CALLED + r"20[0-9]{12,18}[)）】]?|(?:联系)?(?:电话|手机)?号?[:：]?(?<![0-9])1[0-9]{10}(?![0-9])"
)
_LONG = re.compile("[0-9]{11}")
_HANGING = re.compile(r"[（(]?" + _CALLED + "$")
# Behind this a follow-up of the hotline has the quoted ticket itself.
_QUOTED = re.compile(r"工单内容\W*(?:工单内容\W*)*")
_AGAIN = r"(?:再次|又|多次)?(?:来电|微信|短信|公众号|网络|邮件)?(?:再次|补充)"
# What ends the first telling: within what time an office is to act, another ticket's number, an answer with its day, somebody
# who speaks next. Whatever may begin it comes first, so that all other characters are passed over at once.
_NEXT = re.compile(
    r"[（(0-9答回反来市网](?:"
    r"(?<=[（(])[^（）()]{0,60}(?:响应处置|核实处理|分钟内|分钟办件)"
    r"|(?<=2)0[0-9]{12,18}"
    r"|(?<=(?<![0-9])[0-9])(?:(?<=2)0[0-9]{2}[-年./][0-9]{1,2}[-月./]|[0-9]?[-月./])"
    r"[0-9]{1,2}日?[\s0-9:：]*[^，。；;:：\s]{2,30}[:：]"
    r"|(?:(?<=[答回])复|(?<=反)馈|(?<=来)电(?:咨询|反馈))[:：]"
    rf"|(?:(?<=市)民|(?<=来)电人|(?<=反)映人|(?<=网)友){_AGAIN})"
)
# How a ticket begins, whatever it is about.
_BEGINNING = re.compile(
    r"^\W*(?:市民|来电人|反映人|投诉人|网友|居民|业主|群众)?(?:再次|多次)?"
    r"(?:来电|来信|来访|微信|公众号|短信|邮件|网络|网上|通过[^，。:：]{1,8})*"
    r"(?:再次|多次)?(?:反映|咨询|投诉|举报|建议|求助|补充|反馈|称|表示)?\s*[:：,，]?"
)
_OFFICE = "部门|政府|街道|城管|公安|交警|执法|环保|食药监|住建|局|单位|中心|公司|集团|居委"
# Which office is to do what by when, and thanks.
_ROUTING = re.compile(
    r"[（(请谢感](?:"
    r"(?<=[（(])[^（）()]{0,60}(?:响应处置|核实处理|分钟内|分钟办件)[^（）()]{0,12}[)）]?"
    rf"|(?<=请)[^，。；！？,;!?（()）]{{0,26}}(?:{_OFFICE})[^，。；！？,;!?（()）]{{0,14}}(?:处理|处置|解决|核实|跟进|回复)"
    r"|(?<=请)(?:尽快|及时|予以)?(?:核实)?处理|(?<=[谢感])谢)"
)
_SILENT = re.compile(r"[\W_]+")
# Numbers that tell one place from another: figures, Chinese numerals before what they count, letters of buildings.
_FIGURE = re.compile(
    r"[0-9]+|[一二三四五六七八九十百零〇两]+(?=[号栋幢楼座室单层弄期区队组])|[a-z](?=[座栋幢区楼])"
)


def keys(text: str) -> Keys | None:
    """The keys of a text, each in the range of a signed 32-bit number; None where it says too little.

    Of two texts that have nine of ten trigrams in common, 99 % share a key in its place; of two with half of them, 41 %.
    """
    (found,) = keys_of_all([text])
    return found


def keys_of_all(texts: Sequence[str]) -> list[Keys | None]:
    """The keys of each of ``texts``, as :func:`keys` gives them, at a third of the cost."""
    told = [first_telling(text) for text in texts]
    found: list[Keys | None] = [None] * len(texts)
    telling = [n for n, plain in enumerate(told) if _says_enough(plain)]
    for part in _shares(telling, told):
        found_here = _keys([told[n] for n in part])
        for n, those in zip(part, found_here, strict=True):
            found[n] = those
    return found


def _says_enough(plain: str) -> bool:
    # Every character that is new begins a trigram that is new, but for the last two.
    return len(plain) >= SHORTEST + 2 and (len(set(plain)) >= SHORTEST + 2 or len(_hashes(plain)) >= SHORTEST)


def _shares(telling: Sequence[int], told: Sequence[str]) -> Iterator[list[int]]:
    """The positions of the texts that are reckoned at once."""
    part: list[int] = []
    length = 0
    for n in telling:
        part.append(n)
        length += len(told[n])
        if length >= _AT_ONCE:
            yield part
            part, length = [], 0
    if part:
        yield part


def _keys(told: Sequence[str]) -> list[Keys]:
    """The keys of texts that say enough, in one round over all their characters."""
    # To load it takes longer than most commands run, and only those that receive texts compare them.
    import numpy as np

    firsts, seconds, thirds = _tables()
    encoded = [_encoded(plain) for plain in told]
    ends = np.cumsum([len(data) // 2 for data in encoded])
    starts = np.concatenate(([0], ends[:-1]))
    units = np.frombuffer(b"".join(encoded), dtype="<u2")
    hashes = firsts[units[:-2]] ^ seconds[units[1:-1]] ^ thirds[units[2:]]
    # Between each text and the next stand two trigrams that are nobody's.
    bounds = np.stack((starts, ends - 2), axis=1).ravel()[:-1]
    least = np.empty((len(told), len(_ANCHORS)), dtype="<u4")
    for n, anchor in enumerate(_ANCHORS):
        # The first hash after each of some fixed points on a ring is one permutation's least element.
        least[:, n] = np.minimum.reduceat(hashes - np.uint32(anchor), bounds)[::2]
        least[:, n] += np.uint32(anchor)
    return [_of_bands(row) for row in least.tolist()]


def _of_bands(least: Sequence[int]) -> Keys:
    first, second, third, fourth = (
        crc32(repr(least[start : start + _ROWS]).encode()) - (1 << 31)
        for start in range(0, BANDS * _ROWS, _ROWS)
    )
    return first, second, third, fourth


def similarity(one: str, other: str) -> float:
    """The share of common trigrams of two texts' first tellings (Jaccard), in [0, 1]; 0 where one says nothing."""
    mine, theirs = _of_first_telling(one), _of_first_telling(other)
    return len(mine & theirs) / (len(mine | theirs) or 1)


def held_in(part: str, whole: str) -> float:
    """The share of the trigrams of ``part``'s first telling that stand anywhere in ``whole``, in [0, 1]."""
    mine = _of_first_telling(part)
    return len(mine & _hashes(plain(whole))) / (len(mine) or 1)


def figures(text: str) -> tuple[str, ...]:
    """The figures of a text's first telling in their order: texts that differ in a house's number differ in their place."""
    return tuple(_FIGURE.findall(_told(text).lower()))


def first_telling(text: str) -> str:
    """What the first who spoke said of the matter, without what says nothing of it; the whole where nothing is quoted."""
    return _SILENT.sub("", _told(text)).lower()


def plain(text: str) -> str:
    """The whole text without what says nothing of the matter."""
    return _SILENT.sub("", _matter(text)).lower()


def _told(text: str) -> str:
    quoted = _QUOTED.search(text)
    if quoted is not None and len(text) - quoted.end() >= SHORTEST:
        text = text[quoted.end() :]
    start = _BEGINNING.match(text)
    begin = start.end() if start is not None else 0
    following = _NEXT.search(text, begin + _FIRST)
    told = text[begin:] if following is None else _HANGING.sub("", text[begin : following.start()])
    return _matter(told)


def _matter(text: str) -> str:
    """A text without numbers and routing. Most texts have no long number, which is seen sooner than what stands around it."""
    return _ROUTING.sub("", _NUMBERED.sub("", text) if _LONG.search(text) else text)


# What a set of reports is compared with is compared with many of them.
@lru_cache(maxsize=1_024)
def _of_first_telling(text: str) -> frozenset[int]:
    return frozenset(_hashes(first_telling(text)))


def _hashes(plain: str) -> set[int]:
    data = _encoded(plain)
    return {crc32(data[at : at + 6]) for at in range(0, len(data) - 4, 2)}


def _encoded(plain: str) -> bytes:
    # Two bytes a character; one beyond the basic plane counts as two characters.
    return plain.encode("utf-16-le", "surrogatepass")


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.uint32], ...]:
    """For each of a trigram's three places what a character there adds to the checksum of the six bytes, by its two bytes.

    A cyclic redundancy check is linear: that of a sum (XOR) is the sum of the parts', but for what no bits at all give.
    """
    import numpy as np

    tables = []
    nothing = crc32(bytes(6))
    for place in range(3):
        table = np.array([0 if place else nothing], dtype=np.uint32)
        for bit in range(16):
            alone = (1 << bit).to_bytes(2, "little")
            adds = crc32(bytes(2 * place) + alone + bytes(4 - 2 * place)) ^ nothing
            table = np.concatenate((table, table ^ np.uint32(adds)))
        tables.append(table)
    return tuple(tables)
