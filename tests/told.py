"""What a test reads of the statements that a database was told."""

from __future__ import annotations

import re


def blocks_as_one(told: list[str]) -> list[str]:
    """The statements, where SQLite's blocks of a table's rows and the rest behind them (`bulk`) are one."""
    plain = [re.sub(r"^\d+ times: ", "", sql) for sql in told]
    into = [re.match('INSERT INTO "[a-z_]+"', sql) for sql in plain]
    return [
        sql
        for at, sql in enumerate(plain)
        if (here := into[at]) is None or (before := into[at - 1]) is None or here[0] != before[0]
    ]
