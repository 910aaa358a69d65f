"""Links between reports and problems by a person's hand, and moving problems when places are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.models import Link, Problem, ProblemState, Task, TaskState
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Fate, Report


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Links removed: the reports that speak of no problem any more, those that speak of others still, and whether the
    problem is open without any report."""

    problem_id: int
    reports: tuple[int, ...]
    others: tuple[int, ...]
    bare: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving the problems of one compound to another did, in counts."""

    problems_moved: int
    problems_merged: int
    links_moved: int


@action("problem.link.add")
def add_links(by: By, problem_id: int, report_ids: Sequence[int]) -> list[int]:
    """Link reports to an open problem on a person's judgement. Returns the reports newly linked.

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
        enter("problem", problem.pk, {"linked": new})
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
        problem.state == ProblemState.OPEN and not active.filter(problem=problem).exists(),
    )


@action("problem.move")
def move(by: By, source_id: int, target_id: int) -> Moved:
    """Move the problems of a merged compound to the one it was merged into.

    They count for the target's unit from now on. An open problem whose wrong and place are open at the target already is
    merged into that one, its links and its task going along.
    """
    counting_unit_id = Compound.objects.values_list("counting_unit_id", flat=True).get(pk=target_id)
    problems = list(Problem.objects.select_for_update().filter(compound_id=source_id).order_by("pk"))
    twins = {
        (p.violation, p.place_key): p
        for p in Problem.objects.select_for_update()
        .filter(compound_id=target_id, state=ProblemState.OPEN)
        .order_by("pk")
    }
    moved = merged = links = 0
    for problem in problems:
        twin = (
            twins.get((problem.violation, problem.place_key)) if problem.state == ProblemState.OPEN else None
        )
        if twin is None:
            problem.compound_id, problem.counting_unit_id = target_id, counting_unit_id
            problem.save(update_fields=["compound", "counting_unit"])
            enter("problem", problem.pk, {"compound": target_id, "was": source_id})
            moved += 1
        else:
            links += _merge(by, problem, twin)
            merged += 1
    return Moved(moved, merged, links)


def _merge(by: By, problem: Problem, twin: Problem) -> int:
    known = set(
        Link.objects.filter(problem=twin, removed_at__isnull=True).values_list("report_id", flat=True)
    )
    links = list(
        Link.objects.select_for_update().filter(problem=problem, removed_at__isnull=True).order_by("pk")
    )
    new = [link.report_id for link in links if link.report_id not in known]
    for link in links:
        link.removed_at, link.removed_by = by.at, by.actor
    Link.objects.bulk_update(links, ["removed_at", "removed_by"])
    Link.objects.bulk_create(
        [Link(problem=twin, report_id=pk, added_at=by.at, added_by=by.actor) for pk in new]
    )
    problem.state, problem.merged_into = ProblemState.MERGED, twin
    problem.save(update_fields=["state", "merged_into"])
    twin.first_on = min(twin.first_on, problem.first_on)
    twin.condition = twin.condition or problem.condition
    twin.save(update_fields=["first_on", "condition"])
    enter("problem", problem.pk, {"merged_into": twin.pk})
    enter("problem", twin.pk, {"linked": new, "from": problem.pk}, cause=("problem", problem.pk))
    for task in Task.objects.select_for_update().filter(problem=problem, state=TaskState.OPEN).order_by("pk"):
        task.problem = twin
        task.save(update_fields=["problem"])
        enter("task", task.pk, {"problem": twin.pk, "was": problem.pk}, cause=("problem", problem.pk))
    return len(new)


def _locked(report_ids: Sequence[int]) -> dict[int, Report]:
    """The reports, locked before the problem: in the order in which an import locks them."""
    rows = Report.objects.select_for_update().filter(pk__in=report_ids).order_by("pk")
    return {report.pk: report for report in rows}


def _open(problem_id: int) -> Problem:
    problem = Problem.objects.select_for_update().filter(pk=problem_id, state=ProblemState.OPEN).first()
    if problem is None:
        raise ProblemRefused(f"problem {problem_id} is not open / 问题不存在或已销号")
    return problem
