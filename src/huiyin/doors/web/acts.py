"""What happened, in the reader's words: a title and a tone for each action, the doors, and what records are called.

What stands in an entry is told by ``entries``.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huiyin.doors.web.design.shapes import Tone
from huiyin.records.problems.entry_names import Named
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.timeline import Happening

# In English a button says what to do and an entry what was done; in Chinese both are one word, hence the context.
ACTS: dict[str, str | Promise] = {
    "account.amend": _("修改账号"),
    "account.disable": pgettext_lazy("act", "停用账号"),
    "account.enable": pgettext_lazy("act", "恢复账号"),
    "account.open": _("开通账号"),
    "account.password.change": pgettext_lazy("act", "修改密码"),
    "account.password.reset": pgettext_lazy("act", "重置密码"),
    "alias.accept": _("采纳别名建议"),
    "alias.add": _("增加小区别名"),
    "alias.refuse": _("不采纳别名建议"),
    "alias.remove": _("移除小区别名"),
    "batch.begin": _("开始导入"),
    "batch.file.erase": _("删除来件文件"),
    "batch.finish": _("导入完成"),
    "batch.interrupt": _("导入中断"),
    "batch.refuse": _("导入未接收"),
    "batch.take": _("导入一批行"),
    "case.alarm": _("案件时限已过"),
    "case.begin": pgettext_lazy("act", "转入程序"),
    "case.evidence.keep": pgettext_lazy("act", "添加证据"),
    "case.follow": _("案件随问题并入"),
    "case.look": _("查看当事人"),
    "case.open": pgettext_lazy("act", "立为案件"),
    "case.party.name": pgettext_lazy("act", "填写当事人"),
    "case.redate": _("案件时限重新核定"),
    "case.step": _("办案步骤"),
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
    "landed.renew": _("来源再次报送原始行"),
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
    "problem.date": _("首次反映日期随诉件调整"),
    "problem.follow": _("随小区改名更新"),
    "problem.join": _("归入问题"),
    "problem.join.repeat": _("重复诉件归入问题"),
    "problem.link.add": pgettext_lazy("act", "关联诉件"),
    "problem.link.remove": pgettext_lazy("act", "解除关联"),
    "problem.move": _("随小区归并迁移"),
    "problem.open": pgettext_lazy("act", "立为问题"),
    "problem.reach": _("更新管辖"),
    "problem.settle": pgettext_lazy("act", "销号"),
    "problem.split": _("拆分问题"),
    "problem.verify": pgettext_lazy("act", "核实"),
    "reading.confirm": pgettext_lazy("act", "确认判读"),
    "reading.correct": pgettext_lazy("act", "更正判读"),
    "reading.export": _("导出判读更正"),
    "reading.recall": _("撤回判读"),
    "reading.reject": _("判为不属本单位"),
    "reading.unplace": _("判为地点不明"),
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
    "report.decline.propose": pgettext_lazy("act", "提出不予受理"),
    "report.decline.reject": _("退回不予受理建议"),
    "report.erase": _("删除诉件内容"),
    "report.hold": _("转待处理"),
    "report.link": _("诉件已关联问题"),
    "report.look": _("调阅反映人身份"),
    "report.place": _("确定地点"),
    "report.recall": _("撤回移送"),
    "report.recount": _("诉件时限重新核定"),
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
    "task.recount": _("任务时限重新核定"),
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
    "case": pgettext_lazy("record", "案件"),
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


def title(action: str) -> str:
    """What an action is called; one that is not known here stands as it is."""
    return str(ACTS.get(action, action))


def title_of(act: Happening) -> str:
    """What an act is called upon the record that it changed: by joining or checking a problem, a task changes otherwise."""
    if act.record == "task":
        if act.position == 1:
            return gettext("生成任务")
        if act.action == "problem.verify":
            return gettext("完成复查")
    return title(act.action)


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


def tone(action: str) -> Tone:
    """How an action looks in a timeline."""
    return _TONES.get(action, "neutral")


def actor(username: str) -> str:
    """What an actor without an account is called: the system itself; another stands as it is."""
    return str(_ITSELF.get(username, username))
