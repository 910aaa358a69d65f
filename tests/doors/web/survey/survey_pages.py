"""The pages of the survey, and forms that were recorded before."""

from __future__ import annotations

import pytest
from people import NOW

from huiyin.records.ledger.action import By
from huiyin.records.problems.actions.survey import record
from huiyin.records.problems.survey_forms import Form
from huiyin.records.registry.models import Compound

# A refused action undoes its own transaction, which must not be the test's.
refuses = pytest.mark.django_db(transaction=True)
BY = By("zhou", NOW, "cli")
DAY = NOW.date()
MOST = 8
"""Statements of a page, session and account included."""


def place(code: str) -> Compound:
    return Compound.objects.get(code=code)


def address(code: str, phase: str = "survey") -> str:
    return f"/survey/{place(code).pk}/?phase={phase}"


def survey(code: str, phase: str = "survey", **counts: int) -> None:
    record(BY, phase, [Form(place(code).pk, DAY, ("王一", "李二"), 3, counts, main_conflict="旧矛盾")])
