"""Erasing a report: nobody can read any more what it said or who said it; that it came and what became of it stays."""

from __future__ import annotations

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from huiyin.records.invariants import run
from huiyin.records.ledger import vault
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.links import add_links
from huiyin.records.problems.models import Problem
from huiyin.records.reports.actions.columns import LIKENESS
from huiyin.records.reports.actions.erase import EraseRefused, erase
from huiyin.records.reports.actions.fate import transfer, withdraw
from huiyin.records.reports.actions.reply import Answer, ReplyRefused, interim, send
from huiyin.records.reports.models import (
    InterimAnswer,
    LandedRow,
    Reply,
    Report,
)
from huiyin.records.reports.queries import as_received, erased, refused_rows
from records.reports import report_rows as rows
from records.reports.erasing import ADDRESS, NAME, PHONE, TEXT, WHY, tick_off
from records.reports.report_rows import LATER, Desk, by, compound, history, order, refused, report


def answered(desk: Desk, *numbers: str) -> list[int]:
    """Reports whose problem is settled and whose reporters have heard it."""
    desk.take(*(order(n, TEXT, name=NAME, phone=PHONE, address=ADDRESS) for n in numbers))
    ids = [report(n).pk for n in numbers]
    interim(by(2), [Answer(pk, f"{NAME}您好，正在核实。") for pk in ids])
    tick_off(5)
    send(by(10), [Answer(pk, f"{NAME}您好，阳光房已拆除。") for pk in ids])
    return ids


def everything_kept() -> str:
    """All that stands in any table, as one text."""
    return repr(rows.dump())


def test_what_was_said_and_who_said_it_are_gone_and_what_became_of_it_stays(desk: Desk) -> None:
    (one,) = answered(desk, "1001")
    before = Report.objects.values().get()
    told = Entry.objects.count()
    assert before["caller"] is not None
    assert NAME in everything_kept()

    done = erase(by(60, "wu"), [one], WHY)

    row = LandedRow.objects.get()
    assert (done.report_ids, done.rows) == ([one], 1)
    after = Report.objects.values().get()
    changed = {name: value for name, value in after.items() if value != before[name]}
    assert changed.pop("reading") is not None
    assert changed == {
        "text": "",
        "address": "",
        "caller": None,
        "building": "",
        "room": "",
        **dict.fromkeys(LIKENESS),
        "erased_at": by(60).at,
    }
    assert None not in [before[name] for name in LIKENESS]
    assert (after["number"], after["fate"], after["compound_id"]) == ("1001", "linked", compound("t1").pk)
    assert (row.key, bytes(row.raw), row.number) == (None, b"", "1001")
    with pytest.raises(vault.Unreadable, match="its key is destroyed"):
        as_received(row)
    reply = Reply.objects.get()
    assert (reply.state, reply.text, reply.sent_at) == ("sent", "（内容已删除）", by(10).at)
    assert list(InterimAnswer.objects.values_list("text", "at")) == [("（内容已删除）", by(2).at)]
    kept = everything_kept()
    assert [words for words in (NAME, PHONE, "要求拆除") if words in kept] == []
    assert Entry.objects.count() == told + 1
    assert history("report", one)[-1] == ("report.erase", {"erased_rows": [row.pk], "reason": WHY})
    assert list(erased()) == [report("1001")]


def test_the_reading_keeps_its_findings_without_what_it_took_from_the_text(desk: Desk) -> None:
    (one,) = answered(desk, "1001")
    before = msgspec.json.decode(Report.objects.get().reading)
    Report.objects.update(reading=msgspec.json.encode({**before, "quotes": ["20220800017"]}).decode())
    erase(by(60), [one], WHY)

    after = msgspec.json.decode(Report.objects.get().reading)
    assert after["quotes"] == []
    assert [(f["code"], f["spans"]) for f in after["violations"]] == [("illegal-construction", [])]
    assert after["violations"][0]["confidence"] == before["violations"][0]["confidence"]
    place = after["place"]
    assert (place["building"], place["unit"], place["room"]) == (None, None, None)
    assert place["compound"] == before["place"]["compound"]


