"""Links between reports and problems by a person's hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.actions.lifecycle import ProblemRefused, not_open
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.problems.orders import STANDING
from huiyin.records.reports.models import Fate, Report


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Links removed: the reports that speak of no problem any more, those that speak of others still, and whether the
    problem is open without any report but withdrawn ones."""

    problem_id: int
    reports: tuple[int, ...]
    others: tuple[int, ...]
    bare: bool


@action("problem.link.add")
def add_links(by: By, problem_id: int, report_ids: Sequence[int], reason: str = "") -> list[int]:
    """Link reports to an open problem on a person's judgement, with its reason if one is given. Returns those newly linked.

    Raises :class:`ProblemRefused` for a problem that is not open and for a report that is unknown or has left us.
    """
    reports = _locked(report_ids)
    for report in reports.values():
        if report.fate not in (Fate.PENDING, Fate.LINKED):
            raise ProblemRefused(
                f"report {report.pk} is {report.fate} and can be linked no more / 诉件{report.number or report.pk}已办结去向"
            )
    missing = sorted(set(report_ids) - reports.keys())
    if missing:
        raise ProblemRefused(f"there is no report {missing[0]} / 诉件不存在")
    problem = _open(problem_id)
    known = set(
        Link.objects.filter(problem=problem, report_id__in=report_ids, removed_at__isnull=True).values_list(
            "report_id", flat=True
        )
    )
    new = sorted(set(report_ids) - known)
    Link.objects.bulk_create(
        [Link(problem=problem, report_id=pk, added_at=by.at, added_by=by.actor) for pk in new]
    )
    if new:
        enter("problem", problem.pk, {"linked": new} | ({"reason": reason} if reason.strip() else {}))
    return new


@action("problem.link.remove")
def remove_links(by: By, problem_id: int, report_ids: Sequence[int], reason: str) -> Unlinked:
    """Take reports off a problem. A report left without any problem becomes pending by the consequences.

    Raises :class:`ProblemRefused` without a reason, for an unknown problem and for reports that are not linked to it.
    """
    if not reason.strip():
        raise ProblemRefused("removing a link needs a reason / 解除关联须写明理由")
    _locked(report_ids)
    problem = Problem.objects.select_for_update().filter(pk=problem_id).first()
    if problem is None:
        raise ProblemRefused(f"there is no problem {problem_id} / 问题不存在")
    links = list(
        Link.objects.select_for_update()
        .filter(problem_id=problem_id, report_id__in=report_ids, removed_at__isnull=True)
        .order_by("pk")
    )
    gone = sorted(link.report_id for link in links)
    missing = sorted(set(report_ids) - set(gone))
    if missing:
        raise ProblemRefused(f"report {missing[0]} is not linked to problem {problem_id} / 诉件未关联该问题")
    for link in links:
        link.removed_at, link.removed_by = by.at, by.actor
    Link.objects.bulk_update(links, ["removed_at", "removed_by"])
    if gone:
        enter("problem", problem_id, {"unlinked": gone, "reason": reason})
    active = Link.objects.filter(removed_at__isnull=True)
    still = set(active.filter(report_id__in=gone).values_list("report_id", flat=True))
    return Unlinked(
        problem_id,
        tuple(pk for pk in gone if pk not in still),
        tuple(pk for pk in gone if pk in still),
        problem.state == ProblemState.OPEN and not Link.objects.filter(STANDING, problem=problem).exists(),
    )


def _locked(report_ids: Sequence[int]) -> dict[int, Report]:
    """The reports, locked before the problem: in the order in which an import locks them."""
    rows = Report.objects.select_for_update().filter(pk__in=report_ids).order_by("pk")
    return {report.pk: report for report in rows}


def _open(problem_id: int) -> Problem:
    problem = Problem.objects.select_for_update().filter(pk=problem_id, state=ProblemState.OPEN).first()
    if problem is None:
        raise ProblemRefused(not_open(problem_id))
    return problem
