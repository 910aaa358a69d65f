"""Whether a text takes an earlier report back: it has plain words for that, and says them itself, now, and of a report."""

from __future__ import annotations

import re

from huiyin.knowledge.language.marks import Marks
from huiyin.knowledge.language.weights import EARLY

_BEFORE, _BEHIND = 28, 44
"""How much of the text before and behind the words is looked at, in characters."""
_STOPS = "，,。；;：:！!？?\n"
_REPORTER = "(?:我们?|其|本人|市民|来电人|投诉人|反映人|他们?|她|业主们?|居民们?)"

# 不同意撤销工单, 没有答应撤诉, 物业让我撤诉, 谁撤销工单的, 如不再追究: who says so does not take back.
_NOT_SAID = re.compile(
    "(?:(?:不(?!仅)|未|没有?|拒绝|反对|禁止|休想|别|勿|被|擅自|私自|强行|威胁|谁|何人|哪个|为何|为什么|凭什么|怎么?|如何|是否|有没有|是不是|难道)"
    "(?:有|曾|经|就|又|都|愿意?|想|会|肯|需|要|予|能|该|应该?|可以|敢|打算|准备|希望|接受|同意|答应|允许|准|许|说过?|提出?过?|让|来电|申请|要求|主动|自行|直接|再|去|来"
    f"|把|给|{_REPORTER})*"
    f"|(?:如果?|若|要是|假如|倘若|除非)[^{_STOPS}]{{0,6}}"
    f"|(?:[未没][^{_STOPS}]{{0,12}}|^)就(?:要求|申请|直接|把|给|工单|投诉)*"
    f"|(?:让|叫|劝说?|逼|要求|威胁|强迫){_REPORTER}(?:再|去|来)?(?:要求|申请)?|(?:逼|强迫|威胁)[^{_STOPS}]{{1,6}})$"
)
# 上次同意撤单, 之前撤诉过一次, 撤单后又搭: it was taken back, and is not now.
_ONCE = re.compile(
    "(?:上次|上回|上个?月|之前|前次|曾经?|当时|此前|先前|以前|前期|去年|前年)"
    f"(?:{_REPORTER}|已经?|也|都|就|是|曾|主动|自己|自行|被迫|同意|答应|申请|要求|来电|因[^{_STOPS}]{{0,8}})*$"
)
# 撤诉后不再追究: what the reporter will not do again is no later event.
_NO_MORE = f"(?:{_REPORTER}|将|也|就|都|均|保证|承诺)*不再(?:追究|投诉|反映|举报|上访|信访|主张|提|来电|过问)"
_SINCE = re.compile(
    f"过(?!程|期|户)|(?:之?后(?!果)|以后)(?!{_NO_MORE})|的(?:原因|事|是谁|人)|[^{_STOPS}]{{0,4}}的[？?]"
)
_ANEW = re.compile(f"(?:之?后|以后)(?:{_NO_MORE})?+[^{_STOPS}]{{0,12}}[又再]")
# 街道就申请撤销工单, 城管说不用处理了, 由街道撤单: somebody else says it. 向街道申请撤单 is said by the reporter.
_WHO = (
    "(?:街道(?:办(?:事处)?)?|城管|居委会?|村委会?|社区|物业|管家|承办|部门|(?<![本我])单位|派出所|民警|法院|政府|中队"
    "|执法队?|[一-鿿]局|办事处|客服|话务员|坐席|工作人员|网格员|对方|邻居|被投诉人|开发商|房东|店家|商家|老板)"
)
_THROUGH = re.compile(f"(?:[向跟和与找经到在]|对(?!方)|通过)[^{_STOPS}]{{0,6}}?{_WHO}+")
_SAID_BY_OTHERS = re.compile(
    f"{_WHO}(?:公司|部门|单位|经理|队员|大队|中队|负责人|工作人员|人员|领导|方面|那边)*(?:"
    "(?:就|已经?|却|竟然?|居然|直接|单方面|又|还|也|都|自行|要|想|来|上门|反复|一直|做工作|来电|申请|要求|希望|请求|打算"
    f"|把|将|给|替|代|帮忙?|劝说?|说服|{_REPORTER})*"
    f"|[^{_STOPS}]{{0,6}}(?:说|称|表示|答复|回复|告知|认为|觉得|通知)[^{_STOPS}]{{0,20}})$"
    "|(?:系统|平台)(?:把|将|已经?|直接|自动|擅自|就)+$"
    f"|(?:(?<![理自])由(?!于)|被)(?:(?!要求|申请|希望|来电)[^{_STOPS}]){{0,10}}$"
)
# 请工作人员撤销工单, 市民要求街道撤销投诉: an office that the reporter asks is none that says it.
_ASKED = re.compile(
    f"^(?:(?!{_WHO})[^{_STOPS}])*?(?:^|{_REPORTER}|[现故特烦恳敬还])(?:来电|再次|也|想|现在?|就|表示|[现故特烦恳敬还])*(?:请|麻烦|希望|要求)"
    f"(?:贵|[你您]们?)?(?:{_WHO}|单位|平台|系统|热线|人员|接线员)+(?:直接|尽快|予以|帮忙?|[帮给替]{_REPORTER}|给|把|将)*$"
)
_CONTRARY = re.compile(
    f"[吗么？?]|[^{_STOPS}]{{0,4}}[，,。；;]?"
    f"(?:但|可(?![以关撤])|然而|却|(?:{_REPORTER})?(?:表示)?不(?:认可|同意|接受|服|满))"
)

