"""What a place is named for: as the wrong's, as the reporter's home, or by the way.

Who reports a wrong names more than its place: where they live, where the landlord lives, whose van it was, what stands
behind the wall. Everything here reads folded text (`spelling.Line.text`) and spans of it.
"""

import re
from enum import Enum

from huiyin.knowledge.places.wording import DEED, Span, any_of

# Whose place it is that a name tells: the reporter's own, by the words before it …
_REPORTER = "来电人|投诉人|举报人|反映人|诉求人|信访人|报修人|市民|本人|我|其"
_HOME_BEFORE = re.compile(
    any_of(
        "居住(?:在|于)?|家住|(?<!居)住(?!户|宅|院|房|处|建|人|所)(?:在|于|址(?:为|是)?[:：]?)?",
        f"(?:{_REPORTER}|联系|家庭|户籍|暂住)的?(?:家庭|联系|居住|现住|暂住)?(?:地址|住址)(?:为|是)?[:：]?",
        f"(?:{_REPORTER})们?(?:是|系|为)",
    )
    + r"[一-鿿*]{0,12}$"
)
# … or by those behind it: …302室住户反映, (…302室)反映, …居民来电，要求.
_HOME_BEHIND = re.compile(
    r"\)?的?(?:一?[位名]?(?P<who>业主|居民|住户|村民|户主|租户|租客|市民|群众|[一-鿿]{1,2}(?:先生|女士|阿姨|老伯|师傅))们?)?\)?"
    "(?:[,，]?(?:来电|致电|来信|拨打[^,，。]{0,8})?[,，]?(?:反映|反应|投诉|举报|反馈)|(?(who)[,，]?(?:来电|致电|来信|称|表示|要求|发现|看[到见])|(?!)))"
)
# Whoever reports for another tells where that one lives, which is where the wrong is.
_RELATIVES = re.compile(
    "(?:父母|父亲|母亲|爸|妈|女儿|儿子|子女|老人|奶奶|爷爷|外婆|外公|岳[父母]|公婆|亲戚|朋友)[^,，。；;]{0,3}住(?:在|的)?$"
)
_FARTHEST = 16

_ACTOR = re.compile(
    "(?:小区)?(?:里|内|那边)?的?(?:装修|施工)?"
    "(?:居民|业主(?!委员会)|住户|租客|租户|房客|村民|人|孩子|小孩|老板|工人|师傅|员工|邻居|施工队|装修队|工程队|装[修饰]公司|"
    "外卖|快递|骑手|保洁|商户|商家|店家|物业(?=[把将])|(?:垃圾|渣土|货|电动|电瓶)?车辆?|(?:建筑|生活|大件)?垃圾(?=[被都也]))"
)
# What they put somewhere: their own compound's yard, or ours.
_PUTS = re.compile(
    "[^。；;]{0,20}?[停扔倒堆放摆搬运拉开推丢洒带](?:[^，。；;]{0,4})[到至进往在]|[^。；;]{0,20}?(?:占|堵)"
)
# Named to say where something else lies, comes from or is like: by the words before the name alone …
_BY_THE_WAY = re.compile(
    any_of(
        "靠近|临近|邻近|紧[邻挨靠贴]着?|挨着|毗邻|贴着|正对着?|面对着?|对着|距离?|离",
        "(?:原|以前|之前|原来|原先|从前|过去|曾经?)(?:都|一直)?(?:居?住|租|租住)在?",
    )
    + "$"
)
# … or by a pair of words before and behind it.
_PAIRS = tuple(
    (re.compile(f"{before}$"), re.compile(f"[^,，。；;]{{0,8}}?{behind}"))
    for before, behind in (
        ("[与和跟同]", "(?:之隔|[只仅]隔|相隔|相邻|相连|毗邻|交界|接壤|之间|中间|一样|同样|类似|同一|共用)"),
        ("[从由自]", "(?:[搬拉运拖开跑翻爬骑迁]|动迁|拆迁|过来|方向|望|看)"),
        ("(?:(?<!的)是|被|由)", "(?:公司|队|[人员]|[丢扔倒停堆堵占敲弄]的)"),
        ("[像如照按]", "(?:一样|那样|的做法|的标准|处理|拆)"),
    )
)
# Who has moved to another place, or lives there, does nothing to it; what is moved there may be in its way.
_COMES = re.compile(
    "(?!(?:(?![把将被])[^,，。；;])*(?:搬|迁|居住|住[到在进]))"
    "[^,，。；;]*(?:[到进至往]|[停扔倒堆放摆丢洒占]在|经过|路过)"
)
# Who is at another place does a wrong there if that is said of it at once.
_IS_AT = re.compile("(?:(?!还?住)[^,，。；;])*在")
_WRONG_THERE = re.compile(f"[^,，。；;]{{0,16}}?{DEED}")
_WRONG_LATER = re.compile(f"[^,，。；;]*[,，。；;].{{0,{_FARTHEST + _FARTHEST}}}?{DEED}")
# The wrong is told: by a door, or by a part of the house or of the compound, or a deed, and a comma behind it.
_DOOR = r"\d{3,4}室|\d+号(?!线)"
_PART = "楼[上下道顶梯]|[底顶][楼层]|[一二三四]楼|天井|(?:本|我们?|整个)?小区(?!的?(?:居民|业主|住户))"
_GOES_ON = "[^。；;]{0,40}?[,，。；;(]"
_TOLD_THERE = re.compile(any_of(_DOOR, any_of(_PART) + _GOES_ON))
_HAS_DOOR = re.compile(_DOOR)
_TOLD_DEED = re.compile(DEED + _GOES_ON)
_DEED_BEHIND = re.compile(f"[^。；;]{{0,16}}?{DEED}")
_FILED = re.compile(
    "(?:反映|反应|反馈|投诉|举报|诉求|称|表示|发现|看[到见]|见到|(?<![司位照的册记公业部店])(?:地址|地点)|事项|内容)"
    "(?:的是|的?(?:问题|内容|事项|地址|地点|情况|位置))?(?:是|为|在)?[:：,，]?(?:关于|位于|其在?)?"
    "(?:(?:上海市?)?[一-鿿]{2,3}(?:新区|区|镇|街道))?"
    "(?:(?:我们?)?(?:家|小区)?的?(?:(?:马路|斜|正)?(?:对面|隔壁|旁边?|附近|围?墙外)|一[墙街路]之隔|[前后东南西北]面|相邻|楼下)的?(?:小区)?的?)?$"
)
_SEEN_BEFORE = re.compile("(?:路过|经过|去|到|前往)$")
_SEEN_BEHIND = re.compile("[^。；;]{0,14}?(?:发现|看[到见]|见到)")
_OURS = re.compile("[^。；;]{0,30}?(?:我们|我家|我小区|本小区|本楼)")
_LONGEST_FILED = 32
_AS_FAR = 160


