"""An order that comes in again after its answer: it is never swallowed, and what it changes is a person's to decide."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from huiyin.knowledge.language.callback import dissatisfied
from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.ledger.models import ExceptionItem
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.opening import open_from
from huiyin.records.problems.actions.splitting import Where
from huiyin.records.problems.limits import report_clocks
from huiyin.records.problems.models import Condition, Problem, ProblemState, Verification
from huiyin.records.reports.actions.answer import answer_at_once
from huiyin.records.reports.actions.attach import resume
from huiyin.records.reports.actions.callback import Said, call_back
from huiyin.records.reports.actions.erase import erase
from huiyin.records.reports.actions.fate import FateRefused, recall, transfer, withdraw
from huiyin.records.reports.actions.reply import Answer, ReplyRefused, interim, send
from huiyin.records.reports.models import ERASED, CallBack, InterimAnswer, Reply, Report, Satisfaction
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, history, order, refused, report

AGAIN = rows.SUNROOM + "回访不满意，要求重新办理：钢架未拆。"
FIRST = "阳光房已责令拆除。"


def at(day: str, hour: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}:00").replace(tzinfo=SHANGHAI)


def since(moment: datetime) -> int:
    """So many minutes after the desk's morning is a moment."""
    return int((moment - AT).total_seconds() // 60)


def handed_in(desk: Desk, moment: datetime, *cells: dict[str, str]) -> None:
    desk.receive(rows.prepared(*cells, today=moment.date()), since(moment))


def answered(desk: Desk, number: str = "901") -> Report:
    """The order of scenario 2, dispatched on 2022-09-29, settled and answered on the same day."""
    moment = at("2022-09-29", "16:58")
    handed_in(
        desk, moment, order(number, rows.SUNROOM, "2022-09-29 16:20:00", dispatched="2022-09-29 16:55:00")
    )
    problem = Problem.objects.get(state=ProblemState.OPEN)
    later = by(at=at("2022-09-29", "17:30"))
    verify(later, [Finding(problem.pk, Verification.TRUE, later.at.date(), Condition.EXISTING)])
    settle(later, [problem.pk], "已责令自行拆除")
    send(by(at=at("2022-09-29", "17:40")), [Answer(report(number).pk, FIRST)])
    return report(number)


def back(desk: Desk, number: str = "901", text: str = AGAIN, **more: str) -> None:
    """The order comes again in the morning of 2022-10-12."""
    told = {"dispatched": "2022-10-12 08:30:00"} | more
    handed_in(desk, at("2022-10-12"), order(number, text, "2022-09-29 16:20:00", **told))


def clocks(number: str, today: date) -> dict[str, tuple[date | None, str]]:
    found = Report.objects.select_related("unit", "pending_owner", "reply", "disposal").get(number=number)
    return {one.kind: (one.due, one.tone) for one in report_clocks(found, today)}


def cleared(report_id: int) -> str:
    """Why an item of the report was taken off the exceptions list."""
    (why,) = (content["cleared"] for _, content in history("report", report_id) if "cleared" in content)
    return str(why)


def test_scenario_2_is_played_to_its_end(desk: Desk) -> None:
    one = answered(desk)
    first = Problem.objects.get()
    back(desk)

    # Three working days after Wednesday 12 October.
    due = date(2022, 10, 17)
    reply = Reply.objects.get()
    assert (reply.state, reply.due, reply.again_on, reply.again_after) == (
        "owed",
        due,
        date(2022, 10, 12),
        "dispatched",
    )
    assert list(InterimAnswer.objects.values_list("text", "final", "actor", "at")) == [
        (FIRST, True, "lin", at("2022-09-29", "17:40"))
    ]
    assert report("901").handle_due == due
    # The settled problem stays settled until a person says otherwise, and somebody is told.
    first.refresh_from_db()
    assert (first.state, report("901").fate) == ("settled", "linked")
    item = open_exceptions().get(wanted="reply.send")
    assert (item.record, item.record_id) == ("report", one.pk)
    assert item.reason.startswith("答复或办结后，2022-10-12再次派单（变更：内容、派单时间")
    assert "2022-10-17前答复" in item.reason
    acts = [action for action, _ in history("report", one.pk)]
    assert acts[-3:] == ["report.amend", "reply.owe.again", "exception.raise"]
    assert history("report", one.pk)[-2][1] == {
        "reply": "owed",
        "again": "dispatched",
        "on": "2022-10-12",
        "due": "2022-10-17",
    }

    today = date(2022, 10, 12)
    assert clocks("901", today) == {"contact": (date(2022, 10, 13), "tomorrow"), "again": (due, "later")}
    clock = next(
        c
        for c in report_clocks(Report.objects.select_related("reply", "unit").get(), today)
        if c.kind == "again"
    )
    assert (clock.starts_by, clock.start, clock.responsible) == ("dispatched", today, "静安")
    assert "10月17日" in clock.story_zh
    assert clocks("901", date(2022, 10, 18))["again"] == (due, "overdue")

    # A person lets the problem stand again: a new one, which names the old.
    afternoon = by(at=at("2022-10-12", "14:00"))
    where = Where(first.violation, first.compound_id, first.building, first.dwelling_unit, first.room)
    open_from(afternoon, [one.pk], where, in_progress=False)
    second = Problem.objects.get(state=ProblemState.OPEN)
    assert second.recurrence_of_id == first.pk
    assert Reply.objects.get().state == "owed"
    interim(by(at=at("2022-10-13", "10:00")), [Answer(one.pk, "已再次到场，约定明日拆除。")])
    assert clocks("901", date(2022, 10, 13))["contact"][1] == "done"
    done = by(at=at("2022-10-14", "16:00"))
    verify(done, [Finding(second.pk, Verification.TRUE, done.at.date(), Condition.EXISTING)])
    settle(done, [second.pk], "钢架已拆除")
    send(by(at=at("2022-10-14", "17:00")), [Answer(one.pk, "钢架已拆除，请查看。")])

    assert Reply.objects.get().state == "sent"
    assert not open_exceptions().filter(wanted="reply.send").exists()
    assert clocks("901", date(2022, 10, 18))["again"] == (due, "done")


def test_an_order_that_is_dispatched_again_is_owed_an_answer_without_a_word_of_it(desk: Desk) -> None:
    answered(desk)
    back(desk, text=rows.SUNROOM)

    assert Reply.objects.values_list("state", "due").get() == ("owed", date(2022, 10, 17))


def test_a_text_that_tells_of_dissatisfaction_counts_from_the_day_we_learn_of_it(desk: Desk) -> None:
    answered(desk)
    back(desk, dispatched="2022-09-29 16:55:00")

    reply = Reply.objects.get()
    assert (reply.state, reply.due, reply.again_after) == ("owed", date(2022, 10, 17), "callback")


def test_a_deadline_of_the_source_beats_the_limit_of_re_handling(desk: Desk) -> None:
    answered(desk)
    back(desk, deadline="2022-10-14")

    assert Reply.objects.get().due == date(2022, 10, 14)
    found = Report.objects.select_related("unit", "reply").get()
    clock = next(c for c in report_clocks(found, date(2022, 10, 12)) if c.kind == "again")
    assert (clock.due, clock.basis) == (date(2022, 10, 14), "来源所定办理时限")


def test_the_deadline_of_the_first_handling_is_not_that_of_the_second(desk: Desk) -> None:
    answered(desk)
    back(desk, deadline="2022-10-08")

    assert Reply.objects.get().due == date(2022, 10, 17)
    assert (report("901").handle_due, report("901").handle_due_given) == (date(2022, 10, 17), False)


def test_what_else_changes_after_the_answer_is_put_before_a_person(desk: Desk) -> None:
    one = answered(desk)
    back(desk, text=rows.SUNROOM + "请保密。", dispatched="2022-09-29 16:55:00")

    assert Reply.objects.get().state == "sent"
    assert list(open_exceptions().values_list("record", "record_id", "wanted", "reason")) == [
        (
            "report",
            one.pk,
            "report.amend",
            "答复后诉件又有变更：内容；请核对是否需要补充答复或办理。",
        )
    ]


def test_an_answer_that_is_owed_already_is_not_put_off(desk: Desk) -> None:
    handed_in(
        desk,
        at("2022-09-29"),
        order("901", rows.SUNROOM, "2022-09-28 16:20:00", dispatched="2022-09-28 16:55:00"),
    )
    problem = Problem.objects.get()
    moment = by(at=at("2022-09-29", "10:00"))
    verify(moment, [Finding(problem.pk, Verification.TRUE, moment.at.date(), Condition.EXISTING)])
    settle(moment, [problem.pk], "已拆除")
    before = Reply.objects.values("state", "due", "owed_since", "again_on").get()
    assert before["due"] == date(2022, 10, 11)
    back(desk)

    assert Reply.objects.values("state", "due", "owed_since", "again_on").get() == before
    assert "答复时限不变" in ExceptionItem.objects.get(wanted="reply.send").reason


def test_the_same_row_once_more_brings_nothing_back_twice(desk: Desk) -> None:
    answered(desk)
    back(desk)
    before = rows.dump()
    back(desk)
    assert rows.dump() == before


def test_an_order_that_comes_back_a_second_time_is_owed_a_third_answer(desk: Desk) -> None:
    one = answered(desk)
    back(desk)
    send(by(at=at("2022-10-14")), [Answer(one.pk, "已到场。")])
    handed_in(
        desk,
        at("2022-10-20"),
        order("901", AGAIN + "再次回访不满意。", "2022-09-29 16:20:00", dispatched="2022-10-20 08:30:00"),
    )

    assert Reply.objects.values_list("state", "due").get() == ("owed", date(2022, 10, 25))
    assert list(InterimAnswer.objects.order_by("at").values_list("text", flat=True)) == [FIRST, "已到场。"]


def test_a_report_that_had_left_us_can_be_taken_up_again_once_it_is_back(desk: Desk) -> None:
    handed_in(
        desk, at("2022-09-29"), order("901", rows.OUTSIDE, "2022-09-28 16:20:00", dispatched="2022-09-28")
    )
    one = report("901").pk
    transfer(by(at=at("2022-09-29", "10:00")), [one], "燃气管理处", "RQ-1", "非本单位职责")
    send(by(at=at("2022-09-29", "11:00")), [Answer(one, "已转燃气管理处。")])
    with refused(FateRefused, "has not come back"):
        resume(by(at=at("2022-09-30")), [one], "退回")
    back(desk, text=rows.OUTSIDE)
    assert (report("901").fate, Reply.objects.get().state) == ("transferred", "owed")
    resume(by(at=at("2022-10-12", "10:00")), [one], "再次派单")

    found = report("901")
    assert (found.fate, found.pending_reason, found.pending_due) == ("pending", "reading", date(2022, 10, 17))
    assert clocks("901", date(2022, 10, 12))["pending"] == (date(2022, 10, 17), "later")


def test_what_came_back_before_a_transfer_stays_owed_when_the_transfer_is_taken_back(desk: Desk) -> None:
    # Given
    text = rows.OUTSIDE
    handed_in(desk, at("2022-09-29"), order("901", text, "2022-09-28 16:20:00", dispatched="2022-09-28"))
    one = report("901").pk
    transfer(by(at=at("2022-09-29", "10:00")), [one], "燃气管理处", "RQ-1", "非本单位职责")
    send(by(at=at("2022-09-29", "11:00")), [Answer(one, "已转燃气管理处。")])
    back(desk, text=text)
    resume(by(at=at("2022-10-12", "10:00")), [one], "再次派单")
    transfer(by(at=at("2022-10-12", "10:30")), [one], "燃气管理处", "RQ-2", "非本单位职责")
    # When
    recall(by(at=at("2022-10-12", "10:40")), [one], at("2022-10-12"))
    # Then
    assert report("901").fate == "pending"
    kept = Reply.objects.values_list("state", "due", "again_on").get()
    assert kept == ("owed", date(2022, 10, 17), date(2022, 10, 12))


def test_a_matter_that_came_back_and_is_withdrawn_is_owed_to_nobody_and_off_the_list(desk: Desk) -> None:
    # Given
    one = answered(desk)
    call_back(
        by(at=at("2022-10-12")), [Said(one.pk, date(2022, 10, 12), Satisfaction.DISSATISFIED, False, "未拆")]
    )
    assert list(open_exceptions().values_list("record_id", "wanted")) == [(one.pk, "reply.send")]
    # When
    withdraw(by(at=at("2022-10-13")), [one.pk], "来电人撤回")
    # Then
    assert Reply.objects.values_list("state", "due", "again_on", "again_after").get() == (
        "released",
        None,
        date(2022, 10, 12),
        "callback",
    )
    assert (open_exceptions().count(), cleared(one.pk)) == (0, "诉件已撤回")


def test_an_inquiry_that_came_back_is_off_the_list_when_it_is_answered_at_once(desk: Desk) -> None:
    # Given
    text = rows.INQUIRY
    handed_in(desk, at("2022-09-29"), order("901", text, "2022-09-28 16:20:00", dispatched="2022-09-28"))
    one = report("901").pk
    answer_at_once(by(at=at("2022-09-29", "11:00")), [Answer(one, "属违法建筑，由城管部门处理。")])
    back(desk, text=text)
    assert list(open_exceptions().values_list("record_id", "wanted")) == [(one, "reply.send")]
    resume(by(at=at("2022-10-12", "10:00")), [one], "再次派单")
    # When
    answer_at_once(by(at=at("2022-10-12", "11:00")), [Answer(one, "已由城管部门查处。")])
    # Then
    assert (open_exceptions().count(), cleared(one)) == (0, "已重新答复")


def test_of_an_erased_order_that_is_dispatched_again_a_person_is_told(desk: Desk) -> None:
    one = answered(desk)
    erase(by(at=at("2022-09-30")), [one.pk], "保存期满")
    back(desk)

    assert Reply.objects.get().state == "sent"
    assert list(open_exceptions().values_list("record_id", "wanted")) == [(one.pk, "report.amend")]


def test_a_dissatisfied_call_back_makes_the_answer_owed_once_more(desk: Desk) -> None:
    one = answered(desk)
    said = Said(one.pk, date(2022, 10, 12), Satisfaction.DISSATISFIED, False, "钢架未拆")
    (again,) = call_back(by(at=at("2022-10-12")), [said])

    assert (again.report_id, again.due) == (one.pk, date(2022, 10, 17))
    kept = CallBack.objects.values_list("on", "satisfaction", "solved", "note", "actor").get()
    assert kept == (date(2022, 10, 12), "dissatisfied", False, "钢架未拆", "lin")
    assert Reply.objects.values_list("state", "due", "again_after").get() == (
        "owed",
        date(2022, 10, 17),
        "callback",
    )
    assert [(a, c) for a, c in history("report", one.pk)][-3:][0] == (
        "reply.callback",
        {"satisfaction": "dissatisfied", "on": "2022-10-12", "solved": False},
    )
    assert open_exceptions().get().reason.startswith("答复或办结后，2022-10-12获知反映人不满意；")
    # What they were told before is a contact already.
    assert clocks("901", date(2022, 10, 12)) == {
        "contact": (date(2022, 9, 30), "done"),
        "again": (date(2022, 10, 17), "later"),
    }


@pytest.mark.parametrize("said", [Satisfaction.SATISFIED, Satisfaction.BASICALLY, Satisfaction.NOT_REACHED])
def test_any_other_call_back_is_kept_and_changes_nothing(desk: Desk, said: Satisfaction) -> None:
    one = answered(desk)
    assert call_back(by(at=at("2022-10-12")), [Said(one.pk, date(2022, 10, 11), said, True)]) == []

    solved = None if said == Satisfaction.NOT_REACHED else True
    assert CallBack.objects.values_list("satisfaction", "solved").get() == (said.value, solved)
    assert (Reply.objects.get().state, open_exceptions().count()) == ("sent", 0)


def test_a_call_back_needs_an_answer_and_a_day_between_it_and_today(desk: Desk) -> None:
    handed_in(desk, at("2022-09-29"), order("902", rows.SUNROOM, "2022-09-28 16:20:00"))
    moment = by(at=at("2022-09-29", "18:00"))
    with refused(ReplyRefused, "is not answered"):
        call_back(moment, [Said(report("902").pk, date(2022, 9, 29), Satisfaction.SATISFIED)])
    one = answered(desk)
    for day in (date(2022, 9, 28), date(2022, 9, 30)):
        with refused(ReplyRefused, "the call was after the answer and not after today"):
            call_back(moment, [Said(one.pk, day, Satisfaction.SATISFIED)])


def test_what_was_said_in_a_call_back_is_erased_with_the_report(desk: Desk) -> None:
    one = answered(desk)
    call_back(
        by(at=at("2022-10-12")), [Said(one.pk, date(2022, 10, 11), Satisfaction.SATISFIED, True, "很好")]
    )
    erase(by(at=at("2022-10-13")), [one.pk], "保存期满")

    assert CallBack.objects.values_list("satisfaction", "note").get() == ("satisfied", ERASED)


@pytest.mark.parametrize(
    "text",
    [
        "回访不满意",
        "对处理结果不满",
        "对答复不认可",
        "要求重新办理",
        "退回重办",
        "请再次核查",
        "问题未得到解决",
        "至今尚未拆除",
    ],
)
def test_words_of_dissatisfaction_are_heard(text: str) -> None:
    assert dissatisfied(text) == 1


@pytest.mark.parametrize("text", ["市民表示满意", "已解决", "满意度调查", "不满意度为零", "请尽快联系", ""])
def test_other_words_are_not_taken_for_dissatisfaction(text: str) -> None:
    assert dissatisfied(text) == 0
