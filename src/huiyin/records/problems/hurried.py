"""Problems that reports alone made 'under way' (正在实施) and of which none says so now: their items on the exceptions list.

Whether it is so cannot be told from the desk. The shorter term stands until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from huiyin.records.ledger.models import Entry, ExceptionItem
from huiyin.records.problems.models import Condition, Link, Problem, ProblemState
from huiyin.records.problems.orders import STANDING

WANTED = "problem.verify"
"""What such a problem waits for."""


def unsaid(problem_ids: Collection[int]) -> list[tuple[str, int, str, str]]:
    """Items for the list: those of these open problems, none of which was checked, that joined reports made 'under way', while
    the reports that still speak of them do not say so. One statement."""
    speaks = Link.objects.filter(STANDING, problem=OuterRef("pk"))
    joined = Entry.objects.filter(record="problem", record_id=OuterRef("pk"), action="problem.join")
    by_reports = joined.filter(
        Q(content__contains='"condition":"in_progress"') | Q(content__contains='"opened":true')
    )
    found = Problem.objects.filter(
        Exists(speaks),
        ~Exists(speaks.filter(report__in_progress=True)),
        Exists(by_reports),
        pk__in=problem_ids,
        state=ProblemState.OPEN,
        condition=Condition.IN_PROGRESS,
        verification="",
    )
    return [
        ("problem", pk, WANTED, "现有诉件均未反映正在实施，请核实现场情况；时限暂不变动。")
        for pk in found.order_by("pk").values_list("pk", flat=True)
    ]


def looked_at() -> list[int]:
    """The open items that say so of a problem that was checked since, or is open no more. One statement."""
    items = ExceptionItem.objects.filter(record="problem", wanted=WANTED, cleared_at__isnull=True)
    waits = Problem.objects.filter(pk=OuterRef("record_id"), state=ProblemState.OPEN, verification="")
    return list(items.filter(~Exists(waits)).order_by("pk").values_list("pk", flat=True))
