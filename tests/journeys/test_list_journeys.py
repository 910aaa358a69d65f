"""The three lists: frozen and signed by three, compared, taken along as a workbook; searched in two characters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import planting
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, expect
from visiting import Visitor

from huiyin.records.accounts.models import Account, SavedFilter
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.lists import freeze
from huiyin.records.problems.models import Condition, ListKind, ListRow, ListState, ListVersion, Verification
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.models import Unit
from records.reports import report_rows as rows


def cells(download: Download) -> list[list[str]]:
    """The rows of a workbook that was taken along, as text."""
    with Path(download.path()).open("rb") as file:
        sheet = load_workbook(file).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_a_list_is_drafted_reviewed_approved_and_issued_by_those_whose_turn_it_is(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    clerk = enter("clerk")
    page = clerk.go("/lists/versions/")
    expect(page.get_by_text("还没有冻结过清单")).to_be_visible()
    page.get_by_role("button", name="拟制新版本").click()
    dialog = page.get_by_role("dialog", name="拟制新版本")
    dialog.get_by_label("清单名称").select_option("problem")
    expect(dialog.get_by_label("阶段")).to_have_value("enforcement")
    clerk.look("list-draft")
    dialog.get_by_role("button", name="冻结并送审").click()
    version = ListVersion.objects.get()
    expect(page).to_have_url(f"{clerk.host}/lists/versions/{version.pk}/")
    expect(page.get_by_text("未签发 · 仅供核对")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(5)
    expect(page.get_by_role("button", name="签署审核")).to_have_count(0)
    clerk.look("list-drafted")
    assert (version.state, version.drafted_by, ListRow.objects.filter(version=version).count()) == (
        ListState.DRAFT,
        "clerk",
        5,
    )

    for username, width, button, state in (
        ("approver", 390, "签署审核", ListState.REVIEWED),
        ("district", 1440, "签署审定", ListState.APPROVED),
        ("district", 1440, "签发这份清单", ListState.ISSUED),
    ):
        signer = enter(username, width)
        page = signer.go(f"/lists/versions/{version.pk}/")
        page.get_by_role("button", name=button).click()
        dialog = page.get_by_role("dialog", name=button)
        expect(dialog).to_contain_text("签字记入留痕，不能撤回")
        signer.look(f"list-{state}")
        dialog.get_by_role("button", name=button).click()
        expect(page.locator(".toast")).to_be_visible()
        version.refresh_from_db()
        assert version.state == state
    expect(page.get_by_text("未签发 · 仅供核对")).to_have_count(0)
    steps = page.get_by_role("list", name="签发流程").get_by_role("listitem")
    expect(steps).to_contain_text(["吴内勤", "郑分管", "沈督办", "沈督办"])
    signer.look("list-issued")
    assert (version.reviewed_by, version.approved_by, version.issued_by) == (
        "approver",
        "district",
        "district",
    )


def test_who_drafted_a_list_does_not_review_it(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    # Somebody who drafted it before they came to review.
    version = freeze(planting.by("approver"), desk["approver"].unit_id, ListKind.PROBLEM, "enforcement")
    approver = enter("approver")
    page = approver.go(f"/lists/versions/{version}/")
    expect(page.get_by_text("拟制人不能审核自己拟制的清单，须由另一人审核。")).to_be_visible()
    expect(page.get_by_role("button", name="签署审核")).to_have_count(0)
    approver.look("list-own-draft")
    sent = page.evaluate(
        """async (address) => (await fetch(address, {method: "POST", redirect: "manual", headers: {
          "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value}})).status""",
        f"/lists/versions/{version}/review/",
    )
    assert ListVersion.objects.get(pk=version).state == ListState.DRAFT
    assert sent == 409
    approver.refused(409)


@pytest.fixture
def two_versions(desk: dict[str, Account]) -> tuple[int, int]:
    """A list as it was, and again after one problem was settled and another came in."""
    jingan = Unit.objects.get(code="jingan").pk
    earlier = freeze(planting.by("clerk"), jingan, ListKind.PROBLEM, "enforcement")
    one = planting.problem("A1").pk
    verify(
        planting.by("officer", 1), [Finding(one, Verification.TRUE, date(2022, 9, 15), Condition.EXISTING)]
    )
    settle(planting.by("leader", 2), [one], "违建已拆除")
    planting.take(rows.order("C1", rows.OTHER_BUILDING), minutes=3)
    return earlier, freeze(planting.by("clerk", 4), jingan, ListKind.PROBLEM, "enforcement")


def test_two_versions_are_compared_and_the_later_is_taken_along_as_a_workbook(
    two_versions: tuple[int, int], enter: Callable[..., Visitor]
) -> None:
    earlier, later = two_versions
    changed, added = planting.problem("A1"), planting.problem("C1")
    district = enter("district")
    page = district.go(f"/lists/versions/{later}/")
    page.get_by_role("main").locator("summary").filter(has_text="与其他版本比较").click()
    page.locator("main a.menu-item").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("比较版本")
    expect(page).to_have_url(f"{district.host}/lists/versions/compare/?from={earlier}&to={later}")
    said = {row.locator("th").inner_text(): row for row in page.locator("main tbody tr").all()}
    assert set(said) == {problem_number(changed.pk), problem_number(added.pk)}
    expect(said[problem_number(changed.pk)]).to_contain_text("有变化")
    cells_now = said[problem_number(changed.pk)]
    assert dict(
        zip(
            cells_now.locator("dt").all_inner_texts(), cells_now.locator("ins").all_inner_texts(), strict=True
        )
    ) == {"状态": "存量", "核实结果": "属实", "核实日期": "2022-09-15", "备注": "2022-09-15销号"}
    expect(said[problem_number(added.pk)]).to_contain_text("新列入")
    district.look("list-compared")

    page.goto(f"{district.host}/lists/versions/{later}/")
    with page.expect_download() as taken:
        page.get_by_role("main").get_by_role("link", name="导出").click()
    assert taken.value.suggested_filename == "problem-jingan-enforcement-2.xlsx"
    book = cells(taken.value)
    numbers = [cell for row in book for cell in row if cell.startswith("WT")]
    frozen = ListRow.objects.filter(version=later).order_by("position").values_list("record_id", flat=True)
    assert numbers == [problem_number(pk) for pk in frozen]
    assert len(numbers) == 6
    line = next(row for row in book if problem_number(changed.pk) in row)
    assert {"青梧雅苑", "7号楼1201室", "违法搭建", "属实", "2022-09-15销号"} <= set(line)


def test_two_characters_find_the_problem_and_the_filter_is_kept_and_used(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    officer = enter("leader")
    page = officer.go("/lists/problems/")
    expect(page.locator("#list tbody tr")).to_have_count(4)
    page.get_by_label("查找小区、位置、问题").press_sequentially("丹枫")
    expect(page.locator("#list tbody tr")).to_have_count(2)
    for row in page.locator("#list tbody tr").all():
        expect(row).to_contain_text("丹枫别院")
    page.locator("summary").filter(has_text="筛选").first.click()
    page.get_by_label("违法搭建", exact=True).check()
    officer.look("list-filter")
    page.get_by_role("button", name="应用筛选").click()
    found = page.locator("#list tbody tr")
    expect(found).to_have_count(1)
    expect(found).to_contain_text(problem_number(planting.problem("B1").pk))
    officer.look("list-found")

    page.locator("summary").filter(has_text="常用筛选").click()
    page.get_by_role("button", name="保存当前筛选").click()
    dialog = page.get_by_role("dialog", name="保存当前筛选")
    dialog.get_by_label("名称").fill("丹枫的搭建")
    officer.look("list-save-filter")
    dialog.get_by_role("button", name="保存").click()
    expect(page.locator(".toast")).to_be_visible()
    assert SavedFilter.objects.values_list("account__username", "name").get() == ("leader", "丹枫的搭建")

    page.goto(f"{officer.host}/lists/problems/")
    expect(page.locator("#list tbody tr")).to_have_count(4)
    page.locator("summary").filter(has_text="常用筛选").click()
    page.get_by_role("link", name="丹枫的搭建").click()
    expect(found).to_have_count(1)
    expect(found).to_contain_text(problem_number(planting.problem("B1").pk))

    page.get_by_label("查找问题、小区或工单号").fill("碧岩")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有符合条件的问题")).to_be_visible()


def test_on_a_phone_filters_rise_above_the_bar_and_whatever_is_pressed_takes_44_pixels(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    someone = enter("clerk", 390)
    page = someone.go("/lists/problems/")
    bar = page.locator(".app-bar").bounding_box()
    assert bar is not None
    for opener, sheet in (("筛选", ".filter-panel"), ("显示的列", ".menu-list:has([name=column])")):
        page.locator("main summary").filter(has_text=opener).first.click()
        expect(page.locator("main details[open] .bone")).to_have_count(0)
        box = page.locator(sheet).bounding_box()
        assert box is not None
        # It ends on the line that the bar begins with.
        assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 390, bar["y"] + 1)
        someone.look(f"phone-sheet-{opener}")
        page.keyboard.press("Escape")
    # A ground that reaches beyond its words is drawn after them.
    heights = page.locator("main .data :is(a, summary)").evaluate_all(
        "all => all.map(one => { const ground = getComputedStyle(one, '::after');"
        " return one.getBoundingClientRect().height - parseFloat(ground.top) - parseFloat(ground.bottom); })"
    )
    assert heights
    assert min(heights) >= 44
