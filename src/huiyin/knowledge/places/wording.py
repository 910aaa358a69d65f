"""The words around a place in a complaint: where a name begins, what ends it, and what makes it a mere landmark.

Everything here reads folded text (`spelling.Line.text`) and spans of it.
"""

import re

from huiyin.knowledge.places.districts import DISTRICTS, SHORT
from huiyin.knowledge.places.numbers import NUMERALS

Span = tuple[int, int]
"""Start and end of a part of a text."""


def any_of(*alternatives: str) -> str:
    """A group that matches any of the patterns."""
    return f"(?:{'|'.join(alternatives)})"


_STOP = r"""[\s,.;:!?，。；：！？、"'“”‘’《》【】<>()\[\]…/|@]"""
# A day, a month or an hour, as far as the text before a place still shows it (2022年8月, 8月3号, 15点30分, 2022-08-03).
_DATE = any_of(
    r"\d月\d{1,2}[日号]|[一二三四五六七八九十]月[一二三四五六七八九十]{1,3}[日号]",
    r"\d年(?:[初中底末])?|\d个?月(?:份|[初中底末]|[上中下]旬)?|[一二三四五六七八九十]月(?:份|[初底末]|[上中下]旬)",
    r"\d日|\d[点时](?!代)(?:\d*分)?(?:许|半)?|\d分(?:许|钟|(?![校部公局]))|\d[-./]\d{1,2}[-./]\d{1,2}",
    "左右|[上中下]午|早上|晚上|凌晨|昨[天日]|前天|去年|前年|上周|本周|上个?月|近期|近日|最近|日前",
)
# What is done to a house or seen of it; no name of a place holds these.
DEED = any_of(
    "发现|看[到见]|听到|目击|得知|获悉|存在|出现|发生|正在|开始|有人",
    "违[法章规](?:建筑|建设)?|违建|搭[建棚]|[私乱]搭|加[建盖层]|[修扩改]建|建造|建筑物|施工|装修|拆[除墙]|敲[掉墙]|破坏|承重墙?",
    "安装(?!公司|工程)|堆放|停放|占用|群租房?|出租(?!车|汽车)|使用|前往|购买|改[为成变]|开店|盖房|漏水|扰民|充电|不管|没人管",
    "阳光房|阳台|地下室|车库|杂物|宠物|鸽子|噪音|监控|用途|麻将馆|电[瓶动]车|车辆|[占毁]绿",
)
# Words that stand before a place and are no part of any: whatever precedes them is no name.
LEADS = any_of(
    _DATE,
    DEED,
    *DISTRICTS,
    "的|在|是|我家(?!园|乐福)|我们?|他们?|她|们|称|说|了|把|被|该|这|那里?|还|已|也|很|请问?|其是|其在|现在|现有|目前|此处|因为|如果|但是",
    # Nearly everybody who calls again says so: 反映过, 来看过.
    "过(?<=[映应馈诉报询问电访言助警治理处清打看查拆封罚找管劝修来去到住租搬路经]过)(?![街路道程])",
    # Who it is that reports: 本人系….
    "系(?<=[人东其民主户众友]系)(?![统列])",
    "反映|反应|反馈|投诉|举报|来电|来访|关于|对于|对(?!面|江|门)|咨询|查处|解决|加强|通过|作为|根据|经过|希望|建议|要求|请求|表示|问题",
    "处理|整治|整顿|关注|疏通|紧邻|包括|征求|隐瞒|位置|而且|其中|之前叫|查明|一下|[但就内家办](?=[*])|代表|反对|撤销|强占|[你您]们?好|[一1]名|我家|委会",
    "居住区?|家住|住(?![宅区])|位于|坐落|地址|地点|发生地|小区名|靠近",
    "业主|居民区?|市民|村民|群众|住户|网友",
)
_LEAD = re.compile(rf".*(?:{_STOP}|{LEADS})", re.DOTALL)
# Verbs and relations that a compound's name does not have, though a road's may (有恒路, 由义路).
_CLAUSE = re.compile(
    ".*"
    + any_of(
        "有|将|由|从|为|等|且|以及|及|于|与|和|建立|建设|建起|建成|撤销|督促|立案|导致|占用|侵占|违建|擅自|私自|私设",
        "隔壁|[东南西北]侧|旁边?|附近|对面|路口|交叉口|交界处|处|门口|职能部门|物业公司|物业|部门|开发商|房屋|土地|面积|街道",
    ),
    re.DOTALL,
)
# Characters that hardly any road's name holds, in Shanghai none.
_NOT_IN_ROADS = (
    "区到往至与去拆墙棚圾租敲搭扔现违改类扰毁破损坏漏脏乱吵狗鸽猫饲喂砸堵停屋梯窗味臭尘被把给让请着"
)
_NO_NAME_OF_ROAD = re.compile(f"将|[{_NOT_IN_ROADS}]")
_MARKS = frozenset("·•-")
_ROAD_CLAUSE = re.compile(
    f".*(?:物业|将|上海市|门口|旁边|附近|对面|[前后]面|隔壁|路口|[{_NOT_IN_ROADS}])", re.DOTALL
)
# What parts a known road from the words before it, though by wording alone they could belong to it (乱扔宠物博山路).
_BEFORE_KNOWN_ROAD = re.compile(
    any_of(
        rf"[{_NOT_IN_ROADS}店馆烟室户住差响闹种挖锁堆筑顶层网音房管从过\d]|[私加新重自所盖]建|建[好成设起]|楼[上下]",
        DEED,
    )
    + "$"
)
# The same before a known name: where one went or brought something, and what lies there (扔到海棠花苑, 隔壁小区海棠花苑).
_BEFORE_KNOWN_NAME = re.compile(
    any_of(
        "[到去过往]|[搬住开停推骑拉运倒扔放带送翻混]进|[移迁搬运送]至|[租买名]下",
        "(?:隔壁|对面|旁边?|路[边口上]|墙[外内里]|附近|相邻|前面|后面|[东南西北]面|[东南西北]侧)(?:小区)?",
    )
    + "$"
)
# Words that may also begin a name (向阳路, 由由新村, 临江花园): dropped only when enough of a name remains.
_SOFT = re.compile(
    any_of(
        r"今[天日年晚早]|新建|本人|本|现|由|从|向|到|至|沿(?![江海河湖浦])|临(?![江海港沂汾])|有|和|与|及|跟|就|为|其|给|将|自|原|整个|多次|县政府|区政府|政府|区域"
    )
)
_CITY = re.compile(any_of("上海市?", "[一-鿿*]{1,4}(?:自治区|省)", "[一-鿿*]{2,3}(?<!城)市"))
_ADMIN = re.compile(
    any_of(
        r"[一-鿿]{2,6}?(?<!小)区域|[一-鿿]{2,3}新区|[A-Z]\d*[市区县镇]{1,2}|[一-鿿]{1,3}(?<!小)(?<!住宅)[区县](?!域)",
        r"[一-鿿]?\*+[市区县镇乡]",
        r"[一-鿿*]{1,5}?(?:街道办事处|街道办|街道|办事处)",
        r"[一-鿿*]{1,4}?[镇乡]",
        r"[一-鿿]{2,4}?(?:社区|居民区|居委会|居委)|[一-鿿]{2,4}?(?:加工|工业|开发|保税|自贸|风貌|旅游)区",
        r"[一-鿿]{2,3}村(?=..)",
    )
)
# A figure left of an hour or a day before a road's name, which does not begin with one.
_FIGURE = re.compile(r"\d+(?=[一-鿿]{2})(?!号)")
# The same before any name, which may begin with a figure: only that of a day (2022.8.3).
_DAY = re.compile(r"(?<=\d[./])\d{1,2}(?=[一-鿿]{2})(?!号)")
_DISTRICT = re.compile(any_of(*SHORT))
_ISLAND = re.compile(r"[一-鿿]{2}(?<!半)岛")
# 二东路, 三西路: no road's name without what stands before.
_NUMBERED_ROAD = re.compile(r"(?<=[一二三四五六七八九十])[东南西北中]|[一二三四五六七八九十]")
_UNIT_END = re.compile(r"[市区县镇乡岛]$")
_PLAIN = re.compile(r"[一-鿿A-Z*]{2,}?\d?期?")

