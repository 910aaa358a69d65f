"""The answer to each reporter: owed when the last matter is settled, given once, interim answers before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.ledger import vault
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.models import Condition, Problem, Verification
from huiyin.records.reports.actions.reply import Answer, ReplyRefused, interim, send
from huiyin.records.reports.models import InterimAnswer, Reply
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, causes, history, order, refused, report


def tick_off(*problems: Problem, minutes: int) -> None:
    """Verify problems and settle them together."""
    day = AT.date()
    verify(by(minutes), [Finding(p.pk, Verification.TRUE, day, Condition.EXISTING) for p in problems])
    settle(by(minutes), [p.pk for p in problems], "已恢复原状")


def two_wrongs(desk: Desk) -> tuple[Problem, Problem]:
    """Two problems of which order 1001 speaks, of the first also order 1002."""
    (row,) = rows.prepared(order("1001", rows.SUNROOM))
    desk.receive([rows.with_wrongs(row, "illegal-construction", "facade")])
    desk.take(order("1002", rows.SUNROOM_AGAIN), minutes=1)
    return Problem.objects.get(violation="illegal-construction"), Problem.objects.get(violation="facade")


def digest(text: str) -> str:
    return vault.blind_index("answer", text.encode()).hex()


def state(number: str) -> str:
    return Reply.objects.get(report__number=number).state


def test_the_answer_is_owed_when_the_last_of_several_problems_is_settled(desk: Desk) -> None:
    first, second = two_wrongs(desk)
    tick_off(first, minutes=10)
    assert (state("1001"), state("1002")) == ("waiting", "owed")
    tick_off(second, minutes=20)

    reply = Reply.objects.get(report__number="1001")
    # Five working days after Thursday 15 September.
    assert (reply.state, reply.owed_since, reply.due) == ("owed", by(20).at, date(2022, 9, 22))
    entries = len(history("problem", second.pk))
    assert history("report", reply.pk)[-1] == ("reply.owe", {"reply": "owed", "due": "2022-09-22"})
    assert causes("report", reply.pk)[-1] == f"problem:{second.pk}#{entries}"


def test_two_problems_settled_at_once_make_the_answer_owed_once(desk: Desk) -> None:
    first, second = two_wrongs(desk)
    tick_off(first, second, minutes=10)

    assert [action for action, _ in history("report", report("1001").pk)].count("reply.owe") == 1
    assert (state("1001"), state("1002")) == ("owed", "owed")


def test_the_five_days_are_working_days_counted_from_the_day_in_shanghai(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    problem = Problem.objects.get()
    # 00:30 on 30 September in Shanghai is still the 29th in Greenwich; the week of the holiday follows.
    night = by(at=datetime(2022, 9, 30, 0, 30, tzinfo=SHANGHAI))
    verify(night, [Finding(problem.pk, Verification.TRUE, night.at.date(), Condition.EXISTING)])
    settle(night, [problem.pk], "已恢复原状")

    assert Reply.objects.get().due == date(2022, 10, 12)


def test_an_interim_answer_may_be_given_any_time_and_the_final_one_stays_owed(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    one = report("1001").pk
    interim(by(5), [Answer(one, "已到现场查看，正在核实。")])
    assert (state("1001"), Reply.objects.get().interim_at, Reply.objects.get().text) == (
        "waiting",
        by(5).at,
        "",
    )
    tick_off(Problem.objects.get(), minutes=10)
    interim(by(15), [Answer(one, "已整改，正在拟答复。")])

    assert state("1001") == "owed"
    said = ["已到现场查看，正在核实。", "已整改，正在拟答复。"]
    kept = InterimAnswer.objects.order_by("pk").values_list("report", "at", "actor", "text")
    assert list(kept) == [(one, by(5).at, "lin", said[0]), (one, by(15).at, "lin", said[1])]
    assert [entry for entry in history("report", one) if entry[0] == "reply.interim"] == [
        ("reply.interim", {"reply": "interim", "digest": digest(text)}) for text in said
    ]


def test_the_final_answer_is_given_once_and_only_when_it_is_owed(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    answer = Answer(report("1001").pk, " 阳光房已拆除。 ")
    with refused(ReplyRefused, "its matter is not settled yet; give an interim answer"):
        send(by(5), [answer])
    tick_off(Problem.objects.get(), minutes=10)
    send(by(20), [answer])

    reply = Reply.objects.get()
    assert (reply.state, reply.text, reply.sent_at) == ("sent", "阳光房已拆除。", by(20).at)
    # Whom it speaks to, the ledger must not know: it cannot forget.
    assert history("report", reply.pk)[-1] == (
        "reply.send",
        {"reply": "sent", "digest": digest("阳光房已拆除。")},
    )
    for act in (send, interim):
        with refused(ReplyRefused, "its answer is sent already"):
            act(by(30), [answer])


def test_one_answer_that_cannot_be_given_holds_back_the_whole_set(desk: Desk) -> None:
    first, _ = two_wrongs(desk)
    tick_off(first, minutes=10)
    settled, unsettled = report("1002").pk, report("1001").pk
    with refused(ReplyRefused, f"report {unsettled}: its matter is not settled yet"):
        send(by(20), [Answer(settled, "已拆除。"), Answer(unsettled, "已拆除。")])
    with refused(ReplyRefused, "an answer needs words"):
        send(by(20), [Answer(settled, "  ")])
    with refused(ReplyRefused, f"there is no report {settled + 1000}"):
        send(by(20), [Answer(settled, "已拆除。"), Answer(settled + 1000, "已拆除。")])


def test_a_report_taken_off_its_last_open_problem_is_owed_its_answer(desk: Desk) -> None:
    first, second = two_wrongs(desk)
    tick_off(first, minutes=10)
    (row,) = rows.prepared(order("1003", rows.SUNROOM))
    desk.receive([rows.with_wrongs(row, "facade")], 11)
    remove_links(by(20), second.pk, [report("1001").pk], "外墙不是其所指")

    assert (report("1001").fate, state("1001")) == ("linked", "owed")
    assert causes("report", report("1001").pk)[-1] == f"problem:{second.pk}#3"


@pytest.mark.parametrize("act", [send, interim])
def test_nothing_to_answer_is_nothing_done(desk: Desk, act: object) -> None:
    before = rows.dump()
    assert not act(by(5), [])  # type: ignore[operator]
    assert rows.dump() == before


def test_answers_to_many_take_as_many_statements_as_to_few(desk: Desk) -> None:
    texts = (rows.SUNROOM.replace("1201室", f"{1000 + n}室") for n in range(30))
    desk.take(*(order(str(1001 + n), text) for n, text in enumerate(texts)))
    problems = list(Problem.objects.order_by("pk"))
    ids = list(Reply.objects.order_by("pk").values_list("pk", flat=True))

    def statements(act: Callable[..., object], some: list[int]) -> int:
        with CaptureQueriesContext(connection) as told:
            act(by(20), [Answer(pk, "已到现场查看。") for pk in some])
        return len(told.captured_queries)

    assert statements(interim, ids[:3]) == statements(interim, ids[3:])
    tick_off(*problems, minutes=10)
    assert statements(send, ids[:3]) == statements(send, ids[3:])
    assert set(Reply.objects.values_list("state", flat=True)) == {"sent"}
