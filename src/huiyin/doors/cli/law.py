"""``huiyin law``: the law of an act, the end of a limit, the book, and the review of case files. Loads neither Django nor a
database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from huiyin.calendar_home import at_hand
from huiyin.doors.cli.common import BREACH, CALLED_WRONGLY, MACHINE, REFUSED, emit, fail, json_option
from huiyin.doors.cli.machine import disk_fault
from huiyin.knowledge.law import book, page, telling
from huiyin.knowledge.law.calendar import use
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.explaining import explain, in_force
from huiyin.knowledge.law.facts import FactsError, in_order, taken
from huiyin.knowledge.law.intervals import Extension, Pause, due_with
from huiyin.knowledge.law.review.case_file import case_file
from huiyin.knowledge.law.review.opinion import opinion
from huiyin.knowledge.law.review.reviewing import review
from huiyin.knowledge.law.review.sheet import cases as case_rows
from huiyin.knowledge.law.types import LimitUnit, Text

if TYPE_CHECKING:
    from huiyin.records.reports.landing.frames import Row

NAMED = 20
"""So many files that cannot be meant are named on the error stream; the others are counted."""

_TABLES = (".xlsx", ".xls", ".xlsm", ".csv")
Place = tuple[str, str]
"""Where a case file stands, in Chinese and in English."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("law")
def law_command() -> None:
    """What the law says: of an act, of a limit's end, of a case file."""
    try:
        use(at_hand())
    except (OSError, ValueError) as error:
        fail(str(error), MACHINE)


@law_command.command("explain")
@click.argument("facts", type=_FILE)
@json_option
def explain_command(facts: Path, as_json: bool) -> None:
    """The rules for the act that FACTS (one JSON object) states, with their fines and what these bring along, as JSON.

    What it does not know is named on one line, with its key; then the code is 3. With --json that is JSON as well.
    """
    try:
        stated = json.loads(facts.read_bytes())
        answer = explain(in_order(taken(stated, book.load())), book.load())
    except FactsError as error:
        fail(f"{facts.name}：{error.zh} / {facts.name}: {error.en}", REFUSED)
    except (ValueError, RecursionError) as error:
        fail(
            f"{facts.name} 不是一个 JSON 对象，请更正 / {facts.name}: not one JSON object ({error}); correct it",
            REFUSED,
        )
    emit(telling.explained(answer, book.load()))


@law_command.command("due")
@click.option(
    "--start", required=True, help="The day, or for hours the moment with its offset: 2022-09-26T17:30+08:00."
)
@click.option("--limit", required=True, type=click.IntRange(1, 100_000), help="How many of the unit.")
@click.option("--unit", required=True, type=click.Choice(get_args(LimitUnit)), help="What is counted.")
@click.option("--no-roll", is_flag=True, help="A last day that is not worked stays where it is.")
@click.option(
    "--pause",
    "paused",
    multiple=True,
    help="Days that do not count: 2022-10-10/2022-10-14; 2022-10-10/ goes on.",
)
@click.option("--extend", type=click.IntRange(1, 100_000), help="By how many of the unit it was extended.")
@json_option
def due_command(
    start: str,
    limit: int,
    unit: LimitUnit,
    no_roll: bool,
    paused: tuple[str, ...],
    extend: int | None,
    as_json: bool,
) -> None:
    """When a limit ends that begins with START, and how that was counted."""
    try:
        added = [Extension(extend, Text(zh="延长", en="extended"))] if extend is not None else []
        pauses = [_pause(one) for one in paused]
        end = due_with(_start(start), limit, unit, pauses=pauses, extensions=added, roll=not no_roll)
    except ValueError as error:
        fail(str(error), CALLED_WRONGLY)
    when = end.moment if end.moment is not None else end.date
    said = when.isoformat() if when is not None else None
    if as_json:
        emit(
            {
                "due": said,
                "date": end.date.isoformat() if end.date is not None else None,
                "moment": end.moment.isoformat() if end.moment is not None else None,
                "provisional": end.provisional,
                "undetermined": end.undetermined,
                "why": {"zh": end.story_zh, "en": end.story_en},
            }
        )
        return
    click.echo(said or "—")
    click.echo(end.story_zh)
    click.echo(end.story_en)


def _pause(text: str) -> Pause:
    first, stroke, last = text.partition("/")
    try:
        if not stroke:
            raise ValueError
        since, until = dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else None
    except ValueError as error:
        raise ValueError(
            f"--pause {text}：须为以斜线隔开的两日，如 2022-10-10/2022-10-14 / two days apart by a stroke are wanted"
        ) from error
    return Pause(since, until, Text(zh="中止、扣除", en="standing still"))


