"""``huiyin calendar``: the days off and make-up days of years that the program does not bring along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from huiyin.doors.cli.common import REFUSED, as_option, emit, fail, json_option, with_django

if TYPE_CHECKING:
    from huiyin.knowledge.law.recounting import Recount
    from huiyin.records.ledger.action import By


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

    A year that is held otherwise is refused unless --replace is given. Of what is open the dates that were counted without
    these days off are counted anew, each that moves with its entry: deadlines of tasks, limits of reports, answers that are
    owed, nearest dates of cases. What was extended or set by a source stays. What runs already goes by them once it is started
    anew; import once more then, for what it has counted meanwhile. What was stopped half-way goes on likewise.
    """
    from django.conf import settings

    from huiyin.calendar_home import held, hold
    from huiyin.doors.clock import now
    from huiyin.knowledge.law.arrangement import ArrangementError, differing, read
    from huiyin.knowledge.law.calendar import in_force, use
    from huiyin.knowledge.law.recounting import came_in
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
                f"{one.year}年已有不同的放假安排（{len(contrary)}天：{days}），确认以本文件为准的，请加 --replace / "
                f"{one.year} is held otherwise ({len(contrary)} days: {days}); with --replace the file stands",
                REFUSED,
            )
    home = Path(settings.HUIYIN_HOME)
    change = came_in(held(home), arrangements)
    use(change.after)
    moved = _count_anew(By(actor, now(), "cli"), change)
    # Last, since what was held before tells which dates were counted by it, should this be stopped half-way.
    hold(home, arrangements)
    for one in arrangements:
        off = sum(not day.working for day in one.days)
        if as_json:
            emit({"year": one.year, "off": off, "worked": len(one.days) - off, "source": one.source})
        else:
            click.echo(f"{one.year}年  放假 {off}  调休上班 {len(one.days) - off}  {one.source}")
    if as_json:
        emit({"moved": moved})
        return
    click.echo("时限变动  " + "  ".join(f"{_KINDS[kind]} {count}" for kind, count in moved.items()))
    click.echo("正在运行的服务须重新启动后按此计算；重新启动后请再导入一次，其间按原日历算出的时限随之重算。")


_KINDS = {"tasks": "任务", "reports": "诉件", "answers": "答复", "cases": "案件"}


def _count_anew(by: By, change: Recount) -> dict[str, int]:
    """Count the dates anew that hang on what changed, part by part. Returns how many moved, by kind."""
    from huiyin.records.cases.actions.redating import redate
    from huiyin.records.cases.queries import open_cases
    from huiyin.records.problems import queries as problems
    from huiyin.records.problems.actions import recounting as tasks
    from huiyin.records.reports import queries as reports
    from huiyin.records.reports.actions.recounting import recount

    moved = dict.fromkeys(_KINDS, 0)
    for part in reports.leaning(change):
        recounted = recount(by, part, change)
        moved["reports"] += len(recounted.limits)
        moved["answers"] += len(recounted.answers)
    for part in problems.leaning(change):
        moved["tasks"] += len(tasks.recount(by, part, change))
    for part in open_cases():
        moved["cases"] += len(redate(by, part))
    return moved
