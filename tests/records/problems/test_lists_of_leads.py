"""A unit that leads a task has it in its own lists, also where the problem counts for another, whose list has it too."""

from __future__ import annotations

import pytest
from list_making import DAY, by, complain, compound, registry, unit

from huiyin.records.problems.actions.assign import transfer
from huiyin.records.problems.actions.lists import freeze
from huiyin.records.problems.listing import excerpt_rows, rows
from huiyin.records.problems.models import Assignment, ListKind, ListVersion, Problem, Task
from huiyin.records.problems.versions import compare, frozen_lines
from huiyin.records.registry.actions.amending import Amendment, amend, set_scopes
from huiyin.records.registry.models import Unit

pytestmark = pytest.mark.django_db
OF_TASKS = (ListKind.TASK, ListKind.RESPONSIBILITY)


@pytest.fixture
def task() -> Task:
    """The task of a problem in 浦东 that counts for 临港, for which the table makes 浦东 lead; and one of 浦东's own."""
    registry()
    where = compound("T1", "梧桐苑", "浦东新区")
    set_scopes(by(), {where.pk: [unit("lingang").pk, unit("ftz").pk]})
    amend(by(), [Amendment(where.pk, {"counting_unit_id": unit("lingang").pk})])
    one = complain(where, "A1", "litter")
    assert one.counting_unit == unit("lingang")
    Assignment.objects.filter(task__problem=one, role="lead").update(unit=unit("pudong"))
    complain(compound("T2", "银杏苑", "浦东新区"), "A2", "litter")
    return Task.objects.get(problem=one)


def told(kind: ListKind, code: str) -> dict[int, object]:
    """By task what its line remarks."""
    return {line.record_id: line.cells[-1] for line in rows(kind, unit(code), DAY)}


@pytest.mark.parametrize("kind", OF_TASKS)
def test_a_task_stands_in_the_lists_of_who_leads_it_and_of_whose_count_it_is(
    task: Task, kind: ListKind
) -> None:
    own = Task.objects.exclude(pk=task.pk).get()
    assert told(kind, "pudong").keys() == {task.pk, own.pk}
    assert told(kind, "lingang").keys() == {task.pk}
    assert told(kind, "jingan") == {}
    # And in the city's once, as before.
    assert [line.record_id for line in rows(kind, unit(), DAY)] == [task.pk, own.pk]


def test_only_where_it_counts_for_another_unit_does_a_line_say_for_which(task: Task) -> None:
    own = Task.objects.exclude(pk=task.pk).get()
    assert told(ListKind.TASK, "pudong") == {task.pk: "统计归属：临港新片区", own.pk: ""}
    assert told(ListKind.RESPONSIBILITY, "pudong")[task.pk] == "乱扔垃圾，梧桐苑；统计归属：临港新片区"
    for code in ("lingang", "sh-bureau", "corps"):
        assert told(ListKind.TASK, code)[task.pk] == ""
        assert told(ListKind.RESPONSIBILITY, code)[task.pk] == "乱扔垃圾，梧桐苑"
    (line,) = excerpt_rows(ListKind.TASK, unit("pudong"), DAY, [task.pk])
    assert line.cells[-1] == "统计归属：临港新片区"


def test_problem_lists_hold_each_problem_with_the_unit_for_which_it_counts(task: Task) -> None:
    counted = [
        line.record_id
        for each in Unit.objects.filter(everywhere=False)
        for line in rows(ListKind.PROBLEM, each, DAY)
    ]
    assert sorted(counted) == sorted(Problem.objects.values_list("pk", flat=True))
    assert [line.record_id for line in rows(ListKind.PROBLEM, unit("lingang"), DAY)] == [task.problem_id]


@pytest.mark.parametrize("kind", OF_TASKS)
def test_a_district_has_what_its_teams_lead(task: Task, kind: ListKind) -> None:
    team = Unit.objects.filter(kind="team", parent=unit("minhang")).order_by("code")[0]
    Assignment.objects.filter(task=task, role="lead").update(unit=team)
    assert (told(kind, team.code).keys(), told(kind, "minhang").keys()) == ({task.pk}, {task.pk})
    assert task.pk not in told(kind, "pudong")


def test_a_version_that_was_frozen_before_a_transfer_stays_and_the_next_one_lists_what_came(
    task: Task,
) -> None:
    # Given
    first = ListVersion.objects.get(pk=freeze(by(), unit("ftz").pk, ListKind.TASK, "survey"))
    # When
    transfer(by(), [task.pk], unit("ftz").pk, "由自贸区办理")
    second = ListVersion.objects.get(pk=freeze(by(), unit("ftz").pk, ListKind.TASK, "survey"))
    # Then
    assert [line.record_id for line in frozen_lines(first)] == []
    assert [line.record_id for line in frozen_lines(second)] == [task.pk]
    assert [(one.kind, one.record_id) for one in compare(first, second)] == [("added", task.pk)]
    assert task.pk not in told(ListKind.TASK, "pudong")


def test_the_lists_take_as_many_statements_as_before(task: Task, django_assert_num_queries) -> None:
    pudong = unit("pudong")
    with django_assert_num_queries(1):
        list(rows(ListKind.TASK, pudong, DAY))
    with django_assert_num_queries(3):
        list(rows(ListKind.RESPONSIBILITY, pudong, DAY))
