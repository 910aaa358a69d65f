"""A clerk on a slow line: a key acts on the report that is shown, or on none."""

from __future__ import annotations

from collections.abc import Callable

import planting
import pytest
from at_the_queue import corrects, looked_at, slow, stands, told
from django.core.cache import cache
from playwright.sync_api import Page, expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.reports.models import Judgement
from records.reports import report_rows as rows

Enter = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def _nobody_has_read() -> None:
    """Who had which report before them in another test does not count."""
    cache.clear()


def at_the_first(clerk: Visitor) -> Page:
    """The queue at R0, which R1 and R2 follow; each can be confirmed."""
    planting.take(*(rows.order(f"R{n}", rows.UNSURE) for n in range(3)), minutes=20)
    page = clerk.go(f"/review/{planting.report('R0').pk}/")
    stands(page, "R0")
    return page


def judged() -> dict[str, str]:
    """By number of the report, what was said of its reading."""
    return {one.report.number: one.kind for one in Judgement.objects.select_related("report")}


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_what_is_pressed_while_a_judgement_is_under_way_takes_back_none_that_was_given_before(
    desk: dict[str, Account], enter: Enter, width: int, scheme: str
) -> None:
    clerk = enter("clerk", width, scheme)
    page = at_the_first(clerk)
    page.keyboard.press("Enter")
    stands(page, "R1")
    # Given an answer that takes its time
    slow(page, 1_500)
    page.keyboard.press("Enter")
    expect(page.locator("#review[aria-busy=true]")).to_have_count(1)
    page.wait_for_timeout(250)
    clerk.shoot_window(f"review-under-way-{width}-{scheme}")
    page.keyboard.press("u")
    # By the hand it is no other: neither the way back of the tally nor that of the toast
    page.locator(".review-undo button").click()
    page.locator(".toast").get_by_role("button", name="撤销").click()
    # Then the judgement alone has gone out
    stands(page, "R2")
    expect(page.locator("#review[aria-busy]")).to_have_count(0)
    told(page, "诉件 R1：")
    assert judged() == {"R0": "confirmed", "R1": "confirmed"}
    # And by then the same key is that of the report before
    slow(page, 0)
    page.keyboard.press("u")
    stands(page, "R1")
    assert judged() == {"R0": "confirmed"}


@pytest.mark.parametrize("first", ["s", "c"])
def test_what_is_skipped_or_corrected_is_not_confirmed_by_the_next_key(
    desk: dict[str, Account], enter: Enter, first: str
) -> None:
    page = at_the_first(enter("clerk"))
    slow(page, 1_200)
    page.keyboard.press(first)
    page.wait_for_timeout(300)
    for key in ("Enter", "x", "1"):
        page.keyboard.press(key)
    if first == "s":
        stands(page, "R1")
    else:
        corrects(page)
        expect(page.locator("#told")).to_contain_text("R0")
    assert judged() == {}


def test_in_an_open_correction_no_key_takes_another_judgement_back(
    desk: dict[str, Account], enter: Enter
) -> None:
    page = at_the_first(enter("clerk"))
    page.keyboard.press("Enter")
    stands(page, "R1")
    page.keyboard.press("c")
    corrects(page)
    page.keyboard.press("7")
    expect(page.locator(".review-undo")).to_have_count(0)
    # Between the keys of the unit and of what goes on lies that of the way back
    page.keyboard.press("u")
    page.wait_for_timeout(500)
    expect(page.locator("#told")).to_contain_text("R1")
    expect(page.get_by_role("heading", name="更正判读")).to_be_visible()
    assert judged() == {"R0": "confirmed"}
    page.keyboard.press("Escape")
    expect(page.locator("#review-judge")).to_contain_text("判读结果")
    looked_at(page)
    page.keyboard.press("u")
    stands(page, "R0")
    assert judged() == {}


def test_a_judgement_is_taken_back_also_when_its_word_has_gone(
    desk: dict[str, Account], enter: Enter
) -> None:
    page = at_the_first(enter("clerk"))
    page.keyboard.press("Enter")
    stands(page, "R1")
    page.locator(".toast").get_by_role("button", name="关闭提示").click()
    page.keyboard.press("u")
    stands(page, "R0")
    # The browser complains of nothing
    told(page, "已撤回，诉件 R0 重新等待判读。")


@pytest.mark.parametrize("corrected", [False, True])
def test_who_comes_too_late_never_has_the_reading_of_one_report_beside_the_text_of_another(
    desk: dict[str, Account], enter: Enter, corrected: bool
) -> None:
    page = at_the_first(enter("clerk"))
    if corrected:
        page.keyboard.press("c")
        corrects(page)
    # Given somebody who was faster
    other = enter("clerk").go(f"/review/{planting.report('R0').pk}/")
    stands(other, "R0")
    other.keyboard.press("x")
    expect(other.locator("#told")).not_to_contain_text("R0")
    page.keyboard.press("Escape" if corrected else "c")
    expect(page.locator("#told")).not_to_contain_text("R0")
    told(page, "诉件 R0 已由吴内勤（静安）判读，不再等待判读。")
    number = page.locator("#told a").inner_text()
    skip = page.locator("a[data-key=s]")
    assert f"~{planting.report(number).pk}" in (skip.get_attribute("href") or "").replace("%7E", "~")