@law_command.command("book")
@click.argument("violation", required=False)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="As of this day (default: the last of the campaign).",
)
@json_option
def book_command(violation: str | None, day: dt.datetime | None, as_json: bool) -> None:
    """What is in force: for one VIOLATION, or for all."""
    held = book.load()
    if violation is not None and violation not in held.violations:
        codes = ", ".join(held.violations)
        fail(
            f"没有代码为 {violation} 的违法行为，可用的为 {codes} / there is no violation {violation!r}; they are {codes}",
            CALLED_WRONGLY,
        )
    on = day.date() if day is not None else held.campaign.end
    for code in [violation] if violation is not None else held.violations:
        lines = page.lines(code, on, held)
        if as_json:
            emit({"violation": code, "on": on, "lines": list(lines)})
            continue
        for line in lines:
            click.echo(line)


@law_command.command("review")
@click.argument("cases", type=_FILE)
@click.option(
    "--opinion",
    "paper",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the 案卷评查意见书 (HTML) here.",
)
@json_option
def review_command(cases: Path, paper: Path | None, as_json: bool) -> None:
    """The defects of legality of each case file of CASES, a line of JSON each; code 1 when there is any.

    CASES are JSON lines, or the table 案卷要素表 as a workbook or CSV (``huiyin law template``). A file that cannot be meant is
    named with its line and key, with --json as JSON as well; the others are reviewed all the same, and the code is 3.
    """
    held = book.load()
    reviewed, unreadable = [], 0
    for (zh, en), data in _table(cases) if cases.suffix.lower() in _TABLES else _lines(cases):
        try:
            if isinstance(data, FactsError):
                raise data
            case = case_file(data, held)
        except FactsError as error:
            unreadable += 1
            _name(
                f"{cases.name} {zh}：{error.zh} / {cases.name}, {en}: {error.en}", unreadable, as_json=as_json
            )
            continue
        rules = in_force(case.facts, held, case.facts.law_of)
        defects = [telling.found(one, held, rules) for one in review(case, held)]
        emit({"id": data["id"], "defects": defects})
        reviewed.append((str(data["id"]), defects))
    if paper is not None:
        try:
            paper.write_text(opinion(reviewed), encoding="utf-8")
        except OSError as error:
            fail(disk_fault(error, paper), MACHINE)
    if unreadable > NAMED:
        click.echo(
            f"huiyin: 还有 {unreadable - NAMED:,} 份案卷未能读取，全部见 --json / "
            f"{unreadable - NAMED:,} more files cannot be meant; --json names them all",
            err=True,
        )
    if unreadable:
        raise SystemExit(REFUSED)
    if any(defects for _, defects in reviewed):
        raise SystemExit(BREACH)


def _name(told: str, number: int, *, as_json: bool) -> None:
    """Name a file that cannot be meant: to a person the first of them, to a program each."""
    if number <= NAMED:
        click.echo(f"huiyin: {told}", err=True)
    if as_json:
        emit({"error": told, "code": REFUSED})


@law_command.command("template")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def template_command(target: Path, as_json: bool) -> None:
    """Write the empty table 案卷要素表.xlsx, one event a row, with the words that may stand in it."""
    from huiyin.knowledge.law.review.template import write

    try:
        write(target, book.load())
    except OSError as error:
        fail(disk_fault(error, target), MACHINE)
    if as_json:
        emit({"file": target.name})


def _table(cases: Path) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The case files of a table, opened by a child process with bounds, as whatever is uploaded."""
    from huiyin.records.reports.landing.errors import Refused
    from huiyin.records.reports.landing.workbook import open_rows

    try:
        with open_rows(cases, name=cases.name) as rows:
            found = case_rows(((row.position, _readable(row)) for row in rows), book.load())
    except FactsError as error:
        fail(f"{cases.name} {error.zh} / {cases.name}, {error.en}", REFUSED)
    except Refused as refused:
        fail(f"{cases.name}：{refused.problem.message_zh} / {refused.problem.message_en}", REFUSED)
    yield from (((f"案卷 {data['id']}", f"case {data['id']}"), data) for data in found)


def _readable(row: Row) -> tuple[str, ...]:
    """The cells of a row; of one that cannot be read as it stands nothing is reviewed."""
    from huiyin.records.reports.landing.errors import FileRefused
    from huiyin.records.reports.landing.faults import fault_of

    if row.fault and (problem := fault_of(row, ())):
        raise FileRefused(problem)
    return row.cells


def _start(said: str) -> dt.date | dt.datetime:
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        pass
    try:
        return to_shanghai(dt.datetime.fromisoformat(said))
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(
            f"--start：{said} 不是日期，也不是带时区的时刻 / {said!r} is neither a day nor a moment with its offset"
        ) from error


def _lines(cases: Path) -> Iterator[tuple[Place, dict[str, Any] | FactsError]]:
    """Each case file with the line that it stands in, or what is wrong with the line."""
    with cases.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            place = (f"第 {number} 行", f"line {number}")
            try:
                data = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield place, FactsError("不是 JSON", f"no JSON ({error})")
                continue
            if not isinstance(data, dict) or "id" not in data:
                yield place, FactsError("不是含 id 的 JSON 对象", "not an object with an id")
                continue
            yield place, data
