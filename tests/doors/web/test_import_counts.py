"""What the page of an import counts and opens: its rows, and refused ones that are corrected there."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.test import Client
from dropped_files import dropped, imported, line, table

from desk import rows, signed_in
from huiyin.records.reports.actions.fate import transfer
from huiyin.records.reports.models import ImportBatch, LandedRow, Report

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


def test_a_correction_that_its_report_says_already_ends_the_waiting(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    imported(client, dropped(client, table(line("B2"))))
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2", state="refused")
    report = Report.objects.get(number="B2")
    told = {"column": ["工单生成时间"], "value": ["2022-09-14 10:00:00"]}
    address = f"/imports/{batch.pk}/rows/{row.pk}/correct/"
    answer = client.post(address, told, follow=True).content.decode()
    assert "第2行已更正：原有的诉件已是同样内容，未作改动，这一行不再等待。" in answer
    assert figures(answer)["待更正"] == ("0", "")
    assert figures(answer)["已更正"] == ("1", "")
    assert f'<a href="/reports/{report.pk}/">查看诉件 B2</a>' in client.get(address).content.decode()


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


def test_a_row_that_a_newer_one_has_replaced_is_told_apart_and_waits_no_more(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2")
    second = imported(client, dropped(client, table(line("B2", at="2022-02-31"), line("B3"))))
    imported(client, dropped(client, table(line("B2"))))
    address = f"/imports/{batch.pk}/"
    shown = figures(client.get(address).content.decode())
    assert (shown["读入"], shown["待更正"], shown["已由新行取代"]) == (
        ("1", "新增＋变更＋已有＋待更正＋已由新行取代"),
        ("0", ""),
        ("1", ""),
    )
    assert re.findall(r'data-label="待更正">([1-9]\d*)</td>', client.get("/imports/").content.decode()) == []
    behind = client.get(f"{address}?rows=replaced").content.decode()
    assert "工单生成时间" in behind
    assert "/correct/" not in behind
    known = client.get(f"/imports/{second.pk}/?rows=known").content.decode()
    assert "等待更正" not in known
    assert "已由新行取代" in known
    assert figures(known)["已有"] == ("1", "同样的行以前或在本文件中已导入，未作改动")

    report = Report.objects.get(number="B2")
    correcting = f"{address}rows/{row.pk}/correct/"
    told = client.get(correcting)
    assert told.status_code == 200
    assert "以新行为准" in told.content.decode()
    assert f'href="/reports/{report.pk}/"' in told.content.decode()
    answer = client.post(correcting, {"column": "工单生成时间", "value": "2022-02-28 09:00"})
    assert answer.status_code == 409
    assert Report.objects.get(number="B2").created_on == report.created_on


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


def again(client: Client) -> tuple[ImportBatch, ImportBatch]:
    """Two imports of one file, of which one row is at fault."""
    lines = (line("B1"), line("B2", at="2022-02-31"))
    return imported(client, dropped(client, table(*lines))), imported(client, dropped(client, table(*lines)))


def test_a_row_that_waits_in_an_earlier_import_leads_there(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    first, second = again(client)
    page = client.get(f"/imports/{second.pk}/?rows=known").content.decode()
    assert f'<a href="/imports/{first.pk}/?rows=refused">在批次 {first.pk} 中等待更正</a>' in page
    counted = figures(page)
    assert counted["已有"] == ("2", "同样的行以前或在本文件中已导入，未作改动；其中 1 行仍待更正")
    assert counted["待更正"] == ("0", "")
    told = {"column": "工单生成时间", "value": "2022-02-28 09:00"}
    row = LandedRow.objects.get(state="refused")
    client.post(f"/imports/{first.pk}/rows/{row.pk}/correct/", told)
    page = client.get(f"/imports/{second.pk}/?rows=known").content.decode()
    assert "等待更正" not in page
    assert figures(page)["已有"] == ("2", "同样的行以前或在本文件中已导入，未作改动")


def test_the_very_same_file_is_said_to_be_so_before_its_import_and_after(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    first, second = again(client)
    said = re.compile(
        rf'这个文件以前导入过：<a href="/imports/{first.pk}/">批次 {first.pk}</a>，2022-09-15 \d\d:\d\d，周队长'
    )
    assert said.search(client.get(f"/imports/{second.pk}/").content.decode())
    assert "以前导入过" not in client.get(f"/imports/{first.pk}/").content.decode()
    other = dropped(client, table(line("B1"), line("B2", at="2022-02-31")))
    page = client.get(f"/imports/files/{other.pk}/").content.decode()
    assert f'这个文件以前导入过：<a href="/imports/{second.pk}/">' in page
    new = dropped(client, table(line("B3")))
    assert "以前导入过" not in client.get(f"/imports/files/{new.pk}/").content.decode()


def test_another_units_import_of_the_same_file_is_not_told(desk: ModuleType) -> None:
    again(signed_in("clerk", "clerk")[0])
    client, _ = signed_in("guo", "clerk", code="minhang")
    batch = imported(client, dropped(client, table(line("B1"), line("B2", at="2022-02-31"))))
    page = client.get(f"/imports/{batch.pk}/?rows=known").content.decode()
    assert "以前导入过" not in page
    assert "在其他单位的批次中等待更正" in page
    assert '?rows=refused">在批次' not in page


@pytest.mark.parametrize("outcome", ["corrected", "read"])
def test_a_row_whose_number_was_corrected_is_shown_with_both(desk: ModuleType, outcome: str) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    row = LandedRow.objects.get(number="B2")
    told = {"column": ["工单编号", "工单生成时间"], "value": ["C7", "2022-02-28 09:00"]}
    client.post(f"/imports/{batch.pk}/rows/{row.pk}/correct/", told)
    report = Report.objects.get(number="C7")
    page = client.get(f"/imports/{batch.pk}/?rows={outcome}").content.decode()
    assert f'href="/reports/{report.pk}/">C7</a><span class="under">原行编号：B2</span>' in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_row_that_somebody_has_corrected_says_who_and_leads_to_its_report(
    desk: ModuleType, method: str
) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(line("B2", at="2022-02-31"))))
    address = f"/imports/{batch.pk}/rows/{LandedRow.objects.get(number='B2').pk}/correct/"
    told = {"column": "工单生成时间", "value": "2022-02-28 09:00"}
    client.post(address, told)
    other, _ = signed_in("wu", "clerk")
    answer = other.get(address) if method == "get" else other.post(address, told | {"value": "2022-02-27"})
    assert answer.status_code == (200 if method == "get" else 409)
    page = answer.content.decode()
    report = Report.objects.get(number="B2")
    assert "这一行已由周队长更正。" in page
    assert f'<a href="/reports/{report.pk}/">查看诉件 B2</a>' in page
    assert str(report.created_on) == "2022-02-28"


def test_a_long_text_has_room_and_a_workbooks_time_is_shown_as_people_write_it(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    batch = imported(client, dropped(client, table(["B2", "2022-09-14T07:20:00", "", "静安区", "", ""])))
    row = LandedRow.objects.get(number="B2")
    address = f"/imports/{batch.pk}/rows/{row.pk}/correct/"
    page = client.get(address).content.decode()
    assert 'value="2022-09-14 07:20:00"' in page
    assert re.search(r'value="内容描述"><textarea id="cell-1" name="value"', page)
    assert "请补上内容；来源也没有的，请向来源核实。" in page
    told = {
        "column": ["内容描述", "工单生成时间"],
        "value": [rows.SUNROOM, "2022-09-14 07:20:00"],
    }
    client.post(address, told)
    at = Report.objects.get(number="B2").created_at
    assert at is not None
    assert at.astimezone(rows.SHANGHAI).isoformat() == "2022-09-14T07:20:00+08:00"
