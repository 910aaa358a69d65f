"""A clerk works through the reports that wait: each becomes a problem in its dialog, and the next one comes."""

from __future__ import annotations

from collections.abc import Callable

import planting
import pytest
from playwright.sync_api import expect
from visiting import Visitor

from huiyin.records.accounts.models import Account
from huiyin.records.problems.models import Problem
from records.reports import report_rows as rows


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_reports_of_an_unclear_place_become_problems_one_after_another(
    desk: dict[str, Account], enter: Callable[..., Visitor], width: int, scheme: str
) -> None:
    planting.take(rows.order("P1", rows.NO_PLACE), rows.order("P2", rows.NO_PLACE), minutes=20)
    someone = enter("clerk", width, scheme)
    page = someone.go("/triage/?reason=place")
    page.get_by_role("link", name="P1").click()
    page.locator("a:visible", has_text="立为问题").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("反映的违法行为")).to_have_value("illegal-construction")
    # When they find the compound by its road and lane, and say where in it
    dialog.get_by_label("小区必填").or_(dialog.get_by_label("小区", exact=True)).first.press_sequentially(
        "云帆路88弄"
    )
    expect(dialog.get_by_role("radio", name="青梧雅苑")).to_be_checked()
    dialog.get_by_label("楼栋").fill("3号楼")
    dialog.get_by_label("室号").fill("201")
    dialog.get_by_label("没有在实施").check()
    someone.look(f"open-dialog-{width}")
    dialog.get_by_role("button", name="立为问题").click()
    # Then it is told, and the next report of that reason stands there
    expect(page.get_by_role("heading", level=1)).to_contain_text("P2")
    problem = Problem.objects.get(links__report__number="P1")
    expect(page.locator("#toasts")).to_contain_text(f"诉件 P1 已新立 WT{problem.pk:07}。接着是下一件。")
    someone.look(f"open-next-{width}")
    assert (problem.compound.name, problem.place_key) == ("青梧雅苑", "3//201")

    # When the gazetteer lacks the place of this one
    page.locator("a:visible", has_text="立为问题").first.click()
    dialog.get_by_text("名录里没有这个小区").click()
    dialog.get_by_label("登记为待核小区").check()
    dialog.get_by_label("小区名称").fill("碧岩花苑")
    someone.look(f"open-unlisted-{width}")
    dialog.get_by_role("button", name="立为问题").click()
    expect(page.locator("#toasts")).to_contain_text("“地点待核”已全部处理。")
    someone.look(f"open-done-{width}")
