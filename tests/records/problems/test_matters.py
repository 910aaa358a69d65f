"""A matter on one page: all that belongs to a problem or a report, within an area, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.actions.assign import assign
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.actions.splitting import Where, split
from huiyin.records.problems.limits import task_clock
from huiyin.records.problems.matters import (
    LINKS,
    problem_page,
    report_page,
    visible_reports,
    visible_tasks,
)
from huiyin.records.problems.models import Problem, Task, Verification
from huiyin.records.problems.timeline import Cause, cause_of, happened
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Firm, Mandate
from huiyin.records.reports.actions.fate import propose_declining, transfer, withdraw
from huiyin.records.reports.actions.look import look
from huiyin.records.reports.actions.reply import Answer, interim, send
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import TODAY, Desk, by, compound, order, report, standing_desk, unit

PHONE = "13812345678"


def scope(code: str = "jingan") -> Scope:
    return Scope(TODAY, unit=unit(code))


def ticked_off(problem_id: int, minutes: int) -> None:
    verify(by(minutes), [Finding(problem_id, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(minutes), [problem_id], "经核实不属实")


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A desk that takes rows in, over a registry with three known compounds; at the end every invariant must hold."""
    yield from standing_desk()


@pytest.fixture
def problem(desk: Desk) -> Problem:
    """A problem of which two reports speak and one did; an officer does its task, a firm manages the place."""
    desk.take(
        order("1001", f"{rows.SUNROOM}电话{PHONE}。", phone=PHONE),
        order("1002", rows.SUNROOM_AGAIN, phone="13900000000"),
        order("1003", rows.SUNROOM_AGAIN.replace("影响采光", "影响通风")),
    )
    found = Problem.objects.get()
    remove_links(by(5, "wu"), found.pk, [report("1003").pk], "说的是另一处")
    (officer,) = add_officers(by(), [NewOfficer("王岚", unit().pk, "A-1")])
    assign(by(6), [Task.objects.get().pk], officer_id=officer)
    firm = Firm.objects.create(name="示范物业")
    Mandate.objects.create(compound=compound("t1"), firm=firm, from_date=date(2020, 1, 1))
    return found


def test_a_problems_page_has_all_that_belongs_to_it(problem: Problem) -> None:
    page = problem_page(scope(), problem.pk, TODAY)
    assert page is not None
    assert page.problem == problem
    assert page.mandate is not None
    assert page.mandate.firm.name == "示范物业"
    (matter,) = page.tasks
    assert matter.lead is not None
    assert matter.lead.officer is not None
    assert matter.lead.officer.name == "王岚"
    assert (matter.clock.kind, matter.clock.due, matter.clock.responsible) == (
        "task",
        matter.task.due_on,
        f"{unit().short_name} 王岚",
    )
    assert [one.report.number for one in page.links] == ["1002", "1001"]
    assert [one.report.number for one in page.removed] == ["1003"]
    assert page.removed[0].link.removed_by == "wu"
    assert (page.reports, page.callers, page.more) == (2, 2, 0)
    assert (page.before, page.into, page.recurrences, page.merged) == (None, None, (), ())
    assert [item.wanted for item in page.exceptions] == []


def test_texts_are_masked_and_the_evidence_still_marks_its_words(problem: Problem) -> None:
    page = problem_page(scope(), problem.pk, TODAY)
    assert page is not None
    linked = page.links[1]
    assert PHONE not in linked.report.text
    assert "138******78" in linked.report.text
    (evidence,) = linked.evidence
    assert evidence.violation == "illegal-construction"
    assert 0 < evidence.confidence < 1
    said = [linked.report.text[start:end] for start, end in evidence.spans]
    assert any("搭建" in words for words in said)
    assert Report.objects.get(number="1001").text.endswith(f"电话{PHONE}。")


def test_the_timeline_joins_what_happened_to_problem_task_and_reports_newest_first(problem: Problem) -> None:
    page = problem_page(scope(), problem.pk, TODAY)
    assert page is not None
    task = Task.objects.get().pk
    told = [(one.record, one.record_id, one.action) for one in page.timeline]
    assert told[:3] == [
        ("task", task, "task.assign"),
        ("report", report("1003").pk, "report.hold"),
        ("problem", problem.pk, "problem.link.remove"),
    ]
    assert {("report", report(n).pk, "report.receive") for n in ("1001", "1002", "1003")} <= set(told)
    held = page.timeline[1]
    assert held.cause == Cause("problem", problem.pk, 2)
    assert held.content == {"reason": "unlinked", "due": "2022-09-15"}
    assert (held.actor, held.door, held.at, held.position) == ("wu", "cli", by(5).at, 2)
    assert not page.more_happened
    assert page.timeline == happened(
        [
            ("problem", problem.pk),
            ("task", task),
            *(("report", pk) for pk in Report.objects.values_list("pk", flat=True)),
        ]
    )
    assert happened([]) == ()
    assert len(happened([("problem", problem.pk)], limit=1)) == 1


