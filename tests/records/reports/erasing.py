"""What the tests of erasing share: an order that names a person, the reason to erase it, and its matter done."""

from __future__ import annotations

from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Condition, Problem, Verification
from records.reports import report_rows as rows
from records.reports.report_rows import AT, by

NAME, PHONE = "欧阳砚秋", "13917760482"
TEXT = f"{rows.SUNROOM}来电人{NAME}，电话{PHONE}。"
ADDRESS = "云帆路88弄青梧雅苑7号楼1201室"
WHY = "反映人撤回同意，要求删除"


def tick_off(minutes: int) -> None:
    """Verify and settle every open problem."""
    problems = list(Problem.objects.filter(state="open"))
    done = [Finding(p.pk, Verification.TRUE, AT.date(), Condition.EXISTING) for p in problems]
    verify(by(minutes), done)
    settle(by(minutes), [p.pk for p in problems], "已恢复原状")
