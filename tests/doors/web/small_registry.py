"""A registry of a few compounds, for pages that need no reports, and who reads it."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from people import NOW, person

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow
from huiyin.records.registry.models import Compound
from records.registry.few_divisions import set_up_few

BY = By("zhou", NOW, "cli")
MOST = 8
"""Statements of a page, session and account included."""
# A refused action undoes its own transaction, which must not be the test's.
refuses = pytest.mark.django_db(transaction=True)


def stand_up(settings: LazySettings, *compounds: CompoundRow) -> None:
    """Let it be the morning of the campaign, and these compounds be known."""
    settings.HUIYIN_NOW = NOW.isoformat()
    set_up_few(BY)
    load(BY, list(compounds))


def place(code: str) -> Compound:
    return Compound.objects.get(code=code)


def sign_in_officer(client: Client) -> Account:
    """Somebody of Jing'an who only reads the registry."""
    account = person("officer", "officer", name="陈队员", unit=unit("jingan"))
    client.force_login(account)
    return account
