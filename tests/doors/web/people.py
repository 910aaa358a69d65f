"""People who sign in to the pages."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.test import Client

from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.registry.models import Unit

NOW = dt.datetime(2022, 9, 15, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PASSWORD = "a-long-enough-word-17"


def bureau() -> Unit:
    """The bureau, the only unit of a registry that is not loaded."""
    unit, _ = Unit.objects.get_or_create(
        code="sh-bureau",
        defaults={
            "name": "上海市城市管理行政执法局",
            "short_name": "市局",
            "kind": Unit.Kind.CITY,
            "everywhere": True,
            "rank": 1,
        },
    )
    return unit


def person(
    username: str = "zhou",
    *roles: str,
    name: str = "周队长",
    unit: Unit | None = None,
    must_change: bool = False,
) -> Account:
    """An account of the bureau, or of another unit; a city supervisor's where no role is given."""
    seat = Seat(unit_id=(unit or bureau()).pk)
    by = By("operator:test", NOW, "cli")
    pk = open_account(
        by, username, name, roles or ("city-supervisor",), seat, PASSWORD, must_change=must_change
    )
    return Account.objects.get(pk=pk)


def sign_in(
    client: Client, username: str = "zhou", password: str = PASSWORD, next: str = "", **extra: str
) -> HttpResponse:
    """Send the form of the sign-in."""
    return client.post("/sign-in/", {"login": username, "password": password, "next": next}, **extra)  # type: ignore[return-value]
