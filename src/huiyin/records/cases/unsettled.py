"""Cases on the exceptions list, and problems that are there since several cases of them are open."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, Subquery

from huiyin.records.cases.models import Case
from huiyin.records.ledger.models import ExceptionItem

WANTED = "case.step"
"""What a listed case waits for."""
TOGETHER = "case.follow"
"""By what several open cases of a problem came together, for a person to look at."""


def waiting(case_ids: Iterable[int]) -> dict[int, int]:
    """The open items of these cases: the item's id by case. One statement."""
    items = ExceptionItem.objects.filter(
        record="case", record_id__in=list(case_ids), wanted=WANTED, cleared_at__isnull=True
    )
    return dict(items.values_list("record_id", "pk"))


def together_no_more(case_id: int) -> list[int]:
    """The open item that says of the case's problem that several cases are open, where that is so no more. One statement."""
    its = Case.objects.filter(pk=case_id).values("problem")
    still = Case.objects.filter(problem=OuterRef("record_id"), closed_at__isnull=True).order_by()
    items = ExceptionItem.objects.filter(record="problem", wanted=TOGETHER, cleared_at__isnull=True)
    counted = items.annotate(still=Subquery(still.values("problem").annotate(n=Count("pk")).values("n")))
    few = counted.filter(Q(still__isnull=True) | Q(still__lt=2), record_id__in=its)
    return list(few.values_list("pk", flat=True))
