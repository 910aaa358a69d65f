"""What the property firm is said to have done about another's wrong: nothing, or what it could."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from huiyin.knowledge.language.denials import NOT
from huiyin.knowledge.language.figures import nearest
from huiyin.knowledge.language.marks import Evidence, Mark, Marks

_IDLE = (
    ("told-firm", "firm-idle", 30, 0.75),
    ("firm-said", "firm-idle", 12, 0.6),
    ("firm", "firm-lax", 8, 0.4),
    ("firm-said", "firm-shrugs", 36, 0.6),
)
"""Ideas of the firm and of its idleness, how far apart they may stand, and what the pair is worth."""
_VIEW = 120
"""How far from the wrong, in characters, its idleness still speaks of that wrong: further off it is about lifts or fees."""
_DOER_REACH = 20
_TRYING_REACH = 30
_STOPS = "。；;！!？?\n"

# 业主拒不整改, 对方置之不理: it is not the firm that does nothing. 对业主不理不睬 is.
_ANOTHER = re.compile(
    "(?:业主|住户|户主|房东|租客|租户|房客|承租人|当事人|违建户|邻居|车主|商家|店家|店主|老板|施工队|装修队|装修公司|施工方|工人"
    "|(?<!对)对方|人家|他家|她家|该户|[0-9]室)(?:们|本人|方面|一家)?"
    "(?:就|仍然?|依旧|依然|根本|压根|完全|也|都|还是?|照样|却|一直|始终|并|均|竟然?|居然|又|拒绝?|坚决|态度恶劣|当面|硬是"
    "|不听|[，,])*$"
)
_TO_THEM = re.compile("(?:[向跟和与给]|(?:对|让|叫|帮|由)[^，。；]{0,4})$")
# 上门清退 is no 门清, which is to know well.
_NO_WORD = re.compile("门清[退理扫洗]")
# 物业和业主均视而不见: both.
_BOTH = re.compile("(?:物业|管家|保安)[^，。；]{0,4}[和与及跟、][^，。；]{0,8}$")
# 装修通知单, 出门单, 催缴通知: what lets the work go on or asks for money stops nothing; 装修整改通知 does.
_NO_PERMIT = "(?![^，。；]{0,4}(?:装修|施工|出门|出入|放行|催)(?![^，。；的]{0,4}(?:整改|停|违|禁止|制止)))"
# 劝过, 多次上门制止, 发了整改通知, 报了城管: what the firm is there for.
_TRYING = re.compile(
    "(?:劝[阻说解离告]?|制止|阻止|阻拦|提醒|清理|清退|拆除|铲除|取缔|清走|拖走|搬走|拉走|警告|约谈)过"
    "|(?:劝[阻说解离告]?|制止|阻止|阻拦|拦)(?:也|都)?(?:无效|未果|无果|不住|不了|不听|没用|多次|[^，。；]{0,2}[次回趟])"
    "|(?:多次|屡次|反复|天天|每天|经常|一直|已经?|曾经?|都|来|去|在|上门|当场|及时|现场|联合)(?:上门|出面|进行|多次|来|去|在|开始)*"
    "(?:劝|制止|阻止|阻拦|提醒|清理|整治|清退|警告|约谈)"
    f"|(?:发|开|下|送)[了过具达放出]?{_NO_PERMIT}"
    "[^，。；的]{0,6}(?:整改|告知|停工|通知|函|单)"
    "|(?:张贴|贴)[了过出]?[^，。；的]{0,4}(?:通知|告示|告知|公告|提示|警示)"
    "|书面(?:通知|告知|劝|报告)|(?:上报|报告|汇报|移交|报|反映)[了过给到至]*"
    "(?:城管|街道|居委|社区|派出所|公安|消防|执法|房管|主管|有关|相关)|报[了过]?警"
    "|通知[了过]?(?:违建)?(?:业主|住户|对方|房东)[^，。；]{0,4}(?:整改|拆|停|搬|清)"
)
# 答应上门劝阻, 表示会上报: what is promised is not done. 居委会, 会同, 要求 and 将情况上报 promise nothing.
_NOT_TRYING = re.compile(
    "没|未|不|无|只|仅|光|让|叫|推|谁|是否|要求物业|希望物业|请物业"
    "|答应|承诺|保证|(?<![委社开])会(?![同议])|将(?:$|(?=[会要去来上]))|(?<![重主])要(?!求)"
)
_NOT_REACH = 6
# 劝过也没用, 多次制止无果: what came of it is no idleness of who tried.
_IN_VAIN = re.compile(
    "[也都]?没用|[没无未毫].{0,3}(?:效果|结果|作用|变化|改变)|[无未]果|不起|没有?起到|未起到|(?:未|没|得不).{0,3}(?:解决|得到处理)"
    "|未能|处理不了|管不住|[没无]人管得|不整改|拒不|老样子|原封|没动|纹丝|一动不|告示[也都]没有?[用效作]"
)
# 贴通知, 口头提醒: enough or too little, as one puts it: 只口头提醒, 贴了一张了事.
_LITTLE = (
    *("贴通知", "贴了通知", "发通知", "贴纸条", "贴了纸条", "贴了提示", "贴了一张", "贴一张", "贴了张"),
    *("温馨提示", "口头提醒", "口头说", "提醒了一下", "提醒一下", "已记录", "已登记", "登记一下"),
)
_ONLY = re.compile("(?:只|就|仅|光|顶多|最多|不过|除了)[^，。；]{0,8}$")
_NO_MORE = re.compile(
    "[^，。；]{0,8}?(?:了事|完事|而已|罢了|[，,]?(?:就|便|再|从)[^，。；]{0,2}(?:[没不](?![用起])|算|走))"
)


class OfTheFirm(NamedTuple):
    """Where the firm is said to know and do nothing, each place with its worth; or whether it is said to have tried."""

    idle: list[Evidence]
    tried: bool


def of_the_firm(marks: Marks, wrongs: Sequence[Evidence], text: str) -> OfTheFirm:
    """What is said of the firm in view of a place that speaks for one of the `wrongs`."""
    firms = marks.get("firm-said", [])
    view = _View(wrongs)
    idle: list[Evidence] = []
    for firm_idea, idle_idea, reach, worth in _IDLE:
        if idle_idea not in marks or firm_idea not in marks:
            continue
        idles = [one for one in marks[idle_idea] if _is_idleness(text, one, firms)]
        for firm in marks[firm_idea]:
            found = nearest(firm, idles, reach, after=True)
            if found is not None and view.holds(firm[0], found[1]):
                idle.append((firm[0], found[1], worth * firm[3], NOT))
    tried = not idle and any(view.holds(start, end) for start, end in _tries(text, firms))
    return OfTheFirm(idle, tried)


class _View:
    """What stands near places of wrongs. Of a text that is long and full of both it is asked often."""

    def __init__(self, wrongs: Sequence[Evidence]) -> None:
        spans = sorted((first, last) for first, last, *_ in wrongs)
        self._firsts = [first for first, _ in spans]
        self._lasts = list(accumulate((last for _, last in spans), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether any place is at most so far from the range that it may be meant."""
        before = bisect_right(self._firsts, end + _VIEW)
        return before > 0 and self._lasts[before - 1] >= start - _VIEW


