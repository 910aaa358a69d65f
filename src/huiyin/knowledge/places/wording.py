"""The words around a place in a complaint: where a name begins, what ends it, and what makes it a mere landmark.

Everything here reads folded text (`spelling.Line.text`).
"""

import re
from collections.abc import Iterator

from huiyin.knowledge.places.districts import SHORT
from huiyin.knowledge.places.numbers import NUMERALS

Span = tuple[int, int]
"""Start and end of a part of a text."""

_STOPS = r"\s,.;:!?，。；：！？、\"'“”‘’《》【】<>()\[\]…·/|@"

# Words that stand before a place and are no part of any: whatever precedes them is no name.
_LEADS = (
    r"的|在|是|我们?|他们?|她|们|称|反映|反应|反馈|投诉|举报|来电|来访|请问|关于|对于?|把|被|了|说|居住|家住|住(?!宅)|"
    r"位于|坐落|地址|地点|发生地|小区名|业主|居民|市民|村民|群众|住户|网友|该|这|那里?|此处|问题|现有|目前|希望|建议|"
    r"要求|请求|咨询|查处|解决|加强|通过|作为|靠近|根据|经过|如果|因为|但是|还|已|也|很|请|表示|其是|其在|现在"
)
_LEAD = re.compile(rf".*(?:[{_STOPS}]|{_LEADS})", re.DOTALL)
_OFFER = re.compile(r".*(?:物业将?|将|在)", re.DOTALL)
# Verbs and relations that no compound's name has after its first two characters, though a road's may.
_CLAUSE = re.compile(
    r".*(?:有|将|由|从|为|等|且|以及|及|于|与|和|建立|建设|建起|建成|撤销|督促|立案|导致|占用|侵占|违建|隔壁|[东南西北]侧|旁边?|附近|对面|路口|交叉口|"
    r"交界处|处|职能部门|物业|门口|擅自|私自|私设|房屋|土地|部门|开发商|物业公司|面积|街道)",
    re.DOTALL,
)
# Words that may also begin a name (向阳路, 由由新村, 有恒路): dropped only when enough of a name remains.
_SOFT = re.compile(r"(?:本人|本|现|由|从|向|到|至|沿|临|有|和|与|及|跟|就|为|其|给|将|自|原|整个|多次|县政府|政府|区政府|区域)")
_REGION = r"(?:上海市?|[一-鿿*]{1,4}(?:自治区|省)|[一-鿿*]{2,3}市)"
_CITY = re.compile(_REGION)
_ADMIN = re.compile(
    r"(?:(?:[一-鿿]{2,3}新区|[A-Z]\d*[市区县镇]|[一-鿿]{1,3}(?<!小)(?<!住宅)[区县])"
    r"|[一-鿿]?\*+[市区县镇乡]|[一-鿿*]{1,5}?(?:街道办事处|街道办|街道|办事处)|[一-鿿*]{1,4}?[镇乡]|[一-鿿]{2,4}?(?:社区|居委会|居委)|[一-鿿]{2,3}村(?=..))"
)
_ISLAND = re.compile(r"[一-鿿]{2}(?<!半)岛")
_PLAIN = re.compile(r"[一-鿿A-Z*]{2,}?\d?期?")
_HIDDEN = re.compile(r"[一-鿿]?\*+(?:路|街|号|\*|号楼|栋|幢|座|楼|单元|室|号院|小区|住宅)*|\*+[路街]\*+号")
_RESIDUE = re.compile(
    r"(?:(?![的内里有在第共一二三四五六七八九十东南西北]|楼|地下|底下|门口|业主|居民|小区|大门|靠近|其中|附近|旁边?|对面)[一-鿿]){1,3}(?=\d+[号幢栋#]|\()"
)
_UNIT_END = re.compile(r"[市区县镇乡岛](?:的)?$")
_DISTRICT = re.compile("|".join(SHORT))
_BRACKETED = re.compile(r"\([^()。，,]{0,9}\)$")
_NUMBER = rf"(?:\d+|[{NUMERALS}]+|\*+)"

