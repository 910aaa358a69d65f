"""Reports that speak of another wrong or place are taken off a problem and joined to the one of that."""

from __future__ import annotations

import pytest

from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.lifecycle import Finding, ProblemRefused, settle, verify
from huiyin.records.problems.actions.splitting import Split, Where, split
from huiyin.records.problems.models import Link, Problem, Task, Verification
from huiyin.records.reports.actions.fate import withdraw
from records.reports import report_rows as rows
from records.reports.report_rows import TODAY, Desk, by, causes, compound, history, order, refused, report


@pytest.fixture
def problem(desk: Desk) -> Problem:
    """A problem of which three reports speak."""
    desk.take(
        order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN), order("1003", rows.SUNROOM_UNDER_WAY)
    )
    return Problem.objects.get()


def linked_to(problem_id: int) -> set[str]:
    return set(
        Link.objects.filter(problem=problem_id, removed_at=None).values_list("report__number", flat=True)
    )


def test_reports_of_another_room_open_a_problem_there_with_its_task_and_stay_linked(problem: Problem) -> None:
    ids = [report("1002").pk, report("1003").pk]
    where = Where(problem.violation, compound("t1").pk, "7号楼", "", "一二〇二室")
    done = split(by(10, "wu"), problem.pk, ids, where, "说的是1202室")

    into = Problem.objects.get(room="1202")
    assert done == Split(problem.pk, into.pk, done.opened, 2, 1)
    assert [(Task.objects.get(pk=task).problem_id) for task, _ in done.opened] == [into.pk]
    assert (into.place_key, into.condition, into.state) == ("7//1202", "in_progress", "open")
    assert (linked_to(problem.pk), linked_to(into.pk)) == ({"1001"}, {"1002", "1003"})
    assert {report(n).fate for n in ("1001", "1002", "1003")} == {"linked"}
    assert history("problem", problem.pk)[-3:-1] == [
        ("problem.split", {"split": ids, "reason": "说的是1202室"}),
        ("problem.link.remove", {"unlinked": ids, "reason": "说的是1202室"}),
    ]
    assert causes("problem", problem.pk)[-2] == f"problem:{problem.pk}#2"
    # The one that stays does not say that the work is under way; somebody has to look.
    assert [(item.record_id, item.wanted) for item in open_exceptions()] == [(problem.pk, "problem.verify")]


def test_reports_of_another_wrong_go_to_its_open_problem(desk: Desk, problem: Problem) -> None:
    desk.take(order("2001", rows.EBIKES))
    ebikes = Problem.objects.get(violation="ebike-common-parts")
    where = Where("ebike-common-parts", compound("t1").pk, ebikes.building, "", "")
    done = split(by(10), problem.pk, [report("1002").pk], where, "说的是电动车")
    assert (done.into_id, done.opened, done.reports, done.left) == (ebikes.pk, (), 1, 2)
    assert linked_to(ebikes.pk) == {"1002", "2001"}


def test_a_problem_that_loses_its_last_report_goes_on_the_exceptions_list(problem: Problem) -> None:
    ids = [report(number).pk for number in ("1001", "1002", "1003")]
    done = split(by(10), problem.pk, ids, Where("facade", compound("t1").pk, "7", "", "1201"), "系外墙开窗")
    assert done.left == 0
    item = open_exceptions().get()
    assert (item.record, item.record_id, item.wanted) == ("problem", problem.pk, "problem.settle")


def test_a_settled_problem_of_the_other_place_is_repeated(desk: Desk, problem: Problem) -> None:
    desk.take(order("2001", rows.OTHER_ROOM))
    other = Problem.objects.get(room="1101")
    verify(by(5), [Finding(other.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(6), [other.pk], "经核实不属实")
    where = Where(problem.violation, compound("t1").pk, "7", "", "1101")
    done = split(by(10), problem.pk, [report("1002").pk], where, "说的是1101室")
    assert Problem.objects.get(pk=done.into_id).recurrence_of == other


def test_what_cannot_be_split_is_refused_and_nothing_changes(desk: Desk, problem: Problem) -> None:
    desk.take(order("2001", rows.EBIKES))
    one, other = report("1001").pk, report("2001").pk
    here = compound("t1").pk
    there = Where("facade", here, "7", "", "1201")
    withdraw(by(5), [report("1003").pk], "来电人撤回")
    for words, ids, where, reason in (
        ("choose the reports", [], there, "理由"),
        ("splitting needs a reason", [one], there, " "),
        ("'arson' is not in the statute book", [one], Where("arson", here), "理由"),
        ("there is no compound", [one], Where("facade", here + 1000), "理由"),
        ("names no single place", [one], Where("facade", here, "7、8号楼"), "理由"),
        ("that is problem", [one], Where(problem.violation, here, "7号楼", "", "1201室"), "理由"),
        (f"report {other} is not linked to problem {problem.pk}", [one, other], there, "理由"),
        ("there is no report", [one, one + 1000], there, "理由"),
        (f"report {report('1003').pk} is withdrawn", [report("1003").pk], there, "理由"),
    ):
        with refused(ProblemRefused, words):
            split(by(10), problem.pk, ids, where, reason)
    verify(by(15), [Finding(problem.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(16), [problem.pk], "经核实不属实")
    with refused(ProblemRefused, f"problem {problem.pk} is not open"):
        split(by(20), problem.pk, [one], there, "理由")
