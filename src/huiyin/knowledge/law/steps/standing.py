"""How a case stands, and what somebody is about to do in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.law.defects import Article
from huiyin.knowledge.law.money import fen
from huiyin.knowledge.law.procedures import Begin, Edge, Incident, Procedure
from huiyin.knowledge.law.review.case_file import ORDERS, CaseFile, Event
from huiyin.knowledge.law.review.case_file import Procedure as Manner
from huiyin.knowledge.law.review.reviewing import Found, review


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the record says: whether everyone who spoke up was answered, and the firm checked where one must be."""

    reporters_answered: bool = False
    firm_checked: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands: its file, the state of each procedure that is open, and what was said besides the file's own words."""

    case: CaseFile
    tracks: Mapping[str, str]
    besides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    around: Around = Around()


@dataclass(frozen=True, slots=True)
class Step:
    """What is about to be done: an act of a procedure, or an incident where ``procedure`` is empty.

    ``said`` holds the event's fields as a case file has them, ``besides`` what is asked apart from these, ``attested`` the
    guards for which who acts stands with their name.
    """

    procedure: str
    act: str
    at: dt.datetime
    by: tuple[str, ...]
    said: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    besides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    attested: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a guard does not hold, in both languages."""

    zh: str
    en: str


OPEN = Why("", "")
"""The answer of a guard that only what the step states can tell."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step may not be taken: the guard that does not hold, with its articles; no guard where the order of things or what
    was stated stands against it, and then ``field`` names what to change."""

    zh: str
    en: str
    guard: str = ""
    articles: tuple[Article, ...] = ()
    field: str = ""


@dataclass(frozen=True)
class Ask:
    """What a guard is asked about: the case, the step where one is stated, and the case as the step would leave it."""

    standing: Standing
    edge: Edge | Incident
    book: Book
    at: dt.datetime
    step: Step | None = None
    event: Event | None = None
    known: Mapping[str, Found] | None = None
    """The defects of the file as it is, where somebody has reviewed it already."""

    @cached_property
    def before(self) -> CaseFile:
        """The file as it is, judged by the procedure that is open: what is decided on the spot is held to that limit."""
        case, tracks = self.standing.case, self.standing.tracks
        manner: Manner = case.procedure
        if "on-the-spot" in tracks:
            manner = "on-the-spot"
        elif _ORDINARY & set(tracks):
            manner = "ordinary"
        return case if manner == case.procedure else replace(case, procedure=manner)

    @cached_property
    def after(self) -> CaseFile:
        """The file as the step leaves it, with the decision that it leads to where it is not the decision itself.

        A notice and a legal review are about a decision to come: what would make that unlawful is said before it is made.
        """
        if self.event is None:
            return self.before
        after = self.before.going_on(self.event)
        told = after.last("notified")
        if self.event.act in _LEADING and told is not None and after.decided is None:
            said = {"kind": "penalty", "amount": told.get("amount") or 0}
            number = self.event.number + 1
            after = after.going_on(Event(number, "decided", self.event.at, self.event.by, said))
        return after

    @cached_property
    def found(self) -> Mapping[str, Found]:
        """The defects that the file would have, by their kinds."""
        if self.known is not None and self.event is None:
            return self.known
        return {one.defect.id: one for one in review(self.after, self.book)}

    def beside(self, name: str) -> str:
        """What was said besides, in this step or before."""
        stated = self.step.besides.get(name, "") if self.step is not None else ""
        return (stated or self.standing.besides.get(name, "")).strip()


_ORDINARY = {"ordinary", "pudong-fast", "no-penalty"}
_LEADING = ("notified", "legal-reviewed")


def previewed(
    standing: Standing,
    edge: Edge | Incident,
    book: Book,
    at: dt.datetime,
    known: Mapping[str, Found] | None = None,
) -> Ask:
    """What an act asks for before anything is stated; ``known`` is what a review of the file as it is has found."""
    return Ask(standing, edge, book, to_shanghai(at), known=known)


def stated(standing: Standing, edge: Edge | Incident, book: Book, step: Step) -> Ask:
    """What a stated step is asked; its event is added to the file where a file tells of it.

    What the act itself says, and what the record has, is nobody's to state otherwise. Days are Shanghai's.
    """
    at = to_shanghai(step.at)
    told = {
        name: to_shanghai(value) if isinstance(value, dt.datetime) else value
        for name, value in step.said.items()
    }
    said = {**told, **edge.fixed, **computed(standing, edge, step)}
    event = Event(len(standing.case.events), edge.event, at, step.by, said) if edge.event else None
    return Ask(standing, edge, book, at, step, event)


def computed(standing: Standing, edge: Edge | Incident, step: Step) -> dict[str, Any]:
    """What an event says that nobody types, since the record has it."""
    if edge.event == "closed":
        return {"order_met": order_met(standing.case), "paid": fine_paid(standing.case)}
    if edge.event == "hearing-held":
        return {"chair": step.by[0] if step.by else ""}
    return {}


def order_met(case: CaseFile) -> bool:
    """Whether what was ordered last is done: removed, or found corrected by the last re-check after it; true where nothing was
    ordered."""
    order = case.last(*ORDERS)
    if order is None:
        return True
    visit = case.last("rechecked", "removed")
    if visit is None or case.events.index(visit) < case.events.index(order):
        return False
    return visit.act == "removed" or visit.get("corrected") is True


def fine_paid(case: CaseFile) -> bool:
    """Whether the fine and what was added to it are paid in full; true where there is none."""
    fine = case.fine
    if fine is None:
        return True
    owed = fen(fine.get("amount"), *(event.get("amount") for event in case.all("surcharged")))
    return fen(*(event.get("amount") for event in case.all("paid"))) >= owed


def moved(standing: Standing, ask: Ask) -> Standing:
    """How the case stands after a step that was allowed."""
    step, edge = ask.step, ask.edge
    tracks = dict(standing.tracks)
    if isinstance(edge, Edge) and step is not None:
        tracks[step.procedure] = edge.target
    besides = dict(standing.besides) | {k: v for k, v in (step.besides if step else {}).items() if v}
    case = ask.before if ask.event is None else ask.before.going_on(ask.event)
    return replace(standing, case=case, tracks=MappingProxyType(tracks), besides=MappingProxyType(besides))


def begun(standing: Standing, procedure: Procedure, begin: Begin) -> Standing:
    """How the case stands when another procedure has begun beside an open one, which it may leave behind."""
    kept = {
        name: state for name, state in standing.tracks.items() if not (begin.leaves and name == begin.beside)
    }
    tracks = MappingProxyType(kept | {procedure.id: begin.at or procedure.start})
    return replace(standing, tracks=tracks)


def has_ended(standing: Standing, book: Book) -> bool:
    """Whether no procedure of the case is open any more."""
    return all(
        next(one.final for one in book.procedures[name].states if one.id == state)
        for name, state in standing.tracks.items()
    )
