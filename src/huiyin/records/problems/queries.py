"""Reads of problems, tasks and the campaign as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.problems.models import Link, Problem, ProblemState, Task, TaskState
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import ImportBatch, Reply, ReplyState
from huiyin.records.reports.queries import fate_counts, pending_counts


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
    """The campaign on one page. Every figure counts the records that its name says, at the moment asked for."""

    reports_total: int
    fates: list[tuple[str, int]]
    pending_reasons: list[tuple[str, int]]
    problems_open: int
    problems_settled: int
    by_class: list[tuple[str, int, int]]
    by_violation: Sequence[tuple[str, str, str, str, int, int]]
    tasks_due_today: int
    tasks_overdue: int
    replies_owed: int
    provisional_places: int
    batches: list[Batch]
    phase: tuple[str, int] | None
    phases: list[tuple[str, str, str, date, date]]
    day: int
    days: int


def overview(now: datetime) -> Overview:
    """The state of the campaign at ``now``: figures over the whole installation, and where the campaign stands."""
    law = book.load()
    today = to_shanghai(now).date()
    fates = fate_counts()
    counted = {
        code: (still_open, settled)
        for code, still_open, settled in Problem.objects.values_list("violation").annotate(
            still_open=Count("pk", filter=Q(state=ProblemState.OPEN)),
            settled=Count("pk", filter=Q(state=ProblemState.SETTLED)),
        )
    }
    by_violation = [
        (code, v.name.zh, v.name.en, v.notice.class_code, *counted.get(code, (0, 0)))
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
    campaign = law.campaign
    phase = campaign.phase_on(today)
    return Overview(
        reports_total=sum(fates.values()),
        fates=list(fates.items()),
        pending_reasons=list(pending_counts().items()),
        problems_open=sum(row[4] for row in by_violation),
        problems_settled=sum(row[5] for row in by_violation),
        by_class=by_class,
        by_violation=by_violation,
        tasks_due_today=due_today,
        tasks_overdue=overdue,
        replies_owed=Reply.objects.filter(state=ReplyState.OWED).count(),
        provisional_places=Compound.objects.filter(status=Compound.Status.PROVISIONAL).count(),
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
            for b in ImportBatch.objects.order_by("-started_at", "-pk")[:8]
        ],
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
