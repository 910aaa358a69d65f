"""What clashes with another writer is done again; everything else is passed on. Clashes are PostgreSQL's own."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from ledger_writers import on_postgresql

from huiyin.records.ledger.clashes import CLASHES, TRIES, retried

pytestmark = [pytest.mark.django_db(transaction=True), on_postgresql]


def clashing(state: str, times: int, tried: list[int]) -> str:
    """Clash so many times, then come through."""
    tried.append(len(tried) + 1)
    if len(tried) <= times:
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")
    return "done"


@pytest.mark.parametrize("state", sorted(CLASHES))
def test_what_clashes_is_done_again_until_it_comes_through(state: str) -> None:
    tried: list[int] = []
    assert retried(clashing)(state, 3, tried) == "done"
    assert tried == [1, 2, 3, 4]


def test_what_always_clashes_is_passed_on_in_the_end() -> None:
    tried: list[int] = []
    with pytest.raises(DatabaseError):
        retried(clashing)("40P01", TRIES, tried)
    assert len(tried) == TRIES


def test_another_fault_is_passed_on_at_once() -> None:
    tried: list[int] = []
    with pytest.raises(DatabaseError):
        retried(clashing)("23514", 1, tried)
    assert tried == [1]


def test_within_a_transaction_a_clash_is_passed_on_at_once() -> None:
    tried: list[int] = []
    with pytest.raises(DatabaseError), transaction.atomic():
        retried(clashing)("40001", 1, tried)
    assert tried == [1]
