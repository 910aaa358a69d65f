"""The three lists as they stand: each line from the records themselves, streamed in the order of their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.problems.columns import Cell
from huiyin.records.problems.excerpt import excerpt
from huiyin.records.problems.models import (
    Assignment,
    Condition,
    Link,
    ListKind,
    ListRow,
    Problem,
    ProblemState,
    Role,
    Task,
    Verification,
)
from huiyin.records.problems.numbers import problem_number, task_number
from huiyin.records.problems.scope import counted_for, day_after
from huiyin.records.registry.models import Compound, Mandate, Unit
from huiyin.records.reports.models import Channel

# Problems or tasks that are read in one go; the memory that a list takes is that of so many lines.
CHUNK = 2_000
UNNAMED_PLACE = "未写明楼室号"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: the problem or task that it speaks of, and its cells in the order of the list's columns."""

    record_id: int
    cells: tuple[Cell, ...]


def rows(kind: ListKind, unit: Unit, as_of: date, *, upcoming: str = "") -> Iterator[Line]:
    """The lines of a unit's list at the end of a day in Shanghai, by record id.

    What was opened, linked, checked, done or settled later is left out; deadlines are those of today, also where they
    were extended since. ``upcoming`` is the name of the version that is being made: a problem that stands in no earlier
    one of this unit is first listed in it. At most four statements for :data:`CHUNK` lines, and one at the beginning.
    """
    if kind == ListKind.PROBLEM:
        return problem_lines(unit, as_of, upcoming=upcoming)
    if kind == ListKind.TASK:
        return _task_lines(unit, as_of)
    return _responsibility_lines(unit, as_of)


class _Problem(NamedTuple):
    pk: int
    violation: str
    building: str
    entrance: str
    room: str
    condition: str
    verification: str
    verified_on: date | None
    channel: str
    first_on: date
    settled_on: date | None
    recurrence_of: int | None
    compound: int
    compound_name: str
    compound_status: str
    district: str | None
    subdistrict: str | None
    neighbourhood: str | None


class _Reported(NamedTuple):
    """Reports linked to a problem, their callers, and the first of them."""

    reports: int = 0
    callers: int = 0
    number: str = ""
    details: str = ""


def problem_lines(unit: Unit, as_of: date, *, upcoming: str = "", unsettled: bool = False) -> Iterator[Line]:
    """The problem list; see :func:`rows`. ``unsettled`` leaves out what was settled by then."""
    known = Problem.objects.exclude(state=ProblemState.MERGED).filter(
        counted_for(unit), opened_at__lt=day_after(as_of)
    )
    if unsettled:
        known = known.exclude(settled_at__lt=day_after(as_of))
    names = _first_versions(unit)
    for chunk in _chunks(known, _PROBLEM):
        problems = [_problem(row, as_of) for row in chunk]
        reported = _reported({p.pk: p.violation for p in problems}, as_of)
        firms = _firms({p.compound for p in problems}, as_of)
        for p in problems:
            first = names.get(p.pk, upcoming)
            yield Line(p.pk, _problem_cells(p, reported.get(p.pk, _Reported()), firms.get(p.compound, ""), first))


def _chunks(records: QuerySet[Problem] | QuerySet[Task], columns: Sequence[str]) -> Iterator[list[tuple]]:  # type: ignore[type-arg]
    """The records' columns, the id first, in pieces by rising id: no cursor is held open between them."""
    last = 0
    while chunk := list(records.filter(pk__gt=last).order_by("pk").values_list(*columns)[:CHUNK]):
        yield chunk
        last = chunk[-1][0]


_PROBLEM = (
    "pk",
    "violation",
    "building",
    "dwelling_unit",
    "room",
    "condition",
    "verification",
    "verified_on",
    "channel",
    "first_on",
    "settled_at",
    "recurrence_of_id",
    "compound_id",
    "compound__name",
    "compound__status",
    "compound__district__name",
    "compound__subdistrict__name",
    "compound__neighbourhood__name",
)


def _problem(row: tuple, as_of: date) -> _Problem:  # type: ignore[type-arg]
    found = _Problem(*row)
    settled = row[_PROBLEM.index("settled_at")]
    settled_on = to_shanghai(settled).date() if settled is not None else None
    if settled_on is not None and settled_on > as_of:
        settled_on = None
    if found.verified_on is not None and found.verified_on > as_of:
        return found._replace(verification="", verified_on=None, settled_on=settled_on)
    return found._replace(settled_on=settled_on)


def _problem_cells(p: _Problem, reported: _Reported, firm: str, first_version: str) -> tuple[Cell, ...]:
    remarks = []
    if p.recurrence_of is not None:
        remarks.append(f"复发，原{problem_number(p.recurrence_of)}")
    if p.settled_on is not None:
        remarks.append(f"{p.settled_on}销号")
    return (
        problem_number(p.pk),
        p.district or "",
        p.subdistrict or "",
        p.neighbourhood or "",
        compound_name(p.compound_name, p.compound_status),
        place(p.building, p.entrance, p.room),
        class_name(p.violation),
        violation_name(p.violation),
        reported.details,
        _CONDITIONS.get(p.condition, ""),
        _CHANNELS.get(p.channel, ""),
        reported.number,
        p.first_on,
        reported.reports,
        reported.callers,
        risk(p.violation),
        _OUTCOMES.get(p.verification, ""),
        p.verified_on,
        firm,
        first_version,
        "；".join(remarks),
    )


def _reported(violations: dict[int, str], as_of: date) -> dict[int, _Reported]:
    """What was linked to the problems by then. A report without a caller's mark counts as a caller of its own."""
    links = links_on(as_of).filter(problem_id__in=violations)
    counts = {
        pk: (reports, marks + unmarked)
        for pk, reports, marks, unmarked in links.values_list("problem_id").annotate(
            Count("pk"),
            Count("report__caller", distinct=True),
            Count("pk", filter=Q(report__caller=None)),
        )
    }
    first = (
        links.annotate(
            turn=Window(RowNumber(), partition_by="problem_id", order_by=("report__created_on", "report_id"))
        )
        .filter(turn=1)
        .values_list("problem_id", "report__number", "report__text", "report__reading")
    )
    return {
        pk: _Reported(*counts[pk], number, excerpt(text, reading, violations[pk]))
        for pk, number, text, reading in first
    }


def links_on(as_of: date) -> QuerySet[Link]:
    """The links that stood at the end of a day."""
    until = day_after(as_of)
    return Link.objects.filter(Q(removed_at=None) | Q(removed_at__gte=until), added_at__lt=until)


def _firms(compounds: set[int], as_of: date) -> dict[int, str]:
    """The firm that managed each compound on that day."""
    return dict(
        Mandate.objects.filter(
            Q(from_date=None) | Q(from_date__lte=as_of), Q(until=None) | Q(until__gte=as_of), compound__in=compounds
        ).values_list("compound_id", "firm__name")
    )


def _first_versions(unit: Unit) -> dict[int, str]:
    """For each problem in a frozen list of the unit, the name of the first such list."""
    first = (
        ListRow.objects.filter(version__unit=unit, version__kind=ListKind.PROBLEM)
        .values_list("record_id")
        .annotate(first=Min("version_id"))
    )
    names = {
        pk: version_name(phase, number)
        for pk, phase, number in unit_versions(unit, ListKind.PROBLEM).values_list("pk", "phase", "number")
    }
    return {record_id: names[version] for record_id, version in first}
