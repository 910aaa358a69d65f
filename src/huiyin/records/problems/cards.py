"""A compound on one page: its problems, who manages it, who leads there, what is due next, and how it was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.listing import callers_at_least
from huiyin.records.problems.models import (
    Assignment,
    Link,
    Problem,
    ProblemState,
    Role,
    SurveyForm,
    TaskState,
)
from huiyin.records.problems.orders import STANDING
from huiyin.records.problems.outside import card_outside, is_outside
from huiyin.records.problems.tasks import GIVEN_TERM, may_move
from huiyin.records.registry.models import Compound, CompoundAlias, Mandate
from huiyin.records.registry.queries import mandates_of

# Problems that a card shows at once.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class CardProblem:
    """A problem with how many reports speak of it, withdrawn ones aside, and by how many callers at the least."""

    problem: Problem
    reports: int | None
    callers: int | None


@dataclass(frozen=True, slots=True)
class Leading:
    """Who leads open tasks at a compound: a unit, its officer where one is named, how many tasks, and which day is next.

    ``may_move`` says in Chinese why that day may still move; empty where it stands.
    """

    unit: str
    officer: str
    tasks: int
    next_due: date
    may_move: str = ""


@dataclass(frozen=True, slots=True)
class CompoundCard:
    """All that is known about a compound. ``aliases`` are its other names.

    ``by_violation`` are codes with open, settled and merged problems.

    ``problems`` are the first hundred, open ones first, then the latest; merged ones are left out, here and in
    ``problems_total``. ``reports`` and ``callers`` are those of its problems; ``per_thousand`` are reports per 1,000 homes,
    None where the homes are not known. People outside enforcement are shown less: see ``outside``.
    """

    compound: Compound
    aliases: tuple[CompoundAlias, ...]
    by_violation: tuple[tuple[str, int, int, int], ...]
    open: int
    settled: int
    recurrences: int
    problems: tuple[CardProblem, ...]
    problems_total: int
    mandates: tuple[Mandate, ...]
    mandate: Mandate | None
    leading: tuple[Leading, ...]
    next_due: date | None
    next_may_move: str
    surveys: tuple[SurveyForm, ...]
    reports: int | None
    callers: int | None
    per_thousand: float | None


def compound_card(scope: Scope, compound_id: int, today: date) -> CompoundCard | None:
    """A compound with everything on its card; None where there is none in the area. Nine statements, whatever it has."""
    areas = ("district", "subdistrict", "neighbourhood", "counting_unit")
    compound = scope.compounds().select_related(*areas).filter(pk=compound_id).first()
    if compound is None:
        return None
    counted = list(
        Problem.objects.filter(compound=compound)
        .order_by()
        .values_list("violation")
        .annotate(
            still_open=Count("pk", filter=Q(state=ProblemState.OPEN)),
            ticked_off=Count("pk", filter=Q(state=ProblemState.SETTLED)),
            elsewhere=Count("pk", filter=Q(state=ProblemState.MERGED)),
            repeats=Count("recurrence_of"),
        )
    )
    mandates = tuple(mandates_of([compound.pk]))
    leading = _leading(compound)
    # Of two that end on one day, that which stands.
    first = min(leading, key=lambda one: (one.next_due, one.may_move), default=None)
    reports, callers = _reported(compound)
    problems = _problems(compound)
    card = CompoundCard(
        compound=compound,
        aliases=tuple(compound.aliases.order_by("name")),
        by_violation=tuple(sorted((code, *numbers[:3]) for code, *numbers in counted)),
        open=sum(row[1] for row in counted),
        settled=sum(row[2] for row in counted),
        recurrences=sum(row[4] for row in counted),
        problems=problems,
        problems_total=sum(row[1] + row[2] for row in counted),
        mandates=mandates,
        mandate=next((m for m in mandates if _covers(m, today)), None),
        leading=leading,
        next_due=first.next_due if first else None,
        next_may_move=first.may_move if first else "",
        surveys=tuple(SurveyForm.objects.filter(compound=compound).order_by("surveyed_on", "pk")),
        reports=reports,
        callers=callers,
        per_thousand=round(1000 * reports / compound.households, 1) if compound.households else None,
    )
    return card_outside(card) if is_outside(scope) else card


def _covers(mandate: Mandate, day: date) -> bool:
    return (mandate.from_date is None or mandate.from_date <= day) and (
        mandate.until is None or day <= mandate.until
    )


def _problems(compound: Compound) -> tuple[CardProblem, ...]:
    first = Case(When(state=ProblemState.OPEN, then=Value(0)), default=Value(1))
    shown = list(
        Problem.objects.filter(compound=compound)
        .exclude(state=ProblemState.MERGED)
        .defer("words")
        .order_by(first, "-first_on", "-pk")[:SHOWN]
    )
    links = Link.objects.filter(STANDING, problem__in=shown).order_by()
    counted = {
        pk: (reports, callers_at_least(marks, unmarked))
        for pk, reports, marks, unmarked in links.values_list("problem_id").annotate(
            reports=Count("pk"),
            marks=Count("report__caller", distinct=True),
            unmarked=Count("pk", filter=Q(report__caller=None)),
        )
    }
    return tuple(CardProblem(problem, *counted.get(problem.pk, (0, 0))) for problem in shown)


def _leading(compound: Compound) -> tuple[Leading, ...]:
    """Each lead with the first of their tasks to end; of two that end on one day, that whose date somebody has set."""
    set_by_somebody = Case(
        When(task__due_source=GIVEN_TERM, then=Value(0)),
        When(~Q(task__extended_by=""), then=Value(0)),
        default=Value(1),
    )
    lead = [F("unit_id"), F("officer_id")]
    rows = (
        Assignment.objects.filter(
            role=Role.LEAD, task__state=TaskState.OPEN, task__problem__compound=compound
        )
        .select_related("unit", "officer", "task__problem")
        .annotate(
            tasks=Window(Count("pk"), partition_by=lead),
            nth=Window(RowNumber(), partition_by=lead, order_by=["task__due_on", set_by_somebody, "pk"]),
        )
        .filter(nth=1)
        .order_by("task__due_on", "unit_id", "officer_id")
    )
    return tuple(_leader(row, row.tasks) for row in rows)


def _leader(row: Assignment, tasks: int) -> Leading:
    task = row.task
    moves = may_move(
        task.problem.violation, task.start_on, task.due_on, task.due_source, kept=bool(task.extended_by)
    )
    assert row.unit is not None, "who leads is a unit"
    officer = row.officer.name if row.officer else ""
    return Leading(row.unit.short_name, officer, tasks, task.due_on, moves)


def _reported(compound: Compound) -> tuple[int, int]:
    """The reports that speak of a problem here, each once, and by how many callers at the least."""
    counted = Link.objects.filter(STANDING, problem__compound=compound).aggregate(
        reports=Count("report", distinct=True),
        marks=Count("report__caller", distinct=True),
        unmarked=Count("pk", filter=Q(report__caller=None)),
    )
    return counted["reports"], callers_at_least(counted["marks"], counted["unmarked"])
