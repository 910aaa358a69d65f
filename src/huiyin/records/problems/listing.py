"""The three lists as they stand: each line from the records themselves, streamed in the order of their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Min, Q, Window
from django.db.models.functions import RowNumber

from huiyin.records.problems.columns import Cell
from huiyin.records.problems.excerpt import excerpt
from huiyin.records.problems.lines import Line, chunks, day_of, finding_on, firms_on, known_by
from huiyin.records.problems.models import (
    Condition,
    ListKind,
    ListRow,
    ListVersion,
    Problem,
    Verification,
)
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.orders import linked_on, standing_on
from huiyin.records.problems.scope import counted_for, day_after, unmerged_on, unsettled_on
from huiyin.records.problems.task_lines import responsibility_lines, task_lines
from huiyin.records.problems.wording import (
    UNDECIDED,
    class_name,
    compound_name,
    place,
    risk,
    version_name,
    violation_name,
)
from huiyin.records.registry.models import Unit
from huiyin.records.reports.models import Channel

_CONDITIONS = {c.value: str(c.label) for c in Condition}
_OUTCOMES = {v.value: str(v.label) for v in Verification}
_CHANNELS = {c.value: str(c.label) for c in Channel}


def rows(kind: ListKind, unit: Unit, as_of: date, *, upcoming: str = "") -> Iterator[Line]:
    """The lines of a unit's list at the end of a day in Shanghai, by record id.

    What was opened, linked, checked, done, settled or merged later is left out; places and deadlines are those of today, also
    where these were extended since. ``upcoming`` is the name of the version that is being made: a problem that stands in no
    earlier one of this unit is first listed in it. At most four statements for 2,000 lines, and one at the beginning.
    """
    if kind == ListKind.PROBLEM:
        return problem_lines(unit, as_of, upcoming=upcoming)
    return task_lines(unit, as_of) if kind == ListKind.TASK else responsibility_lines(unit, as_of)


def excerpt_rows(kind: ListKind, unit: Unit, today: date, ids: Sequence[int]) -> Iterator[Line]:
    """The lines of these records alone, whichever unit they count for: of problems, or of tasks. ``ids`` rise.

    Which they are, and that somebody may see them, is for the desk to say (``desk.found``). Statements as in :func:`rows`.
    """
    if kind == ListKind.PROBLEM:
        return problem_lines(unit, today, among=ids)
    return (task_lines if kind == ListKind.TASK else responsibility_lines)(unit, today, among=ids)


class _Problem(NamedTuple):
    pk: int
    violation: str
    building: str
    entrance: str
    room: str
    condition: str
    verification: str
    verified_on: date | None
    brought_at: datetime | None
    channel: str
    first_on: date
    settled_at: datetime | None
    recurrence_of: int | None
    merged_into: int | None
    merged_at: datetime | None
    compound: int
    compound_name: str
    compound_status: str
    district: str | None
    subdistrict: str | None
    neighbourhood: str | None


_PROBLEM = (
    "pk",
    "violation",
    "building",
    "dwelling_unit",
    "room",
    "condition",
    "verification",
    "verified_on",
    "brought_at",
    "channel",
    "first_on",
    "settled_at",
    "recurrence_of_id",
    "merged_into_id",
    "merged_at",
    "compound_id",
    "compound__name",
    "compound__status",
    "compound__district__name",
    "compound__subdistrict__name",
    "compound__neighbourhood__name",
)


class _Reported(NamedTuple):
    """Reports that speak of a problem, their callers, and the first that was linked, with its day, also where it was withdrawn
    since."""

    reports: int = 0
    callers: int = 0
    first_on: date | None = None
    number: str = ""
    details: str = ""


def problem_lines(
    unit: Unit,
    as_of: date,
    *,
    upcoming: str = "",
    unsettled: bool = False,
    among: Sequence[int] | None = None,
) -> Iterator[Line]:
    """The problem list; see :func:`rows`. ``unsettled`` leaves out what was settled by then; ``among`` are the ids of the
    problems that are wanted instead of the unit's."""
    known = Problem.objects.filter(opened_at__lt=day_after(as_of))
    if among is None:
        known = known.filter(unmerged_on(as_of), counted_for(unit))
    if unsettled:
        known = known.filter(unsettled_on(as_of))
    names = _first_versions(unit)
    for chunk in chunks(known, _PROBLEM, among):
        problems = [_Problem(*row) for row in chunk]
        reported = _reported({p.pk: p.violation for p in problems}, as_of)
        firms = firms_on({p.compound for p in problems}, as_of)
        for p in problems:
            told = reported.get(p.pk, _Reported())
            cells = _problem_cells(p, as_of, told, firms.get(p.compound, ""), names.get(p.pk, upcoming))
            yield Line(p.pk, cells)


