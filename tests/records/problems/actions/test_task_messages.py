"""Who hears of tasks that change hands, and what a person's act on links settles by itself."""

from __future__ import annotations

import json

import pytest

from huiyin.records.ledger.queries import history as entries
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.outbox.models import Message
from huiyin.records.problems.actions.assign import restore, transfer
from huiyin.records.problems.actions.links import add_links, remove_links
from huiyin.records.problems.actions.splitting import Where, split
from huiyin.records.problems.models import Problem, Task
from huiyin.records.registry.models import Unit
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, compound, order, report


@pytest.fixture
def tasks(desk: Desk) -> list[int]:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.EBIKES))
    return list(Task.objects.order_by("pk").values_list("pk", flat=True))


def told(kind: str) -> list[tuple[str, dict[str, object]]]:
    found = Message.objects.filter(kind=kind).order_by("pk")
    return [(message.recipient, json.loads(message.body)) for message in found]


def test_the_unit_that_leads_tasks_since_is_told_once_and_told_again_when_it_is_taken_back(
    tasks: list[int],
) -> None:
    corps = Unit.objects.get(everywhere=True, kind="brigade").pk
    done = transfer(by(10), tasks, corps, "跨区案件")
    assert told("task-transfer") == [
        (f"unit:{corps}", {"tasks": tasks, "on": "2022-09-15", "reason": "跨区案件"})
    ]
    restore(by(11), done.undo, AT)
    assert told("task-recall") == [(f"unit:{corps}", {"tasks": tasks, "on": "2022-09-15"})]

    # When it is given there again, then that is another message
    transfer(by(12), tasks, corps, "跨区案件")
    assert len(told("task-transfer")) == 2
    message = Message.objects.filter(kind="task-transfer").latest("pk")
    assert entries("message", message.pk).get().cause == f"task:{tasks[0]}#4"


def test_the_lead_unit_of_a_problem_that_was_split_off_hears_of_its_task(desk: Desk) -> None:
    desk.take(order("1001", rows.SUNROOM), order("1002", rows.SUNROOM_AGAIN))
    problem = Problem.objects.get()
    before = len(told("task-notice"))
    done = split(
        by(10), problem.pk, [report("1002").pk], Where("facade", compound("t1").pk, "7", "", "1201"), "系外墙"
    )
    ((task, unit_id),) = done.opened
    assert told("task-notice")[before:] == [(f"unit:{unit_id}", {"tasks": [task], "on": "2022-09-15"})]


def test_a_problem_that_has_a_report_again_is_off_the_exceptions_list(desk: Desk, tasks: list[int]) -> None:
    problem = Problem.objects.get(violation="ebike-common-parts")
    one = report("1002").pk
    remove_links(by(10), problem.pk, [one], "判读有误")
    assert open_exceptions().count() == 1
    add_links(by(11), problem.pk, [one])
    assert list(open_exceptions()) == []
