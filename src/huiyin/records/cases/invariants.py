"""What must always hold of cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Count, F, Max, Q

from huiyin.knowledge.law import book
from huiyin.knowledge.law.review.reviewing import review
from huiyin.records.cases.models import Case, Event, Track
from huiyin.records.cases.standing import files_of
from huiyin.records.ledger import bulk
from huiyin.records.ledger.invariants import invariant
from huiyin.records.problems.models import ProblemState

_BY_WAITING = frozenset(
    {"late-arrival", "decided-late", "served-late", "preservation-too-long", "seizure-too-long"}
)
"""Defects that come by letting time pass; no guard can prevent that."""


@invariant("case.events", "案件的事件连续编号")
def _events_have_no_gaps(now: datetime) -> Iterator[tuple[str, str]]:
    rows = Case.objects.annotate(n=Count("events"), last=Max("events__position"))
    for pk, n, last in rows.exclude(n=F("last")).values_list("pk", "n", "last"):
        yield f"case:{pk}", f"{n} events, the last is numbered {last}"


@invariant("case.track", "案件的程序都在法规库规定的状态中")
def _tracks_stand_in_the_book(now: datetime) -> Iterator[tuple[str, str]]:
    states = {
        procedure.id: {state.id for state in procedure.states}
        for procedure in book.load().procedures.values()
    }
    for pk, procedure, state in Track.objects.values_list("case_id", "procedure", "state"):
        if state not in states.get(procedure, ()):
            yield f"case:{pk}", f"{procedure} has no state {state!r}"


@invariant("case.problem", "未结案的案件不挂在已并入的问题上")
def _no_case_at_a_merged_problem(now: datetime) -> Iterator[tuple[str, str]]:
    lost = Case.objects.filter(closed_at__isnull=True, problem__state=ProblemState.MERGED)
    for pk, problem_id in lost.order_by("pk").values_list("pk", "problem_id"):
        yield f"case:{pk}", f"its problem {problem_id} was merged into another"


@invariant("case.lawful", "案件的每一步都符合其前提")
def _no_step_was_unlawful(now: datetime) -> Iterator[tuple[str, str]]:
    held = book.load()
    for part in bulk.parts(Case.objects.all()):
        cases = Case.objects.filter(pk__in=part).select_related("problem__compound__district")
        for pk, file in files_of(list(cases.order_by("pk"))).items():
            for found in review(file, held):
                if found.defect.level == "statute" and found.defect.id not in _BY_WAITING:
                    yield f"case:{pk}", f"{found.defect.id}: {found.defect.says.zh}"


@invariant("case.closed", "已结案的案件没有进行中的程序，未结案的至少有一个")
def _closed_means_ended(now: datetime) -> Iterator[tuple[str, str]]:
    going_on = Count("tracks", filter=Q(tracks__ended_at__isnull=True))
    for pk, n, closed in Case.objects.annotate(n=going_on).values_list("pk", "n", "closed_at"):
        if (n == 0) != (closed is not None):
            yield f"case:{pk}", f"{n} procedures go on, closed at {closed}"


@invariant("case.under-way", "正在搭建的案件结案时有书面责令、拆除和处罚或者不予处罚决定")
def _what_was_being_built_is_decided(now: datetime) -> Iterator[tuple[str, str]]:
    # One that went to another body, or turned out to be something else, did not come to this procedure's end.
    ended = Track.objects.filter(procedure="construction-under-way", state="closed").values("case")
    cases = Case.objects.filter(pk__in=ended, closed_at__isnull=False)
    for case in cases:
        events = Event.objects.filter(case=case).values_list("event", "said")
        acts = {event for event, _ in events}
        gone = "removed" in acts or any(
            event == "rechecked" and msgspec.json.decode(said).get("corrected") for event, said in events
        )
        if "ordered" not in acts or "decided" not in acts or not gone:
            yield f"case:{case.pk}", f"closed with {', '.join(sorted(acts))} alone"
