"""An administrator's browser, and a district below the bureau."""

from __future__ import annotations

import pytest
from django.test import Client
from people import bureau, person

from huiyin.records.registry.models import District, Unit


@pytest.fixture
def admin(client: Client) -> Client:
    """An administrator's browser."""
    client.force_login(person("wei", "admin", name="魏管理"))
    return client


@pytest.fixture
def district() -> Unit:
    """A district's unit below the bureau."""
    area = District.objects.create(code="310106", name="静安区")
    return Unit.objects.create(
        code="jingan",
        name="静安区城管执法局",
        short_name="静安区",
        kind=Unit.Kind.DISTRICT,
        parent=bureau(),
        district=area,
        rank=2,
    )
