"""How a text is written for the reader: in simplified characters, half width and figures, and numbered compounds as compounds.

One character stays one character, so that a span of the result is a span of the text.
"""

from __future__ import annotations

import re

from huiyin.knowledge.places.numbers import NUMERALS, arabic
from huiyin.knowledge.traditional import simplified

# Punctuation is left: the full-width comma and colon are Chinese ones.
_FULL = "".join(
    chr(code + 0xFEE0) for span in ("09", "AZ", "az") for code in range(ord(span[0]), ord(span[1]) + 1)
)
_FULL += "＃＊＋－"
_HALF = {ord(sign): chr(ord(sign) - 0xFEE0) for sign in _FULL}
_ANY_FULL = re.compile(f"[{_FULL}]")

# 十二号 and 一零一室 are doors; 住了二十号人 and 十一号线 are not. One numeral alone may be another word's: 一室一厅.
_SPOKEN_DOOR = re.compile(f"(?<![{NUMERALS}])[{NUMERALS}]{{2,5}}(?=号(?![人线])|[室弄栋幢])")

# Whatever ends the name of a place, it is a compound where flats are numbered: 四明村12号101室.
_FLATS = re.compile(
    r"(?<=[一-鿿])[村坊里邨](?=[(（]?[0-9]{1,4}(?:-[0-9]{1,3})?号[楼门]?[0-9]{3,4}(?![0-9号弄路米元]))"
)
# So it is where the name has a number of its own, as older estates of Shanghai have (曹杨二村12号, 曹杨二村居民), unless the
# house is a landmark or the text tells of the country.
_NUMBERED = re.compile(
    r"(?<=[一-鿿][一-鿿0-9])(?<![镇乡县市区路街])[一二三四五六七八九十0-9]村"
    r"(?=[0-9]{1,3}(?:-[0-9]{1,3})?号(?!.{0,3}?(?:对面|对过|附近|旁|周边))"
    r"|有人|有住户|有居民|有业主|小区|居民|业主|住户|物业|[内里]?(?:[一二三四五六]?楼|底层|垃圾|违|装修|绿化)|[内，,。；;]|$)"
)
_COUNTRY = re.compile(
    "村民|村委|村干部|村道|村里|村口|农[村田民户]|耕地|宅基地|自留地|自建房|民房|私宅|林地|鱼塘"
    "|[0-9一二三四五六七八九十][组队]"
)


def as_read(text: str) -> str:
    """`text` as the reader reads it. As long as it was."""
    text = simplified(text)
    # Hardly any text has one of these, and to look is quicker than to write anew.
    if _ANY_FULL.search(text):
        text = text.translate(_HALF)
    text = _SPOKEN_DOOR.sub(lambda door: _figures(door[0]), text)
    if "村" in text and _NUMBERED.search(text) and not _COUNTRY.search(text):
        text = _NUMBERED.sub("小区", text)
    return _FLATS.sub("苑", text) if "号" in text else text


def _figures(spoken: str) -> str:
    """A spoken number in as many figures as it had characters, with zeros before it; itself where that cannot be."""
    figures = arabic(spoken)
    return figures.zfill(len(spoken)) if figures.isascii() and len(figures) <= len(spoken) else spoken
