"""The numbers under which people know records: letters for the kind and the record's id."""

from __future__ import annotations

import re

DIGITS = 7

_PROBLEM = re.compile(r"WT(\d{1,18})", re.IGNORECASE | re.ASCII)
_COMPOUND = re.compile(r"XQ(\d{1,18})", re.IGNORECASE | re.ASCII)


def problem_number(pk: int) -> str:
    """问题编号, such as WT0000123."""
    return f"WT{pk:0{DIGITS}}"


def problem_of(number: str) -> int | None:
    """The problem's id in a 问题编号, None where the text is none."""
    found = _PROBLEM.fullmatch(number.strip())
    return int(found[1]) if found else None


def task_number(pk: int) -> str:
    """任务编号, such as RW0000123."""
    return f"RW{pk:0{DIGITS}}"


def compound_number(pk: int) -> str:
    """小区编号 on forms that go out and come back, such as XQ0000123."""
    return f"XQ{pk:0{DIGITS}}"


def compound_of(number: str) -> int | None:
    """The compound's id in a 小区编号, None where the text is none."""
    found = _COMPOUND.fullmatch(number.strip())
    return int(found[1]) if found else None
