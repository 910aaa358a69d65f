"""Splitting a problem: some of its reports speak of another wrong or of another place, and go to the problem of that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from huiyin.knowledge.law import book
from huiyin.knowledge.places.numbers import normal_building, normal_room, normal_unit
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.problems.actions.join import join
from huiyin.records.problems.actions.lifecycle import ProblemRefused, not_open
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.claims import Claim, place_key
from huiyin.records.problems.models import Link, Problem, ProblemState
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.models import Compound
from huiyin.records.registry.queries import held
from huiyin.records.reports.models import Channel, Fate, Report

# Wrongs of which it matters whether the work is still going on.
BUILT = frozenset({"illegal-construction", "load-bearing"})


@dataclass(frozen=True, slots=True)
class Where:
    """The wrong and the place of which the reports speak. Building, unit and room as people write them; empty is unknown."""

    violation: str
    compound_id: int
    building: str = ""
    unit: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """What splitting did: the problem that was left, the one that was joined, whether it was opened for that, how many
    reports went and how many stayed. ``opened`` are its tasks with their lead units, when it was opened."""

    problem_id: int
    into_id: int
    opened: tuple[tuple[int, int], ...]
    reports: int
    left: int


@action("problem.split")
def split(by: By, problem_id: int, report_ids: Collection[int], where: Where, reason: str) -> Split:
    """Take reports off an open problem and join them to that of another wrong or place, opening it where there is none.

    The problem that is left without any report goes on the exceptions list, as whenever a link is removed.

    Raises :class:`ProblemRefused` without reports or a reason, for a violation that is not in the book, an unknown compound,
    a building, unit or room that is none, for the very same wrong and place, for a problem that is not open, and for a report
    that is not linked to it.
    """
    _refuse_unsaid(report_ids, where, reason)
    building, unit, room = normal_place(where)
    key = place_key(building, unit, room)
    # Compounds before reports, reports before problems, as everybody takes them.
    compound_id = _standing(where.compound_id)
    reports = list(Report.objects.select_for_update().filter(pk__in=report_ids).order_by("pk"))
    problem = _locked(problem_id, where.violation, compound_id, key)
    if (problem.violation, problem.compound_id, problem.place_key) == (where.violation, compound_id, key):
        raise ProblemRefused(
            f"that is problem {problem.pk} itself: name another wrong or place / 与原问题的违法行为和位置相同"
        )
    _refuse_unlinked(problem, report_ids, reports)
    ids = [report.pk for report in reports]
    enter("problem", problem.pk, {"split": ids, "reason": reason.strip()})
    claims = [
        Claim(
            report.pk,
            where.violation,
            compound_id,
            building,
            unit,
            room,
            report.in_progress if where.violation in BUILT else None,
            Channel(report.channel),
            report.created_on,
            report.handle_due if report.handle_due_given else None,
        )
        for report in reports
    ]
    # Joined first: a report that speaks of a problem all the time need not wait for a person in between.
    joined = join(by, claims, afresh=True)
    into = Problem.objects.only("pk").get(
        violation=where.violation, compound_id=compound_id, place_key=key, state=ProblemState.OPEN
    )
    remove_links(by, problem.pk, ids, reason.strip())
    left = Link.objects.filter(problem=problem, removed_at__isnull=True).count()
    return Split(problem.pk, into.pk, tuple(joined.opened), len(ids), left)


def normal_place(where: Where) -> tuple[str, str, str]:
    """The parts of the place in their normal form."""
    found = []
    for said, normal, zh in (
        (where.building, normal_building, "楼栋"),
        (where.unit, normal_unit, "单元"),
        (where.room, normal_room, "室号"),
    ):
        part = normal(said) if said.strip() else ""
        if part is None:
            raise ProblemRefused(f"{said!r} names no single place / {zh}“{said}”不是一个确切的位置")
        found.append(part)
    return found[0], found[1], found[2]


def _standing(compound_id: int) -> int:
    """The compound, or what it was merged into; held."""
    if not Compound.objects.filter(pk=compound_id).exists():
        raise ProblemRefused(f"there is no compound {compound_id} / 小区不存在")
    became = held([compound_id])[compound_id].merged_into_id
    return _standing(became) if became is not None else compound_id


def _locked(problem_id: int, violation: str, compound_id: int, key: str) -> Problem:
    """The problem that is split, locked together with that of the other wrong or place in the order of their ids."""
    there = Problem.objects.filter(
        violation=violation, compound_id=compound_id, place_key=key, state=ProblemState.OPEN
    )
    ids = {problem_id, *there.values_list("pk", flat=True)}
    locked = Problem.objects.select_for_update().filter(pk__in=ids, state=ProblemState.OPEN).order_by("pk")
    problem = next((problem for problem in locked if problem.pk == problem_id), None)
    if problem is None:
        raise ProblemRefused(not_open(problem_id))
    return problem


def _refuse_unsaid(report_ids: Collection[int], where: Where, reason: str) -> None:
    if not report_ids:
        raise ProblemRefused("choose the reports that speak of something else / 请选择要拆分的诉件")
    if not reason.strip():
        raise ProblemRefused("splitting needs a reason / 拆分须写明理由")
    if where.violation not in book.load().violations:
        raise ProblemRefused(f"{where.violation!r} is not in the statute book / 法规库中没有该问题类型")


def _refuse_unlinked(problem: Problem, report_ids: Collection[int], reports: Collection[Report]) -> None:
    missing = sorted(set(report_ids) - {report.pk for report in reports})
    if missing:
        raise ProblemRefused(f"there is no report {missing[0]} / 诉件不存在")
    linked = set(
        Link.objects.filter(problem=problem, report__in=reports, removed_at__isnull=True).values_list(
            "report_id", flat=True
        )
    )
    for report in reports:
        if report.pk not in linked:
            raise ProblemRefused(
                f"report {report.pk} is not linked to problem {problem.pk} / "
                f"诉件{report.number or report.pk}未关联{problem_number(problem.pk)}"
            )
        if report.fate != Fate.LINKED:
            raise ProblemRefused(
                f"report {report.pk} is {report.fate} and goes nowhere else / "
                f"诉件{report.number or report.pk}已办结去向，不能拆分"
            )
