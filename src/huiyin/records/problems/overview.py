"""The campaign on one page: how an area stands in it at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Window

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems import area_counts
from huiyin.records.reports.desk import batches as batches_of
from huiyin.records.reports.models import Fate, PendingReason

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
    owed whose date has passed. Replies are those of the reports that ``reports_total`` counts. ``compounds_surveyed`` are
    those of the known compounds with a form in the survey's phase. ``batches`` are the latest, of ``batches_total``.
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

    At most eight statements, whatever there is; two while nothing was done since the figures were counted last.
    """
    law = book.load()
    today = to_shanghai(now).date()
    counted = area_counts.figures(scope, SURVEY, today)
    places, reports, problems = counted.places, counted.reports, counted.problems
    by_violation = [
        (code, v.name.zh, v.name.en, v.notice.class_code, *problems.get(code, (0, 0))[:2])
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
    batches = list(batches_of(scope).annotate(total=Window(Count("pk")))[:LATEST])
    campaign = law.campaign
    phase = campaign.phase_on(today)
    return Overview(
        reports_total=reports.fates.total(),
        fates=[(fate.value, reports.fates[fate]) for fate in Fate],
        pending_reasons=[(reason.value, reports.pending[reason]) for reason in PendingReason],
        problems_open=sum(row[4] for row in by_violation),
        problems_settled=sum(row[5] for row in by_violation),
        problems_unfounded=sum(kind.unfounded for kind in problems.values()),
        by_class=by_class,
        by_violation=by_violation,
        tasks_due_today=counted.today,
        tasks_overdue=counted.overdue,
        replies_owed=reports.owed,
        replies_late=reports.late,
        replies_answered=reports.answered,
        provisional_places=places.provisional,
        compounds_known=places.known,
        compounds_surveyed=places.surveyed,
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
