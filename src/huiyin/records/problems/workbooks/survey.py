"""The form 小区排摸表 as a workbook that goes out to be filled in and comes back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from huiyin.records.problems.columns import SURVEY
from huiyin.records.problems.survey import form_rows
from huiyin.records.problems.survey_before import before_rows
from huiyin.records.problems.wording import phase_name
from huiyin.records.problems.workbooks.page import Page, workbook
from huiyin.records.registry.models import Unit

SHEET = "小区排摸表"
_GUIDE = "填表说明：每个小区一行，未发现问题也须填写排摸日期和两名排摸人（零报告）；数量未填按0计。"


def export_forms(
    path: Path, unit: Unit, phase: str, today: date, at: datetime, *, before: bool = False
) -> int:
    """Write the form of a unit for a phase: a row for each known compound, with what was recorded so far.

    ``before`` writes the frozen forms alone, with their compounds as they were then (整治前底数). Returns the number of rows.
    Raises ``TooLong``.
    """
    words = "整治前底数（已冻结）" if before else _GUIDE
    page = Page(
        name=SHEET,
        title=f"住宅小区环境专项执法行动{SHEET}",
        about=f"制表单位：{unit.name}        阶段：{phase_name(phase)}        制表日期：{today}        {words}",
        columns=SURVEY,
        signatures=(("填报人", ""), ("审核人", ""), ("日期", "")),
        numbered=False,
        row_height=28,
    )
    with workbook(path, page.title, at) as made:
        return made.add(page, before_rows(unit, phase) if before else form_rows(unit, phase, today))
