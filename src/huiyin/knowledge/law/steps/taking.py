"""What may be done next in a case, and why a stated step is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from huiyin.knowledge.law.book import Book
from huiyin.knowledge.law.calendar import in_force
from huiyin.knowledge.law.procedures import Begin, Edge, Guard, Incident, Procedure
from huiyin.knowledge.law.review.case_file import CaseFile
from huiyin.knowledge.law.review.reviewing import Found
from huiyin.knowledge.law.steps import beside_the_way, on_the_way, to_the_end  # noqa: F401 - they make their rules known
from huiyin.knowledge.law.steps.guarding import answer
from huiyin.knowledge.law.steps.standing import (
    OPEN,
    Ask,
    Refusal,
    Standing,
    Step,
    Why,
    has_ended,
    moved,
    previewed,
    stated,
)
from huiyin.knowledge.law.steps.stating import misstated, unfit

LEANING = frozenset(
    {
        "by-day",
        "hearing-told",
        "hearing-done",
        "hearing-asked",
        "urged",
        "performance-urged",
        "overdue",
        "surcharge-capped",
    }
)
"""Guards that hang on which days are worked: beyond the published years nobody can answer them."""


@dataclass(frozen=True, slots=True)
class Option:
    """An act that is open, with each of its guards and why it does not hold: None where it does, ``OPEN`` where only what is
    stated can tell."""

    procedure: str
    edge: Edge | Incident
    guards: tuple[tuple[Guard, Why | None], ...]

    @property
    def act(self) -> str:
        """Its name in the book."""
        return self.edge.act if isinstance(self.edge, Edge) else self.edge.id

    @property
    def barred(self) -> bool:
        """Whether something stands against it already."""
        return any(why is not None and why is not OPEN for _, why in self.guards)


def open_acts(standing: Standing, book: Book, at: dt.datetime) -> tuple[Option, ...]:
    """The acts of the procedures' next edges, and the incidents that may happen, with what stands against each at a moment."""
    options: list[Option] = []
    known: Mapping[str, Found] | None = None
    for procedure, edge in _edges(standing, book):
        ask = previewed(standing, edge, book, at, known)
        # The file is the same for all of them, and is reviewed once.
        known = ask.found
        options.append(
            Option(procedure, edge, tuple((guard, answer(guard, ask)) for guard in _guards(edge, book)))
        )
    return tuple(options)


def beginnings(standing: Standing, book: Book) -> tuple[tuple[Procedure, Begin], ...]:
    """The procedures that may begin beside those that are open, for what such a case is about.

    An act is decided upon once (处罚法 29): no second procedure that decides begins beside such a one, nor after a decision
    or a transfer.
    """
    facts = standing.case.facts
    deciding = {
        one.id for one in book.procedures.values() if any(edge.event == "decided" for edge in one.edges)
    }
    return tuple(
        (procedure, begin)
        for procedure in book.procedures.values()
        if procedure.id not in standing.tracks or _branches_again(standing, procedure)
        for begin in procedure.begins
        if begin.beside
        and standing.tracks.get(begin.beside) in begin.states
        and begin.fits(facts.violation, facts.in_progress, facts.district)
        and (procedure.id not in deciding or _undecided(standing, begin, deciding))
        and (not begin.alone or has_ended(_without(standing, begin.beside), book))
    )


def _branches_again(standing: Standing, procedure: Procedure) -> bool:
    """A branch that came to its end is gone into again where there is cause: a second notice has its own hearing."""
    state = standing.tracks[procedure.id]
    return procedure.branch and next(one.final for one in procedure.states if one.id == state)


def _without(standing: Standing, procedure: str) -> Standing:
    return replace(standing, tracks={k: v for k, v in standing.tracks.items() if k != procedure})


def _undecided(standing: Standing, begin: Begin, deciding: set[str]) -> bool:
    open_ = set(standing.tracks) - ({begin.beside} if begin.leaves else set())
    return standing.case.decided is None and not open_ & (deciding | {"transfer"})


