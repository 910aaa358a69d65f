"""The desk's pages over 200,000 problems, rendered for somebody of a district: processor time, statements, bytes.

``python -m benchmarks.desk_pages`` measures the home that ``python -m benchmarks.desk fill`` has filled, and prints one JSON
object: for each page the mean of 200 warm requests.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

ROUNDS = 200
WARM = 5


def pages(problem_id: int) -> Iterator[tuple[str, str]]:
    """The pages by name."""
    yield "list of 20", "/lists/problems/"
    yield "list of 20, open and in class A", "/lists/problems/?state=open&class=A"
    yield "tasks by deadline", "/lists/tasks/"
    yield "search of two characters", "/lists/problems/?q=新村"
    yield "problem page", f"/problems/{problem_id}/"
    yield "my work", "/work/?tab=all&size=20"
    yield "first page", "/"


def main() -> None:
    """Measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    os.environ["HUIYIN_NOW"] = "2022-09-15T09:00:00+08:00"
    import django

    django.setup()
    from django.conf import settings
    from django.core.signals import request_started
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["testserver"]
    # At the beginning of a request Django forgets what was asked before; here it is counted.
    request_started.disconnect(reset_queries)
    client = Client()
    client.force_login(_lead())
    figures: dict[str, dict[str, Any]] = {}
    for name, address in pages(_problem()):
        for _ in range(WARM):
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        begun = time.process_time()
        for _ in range(ROUNDS):
            client.get(address)
        figures[name] = {
            "ms": (time.process_time() - begun) / ROUNDS * 1000,
            "statements": len(asked),
            "kilobytes": len(gzip.compress(answer.content)) / 1000,
        }
    json.dump(figures, sys.stdout)


def _lead() -> Any:
    from huiyin.records.accounts.actions.accounts import Seat, open_account
    from huiyin.records.accounts.models import Account
    from huiyin.records.ledger.action import By
    from huiyin.records.registry.models import Unit

    held = Account.objects.filter(username="bench").first()
    if held is not None:
        return held
    from benchmarks.desk import LANDED, areas

    scope = next(scope for name, scope in areas().items() if "district" in name)
    unit_id = (scope.unit or Unit.objects.get(code="jingan")).pk
    by = By("operator", LANDED, "bench")
    open_account(
        by,
        "bench",
        "测速",
        ["team-lead"],
        Seat(unit_id=unit_id),
        "a-long-word-for-bench-7",
        must_change=False,
    )
    return Account.objects.get(username="bench")


def _problem() -> int:
    """A problem that the lead sees."""
    from huiyin.records.problems.models import Reach

    pk: int = Reach.objects.filter(unit=_lead().unit_id).values_list("problem_id", flat=True)[10]
    return pk


if __name__ == "__main__":
    main()
