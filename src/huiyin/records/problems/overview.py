"""The campaign on one page: how an area stands in it at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, FilteredRelation, Q, Window

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import desk
from huiyin.records.problems.matters import seen
from huiyin.records.problems.models import ProblemState, Verification
from huiyin.records.registry.models import Compound
from huiyin.records.reports.desk import batches as batches_of
from huiyin.records.reports.desk import visible as visible_reports
from huiyin.records.reports.models import Fate, PendingReason, Reply, ReplyState

# The phase of the campaign whose survey forms its first page counts.
SURVEY = "survey"
# How many imports the first page shows.
LATEST = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """One import, as the first page shows it."""

    id: int
    name: str
    at: datetime
    state: str
    read: int
    new: int
    changed: int
    known: int
    refused: int
    linked: int
    pending: int
    transferred: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The campaign on one page. Every figure counts the records of the area that its name says, at the moment asked for.

    ``tasks_due_today`` and ``tasks_overdue`` count as the heads of my work do: problems by the task that is due first.
    ``problems_unfounded`` are those of the settled whose checking found the complaint untrue; ``replies_late`` those of the
    owed whose date has passed. ``compounds_surveyed`` are those of the known compounds with a form in the survey's phase.
    ``batches`` are the latest, of ``batches_total``.
    """

    reports_total: int
    fates: list[tuple[str, int]]
    pending_reasons: list[tuple[str, int]]
    problems_open: int
    problems_settled: int
    problems_unfounded: int
    by_class: list[tuple[str, int, int]]
    by_violation: Sequence[tuple[str, str, str, str, int, int]]
    tasks_due_today: int
    tasks_overdue: int
    replies_owed: int
    replies_late: int
    replies_answered: int
    provisional_places: int
    compounds_known: int
    compounds_surveyed: int
    batches: list[Batch]
    batches_total: int
    phase: tuple[str, int] | None
    phases: list[tuple[str, str, str, date, date]]
    day: int
    days: int


def overview(scope: Scope, now: datetime) -> Overview:
    """The state of the campaign in an area at ``now``, and where the campaign itself stands.

    Six statements, whatever there is.
    """
    law = book.load()
    today = to_shanghai(now).date()
    fates, reasons = _reports(scope)
    settled = Q(state=ProblemState.SETTLED)
    counted = {
        code: counts
        for code, *counts in desk.visible(scope)
        .order_by()
        .values_list("violation")
        .annotate(
            still_open=Count("pk", filter=Q(state=ProblemState.OPEN)),
            settled=Count("pk", filter=settled),
            unfounded=Count("pk", filter=settled & Q(verification=Verification.UNTRUE)),
        )
    }
    by_violation = [
        (code, v.name.zh, v.name.en, v.notice.class_code, *counted.get(code, (0, 0))[:2])
        for code, v in law.violations.items()
    ]
    by_class = [
        (
            name,
            sum(row[4] for row in by_violation if row[3] == name),
            sum(row[5] for row in by_violation if row[3] == name),
        )
        for name in ("A", "B", "C", "none")
    ]
    work = desk.counts(scope)
    replies = Reply.objects.filter(seen(scope, "report__")).aggregate(
        owed=Count("pk", filter=Q(state=ReplyState.OWED)),
        late=Count("pk", filter=Q(state=ReplyState.OWED, due__lt=today)),
        answered=Count("pk", filter=Q(state=ReplyState.SENT)),
    )
    known = Q(status=Compound.Status.KNOWN)
    # A compound has one form a phase, so that the join gives each compound once.
    compounds = (
        Compound.objects.filter(pk__in=scope.compounds().values("pk"))
        .annotate(form=FilteredRelation("surveys", condition=Q(surveys__phase=SURVEY)))
        .aggregate(
            provisional=Count("pk", filter=Q(status=Compound.Status.PROVISIONAL)),
            known=Count("pk", filter=known),
            surveyed=Count("form", filter=known),
        )
    )
    batches = list(batches_of(scope).annotate(total=Window(Count("pk")))[:LATEST])
    campaign = law.campaign
    phase = campaign.phase_on(today)
    return Overview(
        reports_total=sum(count for _, count in fates),
        fates=fates,
        pending_reasons=reasons,
        problems_open=sum(row[4] for row in by_violation),
        problems_settled=sum(row[5] for row in by_violation),
        problems_unfounded=sum(counts[2] for counts in counted.values()),
        by_class=by_class,
        by_violation=by_violation,
        tasks_due_today=work.today,
        tasks_overdue=work.overdue,
        replies_owed=replies["owed"],
        replies_late=replies["late"],
        replies_answered=replies["answered"],
        provisional_places=compounds["provisional"],
        compounds_known=compounds["known"],
        compounds_surveyed=compounds["surveyed"],
        batches=[
            Batch(
                b.pk,
                b.name,
                b.started_at,
                b.state,
                b.read,
                b.new,
                b.changed,
                b.known,
                b.refused,
                b.linked,
                b.pending,
                b.transferred,
            )
            for b in batches
        ],
        batches_total=batches[0].total if batches else 0,
        phase=(phase.id, campaign.phases.index(phase)) if phase else None,
        phases=[(p.id, p.name.zh, p.name.en, p.start, p.end) for p in campaign.phases],
        day=min(max((today - campaign.start).days + 1, 0), (campaign.end - campaign.start).days + 1),
        days=(campaign.end - campaign.start).days + 1,
    )


def _reports(scope: Scope) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """How many reports of an area have each fate, and for what the pending ones wait. One statement."""
    counted = (
        visible_reports(scope).order_by().values_list("fate", "pending_reason").annotate(reports=Count("pk"))
    )
    fates: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for fate, reason, reports in counted:
        fates[fate] += reports
        if fate == Fate.PENDING:
            reasons[reason] += reports
    return (
        [(fate.value, fates[fate]) for fate in Fate],
        [(reason.value, reasons[reason]) for reason in PendingReason],
    )
