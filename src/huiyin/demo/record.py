"""The record in a home folder by which it is known to hold the demonstration: its moment and its passwords.

A home is a demonstration's as long as the record lies in it, whichever command works there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

NAME = "demo.json"
AS_OF = "as_of"
FICTITIOUS = "演示数据，诉件均为虚构"


def notice(home: Path) -> str:
    """What everything that leaves this home on paper says of itself; empty for a home of real reports."""
    return FICTITIOUS if (home / NAME).exists() else ""


def read(home: Path) -> dict[str, str]:
    """What the record holds: the moment as ISO 8601 text under :data:`AS_OF`, and passwords by account.

    Empty without a record, and where setting up was cut short before its first words. Raises ``ValueError`` for one that
    somebody damaged.
    """
    path = home / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        held = json.loads(text or "{}")
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise ValueError(
            f"{NAME} is damaged; empty it and run huiyin demo again / 演示记录已损坏，请清空后重新运行 huiyin demo"
        )
    return held


def write(home: Path, held: Mapping[str, str]) -> None:
    """Put the record in place whole, readable by the owner alone."""
    aside = home / f".{NAME}.{os.getpid()}"
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(dict(held), ensure_ascii=False), encoding="utf-8")
    aside.replace(home / NAME)
