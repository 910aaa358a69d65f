"""What is decided of a report on its page: linked, held, transferred, declined by two, withdrawn, answered."""

from __future__ import annotations

import re
from types import ModuleType

import msgspec
import pytest
from report_pages import address, main_of, page_of, refusing, report

from desk import rows, signed_in, unit
from huiyin.records.problems.models import Link, Problem
from huiyin.records.reports.models import Disposal, Fate, ReplyState
from records.reports.erasing import tick_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


# Its fate.


@refusing
def test_a_pending_report_is_linked_to_a_problem_by_its_number(desk: ModuleType) -> None:
    problem = Problem.objects.get(links__report__number="A1")
    client, _ = signed_in("wu", "clerk")
    at = address("A3", "link")
    unknown = client.post(at, {"number": "WT0009999"})
    assert unknown.status_code == 400
    assert "本辖区没有编号为WT0009999的未销号问题。" in unknown.content.decode()
    assert "二者取一" in client.post(at, {}).content.decode()
    assert client.post(at, {"number": f"wt{problem.pk:07}"}).status_code == 302
    assert report("A3").fate == Fate.LINKED
    assert Link.objects.filter(problem=problem, report=report("A3")).exists()


def test_the_open_problems_at_its_place_are_offered(desk: ModuleType) -> None:
    rows.Desk(unit().pk).take(rows.order("B1", rows.INQUIRY), minutes=3)
    assert (report("B1").fate, report("B1").compound) == (Fate.PENDING, rows.compound("t1"))
    problem = Problem.objects.get(links__report__number="A1")
    client, _ = signed_in("wu", "clerk")
    asked = client.get(address("B1", "link")).content.decode()
    assert f'value="{problem.pk}"' in asked
    assert client.post(address("B1", "link"), {"problem": problem.pk}).status_code == 302
    assert report("B1").fate == Fate.LINKED


def test_where_the_reader_could_not_decide_the_places_and_their_problems_are_offered(
    desk: ModuleType,
) -> None:
    client, _ = signed_in("wu", "clerk")
    problem = Problem.objects.get(links__report__number="A1")
    one = report("A3")
    reading = msgspec.json.decode(one.reading)
    reading["place"]["runners_up"] = [str(rows.compound(code).pk) for code in ("t1", "t3", "t2")]
    one.compound, one.reading = None, msgspec.json.encode(reading).decode()
    one.save(update_fields=["compound", "reading"])
    page = main_of(page_of(client, "A3"))
    assert "青梧雅苑（云帆路88弄）、丹枫别院（云帆路166弄）" in page
    # Outside the area.
    assert "白鹭新城" not in page
    assert f'value="{problem.pk}"' in client.get(address("A3", "link")).content.decode()


def test_what_a_report_waits_for_is_changed_with_owner_and_day(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    at = address("A3", "hold")
    past = {"reason": "place", "owner": unit().pk, "due": "2022-09-14"}
    assert client.post(at, past).status_code == 400
    assert client.post(at, past | {"due": "2022-09-20"}).status_code == 302
    now = report("A3")
    assert (now.pending_reason, str(now.pending_due), now.pending_owner.code) == (
        "place",
        "2022-09-20",
        "jingan",
    )


def test_a_transfer_needs_its_receipt_and_is_taken_back_by_its_notice(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    at = address("A4", "transfer")
    data = {"body": "燃气集团", "receipt": "RQ-1", "reason": "燃气计量"}
    assert client.post(at, data | {"receipt": ""}).status_code == 400
    assert client.post(at, data).status_code == 302
    assert report("A4").fate == Fate.TRANSFERRED
    page = page_of(client, "A4")
    assert "RQ-1" in page
    # It takes one person, so that it stands once who did it and when.
    said = [term for term in re.findall(r"<dt>([^<]+)</dt>", page) if term in ("移送", "提出", "确认")]
    assert said == ["移送"]
    (undo,) = re.findall(r'action="(/reports/undo/[^"]+)"', page)
    undone = client.post(undo, follow=True)
    assert "已撤回，诉件恢复待处理。" in undone.content.decode()
    assert (report("A4").fate, report("A4").pending_reason) == (Fate.PENDING, "outside")


@refusing
def test_declining_takes_two_persons(desk: ModuleType) -> None:
    clerk, _ = signed_in("wu", "clerk")
    both, _ = signed_in("xu", "clerk", "approver")
    approver, _ = signed_in("zheng", "approver")
    data = {"ground": "found-untrue", "reason": "现场核查不存在"}
    assert clerk.post(address("A4", "decline"), data).status_code == 302
    assert report("A4").fate == Fate.PENDING
    assert "已提出不予受理，待确认" in page_of(clerk, "A4")

    assert approver.post(address("A4", "decline/reject"), {"reason": "证据不足"}).status_code == 302
    assert Disposal.objects.count() == 0
    assert both.post(address("A4", "decline"), data).status_code == 302
    assert f'"{address("A4", "decline/confirm")}"' not in page_of(both, "A4")
    own = both.post(address("A4", "decline/confirm"))
    assert own.status_code == 400
    assert "须由另一人确认。" in own.content.decode()
    assert address("A4", "decline/confirm") in page_of(approver, "A4")
    assert approver.post(address("A4", "decline/confirm")).status_code == 302
    assert report("A4").fate == Fate.DECLINED
    said = re.findall(r"<dt>([^<]+)</dt>", page_of(approver, "A4"))
    assert [term for term in said if term in ("移送", "提出", "确认")] == ["提出", "确认"]
    assert report("A4").reply.state == ReplyState.OWED


def test_a_clerk_takes_an_own_proposal_back_and_nobody_elses(desk: ModuleType) -> None:
    first, _ = signed_in("wu", "clerk")
    second, _ = signed_in("xu", "clerk")
    first.post(address("A4", "decline"), {"ground": "found-untrue", "reason": "不存在"})
    assert second.post(address("A4", "decline/reject"), {"reason": "x"}).status_code == 403
    assert first.post(address("A4", "decline/reject"), {"reason": "再核一次"}).status_code == 302
    assert Disposal.objects.count() == 0


def test_a_report_is_withdrawn_on_its_reporters_word(desk: ModuleType) -> None:
    client, _ = signed_in("wu", "clerk")
    assert client.post(address("A3", "withdraw"), {"reason": ""}).status_code == 400
    assert client.post(address("A3", "withdraw"), {"reason": "已自行清理"}).status_code == 302
    assert (report("A3").fate, report("A3").reply.state) == (Fate.WITHDRAWN, ReplyState.RELEASED)


# Answers.


@refusing
def test_a_reporter_hears_meanwhile_and_once_for_good(desk: ModuleType) -> None:
    client, _ = signed_in("xu", "callback-clerk")
    early = client.post(address("A1", "answer"), {"text": "已办结"})
    assert early.status_code == 400
    assert "尚未办结，只能作阶段性答复。" in early.content.decode()
    assert "已办结</textarea>" in early.content.decode()
    assert client.post(address("A1", "interim"), {"text": "已上门，限期自拆"}).status_code == 302
    assert "已上门，限期自拆" in page_of(client, "A1")

    tick_off(30)
    asked = client.get(address("A1", "answer")).content.decode()
    assert "已恢复原状" in asked
    assert client.post(address("A1", "answer"), {"text": "阳光房已拆除"}).status_code == 302
    assert (report("A1").reply.state, report("A1").reply.text) == (ReplyState.SENT, "阳光房已拆除")
    page = page_of(client, "A1")
    assert "阳光房已拆除" in page
    assert address("A1", "answer") not in page
