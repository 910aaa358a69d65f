"""The clerk brings reports in: a file whose columns nobody knows, one order pasted; and gives away what is not ours."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import planting
import pytest
from playwright.sync_api import Page, expect
from visiting import Visitor

from huiyin.doors import clock
from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Problem
from huiyin.records.reports import uploads
from huiyin.records.reports.models import Disposal, Fate, LandedRow, LandedState, Report, Upload, UploadState
from records.reports import report_rows as rows

COLUMNS = ("来信号", "来信日期", "来信内容", "写信人手机")
AS = {"来信号": "number", "来信日期": "received", "来信内容": "text", "写信人手机": "phone"}


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A file of three letters with columns of its own; the third has a day that there is not."""
    path = tmp_path / "区房管局移送表.csv"
    lines = (
        ("L-001", "2022-09-13 10:00:00", rows.SUNROOM, "13800001111"),
        ("L-002", "2022-09-14 09:00:00", rows.EBIKES, "13800002222"),
        ("L-003", "2022-02-31 08:00:00", rows.OTHER_ROOM, "13800003333"),
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *lines])
    return path


def count(page: Page, name: str) -> str:
    """A figure of the result, by its name."""
    cell = page.locator(".count-cell").filter(has=page.get_by_text(name, exact=True))
    return cell.locator(".count-value").inner_text()


def test_a_file_with_unknown_columns_is_mapped_imported_and_its_refused_row_corrected(
    people: dict[str, Account], enter: Callable[..., Visitor], letters: Path
) -> None:
    clerk = enter("clerk")
    page = clerk.go("/imports/")
    expect(page.get_by_text("还没有导入过文件")).to_be_visible()
    page.get_by_label("来件文件").set_input_files(letters)
    expect(page.locator("[data-drop-files]")).to_contain_text("区房管局移送表.csv")
    clerk.look("import-drop")
    page.get_by_role("button", name="上传并核对").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("区房管局移送表.csv")
    expect(page.get_by_text("按现有列对照不能导入")).to_be_visible()
    for column, field in AS.items():
        page.get_by_label(f"“{column}”一列作为").select_option(field)
    page.get_by_label("新列对照的名称").fill("区房管局")
    clerk.look("import-mapping")
    # What the page asks for each second is answered when the person looks on.
    page.route("**/progress/", lambda route: route.continue_())
    page.get_by_role("button", name="按上表另存列对照并导入").click()
    expect(page.get_by_text("排队中，自")).to_be_visible()
    clerk.look("import-queued")

    upload = Upload.objects.get()
    assert upload.state == UploadState.QUEUED
    uploads.run(upload.pk, clock.now)
    expect(page.get_by_text("导入结果")).to_be_visible()
    assert {name: count(page, name) for name in ("读入", "新增", "导入时已关联", "变更", "待更正")} == {
        "读入": "3",
        "新增": "2",
        "导入时已关联": "2",
        "变更": "0",
        "待更正": "1",
    }
    refused = page.get_by_role("row").filter(has_text="L-003")
    expect(refused).to_contain_text("来信日期")
    clerk.look("import-result")

    refused.get_by_role("link", name="更正").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("更正第 4 行")
    wrong = page.get_by_label("来信日期")
    expect(wrong).to_have_value("2022-02-31 08:00:00")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("写信人手机")).to_have_value("")
    clerk.look("import-correct")
    wrong.fill("2022-09-12 08:00:00")
    page.get_by_role("button", name="更正并转为诉件").click()
    expect(page.get_by_text("第4行已更正并转为诉件。")).to_be_visible()
    # What came in wrong stays in the sum of the file, but waits no more; the row says what has become of it.
    assert {name: count(page, name) for name in ("读入", "待更正", "已更正")} == {
        "读入": "3",
        "待更正": "0",
        "已更正": "1",
    }
    corrected = page.get_by_role("row").filter(has_text="L-003")
    expect(corrected).to_contain_text("已关联问题")
    expect(corrected.get_by_role("link", name="更正")).to_have_count(0)
    clerk.look()

    assert list(Report.objects.order_by("number").values_list("number", "fate")) == [
        ("L-001", Fate.LINKED),
        ("L-002", Fate.LINKED),
        ("L-003", Fate.LINKED),
    ]
    assert Problem.objects.count() == 3
    assert LandedRow.objects.filter(state=LandedState.REFUSED).count() == 0

    page.goto(f"{clerk.host}/imports/")
    page.get_by_label("来件文件").set_input_files(letters)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("#mapping-choice")).to_have_value("区房管局")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_one_pasted_order_becomes_a_report_of_a_problem_and_the_same_again_does_not(
    people: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    clerk = enter("clerk", width, scheme)
    page = clerk.go("/imports/")
    page.get_by_role("link", name="录入单件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("录入单件")
    clerk.look(f"paste-{width}")

    def paste(number: str) -> None:
        page.get_by_label("工单编号").fill(number)
        page.get_by_label("诉求内容").fill(rows.SUNROOM)
        page.get_by_label("联系电话").fill("13800001111")
        page.get_by_role("button", name="收下").click()

    paste("20220915001")
    expect(page.get_by_text("已收到，成为一件诉件。")).to_be_visible()
    one = Report.objects.get()
    expect(page).to_have_url(f"{clerk.host}/reports/{one.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("20220915001")
    problem = Problem.objects.get()
    expect(page.get_by_role("main")).to_contain_text("7号楼1201室")
    expect(page.get_by_role("main")).not_to_contain_text("13800001111")
    clerk.look(f"report-{width}")
    assert (one.fate, one.reply.state, problem.violation) == ("linked", "waiting", "illegal-construction")

    page.goto(f"{clerk.host}/imports/paste/")
    paste("20220915001")
    expect(page.get_by_text("这件工单以前已收到，没有产生第二件。")).to_be_visible()
    assert Report.objects.count() == 1


def test_three_that_are_not_ours_go_away_with_one_receipt_and_come_back_by_undo(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    clerk = enter("clerk")
    page = clerk.go("/triage/?reason=outside")
    table = page.locator("#waiting")
    expect(table.locator("tbody tr")).to_have_count(3)
    clerk.look("triage")
    boxes = table.locator("input[name=pick]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="批量办理")
    expect(bar).to_contain_text("已选 3 行")
    bar.get_by_role("button", name="移送").click()
    dialog = page.get_by_role("dialog", name="移送")
    dialog.get_by_label("移送至").fill("燃气集团")
    dialog.get_by_label("回执号").fill("RQ-2022-0915")
    dialog.get_by_label("理由").fill("燃气表计量，不属本单位职责")
    clerk.look("triage-transfer")
    dialog.get_by_role("button", name="移送").click()

    toast = page.locator(".toast")
    expect(toast).to_contain_text("已移送 3 件诉件。")
    expect(page.get_by_text("这一类没有待处理的诉件")).to_be_visible()
    clerk.look("triage-transferred")
    gone = Report.objects.filter(number__in=("A4", "A5", "A6"))
    assert set(gone.values_list("fate", "disposal__body", "disposal__receipt")) == {
        (Fate.TRANSFERRED, "燃气集团", "RQ-2022-0915")
    }

    toast.get_by_role("button", name="撤销").click()
    expect(table.locator("tbody tr")).to_have_count(3)
    assert set(gone.values_list("fate", "pending_reason")) == {(Fate.PENDING, "outside")}
    assert Disposal.objects.count() == 0
    assert planting.report("A4").pending_owner == desk["clerk"].unit
