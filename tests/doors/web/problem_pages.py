"""The page of a problem and its acts, as a browser asks for them, and who the tests of both speak of."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from desk import rows, unit
from huiyin.records.problems.models import Problem, Task
from huiyin.records.registry.actions.firms import NewOfficer, add_officers

# Where an act refuses, its transaction ends: such a test has none around it.
refusing = pytest.mark.django_db(transaction=True)
DIALOG = {"HX-Request": "true"}
PUT_RIGHT = {"basis": "已拆除，已复查并留影像", "put_right": "on"}
TEAM_LEAD_ACTS = ("verify", "settle", "link", "split")
TASK_ACTS = ("assign", "transfer", "return", "supplement", "recheck", "extend")


def problem_of(number: str = "A1") -> Problem:
    return Problem.objects.get(links__report__number=number, links__removed_at=None)


def task_of(problem: Problem) -> Task:
    return Task.objects.get(problem=problem)


def address(problem: Problem, act: str = "") -> str:
    return f"/problems/{problem.pk}/{act}/" if act else f"/problems/{problem.pk}/"


def page_of(client: Client, problem: Problem) -> str:
    return client.get(address(problem)).content.decode()


def undo_in(page: str) -> str:
    """The way back that the toast offers; the task's own card offers one as well, and longer."""
    return str(re.findall(r'action="(/tasks/undo/[^"]+)"', page)[-1])


def found_true(client: Client, problem: Problem) -> None:
    data = {"outcome": "true", "on": "2022-09-15", "condition": "existing"}
    assert client.post(address(problem, "verify"), data).status_code == 302


def an_officer(code: str = "jingan", certificate: str = "T-1") -> int:
    (pk,) = add_officers(rows.by(), [NewOfficer("林队员", unit(code).pk, certificate)])
    return pk
