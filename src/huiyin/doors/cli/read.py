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
    from huiyin.doors.cli.common import MACHINE, REFUSED, fail
    from huiyin.knowledge.complaint import ComplaintReader
    from huiyin.knowledge.places.gazetteer import Gazetteer, GazetteerError, read_csv

    try:
        reader = ComplaintReader(Gazetteer(read_csv(gazetteer)) if gazetteer else None)
    except GazetteerError as error:
        fail(str(error), REFUSED)
    try:
        with source.open("rb") as lines, target.open("wb") as out:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    given = json.loads(line)
                    answer = reader.read(str(given["text"])).as_json(given["id"])
                    written = json.dumps(answer, ensure_ascii=False).encode()
                except (ValueError, KeyError, TypeError) as error:
                    fail(f"{source.name}, line {number}: not an object with id and text ({error})", REFUSED)
                out.write(written + b"\n")
    except OSError as error:
        fail(f"{error.strerror or error}: {error.filename or target}", MACHINE)
