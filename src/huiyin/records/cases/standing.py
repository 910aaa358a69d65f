"""A case as the law's functions take it: its file, where its procedures stand, and what the rest of the record says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.review.case_file import CaseFile, case_file
from huiyin.knowledge.law.steps.limits import Limit, running
from huiyin.knowledge.law.steps.standing import Around, Standing
from huiyin.records.cases.models import Case, Event, Member, Part, Track
from huiyin.records.cases.numbers import case_number
from huiyin.records.problems.models import Link
from huiyin.records.reports.models import Reply, ReplyState

FIRM_CHECK = "firm-check"
DAY_ALONE = '{"day_alone":true}'
"""What is said of a first report whose moment nobody knows: no hours are counted from it."""
_OURS = frozenset({"officers", "head", "reviewer", "chair", "station", "clerk"})
_SETTLED = (ReplyState.SENT, ReplyState.UNREACHABLE, ReplyState.RELEASED)


def ours(file: CaseFile) -> list[Limit]:
    """The limits that run on a case and that the agency itself must keep."""
    return [one for one in running(file, book.load()) if one.whose in _OURS]


def standing_of(case: Case) -> Standing:
    """How a case stands. Seven statements."""
    events = list(Event.objects.filter(case=case).order_by("position"))
    besides: dict[str, str] = {}
    for event in events:
        besides |= msgspec.json.decode(event.besides)
    tracks = Track.objects.filter(case=case, ended_at__isnull=True).order_by("begun_at", "pk")
    return Standing(
        file_of(case, events),
        MappingProxyType({track.procedure: track.state for track in tracks}),
        MappingProxyType(besides),
        _around(case, besides),
    )


def file_of(case: Case, events: list[Event] | None = None) -> CaseFile:
    """The case as a case file: what a review takes."""
    return case_file(as_data(case, events), book.load())


def files_of(cases: Sequence[Case]) -> dict[int, CaseFile]:
    """Cases as case files, by id; they come with problem, compound and district. Five statements for any number."""
    held = book.load()
    return {case.pk: case_file(data, held) for case, data in _told(cases)}


def as_data(case: Case, events: list[Event] | None = None) -> dict[str, Any]:
    """The case as a line of JSON holds it; nobody is named in it."""
    ((_, data),) = _told([case], events)
    return data


def _told(cases: Sequence[Case], events: list[Event] | None = None) -> Iterator[tuple[Case, dict[str, Any]]]:
    if events is None:
        events = list(Event.objects.filter(case__in=cases).order_by("case_id", "position"))
    happened: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        happened[event.case_id].append(event)
    parts: dict[int, list[str]] = defaultdict(list)
    rows = Part.objects.filter(event__case__in=cases).order_by("event_id", "rank")
    for event_id, who in rows.values_list("event_id", "member__who"):
        parts[event_id].append(who)
    people: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for member in Member.objects.filter(case__in=cases):
        people[member.case_id][member.who] = {"role": member.role, "certificate": member.certificate}
    procedures: dict[int, set[str]] = defaultdict(set)
    for case_id, procedure in Track.objects.filter(case__in=cases).values_list("case_id", "procedure"):
        procedures[case_id].add(procedure)
    fined = _fined_before(cases)
    for case in cases:
        yield (
            case,
            {
                "id": case_number(case.pk),
                "violation": case.violation,
                "detail": case.detail or None,
                "in_progress": case.in_progress,
                "area_m2": case.area_m2,
                "district": _district(case),
                "party": {"kind": case.party_kind, "role": case.party_role},
                "act_from": case.act_from.isoformat(),
                "act_to": case.act_to.isoformat() if case.act_to else None,
                # A fine of the spot that the court carries out was decided on the spot all the same.
                "procedure": "on-the-spot"
                if procedures[case.pk] - {"court"} == {"on-the-spot"}
                else "ordinary",
                "competent": case.competent,
                "fined_before": case.pk in fined,
                "people": people[case.pk],
                "events": [
                    {
                        **msgspec.json.decode(event.said),
                        "act": event.event,
                        "at": to_shanghai(event.at).isoformat(),
                        "by": parts[event.pk],
                    }
                    for event in happened[case.pk]
                    if event.event
                ],
            },
        )


def _fined_before(cases: Sequence[Case]) -> set[int]:
    """Those of the cases whose party was fined for the same problem in another case (处罚法 29). At most one statement."""
    marked = {
        case.pk: (case.problem_id, bytes(case.party_mark)) for case in cases if case.party_mark is not None
    }
    if not marked:
        return set()
    decided = Event.objects.filter(
        case__problem__in={problem_id for problem_id, _ in marked.values()},
        event="decided",
        said__contains='"penalty"',
    )
    fined: dict[tuple[int, bytes], set[int]] = defaultdict(set)
    for case_id, problem_id, mark in decided.values_list("case_id", "case__problem_id", "case__party_mark"):
        if mark is not None:
            fined[problem_id, bytes(mark)].add(case_id)
    return {pk for pk, key in marked.items() if fined[key] - {pk}}


def _district(case: Case) -> str | None:
    district = case.problem.compound.district
    return district.name if district is not None else None


def _around(case: Case, besides: dict[str, str]) -> Around:
    waiting = Link.objects.filter(problem=case.problem_id, removed_at__isnull=True).filter(
        Exists(Reply.objects.filter(report=OuterRef("report")).exclude(state__in=_SETTLED))
    )
    duty = book.load().violations[case.violation].companion_duty
    return Around(
        reporters_answered=not waiting.exists(),
        firm_checked=duty is None or bool(besides.get(FIRM_CHECK, "").strip()),
    )