_NUMBER = rf"(?:\d+|[{NUMERALS}]+|\*+)"
# A road's name that is a subdistrict's as well is no road before the subdistrict's word: 海棠路街道.
ROAD_END = re.compile(
    r"大道(?:延长线)?|公路(?![局段])|路延长线|路(?![局段口灯面边基]|街道|社区|居委)|大街|街(?!道|坊|区|办|边)|巷(?!道|子|街)|(?<=[东西中])线"
)
ROAD_NUMBER = re.compile(
    any_of(
        rf"{_NUMBER}(?:-\d+)?弄(?:{_NUMBER}支弄|{_NUMBER}区)?",
        rf"{_NUMBER}(?:-\d+)*号(?!楼(?![顶道梯])|院|线|公馆)",
        rf"\d+-\d+(?=[一-鿿]{{2,}})(?!\d*[层楼栋幢])|{_NUMBER}巷|{_NUMBER}公里处",
    )
)
# 一条老路, 没有路, 要绕路 name no road, nor does what has no name yet, as 规划二路 or 小区内无名路.
_COMMON_ROAD = re.compile(
    ".*(?:规划[一二三四五六七八九十]?|无名|未命名|消防|断头)|一?条?[老直小大新土窄弯泥]|要?绕|水泥|一条?|高速|没?有|[各两几每]条?|[国省县乡村]"
)
# Nor do 道路, 马路, 线路, 思路, 公路, 楼道, 商业街, 村路 and the like.
_NO_ROAD_BEFORE = frozenset("道马铁电线思出走修网套占该条的公楼通车管过人这那小土业行村沿没让堵挡拦")

