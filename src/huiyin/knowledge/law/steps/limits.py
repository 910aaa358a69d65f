"""The limits that run on a case as it stands, each with its basis, its start, and the story of its count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.calendar import is_working_day
from huiyin.knowledge.law.clocks import Due, due
from huiyin.knowledge.law.explaining import arrival
from huiyin.knowledge.law.procedures import Actor
from huiyin.knowledge.law.review.case_file import ORDERS, CaseFile
from huiyin.knowledge.law.steps.standing import fine_paid, order_met
from huiyin.knowledge.law.types import Text


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit. ``defect`` is the kind of defect that going over it makes, under which the book has its article; empty where
    a paper set the term. ``last`` is its last day, ``at`` its end where it runs in hours, ``plan`` the last working day before
    one that does not roll. ``whose`` must act."""

    kind: str
    name: Text
    defect: str
    start: dt.date | dt.datetime
    last: dt.date | None
    whose: Actor
    counted: Due | None = None
    at: dt.datetime | None = None
    plan: dt.date | None = None


def running(case: CaseFile, book: Book) -> tuple[Limit, ...]:
    """The limits that run, the nearest first."""
    found = [*_on_the_way(case, book), *_measures(case), *_after_deciding(case)]
    return tuple(sorted(found, key=lambda one: (one.last or dt.date.max, one.kind)))


def _on_the_way(case: CaseFile, book: Book) -> Iterator[Limit]:
    reported, clock = case.first("reported"), arrival(case.facts, book)
    if reported is not None and clock is not None and case.first("arrived", "inspected") is None:
        yield _counted(
            "arrival", "到场", "arrive", "late-arrival", due(reported.at, clock.limit, "hours"), "officers"
        )
    order = case.last(*ORDERS)
    visited = case.last("rechecked", "removed")
    if order is not None and (visited is None or visited.at < order.at):
        last = order.get("deadline") or order.day
        yield Limit(
            "order",
            Text(zh="责令期限（届满后复查）", en="term of the order, then re-check"),
            "",
            order.day,
            last,
            "officers",
        )
    filed = case.first("filed")
    if filed is not None and case.decided is None:
        added = sum(one.get("days") or 0 for one in case.all("deadline-extended"))
        counted = due(filed.day, 90 + added, "calendar_days", roll=False)
        assert counted.date is not None
        plan = counted.date
        while not is_working_day(plan):
            plan -= dt.timedelta(days=1)
        yield Limit(
            "decide",
            Text(zh="作出决定", en="decide"),
            "decided-late",
            filed.day,
            counted.date,
            "head",
            counted,
            plan=plan if plan != counted.date else None,
        )
    told = case.last("notified")
    served = case.served(told)
    offered = (
        told is not None
        and told.get("hearing_offered")
        and case.first("hearing-requested", after=told) is None
    )
    if offered and served is not None and case.decided is None:
        yield _counted(
            "hearing",
            "要求听证",
            "ask for a hearing",
            "hearing-refused",
            due(served.day, 5, "working_days"),
            "party",
        )


def _measures(case: CaseFile) -> Iterator[Limit]:
    for kept in case.all("preserved"):
        if case.first("preservation-ended", after=kept) is None:
            counted = due(kept.day, 7, "working_days")
            yield _counted(
                "preserved",
                "处理登记保存的证据",
                "deal with what is kept",
                "preservation-too-long",
                counted,
                "officers",
            )
    for seized in case.all("seized"):
        if case.first("seizure-ended", after=seized) is None:
            days = 60 if case.first("seizure-extended", after=seized) is not None else 30
            counted = due(seized.day, days, "calendar_days", roll=False)
            yield _counted("seized", "解除扣押", "end the seizure", "seizure-too-long", counted, "officers")


def _after_deciding(case: CaseFile) -> Iterator[Limit]:
    decided = case.decided
    if decided is None:
        return
    served = case.served(decided)
    if served is None:
        yield _counted(
            "serve",
            "送达决定",
            "serve the decision",
            "served-late",
            due(decided.day, 7, "working_days"),
            "officers",
        )
        return
    if case.first("closed") is not None:
        return
    if not fine_paid(case):
        yield _counted(
            "pay",
            "缴纳罚款",
            "pay the fine",
            "surcharge-in-review",
            due(served.day, 15, "calendar_days"),
            "party",
        )
    remedy = due(served.day, 6, "months", roll=False)
    assert remedy.date is not None
    # What is paid and done needs no court.
    left = case.penalty is not None and not (fine_paid(case) and order_met(case))
    if left and case.first("court-applied") is None:
        yield _counted(
            "remedy",
            "提起诉讼（此后方可申请法院执行）",
            "file suit; the court may be asked after it",
            "court-too-early",
            remedy,
            "party",
        )
        ends = [end and end.date() for _, end in case.remedies()]
        # A review or suit that is open lets nobody ask the court; one that has ended begins the three months.
        over = max([remedy.date, *filter(None, ends)])
        if None not in ends:
            window = due(over, 3, "months", roll=False)
            yield _counted(
                "court", "申请法院强制执行", "apply to the court", "court-too-late", window, "head"
            )


def _counted(kind: str, zh: str, en: str, defect: str, counted: Due, whose: Actor) -> Limit:
    return Limit(
        kind, Text(zh=zh, en=en), defect, counted.start, counted.date, whose, counted, counted.moment
    )
