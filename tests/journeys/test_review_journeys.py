"""A clerk reads one report after the other, and takes no hand off the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import planting
import pytest
from at_the_queue import UNDER_WAY, box, corrects, in_sight, looked_at, stands, told
from django.core.cache import cache
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Link
from huiyin.records.reports.models import Judgement
from records.reports import report_rows as rows
from records.reports.report_rows import history

TWO = (
    "市民来电反映：云帆路88弄青梧雅苑7号楼1201室业主在楼顶违章搭建阳光房，"
    "12号楼大堂内有住户停放电动自行车充电，要求处理。"
)


@pytest.fixture(autouse=True)
def _nobody_has_read() -> None:
    """Who had which report before them in another test does not count."""
    cache.clear()


def problems(number: str) -> set[tuple[str, str, str]]:
    links = Link.objects.filter(report__number=number, removed_at=None)
    columns = ("problem__violation", "problem__compound__name", "problem__place_key")
    return set(links.values_list(*columns))


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_readings_are_confirmed_corrected_rejected_skipped_and_taken_back_by_keyboard_alone(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    planting.take(
        rows.order("R1", TWO), rows.order("R2", UNDER_WAY), rows.order("R3", rows.UNSURE), minutes=20
    )
    clerk = enter("clerk", width, scheme)
    page = clerk.go("/review/")
    # Work under way comes first; between two compounds the reader could not decide.
    stands(page, "R2")
    expect(page.locator("#review-judge")).to_contain_text("地点没有定下来")
    clerk.look(f"review-{width}")
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    corrects(page)
    page.keyboard.press("b")
    expect(page.get_by_role("radio", name="青梧雅苑")).to_be_checked()
    page.keyboard.press("5")
    clerk.look(f"review-correct-{width}")
    page.keyboard.press("Enter")
    stands(page, "A3")
    told(page, "诉件 R2：并入 WT")
    assert problems("R2") == {
        ("illegal-construction", "青梧雅苑", "7//1201"),
        ("facade", "青梧雅苑", "7//1201"),
    }

    # One that is left for later; a correction that is given up; one that is confirmed and taken back.
    page.keyboard.press("s")
    stands(page, "R3")
    page.keyboard.press("c")
    corrects(page)
    page.keyboard.press("Escape")
    expect(page.locator("#review-judge")).to_contain_text("判读结果")
    looked_at(page)
    page.keyboard.press("Enter")
    stands(page, "R1")
    told(page, "诉件 R3：新立 WT")
    assert problems("R3") == {("litter", "青梧雅苑", "")}
    page.keyboard.press("u")
    stands(page, "R3")
    told(page, "已撤回，诉件 R3 重新等待判读。")
    expect(page.locator(".toast").filter(has_text="诉件 R3：新立 WT")).to_have_count(0)
    assert problems("R3") == set()

    page.keyboard.press("x")
    stands(page, "R1")
    told(page, "诉件 R3 转为“疑非本单位职责，待分流”。")
    page.keyboard.press("1")
    # What was left comes again.
    stands(page, "A3")
    told(page, "诉件 R1：并入 WT")
    expect(page.locator(".review-tally")).to_contain_text("今日 3 件")
    page.keyboard.press("x")
    expect(page.get_by_text("没有等待判读的诉件")).to_be_visible()
    clerk.look(f"review-done-{width}")

    said = {one.report.number: one.kind for one in Judgement.objects.select_related("report")}
    assert said == {"R1": "confirmed", "R2": "corrected", "R3": "rejected", "A3": "rejected"}
    assert [act for act, _ in history("report", planting.report("R3").pk) if act.startswith("reading.")] == [
        "reading.confirm",
        "reading.recall",
        "reading.reject",
    ]
    assert (planting.report("R3").pending_reason, planting.report("R1").fate) == ("outside", "linked")


def test_the_sheet_names_the_keys_and_enter_presses_what_has_the_focus(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    clerk = enter("clerk")
    page = clerk.go("/")
    page.keyboard.press("g")
    page.keyboard.press("o")
    stands(page, "A3")
    page.keyboard.press("?")
    sheet = page.locator("[data-keys-list]")
    for key, words in (("Enter", "确认判读"), ("c", "更正判读"), ("x", "不属本单位"), ("s", "跳过")):
        line = sheet.locator("div").filter(has=page.locator("kbd", has_text=key)).filter(has_text=words)
        expect(line).to_have_count(1)
    expect(sheet.locator("dd").filter(has_text="跳过")).to_have_text("跳过")
    # What the page gives another meaning is not told twice; what leads elsewhere does so from everywhere.
    expect(page.locator('[data-key-general="x"]')).to_be_hidden()
    expect(page.locator('[data-key-general="b"]')).to_be_visible()
    expect(page.locator("[data-keys-everywhere]")).to_contain_text("g h")
    expect(sheet).not_to_contain_text("g h")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="不属本单位").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有等待判读的诉件")).to_be_visible()
    assert Judgement.objects.get().kind == "rejected"


def test_every_answer_of_a_correction_has_a_key_and_escape_leads_out_of_its_fields(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(rows.order("R2", UNDER_WAY), minutes=20)
    clerk = enter("clerk")
    page = clerk.go("/review/")
    stands(page, "R2")
    # A possible compound is chosen from the list of them.
    page.keyboard.press("b")
    corrects(page)
    expect(page.get_by_role("radio", name="青梧雅苑")).to_be_checked()
    page.keyboard.press("y")
    expect(page.get_by_label("单元")).to_be_focused()
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    expect(page.locator("#review-judge")).to_contain_text("判读结果")
    page.keyboard.press("c")
    corrects(page)
    for key, name in (("k", "没有在实施"), (",", "小区以外"), (";", "建议")):
        page.keyboard.press(key)
        expect(page.get_by_role("radio", name=f"{name} {key}", exact=True)).to_be_checked()
    page.keyboard.press("m")
    page.keyboard.press("=")
    page.keyboard.press("o")
    expect(page.get_by_label("小区名称")).to_be_visible()
    page.keyboard.press("o")
    expect(page.get_by_label("小区名称")).to_be_hidden()
    page.keyboard.press("p")
    expect(page.get_by_role("checkbox", name="地点说不清")).to_be_checked()
    clerk.look("review-correct-keys")
    page.keyboard.press("Enter")
    stands(page, "A3")
    told(page, "诉件 R2 转为“地点不明，待查明”。")
    one = planting.report("R2")
    assert (one.pending_reason, one.scope, one.act, one.in_progress) == (
        "unplaced",
        "compound",
        "repeat",
        False,
    )


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "light")])
def test_what_has_no_place_is_left_waiting_for_it_and_taken_back(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    planting.take(rows.order("R1", rows.NO_PLACE), minutes=20)
    clerk = enter("clerk", width, scheme)
    page = clerk.go(f"/review/{planting.report('R1').pk}/")
    stands(page, "R1")
    clerk.look(f"review-no-place-{width}")
    page.keyboard.press("p")
    stands(page, "A3")
    told(page, "诉件 R1 转为“地点不明，待查明”。")
    assert planting.report("R1").pending_reason == "unplaced"
    expect(page.locator(".review-tally")).to_contain_text("待判读 1 件")
    page.locator(".toast").get_by_role("button", name="撤销").click()
    stands(page, "R1")
    assert planting.report("R1").pending_reason == "place"


def test_a_key_that_is_pressed_twice_judges_no_report_that_was_not_seen(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(*(rows.order(f"R{n}", rows.UNSURE) for n in range(3)), minutes=20)
    clerk = enter("clerk")
    page = clerk.go("/review/")
    stands(page, "A3")
    # As soon as the next is there, which nobody can have read by then.
    page.evaluate(
        """() => addEventListener("htmx:afterSwap", () => setTimeout(() => {
          for (const key of ["x", "u"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          document.body.dataset.pressed = "twice";
        }, 100), { once: true })"""
    )
    page.keyboard.press("x")
    stands(page, "R0")
    expect(page.locator("body")).to_have_attribute("data-pressed", "twice")
    stands(page, "R0")
    assert [one.report.number for one in Judgement.objects.select_related("report")] == ["A3"]
    page.keyboard.press("x")
    stands(page, "R1")
    assert Judgement.objects.count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "light")])
def test_one_word_of_a_judgement_stands_and_lies_on_no_button(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    planting.take(*(rows.order(f"R{n}", rows.UNSURE) for n in range(4)), minutes=20)
    clerk = enter("clerk", width, scheme)
    page = clerk.go("/review/")
    for before, after in (("A3", "R0"), ("R0", "R1"), ("R1", "R2")):
        stands(page, before)
        page.keyboard.press("x")
        stands(page, after)
        toast = page.locator(".toast")
        expect(toast).to_have_count(1)
        expect(toast).to_contain_text(f"诉件 {before} 转为")
    clerk.shoot_window(f"review-told-{width}-{scheme}")
    left, top, right, under = box(toast)
    for button in page.locator(".review-acts .button").all():
        x, y, end, low = box(button)
        assert end <= left or right <= x or low <= top or under <= y


def test_on_a_phone_what_is_proposed_and_what_was_said_stand_above_one_row_of_acts(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(rows.order("R1", TWO), rows.order("R2", TWO * 40), minutes=20)
    clerk = enter("clerk", 390)
    for number in ("R1", "R2"):
        page = clerk.go(f"/review/{planting.report(number).pk}/")
        stands(page, number)
        clerk.shoot_window(f"review-phone-window-{number}")
        assert len({round(box(button)[1]) for button in page.locator(".review-acts .button").all()}) == 1
        assert in_sight(page, page.locator("#review-judge .review-found"))
        assert in_sight(page, page.locator("#review-judge .facts"))
        assert box(page.locator(".evidence").last)[1] + 40 < box(page.locator(".review-acts"))[1]
        # Of a text of many thousand characters so much is shown that the acts are never out of reach.
        page.mouse.wheel(0, 20_000)
        expect(page.get_by_role("button", name="确认", exact=True)).to_be_in_viewport()
        clerk.look(f"review-phone-{number}")


def test_on_a_phone_a_correction_and_what_is_wrong_in_it_come_into_sight(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(rows.order("R2", UNDER_WAY), minutes=20)
    clerk = enter("clerk", 390)
    page = clerk.go("/review/")
    stands(page, "R2")
    page.mouse.wheel(0, 20_000)
    page.get_by_role("link", name="更正判读").click()
    corrects(page)
    assert in_sight(page, page.get_by_role("heading", name="更正判读"))
    clerk.shoot_window("review-phone-correct")
    page.mouse.wheel(0, 20_000)
    page.get_by_role("button", name="提交更正").click()
    wrong = page.locator("#review-judge .notice-danger")
    expect(wrong).to_be_focused()
    assert in_sight(page, wrong)
    clerk.shoot_window("review-phone-wrong")
    assert planting.report("R2").fate == "pending"


@pytest.mark.parametrize(
    ("width", "scheme", "text"), [(390, "light", UNDER_WAY), (390, "dark", TWO * 40), (820, "light", TWO)]
)
def test_in_one_column_the_text_stays_in_sight_beside_every_field_of_its_correction(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str, text: str
) -> None:
    planting.take(rows.order("R2", text), minutes=20)
    clerk = enter("clerk", width, scheme)
    page = clerk.go(f"/review/{planting.report('R2').pk}/")
    stands(page, "R2")
    # Given somebody who has read to the end of it
    page.mouse.wheel(0, 20_000)
    page.get_by_role("link", name="更正判读").click()
    corrects(page)
    told = page.locator(".review-told")
    for label in ("其他小区", "室号", "违法搭建", "建议"):
        field = page.get_by_label(label, exact=False).first
        field.focus()
        clerk.shoot_window(f"review-text-{width}-{scheme}-{label}")
        # Then the text stands below the bar, and the field between it and the acts
        _, above, _, under = box(told)
        assert box(page.locator(".app-top"))[3] <= above
        assert under - above <= 0.34 * page.viewport_size["height"]  # type: ignore[index]
        assert box(told.locator(".evidence").last)[1] < under - 40
        assert under <= box(field)[1]
        assert box(field)[3] <= box(page.locator(".review-acts"))[1]
    # And given up, it stands below what is proposed again
    page.get_by_role("link", name="取消").click()
    expect(page.locator("#review-judge")).to_contain_text("判读结果")
    assert box(page.locator("#review-judge"))[3] <= box(told)[1]


def test_who_chooses_another_compound_is_not_left_with_the_name_that_was_read(
    desk: dict[str, Account], enter: Callable[..., Visitor]
) -> None:
    planting.take(rows.order("R1", TWO), minutes=20)
    clerk = enter("clerk")
    page = clerk.go(f"/review/{planting.report('R1').pk}/")
    stands(page, "R1")
    page.keyboard.press("c")
    corrects(page)
    named = page.get_by_label("文中怎么称呼小区")
    expect(named).to_have_value("青梧雅苑")
    page.get_by_label("其他小区").fill("丹枫别院")
    expect(named).to_have_value("")
    page.get_by_label("其他小区").fill("")
    expect(named).to_have_value("青梧雅苑")
