"""Tasks on their way: given to an officer or another unit, sent back, to be looked at again, and each taken back in time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.ledger.action import By
from huiyin.records.problems.actions import assign as acts
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.lifecycle import Finding, ProblemRefused, settle, verify
from huiyin.records.problems.models import Assignment, Problem, Task, Verification
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.registry.models import Unit
from records.reports import report_rows as rows
from records.reports.report_rows import AT, TODAY, Desk, by, history, order, refused, unit


@pytest.fixture
def tasks(desk: Desk) -> list[int]:
    """Three open tasks that 静安 leads."""
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.OTHER_ROOM), order("1003", rows.EBIKES))
    return list(Task.objects.order_by("pk").values_list("pk", flat=True))


def officer(certificate: str, of: str = "jingan") -> int:
    (pk,) = add_officers(by(), [NewOfficer("持证人", unit(of).pk, certificate)])
    return pk


def leads(ids: list[int]) -> list[tuple[int | None, int | None, str]]:
    """Unit, officer and leader of each task, in the order of the tasks."""
    found = Assignment.objects.filter(task__in=ids, role="lead").order_by("task_id")
    return list(found.values_list("unit_id", "officer_id", "leader"))


def through_json(undo: acts.Undo) -> list[list[int]]:
    """As a page gives it back."""
    back: list[list[int]] = json.loads(json.dumps(undo))
    return back


def test_a_set_is_given_to_an_officer_with_an_entry_for_each_and_taken_back_whole(tasks: list[int]) -> None:
    one, other = officer("A-1"), officer("A-2")
    jingan = unit().pk
    acts.assign(by(10), tasks[:1], officer_id=one, leader="赵")
    undo = acts.assign(by(20, "qian"), tasks, officer_id=other)

    assert leads(tasks) == [(jingan, other, "赵"), (jingan, other, ""), (jingan, other, "")]
    assert history("task", tasks[0])[-1] == (
        "task.assign",
        {
            "unit": jingan,
            "officer": other,
            "leader": "赵",
            "was": {"unit": jingan, "officer": one, "leader": "赵"},
        },
    )
    assert undo == [(tasks[0], 3), (tasks[1], 2), (tasks[2], 2)]
    assert set(Assignment.objects.filter(role="lead").values_list("assigned_at", flat=True)) == {by(20).at}

    restored = acts.restore(by(21), through_json(undo), by(19).at)
    assert restored == acts.Restored(tuple(tasks), ())
    assert leads(tasks) == [(jingan, one, "赵"), (jingan, None, ""), (jingan, None, "")]
    assert history("task", tasks[1])[-1] == (
        "task.restore",
        {"restored": "task.assign", "unit": jingan, "officer": 0, "leader": ""},
    )


def test_a_leader_can_be_named_without_an_officer(tasks: list[int]) -> None:
    acts.assign(by(10), tasks[:1], leader=" 孙 ")
    assert leads(tasks[:1]) == [(unit().pk, None, "孙")]


def test_what_cannot_be_given_is_refused_whole_and_names_the_task(tasks: list[int]) -> None:
    theirs, ours = officer("B-1", "minhang"), officer("A-1")
    problem = Problem.objects.get(tasks=tasks[2])
    verify(by(5), [Finding(problem.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(6), [problem.pk], "经核实不属实")
    for words, act in (
        ("name an officer or a leader", lambda: acts.assign(by(10), tasks)),
        ("there is no officer 9", lambda: acts.assign(by(10), tasks[:1], officer_id=9_999_999)),
        (
            f"task {tasks[0]} is led by another unit",
            lambda: acts.assign(by(10), tasks[:1], officer_id=theirs),
        ),
        (
            f"problem {problem.pk} is not open: lin settled it at 2022-09-15 09:36",
            lambda: acts.assign(by(10), tasks, officer_id=ours),
        ),
        ("there is no task 99", lambda: acts.assign(by(10), [*tasks[:1], 99 * 10**18], officer_id=ours)),
        ("at most 64", lambda: acts.assign(by(10), tasks[:1], leader="长" * 65)),
    ):
        with refused(ProblemRefused, words):
            act()


def test_another_unit_leads_since_and_who_did_it_stays_behind(tasks: list[int]) -> None:
    acts.assign(by(5), tasks[:1], officer_id=officer("A-1"), leader="赵")
    corps = Unit.objects.get(everywhere=True, kind="brigade")
    done = acts.transfer(by(10, "zhou"), tasks[:2], corps.pk, "跨区案件")

    assert leads(tasks[:2]) == [(corps.pk, None, ""), (corps.pk, None, "")]
    assert (done.tasks, done.unit_id, done.reason) == (tuple(tasks[:2]), corps.pk, "跨区案件")
    action, content = history("task", tasks[1])[-1]
    assert (action, content["reason"], content["was"]["unit"]) == ("task.transfer", "跨区案件", unit().pk)

    restored = acts.restore(by(11), done.undo, AT)
    assert restored.left == ((tasks[0], corps.pk), (tasks[1], corps.pk))
    assert [led[0] for led in leads(tasks[:2])] == [unit().pk, unit().pk]
    assert leads(tasks[:1])[0][2] == "赵"


def test_a_transfer_closes_what_was_sent_back_and_taking_it_back_opens_that_again(tasks: list[int]) -> None:
    jingan, bureau, one = unit().pk, unit("sh-bureau").pk, officer("A-1")
    acts.assign(by(5), tasks, officer_id=one)
    acts.return_(by(6), tasks[:1], "缺现场照片")
    done = acts.transfer(by(10), tasks[:2], bureau, "市局直接办理")

    waiting = Task.objects.filter(pk__in=tasks[:2]).order_by("pk").values_list("returned_on", "return_reason")
    assert list(waiting) == [(None, ""), (None, "")]
    led = {"unit": bureau, "officer": 0, "leader": "", "reason": "市局直接办理"}
    was = {"unit": jingan, "officer": one, "leader": ""}
    sent_back = {"returned_on": "2022-09-15", "return_reason": "缺现场照片"}
    assert history("task", tasks[0])[-1] == (
        "task.transfer",
        {**led, "returned_on": "", "return_reason": "", "was": {**was, **sent_back}},
    )
    assert history("task", tasks[1])[-1] == ("task.transfer", {**led, "was": was})

    acts.restore(by(11), through_json(done.undo), AT)
    assert list(waiting.all()) == [(TODAY, "缺现场照片"), (None, "")]
    assert leads(tasks[:2]) == [(jingan, one, ""), (jingan, one, "")]
    assert history("task", tasks[0])[-1] == (
        "task.restore",
        {"restored": "task.transfer", **was, **sent_back},
    )
    acts.supplement(by(12), tasks[:1], "照片已补传")


def test_a_unit_that_does_not_see_the_place_cannot_be_given_its_task(tasks: list[int]) -> None:
    with refused(ProblemRefused, f"task {tasks[0]} is about a place outside the area of minhang"):
        acts.transfer(by(10), tasks, unit("minhang").pk, "改派")
    with refused(ProblemRefused, f"task {tasks[0]} is led by jingan already"):
        acts.transfer(by(10), tasks, unit().pk, "改派")
    with refused(ProblemRefused, "a transfer needs its reason"):
        acts.transfer(by(10), tasks, unit("minhang").pk, " ")
    with refused(ProblemRefused, "there is no unit"):
        acts.transfer(by(10), tasks, 999_999, "改派")


def test_what_is_sent_back_waits_for_a_supplement_and_says_what_is_missing(tasks: list[int]) -> None:
    acts.assign(by(9), tasks, officer_id=officer("A-1"))
    undo = acts.return_(by(10), tasks[:2], "缺现场照片")
    told = Task.objects.filter(pk__in=tasks[:2]).values_list("returned_on", "return_reason")
    assert set(told) == {(TODAY, "缺现场照片")}
    assert undo == [(tasks[0], 3), (tasks[1], 3)]

    supplemented = acts.supplement(by(20), tasks[:1], "照片已补传")
    assert list(Task.objects.filter(pk=tasks[0]).values_list("returned_on", "return_reason")) == [(None, "")]
    assert history("task", tasks[0])[-1] == (
        "task.supplement",
        {
            "returned_on": "",
            "return_reason": "",
            "was": {"returned_on": "2022-09-15", "return_reason": "缺现场照片"},
            "note": "照片已补传",
        },
    )
    acts.restore(by(21), supplemented, AT)
    assert Task.objects.get(pk=tasks[0]).return_reason == "缺现场照片"
    acts.restore(by(22), undo[1:], AT)
    assert Task.objects.get(pk=tasks[1]).returned_on is None


def test_sending_back_and_supplementing_take_words_and_supplementing_what_was_sent_back(
    tasks: list[int],
) -> None:
    with refused(ProblemRefused, "sending back needs its reason"):
        acts.return_(by(10), tasks, "")
    with refused(ProblemRefused, "at most 255"):
        acts.return_(by(10), tasks, "缺" * 256)
    with refused(ProblemRefused, f"task {tasks[0]} was not sent back"):
        acts.supplement(by(10), tasks, "已补")
    acts.assign(by(10), tasks, officer_id=officer("A-1"))
    acts.return_(by(10), tasks, "缺照片")
    with refused(ProblemRefused, "say what was supplemented"):
        acts.supplement(by(11), tasks, "\t")


def test_what_nobody_was_given_is_not_sent_back_and_the_task_is_named(tasks: list[int]) -> None:
    acts.assign(by(5), tasks[:2], officer_id=officer("A-1"))
    acts.assign(by(6), tasks[2:], leader="赵")
    with refused(ProblemRefused, f"task {tasks[2]} has nobody who does it; give it to somebody first"):
        acts.return_(by(10), tasks, "缺照片")
    assert not Task.objects.filter(returned_on__isnull=False).exists()


def test_a_task_that_is_done_waits_for_no_supplement_any_more(tasks: list[int]) -> None:
    acts.assign(by(9), tasks, officer_id=officer("A-1"))
    acts.return_(by(10), tasks, "缺照片")
    problem = Problem.objects.get(tasks=tasks[2])
    verify(by(15), [Finding(problem.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(16), [problem.pk], "经核实不属实")
    done = Task.objects.get(pk=tasks[2])
    assert (done.state, done.returned_on, done.return_reason) == ("done", None, "")
    assert history("task", tasks[2])[-1] == (
        "problem.settle",
        {"done": "2022-09-15", "returned_on": "2022-09-15"},
    )


def test_a_re_check_is_set_for_a_day_ahead_moved_and_dropped_but_not_of_what_is_done(
    tasks: list[int],
) -> None:
    acts.recheck(by(10), tasks[:1], date(2022, 9, 20))
    moved = acts.recheck(by(11), tasks[:1], date(2022, 9, 30))
    acts.restore(by(12), moved, AT)
    assert Task.objects.get(pk=tasks[0]).recheck_on == date(2022, 9, 20)
    acts.recheck(by(13), tasks[:1], None)
    assert Task.objects.get(pk=tasks[0]).recheck_on is None
    with refused(ProblemRefused, "2022-09-14 is past"):
        acts.recheck(by(14), tasks, TODAY - timedelta(days=1))

    problem = Problem.objects.get(tasks=tasks[2])
    verify(by(15), [Finding(problem.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(16), [problem.pk], "经核实不属实")
    with refused(ProblemRefused, f"problem {problem.pk} is not open: lin settled it at 2022-09-15 09:46"):
        acts.recheck(by(17), tasks, TODAY)
    with refused(ProblemRefused, f"problem {problem.pk} is not open: lin settled it at 2022-09-15 09:46"):
        acts.transfer(by(17), tasks[2:], unit("sh-bureau").pk, "改派")


def test_nothing_is_taken_back_once_something_newer_has_happened_or_the_time_is_over(
    tasks: list[int],
) -> None:
    undo = acts.assign(by(10), tasks, officer_id=officer("A-1"))
    with refused(ProblemRefused, f"the last act upon task {tasks[0]} cannot be taken back any more"):
        acts.restore(by(30), undo, by(11).at)
    extend(by(20), tasks[1:2], date(2023, 6, 1), "等待鉴定", confirmed=True)
    with refused(ProblemRefused, f"something newer has happened to task {tasks[1]}"):
        acts.restore(by(21), undo, AT)
    with refused(ProblemRefused, f"the last act upon task {tasks[1]} cannot be taken back"):
        acts.restore(by(21), [(tasks[1], 3)], AT)
    with refused(ProblemRefused, "there is no task"):
        acts.restore(by(21), [(10**20, 1)], AT)
    acts.restore(by(22), [undo[0], undo[2]], AT)
    with refused(ProblemRefused, f"something newer has happened to task {tasks[0]}"):
        acts.restore(by(23), undo[:1], AT)


@pytest.mark.parametrize(
    ("act", "statements"),
    [
        (lambda who, ids: acts.assign(who, ids, leader="赵"), 6),
        (lambda who, ids: acts.return_(who, ids, "缺照片"), 6),
        (lambda who, ids: acts.recheck(who, ids, TODAY), 5),
    ],
)
def test_a_set_takes_as_many_statements_as_one(
    tasks: list[int], act: Callable[[By, list[int]], object], statements: int
) -> None:
    acts.assign(by(5), tasks, officer_id=officer("A-1"))
    for ids in (tasks[:1], tasks):
        with CaptureQueriesContext(connection) as run:
            act(by(10), ids)
        assert len(run) == statements, [q["sql"] for q in run]
