"""``huiyin registry``: the responsibility table out, in and ended row by row, and who leads by it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from huiyin.doors.cli.common import CALLED_WRONGLY, as_option, emit, fail, json_option, with_django
from huiyin.doors.cli.registry_parts import DAY, ID, by, compounds_named, done


@click.command("responsibilities")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--out", is_flag=True, help="Write the table to FILE instead of loading it.")
@click.option("--dry-run", is_flag=True, help="Check FILE and change nothing.")
@as_option
@json_option
@with_django
def responsibilities_command(file: Path, out: bool, dry_run: bool, actor: str, as_json: bool) -> None:
    """Load the responsibility table (violation, area, unit, dates) from FILE (CSV), or write it there with --out.

    A row whose number (编号) is empty is new. One with a number is held already: it ends where its last day (结束日期)
    was changed; nothing else of it can be.
    """
    from huiyin.records.registry.actions.responsibilities import LoadedRows, load
    from huiyin.records.registry.csv_files import read_responsibilities, write_table
    from huiyin.records.registry.queries import TABLE_COLUMNS, responsibility_rows

    if out:
        file.write_bytes(write_table(TABLE_COLUMNS, responsibility_rows()))
        if as_json:
            emit({"file": file.name})
        else:
            click.echo(f"责任表已写入 {file.name}")
        return
    if not file.exists():
        fail(f"没有文件 {file}，请核对路径 / {file}: no such file; look at the path", CALLED_WRONGLY)

    def act() -> LoadedRows:
        table = read_responsibilities(file.read_bytes())
        return load(by(actor), table.rows, dry_run, faults=table.faults)

    loaded = done(act)
    if as_json:
        emit(asdict(loaded))
    else:
        click.echo("  ".join(f"{name} {value}" for name, value in asdict(loaded).items()))


@click.command("end-responsibility")
@click.argument("number", metavar="ID", type=ID)
@click.option("--until", type=DAY, required=True, help="The last day on which the row holds.")
@as_option
@json_option
@with_django
def end_responsibility_command(number: int, until: datetime, actor: str, as_json: bool) -> None:
    """Let the row ID (编号) of the responsibility table end with a day; `registry responsibilities --out` tells the ids."""
    from huiyin.records.registry.actions.responsibilities import end

    done(lambda: end(by(actor), [number], until.date()))
    if as_json:
        emit({"id": number, "until": until.date()})
    else:
        click.echo(f"责任分工编号 {number} 适用至 {until.date()}")


@click.command("who-leads")
@click.argument("compound")
@click.argument("violation")
@click.option("--on", type=DAY, help="On this day (default: today).")
@json_option
@with_django
def who_leads_command(compound: str, violation: str, on: datetime | None, as_json: bool) -> None:
    """Say who would lead a task about VIOLATION at COMPOUND (its code or name), by which row of the table."""
    from huiyin.doors.clock import now
    from huiyin.knowledge.law import book
    from huiyin.knowledge.law.clocks import to_shanghai
    from huiyin.records.registry.models import Unit
    from huiyin.records.registry.queries import who_leads

    if violation not in book.load().violations:
        codes = ", ".join(book.load().violations)
        fail(
            f"没有代码为 {violation} 的违法行为，可用的为 {codes} / there is no violation {violation!r}; the codes are {codes}",
            CALLED_WRONGLY,
        )
    found = compounds_named(compound)
    day: date = on.date() if on else to_shanghai(now()).date()
    leads = who_leads({(c.pk, violation) for c in found}, day)
    for place in found:
        lead = leads.get((place.pk, violation))
        unit = Unit.objects.get(pk=lead.unit_id if lead else place.counting_unit_id)
        facts = {
            "compound": place.name,
            "lead": unit.name,
            "assisting": list(lead.assisting) if lead else [],
            "row": lead.responsibility_id if lead else None,
        }
        if as_json:
            emit(facts)
        else:
            why = f"责任分工编号 {facts['row']}" if lead else "责任表无对应行，按统计归属单位"
            click.echo(f"{place.name}: {unit.name}（{why}）")
