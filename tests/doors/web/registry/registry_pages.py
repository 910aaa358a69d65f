"""The pages of base data, and what a page costs."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PAGES = ("/responsibilities/", "/responsibilities/who/", "/units/", "/officers/", "/firms/")


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
