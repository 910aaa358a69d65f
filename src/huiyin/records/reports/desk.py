"""What the desk shows of reports: those within somebody's area, what waits for a person, what an import brought.

Lists are read by key, page by page: a page tells where the next one begins, and nothing is counted past or skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import msgspec
from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from huiyin.records.accounts.scope import Scope
from huiyin.records.reports.clocks import waiting_may_move
from huiyin.records.reports.finding import Told, holding, told
from huiyin.records.reports.masking import masked, may_be_hidden
from huiyin.records.reports.models import (
    Fate,
    ImportBatch,
    PendingReason,
    Report,
)
from huiyin.records.reports.readings import AsJudged, as_judged

RowT = TypeVar("RowT")
# A shorter beginning of an order number finds too much to be of use.
SHORTEST = 3
EXCERPT = 160


class BadCursor(ValueError):
    """What was given as the end of the page before is none."""


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Rows, and after which key the next page begins; empty where this one is the last."""

    rows: tuple[RowT, ...]
    after: str


def page_of(
    found: Sequence[Any], size: int, key: Callable[[Any], Sequence[object]], row: Callable[[Any], RowT]
) -> Page[RowT]:
    """A page of what was read, one more than ``size`` where there is a next one."""
    shown = found[:size]
    after = "~".join(map(str, key(shown[-1]))) if len(found) > size else ""
    return Page(tuple(map(row, shown)), after)


def parts_of(after: str, *kinds: Callable[[str], Any]) -> list[Any]:
    """The parts of a key that a page gave. Raises :class:`BadCursor`."""
    parts = after.split("~")
    if len(parts) != len(kinds):
        raise BadCursor(f"{after!r} is not the end of a page / 分页参数有误")
    try:
        return [kind(part) for kind, part in zip(kinds, parts, strict=True)]
    except ValueError as error:
        raise BadCursor(f"{after!r} is not the end of a page / 分页参数有误") from error


def within(scope: Scope, to_report: str = "") -> Q:
    """Reports that a unit of the area received, that wait for one, or that are at a place in it.

    ``to_report`` leads from the filtered model to the report.
    """
    if scope.everywhere:
        return Q()
    units = scope.units()
    return (
        Q(**{f"{to_report}unit__in": units})
        | Q(**{f"{to_report}pending_owner__in": units})
        | Q(**{f"{to_report}compound__in": scope.compounds()})
    )


def visible(scope: Scope) -> QuerySet[Report]:
    """The reports of an area; those that are linked to problems in it come to them in ``problems.matters``."""
    return Report.objects.filter(within(scope))


def owned(scope: Scope) -> QuerySet[Report]:
    """The pending reports that wait for a unit of the area: those that its people give their fate."""
    waiting_ = Report.objects.filter(fate=Fate.PENDING)
    return waiting_ if scope.everywhere else waiting_.filter(pending_owner__in=scope.units())


