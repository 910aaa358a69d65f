"""Who gets what from every page, as text: a change of rights shows as a changed line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crawling import Answer

from huiyin.records.accounts.roles import Role

WIDTH = 32


def table_of(answers: Iterable[Answer]) -> str:
    """A line for each page, a column for each role: the status of the first record that is tried, ``-`` for 403."""
    statuses: dict[str, dict[str, int]] = {}
    for answer in answers:
        statuses.setdefault(answer.name, {}).setdefault(answer.who, answer.status)
    lines = [_line(name, [_cell(got[role.value]) for role in Role]) for name, got in statuses.items()]
    return "\n".join([*_head(), *sorted(lines)]) + "\n"


def _cell(status: int) -> str:
    return "-" if status == 403 else str(status)


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<{WIDTH}}" + "".join(f"{cell:<5}" for cell in cells).rstrip()


def _head() -> list[str]:
    """The roles above their columns, each beginning at its own."""
    lines = []
    for at, role in enumerate(Role):
        lines.append(" " * WIDTH + "|    " * at + role.value)
    return lines
