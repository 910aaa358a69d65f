"""Several writers that name the same new places at once; only PostgreSQL lets them write side by side."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.models import Compound, Unit
from records.registry.few_divisions import set_up_few

WRITERS = 8
pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")


@pytest.mark.django_db(transaction=True)
def test_eight_writers_make_each_place_once_and_all_get_it(by: By) -> None:
    set_up_few(by)
    jingan = Unit.objects.get(code="jingan").pk
    names = [f"星河里{number}" for number in range(50)]
    start = Barrier(WRITERS)

    def write(seed: int) -> dict[tuple[int, str], int]:
        mine = random.Random(seed).sample(names, len(names))
        try:
            start.wait()
            return provide(by, [Provide(name, name, "", jingan) for name in mine])
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        answers = list(writers.map(write, range(WRITERS)))

    assert all(answer == answers[0] for answer in answers)
    assert set(answers[0].values()) == set(Compound.objects.values_list("pk", flat=True))
    assert Compound.objects.count() == Entry.objects.filter(action="compound.provide").count() == len(names)
