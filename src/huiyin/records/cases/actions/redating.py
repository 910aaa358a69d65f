"""Dates that follow the calendar: counted anew when days off are known that were not."""

from __future__ import annotations

from collections.abc import Collection

from huiyin.records.cases.actions.keeping import redate_one
from huiyin.records.cases.models import Case
from huiyin.records.ledger.action import By, action, enter


@action("case.redate")
def redate(by: By, case_ids: Collection[int] | None = None) -> list[int]:
    """Count the nearest date of open cases anew, of some or of all. Returns those whose date moved."""
    cases = Case.objects.select_for_update(of=("self",)).filter(closed_at__isnull=True)
    if case_ids is not None:
        cases = cases.filter(pk__in=case_ids)
    moved = []
    for case in cases.select_related("problem__compound__district").order_by("pk"):
        was = case.due_on
        redate_one(case)
        if case.due_on != was:
            enter(
                "case",
                case.pk,
                {"due": case.due_on and case.due_on.isoformat(), "was": was and was.isoformat()},
            )
            moved.append(case.pk)
    return moved
