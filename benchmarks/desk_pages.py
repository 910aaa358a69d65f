"""The desk's pages over 200,000 problems, rendered for somebody of a district: processor time, statements, bytes.

``python -m benchmarks.desk_pages`` measures the home that ``python -m benchmarks.desk fill`` has filled (``HUIYIN_HOME``, on
PostgreSQL ``DATABASE_URL`` besides), and prints one JSON object: for each page mean and 95th percentile of 200 warm
requests, on PostgreSQL with what the server worked for them.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.spent import spent

ROUNDS = 200
FIRST = "first page"


def pages(problem_id: int, compound_id: int) -> Iterator[tuple[str, str]]:
    """The pages by name."""
    yield "list of 20", "/lists/problems/"
    yield "list of 20, open and in class A", "/lists/problems/?state=open&class=A"
    yield "tasks by deadline", "/lists/tasks/"
    yield "search of two characters", "/lists/problems/?q=新村"
    yield "problem page", f"/problems/{problem_id}/"
    yield "my work", "/work/?tab=all&size=20"
    yield "my work, what nobody was given", "/work/?whose=unassigned&size=20"
    yield FIRST, "/"
    yield "first page again, nothing done since", "/"
    yield "exceptions", "/exceptions/"
    yield "map", "/map/"
    yield "points of the map", "/map/compounds.geojson"
    yield "compound", f"/compounds/{compound_id}/"


def main() -> None:
    """Measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    os.environ["HUIYIN_NOW"] = "2022-09-15T09:00:00+08:00"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from huiyin.records.problems import area_counts

    settings.ALLOWED_HOSTS = ["testserver"]
    # A line for each request would be most of what is printed.
    logging.disable(logging.INFO)
    client = Client()
    client.force_login(_lead())
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else ROUNDS
    figures: dict[str, dict[str, Any]] = {}
    for name, address in pages(*_problem()):
        asked = 0

        def count(execute: Any, *statement: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*statement)

        def load(name: str = name, address: str = address) -> Any:
            if name == FIRST:
                area_counts._kept.clear()
            return client.get(address)

        answer = load()
        assert answer.status_code == 200, (address, answer.status_code)
        with connection.execute_wrapper(count):
            answer = load()
        cost = spent(load, rounds)
        figures[name] = {
            "ms": cost.mean,
            "p95": cost.p95,
            "statements": asked,
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


def _problem() -> tuple[int, int]:
    """A problem that the lead sees, and its compound."""
    from huiyin.records.problems.models import Reach

    seen = Reach.objects.filter(unit=_lead().unit_id).order_by("problem_id")
    pk, compound_id = seen.values_list("problem_id", "problem__compound_id")[10]
    return pk, compound_id


if __name__ == "__main__":
    main()
