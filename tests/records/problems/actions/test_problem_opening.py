"""A person opens a problem from a report that waits, or for a further wrong of one that is linked."""

from __future__ import annotations

from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.outbox.models import Message
from huiyin.records.problems.actions.lifecycle import Finding, ProblemRefused, settle, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.actions.opening import Opened, open_from
from huiyin.records.problems.actions.splitting import Where
from huiyin.records.problems.models import Link, Problem, Task, Verification
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.reports.actions.erase import erase
from huiyin.records.reports.actions.fate import propose_declining, withdraw
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import Disposal
from records.reports import report_rows as rows
from records.reports.report_rows import (
    TODAY,
    Desk,
    by,
    causes,
    compound,
    history,
    order,
    refused,
    report,
    unit,
)


def linked_to(problem_id: int) -> set[str]:
    return set(
        Link.objects.filter(problem=problem_id, removed_at=None).values_list("report__number", flat=True)
    )


def test_a_report_that_waits_opens_a_problem_with_its_task_and_is_linked_and_placed(desk: Desk) -> None:
    # Given a report of which the reader is not sure, and that somebody would decline
    desk.take(order("1001", rows.NO_PLACE))
    one = report("1001")
    assert (one.fate, one.pending_reason, one.compound) == ("pending", "place", None)
    propose_declining(by(5, "xu"), [one.pk], "found-untrue", "地点不明")
    # When a person says what it speaks of, and where
    where = Where("illegal-construction", compound("t1").pk, "7号楼", "", "一二〇一室")
    done = open_from(by(10, "wu"), [one.pk], where, in_progress=True)
    # Then there is a problem with its task, led by who leads there, and the report is linked and at that place
    problem, task = Problem.objects.get(), Task.objects.get()
    assert done == Opened((one.pk,), problem.pk, compound("t1").pk, (one.pk,), ((task.pk, unit().pk),))
    assert (problem.place_key, problem.condition, problem.first_on) == (
        "7//1201",
        "in_progress",
        one.created_on,
    )
    one.refresh_from_db()
    assert (one.fate, one.pending_reason, one.compound) == ("linked", "", compound("t1"))
    assert list(Disposal.objects.all()) == []
    assert (
        Message.objects.filter(recipient=f"unit:{unit().pk}", record_id=task.pk, kind="task-notice").count()
        == 1
    )


def test_the_ledger_tells_what_led_to_what(desk: Desk) -> None:
    desk.take(order("1001", rows.NO_PLACE))
    one = report("1001").pk
    here = compound("t1").pk
    done = open_from(by(10, "wu"), [one], Where("facade", here, "7"))
    assert history("report", one)[1:] == [
        ("problem.open", {"violation": "facade", "compound": here, "place": "7//"}),
        ("report.link", {"fate": "linked"}),
        ("report.place", {"compound": here}),
    ]
    ((action, content),) = history("problem", done.problem_id)
    assert (action, content["opened"], content["linked"]) == ("problem.join", True, [one])
    assert causes("problem", done.problem_id) == [f"report:{one}#2"]
    assert causes("task", done.tasks[0][0]) == [f"problem:{done.problem_id}#1"]


def test_several_reports_join_the_problem_that_is_open_there(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("2001", rows.NO_PLACE), order("2002", rows.UNSURE))
    problem = Problem.objects.get()
    ids = [report("2001").pk, report("2002").pk]
    told = Message.objects.count()
    done = open_from(by(10), ids, Where(problem.violation, compound("t1").pk, "7", "", "1201"))
    assert (done.problem_id, done.tasks, done.reports) == (problem.pk, (), tuple(sorted(ids)))
    assert linked_to(problem.pk) == {"1001", "2001", "2002"}
    assert history("problem", problem.pk)[-1] == ("problem.join", {"linked": sorted(ids)})
    assert Message.objects.count() == told


def test_a_further_wrong_of_a_linked_report_opens_a_second_problem_and_leaves_its_place(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    one = report("1001")
    done = open_from(by(10), [one.pk], Where("ebike-common-parts", compound("t3").pk, "2"))
    assert done.placed == ()
    assert set(Link.objects.filter(report=one).values_list("problem__violation", flat=True)) == {
        "illegal-construction",
        "ebike-common-parts",
    }
    one.refresh_from_db()
    assert (one.fate, one.compound) == ("linked", compound("t1"))
    assert [action for action, _ in history("report", one.pk)][1:] == ["problem.open"]


def test_a_settled_problem_of_that_place_is_repeated(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("2001", rows.NO_PLACE))
    before = Problem.objects.get()
    verify(by(5), [Finding(before.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(6), [before.pk], "经核实不属实")
    done = open_from(by(10), [report("2001").pk], Where(before.violation, compound("t1").pk, "7", "", "1201"))
    assert Problem.objects.get(pk=done.problem_id).recurrence_of == before


def test_a_problem_that_lost_its_reports_is_off_the_exceptions_list_again(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    problem, one = Problem.objects.get(), report("1001").pk
    remove_links(by(5), problem.pk, [one], "看错了")
    assert open_exceptions().get().record_id == problem.pk
    done = open_from(by(10), [one], Where(problem.violation, compound("t1").pk, "7", "", "1201"))
    assert (done.problem_id, list(open_exceptions())) == (problem.pk, [])


def test_what_nobody_can_open_is_refused_and_nothing_changes(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.NO_PLACE), order("1003", rows.NO_PLACE))
    one, waits, gone = (report(number).pk for number in ("1001", "1002", "1003"))
    withdraw(by(5), [gone], "来电人撤回")
    here = compound("t1").pk
    (merged,) = provide(by(6), [Provide("碧岩||", "碧岩", "", unit().pk)]).values()
    merge(by(7), merged, here, "同一小区")
    there = Where("facade", here, "7", "", "1201")
    for words, ids, where in (
        ("choose the reports", [], there),
        ("'arson' is not in the statute book", [waits], Where("arson", here)),
        ("there is no compound", [waits], Where("facade", here + 1000)),
        (f"compound {merged} was merged into {here}", [waits], Where("facade", merged)),
        ("names no single place", [waits], Where("facade", here, "7、8号楼")),
        ("there is no report", [waits, waits + 1000], there),
        (f"report {gone} is withdrawn", [waits, gone], there),
        (f"report {one} is linked to WT", [one], Where("illegal-construction", here, "7号楼", "", "1201室")),
    ):
        with refused(ProblemRefused, words):
            open_from(by(10), ids, where)


def test_what_nobody_can_read_any_more_opens_nothing(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM, phone="13800001111"))
    problem, one = Problem.objects.get(), report("1001").pk
    verify(by(5), [Finding(problem.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(6), [problem.pk], "经核实不属实")
    send(by(7), [Answer(one, "经核实不属实")])
    erase(by(8), [one], "反映人要求删除")
    with refused(ProblemRefused, f"report {one} was erased"):
        open_from(by(10), [one], Where("facade", compound("t1").pk))
