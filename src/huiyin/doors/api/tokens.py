"""The gate of the interface: a token in the header, with the right, not too often, and a request that is well formed."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.http import HttpAuthBase
from pydantic import BaseModel

from huiyin.doors import clock
from huiyin.doors.api import errors
from huiyin.doors.api.rates import count
from huiyin.doors.api.shapes import Fault
from huiyin.doors.api.strictness import check
from huiyin.records.accounts.models import Client
from huiyin.records.accounts.queries import client_of
from huiyin.records.accounts.roles import Right
from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.action import By

# As `accounts.actions.clients` makes them; what looks otherwise is not looked up.
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +(huiyin_[A-Za-z0-9_-]{43})")
# Characters of an actor's name in the ledger.
ACTOR = 64


class ClientRequest(HttpRequest):
    """A request that has passed the gate: which program asks, where it may look, and the moment of everything."""

    client: Client
    scope: Scope
    now: datetime
    today: date
    by: By


class Token(HttpAuthBase):
    """Lets pass who sends the token of a client with ``right``; ``query`` names the parameters that the operation takes.

    Raises :class:`errors.Refusal`. A session of the pages does not count, nor does a token anywhere but in the header.
    """

    openapi_scheme = "bearer"
    openapi_description = "接口令牌，由系统管理员发放：Authorization: Bearer huiyin_…"

    def __init__(self, right: Right, query: type[BaseModel] | None = None, *, body: bool = False) -> None:
        super().__init__()
        self._right = right
        self._query = frozenset(query.model_fields) if query is not None else frozenset()
        self._body = body

    def __call__(self, request: HttpRequest) -> Client:
        """Fill the request of a program that passes."""
        found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
        client = client_of(found[1]) if found else None
        if client is None:
            raise errors.unauthenticated()
        count(client.pk)
        if not client.may(self._right):
            raise errors.Refusal(
                errors.FORBIDDEN,
                Fault(
                    where=errors.FORBIDDEN.where,
                    detail=f"缺少权限：{self._right.label}（{self._right.value}）",
                    detail_en=f"the right {self._right.value} is missing",
                ),
            )
        check(request, self._query, body=self._body)
        _fill(request, client)
        return client


def _fill(request: HttpRequest, client: Client) -> None:
    now = clock.now()
    today = timezone.localdate(now)
    filled = {
        "client": client,
        "now": now,
        "today": today,
        "scope": Scope(today, client.unit),
        "by": By(f"client:{client.name}"[:ACTOR], now, "api"),
    }
    for name, value in filled.items():
        setattr(request, name, value)
