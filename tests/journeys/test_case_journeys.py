"""A case from the problem on the stairs to its archive, by an officer with a phone and a head at the desk."""

from __future__ import annotations

from collections.abc import Callable

import planting
from django.conf import LazySettings
from leading import written_back
from playwright.sync_api import Locator, Page, expect
from visiting import Visitor

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.accounts.models import Account
from huiyin.records.cases.models import Case, Track
from huiyin.records.ledger.action import By
from huiyin.records.problems.actions.lifecycle import settle
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import Reply
from records.cases.case_rows import at
from records.reports.report_rows import history

OFFICERS = ("陈队员（沪A002）", "林队员（沪A003）")
NOTICE = ("事实", "理由", "依据", "权利", "处罚")
DECISION = ("当事人", "事实", "证据", "种类", "依据", "履行方式和期限", "救济途径", "机关和日期", "印章")


class Desk:
    """Whoever acts on a case, at the moment at which the clock is set."""

    def __init__(self, visitor: Visitor, settings: LazySettings) -> None:
        self.visitor, self.settings = visitor, settings

    def open(self, case: Case, moment: str) -> Page:
        self.settings.HUIYIN_NOW = at(moment).astimezone(SHANGHAI).isoformat()
        return self.visitor.go(f"/cases/{case.pk}/")

    def act(self, case: Case, moment: str, name: str, *, officers: bool = True) -> Locator:
        """The dialog of an act; the two officers are chosen in it."""
        page = self.open(case, moment)
        card = page.locator("details.next-act").filter(has=page.locator("b", has_text=name)).first
        if card.get_attribute("open") is None:
            card.locator("summary").click()
        card.get_by_role("link", name=name).click()
        dialog = page.get_by_role("dialog", name=name)
        expect(dialog).to_be_visible()
        written_back(dialog)
        if officers:
            for one in OFFICERS:
                dialog.get_by_label(one).check()
        return dialog

    def done(self, dialog: Locator, words: str) -> None:
        dialog.locator(".dialog-foot .button").last.click()
        expect(dialog.page.locator(".toast")).to_contain_text(words)


def choose(dialog: Locator, **chosen: str) -> None:
    """Radio buttons and boxes by their legend."""
    for legend, label in chosen.items():
        dialog.get_by_role("group", name=legend).get_by_label(label, exact=True).check()


def by_hand(dialog: Locator) -> None:
    """A paper is served in person."""
    dialog.get_by_label("方式").select_option(label="直接")


def tick(dialog: Locator, names: tuple[str, ...]) -> None:
    for name in names:
        dialog.get_by_role("group", name="载明内容").get_by_label(name, exact=True).check()


def opened(officer: Visitor, settings: LazySettings) -> Case:
    """The case that an officer opens on the page of a problem which they have just found true."""
    problem = planting.problem("A2")
    page = officer.go(f"/problems/{problem.pk}/verify/")
    page.get_by_label("属实", exact=True).check()
    # Before the page has loaded its links open whole pages.
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="保存核实结果").click()
    page.get_by_role("link", name="立为案件").click()
    dialog = page.get_by_role("dialog", name="立为案件")
    written_back(dialog)
    dialog.get_by_label("姓名或者名称").fill("当事人某")
    dialog.get_by_label("送达地址").fill("云帆路88弄12号楼301室")
    dialog.get_by_label("本机关有权管辖").check()
    officer.look("case-open")
    dialog.locator(".dialog-foot .button").last.click()
    expect(page.locator(".toast")).to_contain_text("已建立案件")
    return Case.objects.get()


