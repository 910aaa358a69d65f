"""The pages of the three lists, read as a browser gets them."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client

from huiyin.records.problems.models import Problem
from huiyin.records.registry.models import Compound
from records.problems.list_making import DAY, complain

LISTS = ("problems", "tasks", "responsibilities")
LATER = DAY + timedelta(days=10)


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


def shown(page: str) -> list[int]:
    """The problems whose rows stand on a page, in its order."""
    return [int(pk) for pk in re.findall(r'class="row-link" href="/problems/(\d+)/"', page)]


def many(where: Compound, count: int, violation: str = "litter") -> list[Problem]:
    return [complain(where, f"{where.code}-{n}", violation, building=str(n + 1)) for n in range(count)]
