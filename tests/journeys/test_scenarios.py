"""Scenarios of a bureau's desk, played in the browser as far as reports, problems and answers go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import planting
import pytest
from django.conf import LazySettings
from playwright.sync_api import Locator, Page, expect
from visiting import Visitor

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Problem, Task
from huiyin.records.problems.numbers import problem_number
from huiyin.records.reports.models import Reply, Report
from records.reports import report_rows as rows

# Nine people; the seventh and eighth want to stay unnamed, and the ninth owns one of the bikes.
CALLERS = (1, 2, 3, 1, 4, 5, 2, 6, 7, 3, 8, 9, 1, 2)
ANSWER = "您好，您反映的12号楼大堂电动自行车停放充电问题，已责令改正并清理。"
TERMS = ["依据", "起算", "截止", "谁负责"]


def limit(page: Page, name: str) -> dict[str, str]:
    """What a limit of a report says when it is unfolded, by its terms."""
    row = page.locator("#limits").locator("xpath=ancestor::section").locator("dl.facts > div")
    found: Locator = row.filter(has=page.locator("dt").get_by_text(name, exact=True)).locator("details.clock")
    found.locator("summary").click()
    assert found.locator("dt").all_inner_texts() == TERMS
    said = dict(zip(TERMS, found.locator("dd").all_inner_texts(), strict=True))
    page.keyboard.press("Escape")
    return said


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_an_order_before_the_national_holiday_is_due_after_it_and_every_limit_tells_why(
    people: dict[str, Account], enter: Callable[..., Visitor], settings: LazySettings, width: int, scheme: str
) -> None:
    moment = datetime(2022, 9, 29, 17, 5, tzinfo=SHANGHAI)
    settings.HUIYIN_NOW = moment.isoformat()
    cell = rows.order("1001", rows.SUNROOM, "2022-09-29 16:20:00", dispatched="2022-09-29 16:55:00")
    planting.take(cell, minutes=int((moment - rows.AT).total_seconds() // 60))
    report = planting.report("1001")
    clerk = enter("clerk", width, scheme)
    page = clerk.go(f"/reports/{report.pk}/")

    contact, handle = limit(page, "先行联系"), limit(page, "办理")
    assert contact["截止"].startswith("2022年9月30日")
    assert handle["截止"].startswith("2022年10月11日")
    assert contact["起算"].startswith("派单 2022年9月29日")
    # What was worked instead and what was free stands where the days are counted.
    assert "10月1日至7日国庆节放假不计；10月8日、9日调休上班计入；10月11日为第5个工作日" in handle["起算"]
    assert all("静安" in said["谁负责"] for said in (contact, handle))
    assert all("热线办理规定" in said["依据"] for said in (contact, handle))
    clerk.look(f"scenario-2-{width}")

    settings.HUIYIN_NOW = datetime(2022, 10, 12, 9, 0, tzinfo=SHANGHAI).isoformat()
    page.reload()
    late = page.locator("details.clock-overdue").filter(visible=True)
    expect(late).not_to_have_count(0)
    assert limit(page, "办理")["截止"].startswith("2022年10月11日")
    clerk.look(f"scenario-2-late-{width}")


def orders() -> list[dict[str, str]]:
    """Fourteen orders of nine people, from 1 to 12 August."""
    cells = []
    for n, caller in enumerate(CALLERS):
        day = 1 + n * 11 // 13
        phone = "" if caller in (7, 8) else f"1390000{caller:04}"
        cells.append(
            rows.order(f"2022080{n:03}", rows.EBIKES, f"2022-08-{day:02} 0{n % 10}:15:00", phone=phone)
        )
    return cells


def test_fourteen_orders_of_nine_people_are_one_problem_and_each_is_answered(
    people: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(*orders())
    one = Problem.objects.get()
    clerk = enter("clerk")
    page = clerk.go("/lists/problems/")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.locator("#list .row-link").click()
    expect(page.locator(".kicker")).to_have_text(problem_number(one.pk))
    expect(page.get_by_text("14 件，至少 7 人反映")).to_be_visible()
    expect(page.locator("article.linked")).to_have_count(14)
    clerk.look("scenario-5-problem")

    # One takes it back: that closes nothing.
    withdrawn = planting.report("2022080003")
    page = clerk.go(f"/reports/{withdrawn.pk}/")
    page.get_by_role("link", name="撤回诉件").filter(visible=True).click()
    dialog = page.get_by_role("dialog", name="撤回诉件")
    dialog.get_by_label("反映人怎么说").fill("来电人不再追究")
    clerk.look("scenario-5-withdraw")
    dialog.locator(".dialog-foot .button").last.click()
    expect(page.locator(".matter-head")).to_contain_text("已撤回")
    one.refresh_from_db()
    assert (one.state, Task.objects.get().state) == ("open", "open")

    officer = enter("officer", 390)
    page = officer.go(f"/problems/{one.pk}/")
    page.get_by_role("group", name="办理").get_by_role("link", name="核实").click()
    dialog = page.get_by_role("dialog", name="核实")
    dialog.get_by_label("属实", exact=True).check()
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(page.locator(".toast")).to_contain_text("已记录核实结果：属实。")

    leader = enter("leader", 1440, "dark")
    page = leader.go(f"/problems/{one.pk}/")
    page.get_by_role("main").get_by_role("link", name="销号").filter(visible=True).click()
    dialog = page.get_by_role("dialog", name="销号")
    dialog.get_by_label("销号依据").fill("三辆车均已清理，复查无停放")
    dialog.get_by_label("已整改到位").check()
    dialog.get_by_role("button", name="确认销号").click()
    expect(page.locator(".matter-head")).to_contain_text("已销号")
    leader.look("scenario-5-settled")
    assert list(Reply.objects.order_by("pk").values_list("state", flat=True)) == [
        *["owed"] * 3,
        "released",
        *["owed"] * 10,
    ]

    callback = enter("callback")
    page = callback.go(f"/reports/{planting.report('2022080000').pk}/")
    page.get_by_role("link", name="最终答复").filter(visible=True).click()
    dialog = page.get_by_role("dialog", name="最终答复")
    dialog.get_by_label("对反映人说的话").fill(ANSWER)
    # Who else reported is told to nobody.
    expect(dialog).not_to_contain_text("1390000")
    dialog.get_by_role("button", name="记录最终答复").click()
    expect(page.locator(".matter-head")).to_contain_text("已回复")
    callback.look("scenario-5-answered")
    assert Report.objects.filter(reply__state="sent").get().number == "2022080000"
    page = callback.go(f"/reports/{withdrawn.pk}/")
    expect(page.get_by_role("link", name="最终答复").filter(visible=True)).to_have_count(0)