def test_a_case_is_led_from_the_stairs_to_its_archive(
    desk: dict[str, Account], enter: Callable[..., Visitor], settings: LazySettings
) -> None:
    officer, head = enter("officer", 390, "dark"), enter("approver")
    case = opened(officer, settings)
    stairs, office = Desk(officer, settings), Desk(head, settings)

    # One officer alone is refused, with guard and article; what was typed stays.
    dialog = stairs.act(case, "2022-09-15 14:00", "现场检查", officers=False)
    choose(dialog, 出示证件="是", 笔录="已签名", 进入="公共场所")
    dialog.get_by_label("现场情况").fill("楼道内停放电动自行车两辆，拉线充电")
    dialog.locator(".dialog-foot .button").last.click()
    expect(dialog).to_contain_text("执法人员不少于二人，均有执法资格")
    expect(dialog).to_contain_text("《中华人民共和国行政处罚法》第四十二条")
    written_back(dialog)
    officer.look("case-refused")
    dialog.get_by_label(OFFICERS[1]).check()
    stairs.done(dialog, "已记录：现场检查")
    officer.look("case-inspected")

    dialog = stairs.act(case, "2022-09-15 14:10", "责令改正")
    dialog.get_by_label("期限").fill("2022-09-20")
    stairs.done(dialog, "已记录：责令改正")
    dialog = stairs.act(case, "2022-09-15 14:20", "送达文书")
    by_hand(dialog)
    stairs.done(dialog, "已记录：送达文书")
    dialog = stairs.act(case, "2022-09-15 15:00", "同步检查物业企业履职")
    dialog.get_by_label("劝阻、制止、报告的情况").fill("查阅巡查记录：9 月 14 日劝阻并报告")
    stairs.done(dialog, "已记录：同步检查")

    # Before the term is over nobody re-checks.
    page = stairs.open(case, "2022-09-20 10:00")
    expect(page.locator("details.next-act").filter(has_text="复查笔录").first).to_contain_text("尚不具备条件")
    dialog = stairs.act(case, "2022-09-21 10:00", "复查")
    choose(dialog, 已改正="否")
    stairs.done(dialog, "已记录：复查")
    office.done(office.act(case, "2022-09-21 15:00", "立案", officers=False), "已记录：立案")
    dialog = stairs.act(case, "2022-09-22 10:00", "调查终结")
    dialog.get_by_label("无应当回避的情形").check()
    stairs.done(dialog, "已记录：调查终结")

    dialog = office.act(case, "2022-09-22 11:00", "事先告知", officers=False)
    expect(dialog).to_contain_text("第八十五条")
    dialog.get_by_label("金额").fill("1000")
    tick(dialog, NOTICE)
    choose(dialog, 告知听证="否")
    dialog.get_by_label("违法事实清楚、证据确凿").check()
    head.look("case-notify")
    office.done(dialog, "已记录：事先告知")
    dialog = stairs.act(case, "2022-09-22 14:00", "送达文书")
    by_hand(dialog)
    stairs.done(dialog, "已记录：送达文书")
    dialog = stairs.act(case, "2022-09-26 10:00", "听取陈述申辩")
    choose(dialog, 种类="放弃")
    stairs.done(dialog, "已记录：听取陈述申辩")

    # What was notified stands in the form of the decision; more than that is refused.
    dialog = office.act(case, "2022-09-27 10:00", "作出决定", officers=False)
    expect(dialog.get_by_label("金额")).to_have_value("1000")
    dialog.get_by_label("金额").fill("2000")
    tick(dialog, DECISION)
    dialog.get_by_label("裁量理由").fill("初次违法，未造成危害后果")
    dialog.locator(".dialog-foot .button").last.click()
    expect(dialog).to_contain_text("不高于告知数额")
    written_back(dialog)
    dialog.get_by_label("金额").fill("1000")
    office.done(dialog, "已记录：作出决定")
    head.look("case-decided")
    dialog = stairs.act(case, "2022-09-28 10:00", "送达")
    by_hand(dialog)
    stairs.done(dialog, "已记录：送达")
    dialog = stairs.act(case, "2022-10-08 10:00", "缴纳罚款")
    expect(dialog.get_by_label("金额")).to_have_value("1000")
    choose(dialog, 缴款方式="银行")
    stairs.done(dialog, "已记录：缴纳罚款")
    dialog = stairs.act(case, "2022-10-08 11:00", "再次复查")
    choose(dialog, 已改正="是")
    stairs.done(dialog, "已记录：再次复查")
    stairs.done(stairs.act(case, "2022-10-08 12:00", "履行"), "已记录：履行")

    # Nothing is closed before who spoke up is answered.
    page = office.open(case, "2022-10-09 10:00")
    expect(page.locator("details.next-act").filter(has_text="结案审批表")).to_contain_text(
        "有反映人尚未得到答复"
    )
    _answer(case)
    office.done(office.act(case, "2022-10-10 10:00", "结案", officers=False), "已记录：结案")
    expect(head.page.get_by_role("main")).to_contain_text("已结案")
    expect(head.page.get_by_role("main")).to_contain_text("到目前为止未发现不合法之处")
    head.look("case-closed")
    assert Track.objects.get(case=case).state == "closed"
    assert [name for name, _ in history("case", case.pk)] == ["case.open", *["case.step"] * 16]


def _answer(case: Case) -> None:
    """The problem is settled and whoever reported it answered: acts of other journeys."""
    settle(By("leader", at("2022-10-09 11:00"), "web"), [case.problem_id], "已清除，复查合格")
    owed = list(Reply.objects.filter(state="owed").values_list("pk", flat=True))
    send(By("callback", at("2022-10-09 12:00"), "web"), [Answer(pk, "您反映的问题已处理。") for pk in owed])
