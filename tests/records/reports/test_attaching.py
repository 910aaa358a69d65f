"""Feedbacks that go to their originals, inquiries that are answered at once: reports that end without a problem."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.invariants import run
from huiyin.records.ledger.clashes import retried
from huiyin.records.problems.limits import report_clocks
from huiyin.records.problems.models import Problem
from huiyin.records.reports.actions.answer import answer_at_once
from huiyin.records.reports.actions.attach import attach
from huiyin.records.reports.actions.fate import FateRefused, Hold, hold, recall
from huiyin.records.reports.actions.reply import Answer, ReplyRefused, interim
from huiyin.records.reports.models import Disposal, PendingReason, Reply, Report
from huiyin.records.reports.originals import attach_in_parts, attachable
from records.reports import report_rows as rows
from records.reports.report_rows import AT, TODAY, Desk, by, history, order, refused, report

ORIGINAL = "20220901000503"
WHY = "承办单位反馈，不是新的反映"


def feedback(*quoted: str) -> str:
    return f"云帆街道城管中队来电：工单{'、'.join(quoted)}已到现场查看，请转相关部门知悉。"


def waits(number: str) -> str:
    return report(number).pending_reason


def pair(desk: Desk) -> tuple[int, int]:
    """A feedback that waits, and the order of which it speaks."""
    desk.take(order(ORIGINAL, rows.SUNROOM), order("20220902000513", feedback(ORIGINAL)))
    assert waits("20220902000513") == "follow-up"
    return report("20220902000513").pk, report(ORIGINAL).pk


def test_a_feedback_goes_to_its_original_and_both_tell_of_it(desk: Desk) -> None:
    one, original = pair(desk)
    due = Report.objects.get(pk=one).pending_due
    assert attach(by(10, "wu"), {one: original}, WHY) == [one]

    found = report("20220902000513")
    assert (found.fate, found.pending_reason, found.pending_owner) == ("attached", "", None)
    kept = Disposal.objects.values_list("report", "kind", "original", "reason", "proposed_by").get()
    assert kept == (one, "attached", original, WHY, "wu")
    # No reporter stands behind it; who reported the original is answered there.
    assert Reply.objects.get(pk=one).state == "released"
    assert Reply.objects.get(pk=original).state == "waiting"
    was = {"reason": "follow-up", "owner": desk.unit_id, "due": due.isoformat()}  # type: ignore[union-attr]
    assert history("report", one)[-1] == (
        "report.attach",
        {"fate": "attached", "original": original, "was": was},
    )
    assert history("report", original)[-1] == ("report.attach", {"attached": [one]})
    clocks = report_clocks(
        Report.objects.select_related("unit", "reply", "disposal", "pending_owner").get(pk=one), TODAY
    )
    assert {clock.tone for clock in clocks} == {"done"}


def test_an_attaching_by_mistake_is_taken_back_and_the_feedback_waits_as_before(desk: Desk) -> None:
    one, original = pair(desk)
    before = Report.objects.values().get(pk=one)
    attach(by(10, "wu"), {one: original}, WHY)
    assert recall(by(12, "wu"), [one], AT) == [one]

    assert Report.objects.values().get(pk=one) == before
    assert (Disposal.objects.count(), Reply.objects.get(pk=one).state) == (0, "waiting")
    assert history("report", original)[-1] == ("report.recall", {"detached": [one]})
    attach(by(20, "wu"), {one: original}, WHY)
    with refused(FateRefused, "the attaching of report .* stands"):
        recall(by(40, "wu"), [one], AT + timedelta(minutes=30))


def test_what_is_no_feedback_or_no_original_is_not_attached(desk: Desk) -> None:
    one, original = pair(desk)
    desk.take(order("1003", rows.OUTSIDE), order("1004", feedback(ORIGINAL)))
    other, third = report("1003").pk, report("1004").pk
    for wrong in ({other: original}, {original: other}):
        with refused(FateRefused, "does not wait as a feedback"):
            attach(by(10), wrong, WHY)
    for wrong in ({one: one}, {one: third}, {one: original, third: one}):
        with refused(FateRefused, "is no original"):
            attach(by(10), wrong, WHY)
    with refused(FateRefused, "needs a reason"):
        attach(by(10), {one: original}, " ")
    with refused(FateRefused, "there is no report"):
        attach(by(10), {one: original + 1000}, WHY)


def test_what_is_attached_has_its_end(desk: Desk) -> None:
    one, original = pair(desk)
    attach(by(10), {one: original}, WHY)
    with refused(FateRefused, "is attached already"):
        hold(by(11), [Hold(one, PendingReason.READING, desk.unit_id, TODAY)])
    with refused(ReplyRefused, "its answer is released already"):
        interim(by(11), [Answer(one, "已知悉")])


def test_in_bulk_each_feedback_goes_where_just_one_quoted_order_is_held(desk: Desk) -> None:
    second, gone = "20220901000777", "20220901000999"
    desk.take(order(ORIGINAL, rows.SUNROOM), order(second, rows.EBIKES))
    desk.take(
        order("F1", feedback(ORIGINAL)),
        order("F2", feedback(gone)),
        order("F3", feedback(ORIGINAL, second)),
        order("F4", feedback(gone, second)),
        order("20220903000001", feedback(ORIGINAL)),
        order("F5", feedback("20220903000001")),
        minutes=1,
    )
    ids = {
        name: report(name).pk for name in (ORIGINAL, second, "F1", "F2", "F3", "F4", "F5", "20220903000001")
    }
    every = Report.objects.all()
    found = attachable(every, every)
    assert found.ready == {
        ids["F1"]: ids[ORIGINAL],
        ids["F4"]: ids[second],
        ids["20220903000001"]: ids[ORIGINAL],
    }
    # What F5 quotes waits as a feedback itself: it goes along once that one has its original.
    assert (found.several, found.unknown, found.total) == ([ids["F3"]], [ids["F2"], ids["F5"]], 6)
    assert sorted(attach_in_parts(by(10), found, WHY)) == sorted(found.ready)
    assert attachable(every, every).ready == {ids["F5"]: ids[ORIGINAL]}
    assert attachable(every, Report.objects.filter(number=second)).ready == {ids["F3"]: ids[second]}


def test_attaching_many_takes_as_many_statements_as_few(desk: Desk) -> None:
    desk.take(order(ORIGINAL, rows.SUNROOM))
    desk.take(*(order(f"F{n}", feedback(ORIGINAL)) for n in range(30)), minutes=1)
    ids = list(Report.objects.filter(number__startswith="F").order_by("pk").values_list("pk", flat=True))
    original = report(ORIGINAL).pk

    def statements(some: list[int]) -> int:
        with CaptureQueriesContext(connection) as told:
            retried(attach)(by(10), dict.fromkeys(some, original), WHY)
        return len(told.captured_queries)

    assert statements(ids[:3]) == statements(ids[3:])


def test_an_inquiry_is_answered_at_once_and_its_limits_end(desk: Desk) -> None:
    desk.take(order("1001", rows.INQUIRY))
    one = report("1001")
    assert (one.fate, one.act) == ("pending", "inquiry")
    assert answer_at_once(by(10, "wu"), [Answer(one.pk, " 属于违法建筑，由街道综合执法队管。 ")]) == [one.pk]

    reply = Reply.objects.get()
    assert (report("1001").fate, reply.state, reply.text, reply.sent_at) == (
        "answered",
        "sent",
        "属于违法建筑，由街道综合执法队管。",
        by(10).at,
    )
    (_, (action, said)) = history("report", one.pk)
    assert (action, said["fate"], said["reply"]) == ("report.answer", "answered", "sent")
    assert "违法建筑" not in str(said)
    found = Report.objects.select_related("unit", "reply", "pending_owner").get()
    assert {clock.tone for clock in report_clocks(found, TODAY)} == {"done"}
    assert Problem.objects.count() == 0


def test_only_what_waits_as_an_inquiry_is_answered_at_once(desk: Desk) -> None:
    desk.take(
        order("1001", rows.INQUIRY),
        order("1002", rows.OUTSIDE),
        order("1003", rows.SUNROOM),
        order("1004", rows.OUTSIDE, order_type="咨询"),
    )
    inquiry, outside, linked = (report(number).pk for number in ("1001", "1002", "1003"))
    with refused(FateRefused, "does not wait as an inquiry"):
        answer_at_once(by(10), [Answer(inquiry, "已答"), Answer(outside, "已答")])
    with refused(FateRefused, "is linked, not pending"):
        answer_at_once(by(10), [Answer(linked, "已答")])
    with refused(ReplyRefused, "an answer needs words"):
        answer_at_once(by(10), [Answer(inquiry, " ")])
    hold(by(11), [Hold(outside, PendingReason.INQUIRY, desk.unit_id, TODAY)])
    answer_at_once(by(12), [Answer(outside, "请拨打燃气热线。")])
    answer_at_once(by(13), [Answer(report("1004").pk, "请拨打燃气热线。")])
    assert (report("1002").fate, report("1004").fate) == ("answered", "answered")


def test_a_fate_that_says_answered_without_an_answer_is_a_breach(db: None) -> None:
    gone = "fate = 'answered', pending_reason = '', pending_owner_id = NULL, pending_due = NULL"
    for desk in rows.standing_desk():
        desk.take(order("1001", rows.INQUIRY))
        one = report("1001").pk
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE reports_report SET {gone}")
        assert [(b.invariant, b.record) for b in run(rows.LATER)] == [("report.answered", f"report:{one}")]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reports_reply SET state = 'sent', text = '已答', sent_at = '2022-09-15 02:00:00'"
            )
