"""Compounds are surveyed, nothing found is reported too, and what stands is frozen; who would lead is asked of the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import planting
import pytest
from playwright.sync_api import Page, expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.models import SurveyForm
from huiyin.records.registry.models import Responsibility, Unit
from records.reports.report_rows import history

HEAD = "违法行为,层级,区域,牵头单位\n"


def test_compounds_are_surveyed_one_with_nothing_and_the_district_freezes_what_stands(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    officer = enter("officer", 390)
    page = officer.go("/survey/?phase=survey")
    page.get_by_role("link", name="青梧雅苑").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青梧雅苑")
    page.get_by_label("排摸日期").fill("2022-09-14")
    page.get_by_label("排摸人（2人）").fill("陈队员")
    page.get_by_label("群租").fill("2")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    officer.refused(400)
    officer.look("survey-form-refused")
    assert SurveyForm.objects.count() == 0
    page.get_by_label("排摸人（2人）").fill("陈队员、林队员")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".toast")).to_be_visible()

    page.goto(f"{officer.host}/survey/?phase=survey")
    page.get_by_role("link", name="丹枫别院").click()
    page.get_by_label("排摸日期").fill("2022-09-14")
    page.get_by_label("排摸人（2人）").fill("陈队员、林队员")
    officer.look("survey-zero")
    page.get_by_role("button", name="未发现问题，零报告").click()
    expect(page.locator(".toast")).to_be_visible()
    forms = {form.compound.name: form for form in SurveyForm.objects.select_related("compound")}
    assert {name: form.counts for name, form in forms.items()} == {
        "青梧雅苑": '{"group_renting":2}',
        "丹枫别院": "{}",
    }

    district = enter("district", 1440, "dark")
    page = district.go("/survey/?phase=survey")
    figures = page.locator(".counts")
    expect(figures).to_contain_text("零报告")
    expect(page.locator(".page-sub")).to_contain_text("已排摸 66.7%")
    district.look("survey-coverage")
    page.get_by_role("button", name="冻结为整治前底数").click()
    dialog = page.get_by_role("dialog", name="冻结为整治前底数")
    expect(dialog).to_contain_text("还有 1 个小区没有排摸表，不在底数之内。")
    district.look("survey-freeze")
    dialog.get_by_role("button", name="确认冻结").click()
    expect(page.locator(".toast")).to_be_visible()
    assert SurveyForm.objects.filter(frozen_at=None).count() == 0
    assert [act for act, _ in history("survey", forms["丹枫别院"].pk)] == ["survey.record", "survey.freeze"]

    # What was there before cannot be changed any more.
    page = officer.go(f"/survey/{planting.compound('丹枫别院').pk}/?phase=survey")
    expect(page.get_by_role("button", name="保存")).to_have_count(0)
    officer.look("survey-frozen")


def ask(page: Page) -> None:
    """Ask who would lead about illegal construction in one compound."""
    page.get_by_role("main").get_by_label("小区").fill("青梧雅苑")
    page.get_by_role("main").get_by_label("违法行为").select_option(label="违法搭建")
    page.get_by_role("button", name="查询").click()


def test_the_table_says_who_would_lead_and_a_file_for_it_is_checked_before_anything_changes(
    desk: dict[str, Account], enter: Callable[..., Visitor], tmp_path: Path
) -> None:
    district = enter("district")
    page = district.go("/responsibilities/")
    page.get_by_role("navigation", name="责任表").get_by_role("link", name="谁牵头").click()
    ask(page)
    team = Unit.objects.get(pk=desk["leader"].unit_id).name
    expect(page.locator("#answer")).to_have_text(f"牵头：{team}")
    district.look("who-leads")

    file = tmp_path / "责任表.csv"
    file.write_text(
        f"{HEAD}illegal-construction,小区,t1,jingan\n没有这一类,小区,t1,jingan\n", encoding="utf-8-sig"
    )
    before = (Responsibility.objects.count(), Entry.objects.count())
    page.goto(f"{district.host}/responsibilities/file/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="核对文件").click()
    expect(page.get_by_role("row").filter(has_text="违法行为").last).to_contain_text("3")
    district.look("table-faults")
    if district.complaints:
        district.refused(400)
    assert (Responsibility.objects.count(), Entry.objects.count()) == before

    file.write_text(f"{HEAD}illegal-construction,小区,t1,jingan\n", encoding="utf-8-sig")
    page.goto(f"{district.host}/responsibilities/file/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="核对文件").click()
    expect(page.get_by_text("载入后将新增 1 行")).to_be_visible()
    district.look("table-planned")
    assert (Responsibility.objects.count(), Entry.objects.count()) == before
    page.get_by_role("button", name="确认载入").click()
    expect(page.locator(".toast")).to_be_visible()
    assert Responsibility.objects.count() == before[0] + 1

    page.goto(f"{district.host}/responsibilities/who/")
    ask(page)
    expect(page.locator("#answer")).to_have_text("牵头：静安区城管执法局")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_map_shows_the_compounds_of_the_area_without_asking_any_other_host(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int
) -> None:
    leader = enter("leader", width)
    asked: list[str] = []
    leader.page.on("request", lambda request: asked.append(request.url))
    page = leader.go("/map/")
    expect(page.locator("canvas")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith((leader.host, "data:", "blob:"))] == []
    leader.look(f"map-{width}")
