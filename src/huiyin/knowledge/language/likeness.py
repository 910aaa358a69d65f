"""How much two texts say the same: keys by which nearly equal ones are found, and how alike two of them are.

What is compared is the first telling: a follow-up of the hotline has the whole quoted ticket in it, behind an office's words
and a title, and new words after that. Numbers of tickets, fixed beginnings and what routes a ticket to an office say nothing
of the matter and are left out. The keys are MinHash (Broder 1997) over character trigrams, in bands, by a hash that is the
same on every machine and in every version: they are stored.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Final
from zlib import crc32

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

# A ticket's number with what stands around it: （工单号20180103135723）. Or the number of a mobile telephone.
_CALLED = r"(?:(?:政府|原)?(?:工单|单|编)(?:编号|号码|号)?)?\s*[:：为]?\s*[（(]?"
_NUMBERED = re.compile(
    _CALLED + r"20[0-9]{12,18}[)）】]?|(?:联系)?(?:电话|手机)?号?[:：]?(?<![0-9])1[0-9]{10}(?![0-9])"
)
_LONG = re.compile("[0-9]{11}")
_HANGING = re.compile(r"[（(]?" + _CALLED + "$")
# Behind this a follow-up of the hotline has the quoted ticket itself.
_QUOTED = re.compile(r"(?:工单内容\W*)+")
# What ends the first telling: within what time an office is to act, another ticket's number, an answer with its day, somebody
# who speaks next.
_NEXT = re.compile(
    r"[（(][^（）()]{0,60}(?:响应处置|核实处理|分钟内|分钟办件)"
    r"|20[0-9]{12,18}"
    r"|(?<![0-9])(?:20[0-9]{2}[-年./])?[0-9]{1,2}[-月./][0-9]{1,2}日?[\s0-9:：]*[^，。；;:：\s]{2,30}[:：]"
    r"|(?:答复|回复|反馈)[:：]|来电(?:咨询|反馈)[:：]"
    r"|(?:市民|来电人|反映人|网友)(?:再次|又|多次)?(?:来电|微信|短信|公众号|网络|邮件)?(?:再次|补充)"
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
    r"[（(][^（）()]{0,60}(?:响应处置|核实处理|分钟内|分钟办件)[^（）()]{0,12}[)）]?"
    rf"|请[^，。；！？,;!?（()）]{{0,26}}(?:{_OFFICE})[^，。；！？,;!?（()）]{{0,14}}(?:处理|处置|解决|核实|跟进|回复)"
    r"|请(?:尽快|及时|予以)?(?:核实)?处理|谢谢|感谢"
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
    hashes = sorted(_hashes(first_telling(text)))
    if len(hashes) < SHORTEST:
        return None
    last = len(hashes)
    # The first hash after each of some fixed points on a ring is one permutation's least element.
    least = [hashes[place if place < last else 0] for place in (bisect_left(hashes, a) for a in _ANCHORS)]
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
    # Two bytes a character; one beyond the basic plane counts as two characters.
    data = plain.encode("utf-16-le", "surrogatepass")
    return {crc32(data[at : at + 6]) for at in range(0, len(data) - 4, 2)}
