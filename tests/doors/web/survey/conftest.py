"""A small registry with three compounds of two districts, and an officer of one."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from small_registry import sign_in_officer, stand_up

from huiyin.records.accounts.models import Account
from huiyin.records.registry.csv_files import CompoundRow


@pytest.fixture(autouse=True)
def _registry(db: None, settings: LazySettings) -> None:
    stand_up(
        settings,
        CompoundRow(code="T1", name="梧桐苑", district="静安区", subdistrict="江宁路街道", firm="甲物业"),
        CompoundRow(code="T2", name="柳岸苑", district="静安区", subdistrict="曹家渡街道"),
        CompoundRow(code="P1", name="桂花苑", district="普陀区"),
    )


@pytest.fixture
def officer(client: Client) -> Account:
    return sign_in_officer(client)
