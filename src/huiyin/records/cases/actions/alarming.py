"""Limits of cases that are over: listed until somebody acts."""

from __future__ import annotations

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.cases.models import Case
from huiyin.records.cases.unsettled import waiting
from huiyin.records.ledger.action import By, action


@action("case.alarm")
def alarm(by: By) -> list[int]:
    """Find the open cases whose nearest limit was over yesterday and that are not listed yet. Returns their ids; what is put
    on the exceptions list follows from it. Again changes nothing."""
    over = Case.objects.filter(closed_at__isnull=True, due_on__lt=to_shanghai(by.at).date())
    listed = waiting(over.values_list("pk", flat=True))
    return [pk for pk in over.order_by("pk").values_list("pk", flat=True) if pk not in listed]
