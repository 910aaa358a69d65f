"""A small registry with three compounds of two districts, and an officer of one."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from people import NOW, person
from survey_pages import BY

from desk import unit
from huiyin.records.accounts.models import Account
from huiyin.records.registry.actions.compounds import load as load_compounds
from huiyin.records.registry.csv_files import CompoundRow
from records.registry.few_divisions import set_up_few


@pytest.fixture(autouse=True)
def _registry(db: None, settings: LazySettings) -> None:
    settings.HUIYIN_NOW = NOW.isoformat()
    set_up_few(BY)
    load_compounds(
        BY,
        [
            CompoundRow(code="T1", name="梧桐苑", district="静安区", subdistrict="江宁路街道", firm="甲物业"),
            CompoundRow(code="T2", name="柳岸苑", district="静安区", subdistrict="曹家渡街道"),
            CompoundRow(code="P1", name="桂花苑", district="普陀区"),
        ],
    )


@pytest.fixture
def officer(client: Client) -> Account:
    account = person("officer", "officer", name="陈队员", unit=unit("jingan"))
    client.force_login(account)
    return account
