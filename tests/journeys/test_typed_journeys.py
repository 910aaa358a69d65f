"""What somebody typed is not lost: by a slip of the finger, by the end of a session, by another language of the page."""

from __future__ import annotations

from collections.abc import Callable

import planting
import pytest
from at_the_queue import UNDER_WAY, corrects, looked_at, stands, told
from cast import PASSWORD
from django.conf import LazySettings
from playwright.sync_api import Locator, Page, expect
from visiting import Visitor, sign_in

from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import SurveyForm, Verification
from records.reports import report_rows as rows

FOUND = "现场见三层有彩钢板房一间，与反映一致。"


def opened(page: Page) -> Locator:
    """The dialog of a finding, opened."""
    page.get_by_role("main").get_by_role("link", name="核实").filter(visible=True).first.click()
    dialog = page.get_by_role("dialog", name="核实")
    expect(dialog).to_be_visible()
    return dialog


def drafts(page: Page) -> list[str]:
    """What the tab keeps of forms."""
    kept: list[str] = page.evaluate(
        "Object.keys(sessionStorage).filter((key) => key.startsWith('huiyin-draft ')).map((key) => sessionStorage[key])"
    )
    return kept


def test_a_dialog_is_opened_twice_and_the_browser_complains_of_nothing(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    officer = enter("officer", 390)
    page = officer.go(f"/problems/{planting.problem('A1').pk}/")
    act = page.get_by_role("group", name="办理").get_by_role("link", name="核实")
    dialog = page.get_by_role("dialog", name="核实")
    for _ in range(2):
        act.click()
        # As when somebody draws the field larger by its corner.
        dialog.get_by_label("现场情况").evaluate("field => field.style.height = '12rem'")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    act.click()
    dialog.get_by_label("暂无法核实").check()
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert officer.complaints == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_dialog_in_which_something_is_typed_asks_before_it_closes_and_an_empty_one_does_not(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int
) -> None:
    officer = enter("officer", width)
    page = officer.go(f"/problems/{planting.problem('A1').pk}/")
    dialog = opened(page)
    page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()

    dialog = opened(page)
    found = dialog.get_by_label("现场情况")
    found.fill(FOUND)
    page.keyboard.press("Escape")
    question = dialog.get_by_role("alertdialog")
    expect(question).to_contain_text("要放弃吗")
    expect(question.get_by_role("button", name="继续填写")).to_be_focused()
    officer.look(f"leave-{width}")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(dialog).to_be_visible()
    for ask in (lambda: page.mouse.click(5, 5), dialog.get_by_role("button", name="关闭").click):
        ask()
        question.get_by_role("button", name="继续填写").click()
        expect(found).to_have_value(FOUND)

    page.keyboard.press("Escape")
    question.get_by_role("button", name="放弃").click()
    expect(dialog).to_be_hidden()
    page.reload()
    page.wait_for_load_state()
    expect(dialog).to_be_hidden()
    expect(opened(page).get_by_label("现场情况")).to_have_value("")


def test_what_is_typed_when_the_session_ends_is_there_after_the_sign_in(
    desk: dict[str, Account], visitor: Callable[..., Visitor], settings: LazySettings
) -> None:
    one = planting.problem("A1")
    officer = visitor(390)
    page = officer.go(f"/problems/{one.pk}/")
    sign_in(page, "officer", PASSWORD)
    dialog = opened(page)
    dialog.get_by_label("属实", exact=True).check()
    dialog.get_by_label("存量").check()
    dialog.get_by_label("现场情况").fill(FOUND)
    settings.HUIYIN_IDLE_SECONDS = -1
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    settings.HUIYIN_IDLE_SECONDS = 1800
    sign_in(page, "officer", PASSWORD)

    expect(dialog).to_contain_text("已恢复未提交的内容")
    expect(dialog.get_by_label("属实", exact=True)).to_be_checked()
    expect(dialog.get_by_label("现场情况")).to_have_value(FOUND)
    officer.look("restored")
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(page.locator(".toast")).to_contain_text("已记录核实结果：属实")
    one.refresh_from_db()
    assert one.verification == Verification.TRUE
    assert drafts(page) == []
    page.reload()
    page.wait_for_load_state()
    expect(dialog).to_be_hidden()


def test_another_language_of_the_page_keeps_a_filled_form_and_clearing_or_signing_out_forgets_it(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    officer = enter("officer")
    address = f"/survey/{planting.compound('青梧雅苑').pk}/?phase=survey"
    page = officer.go(address)
    page.get_by_label("排摸人（2人）").fill("陈队员、林队员")
    page.get_by_label("主要矛盾").fill("楼道堆物")
    page.get_by_role("button", name="English").filter(visible=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_main_conflict")).to_have_value("楼道堆物")
    line = page.get_by_text("What you had not submitted is back")
    expect(line).to_be_visible()
    officer.look("restored-english")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#id_main_conflict")).to_have_value("")
    expect(line).to_have_count(0)
    assert drafts(page) == []

    page.locator("#id_main_conflict").fill("停车")
    assert len(drafts(page)) == 1
    # What a form holds is gone with a sign-out: the browser asks first, and is told to go on.
    page.on("dialog", lambda asked: asked.accept())
    page.locator("header summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Username")).to_be_visible()
    assert drafts(page) == []
    assert not SurveyForm.objects.exists()


def test_what_one_account_typed_is_not_kept_for_the_next_and_a_pasted_order_not_at_all(
    desk: dict[str, Account], enter: Callable[..., Visitor], visitor: Callable[..., Visitor]
) -> None:
    first = visitor()
    page = first.go("/imports/paste/")
    sign_in(page, "clerk", PASSWORD)
    page.get_by_label("诉求内容").fill("联系电话：13800001111")
    page.get_by_label("诉求地址").fill("云帆路88弄")
    page.get_by_label("联系电话").fill("13800001111")
    (kept,) = drafts(page)
    assert "云帆路88弄" in kept
    assert "1380000" not in kept

    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="总览").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("专项执法行动")
    assert asked == ["beforeunload"]
    first.context.clear_cookies()
    first.go("/")
    sign_in(page, "leader", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_contain_text("专项执法行动")
    assert drafts(page) == []


def test_a_text_that_is_too_long_is_neither_cut_nor_taken(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    one = planting.problem("A1")
    officer = enter("officer", 390)
    page = officer.go(f"/problems/{one.pk}/")
    dialog = opened(page)
    dialog.get_by_label("属实", exact=True).check()
    dialog.get_by_label("存量").check()
    found = dialog.get_by_label("现场情况")
    found.fill("字" * 1001)
    count = dialog.locator("[data-letters]")
    expect(count).to_have_text("1001 / 1000 · 超过上限，请删减后再提交。")
    expect(count).to_have_class("hint field-error")
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(dialog.locator(".field-wrong")).to_contain_text("1000")
    expect(found).to_have_value("字" * 1001)
    officer.look("too-long")
    # The end of a line is one character here as there.
    found.fill("字" * 499 + "\n" + "字" * 500)
    expect(count).to_have_text("1000 / 1000")
    dialog.get_by_role("button", name="保存核实结果").click()
    expect(page.locator(".toast")).to_contain_text("已记录核实结果：属实")
    one.refresh_from_db()
    assert one.verification == Verification.TRUE


def test_a_key_leads_to_the_bar_of_the_selected_rows_unless_keys_are_off(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    clerk = enter("clerk")
    page = clerk.go("/triage/?reason=outside")
    first = page.get_by_role("region", name="批量办理").get_by_role("button").first
    for key in "bjxb":
        page.keyboard.press(key)
    expect(first).to_be_focused()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="键盘操作")
    expect(sheet).to_contain_text("到所选各行的批量办理")
    sheet.get_by_label("停用单键操作").check()
    page.keyboard.press("Escape")
    page.locator(".row-link").first.focus()
    page.keyboard.press("b")
    expect(first).not_to_be_focused()


def test_a_transfer_in_bulk_says_at_its_fields_what_is_missing_and_keeps_the_rest(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    clerk = enter("clerk")
    page = clerk.go("/triage/?reason=outside")
    page.get_by_label("选择：A4").check()
    page.get_by_role("button", name="提出不予受理").click()
    dialog = page.get_by_role("dialog", name="提出不予受理")
    expect(dialog.locator(".must")).to_have_count(2)
    dialog.locator(".dialog-foot .button").last.click()
    expect(dialog.locator(".field-error")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="移送").click()
    dialog = page.get_by_role("dialog", name="移送")
    expect(dialog.locator(".must")).to_have_count(3)
    dialog.get_by_label("移送至").fill("燃气集团")
    dialog.locator(".dialog-foot .button").last.click()
    expect(dialog.locator(".field-error")).to_have_count(2)
    expect(dialog.get_by_label("移送至")).to_have_value("燃气集团")
    clerk.look("transfer-refused")
    dialog.get_by_label("回执号").fill("R-1")
    dialog.get_by_label("移送理由").fill("不属本单位职责")
    dialog.locator(".dialog-foot .button").last.click()
    expect(page.locator(".toast")).to_contain_text("已移送 1 件诉件")
    assert planting.report("A4").fate == "transferred"


def correction_of(clerk: Visitor, number: str) -> Page:
    """The page of a reading, with its correction open."""
    page = clerk.go(f"/review/{planting.report(number).pk}/")
    stands(page, number)
    page.keyboard.press("c")
    corrects(page)
    return page


def given_up(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("#review-judge")).to_contain_text("判读结果")
    looked_at(page)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_what_was_chosen_for_one_text_is_not_chosen_for_the_next_export_of_it(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    # Given a report between two compounds, one of which somebody chose before they left it
    planting.take(rows.order("R2", UNDER_WAY), minutes=20)
    clerk = enter("clerk", width, scheme)
    page = correction_of(clerk, "R2")
    page.keyboard.press("b")
    page.keyboard.press("7")
    chosen = page.locator("[name=compound]:checked")
    expect(chosen).to_have_value(str(planting.compound("青梧雅苑").pk))
    given_up(page)
    # As long as it says the same, that comes back
    page.keyboard.press("c")
    corrects(page)
    expect(page.locator("[data-draft]")).to_contain_text("已恢复未提交的内容")
    expect(chosen).to_have_value(str(planting.compound("青梧雅苑").pk))
    given_up(page)
    # When the next export lets it stand between two others
    other = UNDER_WAY.replace("166弄青梧雅苑", "88弄碧岩花园")
    planting.take(rows.order("R2", other), minutes=30)
    page = correction_of(clerk, "R2")
    # Then nobody has chosen one of these
    expect(page.locator("[data-draft]")).to_have_text("内容已变更，先前未提交的没有恢复")
    clerk.look(f"draft-outdated-{width}")
    expect(page.get_by_role("radio", name="碧岩花园")).not_to_be_checked()
    expect(chosen).to_have_count(0)
    expect(page.get_by_role("checkbox", name="乱扔垃圾")).not_to_be_checked()
    assert drafts(page) == []


def test_a_correction_that_was_sent_is_no_draft_any_more(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(rows.order("R2", UNDER_WAY), minutes=20)
    clerk = enter("clerk")
    page = correction_of(clerk, "R2")
    # Given one that was refused, and stays as it was filled in
    page.keyboard.press("8")
    page.keyboard.press("Enter")
    expect(page.locator("#review-judge [data-refused]")).to_be_focused()
    looked_at(page)
    assert len(drafts(page)) == 1
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    told(page, "诉件 R2：")
    assert drafts(page) == []
    # When it is taken back and corrected once more, then the form is as the reader left it
    looked_at(page)
    page.keyboard.press("u")
    stands(page, "R2")
    page.keyboard.press("c")
    corrects(page)
    expect(page.locator("[data-draft]")).to_have_count(0)
    expect(page.locator("[name=compound]:checked")).to_have_count(0)


def test_a_correction_of_a_text_that_changed_meanwhile_comes_into_sight_as_it_was_filled_in(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(rows.order("R2", UNDER_WAY), minutes=20)
    clerk = enter("clerk", 390)
    page = correction_of(clerk, "R2")
    page.get_by_label("楼栋").fill("9")
    page.get_by_role("checkbox", name="乱扔垃圾").check()
    planting.take(rows.order("R2", f"{UNDER_WAY}另有人住。"), minutes=30)
    page.get_by_role("button", name="提交更正").click()
    expect(page.locator("#review-judge [data-refused]").first).to_be_focused()
    expect(page.locator("#review-judge :focus")).to_contain_text("诉件内容已变更")
    expect(page.get_by_label("楼栋")).to_have_value("9")
    expect(page.get_by_role("checkbox", name="乱扔垃圾")).to_be_checked()
    assert len(drafts(page)) == 1
    expect(page.locator("[data-draft]")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1440, "light", "zh-CN"), (390, "dark", "en-GB")])
def test_two_who_fill_in_one_survey_form_hear_of_one_another_also_after_the_page_was_left(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str, locale: str
) -> None:
    address = f"/survey/{planting.compound('青梧雅苑').pk}/?phase=survey"
    officer = enter("officer", width, scheme, locale)

    def save(page: Page) -> None:
        page.locator("main .form-foot button").first.click()
        page.wait_for_load_state()

    def fill(page: Page, renting: str, conflict: str) -> None:
        page.locator("#id_surveyors").fill("陈队员、林队员")
        page.locator("#id_group_renting").fill(renting)
        page.locator("#id_main_conflict").fill(conflict)

    # Given somebody who leaves a form that they have filled in, and another who saves it meanwhile
    page = officer.go(address)
    fill(page, "2", "停车难")
    other = enter("clerk").go(address)
    fill(other, "5", "楼道堆物")
    save(other)
    page = officer.go(address)
    expect(page.locator("[data-draft]")).to_be_visible()
    expect(page.locator("#id_main_conflict")).to_have_value("停车难")
    # When they save what they had filled in, then nothing is overwritten and nothing is lost
    save(page)
    expect(page.locator(".notice-caution")).to_contain_text("吴内勤")
    officer.refused(400)
    expect(page.locator("#id_main_conflict")).to_have_value("停车难")
    officer.look(f"survey-meanwhile-{width}-{scheme}")
    form = SurveyForm.objects.get()
    assert (form.counts, form.main_conflict, form.entered_by) == ('{"group_renting":5}', "楼道堆物", "clerk")
    # Who gives theirs up has the other's, and no draft over it
    page.locator("[data-drops-draft]").click()
    expect(page.locator("#id_main_conflict")).to_have_value("楼道堆物")
    expect(page.locator("[data-draft], .notice-caution")).to_have_count(0)
    assert drafts(page) == []
    # And a word of one's own upon it is saved at once
    page.locator("#id_main_conflict").fill("楼道堆物、停车难")
    save(page)
    form.refresh_from_db()
    assert (form.main_conflict, form.entered_by) == ("楼道堆物、停车难", "officer")
