"""A case that is led through its pages in a browser, as :class:`Driven` leads one in memory: the same acts by the same hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import planting
from django.conf import LazySettings
from playwright.sync_api import Locator, Page, expect
from visiting import Visitor

from huiyin.doors.web.cases.words import RIGHT_OF
from huiyin.knowledge.law import book
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.knowledge.law.procedures import Actor
from huiyin.knowledge.law.review.case_file import CaseFile
from huiyin.records.accounts.roles import Right
from huiyin.records.cases.members import ROLE_OF
from huiyin.records.cases.models import Case, MemberRole, Track
from huiyin.records.cases.standing import file_of
from huiyin.records.ledger.action import By
from huiyin.records.problems.actions.lifecycle import settle
from huiyin.records.problems.models import Problem
from huiyin.records.registry.models import Officer
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import Reply
from knowledge.law.steps.case_driving import at
from records.reports import report_rows as rows

# The cases of the law's own tests begin on Monday, 15 August 2022; what stands on the desk came in September. Whole weeks
# keep every day of the week.
LATER = dt.timedelta(weeks=5)
CERTIFICATES = ("沪A002", "沪A003")
_HANDS = {Right.CASE_INVESTIGATE: "officer", Right.CASE_APPROVE: "approver", Right.CASE_REVIEW: "legal"}


def reported(violation: str) -> Problem:
    """A problem of such a kind that somebody called about at nine on that Monday."""
    desk = rows.Desk(planting.Unit.objects.get(code="jingan").pk)
    monday = at("2022-08-15 09:00") + LATER
    order = rows.order("K1", rows.OTHER_BUILDING, f"{monday:%Y-%m-%d %H:%M:%S}")
    (row,) = rows.prepared(order, today=monday.date())
    desk.receive([rows.with_wrongs(row, violation)], round((monday - rows.by().at).total_seconds() / 60) + 5)
    return planting.problem("K1")


def written_back(dialog: Locator) -> None:
    """What was kept of the form stands in it again: what is typed before that, faster than by hand, is lost."""
    expect(dialog.locator("form[data-as-kept]")).to_have_count(1)


class Led:
    """A case, and everybody who acts in it at their own screen. Days are those of the law's tests, five weeks later."""

    def __init__(self, enter: Callable[..., Visitor], settings: LazySettings, violation: str) -> None:
        self.visitors = {
            name: enter(name, *window)
            for name, window in (("officer", (390, "dark")), ("approver", ()), ("legal", ()))
        }
        self.settings, self.problem = settings, reported(violation)
        self.row = Case()
        self.procedure = ""
        self.officers = list(
            Officer.objects.filter(certificate__in=CERTIFICATES).values_list("pk", flat=True)
        )

    def open(self, procedure: str, kind: str, role: str, **facts: Any) -> Led:
        """Found true by an officer on the stairs, who opens the case."""
        self._clock(at("2022-08-15 10:00"))
        officer = self.visitors["officer"]
        page = officer.go(f"/problems/{self.problem.pk}/verify/")
        page.get_by_label("属实", exact=True).check()
        condition = "in_progress" if procedure == "construction-under-way" else "existing"
        if page.locator("input[name=condition]").count():
            page.locator(f"input[name=condition][value={condition}]").check()
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button", name="保存核实结果").click()
        dialog = self._dialog(page, f"/problems/{self.problem.pk}/case/")
        given = {
            "procedure": procedure,
            "party_kind": kind,
            "party_role": role,
            "name": "当事人某",
            "address": "云帆路88弄9号楼1201室",
            "act_from": "2022-08-01",
            "competent": True,
            **facts,
        }
        for name, value in given.items():
            fill(dialog, name, value)
        self._send(dialog, "已建立案件")
        self.row, self.procedure = Case.objects.get(), procedure
        return self

    @property
    def case(self) -> CaseFile:
        """The case as a review takes it."""
        return file_of(self.row)

    @property
    def tracks(self) -> dict[str, str]:
        """Where each of its procedures stands that was not left."""
        open_or_closed = Track.objects.filter(case=self.row).order_by("pk")
        return dict(open_or_closed.values_list("procedure", "state"))

    def take(self, act: str, when: str, **said: Any) -> Led:
        """Take an act on the case's page, by whoever's it is."""
        held, moment = book.load(), at(when)
        if act in held.incidents:
            role, path = held.incidents[act].role, f"step/{act}/"
        else:
            edges = held.procedures[self.procedure].edges
            role = next(edge.role for edge in edges if edge.act == act)
            path = f"step/{self.procedure}/{act}/"
        page = self._page(role, moment)
        dialog = self._dialog(page, f"/cases/{self.row.pk}/{path}")
        if ROLE_OF[role] == MemberRole.OFFICER:
            fill(dialog, "who", self.officers)
        for box in dialog.locator("input[name^=sworn-]").all():
            box.check()
        for name, value in said.items():
            name = name.removesuffix("_")
            asked = name.replace("_", "-")
            later = value + LATER if isinstance(value, dt.date) else value
            fill(dialog, asked if asked in held.besides else name, later)
        self._send(dialog, "已记录")
        return self

    def begin(self, procedure: str) -> Led:
        """Begin another procedure beside the open ones; what follows is taken in it."""
        page = self.visitors["officer"].go(f"/cases/{self.row.pk}/begin/{procedure}/")
        page.get_by_role("main").get_by_role("button", name="转入").click()
        expect(page.locator(".toast")).to_contain_text("已转入")
        self.procedure = procedure
        return self

    def within(self, procedure: str) -> Led:
        """Go on in another of the open procedures."""
        assert procedure in self.tracks
        self.procedure = procedure
        return self

    def check_firm(self, when: str) -> Led:
        """What the property firm did is looked into, where its duty stands beside the wrong."""
        if book.load().violations[self.row.violation].companion_duty is not None:
            self.take("check-firm", when, firm_check="查阅巡查记录：劝阻并报告过")
        return self

    def answer(self, when: str) -> Led:
        """The problem is settled and whoever reported it answered: acts of other journeys."""
        moment = at(when) + LATER
        settle(By("leader", moment, "web"), [self.problem.pk], "已改正，复查合格")
        owed = list(Reply.objects.filter(state="owed").values_list("pk", flat=True))
        send(By("callback", moment, "web"), [Answer(pk, "您反映的问题已处理。") for pk in owed])
        return self

    def _page(self, role: Actor, moment: dt.datetime) -> Page:
        self._clock(moment)
        return self.visitors[_HANDS[RIGHT_OF[role]]].go(f"/cases/{self.row.pk}/")

    def _clock(self, moment: dt.datetime) -> None:
        self.settings.HUIYIN_NOW = (moment + LATER).astimezone(SHANGHAI).isoformat()

    def _dialog(self, page: Page, path: str) -> Locator:
        link = page.locator(f'a[href="{path}"]').first
        card = page.locator("details:not([open])").filter(has=link)
        if card.count():
            card.first.locator("summary").first.click()
        link.click()
        dialog = page.locator("dialog#act")
        expect(dialog).to_be_visible()
        written_back(dialog)
        return dialog

    def _send(self, dialog: Locator, words: str) -> None:
        dialog.locator(".dialog-foot .button").last.click()
        expect(dialog.page.locator(".toast")).to_contain_text(words)


def fill(dialog: Locator, name: str, value: Any) -> None:
    """Fill in what a form asks under a name: ticked, chosen or typed, as the field is."""
    field = dialog.locator(f'[name="{name}"]')
    kind = field.first.get_attribute("type") or field.first.evaluate("(one) => one.tagName")
    many = value if isinstance(value, list) else [value]
    if kind == "radio" or (kind == "checkbox" and isinstance(value, list)):
        for one in many:
            word = {True: "yes", False: "no"}.get(one, one) if isinstance(one, bool) else one
            dialog.locator(f'[name="{name}"][value="{word}"]').check()
    elif kind == "checkbox":
        field.set_checked(bool(value))
    elif kind == "SELECT":
        field.select_option(value=str(value))
    else:
        field.fill(f"{value:g}" if isinstance(value, float) else str(value))
