"""How many statements receiving takes: fixed for one report, and the same for ten rows as for five hundred."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.ledger import bulk
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import Link, Problem
from huiyin.records.reports.actions.receive import Source, receive
from huiyin.records.reports.incoming import Incoming
from huiyin.records.reports.models import BatchState, ImportBatch, LandedRow
from huiyin.records.reports.queries import refused_rows, replaced
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, order
from told import blocks_as_one

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRESQL = connection.vendor == "postgresql"
MOST = 22
"""More than this nobody may need for one report, BEGIN and COMMIT included."""


def statements(act: Callable[[], object]) -> list[str]:
    """What the database was told, with the beginning and the end of the transaction."""
    with CaptureQueriesContext(connection) as told:
        act()
    return [query["sql"] for query in told.captured_queries]


def receiving(desk: Desk, taken: list[Incoming]) -> list[str]:
    told = statements(lambda: desk.receive(taken))
    assert told[0].startswith("BEGIN")
    assert told[-1].startswith("COMMIT")
    assert [sql for sql in told if sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "ROLLBACK"))] == [
        told[0],
        told[-1],
    ]
    return told


def test_one_report_that_opens_a_problem_takes_twenty_two_statements(desk: Desk) -> None:
    desk.take(order("1000", rows.OTHER_ROOM))
    told = receiving(desk, rows.prepared(order("1001", rows.SUNROOM)))

    assert len(told) == 22 <= MOST
    assert (Problem.objects.count(), Link.objects.count()) == (2, 2)


def test_one_report_that_joins_an_open_problem_takes_fifteen_statements(desk: Desk) -> None:
    desk.take(order("1000", rows.SUNROOM))
    told = receiving(desk, rows.prepared(order("1001", rows.SUNROOM_AGAIN)))

    assert len(told) == 15 <= MOST
    assert (Problem.objects.count(), Link.objects.count()) == (1, 2)


def test_one_report_that_waits_takes_eight_statements(desk: Desk) -> None:
    desk.take(order("1000", rows.OUTSIDE))
    assert len(receiving(desk, rows.prepared(order("1001", rows.OUTSIDE)))) == 8


def test_a_known_row_is_looked_up_and_no_more(desk: Desk) -> None:
    row = order("1000", rows.SUNROOM)
    desk.take(row)
    assert len(receiving(desk, rows.prepared(row))) == 3


def test_rows_that_say_again_what_waiting_ones_had_changed_take_as_many_statements_however_many(
    desk: Desk,
) -> None:
    def some(count: int, first: int, **more: str) -> list[Incoming]:
        return rows.prepared(*(order(str(first + n), rows.OUTSIDE, **more) for n in range(count)))

    batch = ImportBatch.objects.create(
        name="a.csv",
        sha256=b"",
        size=0,
        mapping="generic",
        mapping_version=1,
        importer="",
        channel=desk.channel,
        unit_id=desk.unit_id,
        actor="lin",
        started_at=by().at,
        seen_at=by().at,
        state=BatchState.DONE,
    )
    told = []
    for count, first in ((3, 2001), (30, 3001)):
        desk.receive(some(count, first))
        desk.receive(some(count, first, deadline="月底"))
        again, source = some(count, first), Source(desk.channel, desk.unit_id, batch.pk)
        assert LandedRow.objects.filter(~replaced(), state="refused").count() == count
        told.append(len(statements(lambda: receive(by(9), source, again))))  # noqa: B023 - called at once
        assert list(refused_rows()) == []
    assert told[0] == told[1] == 7


def test_how_far_an_older_file_came_is_asked_once_for_all_its_rows(desk: Desk) -> None:
    def exported(deadline: str) -> list[Incoming]:
        return rows.prepared(*(order(str(1001 + n), rows.OUTSIDE, deadline=deadline) for n in range(30)))

    asked = []

    def taken_to() -> int:
        asked.append(len(asked))
        return 1000

    desk.receive(exported("2022-09-20"))
    desk.receive(exported("2022-09-22"))
    receipt = receive(by(9), Source(desk.channel, desk.unit_id, None, taken_to), exported("2022-09-20"))

    assert dict(receipt.counts) == {"known": 30}
    assert asked == [0]


@pytest.mark.parametrize("joined", [False, True])
def test_five_hundred_rows_take_as_many_statements_as_sixty(desk: Desk, joined: bool) -> None:
    """Sixty and not ten, since PostgreSQL writes fewer rows than forty by INSERT and not by COPY, which takes no statement."""
    assert bulk.COPY_FROM <= 60

    def some(count: int, first: int) -> list[Incoming]:
        rooms = range(count) if joined else range(first, first + count)
        return rows.prepared(
            *(
                order(str(first + n), rows.SUNROOM.replace("1201室", f"{1000 + room}室"))
                for n, room in enumerate(rooms)
            )
        )

    desk.receive(some(500, 10_000))
    few, many = receiving(desk, some(60, 20_000)), receiving(desk, some(500, 30_000))
    assert len(blocks_as_one(many)) == len(blocks_as_one(few))
    assert Problem.objects.count() == (500 if joined else 1_060)


def test_ten_rows_take_as_many_statements_as_one(desk: Desk) -> None:
    def some(count: int, first: int) -> list[Incoming]:
        texts = (rows.SUNROOM.replace("1201室", f"{first + n}室") for n in range(count))
        return rows.prepared(*(order(str(first + n), text) for n, text in enumerate(texts)))

    desk.receive(some(2, 1001))
    assert len(receiving(desk, some(1, 2001))) == len(receiving(desk, some(10, 3001))) == 22


@pytest.mark.parametrize(
    "after", [rows.OTHER_ROOM, rows.NOT_KNOWN, rows.SUNROOM], ids=["recheck", "provisional", "join"]
)
def test_three_changed_rows_take_as_many_statements_as_thirty(desk: Desk, after: str) -> None:
    before = rows.NO_PLACE if after is not rows.OTHER_ROOM else rows.SUNROOM

    def some(text: str, count: int, first: int) -> list[Incoming]:
        return rows.prepared(*(order(str(first + n), text) for n in range(count)))

    told = []
    # The first set opens what the others join.
    for count, first in ((2, 1001), (3, 2001), (30, 3001)):
        desk.receive(some(before, count, first))
        told.append(len(receiving(desk, some(after, count, first))))

    assert Entry.objects.filter(action="report.amend").count() == 35
    assert told[1] == told[2]
