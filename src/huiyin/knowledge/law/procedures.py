"""Procedures as the book has them: states, and the acts that lead from one to the next, each with who may do it and what must
be true before; and what may happen in a case without moving it.

What a guard asks is answered in ``steps``; this module checks that the paths make sense.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

import msgspec

from huiyin.knowledge.law.defects import Article, Defect, article_complaints
from huiyin.knowledge.law.pudong import is_pudong
from huiyin.knowledge.law.tables import BookError, Table, convert, name_of, parse
from huiyin.knowledge.law.types import Clock, Instrument, Row, Source, Text

Actor = Literal[
    "officers", "station", "head", "reviewer", "chair", "party", "district-government", "court", "clerk"
]
ACTORS: tuple[Actor, ...] = get_args(Actor)
ANSWERED = "reporter-answered"
"""The guard without which nothing is closed: everyone who spoke up hears back."""


class Guard(Row, frozen=True):
    """What must be true before an act, and by which articles; none where it is the notice's or the house's own.

    ``defects`` are the kinds of defect that the act would bring about where it does not hold: a rule of law is told once, for
    the review of files and for the next step alike. ``attested`` is what only who acts can say, and says by name.
    """

    id: str
    says: Text
    articles: tuple[Article, ...] = ()
    defects: tuple[str, ...] = ()
    attested: bool = False


class State(Row, frozen=True):
    """Where a case stands. A case ends in a ``final`` one."""

    id: str
    name: Text
    final: bool = False


class Edge(Row, frozen=True, rename={"source": "from", "target": "to"}):
    """An act that leads from a state to another: by whom, under which guards, with which paper, and which clock it starts.

    ``event`` is the word by which a case file tells of it, empty where files do not; ``fixed`` is what the act itself says of
    that, ``asks`` what is wanted besides the event's own fields.
    """

    source: str
    target: str
    act: str
    role: Actor
    name: Text
    guards: tuple[str, ...] = ()
    paper: str = ""
    clock: str = ""
    event: str = ""
    fixed: dict[str, str | bool] = msgspec.field(default_factory=dict)
    asks: tuple[str, ...] = ()


class Incident(Row, frozen=True):
    """What may happen in a case without moving it, during some states of procedures, or at any time before the end; with
    ``after_end`` when the case has ended as well. ``event`` is empty where files do not tell of it."""

    id: str
    event: str
    role: Actor
    name: Text
    guards: tuple[str, ...] = ()
    paper: str = ""
    fixed: dict[str, str | bool] = msgspec.field(default_factory=dict)
    asks: tuple[str, ...] = ()
    during: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    after_end: bool = False


class Begin(Row, frozen=True):
    """How a procedure may begin: first of all, or ``beside`` another in some of its ``states``, which it may leave behind; for
    some violations or all but some, and for what is under way or is not; in a state of its own that is not its start.

    ``alone``: only where nothing else is open, since what it leads to could not end that. ``pudong``: in that district only."""

    beside: str = ""
    states: tuple[str, ...] = ()
    at: str = ""
    leaves: bool = False
    alone: bool = False
    violations: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    in_progress: bool | None = None
    pudong: bool = False

    def fits(self, violation: str, in_progress: bool | None, district: str | None = None) -> bool:
        """Whether it is meant for such a case."""
        return (
            (not self.pudong or is_pudong(district))
            and (not self.violations or violation in self.violations)
            and violation not in self.not_for
            and (self.in_progress is None or self.in_progress == bool(in_progress))
        )


class Procedure(Row, frozen=True):
    """One procedure. It begins in ``start``; its file has the same name as it. The ends of a ``branch`` lead back to what it
    branches from, and close nothing."""

    id: str
    name: Text
    basis: tuple[Article, ...]
    start: str
    states: tuple[State, ...]
    begins: tuple[Begin, ...]
    edges: tuple[Edge, ...]
    branch: bool = False

    def leaving(self, state: str) -> tuple[Edge, ...]:
        """The acts that are lawful next, as far as their guards hold."""
        return tuple(edge for edge in self.edges if edge.source == state)

    def drawn(self, here: str = "") -> str:
        """The procedure as a Mermaid state diagram in Chinese, a case's position marked."""
        names = {state.id: state.name.zh for state in self.states}
        lines = ["stateDiagram-v2", "    direction LR"]
        lines += [f'    state "{name}" as {_word(pk)}' for pk, name in names.items()]
        lines.append(f"    [*] --> {_word(self.start)}")
        lines += [f"    {_word(edge.source)} --> {_word(edge.target)}: {edge.name.zh}" for edge in self.edges]
        lines += [f"    {_word(state.id)} --> [*]" for state in self.states if state.final]
        if here:
            lines += ["    classDef here font-weight:bold,stroke-width:3px", f"    class {_word(here)} here"]
        return "\n".join(lines) + "\n"


class Choice(Row, frozen=True):
    """One answer of several."""

    id: str
    says: Text


class Besides(Row, frozen=True):
    """What a step asks for besides the words of a case file: words, or one of some choices; of some violations alone."""

    id: str
    says: Text
    required: bool = False
    choices: tuple[Choice, ...] = ()
    violations: tuple[str, ...] = ()


class Paths(Row, frozen=True):
    """All procedures, guards, incidents, and what is asked besides, by their ids."""

    procedures: Mapping[str, Procedure]
    guards: Mapping[str, Guard]
    incidents: Mapping[str, Incident]
    besides: Mapping[str, Besides]


