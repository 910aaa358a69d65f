"""What is known of the records that stand on the exceptions list: what people call them, who answers for them, by when."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)

from huiyin.records.accounts.models import Account
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.models import Assignment, Role, SurveyForm, Task, TaskState
from huiyin.records.reports.models import Reply, ReplyState, Report

CAME_BACK = {"record": "report", "wanted": "reply.send"}
"""What tells an item of a report whose matter came back after its answer."""


def told(items: QuerySet[ExceptionItem]) -> QuerySet[ExceptionItem]:
    """The items with ``called`` (an order's number, a compound's or a person's name), ``unit``, ``officer``, ``due_on`` and
    ``of_problem``, each None where there is none. No statement is run; none is added to that which reads them."""
    itself = OuterRef("record_id")
    reports = Report.objects.filter(pk=itself)
    surveys = SurveyForm.objects.filter(pk=itself)
    accounts = Account.objects.filter(pk=itself)
    tasks = Task.objects.filter(pk=itself)
    still = Task.objects.filter(problem=itself, state=TaskState.OPEN).order_by("due_on", "pk")
    of_task = Assignment.objects.filter(task=itself, role=Role.LEAD)
    leads = Assignment.objects.filter(task__problem=itself, task__state=TaskState.OPEN, role=Role.LEAD)
    of_problem = leads.order_by("task__due_on", "task_id")
    return items.annotate(
        called=_by_record(
            CharField(),
            report=(reports, "number"),
            survey=(surveys, "compound__name"),
            account=(accounts, "name"),
        ),
        unit=_by_record(
            CharField(),
            report=(reports, "unit__short_name"),
            problem=(of_problem, "unit__short_name"),
            task=(of_task, "unit__short_name"),
            survey=(surveys, "compound__counting_unit__short_name"),
            account=(accounts, "unit__short_name"),
        ),
        officer=_by_record(
            CharField(), problem=(of_problem, "officer__name"), task=(of_task, "officer__name")
        ),
        due_on=Case(
            When(record="report", then=answer_due()),
            When(record="problem", then=Subquery(still.values("due_on")[:1])),
            When(record="task", then=Subquery(tasks.filter(state=TaskState.OPEN).values("due_on")[:1])),
            output_field=DateField(),
        ),
        of_problem=Case(
            When(record="problem", then=F("record_id")),
            When(record="task", then=Subquery(tasks.values("problem_id")[:1])),
            output_field=BigIntegerField(),
        ),
    )


def answer_due() -> Subquery:
    """By when the answer of an item's report is owed."""
    owed = Reply.objects.filter(pk=OuterRef("record_id"), state=ReplyState.OWED)
    return Subquery(owed.values("due")[:1], output_field=DateField())


def _by_record(field: CharField[Any, Any], **told: tuple[QuerySet[Any], str]) -> Case:
    return Case(
        *(
            When(record=kind, then=Subquery(rows.values(column)[:1], output_field=field))
            for kind, (rows, column) in told.items()
        ),
        output_field=field,
    )