@dataclass(frozen=True, slots=True)
class WaitingFilter:
    """Which of the waiting reports; what is empty does not count. ``proposed``: that declining it was proposed, or not."""

    reason: str = ""
    channel: str = ""
    agency: str = ""
    district: str = ""
    in_progress: bool = False
    overdue: bool = False
    proposed: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a report be declined, on which ground, and who proposed it; another person confirms."""

    ground: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pending report as the list shows it; its text and its agency are masked. ``provisional``: its day may still move.

    ``violations`` are those that a person found where one has judged the reading, and of whose reading nobody is unsure then.
    """

    report_id: int
    number: str
    channel: str
    reason: str
    due: date
    provisional: bool
    overdue: bool
    in_progress: bool
    urgency: str
    created_on: date
    district: str
    agency: str
    compound: str
    text: str
    violations: tuple[str, ...]
    scope: str
    why_unsure: str
    owner: str
    proposed: Proposal | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports wait for one reason; how many of them tell of work under way, are overdue, or are proposed to be
    declined."""

    reports: int = 0
    in_progress: int = 0
    overdue: int = 0
    proposed: int = 0


_UNDER_WAY = Case(When(in_progress=True, then=Value(0)), default=Value(1))
_SHOWN = (
    "pk",
    "number",
    "channel",
    "pending_reason",
    "pending_due",
    "contact_due",
    "handle_due",
    "handle_due_given",
    "in_progress",
    "urgency",
    "created_on",
    "district",
    "agency",
    "compound__name",
    "scope",
    "reading",
    "pending_owner__short_name",
    "disposal__ground",
    "disposal__reason",
    "disposal__proposed_by",
    "disposal__proposed_at",
    "judgement",
)


def waiting(
    scope: Scope, today: date, filters: WaitingFilter = WaitingFilter(), after: str = "", size: int = 20
) -> Page[Waiting]:
    """What waits for somebody of the area: work under way first, then the soonest due. One statement, and another where
    people have judged readings of them.

    Raises :class:`BadCursor` for an ``after`` that no page gave.
    """
    found = _chosen(scope, today, filters).annotate(turn=_UNDER_WAY)
    if after:
        turn, due, pk = parts_of(after, int, date.fromisoformat, int)
        found = found.filter(
            Q(turn__gt=turn) | Q(turn=turn, pending_due__gt=due) | Q(turn=turn, pending_due=due, pk__gt=pk)
        )
    found = found.order_by("turn", "pending_due", "pk")
    rows = list(told(found, filters.words, "turn", *_SHOWN, most=size + 1))
    people_said = [one.row[1] for one in rows if one.row[-1] is not None]
    judged = as_judged(people_said) if people_said else {}
    return page_of(
        rows,
        size,
        lambda one: (one.row[0], one.row[5], one.row[1]),
        lambda one: _waiting(one, today, judged.get(one.row[1])),
    )


def waiting_counts(scope: Scope, today: date, filters: WaitingFilter = WaitingFilter()) -> dict[str, Counts]:
    """How many of them there are for each reason, whichever ``filters.reason`` says. One statement."""
    found = _chosen(scope, today, filters, by_reason=False).order_by()
    counted: dict[str, Counts] = {reason.value: Counts() for reason in PendingReason}
    if may_be_hidden(filters.words):
        for one in told(found, filters.words, "pending_reason", "in_progress", "pending_due", "disposal"):
            reason, under_way, due, proposal = one.row
            before = counted[reason]
            counted[reason] = Counts(
                before.reports + 1,
                before.in_progress + bool(under_way),
                before.overdue + (due < today),
                before.proposed + (proposal is not None),
            )
        return counted
    for reason, *numbers in found.values_list("pending_reason").annotate(
        reports=Count("pk"),
        under_way=Count("pk", filter=Q(in_progress=True)),
        late=Count("pk", filter=Q(pending_due__lt=today)),
        # Nothing but a proposal can stand at a pending report.
        proposals=Count("disposal"),
    ):
        counted[reason] = Counts(*numbers)
    return counted


def _chosen(scope: Scope, today: date, filters: WaitingFilter, *, by_reason: bool = True) -> QuerySet[Report]:
    found = owned(scope)
    if by_reason and filters.reason:
        found = found.filter(pending_reason=filters.reason)
    for name in ("channel", "agency", "district"):
        if value := getattr(filters, name):
            # Nobody is shown a number in it, so nobody finds one by trying.
            found = found.filter(**{name: value}) if masked(value) == value else found.none()
    if filters.in_progress:
        found = found.filter(in_progress=True)
    if filters.overdue:
        found = found.filter(pending_due__lt=today)
    if filters.proposed is not None:
        # Nothing but a proposal can stand at a pending report.
        found = found.filter(disposal__isnull=not filters.proposed)
    return holding(found, filters.words)


def _waiting(one: Told, today: date, judged: AsJudged | None) -> Waiting:
    (
        _turn,
        pk,
        number,
        channel,
        reason,
        due,
        contact,
        handle,
        given,
        in_progress,
        urgency,
        created_on,
        district,
        agency,
        compound,
        said_scope,
        reading,
        owner,
        ground,
        why,
        proposed_by,
        proposed_at,
        _judgement,
    ) = one.row
    read = msgspec.json.decode(reading)
    found = tuple(wrong["code"] for wrong in read.get("violations", ()))
    return Waiting(
        pk,
        number,
        channel,
        reason,
        due,
        waiting_may_move(due, reason, contact, handle, given=given),
        due < today,
        bool(in_progress),
        urgency,
        created_on,
        district,
        masked(agency),
        compound or "",
        one.text,
        judged.said.violations if judged else found,
        said_scope,
        "" if judged else read.get("why_unsure", ""),
        owner or "",
        Proposal(ground, why, proposed_by, proposed_at) if proposed_by else None,
    )


# Said by the words of the index's own condition, so that SQLite looks there and not through all the texts.
_NUMBERED = RawSQL("NOT (number = '')", (), output_field=BooleanField())


def numbered(number: str) -> Q:
    """Reports that have exactly this number of their source; several units may each have one. No statement is run."""
    return Q(pk__in=Report.objects.filter(_NUMBERED, number=number).values("pk"))


def find(scope: Scope, q: str, limit: int = 20) -> list[Report]:
    """The reports whose order number is ``q`` or begins with it, the exact ones first; at least three characters of it."""
    wanted = q.strip()
    if len(wanted) < SHORTEST:
        return []
    there = Report.objects.filter(_NUMBERED, number__startswith=wanted).values("pk")
    found = visible(scope).filter(pk__in=there).select_related("unit", "compound", "reply")
    return list(
        found.annotate(turn=Case(When(number=wanted, then=Value(0)), default=Value(1))).order_by(
            "turn", "number", "pk"
        )[:limit]
    )


def batches(scope: Scope) -> QuerySet[ImportBatch]:
    """The imports that a unit of the area received, the newest first."""
    found = ImportBatch.objects.select_related("unit").order_by("-started_at", "-pk")
    return found if scope.everywhere else found.filter(unit__in=scope.units())
