"""诉件梳理: which compounds, kinds and problems the reports point at."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, islice
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.knowledge.law import book
from huiyin.knowledge.law.types import Window
from huiyin.records.problems.columns import PROBLEMS, Cell
from huiyin.records.problems.lines import CHUNK, finding_on
from huiyin.records.problems.listing import callers_at_least, problem_lines
from huiyin.records.problems.models import Link, Problem, Role, Task
from huiyin.records.problems.orders import standing_on
from huiyin.records.problems.scope import counted_for, day_after, unmerged_on, unsettled_on
from huiyin.records.problems.task_lines import days_late
from huiyin.records.problems.wording import UNDECIDED, compound_name, stage
from huiyin.records.registry.models import Compound, Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """How a compound stands, withdrawn reports left out. ``repeats`` are those of the reports before which another one spoke of
    one of their problems.

    ``rate`` is problems per 1,000 homes, None where the number of homes is not known.
    """

    compound_id: int
    district: str
    subdistrict: str
    name: str
    households: int | None
    problems: int
    unsolved: int
    reports: int
    repeats: int
    callers: int

    @property
    def rate(self) -> float | None:
        """Problems per 1,000 homes."""
        return 1000 * self.problems / self.households if self.households else None


@dataclass(frozen=True, slots=True)
class Concentrated:
    """A kind of problem about which people of a compound complain together, with the fullest window of days.

    ``orders`` and ``callers`` are those of the window from ``first`` to ``last``; ``all_orders`` is without a window. What
    was withdrawn counts nowhere.
    """

    compound_id: int
    violation: str
    first: date
    last: date
    orders: int
    callers: int
    all_orders: int


def problems_of(unit: Unit, as_of: date) -> QuerySet[Problem]:
    """The problems of a unit at the end of a day."""
    return Problem.objects.filter(unmerged_on(as_of), counted_for(unit), opened_at__lt=day_after(as_of))


def _links(unit: Unit, as_of: date) -> QuerySet[Link]:
    return standing_on(as_of).filter(
        unmerged_on(as_of, "problem__"),
        counted_for(unit, "problem__", "problem__compound__"),
        problem__opened_at__lt=day_after(as_of),
    )


def ranking(unit: Unit, as_of: date) -> list[Standing]:
    """Every compound with a problem: most problems per 1,000 homes first, then those without a known number of homes.

    A report that speaks of several problems of a compound counts once there, as a repeat too. Three statements.
    """
    earlier = standing_on(as_of).filter(
        Q(report__created_on__lt=OuterRef("report__created_on"))
        | Q(report__created_on=OuterRef("report__created_on"), report__lt=OuterRef("report")),
        problem=OuterRef("problem"),
    )
    counted = {
        pk: (problems, unsolved)
        for pk, problems, unsolved in problems_of(unit, as_of)
        .values_list("compound_id")
        .annotate(problems=Count("pk"), unsolved=Count("pk", filter=unsettled_on(as_of)))
    }
    spoken = {
        pk: (reports, repeats, callers_at_least(marks, unmarked))
        for pk, reports, repeats, marks, unmarked in _links(unit, as_of)
        .values_list("problem__compound_id")
        .annotate(
            reports=Count("report", distinct=True),
            repeats=Count("report", filter=Q(Exists(earlier)), distinct=True),
            marks=Count("report__caller", distinct=True),
            unmarked=Count("report", filter=Q(report__caller=None), distinct=True),
        )
    }
    found = []
    for pk, place in _places(counted).items():
        problems, unsolved = counted[pk]
        reports, repeats, callers = spoken.get(pk, (0, 0, 0))
        found.append(
            Standing(
                pk,
                place.district,
                place.subdistrict,
                place.name,
                place.households,
                problems,
                unsolved,
                reports,
                repeats,
                callers,
            )
        )
    return sorted(found, key=lambda s: (s.rate is None, -(s.rate or 0), -s.problems, s.compound_id))


class Place(NamedTuple):
    """A compound as tables name it."""

    district: str
    subdistrict: str
    name: str
    households: int | None


def _places(compounds: Iterable[int]) -> dict[int, Place]:
    """The named compounds; all are read, since a list of them would name most."""
    wanted = set(compounds)
    rows = Compound.objects.values_list(
        "pk", "district__name", "subdistrict__name", "name", "status", "households"
    )
    return {
        pk: Place(district or UNDECIDED, subdistrict or UNDECIDED, compound_name(name, status), homes)
        for pk, district, subdistrict, name, status, homes in rows.order_by("pk")
        if pk in wanted
    }


def concentrated(unit: Unit, as_of: date) -> list[tuple[Place, Concentrated]]:
    """Kinds of problem complained of together (集中反映), by the window of the statute book; the fullest first.

    Of one compound and kind, a report counts once, on the day on which it was told. Two statements.
    """
    window = book.load().windows["concentrated"]
    told = (
        _links(unit, as_of)
        .order_by("problem__compound_id", "problem__violation", "report__created_on", "report_id")
        .values_list(
            "problem__compound_id", "problem__violation", "report__created_on", "report_id", "report__caller"
        )
        .distinct()
    )
    found = [
        peak
        for (compound_id, violation), group in groupby(
            told.iterator(chunk_size=5_000), key=lambda row: row[:2]
        )
        if (
            peak := fullest(
                compound_id,
                violation,
                [
                    Told(on, pk, bytes(caller) if caller is not None else None)
                    for _, _, on, pk, caller in group
                ],
                window,
            )
        )
        is not None
    ]
    places = _places({peak.compound_id for peak in found})
    found.sort(key=lambda peak: (-peak.orders, -peak.callers, peak.compound_id, peak.violation))
    return [(places[peak.compound_id], peak) for peak in found]


class Told(NamedTuple):
    """A report's day, its id, and its caller's mark; None is a caller of whom nothing is known."""

    on: date
    report_id: int
    caller: bytes | None


def fullest(compound_id: int, violation: str, told: Sequence[Told], window: Window) -> Concentrated | None:
    """The fullest window among reports in the order of their days, None where no window reaches a threshold.

    A window spans ``window.days`` days, both ends included. Of two as full the earlier counts.
    """
    within: deque[Told] = deque()
    marks: Counter[bytes] = Counter()
    unmarked = 0
    best: Concentrated | None = None
    for report in told:
        within.append(report)
        if report.caller is None:
            unmarked += 1
        else:
            marks[report.caller] += 1
        while within[0].on <= report.on - timedelta(days=window.days):
            gone = within.popleft()
            if gone.caller is None:
                unmarked -= 1
            else:
                marks[gone.caller] -= 1
                if not marks[gone.caller]:
                    del marks[gone.caller]
        orders, callers = len(within), callers_at_least(len(marks), unmarked)
        if not _reaches(window, orders, callers):
            continue
        if best is None or (orders, callers) > (best.orders, best.callers):
            best = Concentrated(compound_id, violation, within[0].on, report.on, orders, callers, len(told))
    return best


def _reaches(window: Window, orders: int, callers: int) -> bool:
    return (window.min_orders is not None and orders >= window.min_orders) or (
        window.min_callers is not None and callers >= window.min_callers
    )


def kinds_by_subdistrict(unit: Unit, as_of: date) -> tuple[list[str], Iterator[tuple[str, str, list[int]]]]:
    """Problems by kind and subdistrict: the codes of the kinds, and a row for each subdistrict.

    A row holds district, subdistrict and the count for each kind. A compound whose subdistrict is not known is under
    待定 of its district, and last. One statement.
    """
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    rows = (
        problems_of(unit, as_of)
        .order_by()
        .values_list(
            "compound__district__code",
            "compound__district__name",
            "compound__subdistrict__code",
            "compound__subdistrict__name",
            "violation",
        )
        .annotate(problems=Count("pk"))
    )
    for district_code, district, code, name, violation, count in rows:
        # Codes are digits; what has none comes after them.
        key = (f"{district_code or '~'}{code or '~'}", district or UNDECIDED, name or UNDECIDED)
        counts.setdefault(key, Counter())[violation] += count
    met = {violation for row in counts.values() for violation in row}
    kinds = [code for code in book.load().violations if code in met]
    kinds += sorted(met.difference(kinds))
    table = ((key[1], key[2], [counts[key][kind] for kind in kinds]) for key in sorted(counts))
    return kinds, table


UNSOLVED_FROM_LIST = (
    "problem",
    "district",
    "subdistrict",
    "compound",
    "place",
    "class",
    "violation",
    "condition",
    "risk",
    "first_on",
    "reports",
    "callers",
    "verification",
)
_POSITIONS = {column.key: index for index, column in enumerate(PROBLEMS)}


def unsolved(unit: Unit, as_of: date) -> Iterator[tuple[Cell, ...]]:
    """What was not settled at the end of a day: the list's columns :data:`UNSOLVED_FROM_LIST`, then lead unit, deadline,
    stage and days late. One statement more than the problem list for 2,000 rows.
    """
    lines = problem_lines(unit, as_of, unsettled=True)
    while part := list(islice(lines, CHUNK)):
        tasks = _tasks_of([line.record_id for line in part], as_of)
        for line in part:
            lead, due_on, verification = tasks.get(line.record_id, ("", None, ""))
            yield (
                *(line.cells[_POSITIONS[key]] for key in UNSOLVED_FROM_LIST),
                lead,
                due_on,
                stage(verification, settled=False),
                days_late(due_on, as_of) if due_on is not None else None,
            )


def _tasks_of(problems: Sequence[int], as_of: date) -> dict[int, tuple[str, date | None, str]]:
    """For each problem its task's lead unit and deadline, and what was found by then; of several tasks the one due last."""
    rows = (
        Task.objects.filter(problem__in=problems, assignments__role=Role.LEAD)
        .order_by("due_on", "pk")
        .values_list(
            "problem_id",
            "assignments__unit__name",
            "due_on",
            "problem__verification",
            "problem__verified_on",
            "problem__brought_at",
        )
    )
    return {
        pk: (lead, due_on, found if finding_on(on, brought, as_of) else "")
        for pk, lead, due_on, found, on, brought in rows
    }
