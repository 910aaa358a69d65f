"""Opening a problem by a person's hand: from reports that the reader left open, or for a further wrong of linked ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from huiyin.knowledge.law import book
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.actions.join import join
from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.actions.splitting import Where, normal_place
from huiyin.records.problems.claims import Claim, place_key
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.queries import held
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import Channel, Fate, Report


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening did: the reports that are newly linked, the problem of which they speak now, and where it is.

    ``placed`` are those of the reports whose own place this becomes. ``tasks`` are the problem's tasks with their lead units
    when it was opened; empty when it was there already.
    """

    reports: tuple[int, ...]
    problem_id: int
    compound_id: int
    placed: tuple[int, ...]
    tasks: tuple[tuple[int, int], ...]


@action("problem.open")
def open_from(by: By, report_ids: Collection[int], where: Where, in_progress: bool | None = None) -> Opened:
    """Say that reports speak of a wrong at a place: they join its open problem, which is opened where there is none.

    ``in_progress`` says whether the work is still going on; None where nobody knows. A report that waited for a person or has
    no place is at this place since; one that is linked keeps its own, for this may be a second one that it tells of.

    Raises :class:`ProblemRefused` without reports, for a violation that is not in the book, an unknown compound or one that was
    merged, a building, unit or room that is none, for a report that is unknown, has left us or was erased, and when all of them
    are linked to that very problem already.
    """
    if not report_ids:
        raise ProblemRefused("choose the reports that speak of it / 请选择诉件")
    if where.violation not in book.load().violations:
        raise ProblemRefused(f"{where.violation!r} is not in the statute book / 法规库中没有该问题类型")
    building, unit, room = normal_place(where)
    key = place_key(building, unit, room)
    # Compounds before reports, reports before problems, as everybody takes them.
    _refuse_gone_place(where.compound_id)
    reports = locked(report_ids, ProblemRefused)
    for report in reports:
        _refuse_gone(report)
    fresh = _not_linked(reports, where, key)
    for report in fresh:
        told = {} if in_progress is None else {"in_progress": in_progress}
        enter(
            "report",
            report.pk,
            {"violation": where.violation, "compound": where.compound_id, "place": key, **told},
        )
    joined = join(
        by,
        [
            Claim(
                report.pk,
                where.violation,
                where.compound_id,
                building,
                unit,
                room,
                in_progress,
                Channel(report.channel),
                report.created_on,
                report.handle_due if report.handle_due_given else None,
            )
            for report in fresh
        ],
        afresh=True,
    )
    problem = Problem.objects.only("pk").get(
        violation=where.violation,
        compound_id=where.compound_id,
        place_key=key,
        state=ProblemState.OPEN,
    )
    return Opened(
        tuple(report.pk for report in fresh),
        problem.pk,
        where.compound_id,
        tuple(report.pk for report in fresh if _finds_place(report, where.compound_id)),
        tuple(joined.opened),
    )


def _refuse_gone_place(compound_id: int) -> None:
    standing = held([compound_id]).get(compound_id)
    if standing is None:
        raise ProblemRefused(f"there is no compound {compound_id} / 小区不存在")
    if standing.merged_into_id is not None:
        raise ProblemRefused(
            f"compound {compound_id} was merged into {standing.merged_into_id}: choose that / "
            "该小区已归并，请选择归并后的小区"
        )


def _refuse_gone(report: Report) -> None:
    name = report.number or report.pk
    if report.fate not in (Fate.PENDING, Fate.LINKED):
        raise ProblemRefused(
            f"report {report.pk} is {report.fate} and can be linked no more / 诉件{name}已办结去向"
        )
    if report.erased_at is not None:
        raise ProblemRefused(f"report {report.pk} was erased: nobody can read it / 诉件{name}内容已删除")


def _not_linked(reports: Sequence[Report], where: Where, key: str) -> list[Report]:
    """Those that do not speak of the problem yet. Their locks keep others from linking them meanwhile."""
    there = Link.objects.filter(
        report__in=reports,
        removed_at__isnull=True,
        problem__violation=where.violation,
        problem__compound=where.compound_id,
        problem__place_key=key,
        problem__state=ProblemState.OPEN,
    )
    linked = dict(there.values_list("report_id", "problem_id"))
    fresh = [report for report in reports if report.pk not in linked]
    if not fresh:
        one = reports[0]
        number = problem_number(linked[one.pk])
        raise ProblemRefused(
            f"report {one.pk} is linked to {number} already / 诉件{one.number or one.pk}已关联{number}"
        )
    return fresh


def _finds_place(report: Report, compound_id: int) -> bool:
    return report.compound_id != compound_id and (report.fate == Fate.PENDING or report.compound_id is None)
