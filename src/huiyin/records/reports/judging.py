"""The queue of readings that wait for a person, one report after the other: what teaches most comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from huiyin.records.accounts.queries import people
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.models import Entry
from huiyin.records.reports.desk import owned, parts_of
from huiyin.records.reports.models import Fate, Judgement, PendingReason, Report
from huiyin.records.reports.readings import JUDGING, TO_JUDGE

# By which acts a report that waits for its reading can come to wait for it no more, besides the judgement itself.
_OTHERWISE = (
    *("report.amend", "report.answer", "report.attach", "report.decline", "report.hold"),
    *("report.link", "report.transfer"),
)
_UNDER_WAY = Case(When(in_progress=True, then=Value(0)), default=Value(1))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many readings wait in an area, and how many somebody has judged in the last hour and on the day."""

    waiting: int
    hour: int
    day: int


def to_judge(scope: Scope) -> QuerySet[Report]:
    """The reports of an area whose reading waits for a person."""
    return owned(scope).filter(pending_reason__in=TO_JUDGE)


def place_in_queue(report: Report) -> str:
    """Where a report stands, or stood, in the queue: what :func:`following` goes on from."""
    return f"{0 if report.in_progress else 1}~{report.certainty!r}~{report.pk}"


def following(scope: Scope, after: str = "", most: int = 1) -> list[int]:
    """The reports that come after a place in the queue: work under way first, then that of which the reader was least sure.

    After the last comes the first. One statement, which reads an index alone. Raises ``desk.BadCursor`` for an ``after``
    that is no place.
    """
    found = to_judge(scope).annotate(turn=_UNDER_WAY)
    order = ["turn", "certainty", "pk"]
    if after:
        turn, certainty, pk = parts_of(after, int, float, int)
        beyond = (
            Q(turn__gt=turn)
            | Q(turn=turn, certainty__gt=certainty)
            | Q(turn=turn, certainty=certainty, pk__gt=pk)
        )
        found = found.annotate(before=Case(When(beyond, then=Value(0)), default=Value(1)))
        order.insert(0, "before")
    return list(found.order_by(*order).values_list("pk", flat=True)[:most])


def tally(scope: Scope, actor: str, now: datetime) -> Tally:
    """How far the queue of an area is, and how much of it somebody did. Two statements."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    since = now - timedelta(hours=1)
    own = Judgement.objects.filter(actor=actor, at__gte=min(midnight, since)).aggregate(
        hour=Count("pk", filter=Q(at__gte=since)), day=Count("pk", filter=Q(at__gte=midnight))
    )
    return Tally(to_judge(scope).count(), **own)


def why_no_more(report: Report) -> tuple[str, str]:
    """What has become of a report that waited for its reading, in both languages: 已由吴敏判读. Two statements at most."""
    if report.fate == Fate.WITHDRAWN:
        return "已撤回", "it was withdrawn"
    acts = Entry.objects.filter(record="report", record_id=report.pk, action__in=(*JUDGING, *_OTHERWISE))
    last = acts.order_by("-position").first()
    if last is not None and last.action == "report.amend":
        return "内容已变更", "it was amended"
    if last is None and report.fate == Fate.PENDING:
        return (
            f"等待的是“{PendingReason(report.pending_reason).label}”",
            f"it waits for another reason ({report.pending_reason})",
        )
    if last is None:
        return f"{Fate(report.fate).label}", f"it is {report.fate}"
    name = people({last.actor}).get(last.actor, last.actor)
    if last.action in JUDGING:
        return f"已由{name}判读", f"{name} has judged it"
    return f"已由{name}另行办理", f"{name} has dealt with it otherwise"


def last_judged(scope: Scope, actor: str, since: datetime) -> Report | None:
    """The report whose reading somebody judged last, where that is not longer ago. One statement."""
    judged = Judgement.objects.filter(actor=actor, at__gte=since, report__unit__in=scope.units())
    # Several may have the same moment. What one does is entered in turn, so that the entry's id tells which came last.
    acts = Entry.objects.filter(record="report", record_id=OuterRef("report_id"), action__in=JUDGING)
    entered = judged.annotate(entry=Subquery(acts.order_by("-position").values("pk")[:1]))
    last = entered.select_related("report").order_by("-entry").first()
    return last.report if last is not None else None
