"""When a compound is merged its problems and reports go along, and problems of one place become one."""

from __future__ import annotations

from datetime import date

from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import add_links
from huiyin.records.problems.models import Assignment, Link, Problem, Task, Verification
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.models import Compound
from huiyin.records.reports.models import Reply, Report
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, causes, compound, history, order, report, unit

PROVISIONAL = rows.SUNROOM.replace("云帆路88弄青梧雅苑", "青梧新苑")
PROVISIONAL_OTHER = rows.OTHER_ROOM.replace("云帆路88弄青梧雅苑", "青梧新苑")


def place() -> Compound:
    return Compound.objects.get(status="provisional")


def test_problems_and_reports_move_and_count_for_the_targets_unit(desk: Desk) -> None:
    bureau = Desk(unit("sh-bureau").pk)
    bureau.take(order("1001", PROVISIONAL), order("1002", PROVISIONAL_OTHER))
    assert set(Problem.objects.values_list("counting_unit__code", flat=True)) == {"sh-bureau"}
    source = place()
    counts = merge(by(10), source.pk, compound("t1").pk, "现场核实为同一小区")

    assert counts.moved["problem"] == 2
    assert counts.moved["report"] == 2
    assert "problem" not in counts.dropped
    assert set(Problem.objects.values_list("compound__code", "counting_unit__code")) == {("t1", "jingan")}
    assert set(Report.objects.values_list("compound__code", flat=True)) == {"t1"}
    for problem in Problem.objects.all():
        assert history("problem", problem.pk)[-1] == (
            "problem.move",
            {"compound": compound("t1").pk, "was": source.pk},
        )


def test_twins_become_one_problem_with_all_links_and_both_tasks(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL_OTHER))
    desk.take(
        order("1003", PROVISIONAL, "2022-09-10 08:00:00"),
        order("1004", PROVISIONAL, "2022-09-11 08:00:00"),
        minutes=5,
    )
    twin = Problem.objects.get(compound=compound("t1"))
    merged = Problem.objects.get(compound=place(), room="1201")
    counts = merge(by(10), place().pk, compound("t1").pk, "现场核实为同一小区")

    assert (
        counts.moved["problem"],
        counts.dropped["problem"],
        counts.moved["link"],
        counts.moved["report"],
    ) == (
        1,
        1,
        2,
        3,
    )
    merged.refresh_from_db()
    twin.refresh_from_db()
    assert (merged.state, merged.merged_into, twin.state, twin.first_on) == (
        "merged",
        twin,
        "open",
        date(2022, 9, 10),
    )
    active = Link.objects.filter(removed_at=None)
    assert set(active.filter(problem=twin).values_list("report__number", flat=True)) == {
        "1001",
        "1003",
        "1004",
    }
    assert active.filter(problem=merged).count() == 0
    tasks = Task.objects.filter(problem=twin)
    assert (tasks.count(), Assignment.objects.filter(task__in=tasks, role="lead").count()) == (2, 2)
    assert history("problem", merged.pk)[-1] == ("problem.move", {"merged_into": twin.pk})
    position = len(history("problem", merged.pk))
    assert causes("problem", twin.pk)[-1] == f"problem:{merged.pk}#{position}"
    moved_task = tasks.latest("pk")
    assert history("task", moved_task.pk)[-1] == ("problem.move", {"problem": twin.pk, "was": merged.pk})


def test_a_report_of_both_twins_is_linked_once(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL))
    twin = Problem.objects.get(compound=compound("t1"))
    add_links(by(5), twin.pk, [report("1002").pk])
    counts = merge(by(10), place().pk, compound("t1").pk, "同一小区")

    assert "link" not in counts.moved
    assert report("1002").links.filter(removed_at=None).get().problem == twin


def test_work_under_way_at_the_one_is_under_way_at_the_other(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM))
    desk.take(order("1002", rows.SUNROOM_UNDER_WAY.replace("云帆路88弄青梧雅苑", "青梧新苑")), minutes=1)
    merge(by(10), place().pk, compound("t1").pk, "同一小区")

    assert Problem.objects.get(state="open").condition == "in_progress"


def test_settled_problems_move_as_they_are_and_a_new_one_names_them(desk: Desk) -> None:
    desk.take(order("1001", PROVISIONAL))
    old = Problem.objects.get()
    verify(by(2), [Finding(old.pk, Verification.UNTRUE, AT.date())])
    settle(by(3), [old.pk], "经核查不属实")
    desk.take(order("1002", rows.SUNROOM), minutes=5)
    counts = merge(by(10), place().pk, compound("t1").pk, "同一小区")
    old.refresh_from_db()

    assert counts.moved["problem"] == 1
    assert (old.state, old.compound) == ("settled", compound("t1"))
    current = Problem.objects.get(state="open")
    verify(by(12), [Finding(current.pk, Verification.UNTRUE, AT.date())])
    settle(by(13), [current.pk], "经核查不属实")
    desk.take(order("1003", PROVISIONAL), minutes=20)
    # The provisional name leads to what its place became, and the latest settled problem there is named.
    assert Problem.objects.get(state="open").recurrence_of == current


def test_settling_the_twin_makes_every_answer_owed(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", PROVISIONAL))
    merge(by(10), place().pk, compound("t1").pk, "同一小区")
    twin = Problem.objects.get(state="open")
    verify(by(12), [Finding(twin.pk, Verification.UNTRUE, AT.date())])
    settle(by(13), [twin.pk], "经核查不属实")

    assert set(Reply.objects.values_list("state", flat=True)) == {"owed"}
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}
