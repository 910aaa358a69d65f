"""Compounds that a text names but the gazetteer lacks (待核小区): the key under which spellings fall together."""

import re

from huiyin.knowledge.places import wording
from huiyin.knowledge.places.gazetteer import core
from huiyin.knowledge.places.mention import read_road
from huiyin.knowledge.places.spelling import name_key

_MARKS = re.compile(r"[·•.,，、\"'“”‘’《》<>/_-]")


# Letters and digits of any kind, and the marks that names of compounds, buildings and stations have.
_STRANGE = re.compile(r"[^\w()·•・.,，、&+'\"“”‘’《》〈〉/#°-]|_")


def key(name: str | None, road: str | None) -> str:
    """The normal form of a compound by name and road as written: equal for spellings that differ in width, case,
    spaces, marks or the writing of numbers, and for roads with or without 号 and lanes in either numerals.

    The form is `name|road|number`, each possibly empty. A trailing 小区 is dropped when two characters remain, since
    callers add and omit it. Raises ValueError when neither name nor road says anything.
    """
    compound = _MARKS.sub("", core(name or ""))
    if compound.endswith("小区") and len(compound) > len("小区") + 1:
        compound = compound.removesuffix("小区")
    street, lane, branch, house = read_road(road) if road and road.strip() else ("", None, None, None)
    number = f"{lane}弄{branch or ''}" if lane else house or ""
    if not compound and not street:
        raise ValueError("a provisional place needs a name or a road")
    return f"{compound}|{street}|{number}"


def plausible(name: str | None, road: str | None) -> bool:
    """Whether name and road as written, of which one may be absent, could be those of a compound that exists.

    Neither has signs that no name has: <, {, =, what is not seen.

    A name has at most 40 characters and none hidden (*), holds no door number, date or word of the sentence around it and
    is no common word (商铺, 小区); a road holds neither those nor a district or a verb and has at most 8 characters before
    its number. What fails this was cut wrongly out of its text, and a compound made of it would gather strangers' reports.
    """
    if any(_STRANGE.search(name_key(words)) for words in (name, road) if words):
        return False
    if name and not wording.is_plausible_name(name_key(name)):
        return False
    if road and not wording.is_plausible_road(read_road(road)[0]):
        return False
    return bool(name or road)
