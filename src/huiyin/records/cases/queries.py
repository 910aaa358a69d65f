"""Reads of cases: those that somebody sees, one with what may be done next, and decisions that are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from django.db.models import Count, F, Q, QuerySet

from huiyin.knowledge.law import book
from huiyin.knowledge.law.calendar import in_force
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.procedures import Begin, Procedure
from huiyin.knowledge.law.review.reviewing import Found, review
from huiyin.knowledge.law.steps.limits import Limit, running
from huiyin.knowledge.law.steps.standing import Standing
from huiyin.knowledge.law.steps.taking import Option, beginnings, open_acts
from huiyin.records.accounts.scope import Scope
from huiyin.records.cases.models import Case, Event, Evidence, Member, Track
from huiyin.records.cases.standing import DAY_ALONE, file_of, files_of, ours, standing_of
from huiyin.records.ledger import bulk
from huiyin.records.problems.matters import of_seen

ALIKE = 8
"""Decisions that are shown beside the one that is drafted."""
WARNED_DAYS = 2
"""How many days before its end a limit is warned of."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with everything on its page."""

    case: Case
    standing: Standing
    tracks: tuple[Track, ...]
    events: tuple[Event, ...]
    members: tuple[Member, ...]
    options: tuple[Option, ...]
    beginnings: tuple[tuple[Procedure, Begin], ...]
    limits: tuple[Limit, ...]
    defects: tuple[Found, ...]
    evidence: tuple[Evidence, ...]

    @property
    def last(self) -> int:
        """The position of its last event: what a form has seen."""
        return self.events[-1].position


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on a like case: which, when, what fine, and the reasons for it."""

    case_id: int
    on: date
    amount: float
    reason: str


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """How many cases are open and closed; of the open those whose nearest limit is over, and those whose ends soon."""

    open: int
    closed: int
    late: int
    soon: int


def visible_cases(scope: Scope) -> QuerySet[Case]:
    """The cases of the problems in an area."""
    return Case.objects.filter(of_seen(scope))


def open_cases() -> Iterator[list[int]]:
    """The cases that are not closed, by id, part by part."""
    return bulk.parts(Case.objects.filter(closed_at__isnull=True))


def listed(scope: Scope, *, state: str = "", mine: str = "") -> QuerySet[Case]:
    """Cases of an area as a list shows them, the most pressing first. ``mine`` is a key of who takes part."""
    found = visible_cases(scope).select_related("problem__compound", "unit").prefetch_related("tracks")
    if state:
        found = found.filter(closed_at__isnull=state == "open")
    if mine:
        found = found.filter(members__who=mine)
    return found.order_by(F("closed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "-pk")


def case_page(scope: Scope, case_id: int, now: datetime) -> CasePage | None:
    """A case with everything on its page; None where there is none in the area."""
    case = (
        visible_cases(scope).select_related("problem__compound__district", "unit").filter(pk=case_id).first()
    )
    if case is None:
        return None
    held, at = book.load(), to_shanghai(now)
    standing = standing_of(case)
    events = tuple(Event.objects.filter(case=case).order_by("position").prefetch_related("parts__member"))
    # Of a report that has a day alone no hours are counted.
    hours = events[0].said != DAY_ALONE
    return CasePage(
        case,
        standing,
        tuple(Track.objects.filter(case=case).order_by("begun_at", "pk")),
        events,
        tuple(Member.objects.filter(case=case).order_by("pk")),
        open_acts(standing, held, at),
        beginnings(standing, held) if case.closed_at is None else (),
        tuple(one for one in running(standing.case, held) if hours or one.kind != "arrival"),
        tuple(one for one in review(standing.case, held) if hours or one.defect.id != "late-arrival"),
        tuple(Evidence.objects.filter(case=case).select_related("event").order_by("pk")),
    )


def of_problem(problem_id: int) -> QuerySet[Case]:
    """The cases of a problem, the newest first."""
    return Case.objects.filter(problem=problem_id).prefetch_related("tracks").order_by("-pk")


def open_together(problem_ids: Collection[int]) -> dict[int, list[int]]:
    """Those of these problems of which several cases are open, with the cases, rising. One statement."""
    found: dict[int, list[int]] = defaultdict(list)
    cases = Case.objects.filter(problem__in=problem_ids, closed_at__isnull=True).order_by("problem_id", "pk")
    for problem_id, pk in cases.values_list("problem_id", "pk"):
        found[problem_id].append(pk)
    return {problem_id: pks for problem_id, pks in found.items() if len(pks) > 1}


def alike(case: Case) -> list[Decided]:
    """The latest fines for the same wrong of the same kind of party, committed in the same way."""
    rows = (
        Event.objects.filter(
            event="decided",
            case__violation=case.violation,
            case__detail=case.detail,
            case__party_kind=case.party_kind,
        )
        .exclude(case=case.pk)
        .order_by("-at", "-pk")[: ALIKE * 2]
    )
    found = []
    for row in rows:
        said, besides = msgspec.json.decode(row.said), msgspec.json.decode(row.besides)
        if said.get("kind") == "penalty":
            found.append(
                Decided(
                    row.case_id,
                    to_shanghai(row.at).date(),
                    said.get("amount") or 0,
                    besides.get("reason", ""),
                )
            )
    return found[:ALIKE]


def pressing(scope: Scope, until: date, who: str = "") -> QuerySet[Case]:
    """Open cases whose nearest limit ends by a day, the most pressing first; of somebody who takes part, or of all."""
    found = listed(scope, state="open", mine=who).filter(due_on__lte=until)
    return found.order_by("due_on", "pk")


def may_move(cases: Sequence[Case]) -> frozenset[int]:
    """Those of some cases of which the nearest date may still move: the days off on which its count leans are not published.

    No statement where all days are published, else the same few for any number of cases.
    """
    calendar = in_force()
    doubtful = [one for one in cases if one.due_on is not None and calendar.provisional(one.due_on)]
    files = files_of(doubtful) if doubtful else {}
    return frozenset(
        one.pk
        for one in doubtful
        if any(
            limit.last == one.due_on and limit.counted is not None and limit.counted.provisional
            for limit in ours(files[one.pk])
        )
    )


def figures(scope: Scope, today: date) -> CaseFigures:
    """The cases of an area in figures. One statement."""
    soon = Q(closed_at__isnull=True, due_on__gte=today, due_on__lte=today + timedelta(days=WARNED_DAYS))
    counted = visible_cases(scope).aggregate(
        open=Count("pk", filter=Q(closed_at__isnull=True)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
        late=Count("pk", filter=Q(closed_at__isnull=True, due_on__lt=today)),
        soon=Count("pk", filter=soon),
    )
    return CaseFigures(**counted)


def limits_of(scope: Scope, who: str) -> Iterator[tuple[Case, Limit]]:
    """The limits that run on the open cases in which somebody takes part."""
    held = book.load()
    cases = visible_cases(scope).filter(closed_at__isnull=True, members__who=who)
    for case in cases.select_related("problem__compound__district").order_by("pk"):
        for limit in running(file_of(case), held):
            yield case, limit
