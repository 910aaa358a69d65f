"""The words around a place in a complaint: where a name begins, what ends it, and what makes it a mere landmark.

Everything here reads folded text (`spelling.Line.text`) and spans of it.
"""

import re

from huiyin.knowledge.places.districts import DISTRICTS, SHORT
from huiyin.knowledge.places.numbers import NUMERALS

Span = tuple[int, int]
"""Start and end of a part of a text."""


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


_STOP = r"""[\s,.;:!?，。；：！？、"'“”‘’《》【】<>()\[\]…·/|@]"""
# A day, a month or an hour, as far as the text before a place still shows it (2022年8月, 8月3号, 15点30分, 2022-08-03).
_DATE = _any(
    r"\d月\d{1,2}[日号]|[一二三四五六七八九十]月[一二三四五六七八九十]{1,3}[日号]",
    r"\d年(?:[初中底末])?|\d个?月(?:份|[初中底末]|[上中下]旬)?|[一二三四五六七八九十]月(?:份|[初底末]|[上中下]旬)",
    r"\d日|\d[点时](?!代)(?:\d*分)?(?:许|半)?|\d分(?:许|钟|(?![校部公局]))|\d[-./]\d{1,2}[-./]\d{1,2}",
    "左右|[上中下]午|早上|晚上|凌晨|昨[天日]|前天|去年|前年|上周|本周|上个?月|近期|近日|最近|日前",
)
# What is done to a house or seen of it; no name of a place holds these.
_DEED = _any(
    "发现|看[到见]|听到|目击|得知|获悉|存在|出现|发生|正在|开始|有人",
    "违[法章规](?:建筑|建设)?|违建|搭[建棚]|[私乱]搭|加[建盖层]|[修扩改]建|建造|建筑物|施工|装修|拆[除墙]|敲[掉墙]|破坏|承重墙?",
    "安装(?!公司|工程)|堆放|停放|占用|群租房?|出租(?!车|汽车)|使用|前往|购买|改[为成变]|开店|盖房|漏水|扰民|充电|不管|没人管",
    "阳光房|阳台|地下室|车库|杂物|宠物|鸽子|噪音|监控|用途|麻将馆|电[瓶动]车|车辆|[占毁]绿",
)
# Words that stand before a place and are no part of any: whatever precedes them is no name.
_LEADS = _any(
    _DATE,
    _DEED,
    *DISTRICTS,
    "的|在|是|我们?|他们?|她|们|称|说|了|把|被|该|这|那里?|还|已|也|很|请问?|其是|其在|现在|现有|目前|此处|因为|如果|但是",
    "反映|反应|反馈|投诉|举报|来电|来访|关于|对于?|咨询|查处|解决|加强|通过|作为|根据|经过|希望|建议|要求|请求|表示|问题",
    "居住|家住|住(?!宅)|位于|坐落|地址|地点|发生地|小区名|靠近",
    "业主|居民|市民|村民|群众|住户|网友",
)
_LEAD = re.compile(rf".*(?:{_STOP}|{_LEADS})", re.DOTALL)
# Verbs and relations that a compound's name does not have, though a road's may (有恒路, 由义路).
_CLAUSE = re.compile(
    ".*"
    + _any(
        "有|将|由|从|为|等|且|以及|及|于|与|和|建立|建设|建起|建成|撤销|督促|立案|导致|占用|侵占|违建|擅自|私自|私设",
        "隔壁|[东南西北]侧|旁边?|附近|对面|路口|交叉口|交界处|处|门口|职能部门|物业公司|物业|部门|开发商|房屋|土地|面积|街道",
    ),
    re.DOTALL,
)
# Characters that hardly any road's name holds, in Shanghai none.
_NOT_IN_ROADS = (
    "区到往至与去拆墙棚圾租敲搭扔现违改类扰毁破损坏漏脏乱吵狗鸽猫饲喂砸堵停屋梯窗味臭尘被把给让请着"
)
_ROAD_CLAUSE = re.compile(f".*(?:物业|将|上海市|门口|旁边|附近|对面|隔壁|路口|[{_NOT_IN_ROADS}])", re.DOTALL)
# What parts a known road from the words before it, though by wording alone they could belong to it (乱扔宠物博山路).
_BEFORE_KNOWN_ROAD = re.compile(
    _any(
        rf"[{_NOT_IN_ROADS}店馆烟室户住差响闹种挖锁堆筑顶层网音房管从过\d]|[私加新重自所盖]建|建[好成设起]|楼[上下]",
        _DEED,
    )
    + "$"
)
# Words that may also begin a name (向阳路, 由由新村, 临江花园): dropped only when enough of a name remains.
_SOFT = re.compile(
    _any(
        r"今[天日年晚早]|新建|本人|本|现|由|从|向|到|至|沿|临|有|和|与|及|跟|就|为|其|给|将|自|原|整个|多次|县政府|区政府|政府|区域"
    )
)
_CITY = re.compile(_any("上海市?", "[一-鿿*]{1,4}(?:自治区|省)", "[一-鿿*]{2,3}市"))
_ADMIN = re.compile(
    _any(
        r"[一-鿿]{2,3}新区|[A-Z]\d*[市区县镇]|[一-鿿]{1,3}(?<!小)(?<!住宅)[区县]",
        r"[一-鿿]?\*+[市区县镇乡]",
        r"[一-鿿*]{1,5}?(?:街道办事处|街道办|街道|办事处)",
        r"[一-鿿*]{1,4}?[镇乡]",
        r"[一-鿿]{2,4}?(?:社区|居委会|居委)",
        r"[一-鿿]{2,3}村(?=..)",
    )
)
# A figure left of an hour or a day before a road's name, which does not begin with one.
_FIGURE = re.compile(r"\d+(?=[一-鿿]{2})(?!号)")
# The same before any name, which may begin with a figure: only that of a day (2022.8.3).
_DAY = re.compile(r"(?<=\d[./])\d{1,2}(?=[一-鿿]{2})(?!号)")
_DISTRICT = re.compile(_any(*SHORT))
_ISLAND = re.compile(r"[一-鿿]{2}(?<!半)岛")
_UNIT_END = re.compile(r"[市区县镇乡岛]$")
_PLAIN = re.compile(r"[一-鿿A-Z*]{2,}?\d?期?")

