"""A case from a problem found true to its archive; what is refused leaves it as it was."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.records.cases.actions.keeping import party_of
from huiyin.records.cases.actions.stepping import begin
from huiyin.records.cases.models import Case, Event, Track
from huiyin.records.cases.refusal import CaseOvertaken, CaseRefused
from huiyin.records.cases.standing import standing_of
from huiyin.records.problems.actions.lifecycle import settle
from huiyin.records.problems.models import Condition, Problem
from huiyin.records.registry.models import Compound, District, Officer
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import Reply
from records.cases.case_rows import (
    DECISION,
    NOTICE,
    OWNER,
    SERVED,
    VISIT,
    by,
    do,
    found_true,
    officers,
    opened,
)
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, history, refused

HEAD, REVIEWER = "account:head", "account:reviewer"


def _keys(refused: pytest.ExceptionInfo[CaseRefused]) -> list[str]:
    return [one.guard or one.field for one in refused.value.refusals]


def test_a_case_begins_with_the_first_report_and_names_its_party_to_nobody_who_reads_the_table(
    desk: Desk,
) -> None:
    case = opened(found_true(desk, rows.EBIKES))

    case.refresh_from_db()
    assert (case.violation, case.unit.code, case.closed_at) == ("ebike-common-parts", "jingan", None)
    assert [(e.position, e.event) for e in case.events.all()] == [(1, "reported")]
    assert party_of(case) == OWNER
    assert OWNER.name.encode() not in bytes(case.party or b"")
    assert dict(standing_of(case).tracks) == {"ordinary": "registered"}
    [(name, entered)] = history("case", case.pk)
    assert (name, entered["named"], entered["procedure"]) == ("case.open", True, "ordinary")


def test_what_was_not_found_true_is_no_case(desk: Desk) -> None:
    desk.take(rows.order("1001", rows.EBIKES))
    with refused(CaseRefused, "尚未核实为属实"):
        opened(Problem.objects.get())
    assert not Case.objects.exists()


def test_what_is_being_built_begins_with_no_procedure_of_what_stands(desk: Desk) -> None:
    problem = found_true(desk, rows.SUNROOM_UNDER_WAY, Condition.IN_PROGRESS)
    with refused(CaseRefused, "正在搭建"):
        opened(problem, "existing-construction", in_progress=True)
    assert opened(problem, "construction-under-way", in_progress=True).pk


def test_an_ordinary_case_goes_to_its_archive(desk: Desk) -> None:
    problem = found_true(desk, rows.EBIKES)
    case = opened(problem)
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    do(case, "order", "2022-09-15 11:10", deadline=date(2022, 9, 20))
    do(case, "serve-paper", "2022-09-15 11:20", procedure="", **SERVED)
    do(case, "check-firm", "2022-09-15 11:30", procedure="", besides={"firm-check": "9 月 14 日劝阻并报告"})
    do(case, "recheck", "2022-09-21 10:00", corrected=False)
    do(case, "file", "2022-09-21 15:00", who=[HEAD])
    case.refresh_from_db()
    assert case.due_on == date(2022, 12, 20)
    do(case, "conclude", "2022-09-22 10:00", sworn=["no-recusal"])
    do(
        case, "notify", "2022-09-22 11:00", who=[HEAD], amount=1000, contents=NOTICE, hearing_offered=False,
        sworn=["facts-clear"],
    )  # fmt: skip
    do(case, "serve-paper", "2022-09-22 14:00", procedure="", **SERVED)
    do(case, "hear", "2022-09-26 10:00", kind="waived")
    do(
        case, "decide", "2022-09-27 10:00", who=[HEAD], amount=1000, contents=DECISION,
        besides={"reason": "初次，未造成后果"},
    )  # fmt: skip
    do(case, "serve", "2022-09-28 10:00", **SERVED)
    do(case, "pay", "2022-10-08 10:00", procedure="", amount=1000, how="bank")
    do(case, "recheck-again", "2022-10-08 11:00", procedure="", corrected=True)
    do(case, "perform", "2022-10-08 12:00")
    with refused(CaseRefused, "有反映人尚未得到答复") as unanswered:
        do(case, "close", "2022-10-09 10:00", who=[HEAD])
    assert _keys(unanswered) == ["reporter-answered"]
    _answer(problem.pk)
    do(case, "close", "2022-10-10 10:00", who=[HEAD])

    case.refresh_from_db()
    assert case.closed_at is not None
    assert case.due_on is None
    assert Track.objects.get(case=case).state == "closed"
    assert [name for name, _ in history("case", case.pk)] == ["case.open", *["case.step"] * 16]


def _answer(problem_id: int) -> None:
    settle(by("2022-10-09 11:00"), [problem_id], "已清除并复查")
    send(by("2022-10-09 12:00"), [Answer(pk, "已处理") for pk in Reply.objects.values_list("pk", flat=True)])


def test_a_refused_step_says_every_guard_and_changes_nothing(desk: Desk) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    with refused(CaseRefused, "不得少于二人") as told:
        do(
            case, "inspect", "2022-09-15 11:00", who=officers()[:1], id_shown=False, record="unsigned",
            entry="refused",
        )  # fmt: skip
    assert _keys(told) == ["findings", "two-officers", "id-shown", "lawful-entry", "record-signed"]
    assert [article.article for article in told.value.refusals[1].articles] == ["第四十二条"]
    assert Event.objects.count() == 1
    assert dict(standing_of(case).tracks) == {"ordinary": "registered"}
    assert len(history("case", case.pk)) == 1


def test_of_two_who_act_on_one_case_the_second_is_told(desk: Desk) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    with refused(CaseOvertaken, "他人已先行办理") as overtaken:
        do(case, "inspect", "2022-09-15 11:00", after=1, **VISIT)
    assert overtaken.value.position == 2
    assert Event.objects.count() == 2


def test_nobody_is_filed_against_who_is_not_named(desk: Desk) -> None:
    case = opened(found_true(desk, rows.EBIKES), party=None)
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    do(case, "order", "2022-09-15 11:10", deadline=date(2022, 9, 20))
    with refused(CaseRefused, "当事人尚未查明"):
        do(case, "file", "2022-09-16 09:00", who=[HEAD])


def test_an_officer_whose_certificate_had_ended_does_not_count_as_one_with_it(desk: Desk) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    first, second = officers()
    Officer.objects.filter(pk=int(second.split(":")[1])).update(valid_until=date(2022, 9, 1))
    with refused(CaseRefused, "执法资格") as told:
        do(case, "inspect", "2022-09-15 11:00", who=[first, second], **VISIT)
    assert _keys(told) == ["two-officers"]


def test_the_penalty_for_what_was_being_built_runs_beside_its_stop(desk: Desk) -> None:
    case = opened(
        found_true(desk, rows.SUNROOM_UNDER_WAY, Condition.IN_PROGRESS),
        "construction-under-way",
        in_progress=True,
    )
    under_way = {"procedure": "construction-under-way"}
    do(case, "arrive", "2022-09-15 11:00", **under_way)
    do(case, "stop", "2022-09-15 11:10", **under_way, **VISIT)
    with refused(CaseRefused, "不能开始"):
        begin(by("2022-09-15 11:15"), case.pk, "ordinary", 3)
    do(case, "order", "2022-09-15 11:20", **under_way, who=[HEAD], deadline=date(2022, 9, 16))
    begin(by("2022-09-15 11:30"), case.pk, "ordinary", 4)
    assert dict(standing_of(case).tracks) == {"construction-under-way": "ordered", "ordinary": "ordered"}
    assert history("case", case.pk)[-1] == ("case.begin", {"begun": "ordinary", "at": "ordered"})


def test_who_left_a_procedure_comes_back_to_it(desk: Desk) -> None:
    case = opened(found_true(desk, rows.EBIKES))
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    do(case, "order", "2022-09-15 11:10", deadline=date(2022, 9, 20))
    do(case, "file", "2022-09-15 15:00", who=[HEAD])
    with refused(CaseRefused, "现在不能开始这一程序"):
        begin(by("2022-09-15 15:10"), case.pk, "pudong-fast", 4)
    compound = Compound.objects.filter(pk=case.problem.compound_id)
    compound.update(district=District.objects.get(name="浦东新区"))
    begin(by("2022-09-15 15:10"), case.pk, "pudong-fast", 4)
    with refused(CaseRefused, "自 2022-11-01 起"):
        do(case, "ask", "2022-09-15 15:20", procedure="pudong-fast", sworn=["party-admits"])
    begin(by("2022-09-15 15:30"), case.pk, "ordinary", 4)
    assert dict(standing_of(case).tracks) == {"ordinary": "filed"}
    assert history("case", case.pk)[-1] == (
        "case.begin",
        {"begun": "ordinary", "at": "filed", "left": "pudong-fast"},
    )
    compound.update(district=District.objects.get(name="静安区"))


def test_a_closed_case_takes_a_remedy_and_its_archive_and_nothing_else(desk: Desk) -> None:
    problem = found_true(desk, rows.EBIKES)
    case = opened(problem)
    do(case, "inspect", "2022-09-15 11:00", **VISIT)
    do(case, "order", "2022-09-15 11:10", deadline=date(2022, 9, 20))
    do(case, "serve-paper", "2022-09-15 11:20", procedure="", **SERVED)
    do(case, "check-firm", "2022-09-15 11:30", procedure="", besides={"firm-check": "已劝阻并报告"})
    do(case, "recheck", "2022-09-21 10:00", corrected=True)
    _answer(problem.pk)
    do(case, "not-file", "2022-10-10 10:00", who=[HEAD])
    case.refresh_from_db()
    assert case.closed_at is not None

    with refused(CaseRefused, "结案，不能再办这一步"):
        do(case, "pay", "2022-10-11 10:00", procedure="", amount=100, how="bank")
    with refused(CaseRefused, "结案，不能再办这一步"):
        begin(by("2022-10-11 10:00"), case.pk, "no-penalty", Event.objects.filter(case=case).count())
    do(case, "request-review", "2022-10-11 10:00", procedure="")
    assert Event.objects.filter(case=case).latest("position").event == "review-requested"
