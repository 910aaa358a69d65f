"""``huiyin read``: texts in, readings out. Loads neither Django nor a database."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("read")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--gazetteer",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compounds to look places up in (CSV).",
)
def read_command(source: Path, target: Path, gazetteer: Path | None) -> None:
    """Read each text of SOURCE (JSON lines with id and text) and write what it says to TARGET, a line each."""
    from huiyin.doors.cli.common import REFUSED, fail
    from huiyin.knowledge.complaint import ComplaintReader
    from huiyin.knowledge.places.gazetteer import Gazetteer, GazetteerError, read_csv

    try:
        reader = ComplaintReader(Gazetteer(read_csv(gazetteer)) if gazetteer else None)
    except GazetteerError as error:
        fail(str(error), REFUSED)
    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                given = json.loads(line)
                complaint = reader.read(str(given["text"]))
                answer = complaint.as_json(given["id"])
            except (ValueError, KeyError, TypeError) as error:
                fail(f"{source.name}, line {number}: not an object with id and text ({error})", REFUSED)
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")
