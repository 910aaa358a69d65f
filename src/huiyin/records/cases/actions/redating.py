"""Dates that follow the calendar: counted anew when days off are known that were not."""

from __future__ import annotations

from collections.abc import Collection

from huiyin.records.cases.actions.keeping import nearest
from huiyin.records.cases.models import Case
from huiyin.records.cases.standing import files_of
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.clashes import retried


@retried
@action("case.redate")
def redate(by: By, case_ids: Collection[int]) -> list[int]:
    """Count the nearest dates of those of some cases anew that are open. Returns the cases whose date moved.

    The same statements for any number of cases; again changes nothing.
    """
    found = Case.objects.select_for_update(of=("self",)).filter(closed_at__isnull=True, pk__in=case_ids)
    cases = list(found.select_related("problem__compound__district").order_by("pk"))
    files = files_of(cases)
    moved = []
    for case in cases:
        was, due = case.due_on, nearest(files[case.pk])
        if due != was:
            enter("case", case.pk, {"due": due and due.isoformat(), "was": was and was.isoformat()})
            moved.append((case.pk, due))
    bulk.update(Case, "due_on", moved)
    return [pk for pk, _ in moved]
