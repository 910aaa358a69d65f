"""Taking a step in a case: an act of one of its procedures, an incident, or another procedure beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.procedures import Edge
from huiyin.knowledge.law.review.case_file import Event as FiledEvent
from huiyin.knowledge.law.review.case_file import Person, PersonRole
from huiyin.knowledge.law.steps.standing import Standing, Step
from huiyin.knowledge.law.steps.taking import beginnings, edge_of, refusals, take
from huiyin.records.cases.actions.keeping import party_of, redate_one
from huiyin.records.cases.members import ROLE_OF, certified
from huiyin.records.cases.models import Case, Event, Member, MemberRole, Part, Track
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.refusal import CaseOvertaken, CaseRefused, refused
from huiyin.records.cases.standing import standing_of
from huiyin.records.ledger.action import By, action, enter


@dataclass(frozen=True, slots=True)
class Taking:
    """A step as somebody states it; ``after`` is the position of the last event that they had seen."""

    case_id: int
    procedure: str
    act: str
    at: datetime
    who: Sequence[str]
    after: int
    said: Mapping[str, Any] = field(default_factory=dict)
    besides: Mapping[str, str] = field(default_factory=dict)
    sworn: Collection[str] = ()


_FILED: Mapping[MemberRole, PersonRole] = {
    MemberRole.OFFICER: "officer",
    MemberRole.APPROVER: "approver",
    MemberRole.REVIEWER: "reviewer",
    MemberRole.CHAIR: "chair",
}


@action("case.step")
def step(by: By, taking: Taking) -> Event:
    """Take a step. Returns the event.

    Raises :class:`CaseRefused` with every guard that does not hold, its article and what to do, and :class:`CaseOvertaken`
    where somebody has acted since; the case is as it was.
    """
    case, last = _locked(taking.case_id, taking.after)
    standing = standing_of(case)
    asked = Step(
        taking.procedure,
        taking.act,
        to_shanghai(taking.at),
        tuple(taking.who),
        dict(taking.said),
        dict(taking.besides),
        frozenset(taking.sworn),
    )
    held = book.load()
    edge = edge_of(standing, asked, held)
    role = ROLE_OF[edge.role] if edge is not None else MemberRole.OFFICER
    standing = _with_members(standing, asked, role)
    if case.closed_at is not None and edge is None:
        raise _closed(case)
    found = refusals(standing, asked, held, to_shanghai(by.at))
    if found or edge is None:
        raise CaseRefused(found)
    _refuse_nameless(case, edge.event, asked)
    after, ask = take(standing, asked, held)
    filed: FiledEvent | None = ask.event
    event = Event.objects.create(
        case=case,
        position=last + 1,
        procedure=taking.procedure,
        act=taking.act,
        event=edge.event,
        at=asked.at,
        said=msgspec.json.encode(_plain(filed.said if filed is not None else {})).decode(),
        besides=msgspec.json.encode({k: v.strip() for k, v in asked.besides.items() if v.strip()}).decode(),
        sworn=" ".join(sorted(asked.attested)),
        entered_at=by.at,
        entered_by=by.actor,
    )
    _take_part(case, event, asked, role)
    content: dict[str, object] = {
        "position": event.position,
        "act": taking.act,
        "at": asked.at.isoformat(),
        "by": list(taking.who),
        "said": event.said,
        "besides": event.besides,
        "sworn": event.sworn,
    }
    if isinstance(edge, Edge):
        content |= {"procedure": taking.procedure, "from": edge.source, "to": edge.target}
        _move(by, case, taking.procedure, after.tracks[taking.procedure])
    redate_one(case)
    enter("case", case.pk, content)
    return event


@action("case.begin")
def begin(by: By, case_id: int, procedure: str, after: int) -> Track:
    """Begin another procedure beside those that are open, which may leave one of them behind.

    Raises :class:`CaseRefused` where the book lets none such begin now, and :class:`CaseOvertaken`.
    """
    case, _ = _locked(case_id, after)
    if case.closed_at is not None:
        raise _closed(case)
    standing = standing_of(case)
    found = next(
        ((path, begin) for path, begin in beginnings(standing, book.load()) if path.id == procedure), None
    )
    if found is None:
        raise refused("现在不能开始这一程序", f"{procedure} cannot begin now", "procedure")
    path, how = found
    # Whoever left a procedure comes back to it where the book lets it begin again: the same track goes on.
    track, _ = Track.objects.update_or_create(
        case=case,
        procedure=path.id,
        defaults={"state": how.at or path.start, "ended_at": None},
        create_defaults={"state": how.at or path.start, "begun_at": by.at},
    )
    content: dict[str, object] = {"begun": path.id, "at": track.state}
    if how.leaves:
        Track.objects.filter(case=case, procedure=how.beside).update(ended_at=by.at)
        content["left"] = how.beside
    enter("case", case.pk, content)
    return track


def _locked(case_id: int, after: int) -> tuple[Case, int]:
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("problem__compound__district", "unit")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise refused("案件不存在", f"there is no case {case_id}")
    last = Event.objects.filter(case=case).order_by("-position").values_list("position", flat=True)[0]
    if last != after:
        raise CaseOvertaken(last)
    return case, last


def _closed(case: Case) -> CaseRefused:
    """What is closed takes remedies, publication and the archive alone."""
    assert case.closed_at is not None
    day = to_shanghai(case.closed_at).date()
    return refused(
        f"{case_number(case.pk)}已于{day}结案，不能再办这一步", f"case {case.pk} was closed on {day}"
    )


def _with_members(standing: Standing, asked: Step, role: MemberRole) -> Standing:
    """The standing with whoever is new in the case; whoever is known stays as what they first took part."""
    fresh = [who for who in asked.by if who not in standing.case.people]
    valid = certified(fresh, asked.at.date())
    people = dict(standing.case.people)
    for who in fresh:
        if who in valid or who.startswith("account:"):
            people[who] = Person(role=_FILED[role], certificate=valid.get(who, False))
    return replace(standing, case=replace(standing.case, people=people))


def _take_part(case: Case, event: Event, asked: Step, role: MemberRole) -> None:
    known = {member.who: member for member in Member.objects.filter(case=case, who__in=asked.by)}
    valid = certified([who for who in asked.by if who not in known], asked.at.date())
    for rank, who in enumerate(asked.by):
        member = known.get(who) or Member.objects.create(
            case=case, who=who, role=role, certificate=valid.get(who, False)
        )
        Part.objects.create(event=event, member=member, rank=rank)


def _move(by: By, case: Case, procedure: str, state: str) -> None:
    held = book.load().procedures[procedure]
    final = next(one.final for one in held.states if one.id == state)
    Track.objects.filter(case=case, procedure=procedure).update(
        state=state, ended_at=by.at if final else None
    )
    # A branch closes nothing; the case ends with the last procedure that does.
    going_on = Track.objects.filter(case=case, ended_at__isnull=True).exists()
    if final and not held.branch and not going_on:
        case.closed_at = by.at
        case.save(update_fields=["closed_at"])


def _refuse_nameless(case: Case, event: str, asked: Step) -> None:
    """Nobody is filed against, decided on or written to without a name; papers go by post to an address alone."""
    party = party_of(case) if event in ("filed", "decided", "served") else None
    if event in ("filed", "decided") and party is None:
        raise refused(
            "当事人尚未查明，请先填写当事人", "nobody knows yet who the party is: name it first", "party"
        )
    if (
        event == "served"
        and asked.said.get("mode") == "post"
        and (party is None or not party.address.strip())
    ):
        raise refused("邮寄送达须有当事人地址", "a paper by post needs the party's address", "mode")


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said as JSON holds it; moments and days as they are written."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in said.items()
        if value is not None
    }