class Standing(Enum):
    """What a place is that is named beside the reporter's home: the wrong's, none of it, or nobody can tell."""

    WRONGS = 1
    BY_THE_WAY = 2
    UNTOLD = 3


def is_home(text: str, floor: int, start: int, end: int) -> bool:
    """Whether the place from `start` to `end` is told as the reporter's own, where the wrong may be as well.

    floor: where the place before it ends.
    """
    begin = max(floor, start - _FARTHEST)
    return _HOME_BEHIND.match(text, end) is not None or (
        _HOME_BEFORE.search(text, begin, start) is not None and _RELATIVES.search(text, begin, start) is None
    )


def is_by_the_way(text: str, start: int, end: int) -> bool:
    """Whether the place from `start` to `end` is named to say where another lies, what comes from it or what it is like."""
    begin = max(0, start - _FARTHEST)
    return _BY_THE_WAY.search(text, begin, start) is not None or any(
        before.search(text, begin, start) and behind.match(text, end) for before, behind in _PAIRS
    )


def comes_to(text: str, end: int, other: Span, *, has_door: bool) -> bool:
    """Whether people or vans of the place that ends at `end` come to the one at `other`, put something or do wrong there.

    has_door: whether the place itself has one, which then is that of a wrong that is told later.
    """
    start = other[0]
    # The end of a place may have taken in a comma.
    behind = start + len(text[slice(*other)].rstrip(",，"))
    if not end < start <= end + _FARTHEST + _FARTHEST or _ACTOR.match(text, end) is None:
        return False
    if _COMES.fullmatch(text, end, start) is not None:
        return True
    return (
        _IS_AT.fullmatch(text, end, start) is not None
        and _WRONG_THERE.match(text, behind) is not None
        and not (has_door and _WRONG_LATER.match(text, behind) is not None)
    )


def is_told(text: str, start: int, end: int) -> bool:
    """Whether the wrong is told between `start` and `end` already, by a door, a part of the house or a deed."""
    upto = min(end, start + _AS_FAR)
    return (
        _TOLD_THERE.search(text, start, upto) is not None or _TOLD_DEED.search(text, start, upto) is not None
    )


def beside_home(text: str, home: Span, other: Span, *, door: int | None) -> Standing:
    """What the place at `other`, behind the reporter's home at `home`, is named for. door: where its own begins.

    What has been told of the home before is what is complained of; a place that follows on 反映 is that of the wrong, one
    with a door as well unless the wrong is told before.
    """
    start, end = other
    if is_by_the_way(text, start, end):
        # 正对海棠花苑2号楼 may say where the wrong is; in 紧邻海棠花苑的3号楼 the door is the home's.
        own = door is not None and text[door - 1] != "的"
        return Standing.UNTOLD if own and not is_told(text, home[1], start) else Standing.BY_THE_WAY
    if start < home[0]:
        return Standing.WRONGS
    filed = _FILED.search(text, max(home[1], start - _LONGEST_FILED), start) is not None
    told = is_told(text, home[1], start)
    if door is not None:
        if filed or not told:
            return Standing.WRONGS
        there = _TOLD_THERE.search(text, home[1], min(start, home[1] + _AS_FAR))
        return Standing.BY_THE_WAY if there and not _DEED_BEHIND.match(text, end) else Standing.UNTOLD
    if told:
        at_home = _HAS_DOOR.search(text, home[1], min(start, home[1] + _AS_FAR)) is not None
        return Standing.UNTOLD if filed and not at_home else Standing.BY_THE_WAY
    puts = _ACTOR.match(text, end) is not None and _PUTS.match(text, end) is not None
    if _OURS.match(text, end) and (puts or not filed):
        return Standing.BY_THE_WAY
    if puts:
        return Standing.UNTOLD
    seen = _SEEN_BEFORE.search(text, max(home[1], start - _FARTHEST), start) and _SEEN_BEHIND.match(text, end)
    return Standing.WRONGS if filed or seen else Standing.UNTOLD
