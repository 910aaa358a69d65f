"""A clerk reads one report after the other, and takes no hand off the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import planting
import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Link
from huiyin.records.reports.models import Judgement
from records.reports import report_rows as rows
from records.reports.report_rows import history

UNDER_WAY = "市民来电反映：云帆路166弄青梧雅苑7号楼1201室业主正在楼顶违章搭建阳光房，工人还在施工，要求制止。"
TWO = (
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，"
    "12号楼大堂内有住户停放电动自行车充电，要求处理。"
)


@pytest.fixture(autouse=True)
def _nobody_has_read() -> None:
    """Who had which report before them in another test does not count."""
    cache.clear()


def stands(page: Page, number: str) -> None:
    """The report is the one that is shown, and has the focus."""
    expect(page.locator("#told")).to_contain_text(number)
    expect(page.locator("section:has(#told)")).to_be_focused()


def told(page: Page, words: str) -> None:
    expect(page.locator(".toast").last).to_contain_text(words)


def problems(number: str) -> set[tuple[str, str, str]]:
    links = Link.objects.filter(report__number=number, removed_at=None)
    columns = ("problem__violation", "problem__compound__name", "problem__place_key")
    return set(links.values_list(*columns))


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_readings_are_confirmed_corrected_rejected_skipped_and_taken_back_by_keyboard_alone(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    planting.take(
        rows.order("R1", TWO), rows.order("R2", UNDER_WAY), rows.order("R3", rows.UNSURE), minutes=20
    )
    clerk = enter("clerk", width, scheme)
    page = clerk.go("/review/")
    # Work under way comes first; between two compounds the reader could not decide.
    stands(page, "R2")
    expect(page.locator("#review-judge")).to_contain_text("地点没有定下来")
    clerk.look(f"review-{width}")
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="更正判读")).to_be_focused()
    page.keyboard.press("b")
    expect(page.get_by_role("radio", name="青梧雅苑")).to_be_checked()
    page.keyboard.press("5")
    clerk.look(f"review-correct-{width}")
    page.keyboard.press("Enter")
    stands(page, "A3")
    told(page, "诉件 R2：并入 WT")
    assert problems("R2") == {
        ("illegal-construction", "青梧雅苑", "7//1201"),
        ("facade", "青梧雅苑", "7//1201"),
    }

    # One that is left for later; a correction that is given up; one that is confirmed and taken back.
    page.keyboard.press("s")
    stands(page, "R3")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="更正判读")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#review-judge")).to_contain_text("判读结果")
    page.keyboard.press("Enter")
    stands(page, "R1")
    told(page, "诉件 R3：新立 WT")
    assert problems("R3") == {("litter", "青梧雅苑", "")}
    page.keyboard.press("u")
    stands(page, "R3")
    told(page, "已撤回，诉件 R3 重新等待判读。")
    expect(page.locator(".toast").filter(has_text="诉件 R3：新立 WT")).to_have_count(0)
    assert problems("R3") == set()

    page.keyboard.press("x")
    stands(page, "R1")
    told(page, "诉件 R3 转为“疑非本单位职责，待分流”。")
    page.keyboard.press("1")
    # What was left comes again.
    stands(page, "A3")
    told(page, "诉件 R1：并入 WT")
    expect(page.locator(".review-tally")).to_contain_text("今日 3 件")
    page.keyboard.press("x")
    expect(page.get_by_text("没有等待判读的诉件")).to_be_visible()
    clerk.look(f"review-done-{width}")

    said = {one.report.number: one.kind for one in Judgement.objects.select_related("report")}
    assert said == {"R1": "confirmed", "R2": "corrected", "R3": "rejected", "A3": "rejected"}
    assert [act for act, _ in history("report", planting.report("R3").pk) if act.startswith("reading.")] == [
        "reading.confirm",
        "reading.recall",
        "reading.reject",
    ]
    assert (planting.report("R3").pending_reason, planting.report("R1").fate) == ("outside", "linked")


def test_the_sheet_names_the_keys_and_enter_presses_what_has_the_focus(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    clerk = enter("clerk")
    page = clerk.go("/")
    page.keyboard.press("g")
    page.keyboard.press("o")
    stands(page, "A3")
    page.keyboard.press("?")
    sheet = page.locator("[data-keys-list]")
    for key, words in (("Enter", "确认判读"), ("c", "更正判读"), ("x", "不属本单位"), ("s", "跳过")):
        line = sheet.locator("div").filter(has=page.locator("kbd", has_text=key)).filter(has_text=words)
        expect(line).to_have_count(1)
    expect(sheet.locator("dd").filter(has_text="跳过")).to_have_text("跳过")
    # What the page gives another meaning is not told twice; what leads elsewhere does so from everywhere.
    expect(page.locator('[data-key-general="x"]')).to_be_hidden()
    expect(page.locator('[data-key-general="b"]')).to_be_visible()
    expect(page.locator("[data-keys-everywhere]")).to_contain_text("g h")
    expect(sheet).not_to_contain_text("g h")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="不属本单位").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有等待判读的诉件")).to_be_visible()
    assert Judgement.objects.get().kind == "rejected"
