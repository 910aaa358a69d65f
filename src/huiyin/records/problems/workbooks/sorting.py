"""诉件梳理 as a workbook: ranking of compounds, concentrated complaints, kinds by subdistrict, what is unsolved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from huiyin.knowledge.law import book
from huiyin.records.problems import sorting
from huiyin.records.problems.columns import Cell, Column
from huiyin.records.problems.task_lines import unsettled_tasks
from huiyin.records.problems.wording import violation_name
from huiyin.records.problems.workbooks.page import Page, Value, workbook
from huiyin.records.registry.models import Unit

TITLE = "住宅小区环境专项执法行动诉件梳理"
UNKNOWN_RATE = "无法计算（户数不详）"

_RANKING = (
    Column("district", "区", "district", 10),
    Column("subdistrict", "街镇", "subdistrict", 14),
    Column("compound", "小区名称", "compound", 26),
    Column("households", "户数", "homes", 9, "int"),
    Column("problems", "问题数", "problems", 9, "int"),
    Column("rate", "每千户问题数", "problems per 1,000 homes", 20, "int"),
    Column("reports", "诉件数", "reports", 9, "int"),
    Column("repeats", "重复诉件数", "repeats", 10, "int"),
    Column("callers", "反映人数", "callers", 9, "int"),
    Column("unsolved", "未销号问题数", "unsolved", 10, "int"),
)
_CONCENTRATED = (
    Column("district", "区", "district", 10),
    Column("subdistrict", "街镇", "subdistrict", 14),
    Column("compound", "小区名称", "compound", 26),
    Column("violation", "问题类型", "kind", 26),
    Column("orders", "期内诉件数", "orders in the window", 10, "int"),
    Column("callers", "期内反映人数", "callers in the window", 10, "int"),
    Column("first", "期内首件日期", "first of them", 13, "date"),
    Column("last", "期内末件日期", "last of them", 13, "date"),
    Column("all_orders", "累计诉件数", "orders in all", 10, "int"),
)
