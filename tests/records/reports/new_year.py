"""The turn of a year that nobody has arranged, orders that come in before it, and what its notice says: composed for tests."""

from __future__ import annotations

from datetime import date, datetime

from huiyin.knowledge.law.calendar import Arrangement, Override, use
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.knowledge.law.recounting import Recount, came_in
from huiyin.records.ledger.action import By
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Problem, Verification
from huiyin.records.reports.actions.receive import Receipt, Source, receive
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import Channel, Report
from records.reports import report_rows as rows

# A Wednesday. By the week the fifth working day after it is Wednesday, 4 January 2040; without 2 and 3 January it is the 6th.
BEFORE = date(2039, 12, 28)
FIFTH, FIFTH_ANEW = date(2040, 1, 4), date(2040, 1, 6)
# The day before the last of the year: the next working day is Friday, the 30th; without it and the first three it is the 4th.
LATE = date(2039, 12, 29)


def arranged(*off: date, year: int = 2040) -> Arrangement:
    """An arrangement with these days off."""
    return Arrangement(year, "放假安排通知 第1号", tuple(Override(day, False, "元旦", "") for day in off))


NEW_YEAR = arranged(date(2040, 1, 1), date(2040, 1, 2), date(2040, 1, 3))
LONGER = arranged(date(2039, 12, 30), date(2040, 1, 1), date(2040, 1, 2), date(2040, 1, 3))


def come_in(arrangement: Arrangement = NEW_YEAR, *held: Arrangement) -> Recount:
    """What the arrangement changes, beside or instead of what is held; it counts from now on, until the test says ``use(DEFAULT)``."""
    change = came_in(held, [arrangement])
    use(change.after)
    return change


def on(day: date, actor: str = "lin", hour: int = 9) -> By:
    """Somebody who acts on a day."""
    return By(actor, datetime(day.year, day.month, day.day, hour, 30, tzinfo=SHANGHAI), "cli")


def take(day: date, *cells: dict[str, str]) -> Receipt:
    """Receive orders on the day of their dispatch."""
    told = [{**cell, "received": f"{day} 08:00:00", "dispatched": f"{day} 08:10:00"} for cell in cells]
    return receive(on(day), Source(Channel.HOTLINE, rows.unit().pk), rows.prepared(*told, today=day))


def answered(number: str) -> Report:
    """A report of which the problem was settled and the answer given, the day before the last week."""
    day = date(2039, 12, 21)
    take(day, rows.order(number, rows.EBIKES))
    problem = Problem.objects.get(links__report__number=number)
    verify(on(day), [Finding(problem.pk, Verification.UNTRUE, day, found="现场未见")])
    settle(on(day), [problem.pk], "经核实不属实")
    send(on(day), [Answer(rows.report(number).pk, "已核实")])
    return rows.report(number)
