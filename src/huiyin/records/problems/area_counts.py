"""What an area holds, counted for the campaign's first page: each statement reads an index, whatever there is.

Where the area is not the whole city, its compounds are listed first and everything else is counted compound by compound or
unit by unit, as the indexes lie.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, FilteredRelation, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger import queries as ledger
from huiyin.records.problems import desk
from huiyin.records.problems.models import Problem, ProblemState, Verification
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Fate, Reply, ReplyState, Report


@dataclass(frozen=True, slots=True)
class Places:
    """The compounds of an area by how they stand; ``surveyed`` are those of the known ones with a form in a phase.

    ``ids`` are the compounds; None for the whole city, and once all is counted.
    """

    provisional: int
    known: int
    surveyed: int
    ids: tuple[int, ...] | None


class ProblemsOfKind(NamedTuple):
    """Problems of one kind; ``unfounded`` are those of the settled whose checking found the complaint untrue."""

    open: int
    settled: int
    unfounded: int


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports by their fate, the pending ones by what they wait for, and how their answers stand on a day."""

    fates: Counter[str]
    pending: Counter[str]
    owed: int
    late: int
    answered: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is counted of an area. ``problems`` are by the code of their kind, those ``overdue`` and due ``today`` as my
    work heads them."""

    places: Places
    reports: Reports
    problems: Mapping[str, ProblemsOfKind]
    overdue: int
    today: int


AREAS = 256
"""Areas whose figures a process keeps."""
_kept: dict[tuple[Scope, str, date], tuple[tuple[int, bytes], Figures]] = {}


def figures(scope: Scope, phase: str, today: date) -> Figures:
    """The figures of an area on a day, with the survey's of a phase, as they are now.

    Whatever changes them is entered in the ledger (decision 0016): while that has nothing newer than when they were
    counted last, they are the same and are not counted again. One statement then, else at most seven.
    """
    # What is done after this was read leads to counting anew.
    newest = ledger.newest()
    key = (scope, phase, today)
    held = _kept.get(key)
    if held is not None and held[0] == newest and not connection.in_atomic_block:
        return held[1]
    keep = ledger.nobody_writes()
    there = places(scope, phase)
    found = Figures(
        replace(there, ids=None),
        reports(scope, there.ids, today),
        problems(there.ids),
        *desk.late_and_today(scope),
    )
    if keep and newest is not None:
        if len(_kept) >= AREAS:
            _kept.clear()
        _kept[key] = newest, found
    return found


def places(scope: Scope, phase: str) -> Places:
    """The compounds of an area and how far the survey of a phase has come there. One statement."""
    # A compound has one form a phase, so that the join gives each compound once.
    rows = scope.compounds().annotate(form=FilteredRelation("surveys", condition=Q(surveys__phase=phase)))
    known = Compound.Status.KNOWN
    if scope.everywhere:
        counted = rows.order_by().values_list("status").annotate(there=Count("*"), surveyed=Count("form"))
        by_status = {status: (there, surveyed) for status, there, surveyed in counted}
        return Places(
            by_status.get(Compound.Status.PROVISIONAL, (0, 0))[0], *by_status.get(known, (0, 0)), None
        )
    listed = list(rows.order_by().values_list("pk", "status", "form"))
    return Places(
        provisional=sum(status == Compound.Status.PROVISIONAL for _, status, _ in listed),
        known=sum(status == known for _, status, _ in listed),
        surveyed=sum(status == known and form is not None for _, status, form in listed),
        ids=tuple(pk for pk, _, _ in listed),
    )


def problems(ids: Sequence[int] | None) -> dict[str, ProblemsOfKind]:
    """The problems at compounds by kind, or the city's: those too that stayed where a compound was merged into one of these.

    Merged ones do not count. One statement.
    """
    if ids is not None:
        settled = Q(state=ProblemState.SETTLED)
        there = (
            Problem.objects.filter(compound__in=_among(ids, merged=True)).order_by().values_list("violation")
        )
        counted = there.annotate(
            open=Count(Value(1), filter=Q(state=ProblemState.OPEN)),
            settled=Count(Value(1), filter=settled),
            unfounded=Count(Value(1), filter=settled & Q(verification=Verification.UNTRUE)),
        )
        return {code: ProblemsOfKind(*numbers) for code, *numbers in counted}
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_OF_THE_CITY)
        for code, position, number in cursor.fetchall():
            found.setdefault(code, [0, 0, 0])[position] = number
    return {code: ProblemsOfKind(*numbers) for code, numbers in found.items()}


# The states stand in the words of the statement, so that each is read off the index that is kept for it.
_OF_THE_CITY = """
SELECT violation, 0, count(*) FROM problems_problem WHERE state = 'open' GROUP BY violation
UNION ALL SELECT violation, 1, count(*) FROM problems_problem WHERE state = 'settled' GROUP BY violation
UNION ALL SELECT violation, 2, count(*) FROM problems_problem
  WHERE verification = 'untrue' AND NOT (verification = '') AND state = 'settled' GROUP BY violation