def first_procedures(case: CaseFile, book: Book) -> tuple[Procedure, ...]:
    """The procedures with which such a case may begin, the special ones first."""
    return first_of(case.facts.violation, case.facts.in_progress, book)


def first_of(violation: str, in_progress: bool | None, book: Book) -> tuple[Procedure, ...]:
    """The same for a violation that is under way, is not, or of which that does not matter."""
    found = [
        (not begin.violations, procedure.id != "ordinary", procedure)
        for procedure in book.procedures.values()
        for begin in procedure.begins
        if not begin.beside and begin.fits(violation, in_progress)
    ]
    return tuple(procedure for _, _, procedure in sorted(found, key=lambda one: one[:2]))


def refusals(standing: Standing, step: Step, book: Book, now: dt.datetime) -> list[Refusal]:
    """Why a step may not be taken; empty where it may. Changes nothing."""
    edge = edge_of(standing, step, book)
    if edge is None:
        return [_out_of_order(standing, step, book)]
    found, no_answers = (
        list(misstated(standing, edge, step, book, now)),
        list(unfit(standing, edge, step, book)),
    )
    if no_answers:
        return found + no_answers
    return [*found, *_guarded(stated(standing, edge, book, step), book)]


def take(standing: Standing, step: Step, book: Book) -> tuple[Standing, Ask]:
    """How the case stands after a step that :func:`refusals` lets pass, and what was asked of it."""
    edge = edge_of(standing, step, book)
    if edge is None:
        raise ValueError(f"{step.procedure}: {step.act} is not open")
    ask = stated(standing, edge, book, step)
    return moved(standing, ask), ask


def edge_of(standing: Standing, step: Step, book: Book) -> Edge | Incident | None:
    """The edge or incident that a step means, if it is open."""
    return next(
        (
            edge
            for procedure, edge in _edges(standing, book)
            if procedure == step.procedure and step.act == (edge.act if isinstance(edge, Edge) else edge.id)
        ),
        None,
    )


def _edges(standing: Standing, book: Book) -> Iterator[tuple[str, Edge | Incident]]:
    for name, state in standing.tracks.items():
        for edge in book.procedures[name].leaving(state):
            yield name, edge
    ended = has_ended(standing, book)
    for incident in book.incidents.values():
        during = incident.during
        if ended:
            possible = incident.after_end
        else:
            possible = not during or any(
                standing.tracks.get(name) in states for name, states in during.items()
            )
        if possible:
            yield "", incident


def _guards(edge: Edge | Incident, book: Book) -> Iterator[Guard]:
    return (book.guards[name] for name in edge.guards)


def _guarded(ask: Ask, book: Book) -> Iterator[Refusal]:
    unpublished = in_force().provisional(ask.at.date())
    for guard in _guards(ask.edge, book):
        if unpublished and guard.id in LEANING:
            yield Refusal(
                f"{guard.says.zh}：{unpublished[0]}，不能核定",
                f"{guard.says.en}: {unpublished[1]}, so that nobody can tell",
                guard.id,
                guard.articles,
            )
        elif (why := answer(guard, ask)) is not None:
            yield Refusal(why.zh, why.en, guard.id, guard.articles)


def _out_of_order(standing: Standing, step: Step, book: Book) -> Refusal:
    state = standing.tracks.get(step.procedure)
    procedure = book.procedures.get(step.procedure)
    if procedure is None or state is None:
        return Refusal(
            f"本案没有进行中的“{step.procedure or step.act}”",
            f"nothing like {step.procedure or step.act} is open",
        )
    here = next(one.name for one in procedure.states if one.id == state)
    act = next((edge.name for edge in procedure.edges if edge.act == step.act), None)
    return Refusal(
        f"{procedure.name.zh}现处于“{here.zh}”，不能{act.zh if act else step.act}",
        f"the {procedure.name.en} is at “{here.en}”: {act.en if act else step.act} is not open",
    )
