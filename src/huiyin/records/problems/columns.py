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

    ``daily`` marks what changes with the day alone: two versions that differ in nothing else are the same.
    """

    key: str
    zh: str
    en: str
    width: float
    kind: CellKind = "text"
    daily: bool = False


SEQUENCE = Column("sequence", "序号", "no.", 5, "int")
"""The number of a line within its list. It stands first and belongs to the list, not to the line."""

PROBLEMS = (
    Column("problem", "问题编号", "problem", 10.5),
    Column("district", "区", "district", 8),
    Column("subdistrict", "街镇", "subdistrict", 9),
    Column("neighbourhood", "居（村）委", "neighbourhood", 9),
    Column("compound", "小区名称", "compound", 13),
    Column("place", "具体位置", "place", 10),
    Column("class", "问题大类", "class", 9),
    Column("violation", "问题类型", "kind", 11),
    Column("details", "具体情况", "details", 34),
    Column("condition", "状态", "condition", 7.5),
    Column("channel", "来源", "source", 10),
    Column("number", "来源编号", "source's number", 15),
    Column("first_on", "首次反映日期", "first reported", 10.5, "date"),
    Column("reports", "关联诉件数", "reports", 5.5, "int"),
    Column("callers", "反映人数", "callers", 5.5, "int"),
    Column("risk", "风险等级", "risk", 8),
    Column("verification", "核实结果", "finding", 8.5),
    Column("verified_on", "核实日期", "checked on", 10.5, "date"),
    Column("firm", "物业服务企业", "property firm", 14),
    Column("first_version", "首次入单版本", "first listed in", 9),
    Column("remarks", "备注", "remarks", 12),
)
TASKS = (
    Column("task", "任务编号", "task", 10.5),
    Column("problem", "问题编号", "problem", 10.5),
    Column("compound", "小区名称", "compound", 16),
    Column("goal", "整治目标", "goal", 22),
    Column("work", "工作任务", "work", 32),
    Column("measure", "执法措施", "measure", 28),
    Column("done_mark", "完成标志", "mark of completion", 28),
    Column("start_on", "开始日期", "start", 11.5, "date"),
    Column("due_on", "完成时限", "due", 11.5, "date"),
    Column("phase", "所属阶段", "phase", 10),
    Column("progress", "进度", "progress", 9),
    Column("extended", "延期批准人及日期", "extension approved", 13),
    Column("remarks", "备注", "remarks", 20),
)
RESPONSIBILITIES = (
    Column("task", "任务编号", "task", 10.5),
    Column("problem", "问题编号", "problem", 10.5),
    Column("lead", "牵头单位", "lead unit", 16),
    Column("leader", "责任领导", "leader", 9),
    Column("officer", "责任人", "officer", 9),
    Column("helpers", "协办人", "helpers", 9),
    Column("assisting", "配合单位及职责", "assisting bodies and duties", 46),
    Column("contact", "居委联系人", "committee's contact", 10),
    Column("due_on", "完成时限", "due", 11.5, "date"),
    Column("stage", "当前环节", "stage", 13),
    Column("overdue", "超期天数", "days late", 6, "int", daily=True),
    Column("settled_on", "销号日期", "settled on", 11.5, "date"),
    Column("basis", "销号依据", "basis", 24),
    Column("reviewer", "审核人", "reviewer", 9),
    Column("remarks", "备注", "remarks", 18),
)
LISTS: Mapping[ListKind, tuple[Column, ...]] = MappingProxyType(
    {ListKind.PROBLEM: PROBLEMS, ListKind.TASK: TASKS, ListKind.RESPONSIBILITY: RESPONSIBILITIES}
)
"""The columns of each list after :data:`SEQUENCE`; the cells of a line stand in this order."""

SURVEY_FINDINGS = (
    Column("illegal_under_way", "违法搭建（在建，处）", "illegal construction under way", 8, "int"),
    Column("illegal_existing", "违法搭建（存量，处）", "existing illegal construction", 8, "int"),
    Column("load_bearing", "承重结构", "load-bearing structure", 6, "int"),
    Column("ebike", "电动自行车", "e-bikes", 7, "int"),
    Column("use_change", "改变性质", "change of use", 6, "int"),
    Column("facade", "破坏外貌", "façade", 6, "int"),
    Column("group_renting", "群租", "group renting", 6, "int"),
    Column("waste", "垃圾", "waste", 6, "int"),
    Column("greenery", "绿化", "greenery", 6, "int"),
    Column("firm_duty", "物业履职", "firm's duty", 6, "int"),
    Column("other", "其他", "other", 6, "int"),
)
"""What a survey counts in a compound."""

SURVEY = (
    Column("compound", "小区", "compound", 17),
    Column("neighbourhood", "居委", "neighbourhood", 12),
    Column("firm", "物业企业", "property firm", 17),
    Column("households", "户数", "households", 7, "int"),
    Column("surveyed_on", "排摸日期", "surveyed on", 11.5, "date"),
    Column("surveyors", "排摸人（2人）", "two surveyors", 13),
    Column("heard", "听取意见人数", "residents heard", 8, "int"),
    *SURVEY_FINDINGS,
    Column("devices", "智能设备", "smart devices", 14),
    Column("main_conflict", "主要矛盾", "main conflict", 20),
    Column("proposal", "建议措施", "proposal", 20),
    Column("compound_number", "小区编号（勿改）", "compound's number: leave it", 11),
)
"""The form 小区排摸表. The last column tells compounds of one name apart when the form comes back."""