# Words that end the name of a compound; they say so by themselves.
STRONG = re.compile(
    "住宅小区|小区|花园|花苑|新村|老村|公寓|家园|家苑|大厦|大楼|宿舍楼|宿舍|家属楼|家属院|家属区|山庄|别墅区|别墅|名邸|府邸|"
    "公馆|安置区|安置房|住宅区|国际|广场|新城|综合楼|大院|洋房|"
    + "|".join(f"{numeral}村" for numeral in "一二三四五六七八九十")
)
_AFTER_NUMBER = re.compile("村|号院")
_NUMBER_BEFORE = re.compile(r"(?<=[一-鿿])\d{1,2}$|(?:\d+|\*+)$")
_NAME_END = re.compile("[一-鿿]{2}[村苑园庭湾里坊城府居郡都墅]$")
OFFICES = frozenset({"宿舍", "宿舍楼", "家属楼", "家属院", "家属区", "大院", "综合楼", "大楼"})
"""Words for the quarters or house of an organisation, whose name goes before them with its city."""
# Words that also end many other words, and count only where a building, owners or the end of a clause follow.
WEAK = re.compile("[苑园庭湾里坊城府居郡都岸]|号院|[A-Z]区")
_AFTER_WEAK = re.compile(
    any_of(
        r"[(\d*的内有多违私楼]|[A-Z]\d*[栋座幢-]|[一二三四五六七八九十]+[栋幢座期号]|[东南西北]区",
        "小区|居民|业主|住户|物业|存在|一楼|门口|地下",
        r"$|[,，。；、\s]",
    )
)
_COMMON_WEAK = re.compile(
    any_of(
        "公园里?|校园|幼儿园|校区|园区|业园|物园|政府|县城|全城|都|首都|沿岸|河岸|两岸|海岸|对岸",
        "[这那家哪公区市屋院楼夜手心城道房门宅户类林带村池库厂河湖田地]里|里面",
        "[邻民家起故同新迁定群聚合分蜗独]居|以居|年人居|城镇居",
    )
    + "$"
)
# What tells one hidden name from another: ****苑**区.
_HIDDEN_PART = re.compile(r"\*+区(?=\*+号楼|\d)")
_LONGEST_NUMBER = 8
_LONGEST_OF_VILLAGE = 2
# Between the words of one name: 木兰新城三期|棕榈园, but in 木兰新城三期|望湖居 a house begins.
_HOUSE = frozenset("居阁轩座")
# 小区 and the like after these words mean no particular compound.
COMMON = re.compile(
    any_of(
        "[一各本该我这那某此老旧新个全等为住宅居民多数些几两整每别他商品周边附近邻近封闭式开放无物业管理大型高档城市内外部有许安置拆迁现社会生活人文明智慧化建设改造]+",
        # Pointed at or counted, not named: 路上一个小区, 那个大盘, 连隔壁小区, 某老公房.
        "[上下]?一?个[大小老新]*[盘楼]?|[连就]?(?:隔壁|对面|前后|楼[上下])|[某该这那个一老旧新大小]*(?:公房|平房|大盘)",
        r"\*+|第?[一二三四五六七八九十]|以前|之前|期间|其他|原有?|该?项目|[A-Z\d]+[栋幢座]|\d+-\*?|.*市场|.{0,4}建设|深夜.*|.*号楼.*|\d+层.*|.+[本该这那此]",
        r"\d{1,2}|\d+号?[和与及]|楼盘|政府|廉租房?|经济适用房?|公租房?|高楼|商铺|店铺|铺面|门面房?|职工|员工|单位|学校|学生|工人|家属|时代|中央|城镇|乡镇|商业|国家|人民|体育|休闲|文化|娱乐",
    )
)
# Words of everyday speech and of slogans after which compounds are called as well. As a name they are understood where a
# road, a district or a door is said with them: 新建小区都没有…, 还在大学里读书, 小区的月季园, 转角楼梯.
ORDINARY = frozenset(
    f"{word}{kind}"
    for words, kinds in (
        ("大学里 繁荣昌盛 转角楼 月季园 杜鹃园 夏宫", ("",)),
        ("音乐 市民 商业 中央 国际 环球", ("广场",)),
        ("绿色 美丽 和谐 幸福 温馨 平安 文明 健康 快乐 共同 我的", ("家园",)),
        ("新建 平安 文明 民主 和谐 美丽 幸福 安全 绿色 智慧 卫生 无障碍 示范 模范 先进", ("", "小区")),
    )
    for word in words.split()
    for kind in kinds
)
EXTEND = re.compile(
    any_of(
        r"\((?!靠?近|[^()]{2,}(?:路|街|道|巷|弄)[^()]*[\d弄号])[一-鿿A-Z0-9 ]{1,10}\)|公寓\)",
        r"\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:期|区|街坊|坊)\)?|[A-Z]区|(?:[东南西北]+|\*+)(?:区|苑|院)",
        r"甲?(?:\d+|\*+)号院|小区|住宅区|住宅小区|(?<!小区)别墅区|宿舍楼|[一二三四五六七八九十]+村",
    )
    + "+"
)
# Between two name words of one compound: 海棠花园|邮政小区, 新城|木兰广场.
_JOINT = re.compile(rf"(?:(?!{LEADS}|有|将|内|和|与|及|附近|旁|对面|[侧后路物]|\d+[栋幢座号])[一-鿿]){{0,5}}")
LONGEST_ROAD = 8
"""Characters of the longest road in the city's list that is written without its town."""
_SHORTEST_NAME = 2
LONGEST_NAME = 40
"""Characters of the longest name; the city's list has 18. What goes on for longer is no name, whatever its words."""
_NO_NAME = re.compile(rf"\d+(?:号(?!院)|弄|室)|{LEADS}|^[与及于]|[和与及]$|[到*]")
# What is said in the place of a name, or of a part of one: it names nothing.
_NAMELESS = re.compile(
    any_of(
        "不详|不明|未知|不清楚?|不知道?|不晓得|未说明?|没说|未提供|未告知|告知|出入|匿名|保密|同上|见附件|暂?无",
        r"第?(?:[一二三四五六七八九十]+|\d+)(?:期|区|号|街坊)|[东南西北中]+[区苑院门]|[A-Z]\d?区?|某+",
    )
)
_OF_THE_SENTENCE = re.compile("相关部门|有关部门|加紧|督促|脏乱差|管理员|保安|且小区|[一二三底]楼商铺")
_IN_BRACKETS = re.compile(r"\([^()]*\)?")
_NO_ROAD = re.compile(rf"[\d*]|{LEADS}|物业|上海市|[{_NOT_IN_ROADS}]")

