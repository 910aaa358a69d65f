"""Accounts: opened, taken on with a password of one's own, ended; five wrong words lock; an idle session ends; areas hold."""

from __future__ import annotations

from collections.abc import Callable

import planting
import pytest
from cast import PASSWORD
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from visiting import Visitor, sign_in

from huiyin.records.accounts.models import Account
from huiyin.records.problems.actions.assign import assign
from huiyin.records.problems.models import Assignment, Role
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from records.reports.report_rows import history

OWN = "herbst-laub-2022"


def test_an_account_is_opened_taken_on_and_ended_with_its_work_handed_over(
    desk: dict[str, Account], enter: Callable[..., Visitor], visitor: Callable[..., Visitor]
) -> None:
    (pk,) = add_officers(planting.by("operator"), [NewOfficer("高队员", desk["leader"].unit_id, "沪A009")])
    admin = enter("admin")
    page = admin.go("/accounts/")
    page.get_by_role("main").get_by_role("link", name="新建账号").click()
    page.get_by_label("用户名").fill("gao")
    page.get_by_label("姓名").fill("高队员")
    page.get_by_label("按名称查找").press_sequentially("江宁路街道综合")
    page.get_by_role("radio", name="江宁路街道综合行政执法队").check()
    page.get_by_label("执法队员", exact=True).check()
    page.get_by_label("执法证号").fill("沪A009")
    admin.look("account-new")
    page.get_by_role("button", name="建立账号").click()
    once = page.locator("#once")
    given = once.inner_text()
    admin.look("account-password-once")
    # Asked for again, the page asks for another account: the password is shown once.
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("已被使用")
    expect(page.locator("body")).not_to_contain_text(given)
    admin.refused(400)

    new = visitor(390)
    theirs = new.go("/work/")
    sign_in(theirs, "gao", given)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("修改密码")
    expect(theirs.get_by_text("当前密码由他人设置，请先改为只有您自己知道的密码。")).to_be_visible()
    new.look("password-first")
    new.go("/work/")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("修改密码")
    theirs.get_by_label("原密码").fill(given)
    theirs.get_by_label("新密码", exact=True).fill(OWN)
    theirs.get_by_label("再次输入新密码").fill(OWN)
    theirs.get_by_role("button", name="保存").click()
    new.go("/work/")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("我的工作")
    account = Account.objects.get(username="gao")
    assert (account.must_change, account.check_password(OWN), account.officer_id) == (False, True, pk)

    task = planting.task("A1")
    assign(planting.by("leader"), [task.pk], officer_id=pk)
    page = admin.go(f"/accounts/{account.pk}/")
    page.get_by_role("link", name="停用账号").click()
    page.get_by_label("停用理由").fill("调离本中队")
    page.get_by_label("接手人").select_option(label=officer_named(page, "林队员"))
    admin.look("account-disable")
    page.get_by_role("button", name="停用账号").click()
    expect(page.get_by_text("停用，不能登录。")).to_be_visible()
    admin.look("account-disabled")
    lead = Assignment.objects.get(task=task, role=Role.LEAD)
    assert lead.officer_id == desk["officer2"].officer_id
    assert [act for act, _ in history("account", account.pk)][-1] == "account.disable"
    assert [act for act, _ in history("task", task.pk)][-1] == "task.hand-over"

    new.go("/work/")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("登录")
    sign_in(theirs, "gao", OWN)
    expect(theirs.get_by_role("alert")).to_contain_text("用户名或密码不正确，或账号已停用。")


def officer_named(page: Page, name: str) -> str:
    """How an officer stands among those who could take over."""
    options = page.get_by_label("接手人").locator("option").all_inner_texts()
    return next(option for option in options if name in option)


def test_five_wrong_passwords_lock_the_account_here_even_for_the_right_one(
    people: dict[str, Account], visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(390, "dark")
    page = someone.go("/sign-in/")
    for tried in range(5):
        sign_in(page, "officer", f"wrong-{tried}")
        if tried < 4:
            expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")
    expect(page.get_by_role("heading", level=1)).to_have_text("暂时不能登录")
    someone.refused(429)
    someone.look("locked-out")
    someone.go("/sign-in/")
    sign_in(page, "officer", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("暂时不能登录")
    someone.refused(429)
    someone.go("/sign-in/")
    sign_in(page, "clerk", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("专项执法行动")


def test_an_idle_session_ends_and_the_sign_in_leads_back(
    desk: dict[str, Account], visitor: Callable[..., Visitor], settings: LazySettings
) -> None:
    someone = visitor()
    page = someone.go("/work/?tab=all")
    sign_in(page, "leader", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作")
    settings.HUIYIN_IDLE_SECONDS = -1
    page.get_by_role("navigation", name="我的工作").get_by_role("link", name="今日到期").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    expect(page.get_by_text("您已较长时间未操作")).to_be_visible()
    someone.look("idle")
    settings.HUIYIN_IDLE_SECONDS = 1800
    sign_in(page, "leader", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作")
    expect(page.get_by_role("link", name="今日到期")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_another_districts_lead_finds_nothing_of_ours(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    one, report = planting.problem("A1"), planting.report("A1")
    other = enter("elsewhere", width, scheme)
    page = other.go("/lists/problems/")
    expect(page.get_by_text("清单是空的")).to_be_visible()
    for path in (
        f"/problems/{one.pk}/",
        f"/reports/{report.pk}/",
        f"/compounds/{one.compound_id}/",
        f"/problems/{one.pk}/settle/",
    ):
        other.go(path)
        expect(page.get_by_role("heading", level=1)).to_have_text("没有这一页")
        other.refused(404)
    other.look(f"not-found-{width}")
    page.get_by_role("link", name="回到总览").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("专项执法行动")


def test_the_theme_and_the_language_that_were_chosen_stay(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    someone = enter("leader")
    page = someone.go("/")
    shade = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(shade)
    page.locator("header summary").filter(has_text="周队长").click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    someone.look("theme-dark")
    someone.go("/lists/problems/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(shade) != light

    page.get_by_role("button", name="English").filter(visible=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Problem list")
    someone.go("/work/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
