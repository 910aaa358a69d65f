"""The reports of a problem: which of them stand, and their limits as far as these bear upon its task: what a source has set,
what still runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from huiyin.records.problems.models import Link, Task, TaskState
from huiyin.records.problems.scope import day_after
from huiyin.records.reports.models import AgainAfter, Disposal, Fate, ReplyState

STANDING = Q(removed_at__isnull=True, report__fate=Fate.LINKED)
"""Links of reports that still speak of their problem. One that was withdrawn keeps its link, but presses nobody, counts among
no orders and callers, and keeps no problem up."""
STANDS = "l.removed_at IS NULL AND r.fate = 'linked'"
"""The same in SQL, of a link ``l`` and its report ``r``."""
_BEFORE_AGAIN = Q(
    report__reply__again_after=AgainAfter.DISPATCHED,
    report__reply__interim_at__date__lt=F("report__reply__again_on"),
)
UNTOLD = (
    (Q(report__reply__interim_at__isnull=True) | _BEFORE_AGAIN)
    & Q(report__reply__sent_at__isnull=True)
    & ~Q(report__reply__state__in=[ReplyState.UNREACHABLE, ReplyState.RELEASED])
)
"""Links of reports whose reporter can be reached and has heard nothing yet, or nothing since the matter was dispatched again:
the first contact still runs."""
UNHANDLED = Q(report__reply__owed_since__isnull=True, report__reply__sent_at__isnull=True)
"""Links of reports whose matter is not settled yet: the handling still runs."""
OWED = Q(report__reply__state=ReplyState.OWED)
"""Links of reports whose matter came back, so that an answer is owed while the problem is open."""


class Limits(NamedTuple):
    """Of the reports linked to a problem: the first deadline that a source set itself, and the first limit that still runs,
    be it the contact, the handling or the answer; and the day of the first of them, those that were withdrawn too."""

    given: date | None = None
    running: date | None = None
    first: date | None = None


def linked_on(day: date) -> QuerySet[Link]:
    """The links that stood at the end of a day, those of withdrawn reports too."""
    until = day_after(day)
    return Link.objects.filter(Q(removed_at=None) | Q(removed_at__gte=until), added_at__lt=until)


def standing_on(day: date) -> QuerySet[Link]:
    """The links of reports that spoke of their problem at the end of a day: those withdrawn by then are left out."""
    later = Disposal.objects.filter(report=OuterRef("report"), proposed_at__gte=day_after(day))
    return linked_on(day).filter(~Q(report__fate=Fate.WITHDRAWN) | Exists(later))


def limits(problem_ids: Collection[int]) -> dict[int, Limits]:
    """The limits of these problems' reports; problems without any report are left out. One statement."""
    return dict(_limits(Link.objects.filter(problem__in=problem_ids)))


def spoken_of(report_ids: Collection[int]) -> set[int]:
    """The problems of which these reports speak. One statement."""
    links = Link.objects.filter(report__in=report_ids, removed_at__isnull=True)
    return set(links.values_list("problem_id", flat=True))


def _limits(links: QuerySet[Link]) -> Iterator[tuple[int, Limits]]:
    rows = (
        links.filter(removed_at__isnull=True)
        .order_by("problem_id")
        .values_list("problem_id")
        .annotate(
            first=Min("report__created_on"),
            given=Min("report__handle_due", filter=STANDING & Q(report__handle_due_given=True)),
            contact=Min("report__contact_due", filter=STANDING & UNTOLD),
            handle=Min("report__handle_due", filter=STANDING & UNHANDLED),
            reply=Min("report__reply__due", filter=STANDING & OWED),
        )
    )
    for problem_id, first, given, *running in rows.iterator():
        yield problem_id, Limits(given, min(filter(None, running), default=None), first)


def breaches() -> Iterator[tuple[int, str]]:
    """Open tasks that do not hold what :func:`limits` says, with what is wrong. Two statements, read row by row."""
    found = _limits(Link.objects.all())
    at = next(found, None)
    tasks = Task.objects.filter(state=TaskState.OPEN).order_by("problem_id", "pk")
    columns = ("pk", "problem_id", "due_on", "own_due_on", "extended_by", "orders_due_on")
    for pk, problem_id, due_on, own, extended_by, kept in tasks.values_list(*columns).iterator():
        while at is not None and at[0] < problem_id:
            at = next(found, None)
        there = at[1] if at is not None and at[0] == problem_id else Limits()
        if kept != there.running:
            yield pk, f"its reports' first limit is {there.running}, and it says {kept}"
        wanted = min(filter(None, (there.given, own or due_on)))
        if not extended_by and (due_on != wanted or (own is not None and there.given is None)):
            yield pk, f"it is due {due_on}, though a source has set {there.given}"
