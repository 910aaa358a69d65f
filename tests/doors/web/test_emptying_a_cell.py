"""On the page of a refused row a cell that is not shown can be emptied, and only by its box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk import rows, signed_in, standing
from huiyin.doors import clock
from huiyin.records.reports import uploads
from huiyin.records.reports.models import LandedRow, Report, Upload

pytestmark = pytest.mark.django_db(transaction=True)
BOX = '<input type="checkbox" name="emptied" value="联系电话"'
CELLS = {"column": ["工单生成时间", "联系电话"], "value": ["2022-09-14 10:05:00", ""]}


@pytest.fixture(autouse=True)
def _home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HUIYIN_HOME = tmp_path
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2)).isoformat()


@pytest.fixture
def desk() -> Iterator[ModuleType]:
    yield from standing()


def refused(client: Client) -> str:
    """The page of a newer row of the order A1, which has a telephone and an impossible day."""
    lines = f"工单编号,工单生成时间,内容描述,联系电话\nA1,2022-02-31,{rows.SUNROOM},13800001111\n"
    client.post("/imports/", {"file": SimpleUploadedFile("orders.csv", lines.encode("utf-8-sig"))})
    upload = Upload.objects.latest("pk")
    client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"})
    uploads.run(upload.pk, clock.now)
    upload.refresh_from_db()
    row = LandedRow.objects.filter(number="A1").latest("pk")
    return f"/imports/{upload.batch_id}/rows/{row.pk}/correct/"


def has_caller() -> bool:
    return Report.objects.get(number="A1").caller is not None


def test_a_hidden_cell_that_is_left_empty_stays(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    page = refused(client)
    assert has_caller()
    assert client.post(page, CELLS).status_code == 302
    assert has_caller()


def test_a_hidden_cell_is_emptied_by_its_box_which_stays_ticked_after_a_refusal(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    page = refused(client)
    shown = client.get(page).content.decode()
    assert f"{BOX}>" in shown
    assert "13800001111" not in shown
    wrong = {**CELLS, "value": ["2022-02-30", ""], "emptied": "联系电话"}
    answer = client.post(page, wrong)
    assert (answer.status_code, f"{BOX} checked>" in answer.content.decode()) == (400, True)
    assert has_caller()
    assert client.post(page, {**CELLS, "emptied": "联系电话"}).status_code == 302
    assert not has_caller()
