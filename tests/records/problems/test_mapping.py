"""What a map shows of compounds and their problems."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.problems.mapping import around, points
from huiyin.records.problems.models import Problem, ProblemState, Task, TaskState
from huiyin.records.registry.models import Compound, Unit

TODAY = date(2022, 9, 15)
AT = datetime(2022, 9, 1, 1, tzinfo=UTC)


@pytest.fixture
def unit(db: None) -> Unit:
    city = Unit.objects.create(code="city", name="市局", kind="city", everywhere=True, rank=1)
    return Unit.objects.create(code="team", name="机动队", kind="brigade", parent=city, rank=2)


def compound(unit: Unit, code: str, place: tuple[float, float] | None) -> Compound:
    longitude, latitude = place or (None, None)
    return Compound.objects.create(
        code=code,
        name=f"{code}苑",
        status="known",
        counting_unit=unit,
        longitude=longitude,
        latitude=latitude,
        source_longitude=longitude,
        source_latitude=latitude,
        source_system="wgs84" if place else "",
    )


def problem(at: Compound, room: str, *due: date, state: str = "open", done: bool = False) -> Problem:
    """A problem, with a task for each date."""
    made = Problem.objects.create(
        violation="illegal-construction",
        compound=at,
        place_key=f"//{room}",
        counting_unit=at.counting_unit,
        state=state,
        basis="已拆除" if state == ProblemState.SETTLED else "",
        settled_at=AT if state == ProblemState.SETTLED else None,
        channel="hotline",
        first_on=TODAY,
        opened_at=AT,
    )
    for day in due:
        Task.objects.create(
            problem=made,
            goal="整改",
            work="拆除",
            measure="责令",
            done_mark="拆除",
            start_on=TODAY,
            due_on=day,
            due_source="通知",
            phase="enforcement",
            state=TaskState.DONE if done else TaskState.OPEN,
            done_on=TODAY if done else None,
        )
    return made


def test_each_compound_comes_once_with_its_counts_and_place(unit: Unit) -> None:
    first = compound(unit, "甲", (121.45, 31.25))
    second = compound(unit, "乙", None)
    third = compound(unit, "丙", (121.46, 31.26))
    yesterday = date(2022, 9, 14)
    # Two tasks that are late make one problem overdue; one that is due today is not late, nor is one that is done.
    problem(first, "101", yesterday, date(2022, 9, 1))
    problem(first, "102", TODAY)
    problem(first, "103", yesterday, done=True)
    problem(first, "104", yesterday, done=True, state="settled")
    problem(second, "201", yesterday)

    with CaptureQueriesContext(connection) as statements:
        found = points(Compound.objects.all(), TODAY)
    assert len(statements) == 2
    assert found == [
        {"id": first.pk, "name": "甲苑", "lon": 121.45, "lat": 31.25, "open": 3, "overdue": 1, "settled": 1},
        {"id": second.pk, "name": "乙苑", "lon": None, "lat": None, "open": 1, "overdue": 1, "settled": 0},
        {"id": third.pk, "name": "丙苑", "lon": 121.46, "lat": 31.26, "open": 0, "overdue": 0, "settled": 0},
    ]


def test_only_the_compounds_asked_for_are_counted(unit: Unit) -> None:
    inside, outside = compound(unit, "甲", (121.45, 31.25)), compound(unit, "乙", (121.45, 31.25))
    problem(outside, "101")
    assert [(p["id"], p["open"]) for p in points(Compound.objects.filter(pk=inside.pk), TODAY)] == [
        (inside.pk, 0)
    ]


def test_about_a_place_are_those_within_two_kilometres_to_each_side(unit: Unit) -> None:
    near = [
        compound(unit, code, place) for code, place in (("甲", (121.47, 31.25)), ("乙", (121.45, 31.233)))
    ]
    compound(unit, "丙", (121.472, 31.25))
    compound(unit, "丁", (121.45, 31.27))
    compound(unit, "戊", None)
    assert list(around(Compound.objects.order_by("pk"), 121.45, 31.25)) == near
