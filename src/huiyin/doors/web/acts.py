"""What happened, in the reader's words: a title for each action, and what stands in its entry as terms and values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.design.shapes import Fact, Moment, Tone
from huiyin.doors.web.intake.fields import NAMES
from huiyin.doors.web.language import either, ground_name, phase_name, violation_name
from huiyin.doors.web.problem.words import code_name, day, moment
from huiyin.records.accounts.roles import Role
from huiyin.records.problems.matters import Named, named_in, same_kind
from huiyin.records.problems.models import Condition, ListKind, Verification
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.timeline import Happening
from huiyin.records.problems.wording import place
from huiyin.records.reports.models import AgainAfter, Channel, Fate, PendingReason, Satisfaction

# In English a button says what to do and an entry what was done; in Chinese both are one word, hence the context.
ACTS: dict[str, str | Promise] = {
    "account.amend": _("修改账号"),
    "account.disable": pgettext_lazy("act", "停用账号"),
    "account.enable": pgettext_lazy("act", "恢复账号"),
    "account.open": _("开通账号"),
    "account.password.change": pgettext_lazy("act", "修改密码"),
    "account.password.reset": pgettext_lazy("act", "重置密码"),
    "alias.add": _("增加小区别名"),
    "batch.begin": _("开始导入"),
    "batch.file.erase": _("删除来件文件"),
    "batch.finish": _("导入完成"),
    "batch.interrupt": _("导入中断"),
    "batch.refuse": _("导入未接收"),
    "batch.take": _("导入一批行"),
    "client.open": _("发放接口令牌"),
    "client.revoke": _("收回接口令牌"),
    "compound.amend": _("修改小区"),
    "compound.load": pgettext_lazy("act", "载入小区"),
    "compound.merge": pgettext_lazy("act", "归并小区"),
    "compound.provide": _("登记待核小区"),
    "compound.scope.set": _("设定小区管辖"),
    "division.load": pgettext_lazy("act", "载入行政区划"),
    "exception.clear": pgettext_lazy("act", "销除例外"),
    "exception.raise": _("列入例外清单"),
    "filter.remove": _("删除筛选"),
    "filter.save": _("保存筛选"),
    "firm.add": _("登记物业企业"),
    "keys.note": _("登记密钥标记"),
    "landed.correct": _("更正原始行"),
    "list.approve": _("清单审定"),
    "list.freeze": _("清单拟制并冻结"),
    "list.issue": _("清单签发"),
    "list.review": _("清单审核"),
    "mandate.add": _("登记物业委托"),
    "mandate.end": _("结束物业委托"),
    "mapping.save": _("保存列对照"),
    "message.fail": _("消息未送达"),
    "message.post": _("发出消息"),
    "message.retry": _("重发消息"),
    "message.send": _("消息已送达"),
    "officer.add": pgettext_lazy("act", "登记执法人员"),
    "officer.amend": _("修改执法人员"),
    "problem.follow": _("随小区改名更新"),
    "problem.join": _("归入问题"),
    "problem.link.add": pgettext_lazy("act", "关联诉件"),
    "problem.link.remove": pgettext_lazy("act", "解除关联"),
    "problem.move": _("随小区归并迁移"),
    "problem.open": pgettext_lazy("act", "立为问题"),
    "problem.reach": _("更新管辖"),
    "problem.settle": pgettext_lazy("act", "销号"),
    "problem.split": _("拆分问题"),
    "problem.verify": pgettext_lazy("act", "核实"),
    "registry.load": _("建立基础数据"),
    "reply.callback": _("回访反映人"),
    "reply.interim": _("阶段性答复"),
    "reply.owe": _("应予答复"),
    "reply.owe.again": _("应重新办理并再次答复"),
    "reply.send": pgettext_lazy("act", "答复反映人"),
    "report.amend": _("诉件内容变更"),
    "report.answer": _("直接答复"),
    "report.attach": pgettext_lazy("act", "归到原诉件"),
    "report.decline": _("不予受理"),
    "report.decline.propose": pgettext_lazy("act", "拟不予受理"),
    "report.decline.reject": _("退回不予受理建议"),
    "report.erase": _("删除诉件内容"),
    "report.hold": _("转待处理"),
    "report.link": _("诉件已关联问题"),
    "report.look": _("调阅反映人身份"),
    "report.place": _("确定地点"),
    "report.recall": _("撤回移送"),
    "report.receive": pgettext_lazy("act", "收到诉件"),
    "report.relocate": _("随小区归并改地点"),
    "report.resume": pgettext_lazy("act", "重新受理"),
    "report.submit": _("接口送达诉件"),
    "report.take": pgettext_lazy("act", "收下诉件"),
    "report.transfer": pgettext_lazy("act", "移送"),
    "report.type": _("录入诉件"),
    "report.withdraw": pgettext_lazy("act", "撤回诉件"),
    "responsibility.end": pgettext_lazy("act", "结束责任分工"),
    "responsibility.load": pgettext_lazy("act", "载入责任分工"),
    "survey.freeze": pgettext_lazy("act", "冻结排摸结果"),
    "survey.move": _("排摸表随小区归并"),
    "survey.record": pgettext_lazy("act", "填报排摸表"),
    "task.assign": _("派发任务"),
    "task.extend": _("延期"),
    "task.hand-over": _("工作交接"),
    "task.redate": _("时限随诉件调整"),
    "task.recheck": pgettext_lazy("act", "安排复查"),
    "task.restore": _("撤销上一步"),
    "task.return": pgettext_lazy("act", "退回补充"),
    "task.supplement": _("补充完成"),
    "task.transfer": pgettext_lazy("act", "改派单位"),
    "unit.load": pgettext_lazy("act", "载入单位"),
    "upload.attach": _("文件开始导入"),
    "upload.drop": _("放弃文件"),
    "upload.keep": _("收到文件"),
    "upload.queue": _("文件排队导入"),
    "upload.refuse": _("文件未接收"),
    "upload.take": _("文件导入完成"),
}
_TONES: dict[str, Tone] = {
    "problem.settle": "done",
    "reply.send": "done",
    "list.issue": "done",
    "problem.verify": "accent",
    "exception.raise": "danger",
    "batch.refuse": "danger",
    "message.fail": "danger",
    "task.return": "waiting",
    "report.hold": "waiting",
    "report.look": "waiting",
    "reply.owe": "waiting",
    "reply.owe.again": "danger",
    "report.answer": "done",
    "report.resume": "waiting",
    "task.extend": "waiting",
}
_DOORS: dict[str, str | Promise] = {
    "cli": _("命令行"),
    "web": _("网页"),
    "api": _("接口"),
    "tick": _("自动"),
    "exchange": _("交换目录"),
}
# Who acts without being a person.
_ITSELF: dict[str, str | Promise] = {"huiyin": _("系统")}
RECORDS: dict[str, str | Promise] = {
    "account": pgettext_lazy("record", "账号"),
    "batch": _("导入"),
    "client": pgettext_lazy("record", "接口令牌"),
    "compound": _("小区"),
    "firm": _("物业企业"),
    "keys": _("密钥"),
    "landed": _("原始行"),
    "list": pgettext_lazy("record", "清单"),
    "mandate": _("物业委托"),
    "mapping": _("列对照"),
    "message": _("消息"),
    "officer": pgettext_lazy("record", "执法人员"),
    "problem": _("问题"),
    "registry": _("基础数据"),
    "report": pgettext_lazy("record", "诉件"),
    "responsibility": _("责任分工"),
    "survey": _("排摸表"),
    "task": _("任务"),
    "unit": _("单位"),
    "upload": _("文件"),
}
# Terms of what entries hold, in the order in which they are told; what has no term here is for programs.
_TERMS: dict[str, str | Promise] = {
    "kind": _("清单名称"),
    "number": _("编号"),
    "name": _("名称"),
    "username": _("用户名"),
    "opened": _("新立"),
    "violation": _("问题类型"),
    "compound": _("小区"),
    "place": _("位置"),
    "recurrence_of": _("复发自"),
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
    "due_source": _("时限依据"),
    "attempts": _("上门时间"),
    "slip_posted": _("已张贴联系单"),
    "found": _("现场情况"),
    "settled": _("销号依据"),
    "linked": _("诉件"),
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
}


def title(action: str) -> str:
    """What an action is called; one that is not known here stands as it is."""
    return str(ACTS.get(action, action))


def door(code: str) -> str:
    """Through which door somebody acted."""
    return str(_DOORS.get(code, code))


def record(kind: str, record_id: int, named: Named | None = None) -> str:
    """What a record is called, with its number, or its name where that is given."""
    if kind == "problem":
        return problem_number(record_id)
    if kind == "task":
        return task_number(record_id)
    name = named.things.get((kind, record_id), "") if named else ""
    return f"{RECORDS.get(kind, kind)} {name or record_id}"


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
            f"{record(act.record, act.record_id, named)} · {title(act.action)}"
            if naming
            else title(act.action),
            named.people.get(act.actor) or str(_ITSELF.get(act.actor, act.actor)),
            door(act.door),
            _TONES.get(act.action, "neutral"),
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
        return gettext("、").join(
            f"{line.term}{gettext('：')}{line.value}" for line in lines(value, named, kind)
        )
    if key == "changed" and "after" in content:
        return gettext("、").join(_changes(value, content["before"], content["after"]))
    if isinstance(value, list):
        told = [_of_list(key, one, named) for one in value[:LISTED]]
        # In English a moment holds a comma itself.
        return (either("；", "; ") if key == "attempts" else gettext("、")).join(filter(None, told)) + (
            " …" if len(value) > LISTED else ""
        )
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, int):
        return _of_id(same_kind(content) if key == "was" else key, value, named, kind)
    if key == "unit":
        return named.of(key, value)
    return _of_words(key, str(value)) if value is not None else ""


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
    return named.of(key, one) or str(one)


def _of_id(key: str, value: int, named: Named, kind: str) -> str:
    """A number that names a record, or that counts. One that names nobody who is known says nothing."""
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
_DAYS = frozenset({"on", "due", "first_due", "done", "returned_on", "recheck_on", "was"})
_NAMES: dict[str, Callable[[str], str]] = {
    "violation": violation_name,
    "phase": phase_name,
    "ground": ground_name,
    "wanted": title,
    "restored": title,
}
