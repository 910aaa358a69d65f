"""What a check finds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huiyin.knowledge.law.review.case_file import Event


@dataclass(frozen=True, slots=True)
class Finding:
    """A defect by its code, at which event, and what of this file shows it, in both languages."""

    code: str
    event: Event | None
    zh: str = ""
    en: str = ""


def moment(at: dt.datetime) -> str:
    """A moment to the minute, as papers write it."""
    return at.strftime("%Y-%m-%d %H:%M")


def lacking(wanted: tuple[str, ...], there: object) -> list[str]:
    """What of a paper's contents is not there."""
    held = there if isinstance(there, list | tuple) else ()
    return [one for one in wanted if one not in held]
