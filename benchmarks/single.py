"""One report in through the action layer: candidate search, linking, assignment, clock, ledger, outbox."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

ROUNDS = 200


def received_one(number: str) -> None:
    """Receive one report of a wrong at a place that is its own, as the API and the desk will."""
    from huiyin.records.ledger.action import By
    from huiyin.records.reports.actions.receive import Source, receive
    from huiyin.records.reports.models import Channel

    receive(By("bench", datetime.now(UTC), "bench"), Source(Channel.HOTLINE, _unit()), [_incoming(number)])


def _unit() -> int:
    from huiyin.records.registry.models import Unit

    global _unit_id
    if _unit_id is None:
        _unit_id = Unit.objects.get(code="sh-bureau").pk
    return _unit_id


_unit_id: int | None = None
_compound_id: int | None = None


def _incoming(number: str) -> Any:
    from datetime import date

    from huiyin.records.ledger import vault
    from huiyin.records.registry.models import Compound
    from huiyin.records.reports.incoming import Incoming, Place, Read, Told, Wrong

    global _compound_id
    if _compound_id is None:
        _compound_id = Compound.objects.filter(status="known").order_by("pk").values_list("pk", flat=True)[0]
    key, wrapped = vault.new_key()
    return Incoming(
        1,
        "bench",
        number,
        vault.blind_index("row", number.encode()),
        wrapped,
        vault.shut(key, "row", number.encode()),
        Told(text="楼道里停满了电瓶车", created_on=date(2022, 8, 1), reached_on=date(2022, 8, 1)),
        Read(
            reader="bench",
            content="{}",
            scope="compound",
            act="report",
            in_progress=None,
            wrongs=(Wrong("ebike-common-parts"),),
            place=Place(_compound_id, building=number),
            waits_for="",
        ),
    )


def main() -> None:
    """Receive ``ROUNDS`` reports; print processor milliseconds and statements for each."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(20):
        received_one(f"A{number:08d}")
    with CaptureQueriesContext(connection) as queries:
        received_one("B00000000")
    begun = time.process_time()
    for number in range(ROUNDS):
        received_one(f"C{number:08d}")
    spent = (time.process_time() - begun) / ROUNDS * 1000
    json.dump({"cpu_ms": spent, "statements": len(queries)}, sys.stdout)


if __name__ == "__main__":
    main()
