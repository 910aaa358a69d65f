"""A dialog that the records refuse says why and keeps what was chosen and typed; a place is merged from its own card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import planting
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Task
from huiyin.records.registry.models import Compound
from records.reports.report_rows import history


def test_a_provisional_compound_is_merged_from_its_own_card_once_a_reason_is_given(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    one, known = planting.problem("N1"), planting.compound("碧岩花园")
    provisional = one.compound
    district = enter("district")
    page = district.go(f"/compounds/{provisional.pk}/")
    page.get_by_role("main").get_by_role("link", name="归并").click()
    dialog = page.get_by_role("dialog", name="归并小区")
    expect(dialog).to_contain_text("“碧岩花苑”是来件所说、尚未核定的小区。")
    dialog.get_by_label("并入哪个小区").press_sequentially("碧岩")
    dialog.get_by_label("碧岩花园").check()
    dialog.locator(".dialog-foot .button").last.click()

    # What moves is told, and nothing moves without a reason.
    confirm = page.get_by_role("dialog", name="确认归并")
    expect(confirm).to_contain_text("随迁的问题")
    district.look("merge-from-card")
    confirm.get_by_label("归并理由").fill(" ")
    confirm.locator(".dialog-foot .button").last.click()
    expect(confirm.locator(".field-error")).to_have_count(1)
    district.look("merge-from-card-refused")
    provisional.refresh_from_db()
    assert provisional.status == Compound.Status.PROVISIONAL

    # With one it is done, and the way leads to the compound that stays, since the other has no page any more.
    confirm.get_by_label("归并理由").fill("同一小区，来电人写错了名字")
    confirm.locator(".dialog-foot .button").last.click()
    expect(page.locator(".toast")).to_contain_text("已把“碧岩花苑”并入“碧岩花园”：问题 1 个随迁")
    expect(page.get_by_role("heading", level=1)).to_have_text("碧岩花园")
    provisional.refresh_from_db()
    one.refresh_from_db()
    assert (provisional.status, provisional.merged_into, one.compound) == ("merged", known, known)


def test_a_refused_dialog_in_bulk_comes_back_open_with_its_rows_ticked_after_the_page_was_left(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    approver = enter("approver")
    page = approver.go("/work/?tab=all")
    page.on("dialog", lambda asked: asked.accept())
    boxes = page.locator("#tasks input[name=pick]")
    chosen = sorted(int(boxes.nth(n).input_value()) for n in (0, 2))
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.get_by_role("region", name="批量办理").get_by_role("button", name="批准延期").click()
    dialog = page.get_by_role("dialog", name="批准延期")
    dialog.get_by_label("延期至").fill("2022-09-14")
    dialog.get_by_label("延期理由").fill("须等专业机构检测")
    dialog.locator(".dialog-foot .button").last.click()
    expect(dialog.locator(".field-error")).to_contain_text("2022-09-14已过")
    assert Task.objects.filter(extended_from=None).count() == Task.objects.count()

    # Whoever leaves the page now finds the dialog open, with the same rows and words.
    page.reload()
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("已恢复未提交的内容")
    expect(dialog.locator("[data-count-of]")).to_have_text("2")
    expect(dialog.get_by_label("延期至")).to_have_value("2022-09-14")
    expect(dialog.get_by_label("延期理由")).to_have_value("须等专业机构检测")
    assert (
        sorted(int(box.input_value()) for box in page.locator("#tasks input[name=pick]:checked").all())
        == chosen
    )
    approver.look("bulk-restored")

    dialog.get_by_label("延期至").fill("2023-01-10")
    dialog.locator(".dialog-foot .button").last.click()
    dialog.get_by_label("已知悉，仍然批准").check()
    dialog.locator(".dialog-foot .button").last.click()
    expect(page.locator(".toast")).to_contain_text("已批准 2 项任务延期。")
    extended = Task.objects.exclude(extended_from=None).order_by("pk")
    assert [(task.pk, task.due_on) for task in extended] == [(pk, date(2023, 1, 10)) for pk in chosen]


def test_an_extension_is_refused_for_its_date_and_then_asked_about_before_it_is_approved(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    # The browser's policy hears nothing of all this: the visitor's complaints are none at the end.
    task = planting.task("A1")
    due = task.due_on
    approver = enter("approver")
    page = approver.go(f"/problems/{task.problem_id}/")
    page.get_by_role("main").get_by_role("link", name="批准延期").filter(visible=True).first.click()
    dialog = page.get_by_role("dialog", name="批准延期")
    dialog.get_by_label("延期至").fill(due.isoformat())
    dialog.get_by_label("延期理由").fill("须等专业机构检测")
    approve = dialog.locator(".dialog-foot .button").last
    approve.click()
    expect(dialog.locator(".field-error")).to_contain_text("延期须晚于此日")
    expect(dialog.get_by_label("延期至")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("延期理由")).to_have_value("须等专业机构检测")
    approver.look("extend-refused")

    dialog.get_by_label("延期至").fill("2022-12-20")
    approve.click()
    expect(dialog).to_contain_text("新时限晚于专项行动结束日2022-11-30")
    task.refresh_from_db()
    assert (task.due_on, task.extended_from) == (due, None)
    dialog.get_by_label("已知悉，仍然批准").check()
    approver.look("extend-asked")
    approve.click()
    expect(page.locator(".toast")).to_contain_text("已延期至 2022年12月20日。")
    task.refresh_from_db()
    assert (task.due_on, task.extended_from, task.extended_by) == (date(2022, 12, 20), due, "approver")
    assert [act for act, _ in history("task", task.pk)][-1] == "task.extend"
