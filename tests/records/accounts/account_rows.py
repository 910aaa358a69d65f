"""Accounts as the tests open them."""

from __future__ import annotations

from datetime import datetime, timedelta

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Unit

AT = datetime(2022, 9, 15, 9, 30, tzinfo=SHANGHAI)
PASSWORD = "Hui-yin-2022-x"


def by(actor: str = "operator:wei", minutes: int = 0) -> By:
    """Somebody who acts so many minutes after the morning of 15 September 2022."""
    return By(actor, AT + timedelta(minutes=minutes), "cli")


def at(unit: str = "jingan", officer_id: int | None = None) -> Seat:
    """The seat of somebody of a unit."""
    return Seat(unit_id=Unit.objects.get(code=unit).pk, officer_id=officer_id)


def opened(username: str, *roles: str, seat: Seat | None = None) -> Account:
    """An account of 静安, or of another seat; a clerk's where no role is given."""
    pk = open_account(by(), username, f"{username}的姓名", roles or ("clerk",), seat or at(), PASSWORD)
    return Account.objects.get(pk=pk)


def officer(certificate: str, unit: str = "jingan") -> int:
    """The id of an officer who is added to a unit."""
    (pk,) = add_officers(by(), [NewOfficer("持证人", Unit.objects.get(code=unit).pk, certificate)])
    return pk
