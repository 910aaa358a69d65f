"""Writes what ``docs/`` shows of the statute book: the procedures drawn, and the JSON Schema of its files."""

from __future__ import annotations

import json
from inspect import cleandoc
from pathlib import Path

import msgspec

from huiyin.knowledge.law import book
from huiyin.knowledge.law.acting import Acting
from huiyin.knowledge.law.defects import Defect
from huiyin.knowledge.law.discretion import Discretion
from huiyin.knowledge.law.fines import Detail, Fine
from huiyin.knowledge.law.procedures import Besides, Guard, Incident, Procedure
from huiyin.knowledge.law.review.opinion import Grade
from huiyin.knowledge.law.review.sheet import Word
from huiyin.knowledge.law.types import (
    Campaign,
    Clock,
    Condition,
    DecliningGround,
    Instrument,
    Kind,
    Outcome,
    Source,
    StartEvent,
    Violation,
    Window,
)

DOCS = Path(__file__).resolve().parent.parent / "docs"
PROCEDURES, SCHEMA = DOCS / "procedures.md", DOCS / "law-book.schema.json"
# Each shape under the key by which its file holds it; files of one table hold it as a whole.
_SHAPES = {
    "campaign.toml": Campaign,
    "violations/*.toml": Violation,
    "procedures/*.toml": Procedure,
    "fines/*.toml [[fine]]": Fine,
    "details.toml [[detail]]": Detail,
    "defects.toml [[defect]]": Defect,
    "guards.toml [[guard]]": Guard,
    "incidents.toml [[incident]]": Incident,
    "besides.toml [[besides]]": Besides,
    "discretion.toml [[table]]": Discretion,
    "acting.toml [[acting]]": Acting,
    "scores.toml [[grade]]": Grade,
    "case_words.toml [[act]], [[field]], [[word]]": Word,
    "clocks.toml [[clock]]": Clock,
    "clocks.toml [[start]]": StartEvent,
    "windows.toml [[window]]": Window,
    "declining.toml [[ground]]": DecliningGround,
    "outcomes.toml [[outcome]]": Outcome,
    "conditions.toml [[condition]]": Condition,
    "kinds.toml [[kind]]": Kind,
    "instruments.toml [[instrument]]": Instrument,
    "sources.toml [[source]]": Source,
}


def procedures() -> str:
    """All procedures, each drawn, with what every act asks for."""
    held = book.load()
    parts = [
        "# Procedures\n\nMade by `make law` from the statute book. Nothing is closed before who spoke up is answered.\n"
    ]
    for procedure in held.procedures.values():
        names = {state.id: state.name for state in procedure.states}
        parts.append(f"\n## {procedure.name.zh} {procedure.name.en}\n\n```mermaid\n{procedure.drawn()}```\n")
        parts.append("\n| from | act | by | guards | paper |\n|---|---|---|---|---|\n")
        for edge in procedure.edges:
            guards = "；".join(held.guards[guard].says.zh for guard in edge.guards)
            parts.append(
                f"| {names[edge.source].zh} | {edge.name.zh} | {edge.role} | {guards or '—'} | {edge.paper or '—'} |\n"
            )
    parts.append(
        "\n## 随时可能发生的事 what may happen meanwhile\n\n| act | by | guards | paper |\n|---|---|---|---|\n"
    )
    for incident in held.incidents.values():
        guards = "；".join(held.guards[guard].says.zh for guard in incident.guards)
        parts.append(
            f"| {incident.name.zh} | {incident.role} | {guards or '—'} | {incident.paper or '—'} |\n"
        )
    return "".join(parts)


def schema() -> str:
    """The JSON Schema of every kind of row, by the file in which it stands."""
    shapes, components = msgspec.json.schema_components(_SHAPES.values(), ref_template="#/$defs/{name}")
    for shape in components.values():
        # From Python 3.13 on docstrings come without their indentation.
        if "description" in shape:
            shape["description"] = cleandoc(shape["description"])
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Huiyin's statute book",
        "files": dict(zip(_SHAPES, shapes, strict=True)),
        "$defs": components,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PROCEDURES.write_text(procedures(), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")