def read(root: Path) -> Paths:
    """The procedures, the guards and the incidents. Raises BookError."""
    found: dict[str, Procedure] = {}
    for path in sorted((root / "procedures").glob("*.toml")):
        procedure = convert(parse(path), Procedure, path)
        if procedure.id != path.stem:
            raise BookError(f"{name_of(path)}, id: {procedure.id!r} is not the name of the file")
        found[procedure.id] = procedure
    return Paths(
        procedures=MappingProxyType(found),
        guards=Table(root / "guards.toml", "guard").rows("guard", Guard),
        incidents=Table(root / "incidents.toml", "incident").rows("incident", Incident),
        besides=Table(root / "besides.toml", "besides").rows("besides", Besides),
    )


def complaints(
    paths: Paths,
    clocks: Mapping[str, Clock],
    defects: Mapping[str, Defect],
    instruments: Mapping[str, Instrument],
    sources: Mapping[str, Source],
) -> Iterator[str]:
    """What is wrong with them, each naming file and key."""
    guards = paths.guards
    for guard in guards.values():
        yield from article_complaints(f"guards.toml, {guard.id}", guard.articles, instruments, sources)
        for unknown in sorted(set(guard.defects) - set(defects)):
            yield f"guards.toml, {guard.id}.defects: no defect {unknown!r} in defects.toml"
    used: set[str] = set()
    for incident in paths.incidents.values():
        used.update(incident.guards)
        for unknown in sorted(set(incident.asks) - set(paths.besides)):
            yield f"incidents.toml, {incident.id}.asks: nothing {unknown!r} in besides.toml"
        for unknown in sorted(set(incident.guards) - set(guards)):
            yield f"incidents.toml, {incident.id}.guards: no guard {unknown!r} in guards.toml"
        for name, states in incident.during.items():
            yield from _begin_complaints(f"incidents.toml, {incident.id}.during", paths, name, states)
    for procedure in paths.procedures.values():
        where = f"procedures/{procedure.id}.toml"
        yield from article_complaints(f"{where}, basis", procedure.basis, instruments, sources)
        yield from _path_complaints(where, procedure)
        for number, begin in enumerate(procedure.begins):
            if begin.beside:
                at = f"{where}, begins[{number}].states"
                yield from _begin_complaints(at, paths, begin.beside, begin.states)
        for number, edge in enumerate(procedure.edges):
            at = f"{where}, edges[{number}]"
            used.update(edge.guards)
            for unknown in sorted(set(edge.asks) - set(paths.besides)):
                yield f"{at}.asks: nothing {unknown!r} in besides.toml"
            for unknown in sorted(set(edge.guards) - set(guards)):
                yield f"{at}.guards: no guard {unknown!r} in guards.toml"
            if edge.clock and edge.clock not in clocks:
                yield f"{at}.clock: no clock {edge.clock!r} in clocks.toml"
    for unused in sorted(set(guards) - used):
        yield f"guards.toml, {unused}: no edge of a procedure asks for it"


def _begin_complaints(where: str, paths: Paths, name: str, states: tuple[str, ...]) -> Iterator[str]:
    beside = paths.procedures.get(name)
    held = {state.id for state in beside.states} if beside is not None else set()
    for unknown in sorted(set(states) - held):
        yield f"{where}: no state {unknown!r} of {name!r}"


def _path_complaints(where: str, procedure: Procedure) -> Iterator[str]:
    states = {state.id: state for state in procedure.states}
    if len(states) < len(procedure.states):
        yield f"{where}, states: one stands twice"
    if procedure.start not in states:
        yield f"{where}, start: no state {procedure.start!r}"
        return
    taken: set[tuple[str, str]] = set()
    for number, edge in enumerate(procedure.edges):
        at = f"{where}, edges[{number}]"
        for end in (edge.source, edge.target):
            if end not in states:
                yield f"{at}: no state {end!r}"
                return
        if states[edge.source].final:
            yield f"{at}.from: {edge.source!r} is final"
        if (edge.source, edge.act) in taken:
            yield f"{at}.act: {edge.act!r} leads two ways from {edge.source!r}"
        taken.add((edge.source, edge.act))
        if states[edge.target].final and not procedure.branch and ANSWERED not in edge.guards:
            yield f"{at}.guards: nothing is closed without {ANSWERED!r}"
    begun = {procedure.start} | {begin.at for begin in procedure.begins if begin.at}
    for unknown in sorted(begun - set(states)):
        yield f"{where}, begins: no state {unknown!r}"
    reached = _reached(begun, [(edge.source, edge.target) for edge in procedure.edges])
    for lost in sorted(set(states) - reached):
        yield f"{where}, states: {lost!r} cannot be reached"
    finals = {state.id for state in procedure.states if state.final}
    leading = _reached(finals, [(edge.target, edge.source) for edge in procedure.edges])
    for stuck in sorted(set(states) - leading):
        yield f"{where}, states: nothing leads from {stuck!r} to an end"


def _reached(begun: set[str], steps: list[tuple[str, str]]) -> set[str]:
    found = set(begun)
    while more := {target for source, target in steps if source in found} - found:
        found |= more
    return found


def _word(pk: str) -> str:
    return pk.replace("-", "_")