def test_only_the_reports_that_are_named_are_erased(desk: Desk) -> None:
    one, other = answered(desk, "1001", "1002")
    beside = Report.objects.filter(pk=other).values().get()
    erase(by(60), [one], WHY)

    assert Report.objects.filter(pk=other).values().get() == beside
    assert as_received(LandedRow.objects.get(report=other))["姓名"] == NAME


def test_erasing_twice_is_erasing_once(desk: Desk) -> None:
    (one,) = answered(desk, "1001")
    erase(by(60), [one], WHY)
    before = rows.dump()

    again = erase(by(70), [one], WHY)
    assert (again.report_ids, again.rows) == ([], 0)
    assert rows.dump() == before


def test_reports_that_left_us_answered_or_withdrawn_can_be_erased(desk: Desk) -> None:
    desk.take(*(order(n, rows.OUTSIDE, phone=PHONE) for n in ("1001", "1002", "1003")))
    moved, taken_back, owed = (report(n).pk for n in ("1001", "1002", "1003"))
    transfer(by(1), [moved, owed], "燃气管理处", "RQ-1", "非本单位职责")
    withdraw(by(2), [taken_back], "来电人撤回")
    send(by(3), [Answer(moved, "已移送燃气管理处。")])
    with refused(EraseRefused, f"report {owed}: its reporter has not been answered yet"):
        erase(by(4), [moved, owed], WHY)

    assert erase(by(5), [taken_back, moved], WHY).report_ids == [moved, taken_back]
    assert list(Report.objects.order_by("pk").values_list("fate", "text")) == [
        ("transferred", ""),
        ("withdrawn", ""),
        ("transferred", rows.OUTSIDE),
    ]


def test_a_report_of_a_matter_that_is_not_done_is_not_erased(desk: Desk) -> None:
    (done,) = answered(desk, "1001")
    desk.take(order("1002", rows.OUTSIDE), order("1003", rows.OTHER_ROOM), order("", rows.EBIKES), minutes=20)
    pending, linked = report("1002").pk, report("1003").pk
    unreachable = Reply.objects.get(state="unreachable").pk
    with refused(EraseRefused, "erasing needs a reason"):
        erase(by(30), [done], "  ")
    with refused(EraseRefused, f"there is no report {10**25}"):
        erase(by(30), [done, 10**25], WHY)
    with refused(EraseRefused, f"report {pending} is pending"):
        erase(by(30), [done, pending], WHY)
    for waiting in (linked, unreachable):
        with refused(EraseRefused, f"report {waiting} is linked to an open problem"):
            erase(by(30), [done, waiting], WHY)
    # An answered report that a person linked to another problem since, and one withdrawn whose problem goes on.
    problem = Problem.objects.filter(state="open").order_by("pk").first()
    assert problem is not None
    add_links(by(31), problem.pk, [done])
    withdraw(by(31), [linked], "来电人撤回")
    for waiting in (done, linked):
        with refused(EraseRefused, f"report {waiting} is linked to an open problem"):
            erase(by(32), [waiting], WHY)

    tick_off(40)
    assert erase(by(50), [done, linked, unreachable], WHY).rows == 3


def test_an_erased_report_is_answered_no_more(desk: Desk) -> None:
    desk.take(order("", rows.SUNROOM))
    one = Reply.objects.get(state="unreachable").pk
    interim(by(1), [Answer(one, "已到现场查看。")])
    tick_off(5)
    erase(by(20), [one], WHY)

    for act in (interim, send):
        with refused(ReplyRefused, f"report {one} was erased and is answered no more"):
            act(by(30), [Answer(one, f"{NAME}您好。")])


def test_an_unnumbered_row_that_was_erased_is_known_when_it_comes_again(desk: Desk) -> None:
    row = order("", rows.SUNROOM, phone=PHONE)
    desk.take(row)
    tick_off(5)
    send(by(10), [Answer(Reply.objects.get().pk, "已拆除。")])
    erase(by(20), [Report.objects.get().pk], WHY)

    assert dict(desk.take(row, minutes=30).counts) == {"known": 1}
    assert Report.objects.get().text == ""


