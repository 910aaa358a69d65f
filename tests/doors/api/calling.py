"""A program that calls the interface with its token, as programs do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from huiyin.records.accounts.actions.clients import open_client
from huiyin.records.accounts.models import Client as Program
from records.reports.report_rows import by, unit

REPORTS, PROBLEMS, LISTS, COMPOUNDS = (
    f"/api/v1/{name}" for name in ("reports", "problems", "lists", "compounds")
)
EVERY_RIGHT = ("problem.read", "report.read", "report.import")


@dataclass(slots=True)
class Caller:
    """One program, with its token."""

    name: str
    token: str
    client_id: int

    def call(self, method: str, address: str, content: bytes = b"", **headers: str) -> HttpResponse:
        """Ask for anything, with headers as programs write them."""
        sent = {
            "Authorization": f"Bearer {self.token}",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        kind = sent.pop("Content-Type", "application/json")
        return Client().generic(method, address, content, content_type=kind if content else "", headers=sent)

    def get(self, address: str, **headers: str) -> HttpResponse:
        """Read something."""
        return self.call("GET", address, **headers)

    def read(self, address: str) -> Any:
        """Read something that is there."""
        response = self.get(address)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def post(self, order: object, key: str = "key-00000001", **headers: str) -> HttpResponse:
        """Hand in a report."""
        return self.call("POST", REPORTS, json.dumps(order).encode(), Idempotency_Key=key, **headers)

    def hand_in(self, order: object, key: str = "key-00000001") -> Any:
        """Hand in a report that is taken."""
        response = self.post(order, key)
        assert response.status_code in (200, 201), response.content.decode()
        return response.json()


def opened(name: str, code: str = "jingan", rights: tuple[str, ...] = EVERY_RIGHT) -> Caller:
    """A program with the area of a unit."""
    client_id, token = open_client(by(-60), name, unit(code).pk, rights)
    return Caller(name, token, client_id)


def program(caller: Caller) -> Program:
    """The records' client behind a caller."""
    return Program.objects.get(pk=caller.client_id)


def refusal(response: HttpResponse, status: int, name: str) -> dict[str, Any]:
    """What a refusal says, when it is the one that is meant."""
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    error: dict[str, Any] = response.json()
    assert (error["status"], error["type"]) == (status, f"urn:huiyin:error:{name}")
    return error
