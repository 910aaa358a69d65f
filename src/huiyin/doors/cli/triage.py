"""``huiyin triage``: what waits for a person, dealt with in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from huiyin.doors.cli.common import CALLED_WRONGLY, REFUSED, as_option, emit, fail, json_option, with_django


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
        reasons = ", ".join(PendingReason.values)
        fail(
            f"没有待处理原因 {reason}，可用的为 {reasons} / there is no reason {reason!r}; the reasons are {reasons}",
            CALLED_WRONGLY,
        )
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
        fail("请用 --ids 或 --agency 指明诉件 / name the reports by --ids or by --agency", CALLED_WRONGLY)
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

    ids = _numbers(*filter(None, (number, through)))
    done = _done(withdraw, _by(actor), [ids[number]], why, ids[through] if through else None)
    _report(done, "withdrawn", "已撤回", as_json)


@triage_command.command("attach")
@click.argument("number", required=False)
@click.option("--to", "original", help="Number of the order to which NUMBER belongs.")
@click.option("--all", "every", is_flag=True, help="All feedbacks of which just one quoted order is held.")
@click.option("--dry-run", is_flag=True, help="With --all: tell how many, and change nothing.")
@click.option("--why", default="", help="The reason.")
@as_option
@json_option
@with_django
def attach_command(
    number: str | None,
    original: str | None,
    every: bool,
    dry_run: bool,
    why: str,
    actor: str,
    as_json: bool,
) -> None:
    """Attach the feedback NUMBER to the order --to, or --all to the orders that they quote."""
    from huiyin.records.reports.actions.attach import attach
    from huiyin.records.reports.models import Report
    from huiyin.records.reports.originals import attach_in_parts, attachable

    if every == (number is not None) or (number is not None) != (original is not None):
        fail(
            "请用 编号 --to 原编号 指明反馈件和原工单，或用 --all / "
            "name a feedback and its order by NUMBER --to, or say --all",
            CALLED_WRONGLY,
        )
    if number is not None and original is not None:
        ids = _numbers(number, original)
        done = _done(attach, _by(actor), {ids[number]: ids[original]}, why)
        _report(done, "attached", "已归到原诉件", as_json)
        return
    found = attachable(Report.objects.all(), Report.objects.all())
    left = {"several": len(found.several), "unknown": len(found.unknown)}
    if dry_run:
        if as_json:
            emit({"ready": len(found.ready), **left})
        else:
            click.echo(
                f"可以归并 {len(found.ready):,} 件，引用几件的 {left['several']:,} 件，没有收到原诉件的 {left['unknown']:,} 件"
            )
        return
    _report(_done(attach_in_parts, _by(actor), found, why), "attached", "已归到原诉件", as_json)


@triage_command.command("answer")
@click.argument("number")
@click.option("--text", required=True, help="What the reporter is told.")
@as_option
@json_option
@with_django
def answer_command(number: str, text: str, actor: str, as_json: bool) -> None:
    """Answer the inquiry or suggestion with order NUMBER; that is its fate."""
    from huiyin.records.reports.actions.answer import answer_at_once
    from huiyin.records.reports.actions.reply import Answer

    answer = Answer(_numbers(number)[number], text)
    _report(_done(answer_at_once, _by(actor), [answer]), "answered", "已直接答复", as_json)


@triage_command.command("resume")
@click.argument("number")
@click.option("--why", required=True, help="The reason.")
@as_option
@json_option
@with_django
def resume_command(number: str, why: str, actor: str, as_json: bool) -> None:
    """Take up again the report with order NUMBER, which had left us and came back."""
    from huiyin.records.reports.actions.attach import resume

    done = _done(resume, _by(actor), [_numbers(number)[number]], why)
    _report(done, "resumed", "已重新受理", as_json)


@triage_command.command("callback")
@click.argument("number")
@click.option("--said", required=True, help="satisfied, basically, dissatisfied or not-reached.")
@click.option("--solved/--unsolved", default=None, help="Whether the matter is solved to them.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the call; today without it.")
@click.option("--note", default="", help="What they said; name no other person.")
@as_option
@json_option
@with_django
def callback_command(
    number: str,
    said: str,
    solved: bool | None,
    on: datetime | None,
    note: str,
    actor: str,
    as_json: bool,
) -> None:
    """Record what the reporter of order NUMBER said when called back; who is dissatisfied is owed another answer."""
    from huiyin.knowledge.law.clocks import to_shanghai
    from huiyin.records.reports.actions.callback import Said, call_back
    from huiyin.records.reports.models import Satisfaction

    if said not in Satisfaction.values:
        answers = ", ".join(Satisfaction.values)
        fail(f"--said 须为 {answers} 之一 / --said is one of {answers}", CALLED_WRONGLY)
    by = _by(actor)
    day = on.date() if on is not None else to_shanghai(by.at).date()
    call = Said(_numbers(number)[number], day, Satisfaction(said), solved, note)
    again = _done(call_back, by, [call])
    if as_json:
        emit({"recorded": 1, "due": again[0].due if again else None})
    else:
        click.echo(f"已登记回访结果，应在 {again[0].due} 前再次答复" if again else "已登记回访结果")


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
        fail(
            f"没有编号为 {row_id} 的行，见 huiyin triage refused / "
            f"there is no landed row {row_id}; `huiyin triage refused` lists them",
            REFUSED,
        )
    except CorrectionRefused as refused:
        fail(str(refused), REFUSED)
    made = [r.report_id for r in receipt.made] + [a.report_id for a in receipt.amended]
    became = "已更正并转为诉件" if receipt.made else "已更正，内容已更新到原有的诉件"
    if receipt.already is not None:
        _report([receipt.already], "known", "已更正，原有的诉件已是同样内容，未作改动", as_json)
        return
    _report(made, "corrected", became, as_json)


def _by(actor: str) -> Any:
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By

    return By(actor, now(), "cli")


def _ids(path: Path) -> list[int]:
    try:
        return [int(line) for line in path.read_text().split()]
    except ValueError as error:
        fail(
            f"{path.name}：每行应为一个诉件编号（{error}） / {path.name}: a report id a line is expected ({error})",
            REFUSED,
        )


def _numbers(*numbers: str) -> dict[str, int]:
    """The reports with these numbers; ends the command for one that there is not, or that several sources gave."""
    from huiyin.records.reports.queries import numbered

    ids = {}
    for number in numbers:
        found = numbered(number)
        if not found:
            fail(f"没有工单编号为 {number} 的诉件 / there is no report with the number {number}", REFUSED)
        if len(found) > 1:
            fail(
                f"几个来源都有工单编号 {number}，请在诉件页面上办理 / "
                f"several sources have the number {number}: do it on the report's page",
                REFUSED,
            )
        ids[number] = found[0]
    return ids


def _done(act: Any, *args: Any) -> Any:
    """What an act did; ends the command where it is refused."""
    from huiyin.records.reports.actions.giving import FateRefused
    from huiyin.records.reports.actions.reply import ReplyRefused

    try:
        return act(*args)
    except (FateRefused, ReplyRefused) as refused:
        fail(str(refused), REFUSED)


def _report(done: Iterable[int], key: str, words: str, as_json: bool) -> None:
    ids = list(done)
    if as_json:
        emit({key: len(ids), "ids": ids})
    else:
        click.echo(f"{words} {len(ids):,} 件")
