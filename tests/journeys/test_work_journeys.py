"""The team lead gives out the work and ticks it off; the officer does it with a telephone in hand; both by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import planting
import pytest
from django.conf import LazySettings
from playwright.sync_api import Locator, expect
from visiting import Visitor

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.models import Account
from huiyin.records.problems.actions.assign import assign
from huiyin.records.problems.actions.lifecycle import Finding, verify
from huiyin.records.problems.models import Assignment, Condition, Problem, Role, Task, TaskState, Verification
from huiyin.records.reports.models import Report
from records.reports.report_rows import history


@pytest.fixture
def late(desk: dict[str, Account], settings: LazySettings) -> dict[str, Account]:
    """Three weeks later: the two tasks about bikes, of two committees, are overdue."""
    settings.HUIYIN_NOW = datetime(2022, 10, 10, 9, 0, tzinfo=SHANGHAI).isoformat()
    return desk


def officers() -> dict[str, str | None]:
    """Who does the task of each report."""
    lead = Assignment.objects.filter(role=Role.LEAD, task__problem__links__removed_at=None)
    return dict(lead.values_list("task__problem__links__report__number", "officer__name"))


def test_overdue_tasks_are_given_to_officers_by_neighbourhood_and_taken_back(
    late: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    leader = enter("leader")
    page = leader.go("/work/")
    tabs = page.get_by_role("navigation", name="我的工作")
    expect(tabs.get_by_role("link", name="已超期")).to_have_attribute("aria-current", "page")
    rows = page.locator("#tasks tbody tr")
    expect(rows).to_have_count(2)
    says_all_four(rows.first.locator("details.clock"), "江宁路街道")
    leader.look("work-overdue")

    boxes = page.locator("#tasks input[name=pick]")
    boxes.nth(0).click()
    boxes.nth(1).click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="批量办理")
    expect(bar).to_contain_text("已选 2 行")
    bar.get_by_role("button", name="派发").click()
    dialog = page.get_by_role("dialog", name="按居委派发")
    expect(dialog).to_contain_text("已选 2 项未完成任务，按居（村）委分组。")
    first, second = planting.committees()
    dialog.get_by_label(f"{first}派给").select_option(label="陈队员（沪A002）")
    dialog.get_by_label(f"{second}派给").select_option(label="林队员（沪A003）")
    leader.look("work-dispatch")
    dialog.get_by_role("button", name="派发").click()

    toast = page.locator(".toast")
    expect(toast).to_contain_text("已派发 2 项任务。")
    expect(page.get_by_role("row").filter(has_text="12号楼")).to_contain_text("陈队员")
    assert officers() == {
        "A1": None,
        "A2": "陈队员",
        "A7": None,
        "B1": None,
        "B2": "林队员",
        "N1": None,
    }
    toast.get_by_role("button", name="撤销").click()
    expect(page.locator(".toast")).to_contain_text("已撤销，任务恢复原状。")
    expect(rows.first).to_contain_text("未派到人")
    assert set(officers().values()) == {None}
    assert [act for act, _ in history("task", planting.task("A2").pk)][-2:] == ["task.assign", "task.restore"]


def says_all_four(clock: Locator, owner: str) -> None:
    """A limit says on what it rests, from when it runs, until when, and whose it is."""
    clock.locator("summary").click()
    said = dict(
        zip(clock.locator("dt").all_inner_texts(), clock.locator("dd").all_inner_texts(), strict=True)
    )
    assert list(said) == ["依据", "起算", "截止", "谁负责"]
    assert all(said.values())
    assert owner in said["谁负责"]
    clock.locator("summary").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_officer_checks_a_problem_on_the_phone_and_is_not_let_in_only_after_three_visits(
    desk: dict[str, Account], enter: Callable[..., Visitor], scheme: str
) -> None:
    one = planting.problem("A1")
    # Known for some days, so that there was time for three visits.
    Problem.objects.filter(pk=one.pk).update(first_on=date(2022, 9, 10))
    Report.objects.filter(links__problem=one).update(created_on=date(2022, 9, 10))
    assign(planting.by("leader"), [planting.task("A1").pk], officer_id=desk["officer"].officer_id)
    officer = enter("officer", 390, scheme)
    page = officer.go("/work/")
    mine = page.locator("#tasks tbody tr")
    expect(mine).to_have_count(1)
    officer.look(f"phone-work-{scheme}")
    mine.get_by_role("link", name="违法搭建").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("违法搭建")
    officer.look(f"phone-problem-{scheme}")
    acts = page.get_by_role("group", name="办理")
    acts.get_by_role("link", name="核实").click()
    dialog = page.get_by_role("dialog", name="核实")
    dialog.get_by_label("暂无法核实").check()
    dialog.get_by_label("第 1 次上门").fill("2022-09-12T09:00")
    dialog.get_by_label("第 2 次上门").fill("2022-09-13T19:00")
    dialog.get_by_label("已张贴联系单").check()
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(dialog.get_by_role("alert")).to_contain_text(
        "未能入户须有不少于3次不同日期、不同时段上门并张贴联系单"
    )
    expect(dialog.get_by_label("第 2 次上门")).to_have_value("2022-09-13T19:00")
    officer.look(f"phone-verify-refused-{scheme}")
    one.refresh_from_db()
    assert one.verification == ""

    dialog.get_by_label("第 3 次上门").fill("2022-09-14T20:30")
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(page.locator(".toast")).to_contain_text("已记录核实结果：暂无法核实")
    one.refresh_from_db()
    assert (one.verification, one.verified_on) == (Verification.NO_ENTRY, date(2022, 9, 15))

    acts.get_by_role("link", name="核实").click()
    dialog.get_by_label("属实", exact=True).check()
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(dialog.get_by_role("alert")).to_contain_text("须注明正在实施、新增或存量")
    dialog.get_by_label("存量").check()
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(page.locator(".toast")).to_contain_text("已记录核实结果：属实。")
    officer.look(f"phone-verified-{scheme}")
    one.refresh_from_db()
    assert (one.verification, one.condition, one.state) == (Verification.TRUE, Condition.EXISTING, "open")
    # Ticking off is for the team lead.
    expect(page.get_by_role("link", name="销号")).to_have_count(0)


def test_a_checked_problem_is_settled_with_its_basis_and_its_reporters_are_owed_the_answer(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    one = planting.problem("A1")
    leader = enter("leader")
    page = leader.go(f"/problems/{one.pk}/")
    settle = page.get_by_role("main").get_by_role("link", name="销号").filter(visible=True)
    expect(page.locator(".matter-head")).to_contain_text("尚未核实，不能销号，请先核实")
    expect(settle).to_have_count(0)
    leader.look("settle-not-yet")

    verify(
        planting.by("officer"), [Finding(one.pk, Verification.TRUE, date(2022, 9, 15), Condition.EXISTING)]
    )
    page.reload()
    settle.click()
    dialog = page.get_by_role("dialog", name="销号")
    dialog.get_by_label("销号依据").fill("违建已拆除，已现场复查并留影像。")
    dialog.get_by_label("已整改到位").check()
    leader.look("settle")
    dialog.get_by_role("button", name="确认销号").click()
    expect(page.locator(".toast")).to_contain_text("已销号。")
    expect(page.locator(".matter-head")).to_contain_text("已销号")
    cards = page.locator("article.linked")
    expect(cards).to_have_count(2)
    for card in cards.all():
        expect(card).to_contain_text("待回复")
    leader.look("settled")

    one.refresh_from_db()
    assert (one.state, one.basis) == ("settled", "违建已拆除，已现场复查并留影像。")
    assert Task.objects.get(problem=one).state == TaskState.DONE
    assert [planting.report(number).reply.state for number in ("A1", "A7", "A2")] == [
        "owed",
        "owed",
        "waiting",
    ]


def test_the_work_is_done_by_keyboard_alone(late: dict[str, Account], enter: Callable[..., Visitor]) -> None:
    leader = enter("leader", 1440, "dark")
    page = leader.go("/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="键盘操作")
    expect(sheet).to_contain_text("我的工作")
    leader.look("keys")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()

    page.keyboard.type("gw")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("region", name="批量办理")).to_contain_text("已选 2 行")
    rows = page.locator("#tasks tbody tr")
    expect(rows.nth(1).get_by_role("link").first).to_be_focused()
    number = rows.nth(1).locator(".lead-cell .under").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".kicker")).to_have_text(number)

    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("B1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("问题清单")
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("!")
    expect(page.get_by_text("没有符合条件的问题")).to_be_visible()
    leader.look()
