"""Who a reporter is: shown to who has the right and says why, and each time it is kept that it was."""

from __future__ import annotations

import msgspec
import pytest
from django.test import Client
from every_address import browser
from planted_identities import told_of
from planted_world import JINGAN, MINHANG, REPORTERS, World

from huiyin.records.accounts.roles import RIGHTS, Right, Role
from huiyin.records.ledger.models import Entry
from huiyin.records.reports.models import Look, Report

pytestmark = pytest.mark.django_db
WHO = JINGAN.reporters[1]


@pytest.fixture
def report(world: World) -> Report:
    return Report.objects.get(number=JINGAN.orders[1])


def kept(report: Report) -> tuple[int, int]:
    """Looks at a report, and entries that say so."""
    acts = Entry.objects.filter(record="report", record_id=report.pk, action="report.look")
    return Look.objects.filter(report=report).count(), acts.count()


def ask(client: Client, report: Report, reason: str = "回访核对") -> str:
    return client.post(f"/reports/{report.pk}/identity/", {"reason": reason}).content.decode()


def test_every_look_is_kept_twice_over(world: World, report: Report) -> None:
    client = browser(world, "jingan.officer")
    before = kept(report)
    for turn in (1, 2, 3):
        page = ask(client, report)
        assert all(said in page for said in (WHO.name, WHO.phone, WHO.call, WHO.clerk))
        assert kept(report) == (before[0] + turn, before[1] + turn)
    look = Look.objects.latest("pk")
    assert (look.actor, look.reason, look.shown) == (
        "jingan.officer",
        "回访核对",
        "姓名,联系电话,通话编号,工号",
    )
    entry = Entry.objects.filter(record="report", record_id=report.pk).latest("pk")
    assert (entry.actor, entry.door) == ("jingan.officer", "web")
    assert msgspec.json.decode(entry.content) == {"shown": look.shown, "reason": look.reason}
    assert told_of(REPORTERS, entry.content + look.shown + look.reason) == []


def test_the_answer_is_kept_by_no_browser_and_shown_by_no_reading(world: World, report: Report) -> None:
    client, before = browser(world, "jingan.officer"), kept(report)
    path = f"/reports/{report.pk}/identity/"
    assert told_of(REPORTERS, client.get(path).content.decode()) == []
    assert told_of(REPORTERS, client.get(path, {"reason": "回访"}).content.decode()) == []
    assert kept(report) == before
    answer = client.post(path, {"reason": "回访核对"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("reason", ["", "   ", "\t", "长" * 256])
def test_without_a_reason_nothing_is_shown(world: World, report: Report, reason: str) -> None:
    before = kept(report)
    page = ask(browser(world, "jingan.officer"), report, reason)
    assert told_of(REPORTERS, page) == []
    assert kept(report) == before


@pytest.mark.parametrize("role", [role.value for role in Role if Right.REPORT_IDENTIFY not in RIGHTS[role]])
def test_without_the_right_there_is_no_look(world: World, report: Report, role: str) -> None:
    before = kept(report)
    client = browser(world, f"jingan.{role}")
    for path in (
        f"/reports/{report.pk}/identity/",
        f"/reports/{Report.objects.get(number=MINHANG.orders[1]).pk}/identity/",
    ):
        answer = client.post(path, {"reason": "回访核对"})
        assert answer.status_code == 403
        assert told_of(REPORTERS, answer.content.decode()) == []
    assert kept(report) == before


def test_in_another_area_there_is_no_report(world: World, report: Report) -> None:
    before = kept(report)
    for who in ("minhang.officer", "lingang.team-lead"):
        answer = browser(world, who).post(f"/reports/{report.pk}/identity/", {"reason": "回访核对"})
        assert answer.status_code == 404
    assert kept(report) == before


def test_who_looked_is_shown_to_the_auditor_and_not_to_who_works(world: World, report: Report) -> None:
    ask(browser(world, "jingan.callback-clerk"), report, "独特的调阅理由")
    page = browser(world, "sh-bureau.auditor").get("/looks/").content.decode()
    assert "独特的调阅理由" in page
    assert told_of(REPORTERS, page) == []
    others = browser(world, "jingan.officer").get(f"/reports/{report.pk}/").content.decode()
    assert "独特的调阅理由" not in others
