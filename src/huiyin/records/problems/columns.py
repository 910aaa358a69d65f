"""The columns of the three lists and of the survey's form, in the order in which a bureau's office prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from huiyin.records.problems.models import ListKind

Cell = str | int | date | None
CellKind = Literal["text", "date", "int"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``width`` counts Excel's units, in which an ideograph takes two.

    ``daily`` marks what changes with the day alone: two versions that differ in nothing else are the same. ``short`` are
    codes and single words, which stand in the middle of their cells; ``strong`` are printed bold. ``lines`` is the name as
    it stands at the head of a printed column, where it is broken at another place than at its end.
    """

    key: str
    zh: str
    en: str
    width: float
    kind: CellKind = "text"
    daily: bool = False
    short: bool = False
    strong: bool = False
    lines: str = ""

    @property
    def head(self) -> str:
        """The name as it is printed: the same characters, with breaks between them."""
        return self.lines or self.zh


SEQUENCE = Column("sequence", "序号", "no.", 5, "int")
"""The number of a line within its list. It stands first and belongs to the list, not to the line."""

PROBLEMS = (
    Column("problem", "问题编号", "problem", 11.5, short=True),
    Column("district", "区", "district", 9, short=True),
    Column("subdistrict", "街镇", "subdistrict", 11.5, short=True),
    Column("neighbourhood", "居（村）委", "neighbourhood", 9),
    Column("compound", "小区名称", "compound", 13),
    Column("place", "具体位置", "place", 12),
    Column("class", "问题大类", "class", 9, short=True),
    Column("violation", "问题类型", "kind", 13),
    Column("details", "具体情况", "details", 38),
    Column("condition", "状态", "condition", 9.5, short=True),
    Column("channel", "来源", "source", 21, short=True),
    Column("number", "来源编号", "source's number", 16, short=True),
    Column("first_on", "首次反映日期", "first reported", 11.5, "date", lines="首次\n反映日期"),
    Column("reports", "关联诉件数", "reports", 8, "int", lines="关联\n诉件数"),
    Column("callers", "反映人数", "callers", 6.5, "int", lines="反映\n人数"),
    Column("risk", "风险等级", "risk", 9.5, short=True),
    Column("verification", "核实结果", "finding", 10.5, short=True),
    Column("verified_on", "核实日期", "checked on", 11.5, "date"),
    Column("firm", "物业服务企业", "property firm", 14),
    Column("first_version", "首次入单版本", "first listed in", 10, short=True, lines="首次\n入单版本"),
    Column("remarks", "备注", "remarks", 16),
)
TASKS = (
    Column("task", "任务编号", "task", 11.5, short=True),
    Column("problem", "问题编号", "problem", 11.5, short=True),
    Column("compound", "小区名称", "compound", 16),
    Column("goal", "整治目标", "goal", 24),
    Column("work", "工作任务", "work", 34),
    Column("measure", "执法措施", "measure", 30),
    Column("done_mark", "完成标志", "mark of completion", 30),
    Column("start_on", "开始日期", "start", 11.5, "date"),
    Column("due_on", "完成时限", "due", 11.5, "date"),
    Column("phase", "所属阶段", "phase", 11, short=True),
    Column("progress", "进度", "progress", 13, short=True),
    Column("extended", "延期批准人及日期", "extension approved", 14, lines="延期批准人\n及日期"),
    Column("remarks", "备注", "remarks", 20),
)
RESPONSIBILITIES = (
    Column("task", "任务编号", "task", 11.5, short=True),
    Column("problem", "问题编号", "problem", 11.5, short=True),
    Column("lead", "牵头单位", "lead unit", 19),
    Column("leader", "责任领导", "leader", 10, short=True),
    Column("officer", "责任人", "officer", 9, short=True),
    Column("helpers", "协办人", "helpers", 9, short=True),
    Column("assisting", "配合单位及职责", "assisting bodies and duties", 48),
    Column("contact", "居委联系人", "committee's contact", 9, short=True, lines="居委\n联系人"),
    Column("due_on", "完成时限", "due", 11.5, "date"),
    Column("stage", "当前环节", "stage", 14, short=True),
    Column("overdue", "超期天数", "days late", 7, "int", daily=True, strong=True, lines="超期\n天数"),
    Column("settled_on", "销号日期", "settled on", 11.5, "date"),
    Column("basis", "销号依据", "basis", 26),
    Column("reviewer", "审核人", "reviewer", 9, short=True),
    Column("remarks", "备注", "remarks", 18),
)
LISTS: Mapping[ListKind, tuple[Column, ...]] = MappingProxyType(
    {ListKind.PROBLEM: PROBLEMS, ListKind.TASK: TASKS, ListKind.RESPONSIBILITY: RESPONSIBILITIES}
)
"""The columns of each list after :data:`SEQUENCE`; the cells of a line stand in this order."""
OF_REPORTS = frozenset({"details", "number"})
"""Columns that tell what reports say, for those alone who may read reports."""

SURVEY_FINDINGS = (
    Column(
        "illegal_under_way",
        "违法搭建（在建，处）",
        "illegal construction under way",
        13,
        "int",
        lines="违法搭建\n（在建，处）",
    ),
    Column(
        "illegal_existing",
        "违法搭建（存量，处）",
        "existing illegal construction",
        13,
        "int",
        lines="违法搭建\n（存量，处）",
    ),
    Column("load_bearing", "承重结构", "load-bearing structure", 6.5, "int", lines="承重\n结构"),
    Column("ebike", "电动自行车", "e-bikes", 7.5, "int", lines="电动\n自行车"),
    Column("use_change", "改变性质", "change of use", 6.5, "int", lines="改变\n性质"),
    Column("facade", "破坏外貌", "façade", 6.5, "int", lines="破坏\n外貌"),
    Column("group_renting", "群租", "group renting", 6.5, "int"),
    Column("waste", "垃圾", "waste", 6.5, "int"),
    Column("greenery", "绿化", "greenery", 6.5, "int"),
    Column("firm_duty", "物业履职", "firm's duty", 6.5, "int", lines="物业\n履职"),
    Column("other", "其他", "other", 6.5, "int"),
)
"""What a survey counts in a compound."""

SURVEY = (
    Column("compound", "小区", "compound", 20),
    Column("neighbourhood", "居委", "neighbourhood, with district and subdistrict before it", 18),
    Column("firm", "物业企业", "property firm", 18),
    Column("households", "户数", "households", 7, "int"),
    Column("surveyed_on", "排摸日期", "surveyed on", 11.5, "date"),
    Column("surveyors", "排摸人（2人）", "two surveyors", 14),
    Column("heard", "听取意见人数", "residents heard", 9.5, "int", lines="听取意见\n人数"),
    *SURVEY_FINDINGS,
    Column("devices", "智能设备", "smart devices", 14),
    Column("main_conflict", "主要矛盾", "main conflict", 20),
    Column("proposal", "建议措施", "proposal", 20),
    Column(
        "compound_number",
        "小区编号（勿改）",
        "compound's number: leave it",
        11.5,
        short=True,
        lines="小区编号\n（勿改）",
    ),
)
"""The form 小区排摸表. The last column tells compounds of one name apart when the form comes back."""
