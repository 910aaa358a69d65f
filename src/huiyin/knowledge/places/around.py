"""What stands around the name of a place: what it goes on with, landmarks, neighbours, owners and brackets.

Everything here reads folded text (`spelling.Line.text`) and spans of it.
"""

import re

from huiyin.knowledge.places.wording import LEADS, Span, any_of

_RESIDUE = re.compile(
    r"(?:(?!"
    + any_of(
        "[的内里有在第共一二三四五六七八九十东南西北]|楼|别墅|地下|底下|门口|业主|居民|小区|大门|靠近|其中|附近|旁边?|对面"
    )
    + r")[一-鿿]){1,3}(?=\d+[号幢栋#]|\()"
)
# What follows a known name when the compound meant is called by more: 某某花园|难苑, 某某四村|三小区, 某某广场|银座 8号.
_PLAIN_WORD = (
    rf"(?:(?!{LEADS}|有|将|到|内|和|与|及|附近|旁|对面|围墙|物业|居民|业主|[一二三]?楼|底楼|门口|大门|[东南西北]门|地下|小区|第|"
    r"[一二三四五六七八九十]+(?:号楼|[栋幢座期区#]))[一-鿿])"
)
_GOES_ON = re.compile(
    any_of(
        rf"{_PLAIN_WORD}{{0,6}}?(?:新村|花园|花苑|公寓|家园|家苑|大厦|山庄|别墅|名邸|公馆|国际|广场|新城|华庭|豪庭)",
        rf"{_PLAIN_WORD}{{0,5}}?[苑园庭邸墅府寓](?=\d|[一二三四五六七八九十]+(?:号楼|[栋幢期])|\()",
        rf"(?!号楼|[东南西北]?[区期苑]){_PLAIN_WORD}{{1,8}}(?=\d+(?:号楼|[栋幢#号座]))",
        "第?(?:[一二三四五六七八九十]+|\\d+)小区|[A-Z]{2,}(?![A-Z座栋幢])",
        # One of a village's lanes, each of which lists take for a compound: 三林新村|468弄.
        r"\d+弄(?!\d+支弄)",
    )
)
LANDMARK = re.compile(
    any_of("小区|门口|大门|正门|[东南西北]门|[A-Z一-鿿]座")
    + "?的?"
    + any_of(
        "附近|旁边?|斜对面|正对面|对面|隔壁|前面|后面|中间|周边|外围|背后|相邻|之间|路段|公交站|地铁站",
        "以[东南西北]|[东南西北]{1,2}侧",
    )
)
HOME = re.compile(r"(?:居住在|居住于|家住|住在)[一-鿿*]{0,12}$")
# The neighbour's flat, where the reporter's own is said before it: 住在…301房，楼上401房.
_NEIGHBOUR = re.compile(
    r"(?:楼[上下]|隔壁|对门|邻居)[^，。；,;\d]{0,4}(?P<room>\d{3,4}[A-Z]?(?:号房|房间?|室|户(?![外居业住的数以]))?)(?![\d年月日元平米])"
)
_AS_FAR = 25
REPLY = re.compile(r"20\d\d-\d\d?-\d\d?|答复|再次来电|处理意见|工单(?:编)?号|\(20\d{10}")
_OWNERS = re.compile("业主|住户|楼盘|物业(?!公司)|正门|房屋|期|有隔断")
_CLOSED = re.compile("[)，。；]")
FARTHEST_IN_BRACKET = 10
_PART_ONLY = re.compile(r"\(?(?:[一二三四五六七八九十]|\d{1,2})期\)?|[A-Z]区|[东南西北]区")
_PHASES = frozenset("一二三四五六七八九123456789")


def residue(text: str, end: int) -> int:
    """Where a name that seems to end at `end` does end, when characters without sense part it from a building.

    In 某某园林6幢 the caller means a compound that is called more than 某某园.
    """
    found = _RESIDUE.match(text, end)
    return found.end() if found else end


def goes_on(text: str, end: int) -> int:
    """Where a name does end that holds a known one up to `end`; `end` itself when the known one is all that is said."""
    found = _GOES_ON.match(text, end)
    return found.end() if found else end


def is_open(text: str, bracket: int, at: int) -> bool:
    """Whether the bracket that opens at `bracket` is still open at `at`, and holds no clause before it."""
    return _CLOSED.search(text, bracket, at) is None


def neighbour(text: str, end: int) -> Span | None:
    """The room of a neighbour that is named soon after `end`, where the reporter's own place ends."""
    found = _NEIGHBOUR.search(text, end, end + _AS_FAR)
    return found.span("room") if found else None


def longer_by_part(text: str, name: Span, other: Span) -> bool:
    """Whether the name at `other` is the one at `name` and the phase or part that the first leaves out."""
    short, long = text[slice(*name)], text[slice(*other)]
    return long.startswith(short) and _PART_ONLY.fullmatch(long, len(short)) is not None


def owners(text: str) -> list[int]:
    """Where a name may end that has no word of its own for a compound: before its owners, its firm or its phase."""
    ends: list[int] = []
    for word in _OWNERS.finditer(text):
        at = word.start()
        if word[0] == "期":
            if at and text[at - 1] in _PHASES:
                ends.append(at - 1)
        else:
            ends.append(at - 1 if at and text[at - 1] == "的" else at)
    return ends
