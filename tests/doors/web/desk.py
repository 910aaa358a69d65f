"""A desk with real reports: a registry, orders of the hotline received by the product itself, and people who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from django.test import Client
from people import person

from huiyin.records.accounts.models import Account
from huiyin.records.registry.models import Unit
from records.reports import report_rows as rows

__all__ = ["rows", "signed_in", "standing", "unit"]


def standing() -> Iterator[ModuleType]:
    """For the fixture `desk`: 静安 has received four orders; two became problems, one waits and one is not ours."""
    for _ in rows.standing_desk(
        rows.order("A1", rows.SUNROOM, phone="13800001111"),
        rows.order("A2", rows.EBIKES),
        rows.order("A3", rows.UNSURE),
        rows.order("A4", rows.OUTSIDE, agency="燃气集团"),
    ):
        yield rows


def unit(code: str = "jingan") -> Unit:
    """A unit by its code."""
    return Unit.objects.get(code=code)


def signed_in(username: str, *roles: str, code: str = "jingan") -> tuple[Client, Account]:
    """Somebody of a unit, with a browser in which they are signed in."""
    account = person(username, *roles, unit=unit(code))
    client = Client()
    client.force_login(account)
    return client, account
