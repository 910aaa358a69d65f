"""What stands in the ledger's entries, in the reader's words, as terms and values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.acts import actor, door, record, title, title_of, tone
from huiyin.doors.web.design.shapes import Fact, Moment
from huiyin.doors.web.intake.fields import NAMES
from huiyin.doors.web.language import columns_seen, either, ground_name, phase_name, violation_name
from huiyin.doors.web.problem.words import act_name, code_name, day, moment, scope_name
from huiyin.records.accounts.roles import Role
from huiyin.records.problems.entry_names import Named, named_in, same_kind
from huiyin.records.problems.models import Condition, ListKind, Verification
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.timeline import Happening
from huiyin.records.problems.wording import place
from huiyin.records.reports.models import AgainAfter, Channel, Fate, PendingReason, Satisfaction

# Terms of what entries hold, in the order in which they are told; what has no term here is for programs.
_TERMS: dict[str, str | Promise] = {
    "kind": _("清单名称"),
    "number": _("编号"),
    "name": _("名称"),
    "username": _("用户名"),
    "opened": _("新立"),
    "violation": _("问题类型"),
    "violations": _("违法行为"),
    "scope": _("范围"),
    "act": _("诉求性质"),
    "compound": _("小区"),
    "place": _("位置"),
    "recurrence_of": _("复发自"),
    "first_on": _("首次反映日期"),
    "in_progress": _("正在实施"),
    "under_way": _("正在实施"),
    "channel": _("来源"),
    "outcome": _("核实结果"),
    "condition": _("状态"),
    "on": _("日期"),
    "fate": _("去向"),
    "reason": _("理由"),
    "due": _("时限"),
    "first_due": _("原定时限"),
    "own_due": _("法定或自定时限"),
    "contact_due": _("先行联系时限"),
    "handle_due": _("办理时限"),
    "pending_due": _("待处理时限"),
    "reply_due": _("答复时限"),
    "due_source": _("时限依据"),
    "attempts": _("上门时间"),
    "slip_posted": _("已张贴联系单"),
    "found": _("现场情况"),
    "gave_way": _("不再采用的核实结果"),
    "settled": _("销号依据"),
    "linked": _("诉件"),
    "before_settling": _("形成于销号之前"),
    "quotes": _("引用的诉件"),
    "alike": _("文字几乎相同的诉件"),
    "unlinked": _("解除的诉件"),
    "split": _("拆出的诉件"),
    "through": _("据以撤回的诉件"),
    "original": _("原诉件"),
    "attached": _("归入的反馈"),
    "detached": _("撤回归并的反馈"),
    "again": _("缘由"),
    "satisfaction": _("是否满意"),
    "solved": _("是否解决"),
    "resumed": _("原去向"),
    "from": _("并自"),
    "merged_into": _("并入"),
    "took_in": _("并入的小区"),
    "counts_for": _("统计归属"),
    "problem": _("问题"),
    "body": _("移送至"),
    "receipt": _("回执号"),
    "ground": _("情形"),
    "restored": _("撤销的一步"),
    "lead": _("牵头单位"),
    "unit": _("单位"),
    "owner": _("处理单位"),
    "officer": _("责任人"),
    "officer_was": _("原责任人"),
    "leader": _("责任领导"),
    "done": _("完成日期"),
    "returned_on": _("退回日期"),
    "return_reason": _("退回理由"),
    "recheck_on": _("复查日期"),
    "rechecked": _("已复查"),
    "note": _("说明"),
    "phase": _("阶段"),
    "version": _("版本"),
    "roles": _("角色"),
    "disabled": _("停用理由"),
    "revoked": _("收回理由"),
    "wanted": _("未能完成"),
    "cleared": _("销除理由"),
    "shown": _("调阅内容"),
    "read": _("读入"),
    "new": _("新增"),
    "changed": _("变更"),
    "known": _("已有"),
    "refused": _("待更正"),
    "was": _("原为"),
    "alias": _("别名"),
    "alias_removed": _("移除的别名"),
    "proposed_alias": _("所提别名"),
    "reading": _("判读程序"),
    "said": _("人工判读"),
}


def moments(
    happened: Iterable[Happening], named: Named | None = None, *, naming: bool = False
) -> list[Moment]:
    """The acts as a timeline shows them. ``naming`` puts the record before the act, where several stand in one line.

    One statement, for the names of those who acted, and of the units, officers, reports and compounds that entries name;
    none where they are given.
    """
    acts = list(happened)
    named = named or named_in(acts)
    return [
        Moment(
            act.at,
            f"{record(act.record, act.record_id, named)} · {title_of(act)}" if naming else title_of(act),
            named.people.get(act.actor) or actor(act.actor),
            door(act.door),
            tone(act.action),
            record(act.cause.record, act.cause.record_id, named) if act.cause is not None else "",
            "",
            lines(act.content, named, act.record),
        )
        for act in acts
    ]


def lines(content: Mapping[str, Any], named: Named, kind: str = "") -> list[Fact]:
    """What stands in an entry upon a record of a kind, as far as it is for people."""
    return [
        Fact(str(term), shown)
        for key, term in _TERMS.items()
        if key in content and (shown := _value(key, content, named, kind))
    ]


def _value(key: str, content: Mapping[str, Any], named: Named, kind: str) -> str:
    """A value in the reader's words; empty where it says nothing to a person."""
    value = content[key]
    if isinstance(value, dict):
        return _apart().join(f"{line.term}{gettext('：')}{line.value}" for line in lines(value, named, kind))
    if key == "changed" and "after" in content:
        return _apart().join(_changes(value, content["before"], content["after"]))
    if isinstance(value, list):
        told = [_of_list(key, one, named) for one in value[:LISTED]]
        return (_apart() if key in _OF_SEVERAL_WORDS else gettext("、")).join(filter(None, told)) + (
            " …" if len(value) > LISTED else ""
        )
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, int):
        return _of_id(same_kind(content) if key == "was" else key, value, named, kind)
    if key == "unit":
        return named.of(key, value)
    return _of_words(key, str(value)) if value is not None else ""


