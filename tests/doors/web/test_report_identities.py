"""Who reported is shown on the page of a report for a reason, once, and every look is kept."""

from __future__ import annotations

from types import ModuleType

import pytest
from report_pages import DIALOG, PHONE, address, page_of, refusing, report

from desk import rows, signed_in
from huiyin.records.ledger.models import Entry
from huiyin.records.reports.actions.erase import erase
from huiyin.records.reports.models import Look
from records.reports.erasing import tick_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def test_an_identity_is_shown_once_not_stored_and_kept_as_looked_at(desk: ModuleType) -> None:
    client, _ = signed_in("chen", "officer")
    at = address("A1", "identity")
    assert PHONE not in client.get(at).content.decode()
    nothing = client.post(at, {"reason": "  "})
    assert nothing.status_code == 400
    assert Look.objects.count() == 0

    shown = client.post(at, {"reason": "约定上门时间"}, headers=DIALOG)
    assert PHONE in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    look = Look.objects.get()
    assert (look.actor, look.reason, look.report) == ("chen", "约定上门时间", report("A1"))
    assert PHONE not in page_of(client, "A1")
    assert "约定上门时间" in page_of(client, "A1")
    assert PHONE not in "".join(Entry.objects.values_list("content", flat=True))


def test_the_looks_of_others_are_shown_to_nobody_else(desk: ModuleType) -> None:
    officer, _ = signed_in("chen", "officer")
    officer.post(address("A1", "identity"), {"reason": "约定上门时间"})
    clerk, _ = signed_in("wu", "clerk")
    page = page_of(clerk, "A1")
    assert "约定上门时间" not in page
    assert "调阅反映人身份" not in page


@refusing
def test_of_an_erased_report_nobody_is_shown(desk: ModuleType) -> None:
    tick_off(30)
    client, _ = signed_in("wu", "clerk")
    client.post(address("A1", "answer"), {"text": "已拆除"})
    erase(rows.by(200), [report("A1").pk], "反映人要求删除")
    page = page_of(client, "A1")
    assert "内容已删除，只留去向和经过。" in page
    assert address("A1", "identity") not in page
    refused = client.post(address("A1", "identity"), {"reason": "回访"})
    assert refused.status_code == 400
    assert "反映人身份不复存在。" in refused.content.decode()
