"""Links by a person's hand, and what they do to the fates of reports."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger import invariants
from huiyin.records.ledger.actions import clear_exceptions
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.lifecycle import Finding, ProblemRefused, settle, verify
from huiyin.records.problems.actions.links import Unlinked, add_links, remove_links
from huiyin.records.problems.models import Link, Problem, Verification
from huiyin.records.problems.unsettled import clearable
from huiyin.records.reports.actions.fate import transfer, withdraw
from records.reports import report_rows as rows
from records.reports.report_rows import (
    AT,
    TODAY,
    Desk,
    by,
    causes,
    history,
    order,
    refused,
    report,
    unit,
)


def broken(name: str) -> list[str]:
    """The records that break an invariant."""
    return [breach.record for breach in invariants.run(AT) if breach.invariant == name]


def test_a_pending_report_that_a_person_links_has_found_its_fate(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.NO_PLACE))
    problem = Problem.objects.get()
    one = report("1002")
    assert add_links(by(10, "wu"), problem.pk, [one.pk]) == [one.pk]

    one.refresh_from_db()
    assert (one.fate, one.pending_reason, one.pending_owner, one.pending_due) == ("linked", "", None, None)
    link = Link.objects.get(report=one)
    assert (link.problem, link.added_by, link.added_at) == (problem, "wu", by(10).at)
    assert history("problem", problem.pk)[-1] == ("problem.link.add", {"linked": [one.pk]})
    assert history("report", one.pk)[-1] == ("report.link", {"fate": "linked"})
    assert causes("report", one.pk)[-1] == f"problem:{problem.pk}#2"


def test_a_link_that_is_there_is_not_made_again(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    before = rows.dump()
    assert add_links(by(10), Problem.objects.get().pk, [report("1001").pk]) == []
    assert rows.dump() == before


def test_a_linked_report_can_speak_of_another_problem_too_and_its_fate_is_entered_once(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.EBIKES))
    other = Problem.objects.get(violation="ebike-common-parts")
    add_links(by(10), other.pk, [report("1001").pk])

    assert report("1001").links.filter(removed_at=None).count() == 2
    assert [action for action, _ in history("report", report("1001").pk)] == ["report.receive"]


def test_what_cannot_be_linked_is_refused_and_nothing_changes(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.OUTSIDE), order("1003", rows.OUTSIDE))
    problem = Problem.objects.get()
    gone, waits = report("1002").pk, report("1003").pk
    transfer(by(5), [gone], "燃气管理处", "RQ-1", "非本单位职责")
    with refused(ProblemRefused, f"report {gone} is transferred and can be linked no more"):
        add_links(by(10), problem.pk, [waits, gone])
    with refused(ProblemRefused, f"there is no report {waits + 1000}"):
        add_links(by(10), problem.pk, [waits, waits + 1000])
    with refused(ProblemRefused, f"problem {problem.pk + 1000} is not open"):
        add_links(by(10), problem.pk + 1000, [waits])
    verify(by(15), [Finding(problem.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(16), [problem.pk], "经核查不属实")
    with refused(ProblemRefused, f"problem {problem.pk} is not open"):
        add_links(by(20), problem.pk, [waits])


def test_a_report_left_without_a_problem_waits_with_reason_owner_and_due(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    problem, one = Problem.objects.get(), report("1002")
    unlinked = remove_links(by(10, "wu"), problem.pk, [one.pk], "说的是另一单元")
    assert unlinked == Unlinked(problem.pk, (one.pk,), (), False)

    one.refresh_from_db()
    assert (one.fate, one.pending_reason, one.pending_owner_id, one.pending_due) == (
        "pending",
        "unlinked",
        desk.unit_id,
        date(2022, 9, 15),
    )
    link = Link.objects.get(report=one)
    assert (link.removed_at, link.removed_by) == (by(10).at, "wu")
    assert history("problem", problem.pk)[-1] == (
        "problem.link.remove",
        {"unlinked": [one.pk], "reason": "说的是另一单元"},
    )
    assert history("report", one.pk)[-1] == ("report.hold", {"reason": "unlinked", "due": "2022-09-15"})
    assert causes("report", one.pk)[-1] == f"problem:{problem.pk}#2"
    assert list(open_exceptions()) == []


def test_a_report_that_speaks_of_another_open_problem_stays_linked(desk: Desk) -> None:
    (row,) = rows.prepared(order("1001", rows.SUNROOM))
    desk.receive([rows.with_wrongs(row, "illegal-construction", "facade")])
    desk.take(order("1002", rows.SUNROOM))
    problem, one = Problem.objects.get(violation="illegal-construction"), report("1001")
    assert remove_links(by(10), problem.pk, [one.pk], "未见搭建") == Unlinked(
        problem.pk, (), (one.pk,), False
    )
    assert (report("1001").fate, report("1001").reply.state) == ("linked", "waiting")


def test_an_open_problem_without_any_report_goes_on_the_list_until_it_is_dealt_with(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    problem, one = Problem.objects.get(), report("1001")
    assert remove_links(by(10), problem.pk, [one.pk], "判读有误").bare

    item = open_exceptions().get()
    assert (item.record, item.record_id, item.wanted) == ("problem", problem.pk, "problem.settle")
    assert item.reason == "已无诉件支持该问题，请核实后销号，或重新关联诉件。"
    add_links(by(20), problem.pk, [one.pk])
    assert list(open_exceptions()) == []
    assert report("1001").fate == "linked"


def test_removing_takes_a_reason_and_links_that_are_there(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.EBIKES))
    problem = Problem.objects.get(violation="illegal-construction")
    one, other = report("1001").pk, report("1002").pk
    with refused(ProblemRefused, "removing a link needs a reason"):
        remove_links(by(10), problem.pk, [one], " ")
    with refused(ProblemRefused, f"report {other} is not linked to problem {problem.pk}"):
        remove_links(by(10), problem.pk, [one, other], "判读有误")
    with refused(ProblemRefused, f"there is no problem {problem.pk + 1000}"):
        remove_links(by(10), problem.pk + 1000, [one], "判读有误")


def test_a_withdrawn_report_taken_off_its_problem_stays_withdrawn(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    withdraw(by(5), [report("1001").pk], "来电人撤回")
    remove_links(by(10), Problem.objects.get().pk, [report("1001").pk], "已撤回")

    assert report("1001").fate == "withdrawn"


def test_a_problem_whose_last_report_is_withdrawn_goes_on_the_list_until_another_speaks_of_it(
    desk: Desk,
) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN), order("1003", rows.NO_PLACE))
    problem = Problem.objects.get()
    withdraw(by(5), [report("1001").pk], "来电人撤回")
    assert list(open_exceptions()) == []

    withdraw(by(6), [report("1002").pk], "来电人撤回")
    item = open_exceptions().get()
    assert (item.record, item.record_id, item.wanted) == ("problem", problem.pk, "problem.settle")
    assert item.reason == "已无诉件支持该问题，请核实后销号，或重新关联诉件。"
    assert history("problem", problem.pk)[-1][0] == "exception.raise"
    assert broken("problem.reported") == []
    assert clearable(Scope(TODAY, unit("sh-bureau")), TODAY, [item.pk]) == []

    add_links(by(10), problem.pk, [report("1003").pk])
    assert list(open_exceptions()) == []


def test_a_withdrawn_report_alone_supports_no_problem(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    problem = Problem.objects.get()
    withdraw(by(5), [report("1001").pk], "来电人撤回")
    assert remove_links(by(10), problem.pk, [report("1002").pk], "判读有误").bare
    assert open_exceptions().get().record_id == problem.pk

    clear_exceptions(by(11), [open_exceptions().get().pk], "误销除")
    assert broken("problem.reported") == [f"problem:{problem.pk}"]
    verify(by(15), [Finding(problem.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(16), [problem.pk], "经核查不属实")
    assert broken("problem.reported") == []


def test_a_settled_problem_is_not_listed_when_its_last_report_is_withdrawn(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    problem = Problem.objects.get()
    verify(by(5), [Finding(problem.pk, Verification.UNTRUE, AT.date(), found="未见")])
    settle(by(6), [problem.pk], "经核查不属实")
    withdraw(by(7), [report("1001").pk], "来电人撤回")
    assert list(open_exceptions()) == []


@pytest.mark.parametrize("again", [1, 2])
def test_a_link_may_be_removed_and_made_again(desk: Desk, again: int) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    problem, one = Problem.objects.get(), report("1001").pk
    for turn in range(again):
        remove_links(by(10 + 2 * turn), problem.pk, [one], "待核")
        add_links(by(11 + 2 * turn), problem.pk, [one])

    assert Link.objects.filter(report=one).count() == again + 1
    assert Link.objects.filter(report=one, removed_at=None).count() == 1
    assert report("1001").fate == "linked"
