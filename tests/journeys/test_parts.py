"""The parts of the design system under a person's hands: on the living page, by pointer and by keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from visiting import Visitor, barriers, sign_in

from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.ledger.action import By
from huiyin.records.registry.models import Unit
from records.registry.few_divisions import set_up_few

PASSWORD = "a-long-enough-word-17"
NOW = dt.datetime(2022, 9, 15, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def at_the_parts(
    transactional_db: None, live_server: LiveServer, visitor: Callable[..., Visitor]
) -> Iterator[Callable[..., Page]]:
    """Open the living page as somebody who is signed in; afterwards the browser has complained of nothing."""
    by = By("journey", NOW, "cli")
    set_up_few(by)
    seat = Seat(unit_id=Unit.objects.get(code="jingan").pk)
    open_account(by, "zhou", "周队长", ["team-lead"], seat, PASSWORD, must_change=False)
    visitors: list[Visitor] = []

    def go(width: int = 1440, scheme: str = "light") -> Page:
        someone = visitor(width, scheme)
        visitors.append(someone)
        someone.page.goto(f"{live_server.url}/design/")
        sign_in(someone.page, "zhou", PASSWORD)
        expect(someone.page.get_by_role("heading", level=1)).to_have_text("设计系统")
        assert someone.overflow() == 0
        return someone.page

    yield go
    assert [someone.complaints for someone in visitors] == [[] for _ in visitors]


def _picked(page: Page) -> list[str]:
    return page.locator("#sample-rows input[name=pick]:checked").evaluate_all(
        "all => all.map(one => one.value)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_parts_are_accessible(at_the_parts: Callable[..., Page], width: int, scheme: str) -> None:
    page = at_the_parts(width, scheme)
    assert barriers(page) == []


def test_rows_are_chosen_by_range_and_taken_along(at_the_parts: Callable[..., Page]) -> None:
    page = at_the_parts()
    bar = page.get_by_role("region", name="批量办理")
    expect(bar).to_be_hidden()
    boxes = page.locator("#sample-rows input[name=pick]")
    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])
    assert _picked(page) == ["0", "1", "2", "3"]
    expect(bar).to_contain_text("已选 4 行")

    bar.get_by_role("button", name="退回补正").click()
    dialog = page.get_by_role("dialog", name="退回补正")
    expect(dialog).to_contain_text("共 4 行")
    sent = dialog.locator("form").evaluate("form => new FormData(form).getAll('pick')")
    assert sent == ["0", "1", "2", "3"]
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(bar.get_by_role("button", name="退回补正")).to_be_focused()

    bar.get_by_role("button", name="取消选择").click()
    assert _picked(page) == []
    expect(bar).to_be_hidden()


def test_a_list_is_worked_by_keyboard_alone(at_the_parts: Callable[..., Page]) -> None:
    page = at_the_parts()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="群租隔断")).to_be_focused()
    page.keyboard.press("x")
    assert _picked(page) == ["1"]
    page.keyboard.press("/")
    expect(page.get_by_label("查找小区、门牌、编号")).to_be_focused()
    page.keyboard.type("jx?")
    expect(page.get_by_label("查找小区、门牌、编号")).to_have_value("jx?")
    assert _picked(page) == ["1"]


def test_the_sheet_of_keys_lists_the_page_and_switches_single_keys_off(
    at_the_parts: Callable[..., Page],
) -> None:
    page = at_the_parts()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="键盘操作")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("总览")
    sheet.get_by_label("停用单键操作（本机）").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="违法搭建玻璃房")).not_to_be_focused()


def test_a_limit_unfolds_and_folds(at_the_parts: Callable[..., Page]) -> None:
    page = at_the_parts(390)
    limit = page.locator("#sample-rows details.clock").first
    limit.locator("summary").click()
    expect(limit.locator("dl")).to_be_visible()
    box = limit.locator("dl").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    expect(limit.locator("dl")).to_be_hidden()
    expect(limit.locator("summary")).to_be_focused()


def test_a_theme_that_was_chosen_stays(at_the_parts: Callable[..., Page]) -> None:
    page = at_the_parts()
    page.locator("main").get_by_role("button", name="深色").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("main").get_by_role("button", name="跟随系统").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") is None
