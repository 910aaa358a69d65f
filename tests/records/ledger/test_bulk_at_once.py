"""Several writers at once: the database decides, nobody waits for ever, nothing is written twice."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from ledger_acts import AT, by, note, open_new
from ledger_writers import at_once, on_postgresql

from huiyin.records.ledger import bulk
from huiyin.records.ledger.actions import raise_exceptions
from huiyin.records.ledger.models import Entry, ExceptionItem
from huiyin.records.ledger.verification import verify
from huiyin.records.outbox.models import Message

pytestmark = [pytest.mark.django_db(transaction=True), on_postgresql]

MESSAGE = ("key", "kind", "recipient", "record", "record_id", "body", "state", "posted_at", "not_before", "attempts",
           "last_error", "sent_at", "receipt")  # fmt: skip


def message(key: str, writer: int) -> tuple[Any, ...]:
    return (key, "reply", "unit:1", "report", writer, "{}", "due", AT, AT, 0, "", None, "")


def test_eight_writers_of_one_row_leave_exactly_one() -> None:
    at_once(8, lambda writer: bulk.insert_absent(Message, MESSAGE, [message("a", writer)], "(key)"))
    assert Message.objects.count() == 1


def test_eight_writers_of_the_same_hundred_rows_leave_each_once() -> None:
    def write(writer: int) -> list[int]:
        with transaction.atomic():
            bulk.insert_absent(Message, MESSAGE, [message(f"k{i:03}", writer) for i in range(100)], "(key)")
            keys = [(f"k{i:03}",) for i in range(100)]
            return [pk for (pk,) in bulk.matching(Message, ("key",), keys, ("id",))]

    seen = at_once(8, write)
    assert Message.objects.count() == 100
    # Each writer reads back the rows that stand, whoever wrote them.
    assert all(ids == seen[0] for ids in seen)


def test_eight_writers_of_one_open_exception_leave_one_open() -> None:
    target = "(record, record_id, wanted) WHERE cleared_at IS NULL"
    columns = ("record", "record_id", "wanted", "reason", "since", "cleared_at", "cleared_by")
    row = ("report", 1, "problem.join", "待核", AT, None, "")
    at_once(8, lambda _: bulk.insert_absent(ExceptionItem, columns, [row], target))
    assert ExceptionItem.objects.count() == 1


def test_writers_that_name_the_same_rows_in_opposite_order_do_not_lock_each_other_out() -> None:
    held, let_go = Event(), Event()

    def hold_the_middle() -> None:
        try:
            with transaction.atomic():
                bulk.insert_absent(Message, MESSAGE, [message("m", 9)], "(key)")
                held.set()
                assert let_go.wait(20)
        finally:
            connection.close()

    holder = Thread(target=hold_the_middle)
    holder.start()
    assert held.wait(20)

    def write(writer: int) -> None:
        if writer == 2:
            # Only once both writers wait for one another or for the middle do they go on.
            _wait_until_waiting(2)
            let_go.set()
            return
        bulk.insert_absent(
            Message, MESSAGE, [message(key, writer) for key in ("amz", "zma")[writer]], "(key)"
        )

    at_once(3, write)
    holder.join(20)
    assert list(Message.objects.order_by("key").values_list("key", "record_id")) in (
        [("a", 0), ("m", 9), ("z", 0)],
        [("a", 1), ("m", 9), ("z", 1)],
    )


def _wait_until_waiting(count: int) -> None:
    """Until so many statements wait for a lock."""
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.01)
    raise AssertionError(f"{count} writers were to wait for a lock")


def test_ids_reserved_at_once_are_disjoint() -> None:
    def reserve(_: int) -> list[int]:
        return [pk for _ in range(20) for pk in bulk.reserve(Message, 25)]

    reserved = [pk for ids in at_once(8, reserve) for pk in ids]
    assert len(set(reserved)) == len(reserved) == 8 * 20 * 25


def test_locked_rows_make_another_writer_wait_until_the_transaction_ends() -> None:
    bulk.insert(Message, MESSAGE, [message("a", 1), message("b", 1)])
    locked, let_go = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                bulk.matching(Message, ("key",), [("a",)], ("id",), lock=True)
                locked.set()
                assert let_go.wait(20)
        finally:
            connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert locked.wait(20)

    def free(key: str) -> bool:
        try:
            with transaction.atomic():
                Message.objects.select_for_update(nowait=True).get(key=key)
        except OperationalError:
            return False
        return True

    assert (free("a"), free("b")) == (False, True)
    let_go.set()
    holder.join(20)
    assert free("a")


def test_writers_that_lock_the_same_rows_by_keys_in_opposite_order_all_finish() -> None:
    bulk.insert(Message, MESSAGE, [message(f"k{i:03}", 1) for i in range(200)])

    def lock(writer: int) -> int:
        keys = [(f"k{i:03}",) for i in range(200)]
        with transaction.atomic():
            return len(
                bulk.matching(Message, ("key",), keys if writer % 2 else keys[::-1], ("id",), lock=True)
            )

    assert at_once(8, lock) == [200] * 8


def test_actions_at_once_upon_different_records_keep_every_chain_whole() -> None:
    def act(writer: int) -> None:
        open_new(by(writer), [writer])
        for minute in range(5):
            note(by(minute), [writer])

    at_once(8, act)
    assert verify().faults == ()
    assert (verify().chains, Entry.objects.count()) == (8, 48)


def test_actions_at_once_upon_one_record_without_its_lock_are_wholly_in_or_wholly_out() -> None:
    note(by(), [1])

    def act(writer: int) -> bool:
        try:
            note(by(writer), [1, 100 + writer])
        except IntegrityError:
            return False
        return True

    done = at_once(8, act)
    assert any(done)
    assert Entry.objects.filter(record_id=1).count() == 1 + sum(done)
    assert Entry.objects.filter(record_id__gte=100).count() == sum(done)
    assert verify().faults == ()


def test_one_exception_raised_by_many_at_once_is_one_item_with_one_entry() -> None:
    raise_exceptions(by(), [("report", 1, "problem.verify", "先有的一条")])
    at_once(8, lambda writer: raise_exceptions(by(writer), [("report", 1, "problem.join", "待核")]))
    assert ExceptionItem.objects.filter(wanted="problem.join").count() == 1
    assert verify().faults == ()
    assert verify().entries == 2
