"""The steps of the demonstration: compounds, complaints, what people did with them, and a summary to look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from huiyin.doors.cli.demo_files import bundled
from huiyin.doors.clock import now
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger.action import By

UNIT = "jingan"
# What the desk has dropped in so far.
EXPORTS = ("hotline.csv",)


def load_compounds() -> None:
    """Load the demonstration's compounds, unless they are there."""
    from huiyin.records.registry.actions.compounds import load
    from huiyin.records.registry.csv_files import read_compounds

    load(By("demo", now(), "cli"), read_compounds(bundled("compounds.csv").read_bytes()).rows)


def import_all() -> None:
    """Import the demonstration's hotline export, with the progress that an operator sees."""
    from huiyin.doors.cli.imports import COUNTS, ImportBar, show_counts
    from huiyin.records.registry.models import Unit
    from huiyin.records.reports.intake import Order, import_file
    from huiyin.records.reports.landing.mapping import Mapping
    from huiyin.records.reports.models import Channel

    unit = Unit.objects.get(code=UNIT)
    for name in EXPORTS:
        order = Order(bundled(name), name, Mapping.load("shanghai12345"), Channel.HOTLINE, unit.pk, "demo", "cli")
        with ImportBar(name) as bar:
            batch = import_file(order, now, bar.advance)
        show_counts(name, {count: getattr(batch, count) for count in COUNTS})


def work_on_some() -> None:
    """Let some weeks of work have happened: problems of July checked and settled, a few left open and late."""
    from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
    from huiyin.records.problems.models import Condition, Problem, ProblemState, Verification

    if Problem.objects.exclude(verification="").exists():
        return
    start = datetime.fromisoformat("2022-07-18T09:30:00+08:00")
    problems = list(Problem.objects.filter(state=ProblemState.OPEN).order_by("first_on", "pk"))
    for index, problem in enumerate(problems[: len(problems) * 2 // 3]):
        # Two in three of the earlier ones were checked, and of those most are settled: enough to see every state.
        at = start + timedelta(hours=7 * index % (24 * 50))
        by = By("demo-officer", at, "cli")
        outcome = Verification.UNTRUE if index % 9 == 8 else Verification.TRUE
        condition = Condition.EXISTING if index % 2 else Condition.NEW
        verify(by, [Finding(problem.pk, outcome, to_shanghai(at).date(), condition)])
        if index % 3:
            later = By("demo-leader", min(at + timedelta(days=9), now()), "cli")
            words = "经核实不属实，已向反映人说明" if outcome == Verification.UNTRUE else "已整改，经复查恢复原状"
            settle(later, [problem.pk], words)


def summary() -> None:
    """Print the campaign as it stands, with bars."""
    from rich.console import Console
    from rich.table import Table

    from huiyin.records.problems.queries import overview
    from huiyin.records.reports.models import Fate, PendingReason

    view = overview(now())
    console = Console()
    table = Table(title="住宅小区环境专项执法行动（演示数据，诉件均为虚构）", title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    table.add_column("件", justify="right")
    table.add_column("")
    for fate, count in view.fates:
        table.add_row(Fate(fate).label, f"{count:,}", _bar(count, view.reports_total))
        if fate == Fate.PENDING:
            for reason, n in view.pending_reasons:
                if n:
                    table.add_row(f"　{PendingReason(reason).label}", f"{n:,}", _bar(n, view.reports_total))
    total = view.problems_open + view.problems_settled
    table.add_section()
    for code, name, _, klass, still_open, settled in view.by_violation:
        if still_open + settled:
            table.add_row(
                f"{name}（{code}，{klass}类）" if klass != "none" else f"{name}（{code}）",
                f"{still_open + settled:,}",
                _bar(still_open + settled, total),
            )
    console.print(table)
    console.print(
        f"问题 {total:,} 个，未销号 {view.problems_open:,}，已销号 {view.problems_settled:,}；"
        f"超期任务 {view.tasks_overdue:,}；待回音 {view.replies_owed:,}；待核小区 {view.provisional_places:,}"
    )


def _bar(count: int, total: int, width: int = 32) -> str:
    return "█" * round(width * count / total) if total else ""
