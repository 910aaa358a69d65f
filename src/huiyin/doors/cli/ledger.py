"""``huiyin ledger``: verify, seal, export."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from huiyin.doors.cli.common import BREACH, emit, fail, json_option, with_django


@click.group("ledger")
def ledger_command() -> None:
    """The append-only record of every action."""


@ledger_command.command("verify")
@json_option
@with_django
def verify_command(as_json: bool) -> None:
    """Check every chain and seal against the key and the exported seals; exit 1 with what is wrong."""
    from huiyin.records.ledger.verification import verify

    verdict = verify(_seals())
    for fault in verdict.faults:
        if as_json:
            emit({"where": fault.where, "what": fault.what})
        else:
            click.echo(f"{fault.where}: {fault.what}")
    counts = {
        "entries": verdict.entries,
        "chains": verdict.chains,
        "seals": verdict.seals,
        "unsealed": verdict.unsealed,
        "faults": len(verdict.faults),
    }
    if as_json:
        emit(counts)
    else:
        click.echo(
            f"{verdict.entries:,} 条记录，{verdict.chains:,} 条链，{verdict.seals:,} 个封印，"
            f"未封 {verdict.unsealed:,} 条；不符 {len(verdict.faults)} 处"
        )
    if verdict.faults:
        sys.exit(BREACH)


@ledger_command.command("seal")
@json_option
@with_django
def seal_command(as_json: bool) -> None:
    """Seal what is not sealed yet, and export the seals."""
    from huiyin.doors.clock import now
    from huiyin.records.ledger.sealing import export, seal

    made = list(seal(now()))
    try:
        exported = export(_seals())
    except ValueError as error:
        fail(f"导出的封印已被改动（the exported seals were changed）：{error}", BREACH)
    counts = {"seals": len(made), "entries": sum(s.count for s in made), "exported": exported}
    if as_json:
        emit(counts)
    else:
        click.echo(
            f"封印 {counts['seals']} 个，覆盖 {counts['entries']:,} 条记录；导出 {counts['exported']} 个"
        )


@ledger_command.command("export")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@with_django
def export_command(target: Path, as_json: bool) -> None:
    """Append the seals that TARGET lacks to it: keep the file where the database's keepers cannot write."""
    from huiyin.records.ledger.sealing import export

    try:
        exported = export(target)
    except ValueError as error:
        fail(f"导出的封印已被改动（the exported seals were changed）：{error}", BREACH)
    if as_json:
        emit({"file": target.name, "exported": exported})
    else:
        click.echo(f"导出 {exported} 个封印到 {target.name}")


def _seals() -> Path:
    from django.conf import settings

    return Path(settings.HUIYIN_HOME) / "seals.jsonl"
