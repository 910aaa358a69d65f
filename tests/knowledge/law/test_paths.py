"""Paths that contradict themselves are told with file and key; composed for these tests, apart from the book."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from huiyin.knowledge.law.book import load
from huiyin.knowledge.law.discretion import Discretion, Factor, Scored, Step, scored
from huiyin.knowledge.law.discretion import complaints as of_tables
from huiyin.knowledge.law.procedures import (
    ACTORS,
    ANSWERED,
    Begin,
    Besides,
    Edge,
    Guard,
    Incident,
    Paths,
    Procedure,
    State,
    complaints,
)
from huiyin.knowledge.law.types import Text

BOOK = load()
NAME = Text(zh="名", en="name")


def edge(source: str, target: str, act: str, **said: Any) -> Edge:
    return Edge(**({"source": source, "target": target, "act": act, "role": "head", "name": NAME} | said))


def path(**said: Any) -> Procedure:
    """From the start over the middle to the end."""
    row: dict[str, Any] = {
        "id": "path",
        "name": NAME,
        "basis": (),
        "start": "begun",
        "states": (State("begun", NAME), State("middle", NAME), State("closed", NAME, final=True)),
        "begins": (Begin(),),
        "edges": (edge("begun", "middle", "go"), edge("middle", "closed", "close", guards=(ANSWERED,))),
    }
    return Procedure(**(row | said))


def told(procedure: Procedure, *guards: Guard, **besides: Any) -> list[str]:
    held = {one.id: one for one in (Guard(ANSWERED, NAME), *guards)}
    paths = Paths(
        procedures={procedure.id: procedure},
        guards=held,
        incidents={one.id: one for one in besides.get("incidents", ())},
        besides={"why": Besides("why", NAME)},
    )
    return list(complaints(paths, BOOK.clocks, BOOK.defects, BOOK.instruments, BOOK.sources))


CLOSE = edge("middle", "closed", "close", guards=(ANSWERED,))
GO = edge("begun", "middle", "go")
STATES = path().states


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({}, []),
        ({"states": (*STATES, STATES[0])}, ["path.toml, states: one stands twice"]),
        ({"start": "dawn"}, ["path.toml, start: no state 'dawn'"]),
        ({"edges": (GO, CLOSE, edge("lost", "closed", "x"))}, ["path.toml, edges[2]: no state 'lost'"]),
        ({"edges": (GO, CLOSE, edge("begun", "lost", "x"))}, ["path.toml, edges[2]: no state 'lost'"]),
        (
            {"edges": (GO, CLOSE, edge("closed", "middle", "reopen"))},
            ["path.toml, edges[2].from: 'closed' is final"],
        ),
        (
            {"edges": (GO, CLOSE, edge("begun", "begun", "go"))},
            ["path.toml, edges[2].act: 'go' leads two ways from 'begun'"],
        ),
        ({"edges": (GO, CLOSE, edge("middle", "begun", "go"))}, []),
        (
            {"edges": (GO, CLOSE, edge("middle", "closed", "stop"))},
            [f"path.toml, edges[2].guards: nothing is closed without '{ANSWERED}'"],
        ),
        ({"edges": (GO, CLOSE, edge("middle", "closed", "stop")), "branch": True}, []),
        ({"begins": (Begin(), Begin(at="noon"))}, ["path.toml, begins: no state 'noon'"]),
        (
            {
                "states": (*STATES, State("island", NAME)),
                "edges": (GO, CLOSE, edge("island", "middle", "swim")),
            },
            ["path.toml, states: 'island' cannot be reached"],
        ),
        (
            {
                "states": (*STATES, State("island", NAME)),
                "edges": (GO, CLOSE, edge("island", "middle", "swim")),
                "begins": (Begin(), Begin(at="island")),
            },
            [],
        ),
        (
            {"states": (*STATES, State("pit", NAME)), "edges": (GO, CLOSE, edge("middle", "pit", "fall"))},
            ["path.toml, states: nothing leads from 'pit' to an end"],
        ),
        (
            {"begins": (Begin(beside="path", states=("gone",)),)},
            ["path.toml, begins[0].states: no state 'gone' of 'path'"],
        ),
        (
            {"begins": (Begin(), Begin(beside="other", states=("begun",)))},
            ["path.toml, begins[1].states: no state 'begun' of 'other'"],
        ),
        ({"begins": (Begin(beside="path", states=("middle",)),)}, []),
        (
            {"edges": (edge("begun", "middle", "go", asks=("how", "why")), CLOSE)},
            ["path.toml, edges[0].asks: nothing 'how' in besides.toml"],
        ),
        (
            {"edges": (GO, edge("middle", "closed", "close", guards=(ANSWERED, "b", "a")))},
            [
                "path.toml, edges[1].guards: no guard 'a' in guards.toml",
                "path.toml, edges[1].guards: no guard 'b' in guards.toml",
            ],
        ),
        (
            {"edges": (edge("begun", "middle", "go", clock="soon"), CLOSE)},
            ["path.toml, edges[0].clock: no clock 'soon' in clocks.toml"],
        ),
        ({"edges": (edge("begun", "middle", "go", clock="transfer"), CLOSE)}, []),
    ],
)
def test_a_path_is_told_what_is_wrong_with_it(said: dict[str, Any], complaint: list[str]) -> None:
    assert told(path(**said)) == [f"procedures/{one}" for one in complaint]


def test_a_guard_is_asked_for_by_an_edge_or_an_incident() -> None:
    incident = Incident("storm", "", "officers", NAME, guards=("dry",))
    dry = Guard("dry", NAME)
    assert told(path(), dry) == ["guards.toml, dry: no edge of a procedure asks for it"]
    assert told(path(), dry, incidents=[incident]) == []
    assert told(path(), incidents=[incident]) == [
        "incidents.toml, storm.guards: no guard 'dry' in guards.toml"
    ]


def test_a_guard_names_defects_that_there_are() -> None:
    edges = (edge("begun", "middle", "go", guards=("two",)), CLOSE)
    guard = Guard("two", NAME, defects=("one-officer", "no-officer"))
    assert told(path(edges=edges), guard) == [
        "guards.toml, two.defects: no defect 'no-officer' in defects.toml"
    ]


def test_an_incident_happens_during_states_that_there_are_and_asks_what_there_is() -> None:
    incident = Incident("storm", "", "officers", NAME, asks=("how",), during={"path": ("middle", "gone")})
    assert told(path(), incidents=[incident]) == [
        "incidents.toml, storm.asks: nothing 'how' in besides.toml",
        "incidents.toml, storm.during: no state 'gone' of 'path'",
    ]


def test_the_acts_from_a_state_are_those_that_begin_there() -> None:
    assert [one.act for one in path().leaving("middle")] == ["close"]
    assert path().leaving("closed") == ()


def test_a_path_is_drawn_with_where_a_case_stands() -> None:
    other = path(states=(State("begun", NAME), State("half-way", NAME), State("closed", NAME, final=True)))
    other = msgspec.structs.replace(
        other, edges=(edge("begun", "half-way", "go"), edge("half-way", "closed", "end"))
    )
    drawn = [
        "stateDiagram-v2",
        "    direction LR",
        '    state "名" as begun',
        '    state "名" as half_way',
        '    state "名" as closed',
        "    [*] --> begun",
        "    begun --> half_way: 名",
        "    half_way --> closed: 名",
        "    closed --> [*]",
    ]
    assert other.drawn() == "\n".join(drawn) + "\n"
    marked = [*drawn, "    classDef here font-weight:bold,stroke-width:3px", "    class half_way here"]
    assert other.drawn("half-way") == "\n".join(marked) + "\n"


def test_those_who_act_are_those_of_the_law() -> None:
    assert ACTORS == (
        "officers",
        "station",
        "head",
        "reviewer",
        "chair",
        "party",
        "district-government",
        "court",
        "clerk",
    )


STEPS = (Step(10, 1, 0.0), Step(20, 2, 2.0))


def weights(*factors: Factor, **said: Any) -> list[str]:
    row: dict[str, Any] = {
        "id": "table",
        "violation": "facade",
        "name": NAME,
        "confidence": "V",
        "source": "LRB",
        "note": NAME,
        "factors": factors,
    }
    one = Discretion(**(row | said))
    return list(of_tables({"table": one}, BOOK.violations, BOOK.sources))


@pytest.mark.parametrize(
    ("factors", "said", "complaint"),
    [
        ((Factor("harm", NAME, 60, STEPS), Factor("rest", NAME, 40)), {}, []),
        (
            (Factor("harm", NAME, 61), Factor("rest", NAME, 40)),
            {},
            ["table.factors: they share more than a hundred"],
        ),
        ((), {"violation": "roof"}, ["table.violation: no violation 'roof'"]),
        ((), {"source": "press"}, ["table.source: no source 'press' in sources.toml"]),
        ((Factor("harm", NAME, 20, STEPS),), {}, []),
        ((Factor("harm", NAME, 19, STEPS),), {}, ["table, harm.steps: more points than its share"]),
        *(
            ((Factor("harm", NAME, 50, (STEPS[0], step)),), {}, ["table, harm.steps: they do not rise"])
            for step in (Step(10, 2, 2.0), Step(20, 1, 2.0), Step(20, 2, 0.0), Step(9, 2, 2.0))
        ),
    ],
)
def test_a_table_of_discretion_is_told_what_is_wrong_with_it(
    factors: tuple[Factor, ...], said: dict[str, Any], complaint: list[str]
) -> None:
    assert weights(*factors, **said) == [f"discretion.toml, {one}" for one in complaint]


def test_of_equal_points_the_area_decides_and_neither_is_needed() -> None:
    harm = Factor("harm", NAME, 50, STEPS)
    assert scored(harm, places=2, area_m2=2.0) == Scored(20, 50, "area")
    assert scored(harm, places=2, area_m2=1.99) == Scored(20, 50, "places")
    assert scored(harm, places=1, area_m2=0.01) == Scored(10, 50, "area")
    assert (scored(harm), scored(Factor("rest", NAME, 40), places=1)) == (None, None)


@pytest.mark.parametrize(("places", "area"), [(0, None), (None, 0.0), (0, 2.0), (1, -0.5)])
def test_no_place_and_no_area_cannot_be_scored(places: int | None, area: float | None) -> None:
    with pytest.raises(ValueError) as refused:
        scored(Factor("harm", NAME, 50, STEPS), places=places, area_m2=area)
    assert str(refused.value) == f"{places} places of {area} m² are none"
