"""The number under which people know a case before the agency gives it one of its own."""

from __future__ import annotations

from huiyin.records.problems.numbers import DIGITS


def case_number(pk: int) -> str:
    """案件编号, such as AJ0000123."""
    return f"AJ{pk:0{DIGITS}}"
