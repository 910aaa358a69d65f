"""Problems of which no report speaks any more: their items on the exceptions list, and which of these are true no more."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.problems.models import Link
from huiyin.records.problems.orders import STANDING


def bare_items() -> QuerySet[ExceptionItem]:
    """The open items that say of a problem that no report speaks of it any more."""
    items = ExceptionItem.objects.filter(record="problem", wanted="problem.settle", cleared_at__isnull=True)
    return items.order_by("pk")


def waiting_bare(problem_ids: Collection[int]) -> list[int]:
    """Those of them that stand at these problems. One statement."""
    return list(bare_items().filter(record_id__in=problem_ids).values_list("pk", flat=True))


def supported_again(report_ids: Collection[int]) -> list[int]:
    """Those of them that stand at a problem of which one of these reports speaks now. One statement."""
    speaks = Link.objects.filter(report__in=report_ids, removed_at__isnull=True)
    return list(bare_items().filter(record_id__in=speaks.values("problem")).values_list("pk", flat=True))


def supported(problem_ids: Collection[int]) -> list[int]:
    """Those of them that stand at one of these problems of which a report does speak, withdrawn ones aside. One statement."""
    speaks = Link.objects.filter(STANDING, problem=OuterRef("record_id"))
    found = bare_items().filter(Exists(speaks), record_id__in=problem_ids)
    return list(found.values_list("pk", flat=True))
