"""The pages of base data, and what the tests of them share."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import NOW

from huiyin.records.ledger.action import By
from huiyin.records.registry.models import Compound

BY = By("zhou", NOW, "cli")
MOST = 8
"""Statements of a page, session and account included."""
# A refused action undoes its own transaction, which must not be the test's.
refuses = pytest.mark.django_db(transaction=True)
PAGES = ("/responsibilities/", "/responsibilities/who/", "/units/", "/officers/", "/firms/")


def place(code: str) -> Compound:
    return Compound.objects.get(code=code)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
