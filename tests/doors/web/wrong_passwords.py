"""A password that is wrong, and what to look at after it was tried."""

from __future__ import annotations

import re

from django.test import Client

WRONG = "not-the-password-1"


def let_in(client: Client) -> bool:
    """Whether the client's session is somebody's."""
    return client.get("/account/password/").status_code == 200


def plain(page: bytes) -> str:
    """A page without what differs from request to request: its token and the username that was typed."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|id="id_login"[^>]* value)="[^"]*"', "", page.decode())
