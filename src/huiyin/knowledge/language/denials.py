"""Whether a text says that something is so, asks it, or denies it; and what turns a denial round or makes it speak of less."""

from __future__ import annotations

import re

ASKED, LIMITED, DENIED = 0.5, 0.3, 0.2
"""What a statement is worth that is only asked, that denies something beside the wrong, and that denies the wrong."""

NOT, PARTLY, PLAINLY = range(3)
"""How far a text itself denies what it names."""

_LOOK_BACK = 7
_TURN_REACH = 12
_SAID_REACH = 24

# 不得 and 严禁 are not among them: who cites what is forbidden says that it is done. Nor are 除非 and 莫非.
_NO = (
    *("不属于", "不是", "基本无", "并非", "没有", "未发现", "不存在", "未见", "不能"),
    *("不要", "勿", "不会", "避免", "防止", "防范", "杜绝", "未", "谨防"),
)
# 并无违建, 没有人乱扔, 未发现有群租: a word between; 至今无 denies something else.
_NO_BEFORE = re.compile(
    "(?:没有?|并?无|未|不存在|未发现|未见|并非|不是)(?:人|任何|什么|再|有|存在|出现|涉及|所谓的?)+$"
    "|没有?人(?![管来拆处清问敢愿查收打理制劝阻举负过提反投监整通发去能会肯说认知关])[^，。；：！？,;!?]{2,3}$"
    "|(?<!至今)(?<!长期)[无没]$|(?<![除若莫无])非$"
)
_UNTOUCHED = tuple(
    f"{no}{verb}" for no in ("没", "没有", "未", "并未", "不") for verb in ("动", "碰", "敲", "拆", "砸")
)
"""What denies that structure was touched: 没动承重墙. Of a building it would say that it still stands."""
_OF_STRUCTURE = ("承重", "剪力墙", "结构", "主体", "墙", "梁", "柱")

# What makes an act a wrong stands between it and its denial: 没有违法搭建, 没有乱扔.
_ILL = ("违法", "违章", "违规", "私自", "擅自", "随意", "违", "私", "乱")

_ASKED_BEFORE = (
    *("有没有", "是否属于", "是否是", "是不是", "是否为", "是否存在", "是否有", "是否", "有无"),
    *("算不算", "算"),
)
_ASKED_AFTER = ("吗", "么？")

