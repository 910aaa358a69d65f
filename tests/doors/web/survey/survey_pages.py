"""The pages of the survey, and forms that were recorded before."""

from __future__ import annotations

from people import NOW
from small_registry import BY, place

from huiyin.records.problems.actions.survey import record
from huiyin.records.problems.survey_forms import Form

DAY = NOW.date()


def address(code: str, phase: str = "survey") -> str:
    return f"/survey/{place(code).pk}/?phase={phase}"


def survey(code: str, phase: str = "survey", **counts: int) -> None:
    record(BY, phase, [Form(place(code).pk, DAY, ("王一", "李二"), 3, counts, main_conflict="旧矛盾")])
