"""Everybody gets an answer: the call-back clerk looks at who asked, with a reason, and answers; the auditor sees that look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import planting
import pytest
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Condition, Verification
from huiyin.records.reports.models import Look
from records.reports.report_rows import history

ANSWER = "您好，7号楼1201室的阳光房已于9月15日拆除。如有新的情况，请再拨打12345。"
PHONE = "13800001111"


@pytest.fixture
def settled(desk: dict[str, Account]) -> dict[str, Account]:
    """The sunroom was checked and ticked off: its reporters are owed the answer."""
    one = planting.problem("A1").pk
    verify(planting.by("officer"), [Finding(one, Verification.TRUE, date(2022, 9, 15), Condition.EXISTING)])
    settle(planting.by("leader", 30), [one], "违建已拆除，已现场复查并留影像。")
    return desk


def test_the_reporter_is_looked_at_with_a_reason_and_answered_and_the_auditor_sees_the_look(
    settled: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    report = planting.report("A1")
    clerk = enter("callback", 390)
    page = clerk.go("/reports/?fate=linked")
    page.get_by_role("link", name="A1", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("待回复")
    expect(page.get_by_role("main")).not_to_contain_text("吕女士")
    clerk.look("owed")
    acts = page.get_by_role("group", name="办理")

    acts.get_by_role("link", name="反映人").click()
    dialog = page.get_by_role("dialog", name="查看反映人身份")
    dialog.get_by_label("查看理由").fill("   ")
    dialog.get_by_role("button", name="查看并留痕").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert Look.objects.count() == 0
    dialog.get_by_label("查看理由").fill("电话回访办理结果")
    clerk.look("look-reason")
    dialog.get_by_role("button", name="查看并留痕").click()
    once = page.locator(".once")
    expect(once).to_contain_text("吕女士")
    expect(once).to_contain_text(PHONE)
    clerk.look("look")
    page.get_by_role("link", name="看完了").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A1")
    expect(page.locator("body")).not_to_contain_text(PHONE)
    look = Look.objects.get()
    assert (look.actor, look.report, look.reason) == ("callback", report, "电话回访办理结果")

    acts.get_by_role("link", name="最终答复").click()
    dialog = page.get_by_role("dialog", name="最终答复")
    expect(dialog).to_contain_text("违建已拆除，已现场复查并留影像。")
    dialog.get_by_label("对反映人说的话").fill(ANSWER)
    clerk.look("answer")
    dialog.get_by_role("button", name="记录最终答复").click()
    expect(page.locator(".toast")).to_contain_text("已答复反映人。")
    expect(page.locator(".matter-head")).to_contain_text("已回复")
    expect(page.get_by_role("link", name="最终答复").filter(visible=True)).to_have_count(0)
    clerk.look("answered")
    report.reply.refresh_from_db()
    assert (report.reply.state, report.reply.text) == ("sent", ANSWER)
    assert [name for name, _ in history("report", report.pk)][-2:] == ["report.look", "reply.send"]

    auditor = enter("auditor", 1440, "dark")
    page = auditor.go("/looks/")
    row = page.get_by_role("row").filter(has_text="电话回访办理结果")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("许回访")
    expect(row).to_contain_text("A1")
    expect(page.locator("body")).not_to_contain_text(PHONE)
    expect(page.locator("body")).not_to_contain_text("吕女士")
    # An auditor sees that somebody looked, and no report.
    expect(row.get_by_role("link")).to_have_count(0)
    auditor.look("looks")


def test_an_auditor_changes_nothing_and_sees_no_report(
    settled: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    auditor = enter("auditor")
    page = auditor.go(f"/reports/{planting.report('A1').pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
    auditor.refused(403)
    auditor.look("denied")