def test_a_cause_is_taken_apart() -> None:
    assert cause_of("compound:7#12") == Cause("compound", 7, 12)
    assert cause_of("") is None


def test_what_lies_outside_an_area_is_not_found(problem: Problem) -> None:
    for code in ("minhang", "pudong"):
        assert problem_page(scope(code), problem.pk, TODAY) is None
        assert report_page(scope(code), report("1001").pk, TODAY) is None
        assert not visible_tasks(scope(code)).exists()
    assert problem_page(scope(), problem.pk + 1, TODAY) is None
    assert report_page(scope(), report("1003").pk + 1, TODAY) is None
    assert problem_page(scope("sh-bureau"), problem.pk, TODAY) is not None
    assert visible_tasks(scope()).count() == visible_tasks(scope("sh-bureau")).count() == 1


def test_a_report_is_seen_where_its_problem_is_and_tells_nothing_of_one_elsewhere(desk: Desk) -> None:
    # Given a report that 静安 received about a place that was not clear, linked by a person to one in 闵行
    desk.take(order("1001", rows.OTHER_COMPOUND, district="闵行区"), order("1002", rows.NO_PLACE))
    desk.take(order("1003", rows.SUNROOM))
    problem = Problem.objects.get(compound=compound("t2"))
    add_links(by(5), problem.pk, [report("1002").pk])
    one = report("1002").pk

    assert report_page(scope("pudong"), one, TODAY) is None
    theirs = report_page(scope("minhang"), one, TODAY)
    ours = report_page(scope(), one, TODAY)
    assert theirs is not None
    assert ours is not None
    assert ([link.problem_id for link in theirs.links], theirs.elsewhere) == ([problem.pk], 0)
    assert (ours.links, ours.elsewhere) == ((), 1)
    assert {happening.record for happening in ours.timeline} == {"report"}
    assert {happening.record for happening in theirs.timeline} == {"report", "problem"}
    assert set(visible_reports(scope("minhang")).values_list("number", flat=True)) == {"1001", "1002"}
    assert visible_reports(scope("sh-bureau")).count() == 3