def _is_idleness(text: str, idle: Mark, firms: Sequence[Mark]) -> bool:
    """Whether a word of idleness can be the firm's: nobody else does nothing, and it is not what came of trying."""
    start, end, *_ = idle
    if _NO_WORD.match(text, start):
        return False
    another = _ANOTHER.search(text, max(0, start - _DOER_REACH), start)
    if another and not any(
        with_firm.search(text, max(0, another.start() - _DOER_REACH), another.start())
        for with_firm in (_TO_THEM, _BOTH)
    ):
        return False
    if text[start:end] in _LITTLE:
        return bool(_ONLY.search(text, max(0, start - _DOER_REACH), start) or _NO_MORE.match(text, end))
    if _IN_VAIN.match(text, start) is None:
        return True
    before = bisect_left(firms, (start,)) - 1
    return before < 0 or not _trying(text, firms[before][1], end)


def _tries(text: str, firms: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Where the firm is said to have done what it could."""
    for n, (start, end, *_) in enumerate(firms):
        until = firms[n + 1][0] if n + 1 < len(firms) else len(text)
        if _trying(text, end, until):
            yield start, end


def _trying(text: str, start: int, end: int) -> bool:
    """Whether something is tried between `start` and `end`, in the sentence that begins there."""
    said = re.split(f"[{_STOPS}]", text[start : min(end, start + _TRYING_REACH)])[0]
    found = _TRYING.search(said)
    return (
        found is not None
        and _NOT_TRYING.search(said, max(0, found.start() - _NOT_REACH), found.start()) is None
    )
