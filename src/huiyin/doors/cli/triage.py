"""``huiyin triage``: what waits for a person, dealt with in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from huiyin.doors.cli.common import REFUSED, as_option, emit, fail, json_option, with_django


@click.group("triage")
def triage_command() -> None:
    """Pending reports: what they wait for, and what becomes of them."""


@triage_command.command("list")
@click.option(
    "--reason", help="Only those that wait for this: reading, place, outside, withdrawal, inquiry …"
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000))
@json_option
@with_django
def list_command(reason: str | None, limit: int, as_json: bool) -> None:
    """List pending reports, the soonest due first."""
    from huiyin.records.reports.models import PendingReason
    from huiyin.records.reports.queries import pending, pending_counts

    if reason is not None and reason not in PendingReason.values:
        fail(f"there is no reason {reason!r}; the reasons are {', '.join(PendingReason.values)}", 2)
    if not as_json:
        for name, count in pending_counts().items():
            click.echo(f"{PendingReason(name).label}（{name}）: {count:,}")
    for report in pending(PendingReason(reason) if reason else None)[:limit]:
        if as_json:
            emit(
                {
                    "id": report.pk,
                    "number": report.number,
                    "reason": report.pending_reason,
                    "due": report.pending_due,
                    "agency": report.agency,
                    "text": report.text,
                }
            )
        else:
            click.echo(
                f"{report.pk:>8}  {report.number:<16} {report.pending_due}  "
                f"{PendingReason(report.pending_reason).label}  {report.text[:48]}"
            )


@triage_command.command("transfer")
@click.option("--to", "body", required=True, help="The body that receives them.")
@click.option("--receipt", required=True, help="Its receipt (回执号).")
@click.option("--why", required=True, help="The reason.")
@click.option(
    "--ids",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with a report id a line.",
)
@click.option("--agency", help="All pending as not ours whose 主办单位 is this.")
@as_option
@json_option
@with_django
def transfer_command(
    body: str, receipt: str, why: str, ids: Path | None, agency: str | None, actor: str, as_json: bool
) -> None:
    """Transfer reports that are not ours: one confirmation and one receipt for the set, an entry for each."""
    from huiyin.records.reports.actions.fate import transfer
    from huiyin.records.reports.models import PendingReason
    from huiyin.records.reports.queries import pending

    if (ids is None) == (agency is None):
        fail("name the reports by --ids or by --agency", 2)
    if ids is not None:
        chosen = _ids(ids)
    else:
        chosen = list(pending(PendingReason.OUTSIDE).filter(agency=agency).values_list("pk", flat=True))
    _report(_done(transfer, _by(actor), chosen, body, receipt, why), "transferred", "已移送", as_json)


@triage_command.command("decline")
@click.argument("report_ids", nargs=-1, required=True, type=int)
@click.option("--ground", help="Propose it on this ground; without it, confirm what another person proposed.")
@click.option("--why", default="", help="The reason, with --ground.")
@as_option
@json_option
@with_django
def decline_command(
    report_ids: tuple[int, ...], ground: str | None, why: str, actor: str, as_json: bool
) -> None:
    """Decline reports in two steps by two persons: propose with --ground, then confirm without."""
    from huiyin.records.reports.actions.fate import decline, propose_declining

    if ground is None:
        _report(_done(decline, _by(actor), report_ids), "declined", "不予受理", as_json)
    else:
        _report(
            _done(propose_declining, _by(actor), report_ids, ground, why),
            "proposed",
            "已提出不予受理",
            as_json,
        )


@triage_command.command("withdraw")
@click.argument("number")
@click.option("--through", help="Number of the order by which it was taken back.")
@click.option("--why", required=True, help="The reason.")
@as_option
@json_option
@with_django
def withdraw_command(number: str, through: str | None, why: str, actor: str, as_json: bool) -> None:
    """Withdraw the report with order NUMBER on its reporter's word; its problem goes on for the others."""
    from huiyin.records.reports.actions.fate import withdraw
    from huiyin.records.reports.models import Report

    ids = dict(Report.objects.filter(number__in=[number, through or number]).values_list("number", "pk"))
    for wanted in (number, through):
        if wanted and wanted not in ids:
            fail(f"there is no report with the number {wanted}", REFUSED)
    done = _done(withdraw, _by(actor), [ids[number]], why, ids[through] if through else None)
    _report(done, "withdrawn", "已撤回", as_json)


@triage_command.command("refused")
@json_option
@with_django
def refused_command(as_json: bool) -> None:
    """List landed rows that could not become reports, with row, column, reason and what to do."""
    from huiyin.records.reports.queries import refused_rows

    for row, problems in refused_rows():
        for problem in problems:
            if as_json:
                emit({"id": row.pk, "position": row.position, **problem})
            else:
                click.echo(f"{row.pk:>8}  {problem['message_zh']}。{problem['advice_zh']}")


@triage_command.command("correct")
@click.argument("row_id", type=int)
@click.option(
    "--set", "changes", multiple=True, required=True, metavar="COLUMN=VALUE", help="A cell's new value."
)
@as_option
@json_option
@with_django
def correct_command(row_id: int, changes: tuple[str, ...], actor: str, as_json: bool) -> None:
    """Correct cells of the refused row ROW_ID and take it in; the row as received stays."""
    from huiyin.doors.clock import now
    from huiyin.records.reports.actions.correct import CorrectionRefused
    from huiyin.records.reports.correcting import correct_row
    from huiyin.records.reports.models import LandedRow

    pairs = dict(change.partition("=")[::2] for change in changes)
    try:
        receipt = correct_row(actor, now(), "cli", row_id, pairs)
    except LandedRow.DoesNotExist:
        fail(f"there is no landed row {row_id}; `huiyin triage refused` lists them", REFUSED)
    except CorrectionRefused as refused:
        fail(str(refused), REFUSED)
    made = [r.report_id for r in receipt.made] + [a.report_id for a in receipt.amended]
    _report(made, "corrected", "已更正并转为诉件", as_json)


def _by(actor: str) -> Any:
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By

    return By(actor, now(), "cli")


def _ids(path: Path) -> list[int]:
    try:
        return [int(line) for line in path.read_text().split()]
    except ValueError as error:
        fail(f"{path.name}: a report id a line is expected ({error})", REFUSED)


def _done(act: Any, *args: Any) -> list[int]:
    from huiyin.records.reports.actions.fate import FateRefused

    try:
        done: list[int] = act(*args)
    except FateRefused as refused:
        fail(str(refused), REFUSED)
    return done


def _report(done: Iterable[int], key: str, words: str, as_json: bool) -> None:
    ids = list(done)
    if as_json:
        emit({key: len(ids), "ids": ids})
    else:
        click.echo(f"{words} {len(ids):,} 件")
