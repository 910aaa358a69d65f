"""What must always hold of problems, tasks and assignments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q

from huiyin.knowledge.law import book
from huiyin.records.ledger.invariants import invariant
from huiyin.records.ledger.models import Entry, ExceptionItem
from huiyin.records.problems import named, orders, reach, returned, survey_before
from huiyin.records.problems.models import (
    Assignment,
    Link,
    ListVersion,
    Problem,
    ProblemState,
    Role,
    Task,
    TaskState,
)
from huiyin.records.problems.versions import as_entered, may_sign
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Fate, Reply, ReplyState, Report


@invariant("problem.task", "每个问题都有任务")
def _every_problem_has_a_task(now: datetime) -> Iterator[tuple[str, str]]:
    problems = Problem.objects.exclude(state=ProblemState.MERGED)
    for pk in problems.filter(~Exists(Task.objects.filter(problem=OuterRef("pk")))).values_list(
        "pk", flat=True
    ):
        yield f"problem:{pk}", "no task"


@invariant("task.open", "未完成任务属于未销号问题，每个问题只有一项")
def _an_open_problem_has_one_open_task(now: datetime) -> Iterator[tuple[str, str]]:
    undone = Task.objects.filter(state=TaskState.OPEN)
    for pk in undone.exclude(problem__state=ProblemState.OPEN).order_by("pk").values_list("pk", flat=True):
        yield f"task:{pk}", "it is open, and its problem is not"
    counted = undone.order_by("problem_id").values_list("problem_id").annotate(tasks=Count("pk"))
    for problem_id, tasks in counted.filter(tasks__gt=1):
        yield f"problem:{problem_id}", f"{tasks} open tasks"


@invariant("task.lead", "每项任务有且只有一个牵头单位")
def _every_task_has_one_lead(now: datetime) -> Iterator[tuple[str, str]]:
    leads = Count("assignments", filter=Q(assignments__role=Role.LEAD, assignments__unit__isnull=False))
    for pk, n in Task.objects.annotate(n=leads).exclude(n=1).values_list("pk", "n"):
        yield f"task:{pk}", f"{n} lead units"


@invariant("report.linked", "诉件去向与关联一致")
def _linked_means_linked(now: datetime) -> Iterator[tuple[str, str]]:
    active = Link.objects.filter(report=OuterRef("pk"), removed_at__isnull=True)
    for pk in Report.objects.filter(~Exists(active), fate=Fate.LINKED).values_list("pk", flat=True):
        yield f"report:{pk}", "its fate says linked, but it is linked to no problem"
    for pk in Report.objects.filter(
        Exists(active), fate__in=[Fate.PENDING, Fate.TRANSFERRED, Fate.DECLINED, Fate.ATTACHED, Fate.ANSWERED]
    ).values_list("pk", flat=True):
        yield f"report:{pk}", "it is linked to a problem, but its fate does not say so"


@invariant("problem.reported", "每个未销号问题都有诉件支持，或在例外清单上等待处理")
def _every_problem_was_reported(now: datetime) -> Iterator[tuple[str, str]]:
    active = Link.objects.filter(orders.STANDING, problem=OuterRef("pk"))
    listed = ExceptionItem.objects.filter(
        record="problem", record_id=OuterRef("pk"), wanted="problem.settle", cleared_at__isnull=True
    )
    bare = Problem.objects.filter(~Exists(active), ~Exists(listed), state=ProblemState.OPEN)
    for pk in bare.values_list("pk", flat=True):
        yield f"problem:{pk}", "no report speaks of it any more; settle it or link one"


@invariant("problem.first", "首次反映日期是所关联诉件中最早一件的日期")
def _problems_are_dated_by_their_first_report(now: datetime) -> Iterator[tuple[str, str]]:
    linked = Link.objects.filter(removed_at__isnull=True).order_by("problem_id")
    days = linked.values_list("problem_id", "problem__first_on").annotate(first=Min("report__created_on"))
    for pk, first_on, first in days.exclude(first=F("problem__first_on")):
        yield (
            f"problem:{pk}",
            f"it says first reported {first_on}, and the first of its reports is of {first}",
        )


@invariant("problem.reply", "已销号问题的每件诉件都有回音")
def _settled_means_answered(now: datetime) -> Iterator[tuple[str, str]]:
    waiting = Reply.objects.filter(state=ReplyState.WAITING, report__fate=Fate.LINKED)
    open_links = Link.objects.filter(removed_at__isnull=True, problem__state=ProblemState.OPEN)
    # Two sets rather than one query: without fresh statistics PostgreSQL would compare every report with every link.
    answerable = set(waiting.values_list("pk", flat=True))
    answerable.difference_update(open_links.values_list("report_id", flat=True).iterator())
    for pk in sorted(answerable):
        yield f"report:{pk}", "all its problems are settled, but its answer is not owed"


@invariant("problem.code", "问题类型都在法规库中")
def _violations_are_in_the_book(now: datetime) -> Iterator[tuple[str, str]]:
    for pk, code in Problem.objects.exclude(violation__in=list(book.load().violations)).values_list(
        "pk", "violation"
    ):
        yield f"problem:{pk}", f"{code!r} is not in the statute book"


@invariant("problem.place", "问题不挂在已并入的小区上")
def _no_problem_at_a_merged_compound(now: datetime) -> Iterator[tuple[str, str]]:
    lost = Problem.objects.filter(compound__status=Compound.Status.MERGED, state=ProblemState.OPEN)
    for pk in lost.values_list("pk", flat=True):
        yield f"problem:{pk}", "its compound was merged into another"


@invariant("problem.merged", "已并入的问题都有并入时间，其他问题没有")
def _merged_means_since_when(now: datetime) -> Iterator[tuple[str, str]]:
    # No constraint: for a further one SQLite would make the table anew, without the triggers of the search.
    merged = Problem.objects.filter(state=ProblemState.MERGED, merged_at__isnull=True)
    others = Problem.objects.exclude(state=ProblemState.MERGED).filter(merged_at__isnull=False)
    for pk in merged.order_by("pk").values_list("pk", flat=True):
        yield f"problem:{pk}", "it was merged, but nothing says when"
    for pk in others.order_by("pk").values_list("pk", flat=True):
        yield f"problem:{pk}", "it says when it was merged, but it was not"


@invariant("problem.reach", "每个问题由且仅由所在区域的单位可见")
def _problems_are_seen_where_they_lie(now: datetime) -> Iterator[tuple[str, str]]:
    for unit_id, problem_id, wanted in reach.breaches():
        said = "lies in its area but is not shown to it" if wanted else "is shown to it but lies elsewhere"
        yield f"problem:{problem_id}", f"unit {unit_id}: the problem {said}"


@invariant("problem.words", "每个问题都能按小区、位置和类型的名称查到")
def _problems_are_found_by_their_names(now: datetime) -> Iterator[tuple[str, str]]:
    for pk in named.stale():
        yield (
            f"problem:{pk}",
            "its words are not those of its compound, place and kind: searching may miss it",
        )


@invariant("problem.ledger", "每个问题都有立项记录")
def _every_problem_is_in_the_ledger(now: datetime) -> Iterator[tuple[str, str]]:
    entered = Entry.objects.filter(record="problem", record_id=OuterRef("pk"), position=1)
    for pk in Problem.objects.filter(~Exists(entered)).values_list("pk", flat=True):
        yield f"problem:{pk}", "the ledger has no entry of its opening"
    assigned = Entry.objects.filter(record="task", record_id=OuterRef("task_id"))
    for pk in Assignment.objects.filter(~Exists(assigned), role=Role.LEAD).values_list("task_id", flat=True):
        yield f"task:{pk}", "the ledger has no entry of its assignment"


@invariant("list.rows", "冻结清单的内容与签发记录一致")
def _frozen_lists_are_as_entered(now: datetime) -> Iterator[tuple[str, str]]:
    for pk in ListVersion.objects.order_by("pk").values_list("pk", flat=True):
        if not as_entered(pk):
            yield f"list:{pk}", "its rows are not those that the ledger speaks of"


@invariant("list.signers", "清单的拟制人、审核人没有审定或签发同一份清单")
def _others_sign_what_was_reviewed(now: datetime) -> Iterator[tuple[str, str]]:
    for version in ListVersion.objects.exclude(approved_by="").order_by("pk"):
        for actor in sorted({version.approved_by, version.issued_by} - {""}):
            if not may_sign(version, actor):
                yield f"list:{version.pk}", f"{actor} drafted or reviewed it, and approved or issued it too"


@invariant("task.officer", "牵头人员属于牵头单位")
def officers_of_the_lead(now: datetime) -> Iterator[tuple[str, str]]:
    """Tasks whose officer is of another unit than leads them."""
    wrong = Assignment.objects.filter(role=Role.LEAD, officer__isnull=False).exclude(officer__unit=F("unit"))
    for task_id in wrong.order_by("task_id").values_list("task_id", flat=True):
        yield f"task:{task_id}", "its officer is of another unit than the one that leads it"


@invariant("task.returned", "退回补充的任务尚未办结，并有责任人")
def returned_tasks_have_somebody(now: datetime) -> Iterator[tuple[str, str]]:
    """Tasks that wait for a supplement that nobody is to give."""
    for task_id, wrong in returned.breaches():
        yield f"task:{task_id}", wrong


@invariant("task.limits", "任务时限与来源所定时限、诉件时限一致")
def tasks_follow_their_reports(now: datetime) -> Iterator[tuple[str, str]]:
    """Open tasks that are not due when the book or a source says so, or do not know the first limit of their reports."""
    for task_id, wrong in orders.breaches():
        yield f"task:{task_id}", wrong


@invariant("survey.frozen", "冻结的排摸表都留有冻结时的小区情况，且与记录一致")
def frozen_forms_keep_their_place(now: datetime) -> Iterator[tuple[str, str]]:
    """Forms of the snapshot that do not say what their compound was, or say otherwise than was entered."""
    for form_id, wrong in survey_before.breaches():
        yield f"survey:{form_id}", wrong
