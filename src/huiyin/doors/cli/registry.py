"""``huiyin registry``: compounds, responsibilities, units."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from huiyin.doors.cli.common import REFUSED, as_option, emit, fail, json_option, with_django

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


# What a database's key can be.
ID = click.IntRange(1, 2**63 - 1)


@click.group("registry")
def registry_command() -> None:
    """Where things are and who is in charge."""


@registry_command.command("units")
@json_option
@with_django
def units_command(as_json: bool) -> None:
    """List the 20 units that the notice is addressed to."""
    from huiyin.records.registry.queries import addressed_units

    for unit in addressed_units():
        if as_json:
            emit({"code": unit.code, "name": unit.name, "kind": unit.kind})
        else:
            click.echo(f"{unit.code:<12}{unit.name}")


@registry_command.command("compounds")
@click.argument("file", type=FILE)
@as_option
@json_option
@with_django
def compounds_command(file: Path, actor: str, as_json: bool) -> None:
    """Load compounds from FILE (CSV). BD-09 and GCJ-02 positions become WGS-84; the same file again changes nothing.

    Figures in it that are beyond belief count as not known; they are named with row and column.
    """
    from huiyin.records.registry.actions.compounds import Loaded, load
    from huiyin.records.registry.csv_files import CompoundList, read_compounds, shortened

    def act() -> tuple[CompoundList, Loaded]:
        listed = read_compounds(file.read_bytes())
        return listed, load(_by(actor), listed.rows)

    listed, loaded = _done(act)
    if as_json:
        emit({**asdict(loaded), "notes": [asdict(note) for note in listed.notes]})
    else:
        click.echo("  ".join(f"{name} {value}" for name, value in asdict(loaded).items()))
        for note in shortened(listed.notes):
            click.echo(str(note))


@registry_command.command("responsibilities")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--out", is_flag=True, help="Write the table to FILE instead of loading it.")
@click.option("--dry-run", is_flag=True, help="Check FILE and change nothing.")
@as_option
@json_option
@with_django
def responsibilities_command(file: Path, out: bool, dry_run: bool, actor: str, as_json: bool) -> None:
    """Load the responsibility table (violation, area, unit, dates) from FILE (CSV), or write it there with --out."""
    from huiyin.records.registry.actions.responsibilities import load
    from huiyin.records.registry.csv_files import read_responsibilities, write_table
    from huiyin.records.registry.queries import TABLE_COLUMNS, responsibility_rows

    if out:
        file.write_bytes(write_table(TABLE_COLUMNS, responsibility_rows()))
        click.echo(f"责任表已写入 {file.name}")
        return
    if not file.exists():
        fail(f"{file}: no such file", 2)
    loaded = _done(lambda: load(_by(actor), read_responsibilities(file.read_bytes()), dry_run))
    if as_json:
        emit(asdict(loaded))
    else:
        click.echo("  ".join(f"{name} {value}" for name, value in asdict(loaded).items()))


@registry_command.command("who-leads")
@click.argument("compound")
@click.argument("violation")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="On this day (default: today).")
@json_option
@with_django
def who_leads_command(compound: str, violation: str, on: Any, as_json: bool) -> None:
    """Say who would lead a task about VIOLATION at COMPOUND (its code or name), by which row of the table."""
    from huiyin.doors.clock import now
    from huiyin.knowledge.law import book
    from huiyin.knowledge.law.clocks import to_shanghai
    from huiyin.records.registry.models import Compound, Unit
    from huiyin.records.registry.queries import who_leads

    if violation not in book.load().violations:
        fail(f"there is no violation {violation!r}; the codes are {', '.join(book.load().violations)}", 2)
    found = list(Compound.objects.filter(code=compound) or Compound.objects.filter(name=compound)[:20])
    if not found:
        fail(f"there is no compound {compound!r}", REFUSED)
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
            by = f"责任表第 {facts['row']} 行" if lead else "责任表无对应行，按统计归属单位"
            click.echo(f"{place.name}: {unit.name}（{by}）")


@registry_command.command("provisional")
@json_option
@with_django
def provisional_command(as_json: bool) -> None:
    """List the places that texts name and the gazetteer lacks (待核小区), with the ids that `registry merge` takes."""
    from huiyin.records.problems.provisional import provisional_places

    places = provisional_places()
    if as_json:
        for place in places:
            facts = asdict(place)
            emit({"id": facts.pop("compound_id"), **facts})
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=f"待核小区 {len(places):,} 个", title_justify="left", box=None, pad_edge=False)
    table.add_column("编号", justify="right", no_wrap=True)
    for heading in ("名称", "道路", "来源单位"):
        table.add_column(heading, overflow="fold")
    for heading in ("诉件", "未销号问题", "首次出现"):
        table.add_column(heading, justify="right", no_wrap=True)
    for place in places:
        table.add_row(
            str(place.compound_id),
            # As written by who complained: nothing in it is a mark of ours.
            *(escape(text) for text in (place.name, place.road, place.unit_name)),
            f"{place.reports:,}",
            f"{place.problems:,}",
            str(place.first_on or ""),
        )
    Console().print(table)
    if places:
        click.echo("查明后并入已核小区：huiyin registry merge 待核编号 已核编号 --why 理由")


@registry_command.command("merge")
@click.argument("source", type=ID)
@click.argument("target", type=ID)
@click.option("--why", required=True, help="The reason.")
@as_option
@json_option
@with_django
def merge_command(source: int, target: int, why: str, actor: str, as_json: bool) -> None:
    """Merge the compound SOURCE (id) into TARGET (id): its reports, problems and survey forms go along; says how many.

    Tasks that came along are led by who leads at TARGET. `registry provisional` lists the ids of provisional places.
    """
    from huiyin.records.registry.actions.merging import merge

    counts = _done(lambda: merge(_by(actor), source, target, why))
    if as_json:
        emit(asdict(counts))
    else:
        click.echo(f"已并入。移动 {counts.moved}；让位 {counts.dropped}")


def _by(actor: str) -> Any:
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By

    return By(actor, now(), "cli")


def _done(act: Any) -> Any:
    from huiyin.records.registry.refusal import Refused

    try:
        return act()
    except Refused as refused:
        fail(str(refused), REFUSED)