"""
# One parameter holds any number of ids.
_LISTED = {"sqlite": "SELECT value FROM json_each(%s)", "postgresql": "SELECT unnest(%s::bigint[])"}


def _among(ids: Sequence[int], *, merged: bool = False) -> RawSQL:
    """The ids, and with ``merged`` those of the compounds that were merged into one of them."""
    listed = _LISTED[connection.vendor]
    value = json.dumps(ids) if connection.vendor == "sqlite" else list(ids)
    if not merged:
        return RawSQL(listed, (value,))  # noqa: S611 - a statement of ours
    into = f"SELECT id FROM registry_compound WHERE merged_into_id IN ({listed})"  # noqa: S608 - words of ours, ids as parameters
    return RawSQL(f"{listed} UNION {into}", (value, value))  # noqa: S611 - as above


def reports(scope: Scope, ids: Sequence[int] | None, today: date) -> Reports:
    """The reports of an area and their answers: what its units received or keep waiting, and what is at its compounds.

    These are the reports of ``reports.desk.within``. One statement, two for the city.
    """
    if ids is None:
        counted = [(*row, 0, 0, 0) for row in _by_fate(Report.objects.all())]
        answers = Reply.objects.aggregate(**_answers("", today))
        owed, late, answered = answers["owed"], answers["late"], answers["answered"]
    else:
        units, listed = scope.units().values("pk"), _among(ids)
        # Said apart, none twice: each is read off its own index.
        received, there, waiting = (
            _by_fate(Report.objects.filter(part)).annotate(**_answers("reply__", today))
            for part in (
                Q(unit__in=units),
                Q(compound__in=listed) & ~Q(unit__in=units),
                Q(fate=Fate.PENDING, pending_owner__in=units) & ~Q(unit__in=units) & ~Q(compound__in=listed),
            )
        )
        counted = list(received.union(there, waiting, all=True))
        owed, late, answered = (sum(row[column] for row in counted) for column in (4, 5, 6))
    fates: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    for _, fate, reason, number, *_ in counted:
        fates[fate] += number
        if fate == Fate.PENDING:
            pending[reason] += number
    return Reports(fates, pending, owed, late, answered)


def _by_fate(rows: QuerySet[Report]) -> QuerySet[Report, tuple[Any, ...]]:
    # By unit first, as the index lies.
    return rows.order_by().values_list("unit", "fate", "pending_reason").annotate(number=Count("*"))


def _answers(to_reply: str, today: date) -> dict[str, Count]:
    owed = Q(**{f"{to_reply}state": ReplyState.OWED})
    answer = to_reply.removesuffix("__") or "pk"
    return {
        "owed": Count(answer, filter=owed),
        "late": Count(answer, filter=owed & Q(**{f"{to_reply}due__lt": today})),
        "answered": Count(answer, filter=Q(**{f"{to_reply}state": ReplyState.SENT})),
    }