def test_of_an_order_that_was_erased_a_later_export_brings_nothing_back(desk: Desk) -> None:
    (one,) = answered(desk, "1001")
    desk.take(order("1002", rows.OTHER_ROOM), minutes=11)
    erase(by(20), [one], WHY)
    before = Report.objects.filter(pk=one).values().get()

    same = order("1001", TEXT, name=NAME, phone=PHONE, address=ADDRESS)
    assert dict(desk.take(same, minutes=30).counts) == {"known": 1}
    told = desk.take(
        order("1001", f"{NAME}又来电催办。{TEXT}", phone=PHONE),
        order("1002", rows.OTHER_ROOM + "请尽快。"),
        minutes=31,
    )

    assert dict(told.counts) == {"changed": 2}
    assert Report.objects.filter(pk=one).values().get() == before
    assert report("1002").text.endswith("请尽快。")
    left = LandedRow.objects.filter(report=one).order_by("version")
    assert list(left.values_list("version", "key", "raw")) == [
        (1, None, b""),
        (2, None, b""),
    ]
    assert history("report", one)[-1] == (
        "report.amend",
        {"changed": [], "reader": "", "to_recheck": False, "erased": True},
    )
    assert NAME not in everything_kept()


def test_a_row_that_could_not_be_taken_is_erased_with_the_report_of_its_number(desk: Desk) -> None:
    desk.take(order("1001", TEXT, received="前天", phone=PHONE))
    desk.take(order("1001", TEXT, phone=PHONE), minutes=1)
    desk.take(order("1001", TEXT, received=PHONE), minutes=2)
    tick_off(5)
    send(by(10), [Answer(report("1001").pk, "已拆除。")])
    assert PHONE in LandedRow.objects.latest("pk").refusal

    done = erase(by(20), [report("1001").pk], WHY)
    assert done.rows == 3
    assert list(LandedRow.objects.order_by("pk").values_list("state", "key", "refusal")) == [
        ("refused", None, "[]"),
        ("promoted", None, ""),
        ("refused", None, "[]"),
    ]
    assert list(refused_rows()) == []
    assert PHONE not in everything_kept()


def test_a_later_row_of_an_erased_number_that_cannot_be_taken_is_not_readable_either(desk: Desk) -> None:
    (one,) = answered(desk, "1001")
    erase(by(20), [one], WHY)

    told = desk.take(order("1001", TEXT, received=PHONE), order("1002", TEXT, received=PHONE), minutes=30)
    assert dict(told.counts) == {"refused": 2}
    late, other = LandedRow.objects.order_by("-pk")[1], LandedRow.objects.latest("pk")
    assert (late.number, late.key, late.raw, late.refusal) == ("1001", None, b"", "[]")
    assert other.key is not None

    assert erase(by(40), [one], WHY).report_ids == []


def test_the_database_refuses_words_in_an_erased_report(desk: Desk) -> None:
    (one,) = answered(desk, "1001")
    erase(by(20), [one], WHY)
    for column, value in (("text", "又"), ("address", "又"), ("caller", b"m" * 16), ("room", "1")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.update(**{column: value})


@pytest.mark.parametrize(
    "plant",
    [
        "UPDATE reports_landedrow SET key = raw",
        "UPDATE reports_reply SET text = '您好'",
        "UPDATE reports_interimanswer SET text = '您好'",
        """UPDATE reports_report SET reading = '{"quotes":["1"]}'""",
    ],
)
def test_what_can_be_read_of_an_erased_report_is_a_breach(desk: Desk, plant: str) -> None:
    (one,) = answered(desk, "1001")
    erase(by(20), [one], WHY)
    assert list(run(LATER)) == []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(plant)
        assert {(b.invariant, b.record) for b in run(LATER)} == {("report.erased", f"report:{one}")}
        transaction.set_rollback(True)