def _apart() -> str:
    """What stands between values that may hold the mark themselves which else stands between the items of a list."""
    return either("；", "; ")


def _changes(names: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[str]:
    """What a report tells otherwise: of words that they changed, of times and codes what they were and are."""
    yield from (str(NAMES[one]) for one in names if one in NAMES and one not in after)
    for one, now in after.items():
        yield f"{NAMES[one]}{gettext('：')}{_told(before[one])} → {_told(now)}"


def _told(value: str) -> str:
    """A time or a code as an entry holds it."""
    try:
        return moment(datetime.fromisoformat(value)) if "T" in value else day(date.fromisoformat(value))
    except ValueError:
        return code_name(value) or gettext("未写")


def _of_list(key: str, one: Any, named: Named) -> str:
    if key == "changed":
        return str(NAMES.get(str(one), ""))
    if key == "attempts":
        return moment(datetime.fromisoformat(one))
    if key == "violations":
        return violation_name(str(one))
    return named.of(key, one) or str(one)


def _of_id(key: str, value: int, named: Named, kind: str) -> str:
    """A number that names a record, or that counts. One that names nobody who is known says nothing."""
    if key in ("merged_into", "from") and kind == "task":
        return task_number(value)
    if key in ("problem", "recurrence_of", "from") or (key == "merged_into" and kind != "compound"):
        return problem_number(value) if value else ""
    if key in _COUNTS:
        return str(value)
    return named.of(key, value)


def _of_words(key: str, value: str) -> str:
    if key == "roles":
        return gettext("、").join(gettext(Role(one).label) for one in value.split() if one in Role.values)
    if key == "place":
        return place(*value.split("/")) if value.count("/") == 2 else ""
    if key in _LABELS and value in _LABELS[key].values:
        return gettext(str(_LABELS[key](value).label))
    if key == "kind":
        return ""
    if key in _DAYS:
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return _NAMES[key](value) if key in _NAMES else value


# Of a longer list the beginning is told.
LISTED = 20
# A violation is called 物业未劝阻、制止、报告, and in English a moment holds a comma.
_OF_SEVERAL_WORDS = frozenset({"attempts", "violations"})
_COUNTS = frozenset(
    {"version", "read", "new", "changed", "known", "refused", "linked", "pending", "number", "name"}
)
# Codes of closed sets, and those that the statute book or this module names.
_LABELS: dict[str, type[TextChoices]] = {
    "outcome": Verification,
    "condition": Condition,
    "fate": Fate,
    "resumed": Fate,
    "again": AgainAfter,
    "satisfaction": Satisfaction,
    "reason": PendingReason,
    "channel": Channel,
    "kind": ListKind,
}
# Under these an entry holds a day, as 2022-09-15; ``was`` that of a limit which was moved, or else what is no day.
_DAYS = frozenset(
    {
        *("on", "first_on", "due", "first_due", "done", "returned_on", "recheck_on", "rechecked", "was"),
        *("own_due", "contact_due", "handle_due", "pending_due", "reply_due"),
    }
)
_NAMES: dict[str, Callable[[str], str]] = {
    "violation": violation_name,
    "scope": scope_name,
    "act": act_name,
    "phase": phase_name,
    "ground": ground_name,
    "wanted": title,
    "restored": title,
    "shown": columns_seen,
}
