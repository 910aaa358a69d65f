"""What was said when an act was done, and how a sum goes on, is read in the language of whoever reads it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk import rows, signed_in, unit
from huiyin.doors import clock
from huiyin.records.problems.models import Assignment, Role, Task
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.reports import uploads
from huiyin.records.reports.models import LandedRow, Report, Upload

pytestmark = pytest.mark.django_db(transaction=True)
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def _home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HUIYIN_HOME = tmp_path
    settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2)).isoformat()


def last_acts(client: Client, **headers: str) -> list[str]:
    """What the page of the work says of one's last acts, the last first."""
    page = client.get("/work/?tab=all", headers=headers).content.decode()
    (part,) = re.findall(r'<details[^>]* id="recent">.*?</details>', page, re.DOTALL)
    return re.findall(r"</span> <span>(.*?)</span>", part)


def test_ones_last_acts_are_read_in_the_language_of_the_page_whatever_it_was_when_they_were_done(
    desk: ModuleType,
) -> None:
    # Given acts done in Chinese and in English, one by one and in bulk
    client, _ = signed_in("lead", "team-lead")
    (officer,) = add_officers(rows.by(), [NewOfficer("林队员", unit().pk, "T-1")])
    first, *rest = Task.objects.order_by("pk").values_list("pk", flat=True)
    client.post(f"/tasks/{first}/assign/", {"officer": officer, "leader": ""})
    client.post(f"/tasks/{first}/recheck/", {"on": date(2022, 9, 20)}, headers=ENGLISH)
    Assignment.objects.filter(role=Role.LEAD).update(officer=officer)
    client.post("/work/return/", {"pick": [first, *rest], "reason": "缺照片"}, headers=ENGLISH)
    waiting = Report.objects.get(number="A4")
    client.post(
        f"/reports/{waiting.pk}/transfer/", {"body": "燃气集团", "receipt": "RQ-1", "reason": "非本单位职责"}
    )
    # Then each language says all of them
    number = 1 + len(rest)
    assert last_acts(client) == [
        "已移送燃气集团。",
        f"已退回 {number} 项任务，待补充。",
        "已安排 2022年9月20日 复查。",
        "已派给林队员。",
    ]
    assert last_acts(client, **ENGLISH) == [
        "Transferred to 燃气集团.",
        f"Tasks sent back for completion: {number}.",
        "A re-check is set for 20 September 2022.",
        "Given to 林队员.",
    ]


def test_the_sum_of_the_rows_that_were_read_is_written_as_each_language_writes_sums(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    lines = "工单编号,工单生成时间,内容描述\nB1,2022-02-31,市民反映楼上漏水。\n"
    client.post("/imports/", {"file": file_of(lines)})
    upload = Upload.objects.latest("pk")
    client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"})
    uploads.run(upload.pk, clock.now)
    upload.refresh_from_db()
    row = LandedRow.objects.get(number="B1")
    there = f"/imports/{upload.batch_id}/"
    client.post(f"{there}rows/{row.pk}/correct/", {"column": "工单生成时间", "value": "2022-02-28 09:00"})

    assert "新增＋变更＋已有＋待更正＋已更正<" in client.get(there).content.decode()
    english = client.get(there, headers=ENGLISH).content.decode()
    assert "New + changed + known + refused + corrected<" in english
    assert "＋" not in english


def file_of(lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("orders.csv", lines.encode("utf-8-sig"))