_BRACKETED = re.compile(r"\([^()。，,]{0,9}\)$")
_HIDDEN = re.compile(
    r"[一-鿿]?\*+(?:路|街|号|\*|号楼|栋|幢|座|楼|单元|室|小区|住宅|[、，,和与至到]+(?=\*))*|\*+[区县镇乡市]"
)


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
    while start < end and text[start] in _MARKS:
        start += 1
    # An island before a road is part of its name (望海岛二东路) where what follows is none by itself.
    island = stem + 2 if road and _NUMBERED_ROAD.match(text, end - 1) else stem
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
    """Whether nothing that could belong to the known name at `start` stands between `floor` and it."""
    return (
        _BEFORE_KNOWN_NAME.search(text, max(floor, start - 5), start) is not None
        or name_start(text, max(floor, start - 14), start, stem=-1) == start
    )


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
        and len(name) <= LONGEST_NAME
        and _NO_NAME.search(_IN_BRACKETS.sub("", name)) is None
        and COMMON.fullmatch(bare) is None
        and STRONG.fullmatch(bare) is None
        and _NAMELESS.fullmatch(bare) is None
        and _OF_THE_SENTENCE.search(name) is None
    )


def is_called_so(name: str) -> bool:
    """Whether folded `name`, no part of which is hidden, ends as names of compounds do."""
    return "*" not in name and (STRONG.search(name) is not None or _NAME_END.search(name) is not None)


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


