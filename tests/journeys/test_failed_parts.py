"""What a page could not fetch is said where it was meant to stand; who is signed out meanwhile signs in and is back."""

from __future__ import annotations

from collections.abc import Callable

import planting
import pytest
from cast import PASSWORD
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect
from visiting import Visitor, sign_in

from huiyin.records.accounts.models import Account
from huiyin.records.registry.models import Unit
from huiyin.records.reports.models import Report

Enter = Callable[..., Visitor]


def at_report(someone: Visitor) -> Page:
    """The page of a report that waits."""
    page = someone.go(f"/reports/{planting.report('A3').pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("A3")
    return page


def ask(page: Page, act: str) -> None:
    """Press what opens an act's dialog."""
    page.locator(f"a[href$='/{act}/']:visible").first.click()


def complained(someone: Visitor, *of: str) -> None:
    """The browser and htmx have complained of this, and of nothing else."""
    assert someone.complaints
    assert [said for said in someone.complaints if not any(words in said for words in of)] == []
    someone.complaints.clear()


@pytest.mark.parametrize(
    ("width", "scheme", "locale", "status", "words"),
    [
        (1440, "light", "zh-CN", 403, "没有权限：您的账号不能查看这一页，没有做任何改动。"),
        (390, "dark", "en-GB", 404, "No such page"),
    ],
)
def test_a_dialog_that_is_refused_says_so_in_a_toast_that_can_be_closed(
    desk: dict[str, Account], enter: Enter, width: int, scheme: str, locale: str, status: int, words: str
) -> None:
    someone = enter("clerk", width, scheme, locale)
    page = at_report(someone)
    # Given somebody whose role or seat was changed since the page came
    clerk = Account.objects.filter(username="clerk")
    if status == 403:
        clerk.update(roles="inspector")
    else:
        clerk.update(unit=Unit.objects.get(code="minhang"))
    ask(page, "open")
    toast = page.get_by_role("alert")
    expect(toast).to_contain_text(words)
    complained(someone, f"a status of {status}", f"Error Code {status}")
    someone.look(f"failed-{status}")
    toast.get_by_role("button").click()
    expect(toast).to_have_count(0)
    clerk.update(roles="clerk", unit=Unit.objects.get(code="jingan"))


def test_without_the_network_it_is_said_once_and_the_next_try_opens_the_dialog(
    desk: dict[str, Account], enter: Enter
) -> None:
    someone = enter("clerk")
    page = at_report(someone)
    someone.context.set_offline(True)
    toast = page.get_by_role("alert")
    for _ in range(2):
        # Each time the browser and htmx have said all they have to say before we go on.
        with (
            page.expect_console_message(lambda said: "ERR_INTERNET_DISCONNECTED" in said.text),
            page.expect_console_message(lambda said: "htmx:sendError" in said.text),
        ):
            ask(page, "open")
        expect(toast).to_have_text("没有连上服务器，这一步没有完成。请检查网络，再试一次。")
    someone.shoot("failed-network")
    complained(someone, "ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    someone.context.set_offline(False)
    ask(page, "open")
    expect(page.get_by_role("dialog")).to_contain_text("立为问题")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_what_was_typed_stays_in_a_dialog_that_could_not_be_sent(
    desk: dict[str, Account], enter: Enter, width: int, scheme: str
) -> None:
    someone = enter("clerk", width, scheme)
    page = at_report(someone)
    ask(page, "withdraw")
    dialog = page.get_by_role("dialog")
    # Its first field takes the focus as it opens: who types at once would type there.
    expect(dialog.get_by_label("据以撤回的工单编号")).to_be_focused()
    dialog.get_by_label("反映人怎么说").fill("已自行清理")
    # Given a server in between that answers for ours
    page.route("**/withdraw/", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    dialog.get_by_role("button", name="撤回诉件").click()
    notice = dialog.get_by_role("alert")
    expect(notice).to_contain_text("服务器没有正常回应，这一步可能没有完成。请先看是否已经办好")
    complained(someone, "a status of 502", "Error Code 502")
    someone.look(f"failed-sending-{width}")
    expect(dialog.get_by_label("反映人怎么说")).to_have_value("已自行清理")
    # When ours answers again, then it is sent
    page.unroute("**/withdraw/")
    dialog.get_by_role("button", name="撤回诉件").click()
    expect(page.get_by_text("已撤回。")).to_be_visible()
    assert Report.objects.get(number="A3").fate == "withdrawn"


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh-CN", "没有收到服务器的回应，这一步可能没有完成。请检查网络，先看是否已经办好"),
        ("en-GB", "No answer came from the server: this may not have been done."),
    ],
)
def test_of_an_act_whose_answer_was_lost_nobody_says_that_it_was_not_done(
    desk: dict[str, Account], enter: Enter, locale: str, words: str
) -> None:
    someone = enter("clerk", locale=locale)
    report = planting.report("A3")
    page = someone.go(f"/review/{report.pk}/")
    expect(page.locator("#told")).to_contain_text("A3")

    # Given a line that breaks when the server has done it
    def breaks(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/reject/", breaks)
    page.keyboard.press("x")
    expect(page.get_by_role("alert")).to_contain_text(words)
    complained(someone, "net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest")
    someone.look(f"failed-act-{locale}")
    report.refresh_from_db()
    assert report.pending_reason == "outside"
    # When it is tried again, then somebody has judged it, and the queue goes on
    page.unroute("**/reject/")
    page.keyboard.press("x")
    expect(page.locator("#told")).to_have_count(0)


def test_who_is_signed_out_meanwhile_signs_in_and_is_back(desk: dict[str, Account], enter: Enter) -> None:
    someone = enter("clerk")
    page = at_report(someone)
    here = page.url
    Session.objects.all().delete()
    ask(page, "open")
    sign_in(page, "clerk", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("A3")
    assert page.url == here
