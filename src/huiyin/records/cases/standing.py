"""A case as the law's functions take it: its file, where its procedures stand, and what the rest of the record says."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.review.case_file import CaseFile, case_file
from huiyin.knowledge.law.steps.standing import Around, Standing
from huiyin.records.cases.models import Case, Event, Member, Part, Track
from huiyin.records.cases.numbers import case_number
from huiyin.records.problems.models import Link
from huiyin.records.reports.models import Reply, ReplyState

FIRM_CHECK = "firm-check"
DAY_ALONE = '{"day_alone":true}'
"""What is said of a first report whose moment nobody knows: no hours are counted from it."""
_SETTLED = (ReplyState.SENT, ReplyState.UNREACHABLE, ReplyState.RELEASED)


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


def as_data(case: Case, events: list[Event] | None = None) -> dict[str, Any]:
    """The case as a line of JSON holds it; nobody is named in it."""
    if events is None:
        events = list(Event.objects.filter(case=case).order_by("position"))
    parts: dict[int, list[str]] = defaultdict(list)
    rows = Part.objects.filter(event__case=case).order_by("event_id", "rank")
    for event_id, who in rows.values_list("event_id", "member__who"):
        parts[event_id].append(who)
    people = {
        member.who: {"role": member.role, "certificate": member.certificate}
        for member in Member.objects.filter(case=case)
    }
    procedures = set(Track.objects.filter(case=case).values_list("procedure", flat=True))
    return {
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
        "procedure": "on-the-spot" if procedures - {"court"} == {"on-the-spot"} else "ordinary",
        "competent": case.competent,
        "fined_before": fined_before(case),
        "people": people,
        "events": [
            {
                **msgspec.json.decode(event.said),
                "act": event.event,
                "at": to_shanghai(event.at).isoformat(),
                "by": parts[event.pk],
            }
            for event in events
            if event.event
        ],
    }


def fined_before(case: Case) -> bool:
    """Whether the same party was fined for the same problem in another case (处罚法 29)."""
    if case.party_mark is None:
        return False
    fined = Event.objects.filter(
        case__problem=case.problem_id,
        case__party_mark=case.party_mark,
        event="decided",
        said__contains='"penalty"',
    )
    return fined.exclude(case=case.pk).exists()


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
