"""``huiyin lists``: the three lists as workbooks, frozen, signed, compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from huiyin.doors.cli.common import (
    CALLED_WRONGLY,
    REFUSED,
    as_option,
    emit,
    fail,
    json_option,
    unit_named,
    with_django,
)

if TYPE_CHECKING:
    from datetime import date

    from huiyin.records.problems.models import ListVersion

R = TypeVar("R")

KINDS = ("problem", "task", "responsibility")
PHASES = ("survey", "enforcement", "consolidation")
_unit = click.option("--unit", default="sh-bureau", show_default=True, help="Code of the unit.")


@click.group("lists")
def lists_command() -> None:
    """The three lists: 问题清单, 任务清单, 责任清单."""


@lists_command.command("export")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files; made when it is not there.",
)
@_unit
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As things stood at the end of this day.")
@click.option(
    "--version",
    type=int,
    help="A frozen list by its id, instead of the lists as they stand; not with --as-of.",
)
@json_option
@with_django
def export_command(out: Path, unit: str, as_of: datetime | None, version: int | None, as_json: bool) -> None:
    """Write the three lists and 诉件梳理 as .xlsx files."""
    from huiyin.doors.clock import now
    from huiyin.records.problems.models import ListKind, ListState
    from huiyin.records.problems.wording import version_name
    from huiyin.records.problems.workbooks.lists import signing, write_list, write_version
    from huiyin.records.problems.workbooks.page import TooLong
    from huiyin.records.problems.workbooks.sorting import write_sorting

    if version is not None and as_of is not None:
        fail(
            "冻结的清单只有冻结时的内容，--version 与 --as-of 不能同用，请只用其一"
            "（a frozen list is as it was when it was frozen; give --version or --as-of, not both）",
            2,
        )
    at = now()
    try:
        if version is not None:
            frozen = _version(version)
            # A draft and what it became are never one file.
            name = (
                ListKind(frozen.kind).label,
                frozen.unit.short_name,
                version_name(frozen.phase, frozen.number),
                *signing(ListState(frozen.state)),
            )
            out.mkdir(parents=True, exist_ok=True)
            path = out / f"{'_'.join(map(str, name))}.xlsx"
            _show_file(path, {"rows": write_version(path, frozen, at)}, as_json)
            return
        of = unit_named(unit)
        day = as_of.date() if as_of else _today(at)
        out.mkdir(parents=True, exist_ok=True)
        for kind in ListKind:
            path = out / f"{kind.label}_{of.short_name}_{day}.xlsx"
            _show_file(path, {"rows": write_list(path, kind, of, day, at)}, as_json)
        path = out / f"诉件梳理_{of.short_name}_{day}.xlsx"
        counts = write_sorting(path, of, day, at)
        _show_file(
            path,
            {
                "rows": counts.compounds,
                "concentrated": counts.concentrated,
                "areas": counts.areas,
                "unsolved": counts.unsolved,
            },
            as_json,
        )
    except TooLong as error:
        fail(str(error), REFUSED)


def _show_file(path: Path, counts: dict[str, int], as_json: bool) -> None:
    if as_json:
        emit({"file": str(path), **counts})
    else:
        click.echo(f"{path}  {'  '.join(_words(counts))}")


def _words(counts: dict[str, int]) -> list[str]:
    names = {
        "rows": "{:,} 行",
        "concentrated": "集中反映 {:,} 行",
        "areas": "类型分布 {:,} 行",
        "unsolved": "未销号 {:,} 行",
    }
    return [names[key].format(count) for key, count in counts.items()]


@lists_command.command("freeze")
@_unit
@click.option(
    "--kind", type=click.Choice((*KINDS, "all")), default="all", show_default=True, help="Which list."
)
@click.option("--phase", type=click.Choice(PHASES), help="Phase of the campaign (default: today's).")
@as_option
@json_option
@with_django
def freeze_command(unit: str, kind: str, phase: str | None, actor: str, as_json: bool) -> None:
    """Freeze lists as they stand now as the next version of a phase (拟制)."""
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By
    from huiyin.records.problems.actions.lists import freeze
    from huiyin.records.problems.models import ListKind

    of = unit_named(unit)
    by = By(actor, now(), "cli")
    chosen = phase or _phase_on(_today(by.at))
    kinds = list(ListKind) if kind == "all" else [ListKind(kind)]
    for each in kinds:
        _show(_version(_asked(partial(freeze, by, of.pk, each, chosen))), as_json)


def _sign_command(name: str, help_text: str) -> None:
    """Add the command that gives a list its signature ``name``."""

    @lists_command.command(name, help=help_text)
    @click.argument("version", type=int)
    @as_option
    @json_option
    @with_django
    def sign_command(version: int, actor: str, as_json: bool) -> None:
        from huiyin.doors.clock import now
        from huiyin.records.ledger.action import By
        from huiyin.records.problems.actions import lists

        by = By(actor, now(), "cli")
        sign: Callable[[By, int], None] = getattr(lists, name)
        _asked(partial(sign, by, version))
        _show(_version(version), as_json)


_sign_command("review", "Sign list VERSION as reviewed (审核); not by who drafted it.")
_sign_command("approve", "Sign list VERSION as approved (审定); not by who drafted or reviewed it.")
_sign_command("issue", "Issue list VERSION (签发); not by who drafted or reviewed it.")


@lists_command.command("show")
@click.option("--unit", help="Only those of this unit.")
@json_option
@with_django
def show_command(unit: str | None, as_json: bool) -> None:
    """Show the frozen lists, the newest first, and whether each is as the ledger has it."""
    from huiyin.records.problems.versions import versions_of

    found = versions_of(unit_named(unit).pk if unit else None)
    for version in found:
        _show(version, as_json)
    if not found and not as_json:
        click.echo(
            "没有冻结的清单；用 huiyin lists freeze 冻结 / no list was frozen yet; huiyin lists freeze makes one"
        )


@lists_command.command("compare")
@click.argument("earlier", type=int)
@click.argument("later", type=int)
@json_option
@with_django
def compare_command(earlier: int, later: int, as_json: bool) -> None:
    """Compare two versions of one list, EARLIER and LATER: lines added, removed, changed."""
    from huiyin.records.problems.models import ListKind
    from huiyin.records.problems.numbers import problem_number, task_number
    from huiyin.records.problems.versions import ListRefused, compare

    before, after = _version(earlier), _version(later)
    number = problem_number if before.kind == ListKind.PROBLEM else task_number
    words = {"added": "新增", "removed": "移出", "changed": "变更"}
    counts = dict.fromkeys(words, 0)
    try:
        for difference in compare(before, after):
            counts[difference.kind] += 1
            names = [column.key for column in difference.columns]
            if as_json:
                emit({"kind": difference.kind, "number": number(difference.record_id), "columns": names})
            else:
                changed = "、".join(column.zh for column in difference.columns)
                click.echo(f"{words[difference.kind]}  {number(difference.record_id)}  {changed}".rstrip())
    except ListRefused as refused:
        fail(str(refused), REFUSED)
    if as_json:
        emit(counts)
    else:
        click.echo("  ".join(f"{words[kind]} {count:,}" for kind, count in counts.items()))


def _show(version: ListVersion, as_json: bool) -> None:
    from huiyin.records.problems.models import ListKind, ListState
    from huiyin.records.problems.versions import as_entered
    from huiyin.records.problems.wording import version_name

    rows, intact = version.rows.count(), as_entered(version.pk)
    kind, state = ListKind(version.kind), ListState(version.state)
    if as_json:
        emit(
            {
                "version": version.pk,
                "unit": version.unit.code,
                "kind": kind.value,
                "phase": version.phase,
                "number": version.number,
                "state": state.value,
                "rows": rows,
                "as_entered": intact,
                "frozen_at": version.frozen_at.isoformat(),
            }
        )
    else:
        sound = "" if intact else "  与账本记录不符"
        click.echo(
            f"{version.pk:>6}  {version.unit.short_name}  {kind.label}  {version_name(version.phase, version.number)}  "
            f"{state.label}  {rows:,} 行{sound}"
        )


def _version(version_id: int) -> ListVersion:
    from huiyin.records.problems.versions import versions_of

    version = versions_of().filter(pk=version_id).first()
    if version is None:
        fail(
            f"没有编号为 {version_id} 的清单版本，见 huiyin lists show / "
            f"there is no list version {version_id}; see huiyin lists show",
            CALLED_WRONGLY,
        )
    return version


def _asked(act: Callable[[], R]) -> R:
    """What an act returns that the lists may refuse; a refusal ends the command."""
    from huiyin.records.problems.versions import ListRefused

    try:
        return act()
    except ListRefused as refused:
        fail(str(refused), REFUSED)


def _today(at: datetime) -> date:
    from huiyin.knowledge.law.clocks import to_shanghai

    return to_shanghai(at).date()


def _phase_on(day: date) -> str:
    from huiyin.knowledge.law import book

    phase = book.load().campaign.phase_on(day)
    if phase is None:
        fail(
            "今天不在行动期内，请用 --phase 指明阶段 / today lies outside the campaign; name the phase with --phase",
            CALLED_WRONGLY,
        )
    return phase.id