_STOPS = "，。；：！？,;:!?"
# 难道不是, 不可能没有, 并非没有, 谁说没有, 没有一家不是: what stands before makes an assertion of it.
_TURNED_BEFORE = re.compile(
    "(?:难道|岂|何尝|(?<!可)能不"
    f"|(?:不|怎么?|哪里?|绝)(?:太|大|就)?(?:可能|会|能)[^{_STOPS}]{{0,3}}(?:没|无|不)"
    f"|(?:(?<!是)不是|并非|未必|不见得|不能说|不等于|不代表)[^{_STOPS}]{{0,3}}(?:没|无|未|不)"
    f"|(?:谁敢?|凭什么|怎么能?|[还硬竟]|居然)[说讲][^{_STOPS}]{{0,3}}(?:没|无|未|不)"
    f"|(?:没|无)[^{_STOPS}]{{0,4}}不是|(?:哪里?|怎么?)(?:就|又|还)?(?:不是|没))"
    f"[^{_STOPS}]{{0,6}}$"
)
# 不是违建是什么, 没有违建才怪: what stands behind it does as well.
_TURNED_AFTER = re.compile(
    f"[^{_STOPS}]{{0,6}}?[，,]?(?:"
    f"(?:那|又|还|究竟|到底)?(?:能|会|应该)?是个?(?:什么|啥|神马)(?:东西)?(?=[呢啊呀{_STOPS}]|$)"
    f"|才怪|才有鬼|鬼才?信|谁[会能]?信|骗谁|骗鬼|不可能[的吧]?(?=[{_STOPS}]|$))"
)
# 没有什么群租是查不出来的, 没有违建被拆: of those that there are.
_NONE_BEFORE = re.compile("[没无]有?(?:任何|什么|哪个|哪家|一[个处家户间])?$")
_NONE_AFTER = re.compile(
    f"是[^{_STOPS}]{{1,8}}的(?=[{_STOPS}]|$)"
    f"|[^{_STOPS}]{{0,2}}?(?:被|得到|受到)(?:彻底|真正|及时)?(?:拆|处|整|清理|罚|追究)"
)
# 没有拆承重墙许可, 没有垃圾堆放点, 没有窗的墙: a paper, a measure or a thing is lacking, and not the wrong.
_LACKING_BEFORE = re.compile("[没无]有?(?:任何|什么|办理?|取得)?$")
_LACKING_AFTER = re.compile(
    f"(?:(?![有办经])[^{_STOPS}、]){{0,6}}?(?:许可|手续|审批|批文|批复|批准|证明|证件|执照|备案|登记|同意书|授权|资质|报备|合同)"
    "|[^，。]?的?(?:专项|集中|相关)?(?:整治|处理|处罚|治理|查处|执法|巡查|管理|监管|措施)"
    "|的(?!现象|情况|行为|问题|事|说|迹象|痕迹|可能|必要|人|居民|住户)[一-鿿]"
)
# 以前没有, 别的小区没有: it is denied of another time or place.
_OF_OTHERS = re.compile(
    "(?:以前|原来|原先|原本|之前|从前|过去|当初|那时|早先|起初|最初|一开始|去年|前年|(?:别的|其他|其它|别家|人家|别人|别处)"
    f"|(?:隔壁|对面|旁边|附近|周边)(?:的)?(?:小区|楼|[一-鿿]?[幢栋号]|单元))[^{_STOPS}]{{0,8}}$"
)
_SAID_BY = re.compile("回复|答复|告知|答应|解释|表示|[说称]")
_NO_SUCH = re.compile("没|无|不存在|未发现|未见|不是|并非|未[动碰敲拆砸]|并未|不[动碰敲拆砸]")
_CAMPAIGN = ("创建", "相关工作", "居村", "村居", "街道", "街镇", "小区创建", "先进")
"""What makes 无违建 the name of a campaign."""


def said_of(text: str, start: int, end: int) -> float:
    """What a statement is worth of which a word stands from `start` to `end`: 1, or less when denied or only asked about."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if before.endswith(_ASKED_BEFORE):
        return ASKED
    if before.endswith(_ILL):
        # What is denied of 违法搭建 is denied of 搭建; but who asks to look whether 擅自搭建 is so says that it is.
        start -= next(len(word) for word in _ILL if before.endswith(word))
        before = text[max(0, start - _LOOK_BACK) : start]
        if before.endswith(_ASKED_BEFORE):
            return 1.0
    if not (
        before.endswith(_NO)
        or _NO_BEFORE.search(before) is not None
        or (before.endswith(_UNTOUCHED) and text.startswith(_OF_STRUCTURE, start))
    ):
        return 1.0
    if _TURNED_BEFORE.search(text, max(0, start - _TURN_REACH), start) or _TURNED_AFTER.match(text, end):
        return 1.0
    if _NONE_AFTER.match(text, end) and _NONE_BEFORE.search(before):
        return 1.0
    if _LACKING_BEFORE.search(before) and _LACKING_AFTER.match(text, end):
        return LIMITED
    if _OF_OTHERS.search(text, max(0, start - 2 * _TURN_REACH), start):
        return LIMITED
    return DENIED


def asked_after(text: str, end: int) -> bool:
    """Whether a question ends at `end`: 违建吗."""
    return text.startswith(_ASKED_AFTER, end)


def denied_by_text(text: str, start: int, end: int, said: float) -> int:
    """How far a statement from `start` to `end` that is worth `said` is denied by the text itself.

    What an office or the wrongdoer denies is denied by them alone, and what is only not wanted is not denied.
    """
    if said == LIMITED:
        return PARTLY
    return (
        PLAINLY
        if said == DENIED
        and _SAID_BY.search(text, max(0, start - _SAID_REACH), end) is None
        and _NO_SUCH.search(text, max(0, start - _LOOK_BACK), end) is not None
        and not text.startswith(_CAMPAIGN, end)
        else NOT
    )
