"""What the reader left to a person gets its fate: a problem of its own, or a refusal that a second person confirms."""

from __future__ import annotations

from collections.abc import Callable

import planting
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.numbers import problem_number
from huiyin.records.reports.models import Fate
from records.reports.report_rows import history


def test_a_report_that_the_reader_was_not_sure_of_becomes_a_problem_by_a_persons_word(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    report = planting.report("A3")
    clerk = enter("clerk", 1440, "dark")
    page = clerk.go(f"/reports/{report.pk}/")
    page.get_by_role("main").get_by_role("link", name="立为问题").filter(visible=True).first.click()
    dialog = page.get_by_role("dialog", name="立为问题")
    dialog.get_by_label("反映的违法行为").select_option(label="乱扔垃圾")
    clerk.look("open-problem")
    dialog.get_by_role("button", name="立为问题").click()
    expect(page.locator(".toast")).to_be_visible()
    report.refresh_from_db()
    one = planting.problem("A3")
    assert (report.fate, one.compound.name, one.state) == (Fate.LINKED, "青梧雅苑", "open")
    page = clerk.go(f"/problems/{one.pk}/")
    expect(page.locator(".kicker")).to_have_text(problem_number(one.pk))
    expect(page.get_by_role("article", name="诉件 A3")).to_be_visible()
    clerk.look("opened-problem")


def test_declining_takes_a_second_person_who_is_not_the_first(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    report = planting.report("A4")
    clerk = enter("clerk")
    page = clerk.go("/triage/?reason=outside")
    page.get_by_role("row").filter(has_text="A4").locator("input[name=pick]").check()
    page.get_by_role("region", name="批量办理").get_by_role("button", name="提出不予受理").click()
    dialog = page.get_by_role("dialog", name="提出不予受理")
    dialog.get_by_label("情形").select_option(index=1)
    dialog.get_by_label("理由").fill("来电人要求代缴燃气费")
    clerk.look("decline-propose")
    dialog.get_by_role("button", name="提出不予受理").click()
    expect(page.locator(".toast")).to_contain_text("已对 1 件诉件提出不予受理，等另一人确认。")
    report.refresh_from_db()
    assert report.fate == Fate.PENDING
    # Who proposed it may take it back, and not confirm it.
    page = clerk.go(f"/reports/{report.pk}/")
    expect(page.get_by_text("已提出不予受理，待确认")).to_be_visible()
    expect(page.get_by_role("link", name="确认不予受理")).to_have_count(0)

    approver = enter("approver", 390, "dark")
    page = approver.go("/triage/")
    expect(page.get_by_role("link", name="待确认不予受理")).to_have_attribute("aria-current", "page")
    row = page.get_by_role("row").filter(has_text="A4")
    expect(row).to_contain_text("来电人要求代缴燃气费")
    row.locator("input[name=pick]").check()
    page.get_by_role("region", name="批量办理").get_by_role("button", name="确认不予受理").click()
    approver.look("decline-confirm")
    page.get_by_role("dialog", name="确认不予受理").get_by_role("button", name="确认不予受理").click()
    expect(page.locator(".toast")).to_contain_text("1 件诉件不予受理，其反映人应予答复。")
    report.refresh_from_db()
    assert (report.fate, report.reply.state) == (Fate.DECLINED, "owed")
    assert [act for act, _ in history("report", report.pk)][-3:] == [
        "report.decline.propose",
        "report.decline",
        "reply.owe",
    ]
