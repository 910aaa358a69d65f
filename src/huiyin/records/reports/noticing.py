"""How a person is told that a report changed after its answer: items of the exceptions list, and which of them are done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.reports.actions.amend import Amended
from huiyin.records.reports.actions.reply import Again
from huiyin.records.reports.models import AgainAfter

Item = tuple[str, int, str, str]
_WHAT_TO_DO = "问题仍在的，在诉件页“立为问题”（注明复发）；已移送、直接答复等的，可“重新受理”。"
_CAME_BACK = {
    AgainAfter.DISPATCHED: "答复或办结后，{day}再次派单",
    AgainAfter.CALLBACK: "答复或办结后，{day}获知反映人不满意",
}
_NAMES = {
    "text": "内容",
    "address": "地址",
    "district": "所在区",
    "urgency": "紧急程度",
    "order_type": "工单类型",
    "category": "分类",
    "agency": "主办单位",
    "created_on": "工单生成时间",
    "created_at": "工单生成时间",
    "dispatched_on": "派单时间",
    "dispatched_at": "派单时间",
    "signed_on": "签收时间",
    "signed_at": "签收时间",
    "reached_on": "接报时间",
    "reached_at": "接报时间",
    "handle_due": "办理时限",
    "handle_due_at": "办理时限",
    "handle_due_given": "办理时限",
}


def of_amendment(amended: Amended) -> Item | None:
    """What somebody must look at since a report changed after its answer; None where nothing did."""
    if amended.erased and amended.after:
        why = "内容已删除的诉件再次派单；新内容按删除要求不再保存，请向来源查询后处理。"
        return ("report", amended.report_id, "report.amend", why)
    if amended.back is not None:
        changed = f"（变更：{_changed(amended.changed)}）"
        return _came_back(amended.report_id, amended.back.on, amended.back.after, amended.due, changed)
    if amended.after:
        why = f"答复后诉件又有变更：{_changed(amended.changed)}；请核对是否需要补充答复或办理。"
        return ("report", amended.report_id, "report.amend", why)
    return None


def of_call_back(again: Again) -> Item:
    """The same where it was said when the reporter was called."""
    return _came_back(again.report_id, again.on, again.after, again.due)


def came_back_items(report_ids: Collection[int]) -> list[int]:
    """The open items of the list which say of these reports that their matter came back. One statement."""
    waiting = ExceptionItem.objects.filter(
        record="report", record_id__in=report_ids, wanted="reply.send", cleared_at__isnull=True
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _came_back(report_id: int, on: date, after: AgainAfter, due: date | None, more: str = "") -> Item:
    said = _CAME_BACK[after].format(day=on.isoformat())
    # An answer that is owed already by an earlier day stays due then.
    wanted = f"应重新办理，并在{due.isoformat()}前答复" if due else "应重新办理，答复时限不变"
    return ("report", report_id, "reply.send", f"{said}{more}；{wanted}。{_WHAT_TO_DO}")


def _changed(names: Collection[str]) -> str:
    """What changed, in words; what has no word here follows from what has."""
    return "、".join(dict.fromkeys(_NAMES[name] for name in _NAMES if name in names)) or "其他信息"