_NUMBER = rf"(?:\d+|[{NUMERALS}]+|\*+)"
ROAD_END = re.compile(
    r"大道|公路(?![局段])|路(?![局段口灯面边基])|大街|街(?!道|坊|区|办|边)|巷(?!道|子|街)|(?<=[东西中])线"
)
ROAD_NUMBER = re.compile(
    _any(
        rf"{_NUMBER}(?:-\d+)?弄(?:{_NUMBER}支弄)?",
        rf"{_NUMBER}(?:-\d+)*号(?!楼(?![顶道梯])|院|线|公馆)",
        rf"{_NUMBER}巷|{_NUMBER}公里处",
    )
)
# 道路, 马路, 线路, 思路, 公路, 楼道, 商业街, 村路 and the like name no road.
_NO_ROAD_BEFORE = frozenset("道马铁电线思出走修网套占该条的公楼通车管过人这那小土业行村沿没让堵挡拦")

# Words that end the name of a compound; they say so by themselves.
STRONG = re.compile(
    "住宅小区|小区|花园|花苑|新村|老村|公寓|家园|家苑|大厦|大楼|宿舍楼|宿舍|家属楼|家属院|家属区|山庄|别墅区|别墅|名邸|府邸|"
    "公馆|安置区|安置房|住宅区|国际|广场|新城|综合楼|大院|洋房|"
    + "|".join(f"{numeral}村" for numeral in "一二三四五六七八九十")
)
OFFICES = frozenset({"宿舍", "宿舍楼", "家属楼", "家属院", "家属区", "大院", "综合楼", "大楼"})
"""Words for the quarters or house of an organisation, whose name goes before them with its city."""
# Words that also end many other words, and count only where a building, owners or the end of a clause follow.
WEAK = re.compile("[苑园庭湾里坊城府居郡都岸]|号院|[A-Z]区")
_AFTER_WEAK = re.compile(
    _any(
        r"[(\d*的内有多违私楼]|[A-Z]\d*[栋座幢-]|[一二三四五六七八九十]+[栋幢座期号]|[东南西北]区",
        "小区|居民|业主|住户|物业|存在|一楼|门口|地下",
        r"$|[,，。；、\s]",
    )
)
_COMMON_WEAK = re.compile(
    _any(
        "公园里?|校园|幼儿园|校区|园区|业园|物园|政府|县城|全城|都|首都|沿岸|河岸|两岸|海岸|对岸",
        "[这那家哪公区市屋院楼夜手心城道房门]里|里面",
        "[邻民家起故同新迁定]居",
    )
    + "$"
)
# 小区 and the like after these words mean no particular compound.
COMMON = re.compile(
    _any(
        "[一各本该我这那某此老旧新个全住宅居民多数些几两整每别他商品周边附近邻近封闭式开放无物业管理大型高档城市内外部有许安置拆迁现社会生活人文明智慧化建设改造]+",
        # Pointed at or counted, not named: 路上一个小区, 那个大盘, 连隔壁小区, 某老公房.
        "[上下]?一?个[大小老新]*[盘楼]?|[连就]?(?:隔壁|对面|前后|楼[上下])|[某该这那个一老旧新大小]*(?:公房|平房|大盘)",
        r"\*+|\d{1,2}|\d+号?[和与及]|楼盘|政府|廉租房?|经济适用房?|公租房?|高楼|商铺|店铺|铺面|门面房?|职工|员工|单位|学校|学生|工人|家属|时代|中央|城镇|乡镇|商业|国家|人民|体育|休闲|文化|娱乐",
    )
)
EXTEND = re.compile(
    _any(
        r"\([一-鿿A-Z0-9]{1,8}\)|公寓\)",
        r"\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:期|区|街坊|坊)\)?|[A-Z]区|(?:[东南西北]+|\*+)(?:区|苑|院)",
        r"甲?(?:\d+|\*+)号院|小区|住宅区|住宅小区|别墅区|宿舍楼|[一二三四五六七八九十]+村",
    )
    + "+"
)
# Between two name words of one compound: 海棠花园|邮政小区, 新城|木兰广场.
_JOINT = re.compile(
    rf"(?:(?!{_LEADS}|有|将|内|和|与|及|附近|旁|对面|[侧后路物]|\d+[栋幢座号])[一-鿿]){{0,5}}"
)
_RESIDUE = re.compile(
    r"(?:(?!"
    + _any(
        "[的内里有在第共一二三四五六七八九十东南西北]|楼|地下|底下|门口|业主|居民|小区|大门|靠近|其中|附近|旁边?|对面"
    )
    + r")[一-鿿]){1,3}(?=\d+[号幢栋#]|\()"
)
LANDMARK = re.compile(
    _any("小区|门口|大门|正门|[东南西北]门|[A-Z一-鿿]座")
    + "?的?"
    + _any(
        "附近|旁边?|斜对面|正对面|对面|隔壁|后面|周边|外围|背后|相邻|之间|路段|公交站|地铁站",
        "以[东南西北]|[东南西北]{1,2}侧",
    )
)
HOME = re.compile(r"(?:居住在|居住于|家住|住在)[一-鿿*]{0,12}$")
REPLY = re.compile(r"20\d\d-\d\d?-\d\d?|答复|再次来电|处理意见|工单(?:编)?号|\(20\d{10}")
OWNERS = re.compile("的?(?:业主|住户|楼盘)")

