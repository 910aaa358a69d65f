"""``huiyin tick``: what is due now. Idempotent; run it every minute, or let ``huiyin serve`` do so."""

from __future__ import annotations

import time
from pathlib import Path

import click

from huiyin.doors.cli.common import BREACH, emit, fail, json_option, with_django


@click.command("tick")
@click.option("--every", type=click.IntRange(5, 3600), help="Go on, once in so many seconds.")
@click.option("--quiet", is_flag=True, help="Say only what went wrong.")
@json_option
@with_django
def tick_command(every: int | None, quiet: bool, as_json: bool) -> None:
    """Seal the ledger, deliver what is due, list cases whose limit is over, mark imports whose process is gone, forget what
    has ended."""
    while True:
        try:
            counts = tick()
        except ValueError as error:
            fail(f"导出的封印已被改动（the exported seals were changed）：{error}", BREACH)
        if as_json:
            emit(counts)
        elif quiet:
            _complain(counts)
        elif every is None or any(counts.values()):
            click.echo("  ".join(f"{name} {count}" for name, count in counts.items()))
        if every is None:
            return
        time.sleep(every)


def _complain(counts: dict[str, int]) -> None:
    if counts["failed"]:
        click.echo(
            f"huiyin: {counts['failed']} 条消息未能投递，请检查 outbox 文件夹 / "
            f"messages not delivered: {counts['failed']}; see to the outbox folder",
            err=True,
        )
    if counts["interrupted"]:
        click.echo(
            f"huiyin: {counts['interrupted']} 次导入的进程已中断，请重新导入该文件 / "
            f"imports whose process is gone: {counts['interrupted']}; import the files again",
            err=True,
        )


def tick() -> dict[str, int]:
    """Do once what is due now; returns counts. Raises ``ValueError`` when somebody has changed the exported seals."""
    from django.conf import settings

    from huiyin.doors.clock import now
    from huiyin.doors.exchange.folder import deliver
    from huiyin.doors.web.intake.background import forget_finished, nudge
    from huiyin.doors.web.sessions import forget_ended
    from huiyin.records.cases.actions.alarming import alarm
    from huiyin.records.ledger.action import By
    from huiyin.records.ledger.sealing import export, seal
    from huiyin.records.reports.actions.batch import interrupt_silent
    from huiyin.records.reports.uploads import stalled

    by = By("huiyin", now(), "tick")
    interrupted = interrupt_silent(by)
    alarmed = alarm(by)
    for upload_id in stalled(by.at):
        nudge(upload_id)
    delivered, failed = deliver(Path(settings.HUIYIN_HOME) / "outbox", now)
    sealed = sum(s.count for s in seal(now()))
    export(Path(settings.HUIYIN_HOME) / "seals.jsonl")
    forget_ended()
    forget_finished()
    # Whoever watches the installation asks when this last ran, also when there was nothing to do.
    (Path(settings.HUIYIN_HOME) / ".ticked").touch()
    return {
        "sealed": sealed,
        "delivered": delivered,
        "failed": failed,
        "interrupted": len(interrupted),
        "overdue_cases": len(alarmed),
    }
