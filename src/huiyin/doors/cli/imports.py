"""``huiyin import``: a spreadsheet in, reports and lists out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huiyin.doors.cli.common import (
    CALLED_WRONGLY,
    MACHINE,
    REFUSED,
    as_option,
    emit,
    fail,
    json_option,
    unit_named,
    with_django,
)
from huiyin.doors.cli.machine import disk_fault
from huiyin.records.reports.prepare_process import Elsewhere, begin

if TYPE_CHECKING:
    from rich.progress import Progress

    from huiyin.records.reports.landing.header import Unlike

# Columns that a notice names.
SHOWN = 30
COUNTS = ("read", "new", "changed", "known", "refused", "linked", "pending", "transferred")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default="shanghai12345", show_default=True, help="Which columns mean what.")
@click.option(
    "--channel", default="hotline", show_default=True, help="Through which source the reports came."
)
@click.option(
    "--unit", default="sh-bureau", show_default=True, help="Code of the unit that received the file."
)
@click.option("--dry-run", is_flag=True, help="Read everything and say what would happen; change nothing.")
@as_option
@json_option
def import_command(
    file: Path, mapping: str, channel: str, unit: str, dry_run: bool, actor: str, as_json: bool
) -> None:
    """Import FILE (.xlsx, .xls or .csv): each row is kept as received, read, located and joined to its problem.

    Importing the same file again adds nothing. The last line counts rows: read = new + changed + known + refused, and
    new = linked + pending + transferred.
    """
    try:
        # To open a large workbook takes about as long as to load everything else.
        begun = begin(file, file.name)
    except OSError as error:
        fail(disk_fault(error, file), MACHINE)
    with closing(begun) if begun is not None else nullcontext():
        _import(file, mapping, channel, unit, dry_run, actor, as_json, begun)


@with_django
def _import(
    file: Path,
    mapping: str,
    channel: str,
    unit: str,
    dry_run: bool,
    actor: str,
    as_json: bool,
    begun: Elsewhere | None,
) -> None:
    from huiyin.doors.clock import now
    from huiyin.records.reports.intake import Order, import_file, try_out
    from huiyin.records.reports.landing.errors import Refused
    from huiyin.records.reports.landing.mapping import SHIPPED
    from huiyin.records.reports.mappings import load_mapping, saved_mappings
    from huiyin.records.reports.models import Channel

    if channel not in Channel.values:
        channels = ", ".join(Channel.values)
        fail(
            f"没有来源 {channel}，可用的为 {channels} / there is no channel {channel!r}; the channels are {channels}",
            CALLED_WRONGLY,
        )
    try:
        order = Order(
            file, file.name, load_mapping(mapping), Channel(channel), unit_named(unit).pk, actor, "cli"
        )
    except KeyError:
        names = ", ".join([*SHIPPED, *saved_mappings()])
        fail(
            f"没有列对照 {mapping}，可用的为 {names} / there is no mapping {mapping!r}; the mappings are {names}",
            CALLED_WRONGLY,
        )
    columns: list[Unlike] = []
    try:
        if dry_run:
            foreseen = try_out(order, now, begun, columns.append)
            if as_json:
                told = {"columns": _columns(columns), "unread_sheets": _sheets(columns)}
                emit({"file": file.name, "dry_run": True, **foreseen, **told})
            else:
                show_counts(file.name, foreseen)
                _show_columns(columns)
            return
        with ImportBar(file.name, quiet=as_json) as bar:
            batch = import_file(order, now, bar.advance, begun, columns.append)
    except Refused as refused:
        problem = refused.problem
        fail(
            f"{problem.message_zh}。{problem.advice_zh}（{problem.message_en}; {problem.advice_en}）",
            REFUSED,
            file=file.name,
            problem=problem.code,
            refused=problem.message_zh,
            advice=problem.advice_zh,
        )
    counts = {name: getattr(batch, name) for name in COUNTS}
    if as_json:
        told = {"columns": _columns(columns), "unread_sheets": _sheets(columns)}
        emit({"batch": batch.pk, "file": batch.name, **counts, **told})
    else:
        show_counts(batch.name, counts)
        _show_columns(columns)


def _columns(told: Sequence[Unlike]) -> dict[str, Sequence[str]]:
    return {
        name: [column for one in told for column in getattr(one, name)] for name in ("unknown", "missing")
    }


def _sheets(told: Sequence[Unlike]) -> list[str]:
    return [sheet for one in told for sheet in one.sheets]


def _show_columns(told: Sequence[Unlike]) -> None:
    """Say which columns no field took, which of the mapping's are not there, and which sheets were not read."""
    columns = _columns(told)
    for found, words, unit in (
        (columns["unknown"], "不认识的列（未使用，原样加密保存；columns not used）", "列"),
        (columns["missing"], "文件中没有的列（columns not there）", "列"),
        (_sheets(told), "没有读取的工作表（sheets not read）", "张"),
    ):
        if found:
            shown = "、".join(column if len(column) <= 40 else column[:39] + "…" for column in found[:SHOWN])
            more = f" 等 {len(found)} {unit}" if len(found) > SHOWN else ""
            click.echo(f"  {words}：{shown}{more}")


class ImportBar:
    """A line that shows how many rows are in, on a terminal; a quiet one, and one that no terminal shows, is none."""

    def __init__(self, name: str, *, quiet: bool = False) -> None:
        self._name = name
        self._progress: Progress | None = None
        if quiet or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("导入 {task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,} 行"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )

    def __enter__(self) -> ImportBar:
        if self._progress is not None:
            self._progress.start()
            self._task = self._progress.add_task(self._name, total=None)
        return self

    def advance(self, rows: int) -> None:
        """Count ``rows`` more."""
        if self._progress is not None:
            self._progress.advance(self._task, rows)

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()


def show_counts(name: str, counts: Mapping[str, int]) -> None:
    """Print how the rows of an import add up."""
    from rich.console import Console

    console = Console()
    console.print(
        f"[bold]{name}[/bold]  读入 {counts['read']:,} = 新增 {counts['new']:,} + 变更 {counts['changed']:,} "
        f"+ 已有 {counts['known']:,} + 待更正 {counts['refused']:,}"
    )
    console.print(
        f"  新增 {counts['new']:,} = 已关联问题 {counts['linked']:,} + 待处理 {counts['pending']:,} "
        f"+ 已移送 {counts['transferred']:,}"
    )