def test_repeats_and_merged_problems_stand_beside_one_another(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    first = Problem.objects.get()
    ticked_off(first.pk, 5)
    desk.take(order("1002", rows.SUNROOM, "2022-09-15 09:35:00"), minutes=10)
    again = Problem.objects.get(state="open")
    page = problem_page(scope(), first.pk, TODAY)
    repeated = problem_page(scope(), again.pk, TODAY)
    assert page is not None
    assert repeated is not None
    assert (page.recurrences, repeated.before) == ((again,), first)

    # When its place is merged into another, where the same is open
    desk.take(order("1003", rows.SUNROOM.replace("云帆路88弄青梧雅苑", "云帆路166弄丹枫别院")), minutes=11)
    twin = Problem.objects.get(compound=compound("t3"))
    merge(by(20), compound("t1").pk, compound("t3").pk, "同一小区")
    into = problem_page(scope(), twin.pk, TODAY)
    gone = problem_page(scope(), again.pk, TODAY)
    assert into is not None
    assert gone is not None
    assert ([p.pk for p in into.merged], gone.into) == ([again.pk], twin)
    assert into.reports == 2


def test_a_page_tells_of_withdrawn_reports_apart(desk: Desk) -> None:
    desk.take(*(order(str(n), rows.SUNROOM, phone=f"1380000000{n}") for n in range(3)))
    withdraw(by(5), [report("1").pk], "来电人撤回")
    page = problem_page(scope(), Problem.objects.get().pk, TODAY)
    assert page is not None
    assert (page.reports, page.withdrawn, page.callers, page.more) == (2, 1, 2, 0)
    assert {one.report.number for one in page.links} == {"0", "1", "2"}


def test_of_many_reports_the_latest_hundred_stand_on_the_page(
    desk: Desk, django_assert_num_queries: object
) -> None:
    desk.take(order("1001", rows.SUNROOM))
    problem, ours = Problem.objects.get(), scope()
    with django_assert_num_queries(8):  # type: ignore[operator]
        problem_page(ours, problem.pk, TODAY)
    desk.take(*(order(str(2000 + n), rows.SUNROOM) for n in range(LINKS + 2)), minutes=1)
    with django_assert_num_queries(9):  # type: ignore[operator]
        page = problem_page(ours, problem.pk, TODAY)
    assert page is not None
    assert (len(page.links), page.reports, page.more, page.callers) == (LINKS, LINKS + 3, 3, 1)
    assert page.links[0].report.number == str(2000 + LINKS + 1)
    # What presses is told of all of them, not of the hundred.
    assert {one.clock.kind: one.running for one in page.pressing} == {
        "contact": LINKS + 3,
        "handle": LINKS + 3,
    }
    remove_links(by(5), problem.pk, [report("1001").pk], "说的是另一处")
    with django_assert_num_queries(9):  # type: ignore[operator]
        page = problem_page(ours, problem.pk, TODAY)
    assert page is not None
    assert [one.report.number for one in page.removed] == ["1001"]


def test_a_problem_without_a_report_shows_its_exception(problem: Problem) -> None:
    remove_links(by(7), problem.pk, [report("1001").pk, report("1002").pk], "判读有误")
    page = problem_page(scope(), problem.pk, TODAY)
    assert page is not None
    assert [(item.record, item.wanted) for item in page.exceptions] == [("problem", "problem.settle")]
    assert (page.links, len(page.removed), page.reports, page.callers) == ((), 3, 0, 0)


def test_a_reports_page_has_all_that_belongs_to_it(
    problem: Problem, django_assert_num_queries: object
) -> None:
    one = report("1001")
    interim(by(8), [Answer(one.pk, "已受理")])
    look(by(9, "lin"), [one.pk], "回访")
    ours = scope()
    with django_assert_num_queries(7):  # type: ignore[operator]
        page = report_page(ours, one.pk, TODAY)
    assert page is not None
    assert (page.report.number, page.report.reply.state, page.disposal) == ("1001", "waiting", None)
    assert PHONE not in page.report.text
    assert [found.violation for found in page.evidence] == ["illegal-construction"]
    assert (page.reading["sure"], page.reading["place"]["room"]) == (True, "1201室")
    assert "violations" not in page.reading
    assert [link.problem for link in page.links] == [problem]
    assert [(row.version, row.batch) for row in page.landed] == [(1, None)]
    assert [answer.text for answer in page.interim] == ["已受理"]
    assert [(seen.actor, seen.reason) for seen in page.looks] == [("lin", "回访")]
    assert page.timeline[0].action == "report.look"
    assert [clock.kind for clock in page.clocks] == ["contact", "handle"]


def test_a_removed_link_and_a_proposal_to_decline_stand_on_the_reports_page(problem: Problem) -> None:
    one = report("1003").pk
    propose_declining(by(8, "wu"), [one], "out-of-area", "不在受理范围")
    page = report_page(scope(), one, TODAY)
    assert page is not None
    assert (page.links, [link.problem for link in page.removed]) == ((), [problem])
    assert page.disposal is not None
    assert (page.disposal.kind, page.disposal.confirmed_by) == ("declined", "")


def test_each_limit_of_a_report_says_what_it_rests_on_and_who_is_responsible(desk: Desk) -> None:
    desk.take(
        order("1001", rows.OUTSIDE, dispatched="2022-09-08 09:00:00", order_type="咨询"),
        order("1002", rows.SUNROOM, deadline="2022-09-19 17:00:00", phone=PHONE),
        order("1003", rows.SUNROOM_AGAIN),
    )

    def clocks(number: str) -> dict[str, tuple[object, ...]]:
        page = report_page(scope(), report(number).pk, TODAY)
        assert page is not None
        return {c.kind: (c.confidence, c.starts_by, c.start, c.due, c.tone) for c in page.clocks}

    jingan = unit().short_name
    dispatched, received = date(2022, 9, 8), date(2022, 9, 14)
    assert clocks("1001") == {
        "pending": ("V", "dispatched", dispatched, date(2022, 9, 9), "overdue"),
        "transfer": ("V", "received", dispatched, date(2022, 9, 14), "overdue"),
        "contact": ("V", "dispatched", dispatched, date(2022, 9, 9), "overdue"),
        "handle": ("V", "dispatched", dispatched, date(2022, 9, 9), "overdue"),
    }
    assert clocks("1002") == {
        "contact": ("V", "received", received, date(2022, 9, 15), "today"),
        "handle": ("given", "", received, date(2022, 9, 19), "later"),
    }
    page = report_page(scope(), report("1002").pk, TODAY)
    assert page is not None
    assert {clock.responsible for clock in page.clocks} == {jingan}
    assert page.clocks[1].due_at == Report.objects.get(number="1002").handle_due_at

    # When the matter is settled, then the answer is owed and the handling done
    ticked_off(Problem.objects.get().pk, 5)
    assert clocks("1002")["reply"] == ("V", "", TODAY, date(2022, 9, 22), "later")
    assert clocks("1002")["handle"][-1] == "done"
    send(by(6), [Answer(report("1002").pk, "已处理")])
    assert {name: told[-1] for name, told in clocks("1002").items()} == {
        "contact": "done",
        "handle": "done",
        "reply": "done",
    }
    transfer(by(7), [report("1001").pk], "燃气管理处", "RQ-1", "非本单位职责")
    assert {name: told[-1] for name, told in clocks("1001").items() if name != "reply"} == {
        "contact": "done",
        "handle": "done",
    }


def test_nothing_but_an_answer_is_a_first_contact(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, phone=PHONE), order("1002", rows.SUNROOM_AGAIN, phone=PHONE))
    one, other = report("1001").pk, report("1002").pk

    def contacted(report_id: int) -> date | None:
        page = report_page(scope(), report_id, TODAY)
        assert page is not None
        return next(clock.done for clock in page.clocks if clock.kind == "contact")

    look(by(5), [one], "约定上门时间")
    assert contacted(one) is None
    interim(by(6), [Answer(one, "已受理")])
    assert (contacted(one), contacted(other)) == (TODAY, None)


