"""What the forms of accounts and clients send, and what their pages answer."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from people import bureau

from huiyin.records.ledger.action import By
from records.accounts.account_rows import AT

# An action that refuses ends its transaction, which here would be the test's own.
refusing = pytest.mark.django_db(transaction=True)
BY = By("operator:test", AT, "cli")
SECRET = re.compile(r'<code class="command" id="once" tabindex="0">([^<]+)</code>')


def fields(**changed: object) -> dict[str, object]:
    """What the form of a new account sends."""
    return {
        "username": "Wu.Min",
        "name": "吴敏",
        "roles": ["clerk", "officer"],
        "certificate": "",
        "seat": f"unit:{bureau().pk}",
        "seat-words": "",
        **changed,
    }


def errors(answer: HttpResponse) -> str:
    """The words of the page's notice of errors."""
    found = re.search(r'<ul class="wrong-list">(.*?)</ul>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])


def seen_of(client: Client, path: str) -> dict[str, str]:
    """What the form of a page that gives a password sends back, so that it works once."""
    (seen,) = re.findall(r'name="seen" value="(\d+)"', client.get(path).content.decode())
    return {"seen": str(seen)}


def secret_of(answer: HttpResponse) -> str:
    (secret,) = SECRET.findall(answer.content.decode())
    return str(secret)
