"""Reports that belong to one another: the orders that one quotes, its feedbacks, and what a withdrawal leaves behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.matters import visible_reports
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.reports.masking import masked
from huiyin.records.reports.models import Fate, Report
from huiyin.records.reports.originals import quotes_of, with_numbers

# Feedbacks that an original's page shows.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Quoted:
    """An order that a report quotes by its number; ``report`` is None where the area has none. Several sources may have it."""

    number: str
    report: Report | None


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A problem of which reports that are withdrawn speak, and how many others still do."""

    problem: Problem
    others: int


def quoted(scope: Scope, report: Report, reading: str = "") -> tuple[Quoted, ...]:
    """The orders that a report quotes, in the order of its text; their texts are masked and must not be saved.

    ``reading`` stands for the report's own where that was changed. One statement, none where nothing is quoted.
    """
    numbers = quotes_of(reading or report.reading)
    if not numbers:
        return ()
    held = with_numbers(visible_reports(scope), numbers).exclude(pk=report.pk)
    by_number: dict[str, list[Report]] = {}
    for one in held.select_related("unit", "pending_owner", "reply").order_by("pk"):
        one.text, one.address = masked(one.text), masked(one.address)
        by_number.setdefault(one.number, []).append(one)
    return tuple(Quoted(number, one) for number in numbers for one in (by_number.get(number) or (None,)))


def attached_to(scope: Scope, report: Report) -> tuple[Report, ...]:
    """The latest feedbacks of an area that were attached to a report, the newest first, their texts masked. One statement."""
    found = visible_reports(scope).filter(disposal__original=report).order_by("-created_on", "-pk")
    rows = tuple(found[:SHOWN])
    for one in rows:
        one.text, one.address = masked(one.text), masked(one.address)
    return rows


def left_behind(report_ids: Collection[int]) -> dict[int, tuple[LeftBehind, ...]]:
    """By report, the open problems of which it speaks, and how many others speak of each. Two statements."""
    speaking = Link.objects.filter(
        report__in=report_ids, removed_at__isnull=True, problem__state=ProblemState.OPEN
    ).select_related("problem__compound")
    links = list(speaking.order_by("report_id", "problem_id"))
    others = Q(links__removed_at__isnull=True, links__report__fate=Fate.LINKED) & ~Q(
        links__report__in=report_ids
    )
    problems = Problem.objects.filter(pk__in={link.problem_id for link in links})
    counted = dict(problems.order_by().values_list("pk").annotate(n=Count("links", filter=others)))
    found: dict[int, list[LeftBehind]] = {}
    for link in links:
        found.setdefault(link.report_id, []).append(LeftBehind(link.problem, counted[link.problem_id]))
    return {pk: tuple(those) for pk, those in found.items()}
