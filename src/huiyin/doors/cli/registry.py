"""``huiyin registry``: compounds and units here; responsibilities, officers and mandates in modules beside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from huiyin.doors.cli.common import as_option, emit, json_option, with_django
from huiyin.doors.cli.duties import mandate_command, officer_command
from huiyin.doors.cli.registry_parts import ID, by, done
from huiyin.doors.cli.responsibilities import (
    end_responsibility_command,
    responsibilities_command,
    who_leads_command,
)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("registry")
def registry_command() -> None:
    """Where things are and who is in charge."""


registry_command.add_command(responsibilities_command)
registry_command.add_command(end_responsibility_command)
registry_command.add_command(who_leads_command)
registry_command.add_command(officer_command)
registry_command.add_command(mandate_command)


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
        return listed, load(by(actor), listed.rows)

    listed, loaded = done(act)
    if as_json:
        emit({**asdict(loaded), "notes": [asdict(note) for note in listed.notes]})
    else:
        click.echo(
            "  ".join(f"{name} {value}" for name, value in asdict(loaded).items() if name != "elsewhere")
        )
        for note in shortened(listed.notes):
            click.echo(str(note))


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

    counts = done(lambda: merge(by(actor), source, target, why))
    if as_json:
        emit(asdict(counts))
    else:
        click.echo(f"已并入。移动 {counts.moved}；让位 {counts.dropped}")
