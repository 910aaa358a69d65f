"""Procedures are paths that lead somewhere lawfully; one that does not is refused with file and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huiyin.knowledge.law.book import BOOK, BookError, load, read_book
from huiyin.knowledge.law.procedures import ANSWERED, Edge, Procedure

NAMES = (
    "construction-under-way",
    "court",
    "existing-construction",
    "hearing",
    "no-penalty",
    "on-the-spot",
    "ordinary",
    "performance-by-others",
    "pudong-fast",
    "transfer",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BOOK, tmp_path / "book"))


def paths(procedure: Procedure) -> list[list[str]]:
    """Every way from the start to an end, by its acts; none is gone twice, so that what leads back ends."""
    final = {state.id for state in procedure.states if state.final}
    found: list[list[str]] = []
    open_: list[tuple[str, list[str], tuple[Edge, ...]]] = [(procedure.start, [], ())]
    while open_:
        state, acts, taken = open_.pop()
        if state in final:
            found.append(acts)
        open_ += [
            (edge.target, [*acts, edge.act], (*taken, edge))
            for edge in procedure.leaving(state)
            if edge not in taken
        ]
    return found


def test_the_book_has_the_ten_procedures() -> None:
    assert tuple(load().procedures) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name != "hearing"])
def test_nothing_is_closed_before_who_spoke_up_is_answered(name: str) -> None:
    procedure = load().procedures[name]
    final = {state.id for state in procedure.states if state.final}
    assert final == {"closed"}
    assert all(ANSWERED in edge.guards for edge in procedure.edges if edge.target in final)


def test_no_penalty_is_decided_in_the_ordinary_procedure_without_order_notice_and_defence() -> None:
    decided_upon = [acts for acts in paths(load().procedures["ordinary"]) if "decide" in acts]
    assert decided_upon
    for acts in decided_upon:
        decided = acts.index("decide")
        assert {"order", "file", "notify", "hear"} <= set(acts[:decided])
        assert acts.index("order") < acts.index("file") < acts.index("notify") < acts.index("hear") < decided


def test_what_stands_is_removed_by_force_after_urging_and_the_governments_decision_alone() -> None:
    forced = [acts for acts in paths(load().procedures["existing-construction"]) if "remove" in acts]
    assert forced
    for acts in forced:
        assert acts[-4:] == ["urge", "decide-removal", "remove", "close"]


def test_a_note_or_fine_takes_nothing_out_of_the_inventory() -> None:
    procedure = load().procedures["existing-construction"]
    ways_out = {(edge.source, edge.act) for edge in procedure.edges if edge.target == "gone"}
    assert ways_out == {
        *(
            (state, "remove-oneself")
            for state in ("ordered", "announced", "controlled", "urged", "removal-decided")
        ),
        ("removal-decided", "remove"),
    }
    for edge in procedure.edges:
        if edge.target == "gone":
            assert "lawful-outcome" in edge.guards or edge.event == "removed"
    assert {edge.target for edge in procedure.leaving("controlled")} == {"gone", "urged"}


@pytest.mark.parametrize(
    ("step", "procedure", "act"),
    [
        ("2 inspection", "ordinary", "inspect"),
        ("3 order", "ordinary", "order"),
        ("4 re-check", "ordinary", "recheck"),
        ("5 filing", "ordinary", "file"),
        ("6 measures", "", "preserve"),
        ("6 measures", "", "seize"),
        ("7 end of the investigation", "ordinary", "conclude"),
        ("8 notice", "ordinary", "notify"),
        ("9a defence", "ordinary", "hear"),
        ("9b hearing", "hearing", "hold"),
        ("10 legal review", "ordinary", "review"),
        ("12 decision", "ordinary", "decide"),
        ("12 no penalty", "no-penalty", "decide"),
        ("13 service", "ordinary", "serve"),
        ("14 publication", "", "publish"),
        ("15 payment", "", "pay"),
        ("16 surcharge", "", "surcharge"),
        ("17 urging", "court", "urge"),
        ("18 court", "court", "apply"),
        ("19 removal", "existing-construction", "remove"),
        ("20 closing", "ordinary", "close"),
        ("21 note", "", "annotate"),
        ("21 credit", "", "refer-credit"),
        ("22 archive", "", "archive"),
    ],
)
def test_every_step_of_the_law_is_an_act(step: str, procedure: str, act: str) -> None:
    held = load()
    acts = {edge.act for edge in held.procedures[procedure].edges} if procedure else set(held.incidents)
    assert act in acts, step


def test_a_grave_case_is_discussed_before_every_penalty_but_one_on_the_spot() -> None:
    """Step 11: it has no act of its own, since nobody but the heads can say that it took place."""
    for procedure in load().procedures.values():
        for edge in procedure.edges:
            if edge.event == "decided" and edge.fixed["kind"] == "penalty":
                assert ("discussed" in edge.guards) == (procedure.id != "on-the-spot")


def test_the_drawing_marks_where_a_case_stands() -> None:
    drawn = load().procedures["transfer"].drawn("told-back")
    assert 'state "已反馈结果" as told_back' in drawn
    assert drawn.endswith("    class told_back here\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("transfer.toml", 'to = "sent"', 'to = "received"', "states: 'sent' cannot be reached"),
        ("transfer.toml", 'from = "sent"', 'from = "lost"', "edges[1]: no state 'lost'"),
        ("transfer.toml", 'role = "head"', 'role = "anyone"', "Invalid enum value 'anyone'"),
        ("transfer.toml", 'role = "head"\n', "", "missing required field `role`"),
        (
            "transfer.toml",
            'guards = ["reporter-answered", "firm-checked"]',
            "",
            "nothing is closed without 'reporter-answered'",
        ),
        ("transfer.toml", 'guards = ["receipt"]', 'guards = ["stamp"]', "edges[1].guards: no guard 'stamp'"),
        ("transfer.toml", 'clock = "transfer"', 'clock = "soon"', "edges[0].clock: no clock 'soon'"),
        ("transfer.toml", 'start = "checked"', 'start = "begun"', "start: no state 'begun'"),
        ("transfer.toml", 'id = "transfer"', 'id = "passing-on"', "'passing-on' is not the name of the file"),
        (
            "transfer.toml",
            'from = "received"\nto = "closed"\nact = "close"',
            'from = "received"\nto = "closed"\nact = "tell-back"',
            "edges[4].act: 'tell-back' leads two ways",
        ),
        ("transfer.toml", '"told-back", name', '"sent", name', "one stands twice"),
        ("hearing.toml", 'act = "hold"', 'act = "call"', ""),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(
    copy: Path, file: str, old: str, new: str, complaint: str
) -> None:
    path = copy / "procedures" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if not complaint:
        assert read_book(copy).procedures
        return
    with pytest.raises(BookError) as refusal:
        read_book(copy)
    assert complaint in str(refusal.value)
    assert file in str(refusal.value)


def test_a_guard_that_nothing_asks_for_is_refused(copy: Path) -> None:
    with (copy / "guards.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[guard]]\nid = "idle"\nsays = { zh = "无", en = "none" }\n')
    with pytest.raises(BookError, match=r"guards\.toml, idle: no edge"):
        read_book(copy)
