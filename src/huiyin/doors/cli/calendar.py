"""``huiyin calendar``: the days off and make-up days of years that the program does not bring along."""

from __future__ import annotations

from pathlib import Path

import click

from huiyin.doors.cli.common import REFUSED, as_option, emit, fail, json_option, with_django


@click.group("calendar")
def calendar_command() -> None:
    """The days off and make-up days of further years."""


@calendar_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Let FILE stand where a year is held otherwise.")
@as_option
@json_option
@with_django
def import_command(file: Path, replace: bool, actor: str, as_json: bool) -> None:
    """Take the arrangements of days off (放假安排) of FILE, a CSV with one day a row: 年份, 日期, 安排, 节日, 依据.

    A year that is held otherwise is refused unless --replace is given. Nearest dates of open cases are counted anew, each that
    moves with its entry. What runs already goes by them once it is started anew.
    """
    from django.conf import settings

    from huiyin.calendar_home import held, hold
    from huiyin.doors.clock import now
    from huiyin.knowledge.law.arrangement import ArrangementError, differing, read
    from huiyin.knowledge.law.calendar import Calendar, in_force, use
    from huiyin.records.cases.actions.redating import redate
    from huiyin.records.ledger.action import By

    try:
        arrangements = read(file.read_bytes())
    except ArrangementError as error:
        fail(f"{file.name}: {error}", REFUSED)
    for one in arrangements:
        contrary = differing(one, in_force())
        if contrary and not replace:
            days = ", ".join(str(day) for day in contrary[:5])
            fail(
                f"{one.year} is held otherwise ({len(contrary)} days: {days}); with --replace the file stands / "
                f"{one.year}年已有不同的放假安排（{len(contrary)}天），确认以本文件为准的，请加 --replace",
                REFUSED,
            )
    home = Path(settings.HUIYIN_HOME)
    hold(home, arrangements)
    use(Calendar(arrangements=held(home)))
    moved = len(redate(By(actor, now(), "cli")))
    for one in arrangements:
        off = sum(not day.working for day in one.days)
        if as_json:
            emit(
                {
                    "year": one.year,
                    "off": off,
                    "worked": len(one.days) - off,
                    "source": one.source,
                    "moved": moved,
                }
            )
        else:
            click.echo(f"{one.year}年  放假 {off}  调休上班 {len(one.days) - off}  {one.source}")
    if not as_json:
        click.echo(f"案件时限变动 {moved}")
        click.echo("正在运行的服务须重新启动后按此计算。")
