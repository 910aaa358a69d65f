"""Putting right what the reader joined wrongly: a report is taken off a problem, linked to another, some are split off."""

from __future__ import annotations

from collections.abc import Callable

import planting
from playwright.sync_api import Locator, Page, expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Link, Problem
from huiyin.records.problems.numbers import problem_number
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Fate
from records.reports.report_rows import history


def linked(problem: Problem) -> set[str]:
    """The numbers of the reports that speak of a problem."""
    return set(problem.links.filter(removed_at=None).values_list("report__number", flat=True))


def act(page: Page, name: str) -> Locator:
    """Choose an act from the menu of a problem; its dialog."""
    page.get_by_role("main").locator("summary").filter(has_text="更多").click()
    page.get_by_role("main").get_by_role("link", name=name).filter(visible=True).first.click()
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    return dialog


def test_a_report_is_unlinked_waits_and_is_linked_to_another_problem_by_its_number(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    wrong, right = planting.problem("A7"), planting.problem("B1")
    leader = enter("leader")
    page = leader.go(f"/problems/{wrong.pk}/")
    page.get_by_role("article", name="诉件 A7").get_by_role("link", name="解除A7").click()
    dialog = page.get_by_role("dialog", name="解除关联")
    dialog.get_by_label("理由").fill("说的是丹枫别院")
    leader.look("unlink")
    dialog.locator(".dialog-foot .button").last.click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator("article.linked").filter(visible=True)).to_have_count(1)
    page.get_by_text("已解除关联的 1 件").click()
    expect(page.get_by_role("article", name="诉件 A7")).to_contain_text("待处理")
    leader.look("unlinked")
    report = planting.report("A7")
    assert (linked(wrong), report.fate, report.pending_reason) == ({"A1"}, Fate.PENDING, "unlinked")

    page.goto(f"{leader.host}/problems/{right.pk}/")
    dialog = act(page, "关联诉件")
    dialog.get_by_label("工单编号").fill("A7")
    dialog.get_by_label("理由").fill("来电人更正了地址")
    leader.look("link-by-number")
    dialog.locator(".dialog-foot .button").last.click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.get_by_role("article", name="诉件 A7")).to_contain_text("已关联问题")
    leader.look("linked")
    report.refresh_from_db()
    assert (linked(right), report.fate, report.pending_reason) == ({"B1", "A7"}, Fate.LINKED, "")
    assert [name for name, _ in history("report", report.pk)][-2:] == ["report.hold", "report.link"]
    links = Link.objects.filter(report=report).order_by("pk")
    assert [(link.problem_id, link.removed_at is None) for link in links] == [
        (wrong.pk, False),
        (right.pk, True),
    ]


def test_a_report_that_the_reader_was_not_sure_of_is_joined_to_a_problem_by_a_person(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    report, one = planting.report("A3"), planting.problem("A2")
    clerk = enter("clerk", 390, "dark")
    page = clerk.go("/triage/?reason=reading")
    page.get_by_role("link", name="A3").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A3")
    expect(page.get_by_role("main")).to_contain_text("判读没有把握")
    clerk.look("unsure")
    page.get_by_role("link", name="关联到问题").filter(visible=True).first.click()
    dialog = page.get_by_role("dialog", name="关联到问题")
    dialog.get_by_role("button").last.click()
    expect(dialog.get_by_role("alert")).to_contain_text("请选一个问题，或填一个问题编号")
    dialog.get_by_label("或填问题编号").fill(problem_number(one.pk))
    dialog.get_by_role("button").last.click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(problem_number(one.pk))
    report.refresh_from_db()
    assert (report.fate, linked(one)) == (Fate.LINKED, {"A2", "A3"})


def test_a_report_of_another_room_is_split_off_into_a_problem_of_its_own(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    one = planting.problem("A7")
    leader = enter("leader", 390)
    page = leader.go(f"/problems/{one.pk}/")
    dialog = act(page, "属于别的问题")
    dialog.get_by_label("A7 ·").check()
    dialog.get_by_label("楼栋").fill("8")
    dialog.get_by_label("室号").fill("301")
    dialog.get_by_label("理由").fill("来电人补充：是8号楼301室")
    leader.look("split")
    dialog.get_by_role("button", name="拆分").click()
    other = Problem.objects.exclude(pk=one.pk).filter(compound=one.compound, building="8")
    expect(page.locator(".toast")).to_contain_text("1 件诉件已归入新立的")
    assert (linked(one), linked(other.get())) == ({"A1"}, {"A7"})
    assert (other.get().violation, other.get().room) == ("illegal-construction", "301")
    expect(page.locator(".toast")).to_contain_text(problem_number(other.get().pk))
    leader.look("split-done")


def test_a_provisional_compound_is_merged_into_the_known_one_and_its_problems_go_along(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    one, known = planting.problem("N1"), planting.compound("碧岩花园")
    provisional = one.compound
    assert provisional.status == Compound.Status.PROVISIONAL
    district = enter("district")
    page = district.go("/compounds/?provisional=1")
    page.get_by_role("link", name="碧岩花苑").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("碧岩花苑")
    district.look("provisional")
    page.goto(f"{district.host}/problems/{one.pk}/")
    dialog = act(page, "归并小区")
    dialog.get_by_label("并入哪个小区").press_sequentially("碧岩")
    dialog.get_by_label("碧岩花园").check()
    district.look("merge-choose")
    dialog.locator(".dialog-foot .button").last.click()

    expect(page.get_by_role("main")).to_contain_text("碧岩花园")
    district.look("merge-confirm")
    page.get_by_label("理由").fill("同一小区，来电人写错了名字")
    page.get_by_role("main").locator("button.button").last.click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator(".matter-place")).to_contain_text("碧岩花园")
    district.look("merged")
    provisional.refresh_from_db()
    one.refresh_from_db()
    assert (provisional.status, provisional.merged_into, one.compound) == ("merged", known, known)
    assert planting.report("N1").compound == known
