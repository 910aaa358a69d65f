"""The limits of linked reports that press first upon a problem: 先行联系, 办理, 答复, each 依据 · 起算 · 截止 · 谁负责.

For many problems the database picks them; of a problem whose links are at hand all told they are picked here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from huiyin.knowledge.law.running import RunningClock
from huiyin.records.problems.limits import report_clocks
from huiyin.records.problems.models import Link
from huiyin.records.problems.orders import OWED, STANDING, UNHANDLED, UNTOLD
from huiyin.records.reports.models import Fate, Report

# For each kind of limit which links it runs on, and where its date stands.
_KINDS: Mapping[str, tuple[Q, str]] = {
    "contact": (UNTOLD, "report__contact_due"),
    "handle": (UNHANDLED, "report__handle_due"),
    "reply": (OWED, "report__reply__due"),
}
# By which clocks a kind of limit is told: an answer that is owed once more has that of re-handling.
_SAID: Mapping[str, tuple[str, ...]] = {
    "contact": ("contact",),
    "handle": ("handle",),
    "reply": ("reply", "again"),
}


@dataclass(frozen=True, slots=True)
class Pressing:
    """The limit of one kind that ends first among the reports of a problem. ``running`` reports have one of this kind still
    to keep, this one included; ``late`` of them are past it."""

    report: Report
    clock: RunningClock
    running: int
    late: int


def pressing(problem_ids: Collection[int], today: date) -> dict[int, tuple[Pressing, ...]]:
    """What presses upon these problems, the first limit first. One statement, none for no problems."""
    if not problem_ids:
        return {}
    links = Link.objects.filter(STANDING, problem__in=problem_ids)
    first = Q()
    for kind, (runs, due) in _KINDS.items():
        name = f"{kind}_due"
        late = Case(When(runs & Q(**{f"{due}__lt": today}), then=Value(1)), default=None)
        turn = [F(name).asc(nulls_last=True), F("pk").asc()]
        links = links.annotate(**{name: Case(When(runs, then=F(due)), default=None)})
        links = links.annotate(
            **{
                f"{kind}_turn": Window(RowNumber(), partition_by=[F("problem_id")], order_by=turn),
                f"{kind}_running": Window(Count(name), partition_by=[F("problem_id")]),
                f"{kind}_late": Window(Count(late), partition_by=[F("problem_id")]),
            }
        )
        first |= Q(**{f"{kind}_turn": 1, f"{name}__isnull": False})
    found: dict[int, list[Pressing]] = defaultdict(list)
    for link in (
        links.filter(first).select_related("report__unit", "report__reply").order_by("problem_id", "pk")
    ):
        clocks = report_clocks(link.report, today)
        for kind in _KINDS:
            if getattr(link, f"{kind}_turn") != 1 or getattr(link, f"{kind}_due") is None:
                continue
            clock = _running(clocks, kind)
            if clock is not None:
                counts = getattr(link, f"{kind}_running"), getattr(link, f"{kind}_late")
                found[link.problem_id].append(Pressing(link.report, clock, *counts))
    return {pk: tuple(sorted(those, key=_when)) for pk, those in found.items()}


def pressing_of(links: Iterable[Link], today: date) -> tuple[Pressing, ...]:
    """What presses upon a problem all of whose present links these are, each with its report, unit and reply. As
    :func:`pressing`, without a statement."""
    found: dict[str, list[tuple[date, int, Report, RunningClock]]] = defaultdict(list)
    for link in links:
        if link.removed_at is not None or link.report.fate != Fate.LINKED:
            continue
        clocks = report_clocks(link.report, today)
        for kind in _KINDS:
            clock = _running(clocks, kind)
            if clock is not None and clock.due is not None:
                found[kind].append((clock.due, link.pk, link.report, clock))
    ends = []
    for those in found.values():
        *_, report, clock = min(those, key=lambda one: one[:2])
        ends.append(Pressing(report, clock, len(those), sum(due < today for due, *_ in those)))
    return tuple(sorted(ends, key=_when))


def _running(clocks: Iterable[RunningClock], kind: str) -> RunningClock | None:
    return next((one for one in clocks if one.kind in _SAID[kind] and one.done is None), None)


def _when(one: Pressing) -> tuple[date, int]:
    return one.clock.due or date.max, one.report.pk