# Place names end in these without naming a road.
_NO_ROAD = re.compile(r"(?:道路|马路|铁路|公路|一路|小路|村路|土路|水泥路|柏油路|消防路|电路|线路|思路|出路|走路|修路|大街|小街|小巷|巷道|街道|楼道)$")
_NO_ROAD_BEFORE = frozenset("道马铁电线思出走修网套占该条的公楼通车管过人这那小土业行村沿没让堵挡拦")
ROAD_END = re.compile(r"大道|公路(?![局段])|路(?![局段口灯面边基])|大街|街(?!道|坊|区|办|边)|巷(?!道|子|街)|(?<=[东西中])线")
ROAD_NUMBER = re.compile(
    rf"(?:{_NUMBER}(?:-\d+)?弄(?:{_NUMBER}支弄)?(?:\d+(?=支弄)支弄)?|{_NUMBER}(?:-\d+)*号(?!楼|院|线|公馆)"
    rf"|{_NUMBER}巷|{_NUMBER}公里处)"
)
_LANE_ALONE = re.compile(r"弄")

# Words that end the name of a compound. Strong ones say so by themselves.
STRONG = re.compile(
    "住宅小区|小区|花园|花苑|新村|老村|公寓|家园|家苑|大厦|大楼|宿舍楼|宿舍|家属楼|家属院|家属区|山庄|别墅区|别墅|名邸|府邸|公馆|安置区|安置房|"
    "住宅区|国际|广场|新城|综合楼|大院|洋房|"
    + "|".join(f"{numeral}村" for numeral in "一二三四五六七八九十")
)
OFFICES = frozenset({"宿舍", "宿舍楼", "家属楼", "家属院", "家属区", "大院", "综合楼", "大楼"})
# Weak ones also end many other words, and count only where building or owners follow.
WEAK = re.compile(r"[苑园庭湾里坊城府居郡都岸]|号院|[A-Z]区")
_NO_WEAK = re.compile(
    r"(?:公园|校园|幼儿园|校区|园区|政府|这里|那里|家里|哪里|里面|公里|县城|全城|区里|市里|屋里|院里|楼里|夜里|手里|心里|城里|道里|房里|邻居|民居|家居|起居|故居|"
    r"都|同居|新居|迁居|定居|首都|业园|物园|沿岸|河岸|两岸|海岸|对岸)$"
)
AFTER_WEAK = re.compile(
    r"\(|\d|\*|[A-Z]\d*[栋座幢-]|[一二三四五六七八九十]+[栋幢座期号]|小区|居民楼|业主|居民|住户|物业|内|的|有|存在|一楼|楼|门口|多|违|私|地下|[东南西北]区|$|[,，。；、\s]"
)
EXTEND = re.compile(
    r"(?:\([一-鿿A-Z0-9]{1,8}\)|甲?(?:\d+|\*+)号院|\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:期|区|街坊|坊)\)?|[A-Z]区|(?:[东南西北]+|\*+)(?:区|苑|院)|小区"
    r"|住宅区|别墅区|住宅小区|宿舍楼|公寓\)|[一二三四五六七八九十]+村)+"
)
# Between two name words of one compound: 昌茂花园|国税小区, 新城|吾悦广场.
_JOINT = re.compile(rf"(?:(?!{_LEADS}|有|将|内|和|与|及|附近|旁|对面|[侧后路物]|\d+[栋幢座号])[一-鿿]){{0,5}}")
# 小区 and the like after these words mean no particular compound.
COMMON = re.compile(
    r"(?:[一各本该我这那某此老旧新个全住宅居民多数些几两整每别他商品周边附近邻近封闭式开放无物业管理大型高档城市内外部有许安置拆迁现有社会生活人文明智慧化建设改造]+"
    r"|[*]+|楼盘|政府|廉租房?|经济适用房?|公租房?|职工|员工|单位|学校|学生|工人|家属|时代|中央|城镇|乡镇|商业|国家|市民|人民|体育|休闲|文化|娱乐)"
)
LANDMARK = re.compile(
    r"(?:小区|门口|大门|正门|北门|南门|东门|西门|[A-Z一-鿿]座)?(?:的?(?:附近|旁边?|对面|隔壁|后面|周边|斜对面|正对面|以[东南西北]|[东南西北]{1,2}侧|外围|背后|路段|公交站|地铁站|相邻|之间))"
)
HOME = re.compile(r"(?:居住在|家住|住在|居住于)[^。；;]{0,40}$")
REPLY = re.compile(r"20\d\d-\d\d?-\d\d?|答复|再次来电|处理意见|工单(?:编)?号|\(20\d{10}")