LONGEST_ROAD = 8
"""Characters of the longest road in the city's list that is written without its town."""
_SHORTEST_NAME = 2
# The longest in the city's list has 18 characters; what goes on for longer is no name, whatever its words.
_LONGEST_NAME = 40
_NO_NAME = re.compile(rf"\d+(?:号(?!院)|弄|室)|{_LEADS}|^[与及于]|[和与及]$|[到*]")
_IN_BRACKETS = re.compile(r"\([^()]*\)?")
_NO_ROAD = re.compile(rf"[\d*]|{_LEADS}|物业|上海市|[{_NOT_IN_ROADS}]")

_BRACKETED = re.compile(r"\([^()。，,]{0,9}\)$")
_HIDDEN = re.compile(r"[一-鿿]?\*+(?:路|街|号|\*|号楼|栋|幢|座|楼|单元|室|号院|小区|住宅)*")


def name_start(
    text: str, floor: int, end: int, stem: int = 1, *, road: bool = False, office: bool = False
) -> int:
    """Where the name begins whose last distinctive character stands before `end`.

    Looks back no further than `floor`, cuts at lead words (反映, 位于, …), then drops administrative units, short
    names of districts and soft words for as long as `stem` characters remain. Returns `end` when nothing remains.
    road: the name is a road's, which may hold words that a compound's does not. office: it is that of an organisation's
    quarters, which begins with the organisation's city (海口市某某公司宿舍).
    """
    lead = _LEAD.match(text, floor, end)
    start = lead.end() if lead else floor
    clause = (_ROAD_CLAUSE if road else _CLAUSE).match(text, start, end)
    if clause and end - clause.end() >= 2:
        start = clause.end()
    figure = (_FIGURE if road else _DAY).match(text, start, end)
    if figure:
        start = figure.end()
    # An island before a road is as often part of its name (望海岛二东路) as not.
    island = stem + 2 if road else stem
    while start < end:
        for pattern, least in (
            (_CITY, stem),
            (_ADMIN, stem),
            (_DISTRICT, stem + 1),
            (_SOFT, stem + 1),
            (_ISLAND, island),
        ):
            found = pattern.match(text, start, end)
            if found is None or end - found.end() < least:
                continue
            if office and pattern is _CITY and not _ADMIN.match(text, found.end(), end):
                continue
            start = found.end()
            break
        else:
            break
    return start


