"""Two who would take the last administrators away at once, each with a connection of its own; only PostgreSQL lets them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from huiyin.records.accounts.actions.accounts import amend_account, disable_account, open_account
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.queries import administrators
from huiyin.records.accounts.refusal import AccountRefused
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.verification import verify
from records.accounts.account_rows import PASSWORD, at, by, opened

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time"),
    pytest.mark.django_db(transaction=True),
]
ROUNDS = 6


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What came of each act, all started at the same moment; a refusal is what came of it too."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=20)
            return act()
        except AccountRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def kinds(results: list[object]) -> list[bool]:
    return sorted(isinstance(result, AccountRefused) for result in results)


@pytest.mark.usefixtures("registry")
def test_of_two_that_disable_each_other_one_stays() -> None:
    for number in range(ROUNDS):
        wei, qin = opened(f"wei{number}", "admin"), opened(f"qin{number}", "admin")
        others = administrators().exclude(pk__in=(wei.pk, qin.pk))
        for other in others:
            disable_account(by("wei0-past"), other.pk, "前一轮")
        came = at_once(
            lambda wei=wei, qin=qin: disable_account(by(wei.username), qin.pk, "互停"),  # type: ignore[misc]
            lambda wei=wei, qin=qin: disable_account(by(qin.username), wei.pk, "互停"),  # type: ignore[misc]
        )
        assert kinds(came) == [False, True]
        assert administrators().count() == 1
    assert verify().faults == ()


@pytest.mark.usefixtures("registry")
def test_of_one_disabled_and_the_other_amended_at_once_one_stays() -> None:
    wei, qin = opened("wei", "admin"), opened("qin", "admin")
    came = at_once(
        lambda: disable_account(by("operator:a"), wei.pk, "调离"),
        lambda: amend_account(by("operator:b"), qin.pk, "钦", ["clerk"], at()),
    )
    assert kinds(came) == [False, True]
    assert administrators().count() == 1


@pytest.mark.usefixtures("registry")
def test_of_two_accounts_of_one_username_opened_at_once_one_is_refused() -> None:
    seat = at()
    came = at_once(
        *(
            lambda actor=actor: open_account(by(actor), "wu", "吴", ["clerk"], seat, PASSWORD)  # type: ignore[misc]
            for actor in ("operator:a", "operator:b")
        )
    )
    assert kinds(came) == [False, True]
    assert Account.objects.count() == Entry.objects.filter(action="account.open").count() == 1