def test_nobody_is_contacted_whom_nobody_can_reach(desk: Desk) -> None:
    desk.take(order("", rows.SUNROOM))
    page = report_page(scope(), Report.objects.get().pk, TODAY)
    assert page is not None
    assert [clock.kind for clock in page.clocks] == ["handle"]


def test_a_report_taken_off_its_problem_is_due_by_a_rule_of_the_units_own(problem: Problem) -> None:
    page = report_page(scope(), report("1003").pk, date(2022, 9, 16))
    assert page is not None
    clock = page.clocks[0]
    # The day of the contact happens to be the very same: the rule of the contact is told then.
    assert (clock.kind, clock.due, clock.tone) == ("pending", date(2022, 9, 15), "overdue")
    Report.objects.filter(number="1003").update(pending_due=date(2022, 9, 18))
    page = report_page(scope(), report("1003").pk, date(2022, 9, 16))
    assert page is not None
    assert (page.clocks[0].basis, page.clocks[0].confidence) == ("单位自定", "unit")


def test_an_extended_task_says_who_extended_it(problem: Problem) -> None:
    task = Task.objects.get()
    seat = Seat(unit_id=unit().pk)
    open_account(by(7), "zheng", "郑分管", ["approver"], seat, "a-long-enough-word-17", must_change=False)
    extend(by(8, "zheng"), [task.pk], date(2023, 2, 1), "等待鉴定", confirmed=True)
    page = problem_page(scope(), problem.pk, TODAY)
    assert page is not None
    clock = page.tasks[0].clock
    assert page.tasks[0].approver == "郑分管"
    assert (clock.basis, clock.confidence, clock.due, clock.story_zh) == (
        "延期，郑分管于2022-09-15批准",
        "person",
        date(2023, 2, 1),
        "",
    )


def test_a_task_whose_date_does_not_come_from_its_start_tells_its_source_alone(problem: Problem) -> None:
    Task.objects.update(due_on=date(2022, 9, 10))
    page = problem_page(scope(), problem.pk, TODAY)
    assert page is not None
    clock = page.tasks[0].clock
    assert (clock.basis, clock.confidence, clock.tone, clock.story_zh) == ("单位自定", "unit", "overdue", "")
    Task.objects.update(due_source="《某规定》第一条")
    page = problem_page(scope(), problem.pk, TODAY)
    assert page is not None
    assert (page.tasks[0].clock.basis, page.tasks[0].clock.verified) == ("《某规定》第一条", False)


def test_a_split_problem_tells_where_its_reports_went(problem: Problem) -> None:
    where = Where(problem.violation, compound("t1").pk, "7", "", "1202")
    done = split(by(8), problem.pk, [report("1002").pk], where, "说的是1202室")
    page = problem_page(scope(), problem.pk, TODAY)
    into = problem_page(scope(), done.into_id, TODAY)
    assert page is not None
    assert into is not None
    assert [one.report.number for one in page.links] == ["1001"]
    assert [one.report.number for one in into.links] == ["1002"]
    assert "problem.split" in {one.action for one in page.timeline}


def test_what_its_reporter_took_back_is_handled_on_that_day(problem: Problem) -> None:
    withdraw(by(8), [report("1003").pk], "来电人撤回")
    page = report_page(scope(), report("1003").pk, TODAY)
    assert page is not None
    assert [(clock.kind, clock.done) for clock in page.clocks] == [("handle", TODAY)]


def test_a_violation_that_the_book_has_no_more_and_a_task_that_nobody_leads_tell_what_they_can() -> None:
    task = Task(start_on=TODAY, due_on=TODAY, due_source="单位自定")
    clock = task_clock(task, Problem(violation="arson"), None, TODAY)
    assert (clock.basis, clock.confidence, clock.responsible, clock.tone) == ("单位自定", "unit", "", "today")
