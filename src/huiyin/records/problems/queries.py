"""Reads of problems, tasks and the campaign as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, FilteredRelation, Q, Window

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.problems.models import Link, Problem, ProblemState, Task, TaskState, Verification
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import ImportBatch, Reply, ReplyState
from huiyin.records.reports.queries import fate_counts, pending_counts

# The phase of the campaign whose survey forms its first page counts.
SURVEY = "survey"
# How many imports the first page shows.
LATEST = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """One import, as the first page shows it."""

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
    """The campaign on one page. Every figure counts the records that its name says, at the moment asked for.

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


def overview(now: datetime) -> Overview:
    """The state of the campaign at ``now``: figures over the whole installation, and where the campaign stands.

    Seven statements, whatever there is.
    """
    law = book.load()
    today = to_shanghai(now).date()
    fates = fate_counts()
    settled = Q(state=ProblemState.SETTLED)
    counted = {
        code: counts
        for code, *counts in Problem.objects.values_list("violation").annotate(
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
    due_today, overdue = (
        Task.objects.filter(state=TaskState.OPEN)
        .aggregate(today=Count("pk", filter=Q(due_on=today)), late=Count("pk", filter=Q(due_on__lt=today)))
        .values()
    )
    replies = Reply.objects.aggregate(
        owed=Count("pk", filter=Q(state=ReplyState.OWED)),
        late=Count("pk", filter=Q(state=ReplyState.OWED, due__lt=today)),
        answered=Count("pk", filter=Q(state=ReplyState.SENT)),
    )
    known = Q(status=Compound.Status.KNOWN)
    # A compound has one form a phase, so that the join gives each compound once.
    compounds = Compound.objects.annotate(
        form=FilteredRelation("surveys", condition=Q(surveys__phase=SURVEY))
    ).aggregate(
        provisional=Count("pk", filter=Q(status=Compound.Status.PROVISIONAL)),
        known=Count("pk", filter=known),
        surveyed=Count("form", filter=known),
    )
    batches = list(
        ImportBatch.objects.annotate(total=Window(Count("pk"))).order_by("-started_at", "-pk")[:LATEST]
    )
    campaign = law.campaign
    phase = campaign.phase_on(today)
    return Overview(
        reports_total=sum(fates.values()),
        fates=list(fates.items()),
        pending_reasons=list(pending_counts().items()),
        problems_open=sum(row[4] for row in by_violation),
        problems_settled=sum(row[5] for row in by_violation),
        problems_unfounded=sum(counts[2] for counts in counted.values()),
        by_class=by_class,
        by_violation=by_violation,
        tasks_due_today=due_today,
        tasks_overdue=overdue,
        replies_owed=replies["owed"],
        replies_late=replies["late"],
        replies_answered=replies["answered"],
        provisional_places=compounds["provisional"],
        compounds_known=compounds["known"],
        compounds_surveyed=compounds["surveyed"],
        batches=[
            Batch(
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


def reports_answerable(problem_ids: Sequence[int]) -> dict[int, int]:
    """Reports linked to these problems of which no problem is open any more: their answer can be given.

    Each with the last of these problems that it speaks of.
    """
    active = Link.objects.filter(removed_at__isnull=True)
    linked = active.filter(problem_id__in=problem_ids)
    still_open = set(
        active.filter(report_id__in=linked.values("report_id"), problem__state=ProblemState.OPEN).values_list(
            "report_id", flat=True
        )
    )
    pairs = linked.order_by("report_id", "problem_id").values_list("report_id", "problem_id")
    return {report_id: problem_id for report_id, problem_id in pairs if report_id not in still_open}


def settled_only(report_ids: Sequence[int]) -> list[int]:
    """Those of these reports that are linked to problems of which none is open any more."""
    active = Link.objects.filter(report_id__in=report_ids, removed_at__isnull=True)
    by_report: dict[int, bool] = {}
    for report_id, state in active.values_list("report_id", "problem__state"):
        by_report[report_id] = by_report.get(report_id, True) and state != ProblemState.OPEN
    return sorted(report_id for report_id, settled in by_report.items() if settled)
