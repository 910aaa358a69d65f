"""Two who hand in the same at the same moment: one report comes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.http import HttpResponse

from doors.api.calling import Caller, opened
from huiyin.records.problems.models import Problem
from huiyin.records.reports.models import LandedRow, Report, Submission
from records.reports import report_rows as rows

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
WRITERS = 4


def at_once(callers: list[Caller], order: dict[str, str], keys: list[str]) -> list[HttpResponse]:
    ready = Barrier(len(callers))

    def hand_in(caller: Caller, key: str) -> HttpResponse:
        try:
            ready.wait()
            return caller.post(order, key)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(callers)) as writers:
        return list(writers.map(hand_in, callers, keys))


def test_with_one_key_it_is_made_once_and_replayed(jingan: Caller) -> None:
    order = {"channel": "page", "text": rows.SUNROOM}
    for turn in range(5):
        responses = at_once(
            [jingan] * WRITERS, {**order, "agency": str(turn)}, [f"key-000000{turn}"] * WRITERS
        )
        assert sorted(response.status_code for response in responses) == [200] * (WRITERS - 1) + [201]
        assert len({response.json()["id"] for response in responses}) == 1
        assert [r.headers.get("Idempotent-Replayed") for r in responses if r.status_code == 200] == [
            "true"
        ] * 3
    assert (Report.objects.count(), LandedRow.objects.count(), Submission.objects.count()) == (5, 5, 5)
    assert Problem.objects.count() == 1


def test_with_one_number_it_is_made_once_and_known(jingan: Caller) -> None:
    for turn in range(5):
        order = {"channel": "hotline", "number": str(turn), "text": rows.SUNROOM}
        responses = at_once([jingan] * WRITERS, order, [f"key-000{turn}-{n}" for n in range(WRITERS)])
        assert sorted(response.status_code for response in responses) == [200] * (WRITERS - 1) + [201]
        assert len({response.json()["id"] for response in responses}) == 1
    assert (Report.objects.count(), Submission.objects.count()) == (5, 5 * WRITERS)


def test_of_two_districts_one_gets_the_number(jingan: Caller, minhang: Caller) -> None:
    order = {"channel": "hotline", "number": "7", "text": rows.OTHER_COMPOUND}
    callers = [jingan, minhang, opened("静安平台二"), opened("闵行平台二", "minhang")]
    responses = at_once(callers, order, [f"key-0000000{n}" for n in range(4)])
    assert sorted(response.status_code for response in responses) == [200, 201, 409, 409]
    assert Report.objects.count() == 1
