"""Numbers as people say and write them, and the normal forms of building, unit and room."""

import re
from functools import lru_cache

from huiyin.knowledge.places.spelling import name_key

# How a digit is said: 幺 for one on the telephone, 两 for two, and the capitals of bank notes.
_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "〇": 0,
    "○": 0,
    "幺": 1,
    "两": 2,
}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}

NUMERALS = "".join({*_DIGITS, *_SCALES, *_TENS})
"""Every character that may stand in a Chinese number."""

_RUN = re.compile(f"[{NUMERALS}]+")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")
_BUILDING_WORD = re.compile(r"^第|(?:号[楼栋]|栋楼?|幢楼?|座楼?|#楼?|号|楼|单位)$|号(?=[甲乙丙丁]$)")
_UNIT_WORD = re.compile(r"^第|(?:单元|单位|门)$")
_ROOM_WORD = re.compile(r"(?:号房间?|房间|室|房|户|号)$")
_ONE = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*[甲乙丙丁]?|[甲乙丙丁]")


def arabic(text: str) -> str:
    """`text`, folded, with every run of Chinese numerals that spells a number written in Arabic digits.

    Understands place value (一百二十三, 廿三, and 三百五 as said for 350) and digit by digit (幺两叁 is 123). Leading
    zeros said digit by digit are kept (零八 is 08), since they may belong to a room.
    """
    return _RUN.sub(lambda found: _spelled(found[0]), name_key(text))


def normal_building(text: str | None) -> str | None:
    """The bare number or letter of one building: 十二号楼, 12幢, 12栋, 12# and 012号 are "12"; A座 is "A".

    A building called by a name keeps it (望海阁). None for nothing, for several buildings at once, or a masked one.
    """
    return _normal(text, _BUILDING_WORD, named=True)


def normal_unit(text: str | None) -> str | None:
    """The bare number or letter of one unit (三单元 is "3"), or None for nothing, several or a masked one."""
    return _normal(text, _UNIT_WORD, named=False)


def normal_room(text: str | None) -> str | None:
    """The bare number of one room (302室, 三零二室 are "302"), or None for nothing, several or a masked one."""
    return _normal(text, _ROOM_WORD, named=False)


# The same few thousand doors come again and again.
@lru_cache(maxsize=16_384)
def _normal(text: str | None, word: re.Pattern[str], *, named: bool) -> str | None:
    if not text:
        return None
    bare = arabic(word.sub("", name_key(text)))
    if _ONE.fullmatch(bare):
        return _LEADING_ZEROS.sub("", bare)
    whole = name_key(text)
    return whole if named and re.fullmatch(r"[一-鿿]+", whole) and not _RUN.match(whole) else None


def _spelled(run: str) -> str:
    if all(char in _DIGITS for char in run):
        return "".join(str(_DIGITS[char]) for char in run)
    value = _by_place(run)
    return run if value is None else str(value)


def _by_place(text: str) -> int | None:
    total = 0
    digit: int | None = None
    scale, seen_zero, seen_value = 0, False, False
    for char in text:
        if char in _SCALES:
            step = _SCALES[char]
            if scale and step >= scale:
                return None
            if digit is None and step != 10:
                return None
            total += step * (1 if digit is None else digit)
            digit, scale, seen_zero, seen_value = None, step, False, True
        elif char in _TENS:
            if digit is not None or (scale and scale <= 10):
                return None
            total += _TENS[char]
            scale, seen_zero, seen_value = 10, False, True
        elif char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            seen_zero = seen_zero or digit == 0
        else:
            return None
    if not seen_value:
        return None
    # 三百五 is said for 350, 三百零五 for 305, and 二十五 for 25.
    spoken = digit and scale > 10 and not seen_zero
    return total + (digit or 0) * (scale // 10 if spoken else 1)
