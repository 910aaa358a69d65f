"""What the page of an import counts and opens: its rows, and refused ones that are corrected there."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from dropped_files import dropped, imported, line, table

from desk import rows, signed_in
from huiyin.records.reports.actions.fate import transfer
from huiyin.records.reports.models import LandedRow, Report

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home_of_its_own", "two_hours_later"),
]


def test_each_count_opens_its_rows_and_a_refused_row_says_why(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B1"), line("B2", at="2022-02-31"))))
    refused = client.get(f"/imports/{batch.pk}/?rows=refused").content.decode()
    new = client.get(f"/imports/{batch.pk}/?rows=new").content.decode()
    assert "B2" in refused
    assert "工单生成时间" in refused
    assert "B1" in new
    assert "B2" not in re.sub(r"<script.*", "", new.split("<tbody>")[1])


def test_a_refused_row_is_corrected_on_its_page_and_becomes_a_report(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2")
    address = f"/imports/{batch.pk}/rows/{row.pk}/correct/"
    page = client.get(address).content.decode()
    assert "13800001111" not in page
    answer = client.post(
        address, {"column": ["工单生成时间", "联系电话"], "value": ["2022-02-28 09:00", ""]}, follow=True
    )
    assert "第2行已更正并转为诉件。" in answer.content.decode()
    report = Report.objects.get(number="B2")
    assert str(report.created_on) == "2022-02-28"
    assert report.caller is not None


def test_a_correction_of_a_known_order_is_said_to_change_its_report(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    imported(client, dropped(client, table(line("B2"))))
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2", state="refused")
    told = {"column": ["工单生成时间"], "value": ["2022-02-28 09:00"]}
    answer = client.post(f"/imports/{batch.pk}/rows/{row.pk}/correct/", told, follow=True)
    assert "行已更正，内容已更新到原有的诉件。" in answer.content.decode()
    page = client.get(f"/reports/{Report.objects.get(number='B2').pk}/").content.decode()
    # What it was corrected to stands as a version of its own, and from what to what in the timeline.
    assert "更正录入" in page
    assert re.search(r"工单生成时间：2022年[^<]* → 2022年2月28日", page)


def figures(page: str) -> dict[str, tuple[str, str]]:
    """The counts at the head of an import's page, each with its value and what is said below it."""
    cells = re.findall(
        r'class="count-name">(?:<svg.*?</svg>)?(.*?)</span><span class="count-value">(.*?)</span>'
        r'(?:<span class="count-note">(.*?)</span>)?',
        page,
        re.DOTALL,
    )
    return {name: (value, note) for name, value, note in cells}


def test_what_was_corrected_or_given_its_fate_is_not_counted_as_waiting_any_more(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    lines = (line("B1", rows.OUTSIDE), line("B2", at="2022-02-31"), line("B3", at="2022-02-31"))
    batch = imported(client, dropped(client, table(*lines)))
    address = f"/imports/{batch.pk}/"
    before = figures(client.get(address).content.decode())
    assert before["待更正"] == ("2", "")
    assert before["导入时待处理"] == ("1", "现待处理 1 件")
    assert "已更正" not in before
    row = LandedRow.objects.get(number="B2")
    done = client.post(
        f"{address}rows/{row.pk}/correct/", {"column": "工单生成时间", "value": "2022-02-28 09:00"}
    )
    assert done["Location"] == f"{address}?rows=refused"
    transfer(rows.by(), [Report.objects.get(number="B1").pk], "燃气集团", "RQ-1", "非本单位职责")
    after = figures(client.get(address).content.decode())
    assert (after["读入"], after["待更正"], after["已更正"]) == (
        ("3", "新增＋变更＋已有＋待更正＋已更正"),
        ("1", ""),
        ("1", ""),
    )
    assert after["导入时待处理"] == ("1", "现待处理 0 件")
    listed = client.get("/imports/").content.decode()
    assert re.findall(r'data-label="待更正">(\d+)</td>', listed) == ["1"]
    corrected = client.get(f"{address}?rows=corrected").content.decode()
    assert f'href="/reports/{Report.objects.get(number="B2").pk}/"' in corrected
    rest = LandedRow.objects.get(number="B3")
    done = client.post(
        f"{address}rows/{rest.pk}/correct/", {"column": "工单生成时间", "value": "2022-02-28 09:00"}
    )
    assert done["Location"] == f"{address}?rows=corrected"


def test_a_correction_that_is_still_wrong_is_refused_with_what_was_typed(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2")
    answer = client.post(
        f"/imports/{batch.pk}/rows/{row.pk}/correct/", {"column": "工单生成时间", "value": "2022-02-30"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="2022-02-30"' in page
    # The fault at the cell is that of what was typed, and the cell stands first.
    assert "2022-02-31" not in page
    (wrong,) = re.findall(r'id="wrong-1">.*?</p>', page, re.DOTALL)
    assert "2022-02-30" in wrong
    assert not Report.objects.filter(number="B2").exists()
