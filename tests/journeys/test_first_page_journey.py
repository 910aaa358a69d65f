"""Sign in, see how the campaign stands, read it in English, sign out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from visiting import Visitor, sign_in

from huiyin import demo
from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.ledger.action import By
from huiyin.records.registry.models import Unit
from huiyin.records.reports.intake import Order, import_file
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel
from records.registry.few_divisions import set_up_few

NOW = "2022-09-15T09:00:00+08:00"
ROWS = 40
PASSWORD = "a-long-enough-word-17"


@pytest.fixture
def officer(transactional_db: None, settings: LazySettings) -> None:
    """Somebody with an account, on a day of the campaign."""
    settings.HUIYIN_NOW = NOW
    by = By("journey", datetime.fromisoformat(NOW), "cli")
    set_up_few(by)
    seat = Seat(unit_id=Unit.objects.get(code="sh-bureau").pk)
    open_account(by, "zhou", "周队长", ["city-supervisor"], seat, PASSWORD, must_change=False)


@pytest.fixture
def orders(officer: None, tmp_path: Path) -> None:
    """The first orders of the demonstration, imported."""
    take_in(tmp_path / "热线工单.csv", 0, ROWS)


@pytest.fixture
def five_files(officer: None, tmp_path: Path) -> None:
    """Five small files, imported one after another."""
    for number in range(5):
        take_in(tmp_path / f"{number}.csv", 4 * number, 4)


def take_in(path: Path, first: int, rows: int) -> None:
    """Import so many orders of the demonstration, from that one on."""
    source = Path(demo.__file__).with_name("hotline.csv")
    with source.open(encoding="utf-8-sig", newline="") as file:
        header = next(file)
        lines = list(islice(file, first, first + rows))
    path.write_text("".join((header, *lines)), encoding="utf-8-sig", newline="")
    moment = datetime.fromisoformat(NOW)
    set_up_few(By("journey", moment, "cli"))
    unit = Unit.objects.get(code="jingan")
    mapping = Mapping.load("shanghai12345")
    import_file(Order(path, path.name, mapping, Channel.HOTLINE, unit.pk, "journey", "cli"), lambda: moment)


def open_menu(page: Page) -> None:
    """Unfold what stands under one's own name."""
    page.locator(".app-tools summary").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.usefixtures("orders")
def test_an_officer_signs_in_reads_the_first_page_in_both_languages_and_leaves(
    live_server: LiveServer, visitor: Callable[..., Visitor], width: int, scheme: str
) -> None:
    someone = visitor(width, scheme)
    page = someone.page

    page.goto(live_server.url)
    expect(page).to_have_url(f"{live_server.url}/sign-in/?next=/")
    assert someone.overflow() == 0
    someone.shoot(f"sign-in-{width}-{scheme}")
    page.get_by_label("用户名").fill("zhou")
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("密码")).to_be_focused()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "关于开展2022年本市住宅小区环境专项执法行动的通知"
    )
    expect(page.get_by_text("演示数据：时间停在 2022年9月15日，诉件均为虚构")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="执法整治")).to_have_attribute("aria-current", "step")
    expect(page.locator(".key").filter(has_text="收到诉件").locator(".value")).to_have_text(str(ROWS))
    batch = page.get_by_role("row").filter(has_text="热线工单.csv")
    expect(batch).to_contain_text("已完成")
    expect(batch.locator("td").nth(2)).to_have_text(str(ROWS))
    assert someone.overflow() == 0
    someone.shoot(f"first-page-{width}-{scheme}-zh")

    if width < 640:
        open_menu(page)
    page.get_by_role("button", name="English").filter(visible=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Where reports went")).to_be_visible()
    assert someone.overflow() == 0
    someone.shoot(f"first-page-{width}-{scheme}-en")

    open_menu(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert someone.complaints == []


@pytest.mark.usefixtures("officer")
def test_before_the_first_file_the_page_says_who_begins(
    live_server: LiveServer, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(390)
    page = someone.page
    someone.page.goto(live_server.url)
    sign_in(someone.page, "zhou", PASSWORD)

    expect(page.get_by_role("heading", name="还没有诉件")).to_be_visible()
    expect(page.get_by_text("诉件由内勤导入")).to_be_visible()
    assert someone.overflow() == 0
    assert someone.complaints == []


@pytest.mark.usefixtures("officer")
def test_a_form_sent_again_while_it_is_under_way_is_sent_once(
    live_server: LiveServer, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor()
    page = someone.page
    page.goto(f"{live_server.url}/sign-in/")
    held: list[Route] = []
    page.route("**/sign-in/", lambda route: held.append(route))
    # A browser puts the cursor into a field when it first paints, which may be after the page has loaded.
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type("zhou")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_request("**/sign-in/"):
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert [route.request.method for route in held] == ["POST"]

    held[0].continue_()
    expect(page.get_by_role("heading", name="还没有诉件")).to_be_visible()
    assert someone.complaints == []


@pytest.mark.usefixtures("five_files")
def test_a_narrow_page_shows_three_imports_and_the_others_on_asking_and_paper_shows_all(
    live_server: LiveServer, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(390)
    page = someone.page
    someone.page.goto(live_server.url)
    sign_in(someone.page, "zhou", PASSWORD)

    files = page.locator(".imports tbody tr")
    expect(files).to_have_count(5)
    assert [row.is_visible() for row in files.all()] == [True, True, True, False, False]
    # Nothing was changed, known or refused.
    assert files.first.locator("td.sum").filter(visible=True).count() == 2
    page.emulate_media(media="print")
    assert [row.is_visible() for row in files.all()] == [True] * 5
    expect(page.get_by_text("数据截至 2022年9月15日 09:00。")).to_be_visible()
    page.emulate_media(media="screen")

    page.get_by_text("其余 2 批").click()
    assert [row.is_visible() for row in files.all()] == [True] * 5
    assert someone.overflow() == 0
    assert someone.complaints == []


@pytest.mark.usefixtures("officer")
def test_who_comes_to_the_sign_out_by_a_link_is_asked_first(
    live_server: LiveServer, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(390)
    page = someone.page
    someone.page.goto(live_server.url)
    sign_in(someone.page, "zhou", PASSWORD)
    expect(page.get_by_role("heading", name="还没有诉件")).to_be_visible()

    page.goto(f"{live_server.url}/sign-out/")
    expect(page.get_by_role("heading", level=1)).to_have_text("要退出吗？")
    expect(page.get_by_text("现在登录的是周队长。")).to_be_visible()
    page.get_by_role("link", name="回到总览").click()
    expect(page.get_by_role("heading", name="还没有诉件")).to_be_visible()

    page.goto(f"{live_server.url}/sign-out/")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    assert someone.complaints == []
