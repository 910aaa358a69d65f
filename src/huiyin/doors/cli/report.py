"""``huiyin report``: erasing what a report says, and the files that still hold it."""

from __future__ import annotations

from datetime import datetime

import click

from huiyin.doors.cli.common import CALLED_WRONGLY, REFUSED, as_option, emit, fail, json_option, with_django


@click.group("report")
def report_command() -> None:
    """Single reports: erase what they say and who said it."""


@report_command.command("erase")
@click.argument("report_ids", nargs=-1, type=int)
@click.option("--number", "numbers", multiple=True, help="The report with this order number, as well.")
@click.option("--reason", required=True, help="Why; the ledger keeps it, so name no person in it.")
@as_option
@json_option
@with_django
def erase_command(
    report_ids: tuple[int, ...], numbers: tuple[str, ...], reason: str, actor: str, as_json: bool
) -> None:
    """Erase the words, the caller's mark and the received rows of reports whose matter is done; for good.

    Number, dates, fate and the ledger stay. All of them or none is erased.
    """
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By
    from huiyin.records.reports.actions.erase import EraseRefused, erase
    from huiyin.records.reports.queries import kept_files

    chosen = [*report_ids, *(_numbered(number) for number in numbers)]
    if not chosen:
        fail("请用编号或 --number 指明诉件 / name the reports by their ids or by --number", CALLED_WRONGLY)
    try:
        done = erase(By(actor, now(), "cli"), chosen, reason)
    except EraseRefused as refused:
        fail(str(refused), REFUSED)
    kept = kept_files()
    if as_json:
        emit(
            {
                "erased": len(done.report_ids),
                "ids": done.report_ids,
                "rows": done.rows,
                "kept_files": kept,
            }
        )
        return
    click.echo(f"已删除 {len(done.report_ids):,} 件诉件的内容，销毁 {done.rows:,} 行原始行的密钥")
    if kept:
        click.echo(
            f"另有 {kept:,} 个留存的来件文件，其中可能仍有这些内容，用 huiyin report erase-files 删除；备份须另行处理"
        )


def _numbered(number: str) -> int:
    from huiyin.records.reports.queries import numbered

    found = numbered(number)
    if not found:
        fail(f"没有工单编号为 {number} 的诉件 / there is no report with the number {number}", REFUSED)
    if len(found) > 1:
        ids = ", ".join(map(str, found))
        fail(
            f"几个来源都有工单编号 {number}，请用诉件编号指明：{ids} / "
            f"several sources have the number {number}; name its report by id: {ids}",
            REFUSED,
        )
    return found[0]


@report_command.command("erased")
@json_option
@with_django
def erased_command(as_json: bool) -> None:
    """List the reports that were erased, and when."""
    from huiyin.knowledge.law.clocks import to_shanghai
    from huiyin.records.reports.models import Fate
    from huiyin.records.reports.queries import erased

    for report in erased():
        assert report.erased_at is not None
        moment = to_shanghai(report.erased_at)
        if as_json:
            emit({"id": report.pk, "number": report.number, "fate": report.fate, "erased_at": moment})
        else:
            click.echo(
                f"{report.pk:>8}  {report.number:<16} {moment:%Y-%m-%d %H:%M}  {Fate(report.fate).label}"
            )


@report_command.command("erase-files")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Files that were last imported on or before this day.",
)
@click.option("--reason", required=True, help="Why; the ledger keeps it, so name no person in it.")
@as_option
@json_option
@with_django
def erase_files_command(until: datetime, reason: str, actor: str, as_json: bool) -> None:
    """Erase received files that need not be read again; their rows stay, each under a key of its own.

    A file whose import runs or was interrupted stays: import it to its end first.
    """
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By
    from huiyin.records.reports.actions.erase import EraseRefused
    from huiyin.records.reports.erasing import erase_kept_files
    from huiyin.records.reports.queries import kept_files

    try:
        gone = erase_kept_files(By(actor, now(), "cli"), until.date(), reason)
    except EraseRefused as refused:
        fail(str(refused), REFUSED)
    if as_json:
        emit({"erased": len(gone), "batches": gone, "kept_files": kept_files()})
    else:
        click.echo(f"已删除 {len(gone):,} 个导入批次留存的文件，尚留存 {kept_files():,} 个文件")
