"""Building, unit, floor and room as they follow the name of a place, or stand alone. Reads folded text."""

import re
from collections.abc import Iterator

from huiyin.knowledge.places.numbers import NUMERALS
from huiyin.knowledge.places.wording import Span

_NUMBER = rf"(?:\d+|[{NUMERALS}]+|\*+)"
# 号 alone is a building right after a lane or a name; 楼 only where a room or unit follows, else it is a floor.
_BUILDING = (
    rf"(?:第?[A-Z]?{_NUMBER}(?:-\d+)?[A-Z]?(?:[、,，与和至到]第?[A-Z]?{_NUMBER}号?){{0,15}}"
    r"(?:号栋|号楼(?![道梯]|顶(?!楼))|栋(?:楼(?![道梯顶上下]))?|幢|座|#(?:楼(?![道梯顶上下]))?|号(?:[甲乙丙丁](?![级方类组队])|(?![线馆]))|(?<![一二三四五六七八九十])楼(?![上下道层顶宇梯房市里间])(?=\d|[一二三四五六七八九]单元))"
    r"|(?<![一-鿿])[甲乙丙丁](?:号楼|栋|座|幢|楼)|(?<=[苑园村庭城里寓弄])[甲乙丙丁](?:号楼|栋|座|幢|楼)|[A-Z]\d{0,2}(?:栋|座|幢|楼)|[A-Z]\d{1,2}(?=-\d|架空|业主)|\d{1,2}[A-Z]单位|\d{1,3}(?=-(?:\d{1,2}-)?\d{3,4}(?!\d))|[一-鿿]{2}[阁轩])"
)
_BUILDINGS = rf"{_BUILDING}(?:[、,，与和及]{_BUILDING}|[A-Z]\d{{0,2}}[栋幢座]){{0,15}}"
_UNIT = rf"(?:(?:{_NUMBER}|[A-Z]\d?)(?:单元|单位|门(?=\d))|\d{{1,2}}(?=-\d{{3,4}}(?!\d)))"
_UNITS = rf"(?:{_NUMBER}[、,，和与]){{0,9}}{_UNIT}(?:[、,，和与]{_UNIT}){{0,9}}"
_FLOOR = rf"(?:(?:\d{{1,2}}|[{NUMERALS}]{{1,3}}|\*+)(?:楼(?!道)|层)|[底顶]楼)"
_ROOM = (
    r"(?:(?:\d{2,5}|[" + NUMERALS + r"]{3,5}|\d+\*+|\*+\d*|(?:\d{1,2})?[A-Z]\d{1,4}|\d{1,2}[A-Z](?:\d{2,4})?)"
    r"[A-Z]?(?:[、,，和]\d{2,5})*(?:号房间?|房间?|室|户(?!外|[居业住的数以]))"
    r"|\d{3,5}号(?!楼)|\d+\*{1,4}|\d{3,4}XX|\d{3,4}[A-Z]?(?![\d年月日元平米%个人次号栋幢弄户多.]))"
)
# Before the building may stand a bracket of the name, a house's name (望海阁24幢) or a gate's number (6号21幢).
_TAIL = re.compile(
    r"(?:\([^()]{1,8}\)|\))?(?:小区)?(?:别墅区?)?[的内,，]?(?:[一-鿿]{2}[阁轩居座](?=\d))?(?:\d+号(?=\d+(?:号楼|[栋幢])))?"
    rf"(?:(?P<building>{_BUILDINGS})[(/的]?)?[,，\-]?(?P<unit>{_UNITS})?{_FLOOR}?-?(?P<room>{_ROOM})?"
)
_WORD = re.compile(r"号楼|栋|幢|座|#|号(?=\d{3}|的|底楼|一楼|楼道|有人|存在|电梯|[，,。])")
_BEFORE_WORD = re.compile(
    r"(?<![A-Z0-9至到-])(?:[A-Z]?(?:\d+|\*+)(?:-\d+)?[A-Z]?(?:[、,，和与及](?:\d+|\*+))*|[A-Z])$"
)
# In numerals as one says them a building is sure only before a unit or a room; three 幢 may as well be counted.
_SPOKEN_WORD = re.compile("[号栋幢]")
_SPOKEN_BEFORE = re.compile(f"第?[{NUMERALS}]{{1,4}}$")
_SPOKEN_AFTER = re.compile(rf"号楼|(?:[栋幢]楼?|号)(?={_NUMBER}(?:单元|室)|\d{{3}})")
_ROOM_AFTER = re.compile(f"号[{NUMERALS}]{{3,4}}室")
_CHINESE = frozenset(NUMERALS)
# Building and room as one writes them short: 海棠花苑12-302.
_DOOR = re.compile(r"(?<=[一-鿿)])\d{1,3}-(?:\d{1,2}-)?\d{3,4}(?![\d*号年-])")
_LONGEST = 20
_LONGEST_SPOKEN = 6


_STOREY = re.compile(r"(?P<floor>\d{1,2})楼$")


def read_tail(text: str, at: int) -> tuple[Span | None, Span | None, Span | None, int]:
    """Building, unit and room that stand at `at`, each a span or None, and where they end (`at` when none does)."""
    found = _TAIL.match(text, at)
    if found is None or not (found["building"] or found["unit"] or found["room"]):
        return None, None, None, at
    building, unit, room = (
        found.span(part) if found[part] else None for part in ("building", "unit", "room")
    )
    storey = _STOREY.fullmatch(text, *building) if building else None
    if (
        storey
        and room
        and text.startswith(storey["floor"], room[0])
        and room[1] - room[0] > len(storey["floor"]) + 1
    ):
        building = None
    return building, unit, room, found.end()


def sure_buildings(text: str) -> Iterator[int]:
    """Where a building begins that is one by its wording alone: 6号楼, A座, or 18号 with a room or 底楼 behind."""
    for word in _WORD.finditer(text):
        at = word.start()
        if at and text[at - 1].isascii() and (text[at - 1].isalnum() or text[at - 1] == "*"):
            number = _BEFORE_WORD.search(text, max(0, at - _LONGEST), at)
            if number:
                yield number.start() - text.startswith("第", number.start() - 1)
    for door in _DOOR.finditer(text):
        yield door.start()
    for word in _SPOKEN_WORD.finditer(text):
        at = word.start()
        before = text[at - 1] if at else ""
        if before in _CHINESE:
            spoken = _SPOKEN_BEFORE.search(text, max(0, at - _LONGEST_SPOKEN), at)
            if spoken and not text[max(0, spoken.start() - 1)].isdigit() and _SPOKEN_AFTER.match(text, at):
                yield spoken.start()
        elif before.isdigit() and _ROOM_AFTER.match(text, at):
            number = _BEFORE_WORD.search(text, max(0, at - _LONGEST), at)
            if number:
                yield number.start()