BUILDING = (
    rf"(?:[A-Z]?{_NUMBER}(?:-\d+)?[A-Z]?(?:[、,，与和](?:{_NUMBER}))*(?:号楼|栋楼?|幢|座|#楼?|号(?![线馆])|楼(?![上下道层顶宇梯房市里间])(?=\d|[一二三四五六七八九]单元))"
    r"|[A-Z]\d{0,2}(?:栋|座|幢|楼)|[A-Z]\d{1,2}(?=-\d)|[一-鿿]{2}[阁轩])"
)
UNIT = rf"(?:{_NUMBER}|[A-Z]\d?)(?:单元|单位|门(?=\d))"
FLOOR = rf"(?:(?:\d{{1,2}}|[{NUMERALS}]{{1,3}}|\*+)(?:楼(?!道)|层)|[底顶]楼)"
ROOM = (
    r"(?:(?:\d{2,5}|[零一二三四五六七八九十幺]{3,5}|\d+\*+|\*+\d*)[A-Z]?(?:号房间?|房间?|室|户(?!外))"
    r"|\d{3,5}号(?!楼)|\d{3,4}[A-Z]?(?![\d年月日元平米%个人次号栋幢弄.])|\d+\*{1,4}|\d{3,4}XX)"
)
TAIL = re.compile(
    rf"(?:\([^()]{{1,8}}\)|\))?(?:小区)?[的内,，]?(?:[一-鿿]{{2}}[阁轩](?=\d))?(?:\d+号(?=\d+(?:号楼|[栋幢])))?(?P<building>{BUILDING})?[,，\-]?(?P<unit>{UNIT})?(?P<floor>{FLOOR})?-?(?P<room>{ROOM})?"
)
OWNERS = re.compile(r"的?(?:业主|住户|楼盘)")
_BUILDING_WORD = re.compile(r"号楼|栋|幢|座|#|号(?=\d{3}|的|底楼|一楼|楼道|有人|存在|电梯|[，,。])")
_BUILDING_NUMBER = re.compile(
    r"(?<![A-Z0-9至到-])(?:[A-Z]?(?:\d+|\*+)(?:-\d+)?[A-Z]?(?:[、,，](?:\d+|\*+))*|[A-Z])$"
)
OWNERS = re.compile(r"的?(?:业主|住户|楼盘)")
SURE_BUILDING = re.compile(
    rf"(?<![A-Z0-9至到-])(?:\d{{1,3}}号(?=\d{{3}}|的|底楼|一楼|楼道|有人|存在|电梯|[，,。])|[A-Z]?(?:\d+|\*+)(?:-\d+)?[A-Z]?(?:[、,，](?:\d+|\*+))*(?:号楼|栋|幢|座|#楼?)|[A-Z]\d{{0,2}}(?:栋|座|幢))"
)


