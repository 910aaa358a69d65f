"""A case on one page: where its procedures stand, what is lawful next and what is missing, its limits, its file, its review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from huiyin.doors.web.cases.case_acts import ANY
from huiyin.doors.web.cases.drawing import Drawing, drawn
from huiyin.doors.web.cases.finding import leads, the_page
from huiyin.doors.web.cases.words import (
    RIGHT_OF,
    actor_name,
    cited,
    edge_of,
    event_lines,
    event_name,
    headed,
    limit_chip,
    said,
    state_name,
)
from huiyin.doors.web.design.clocks import ClockChip
from huiyin.doors.web.design.shapes import Crumb, Fact, Moment, Step
from huiyin.doors.web.gate import DeskRequest, needs
from huiyin.doors.web.language import either, violation_name
from huiyin.doors.web.problem.words import area, chinese, day, moment, where
from huiyin.knowledge.law import book
from huiyin.knowledge.law.money import yuan
from huiyin.knowledge.law.procedures import Edge, Procedure
from huiyin.knowledge.law.steps.standing import OPEN, Why
from huiyin.knowledge.law.steps.taking import Option
from huiyin.knowledge.law.telling import found as found_words
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.actions.evidence import SHOWN
from huiyin.records.cases.actions.keeping import party_of
from huiyin.records.cases.members import names
from huiyin.records.cases.models import Event, Evidence, Track
from huiyin.records.cases.numbers import case_number
from huiyin.records.cases.queries import CasePage
from huiyin.records.problems.numbers import problem_number


@dataclass(frozen=True, slots=True)
class GuardLine:
    """A guard of an act: whether it holds, does not and why, or is told by the form."""

    words: str
    why: str
    article: str
    state: str


@dataclass(frozen=True, slots=True)
class ActCard:
    """An act that is open: its guards, who does it, and its address for whoever may."""

    name: str
    who: str
    paper: str
    guards: tuple[GuardLine, ...]
    url: str
    barred: bool


@dataclass(frozen=True, slots=True)
class TrackCard:
    """A procedure of the case: its way so far, its drawing, and its open acts."""

    name: str
    state: str
    over: bool
    steps: tuple[Step, ...]
    drawing: Drawing
    acts: tuple[ActCard, ...]


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit that runs."""

    name: str
    clock: ClockChip
    plan: str


@dataclass(frozen=True, slots=True)
class PieceCard:
    """A piece of evidence; ``shown`` says that the page shows it."""

    pk: int
    name: str
    says: str
    what: str
    shown: bool


@dataclass(frozen=True, slots=True)
class DefectLine:
    """What a review of the file finds."""

    words: str
    article: str


@needs(Right.CASE_READ)
@require_safe
def case(request: DeskRequest, pk: int) -> HttpResponse:
    """The page of a case in the area."""
    page = the_page(request, pk)
    one, ours = page.case, leads(request, page.case)
    problem = one.problem
    investigates = ours and request.user.may(Right.CASE_INVESTIGATE) and one.closed_at is None
    people = names({part.member.who for event in page.events for part in event.parts.all()})
    context = {
        "case": one,
        "number": case_number(one.pk),
        "title": violation_name(one.violation),
        "problem": problem,
        "problem_number": problem_number(problem.pk),
        "place": where(problem),
        "area": area(problem.compound),
        "crumbs": [Crumb(gettext("案件"), reverse("cases"))],
        "tracks": [_track(request, page, track, ours=ours) for track in page.tracks],
        "incidents": [
            _act(request, page, option, ours=ours)
            for option in page.options
            if not option.procedure and request.user.may(RIGHT_OF[option.edge.role])
        ]
        if ours
        else [],
        "begins": [
            (headed(path.name), reverse("case-begin", args=[one.pk, path.id])) for path, _ in page.beginnings
        ]
        if ours and (investigates or request.user.may(Right.CASE_APPROVE))
        else [],
        "limits": [
            LimitLine(
                headed(limit.name),
                limit_chip(limit, request.today),
                day(limit.plan) if limit.plan is not None else "",
            )
            for limit in page.limits
        ],
        "facts": _facts(page),
        "moments": _moments(page.events, one.violation, people),
        "defects": _defects(page),
        "evidence": [_piece(piece) for piece in page.evidence],
        "names_party": investigates,
        "looks_at_party": ours and one.party is not None and any(map(request.user.may, ANY)),
    }
    return render(request, "web/cases/case.html", context)


def hidden(name: str) -> str:
    """A name by which those who know it know it again, and nobody else learns it."""
    return f"{name.strip()[:1]}**"


