"""Who watches over the campaign sees what is left lying and whether the record is whole, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import planting
import pytest
from django.conf import LazySettings
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.ledger.verification import verify
from records.reports import report_rows as rows


@pytest.fixture
def left_lying(desk: dict[str, Account], settings: LazySettings) -> dict[str, Account]:
    """A month later: what waited for its fate is long overdue."""
    settings.HUIYIN_NOW = datetime(2022, 10, 20, 9, 0, tzinfo=SHANGHAI).isoformat()
    return desk


def test_the_inspector_sees_what_is_left_lying_and_can_change_nothing(
    left_lying: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    inspector = enter("inspector", 1440, "dark")
    before = Entry.objects.count()
    page = inspector.go("/exceptions/")
    table = page.locator("#unsettled")
    expect(table.locator("tbody tr")).to_have_count(4)
    assert set(table.locator("tbody th").all_inner_texts()) == {"A3", "A4", "A5", "A6"}
    for row in table.locator("tbody tr").all():
        expect(row).to_contain_text("静安")
        expect(row).to_contain_text("2022-09-15")
    expect(table.locator("input[name=pick]")).to_have_count(0)
    inspector.look("exceptions")

    one = planting.problem("A1")
    for path in (
        f"/problems/{one.pk}/",
        f"/reports/{planting.report('A3').pk}/",
        "/lists/problems/",
        "/survey/",
    ):
        page = inspector.go(path)
        sends = page.locator("main form[method=post]:not([id=list-columns]):not([action*='/filters/'])")
        assert [form.get_attribute("action") for form in sends.all()] == []
        expect(
            page.locator("main a[hx-get$='/verify/'], main a[hx-get$='/settle/'], main a[hx-get$='/link/']")
        ).to_have_count(0)
    page = inspector.go(f"/problems/{one.pk}/settle/")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
    inspector.refused(403)
    assert Entry.objects.count() == before


def test_every_red_limit_of_an_overdue_report_says_why_from_when_until_when_and_whose_it_is(
    left_lying: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    district = enter("district", 390)
    page = district.go("/exceptions/")
    expect(page.locator("#unsettled tbody tr")).to_have_count(4)
    page.get_by_role("link", name="A4").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A4")
    overdue = page.locator("details.clock-overdue").filter(visible=True)
    expect(overdue).not_to_have_count(0)
    for limit in overdue.all():
        limit.locator("summary").click()
        assert limit.locator("dt").all_inner_texts() == ["依据", "起算", "截止", "谁负责"]
        assert not {"", "未说明", "尚未明确"}.intersection(limit.locator("dd").all_inner_texts())
        page.keyboard.press("Escape")
    district.look("overdue-report")


def test_a_report_that_says_something_else_now_is_an_exception_until_a_person_clears_it(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(rows.order("A2", rows.SUNROOM, phone="13800002222"), minutes=20)
    leader = enter("leader")
    page = leader.go("/exceptions/?kind=exception")
    row = page.locator("#unsettled tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("A2")
    expect(row).to_contain_text("诉件内容已变更")
    row.locator("input[name=pick]").check()
    page.get_by_role("region", name="批量办理").get_by_role("button", name="销除").click()
    dialog = page.get_by_role("dialog", name="销除例外")
    dialog.get_by_label("处理情况").fill("已核对，两处都有，关联无误")
    leader.look("exception-clear")
    dialog.get_by_role("button", name="销除例外").click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator("#unsettled")).to_have_count(0)
    assert list(open_exceptions()) == []
    told = Entry.objects.filter(action="exception.clear").get()
    assert (told.actor, "关联无误" in told.content) == ("leader", True)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_city_supervisor_verifies_the_ledger_and_reads_the_chain_of_one_problem(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    city = enter("city", width, scheme)
    page = city.go("/ledger/")
    entries = Entry.objects.count()
    city.look(f"ledger-{width}")
    page.get_by_role("button", name="核验全部").click()
    expect(page.get_by_text("核验通过")).to_be_visible()
    expect(page.locator("dl.facts div").filter(has_text="记录").locator("dd").first).to_have_text(
        f"{entries:,}"
    )
    city.look(f"ledger-verified-{width}")
    assert verify().faults == ()

    one = planting.problem("A1")
    page = city.go(f"/ledger/problem/{one.pk}/")
    told = Entry.objects.filter(record="problem", record_id=one.pk).count()
    expect(page.get_by_text(f"共 {told} 条，逐条核验，未发现改动或缺失。")).to_be_visible()
    expect(page.locator(".timeline .moment")).to_have_count(told)
    city.look(f"ledger-chain-{width}")


def test_a_district_sees_the_ledger_of_its_own_and_cannot_ask_for_the_whole(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    district = enter("district")
    page = district.go("/ledger/")
    expect(page.get_by_role("button", name="核验全部")).to_have_count(0)
    expect(page.locator("main tbody tr").first).to_be_visible()
    district.look()