def is_clear(text: str, floor: int, start: int) -> bool:
    """Whether nothing that could belong to a name stands between `floor` and `start`."""
    return name_start(text, max(floor, start - 14), start, stem=-1) == start


def is_clear_of_road(text: str, floor: int, start: int) -> bool:
    """As `is_clear`, for a known road at `start`: what no longer road's name holds there also parts it from what precedes."""
    return _BEFORE_KNOWN_ROAD.search(text, max(floor, start - 3), start) is not None or is_clear(
        text, floor, start
    )


def is_plausible_name(name: str) -> bool:
    """Whether folded `name` could be a compound's: not endless, no hidden part, numbered door, date, lead or common word."""
    bare = name.removesuffix("小区")
    return (
        len(bare) >= _SHORTEST_NAME
        and len(name) <= _LONGEST_NAME
        and _NO_NAME.search(_IN_BRACKETS.sub("", name)) is None
        and COMMON.fullmatch(bare) is None
        and STRONG.fullmatch(bare) is None
    )


def is_plausible_road(road: str) -> bool:
    """Whether folded `road`, without its number, could be a road's name: short, without date, district or verb."""
    return 2 <= len(road) <= LONGEST_ROAD and _NO_ROAD.search(road) is None


def follows(text: str, floor: int, end: int) -> bool:
    """Whether a name that ends at `end` may begin right at `floor`, after a road: no lead word or clause between."""
    return _LEAD.match(text, floor, end) is None and _CLAUSE.match(text, floor, end) is None


def after_unit(text: str, floor: int, end: int) -> int:
    """Where the name that ends at `end` begins when an administrative unit or a road stands right before it, else `end`.

    Without a word of its own for a compound, only its standing where an address has one makes it a name.
    """
    start = name_start(text, floor, end, stem=2)
    if not _PLAIN.fullmatch(text, start, end) or COMMON.fullmatch(text, start, end):
        return end
    return start if start == floor or _UNIT_END.search(text, floor, start) else end


def before_bracket(text: str, at: int) -> int:
    """Where the bracket opens that closes just before `at`, when it is as short as in a name; else `at`."""
    found = _BRACKETED.search(text, max(0, at - 12), at)
    return found.start() if found else at


def in_bracket(text: str, at: int) -> bool:
    """Whether `at` stands inside a bracket as short as those in names: the 公寓 of 某某城(二期公寓)."""
    opened = text.rfind("(", max(0, at - 9), at)
    return opened >= 0 and ")" not in text[opened:at]


def residue(text: str, end: int) -> int:
    """Where a name that seems to end at `end` does end, when characters without sense part it from a building.

    In 某某园林6幢 the caller means a compound that is called more than 某某园.
    """
    found = _RESIDUE.match(text, end)
    return found.end() if found else end


def joined(text: str, end: int, start: int) -> bool:
    """Whether the name word that ends at `end` and the one that starts at `start` belong to one name."""
    return _JOINT.fullmatch(text, end, start) is not None


def is_road(text: str, suffix: int) -> bool:
    """Whether the road word at `suffix` ends the name of a road rather than a common word (道路, 线路)."""
    return suffix > 0 and text[suffix - 1] not in _NO_ROAD_BEFORE


def ends_weak_name(text: str, end: int) -> bool:
    """Whether the weak word that ends at `end` ends a name, by what it is part of and what follows."""
    return (
        _AFTER_WEAK.match(text, end) is not None and _COMMON_WEAK.search(text, max(0, end - 3), end) is None
    )


def is_masked(part: str) -> bool:
    """Whether the source has hidden all that tells this part from others of its kind (****路, **号楼, ****小区)."""
    return "*" in part and _HIDDEN.fullmatch(part) is not None
