"""Who may do what: the roles of the campaign's people, and the rights that each brings. One page, as a table.

A right says what may be done; where it may be done is the account's area (``scope.py``). Two-person rules (the reviewer of a
list is not its drafter, who confirms declining is not who proposed it) are kept by the actions and the database.

Running accounts, auditing and the campaign's work are kept apart (GB/T 22239-2019, level 3, from memory: 未核实): an
administrator sees no complaint, an auditor changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class Role(models.TextChoices):
    """What a person is in the campaign. An account may have several, unless one of them stands :data:`ALONE`."""

    OFFICER = "officer", "执法队员"
    TEAM_LEAD = "team-lead", "中队长"
    APPROVER = "approver", "街镇分管领导"
    DISTRICT_SUPERVISOR = "district-supervisor", "区局督办"
    CITY_SUPERVISOR = "city-supervisor", "市局督办"
    INSPECTOR = "inspector", "督察员"
    CLERK = "clerk", "内勤"
    CALLBACK_CLERK = "callback-clerk", "回访员"
    LEGAL_REVIEWER = "legal-reviewer", "法制审核员"
    PROPERTY_MANAGER = "property-manager", "物业项目经理"
    NEIGHBOURHOOD_CONTACT = "neighbourhood-contact", "居委联络员"
    PARTNER = "partner", "协同单位"
    AUDITOR = "auditor", "审计员"
    ADMIN = "admin", "系统管理员"


class Right(models.TextChoices):
    """One thing that may be done, named after the actions that it opens."""

    PROBLEM_READ = "problem.read", "查看问题与小区"
    PROBLEM_VERIFY = "problem.verify", "核实问题"
    PROBLEM_SETTLE = "problem.settle", "销号"
    PROBLEM_LINK = "problem.link", "关联、解除、拆分"
    TASK_ASSIGN = "task.assign", "派发、退回、改派任务"
    TASK_EXTEND = "task.extend", "批准延期"
    REPORT_READ = "report.read", "查看诉件"
    REPORT_IDENTIFY = "report.identify", "查看反映人身份"
    REPORT_IMPORT = "report.import", "导入诉件"
    REPORT_TRIAGE = "report.triage", "分流诉件"
    REPORT_CONFIRM = "report.confirm", "确认不予受理"
    REPORT_REPLY = "report.reply", "答复反映人"
    LIST_DRAFT = "list.draft", "拟制清单"
    LIST_REVIEW = "list.review", "审核清单"
    LIST_APPROVE = "list.approve", "审定清单"
    LIST_ISSUE = "list.issue", "签发清单"
    CASE_READ = "case.read", "查看案件"
    CASE_INVESTIGATE = "case.investigate", "立案前调查、办案"
    CASE_APPROVE = "case.approve", "审批案件"
    CASE_REVIEW = "case.review", "法制审核、主持听证"
    SURVEY_ENTER = "survey.enter", "填报排摸表"
    SURVEY_FREEZE = "survey.freeze", "冻结排摸结果"
    REGISTRY_READ = "registry.read", "查看单位、人员、企业"
    REGISTRY_MANAGE = "registry.manage", "维护单位、人员、企业、责任表"
    PLACE_MERGE = "place.merge", "归并小区"
    EXCEPTION_READ = "exception.read", "查看例外清单"
    EXCEPTION_CLEAR = "exception.clear", "销除例外"
    LEDGER_READ = "ledger.read", "查看与核验留痕"
    LOOK_READ = "look.read", "查看身份调阅记录"
    ACCOUNT_MANAGE = "account.manage", "管理账号"
    CLIENT_MANAGE = "client.manage", "管理接口令牌"


R = Right
_SEES = frozenset({R.PROBLEM_READ, R.REPORT_READ, R.REGISTRY_READ, R.EXCEPTION_READ, R.CASE_READ})
_OFFICER = _SEES | {
    R.REPORT_IDENTIFY,
    R.PROBLEM_VERIFY,
    R.SURVEY_ENTER,
    R.REPORT_REPLY,
    R.CASE_INVESTIGATE,
}
_CLERK = _SEES | {
    R.REPORT_IDENTIFY,
    R.REPORT_IMPORT,
    R.REPORT_TRIAGE,
    R.REPORT_REPLY,
    R.PROBLEM_LINK,
    R.SURVEY_ENTER,
    R.LIST_DRAFT,
}
_TEAM_LEAD = _OFFICER | _CLERK | {R.PROBLEM_SETTLE, R.TASK_ASSIGN, R.EXCEPTION_CLEAR}
_APPROVER = _SEES | {R.TASK_EXTEND, R.REPORT_CONFIRM, R.LIST_REVIEW, R.CASE_APPROVE}
_DISTRICT = _SEES | {
    R.CASE_APPROVE,
    R.REPORT_IDENTIFY,
    R.REPORT_CONFIRM,
    R.PROBLEM_LINK,
    R.TASK_ASSIGN,
    R.TASK_EXTEND,
    R.LIST_REVIEW,
    R.LIST_APPROVE,
    R.LIST_ISSUE,
    R.SURVEY_FREEZE,
    R.REGISTRY_MANAGE,
    R.PLACE_MERGE,
    R.EXCEPTION_CLEAR,
    R.LEDGER_READ,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OFFICER: _OFFICER,
    Role.TEAM_LEAD: _TEAM_LEAD,
    Role.APPROVER: _APPROVER,
    Role.DISTRICT_SUPERVISOR: _DISTRICT,
    Role.CITY_SUPERVISOR: _DISTRICT,
    Role.INSPECTOR: _SEES | {R.LEDGER_READ},
    Role.CLERK: _CLERK,
    Role.CALLBACK_CLERK: frozenset({R.REPORT_READ, R.REPORT_IDENTIFY, R.REPORT_REPLY, R.PROBLEM_READ}),
    Role.LEGAL_REVIEWER: _SEES | {R.LEDGER_READ, R.CASE_REVIEW},
    Role.PROPERTY_MANAGER: frozenset({R.PROBLEM_READ}),
    Role.NEIGHBOURHOOD_CONTACT: frozenset({R.PROBLEM_READ}),
    Role.PARTNER: frozenset({R.PROBLEM_READ}),
    Role.AUDITOR: frozenset({R.PROBLEM_READ, R.REGISTRY_READ, R.EXCEPTION_READ, R.LEDGER_READ, R.LOOK_READ}),
    Role.ADMIN: frozenset({R.REGISTRY_READ, R.ACCOUNT_MANAGE, R.CLIENT_MANAGE}),
}

# Roles of people who are not of an enforcement unit; each stands for something of its own.
OUTSIDE: dict[Role, str] = {
    Role.PROPERTY_MANAGER: "firm",
    Role.NEIGHBOURHOOD_CONTACT: "neighbourhood",
    Role.PARTNER: "partner",
}
# Who administers or audits does nothing else: these roles go with no other.
ALONE = frozenset({Role.ADMIN, Role.AUDITOR})
# What a client of the programming interface may be given; nothing that names a person or signs for one.
CLIENT_RIGHTS = frozenset({R.PROBLEM_READ, R.REPORT_READ, R.REPORT_IMPORT})


def roles_with(right: Right) -> frozenset[Role]:
    """The roles that bring a right."""
    return frozenset(role for role, rights in RIGHTS.items() if right in rights)


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """All rights that the roles bring together. Raises ``ValueError`` for a role that there is not."""
    return frozenset().union(*(RIGHTS[Role(role)] for role in roles))