def _track(request: DeskRequest, page: CasePage, track: Track, *, ours: bool) -> TrackCard:
    procedure = book.load().procedures[track.procedure]
    edges = {edge.act: edge for edge in procedure.edges}
    way = _way(page, track, edges)
    over = track.ended_at is not None
    acts = [] if over else [option for option in page.options if option.procedure == track.procedure]
    return TrackCard(
        headed(procedure.name),
        state_name(track.procedure, track.state),
        over,
        tuple(way),
        drawn(procedure, "" if over else track.state, _taken(page, procedure)),
        tuple(_act(request, page, option, ours=ours) for option in acts),
    )


def _taken(page: CasePage, procedure: Procedure) -> set[tuple[str, str]]:
    """The ends of the acts that were taken in a procedure. It may have begun in another state than its start."""
    taken, state = set[tuple[str, str]](), ""
    for event in page.events:
        if event.procedure != procedure.id:
            continue
        begun = {procedure.start, *(begin.at for begin in procedure.begins)}
        sources = {state} if state else begun
        edge = next((one for one in procedure.edges if one.act == event.act and one.source in sources), None)
        if edge is not None:
            taken.add((edge.source, edge.target))
            state = edge.target
    return taken


def _way(page: CasePage, track: Track, edges: dict[str, Edge]) -> Iterable[Step]:
    """The acts that were taken, where the case stands now, and the shortest way to the end."""
    for event in page.events:
        if event.procedure == track.procedure and event.act in edges:
            yield Step(headed(edges[event.act].name), "done", at=event.at)
    if track.ended_at is not None:
        return
    procedure = book.load().procedures[track.procedure]
    state, first, seen = track.state, True, set[str]()
    while (leaving := procedure.leaving(state)) and state not in seen:
        seen.add(state)
        yield Step(headed(leaving[0].name), "now" if first else "todo")
        state, first = leaving[0].target, False


def _act(request: DeskRequest, page: CasePage, option: Option, *, ours: bool) -> ActCard:
    edge = option.edge
    may = ours and request.user.may(RIGHT_OF[edge.role])
    names = [page.case.pk, option.procedure, option.act] if option.procedure else [page.case.pk, option.act]
    url = reverse("case-step" if option.procedure else "case-incident", args=names) if may else ""
    guards = tuple(
        GuardLine(
            said(guard.says),
            either(why.zh, why.en) if why is not None else "",
            cited(guard.articles),
            _state(why),
        )
        for guard, why in option.guards
    )
    return ActCard(headed(edge.name), actor_name(edge.role), edge.paper, guards, url, option.barred)


def _state(why: Why | None) -> str:
    if why is None:
        return "holds"
    return "open" if why is OPEN else "broken"


def _facts(page: CasePage) -> list[Fact]:
    one = page.case
    party = party_of(one)
    rows = [
        Fact(gettext("当事人"), chinese(hidden(party.name)) if party is not None else gettext("尚未查明")),
        Fact(
            gettext("类型和身份"),
            f"{gettext(one.get_party_kind_display())} · {gettext(one.get_party_role_display())}",
        ),
        Fact(gettext("行为开始"), day(one.act_from)),
        Fact(gettext("行为终了"), day(one.act_to) if one.act_to else gettext("仍在持续")),
        Fact(gettext("办案单位"), chinese(one.unit.name)),
        Fact(gettext("管辖"), gettext("已确认有权管辖") if one.competent else gettext("未确认")),
    ]
    details = {row.id: row.name for row in book.load().details.get(one.violation, ())}
    if one.detail in details:
        rows.insert(2, Fact(gettext("情形"), said(details[one.detail])))
    if one.area_m2 is not None:
        rows.append(Fact(gettext("面积（平方米）"), yuan(one.area_m2, grouped=True)))
    return rows


def _moments(events: Iterable[Event], violation: str, people: dict[str, str]) -> list[Moment]:
    held = book.load()
    found = []
    for event in reversed(list(events)):
        stated = msgspec.json.decode(event.said) | msgspec.json.decode(event.besides)
        lines = [Fact(term, value) for term, value in event_lines(edge_of(event), violation, stated)]
        if event.sworn:
            sworn = gettext("、").join(said(held.guards[one].says) for one in event.sworn.split())
            lines.append(Fact(gettext("办理人确认"), sworn))
        who = gettext("、").join(people[part.member.who] for part in event.parts.all())
        found.append(Moment(event.at, event_name(event), who, lines=lines))
    return found


def _piece(one: Evidence) -> PieceCard:
    what = [gettext(one.get_kind_display()), moment(one.at)]
    if one.event is not None:
        what.insert(1, event_name(one.event))
    return PieceCard(one.pk, one.name, one.says, " · ".join(what), one.media in SHOWN)


def _defects(page: CasePage) -> list[DefectLine]:
    held = book.load()
    facts = page.standing.case.facts
    rules = tuple(held.fines.get(facts.violation, ()))
    told = [found_words(one, held, rules[:1]) for one in page.defects]
    return [
        DefectLine(either(one["explanation"]["zh"], one["explanation"]["en"]), one["article"]) for one in told
    ]
