"""``huiyin survey``: forms out and in, coverage, the snapshot 'before'."""

from __future__ import annotations

from pathlib import Path

import click

from huiyin.doors.cli.common import REFUSED, as_option, emit, fail, json_option, unit_named, with_django

_unit = click.option("--unit", default="sh-bureau", show_default=True, help="Code of the unit.")
_phase = click.option(
    "--phase",
    default="survey",
    show_default=True,
    type=click.Choice(("survey", "enforcement", "consolidation")),
    help="Phase of the campaign.",
)


@click.group("survey")
def survey_command() -> None:
    """The survey of compounds (小区排摸表)."""


@survey_command.command("export")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .xlsx file to write."
)
@_unit
@_phase
@click.option("--before", is_flag=True, help="Only the frozen forms: how things stood before.")
@json_option
@with_django
def export_command(out: Path, unit: str, phase: str, before: bool, as_json: bool) -> None:
    """Write the form: a row for each known compound, with what was recorded so far."""
    from huiyin.doors.clock import now
    from huiyin.knowledge.law.clocks import to_shanghai
    from huiyin.records.problems.workbooks.page import TooLong
    from huiyin.records.problems.workbooks.survey import export_forms

    at, of = now(), unit_named(unit)
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = export_forms(out, of, phase, to_shanghai(at).date(), at, before=before)
    except TooLong as error:
        fail(str(error), REFUSED)
    if as_json:
        emit({"file": str(out), "rows": count})
    else:
        click.echo(f"{out}  {count:,} 个小区")


@survey_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_unit
@_phase
@as_option
@json_option
@with_django
def import_command(file: Path, unit: str, phase: str, actor: str, as_json: bool) -> None:
    """Record the filled form FILE; what is wrong with a row is said with row and column, the other rows go in.

    What a row says of the compound itself (area, firm, homes) is not read from the form; where it is not what the registry
    has, that is noted, and the row goes in. Exit code 3 when a row was refused.
    """
    from huiyin.doors.clock import now
    from huiyin.knowledge.law.clocks import to_shanghai
    from huiyin.records.ledger.action import By
    from huiyin.records.problems.actions.survey import record
    from huiyin.records.problems.survey import SurveyRefused
    from huiyin.records.problems.survey_forms import read_forms
    from huiyin.records.reports.landing.errors import Refused

    by = By(actor, now(), "cli")
    try:
        returned = read_forms(file, unit_named(unit), phase, to_shanghai(by.at).date())
        recorded = record(by, phase, returned.forms)
    except Refused as refused:
        problem = refused.problem
        fail(
            f"{problem.message_zh}。{problem.advice_zh}（{problem.message_en}; {problem.advice_en}）", REFUSED
        )
    except SurveyRefused as survey_refused:
        fail(str(survey_refused), REFUSED)
    for kind, told in (("fault", returned.faults), ("note", returned.notes)):
        for one in told:
            if as_json:
                emit(
                    {
                        "kind": kind,
                        "row": one.position,
                        "column": one.column,
                        "code": one.code,
                        "message": one.message_zh,
                        "advice": one.advice_zh,
                    }
                )
            else:
                mark = "提示：" if kind == "note" else ""
                click.echo(f"{mark}{one.message_zh}。{one.advice_zh}", err=True)
    refused_rows = len({fault.position for fault in returned.faults})
    counts = {
        "new": recorded.new,
        "changed": recorded.changed,
        "known": recorded.known + returned.kept,
        "blank": returned.blank,
        "refused": refused_rows,
        "noted": len({note.position for note in returned.notes}),
    }
    if as_json:
        emit({"file": file.name, **counts})
    else:
        click.echo(
            f"{file.name}  新增 {recorded.new:,}  变更 {recorded.changed:,}  已有 {counts['known']:,}  "
            f"未填 {returned.blank:,}  待更正 {refused_rows:,}  有提示 {counts['noted']:,}"
        )
    if refused_rows:
        raise SystemExit(REFUSED)


@survey_command.command("coverage")
@_unit
@_phase
@click.option("--missing", is_flag=True, help="Name the compounds without a form.")
@json_option
@with_django
def coverage_command(unit: str, phase: str, missing: bool, as_json: bool) -> None:
    """Show how many compounds have a form; a zero report counts."""
    from huiyin.records.problems.numbers import compound_number
    from huiyin.records.problems.survey import unsurveyed

    of = unit_named(unit)
    if missing:
        for place in unsurveyed(of, phase):
            number = compound_number(place.pk)
            if as_json:
                emit({"compound": number, "name": place.name, "subdistrict": place.subdistrict or ""})
            else:
                click.echo(f"{number}  {place.area}  {place.name}")
    _show_coverage(unit, phase, as_json)


@survey_command.command("freeze")
@_unit
@_phase
@as_option
@json_option
@with_django
def freeze_command(unit: str, phase: str, actor: str, as_json: bool) -> None:
    """Freeze the recorded forms as the snapshot 'before' (整治前底数); nothing changes them afterwards."""
    from huiyin.doors.clock import now
    from huiyin.records.ledger.action import By
    from huiyin.records.problems.actions.survey import freeze
    from huiyin.records.problems.survey import SurveyRefused

    try:
        freeze(By(actor, now(), "cli"), unit_named(unit).pk, phase)
    except SurveyRefused as refused:
        fail(str(refused), REFUSED)
    _show_coverage(unit, phase, as_json)


def _show_coverage(unit: str, phase: str, as_json: bool) -> None:
    from huiyin.records.problems.survey import coverage

    of = unit_named(unit)
    found = coverage(of, phase)
    if as_json:
        emit(
            {
                "unit": of.code,
                "phase": phase,
                "known": found.known,
                "surveyed": found.surveyed,
                "zero": found.zero,
                "missing": found.missing,
                "frozen": found.frozen,
            }
        )
    else:
        click.echo(
            f"{of.short_name}  已核小区 {found.known:,} = 已排摸 {found.surveyed:,}（其中零报告 {found.zero:,}）"
            f"+ 未排摸 {found.missing:,}；已冻结 {found.frozen:,}"
        )
