"""A small registry with two compounds, and who manages or only reads it."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from people import person
from small_registry import sign_in_officer, stand_up

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.registry.csv_files import CompoundRow


@pytest.fixture(autouse=True)
def _registry(db: None, settings: LazySettings) -> None:
    stand_up(
        settings,
        CompoundRow(code="T1", name="梧桐苑", district="静安区", subdistrict="江宁路街道", firm="甲物业"),
        CompoundRow(code="P1", name="桂花苑", district="普陀区", firm="乙物业"),
    )


@pytest.fixture
def district(client: Client) -> Account:
    """The district's supervisor of Jing'an, who manages its registry."""
    account = person("district", "district-supervisor", name="沈督办", unit=unit("jingan"))
    client.force_login(account)
    return account


@pytest.fixture
def officer(client: Client) -> Account:
    return sign_in_officer(client)