def name_start(text: str, floor: int, end: int, stem: int = 1, *, road: bool = False, office: bool = False) -> int:
    """Where the name begins whose last distinctive character stands before `end`.

    Looks back no further than `floor`, cuts at lead words (反映, 位于, …), then drops administrative units, short
    names of districts and soft words for as long as `stem` characters remain. Returns `end` when nothing remains.
    road: the name is a road's, which may hold words that a compound's does not. office: it is that of an organisation's
    quarters, which begins with the organisation's city (海口市某某公司宿舍).
    """
    lead = _LEAD.match(text, floor, end)
    start = lead.end() if lead else floor
    clause = (_OFFER if road else _CLAUSE).match(text, start, end)
    if clause and end - clause.end() >= 2:
        start = clause.end()
    while start < end:
        for pattern, least in ((_CITY, stem), (_ADMIN, stem), (_DISTRICT, stem + 1), (_SOFT, stem + 1), (_ISLAND, stem)):
            found = pattern.match(text, start, end)
            if found is None or end - found.end() < (least + 2 if road and pattern is _ISLAND else least):
                continue
            if office and pattern is _CITY and not _ADMIN.match(text, found.end(), end):
                continue
            start = found.end()
            break
        else:
            break
    return start


def follows(text: str, floor: int, end: int) -> bool:
    """Whether a name that ends at `end` may begin right at `floor`, after a road: no lead word or clause between."""
    return _LEAD.match(text, floor, end) is None and _CLAUSE.match(text, floor, end) is None


def before_bracket(text: str, at: int) -> int:
    """Where the bracket opens that closes just before `at`, when it is as short as in a name; else `at`."""
    found = _BRACKETED.search(text, max(0, at - 12), at)
    return found.start() if found else at


def after_unit(text: str, floor: int, end: int) -> int:
    """Where the name that ends at `end` begins when an administrative unit or a road stands right before it; else `end`.

    Without a word of its own for a compound, only its standing where an address has one makes it a name.
    """
    start = name_start(text, floor, end, stem=2)
    if not _PLAIN.fullmatch(text, start, end) or COMMON.fullmatch(text, start, end):
        return end
    return start if start == floor or _UNIT_END.search(text, floor, start) else end


def buildings(text: str) -> Iterator[Span]:
    """The buildings in `text` that are such by their wording alone: 6号楼, A座, 18号 before 底楼."""
    for word in _BUILDING_WORD.finditer(text):
        at = word.start()
        if at and (text[at - 1].isalnum() and text[at - 1].isascii() or text[at - 1] == "*"):
            number = _BUILDING_NUMBER.search(text, max(0, at - 20), at)
            if number:
                yield number.start(), word.end()


def residue(text: str, end: int) -> int:
    """Where a name that seems to end at `end` does end, when characters without sense part it from a building.

    In 某某园业60幢 the caller means a compound that is called more than 某某园.
    """
    found = _RESIDUE.match(text, end)
    return found.end() if found else end


def joined(text: str, end: int, start: int) -> bool:
    """Whether the name word that ends at `end` and the one that starts at `start` belong to one name."""
    return _JOINT.fullmatch(text, end, start) is not None


def is_masked(part: str) -> bool:
    """Whether the source has hidden all that tells this part from others of its kind (****路, **号楼, ****小区)."""
    return "*" in part and _HIDDEN.fullmatch(part) is not None


def in_bracket(text: str, at: int) -> bool:
    """Whether `at` stands inside a bracket as short as those in names: the 公寓 of 某某城(二期公寓)."""
    opened = text.rfind("(", max(0, at - 9), at)
    return opened >= 0 and ")" not in text[opened:at]


def is_clear(text: str, floor: int, start: int) -> bool:
    """Whether nothing that could belong to a name stands between `floor` and `start`."""
    return name_start(text, max(floor, start - 14), start, stem=-1) == start


def is_road(text: str, suffix: int) -> bool:
    """Whether the road word at `suffix` ends the name of a road rather than a common word (道路, 线路)."""
    return suffix > 0 and text[suffix - 1] not in _NO_ROAD_BEFORE


def is_weak_word(text: str, end: int) -> bool:
    """Whether the weak compound word that ends at `end` belongs to a common word (公园, 政府, 家里)."""
    return _NO_WEAK.search(text, max(0, end - 3), end) is not None
