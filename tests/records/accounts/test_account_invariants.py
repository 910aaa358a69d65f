"""What must always hold of accounts: a breach that is planted behind the product's back is found and named."""

from __future__ import annotations

import pytest
from django.db import connection

from huiyin.records.accounts.actions.clients import open_client
from huiyin.records.invariants import run
from records.accounts.account_rows import AT, at, by, opened

pytestmark = pytest.mark.usefixtures("registry")


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (
            "UPDATE accounts_account SET roles = 'mayor'",
            [("account.roles", "account:wu", "there is no role mayor")],
        ),
        (
            "UPDATE accounts_account SET roles = 'clerk partner'",
            [("account.roles", "account:wu", "it is partner and belongs to no partner")],
        ),
        (
            "UPDATE accounts_account SET unit_id = NULL, neighbourhood_id = (SELECT min(id) FROM registry_neighbourhood)",
            [("account.roles", "account:wu", "it is clerk and belongs to no unit")],
        ),
        (
            "UPDATE accounts_account SET roles = 'admin clerk'",
            [("account.roles", "account:wu", "it is admin, which goes with no other role")],
        ),
        (
            "UPDATE accounts_client SET rights = 'problem.read report.identify'",
            [("client.rights", "client:平台", "no program may have the right report.identify")],
        ),
    ],
)
def test_a_planted_breach_is_found(plant: str, expected: list[tuple[str, str, str]]) -> None:
    opened("wu")
    unit_id = at().unit_id
    assert unit_id is not None
    open_client(by(), "平台", unit_id, ["problem.read"])
    assert list(run(AT)) == []
    with connection.cursor() as cursor:
        cursor.execute(plant)
    assert [(breach.invariant, breach.record, breach.detail) for breach in run(AT)] == expected