def _problem_cells(
    p: _Problem, as_of: date, reported: _Reported, firm: str, first_version: str
) -> tuple[Cell, ...]:
    settled = known_by(day_of(p.settled_at), as_of)
    verified = finding_on(p.verified_on, p.brought_at, as_of)
    # Of what a merge brought nothing was known before it, the condition neither.
    condition = p.condition if p.brought_at is None or verified else ""
    remarks = []
    if p.recurrence_of is not None:
        remarks.append(f"复发，原{problem_number(p.recurrence_of)}")
    if settled is not None:
        remarks.append(f"{settled}销号")
    if p.merged_into is not None and known_by(day_of(p.merged_at), as_of):
        remarks.append(f"已并入{problem_number(p.merged_into)}")
    return (
        problem_number(p.pk),
        p.district or UNDECIDED,
        p.subdistrict or UNDECIDED,
        p.neighbourhood or UNDECIDED,
        compound_name(p.compound_name, p.compound_status),
        place(p.building, p.entrance, p.room),
        class_name(p.violation),
        violation_name(p.violation),
        reported.details,
        _CONDITIONS.get(condition, ""),
        _CHANNELS.get(p.channel, ""),
        reported.number,
        reported.first_on or p.first_on,
        reported.reports,
        reported.callers,
        risk(p.violation),
        _OUTCOMES.get(p.verification, "") if verified else "",
        verified,
        firm,
        first_version,
        "；".join(remarks),
    )


def callers_at_least(marks: int, unmarked: int) -> int:
    """How many persons have called at the least: of reports without a caller's mark nobody knows whose they are."""
    return marks or min(unmarked, 1)


def _reported(violations: dict[int, str], as_of: date) -> dict[int, _Reported]:
    """What was linked to the problems by then."""
    stands = standing_on(as_of).filter(problem_id__in=violations)
    counts = {
        pk: (reports, callers_at_least(marks, unmarked))
        for pk, reports, marks, unmarked in stands.values_list("problem_id").annotate(
            reports=Count("pk"),
            marks=Count("report__caller", distinct=True),
            unmarked=Count("pk", filter=Q(report__caller=None)),
        )
    }
    first = (
        linked_on(as_of)
        .filter(problem_id__in=violations)
        .annotate(
            turn=Window(RowNumber(), partition_by="problem_id", order_by=("report__created_on", "report_id"))
        )
        .filter(turn=1)
        .values_list("problem_id", "report__created_on", "report__number", "report__text", "report__reading")
    )
    return {
        pk: _Reported(*counts.get(pk, (0, 0)), on, number, excerpt(text, reading, violations[pk]))
        for pk, on, number, text, reading in first
    }


def _first_versions(unit: Unit) -> dict[int, str]:
    """For each problem in a frozen list of the unit, the name of the first such list."""
    first = (
        ListRow.objects.filter(version__unit=unit, version__kind=ListKind.PROBLEM)
        .values_list("record_id")
        .annotate(first=Min("version_id"))
    )
    versions = ListVersion.objects.filter(unit=unit, kind=ListKind.PROBLEM)
    names = {
        pk: version_name(phase, number) for pk, phase, number in versions.values_list("pk", "phase", "number")
    }
    return {record_id: names[version] for record_id, version in first}