# An order has a number of so many figures, a day or a year has fewer; masked ones are as long.
_ORDER = re.compile(r"[0-9*]{10,18}(?![0-9])")
_REPORT = re.compile(
    f"[^{_STOPS}]{{0,40}}?(?:投诉|工单|反映|举报|诉求|诉件|办件|来电|留言|报修|[此该原这号]单)"
)
_WHOLE = re.compile(rf"\s*(?:$|[{_STOPS}（(（]|该|此|本|[0-9*]{{12}})")
_WISHED = re.compile(
    "(?:要求|申请|请求?|希望|麻烦|同意|可以?|需要?|想|建议|帮忙?|帮我)(?:直接|先|予以|尽快|帮忙?|您|你们?|贵单位|平台|把|给)*$"
)
_OF_AN_ORDER = frozenset({"撤销20", "撤回20"})
_OF_A_REPORT = frozenset({"撤销之前", "撤回之前", "撤回昨天", "撤回我的", "撤销我的", "撤回该"})
_OF_ANYTHING = frozenset({"要求撤销", "申请撤销", "要求撤消", "申请撤消"})
_ALSO_OF_OFFICES = frozenset({"关闭工单"})
_ALSO_SAID = frozenset({"不用处理了", "不需要处理了"})


def takes_back(marks: Marks, quotes: tuple[str, ...], text: str) -> bool:
    """Whether the words stand near the start of `text`, or beside a ticket that it quotes, and nothing says otherwise."""
    said = marks.get("takes-back", ())
    if any(_ANEW.match(text, end) for _, end, *_ in said):
        return False
    for start, end, *_ in said:
        if not (quotes or start < EARLY):
            break
        if _means_it(text, start, end):
            return True
    return False


def _means_it(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    clause = re.split(f"[{_STOPS}]", text[max(0, start - _BEFORE) : start])[-1]
    behind = text[end : end + _BEHIND]
    if (
        _NOT_SAID.search(clause)
        or _ONCE.search(clause)
        or (not _ASKED.search(clause) and _SAID_BY_OTHERS.search(_THROUGH.sub("", clause)))
        or _SINCE.match(behind)
    ):
        return False
    if word in _OF_AN_ORDER:
        return _ORDER.match(behind) is not None
    if word in _OF_A_REPORT:
        return _REPORT.match(behind) is not None
    if word in _OF_ANYTHING:
        return (_WHOLE.match(behind) or _REPORT.match(behind)) is not None
    if word in _ALSO_OF_OFFICES:
        return _WISHED.search(clause) is not None
    return word not in _ALSO_SAID or _CONTRARY.match(behind) is None
