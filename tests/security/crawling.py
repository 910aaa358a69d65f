"""What everybody gets from every address: asked once for the whole folder, so that many tests look at the same answers."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from every_address import Address, Ids, browser, every, filled, seat_of, words_in
from planted_world import JINGAN, World

from huiyin.records.accounts.roles import Role

# No address of this machine: from here the figures of operators are given to nobody.
AFAR = "203.0.113.9"
# How many records of an area are tried at one address. Of pages that show a record all are.
RECORDS = 1
# Links of one shape (page and names of its query) that are followed.
LINKS = 1
_LINK = re.compile(r'(?:href|hx-get|data-src|data-url|src)="([^"#]+)')


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person got from one address."""

    who: str
    name: str
    path: str
    status: int
    headers: dict[str, str]
    words: str

    def __str__(self) -> str:
        return f"{self.who} GET {self.path}: {self.status}"


def read(client: Client, who: str, name: str, path: str) -> Answer:
    """Ask for an address and keep what it answered."""
    response: HttpResponse = client.get(path)  # type: ignore[assignment]
    return Answer(who, name, path, response.status_code, dict(response.headers.items()), words_in(response))


def pages() -> list[Address]:
    """Every address but those of the programming interface."""
    return [address for address in every() if not address.is_api]


def tried(address: Address) -> list[Ids]:
    """The records of 静安 that are tried at an address."""
    found = filled(address, JINGAN)
    return found if address.name in ("problem", "report", "ledger-chain") else found[:RECORDS]


def as_everyone(world: World) -> Iterator[Answer]:
    """Every page as a person of each role."""
    for role in Role:
        client = browser(world, f"{seat_of(role)}.{role}", REMOTE_ADDR=AFAR)
        for address in pages():
            # One record shows whether a right is missing; more are read by who has it.
            for ids in tried(address):
                answer = read(client, role.value, address.name, address.at(ids))
                yield answer
                if answer.status in (403, 405):
                    break


def by_its_links(client: Client, who: str) -> Iterator[Answer]:
    """Every page that somebody reaches from the first one by links, each shape of address a few times."""
    waiting, seen, shapes = deque(["/"]), {"/"}, Counter[tuple[str, ...]]()
    while waiting:
        path = waiting.popleft()
        answer = read(client, who, "", path)
        yield answer
        if answer.status != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        for link in map(html.unescape, _LINK.findall(answer.words)):
            there = urljoin(path, link)
            if there in seen:
                continue
            shape = _shape(there)
            if shape is None or shapes[shape] >= LINKS:
                continue
            seen.add(there)
            shapes[shape] += 1
            waiting.append(there)


@cache
def _shape(link: str) -> tuple[str, ...] | None:
    """The page of a link with the names of its query, and the values of those that choose what is shown."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or parts.path.startswith("/static/"):
        return None
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return (parts.path,)
    query = parse_qsl(parts.query)
    chosen = (f"{key}={value}" if key in ("tab", "kind", "rows", "state") else key for key, value in query)
    return (name, *sorted(chosen))
