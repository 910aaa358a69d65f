"""Cases on the exceptions list."""

from __future__ import annotations

from collections.abc import Iterable

from huiyin.records.ledger.models import ExceptionItem

WANTED = "case.step"
"""What a listed case waits for."""


def waiting(case_ids: Iterable[int]) -> dict[int, int]:
    """The open items of these cases: the item's id by case. One statement."""
    items = ExceptionItem.objects.filter(
        record="case", record_id__in=list(case_ids), wanted=WANTED, cleared_at__isnull=True
    )
    return dict(items.values_list("record_id", "pk"))