def joined(text: str, end: int, start: int) -> bool:
    """Whether the name word that ends at `end` and the one that starts at `start` belong to one name.

    What follows 小区 is no part of its name, and a house of a phase is none of the compound's.
    """
    if text.startswith("小区", end - 2) and text.startswith("别墅", start):
        return False
    between = _JOINT.fullmatch(text, end, start)
    return between is not None and not (text[start] in _HOUSE and "期" in between[0])


def before_house(text: str, start: int, word: int) -> int | None:
    """Where the name that begins at `start` ends when the word that seems to end it ends a house's: 木兰海岸三期|望湖居."""
    phase = text.rfind("期", start, word)
    return phase + 1 if text[word] in _HOUSE and phase > start + 1 else None


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


def is_common_road(text: str, start: int, suffix: int) -> bool:
    """Whether what stands before the road word at `suffix` names no road: 一条老路, 没有路, 高速公路, 围墙建到老路."""
    return (
        _COMMON_ROAD.fullmatch(text, start, suffix) is not None
        or _NO_NAME_OF_ROAD.search(text, start, suffix) is not None
    )


def is_joint(text: str, word: int) -> bool:
    """Whether the name word at `word` has a name of its own before it, rather than a unit: 木兰|新村, but 木兰镇|新城."""
    return word > 0 and text[word - 1] not in "市区县镇乡岛"


def is_masked_name(text: str, start: int, at: int, end: int) -> bool:
    """Whether a name whose own part is hidden is told by its kind and a part: ****苑**区, but neither ****苑 nor ****小区."""
    return text[start:at].strip("*") == "" and _HIDDEN_PART.match(text, end) is not None


def kind_words(text: str) -> list[Span]:
    """Where the words stand that end the name of a compound by themselves, in order: 花园, 四村, 12号院."""
    found = [word.span() for word in STRONG.finditer(text)]
    numbered = len(found)
    for word in _AFTER_NUMBER.finditer(text):
        at = word.start()
        if at and (text[at - 1].isdecimal() or text[at - 1] == "*"):
            number = _NUMBER_BEFORE.search(text, max(0, at - _LONGEST_NUMBER), at)
            if number and (
                word[0] != "村" or (number[0].isdecimal() and at - number.start() <= _LONGEST_OF_VILLAGE)
            ):
                found.append((number.start(), word.end()))
    return found if len(found) == numbered else sorted(found)
