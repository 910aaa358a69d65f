"""``huiyin read``: texts in, readings out. Loads neither Django nor a database."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import click

from huiyin.doors.cli.common import MACHINE, REFUSED, emit, fail, json_option
from huiyin.doors.cli.machine import disk_fault
from huiyin.knowledge.language.readers import READERS, USUAL

_BATCH = 1_024
"""Texts that are read together."""


@click.command("read")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--gazetteer",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compounds to look places up in (CSV).",
)
@click.option(
    "--reader",
    "reader_name",
    type=click.Choice(list(READERS)),
    envvar="HUIYIN_READER",
    default=USUAL,
    show_default=True,
    help="Who reads: the learned model over the rules, or the rules alone.",
)
@json_option
def read_command(source: Path, target: Path, gazetteer: Path | None, reader_name: str, as_json: bool) -> None:
    """Read each text of SOURCE (JSON lines with id and text) and write what it says to TARGET, a line each.

    An id is a string or an integer, a text a string. The lines of TARGET come in the order of SOURCE, also where ids repeat.

    TARGET is replaced when all is read; until then, and when a line is refused, it stays as it was.
    """
    from huiyin.knowledge.complaint import ComplaintReader, Said
    from huiyin.knowledge.places.gazetteer import Gazetteer, GazetteerError, read_csv

    for given in (source, gazetteer):
        if given is not None and target.exists() and target.samefile(given):
            fail(
                f"输出不能写入输入文件 {given.name}，请另取名称（the output would overwrite its input; name another file）",
                2,
            )
    try:
        places = Gazetteer(read_csv(gazetteer)) if gazetteer else None
        reader = ComplaintReader(places, READERS[reader_name]())
    except GazetteerError as error:
        fail(str(error), REFUSED)
    done = 0
    try:
        with source.open("rb") as lines, _replacing(target) as out:
            told = _told(lines, source.name)
            while batch := list(islice(told, _BATCH)):
                read = reader.read_all([Said(text) for _, text in batch])
                for (key, _), complaint in zip(batch, read, strict=True):
                    answer = complaint.as_json(key)
                    out.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                done += len(batch)
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is written aside has a name that nobody has given.
        fail(disk_fault(error, source if error.filename == str(source) else target), MACHINE)
    if as_json:
        emit({"file": source.name, "target": target.name, "read": done})


def _told(lines: Iterable[bytes], name: str) -> Iterator[tuple[str | int, str]]:
    """Id and text of each line; ends the command at one that has not both, or has them of another kind."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            key, text = told["id"], told["text"]
            if isinstance(key, str):
                # Of a lone surrogate nothing could be written back.
                key.encode()
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            fail(
                f"{name} 第 {number} 行不是含 id 和 text 的 JSON 对象，请更正"
                f"（{name}, line {number}: not an object with id and text ({error}); correct it）",
                REFUSED,
            )
        # By the exact type, since true and false are integers to Python.
        if type(key) not in (str, int):
            fail(
                f"{name} 第 {number} 行的 id 应为字符串或整数，请更正"
                f"（{name}, line {number}: id must be a string or an integer; correct it）",
                REFUSED,
            )
        if not isinstance(text, str):
            fail(
                f'{name} 第 {number} 行的 text 应为字符串，没有内容就写 ""'
                f'（{name}, line {number}: text must be a string; write "" where there is none）',
                REFUSED,
            )
        yield key, text


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``target`` at the end, or of nothing when it does not come to that."""
    if target.exists() and not target.is_file():
        # A terminal, a pipe or a device: nothing that could be replaced.
        with target.open("wb") as out:
            yield out
        return
    # Of a link, what it points to is replaced.
    place = target.resolve()
    aside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with aside.open("xb") as out:
            yield out
        if place.exists():
            shutil.copymode(place, aside)
        aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)
