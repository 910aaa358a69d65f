"""Handing open work over when an officer leaves: to a colleague, or back to the unit."""

from __future__ import annotations

import pytest

from huiyin.records.accounts.actions.accounts import Seat, disable_account, open_account
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.assign import return_
from huiyin.records.problems.actions.hand_over import HandedOver, hand_over
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.models import Assignment, Problem, Task, Verification
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from records.reports import report_rows as rows
from records.reports.report_rows import TODAY, Desk, by, history, order, unit


@pytest.fixture
def officers(desk: Desk) -> dict[str, int]:
    """Who leaves and a colleague of 静安, and one of 闵行."""
    ids = add_officers(
        by(),
        [
            NewOfficer("甲", unit().pk, "A-1"),
            NewOfficer("乙", unit().pk, "A-2"),
            NewOfficer("丙", unit("minhang").pk, "A-3"),
        ],
    )
    return dict(zip(("leaving", "colleague", "elsewhere"), ids, strict=True))


@pytest.fixture
def tasks(desk: Desk, officers: dict[str, int]) -> list[int]:
    """Three tasks of 静安 of which who leaves is in charge, the last one done; and one that somebody else has."""
    desk.take(
        order("1001", rows.SUNROOM),
        order("1002", rows.OTHER_ROOM),
        order("1003", rows.OTHER_BUILDING),
        order("1004", rows.EBIKES),
    )
    ids = list(Task.objects.order_by("pk").values_list("pk", flat=True))
    Assignment.objects.filter(task__in=ids[:3], role="lead").update(officer=officers["leaving"])
    Assignment.objects.filter(task=ids[3], role="lead").update(officer=officers["colleague"])
    done = Problem.objects.get(tasks=ids[2])
    verify(by(5), [Finding(done.pk, Verification.UNTRUE, TODAY, found="未见")])
    settle(by(6), [done.pk], "经核实不属实")
    return ids


def in_charge() -> list[int | None]:
    """The officer of each task, in the order of the tasks."""
    return list(
        Assignment.objects.filter(role="lead").order_by("task_id").values_list("officer_id", flat=True)
    )


def test_open_tasks_go_to_a_colleague_and_done_ones_stay(tasks: list[int], officers: dict[str, int]) -> None:
    leaving, colleague = officers["leaving"], officers["colleague"]
    assert hand_over(by(10), leaving, colleague) == HandedOver(tuple(tasks[:2]), ())
    assert in_charge() == [colleague, colleague, leaving, colleague]
    for task in tasks[:2]:
        assert history("task", task)[-1] == ("task.hand-over", {"officer": colleague, "was": leaving})
    assert Entry.objects.filter(action="task.hand-over").count() == 2


def test_without_a_successor_the_unit_keeps_the_tasks_without_an_officer(
    tasks: list[int], officers: dict[str, int]
) -> None:
    assert hand_over(by(10), officers["leaving"], None) == HandedOver((), tuple(tasks[:2]))
    assert in_charge() == [None, None, officers["leaving"], officers["colleague"]]
    assert set(Assignment.objects.filter(role="lead").values_list("unit__code", flat=True)) == {"jingan"}
    assert history("task", tasks[0])[-1] == ("task.hand-over", {"officer": None, "was": officers["leaving"]})


def test_what_was_sent_back_waits_for_a_colleagues_supplement_or_for_nobodys(
    tasks: list[int], officers: dict[str, int]
) -> None:
    leaving, colleague = officers["leaving"], officers["colleague"]
    return_(by(7), tasks[:2], "缺现场照片")
    Assignment.objects.filter(task=tasks[1], role="lead").update(unit=unit("minhang"))
    hand_over(by(10), leaving, colleague)
    assert list(
        Task.objects.filter(pk__in=tasks[:2]).order_by("pk").values_list("return_reason", flat=True)
    ) == [
        "缺现场照片",
        "",
    ]
    assert [history("task", task)[-1][1] for task in tasks[:2]] == [
        {"officer": colleague, "was": leaving},
        {"officer": None, "was": leaving, "returned_on": "", "return_reason": ""},
    ]


def test_what_another_unit_leads_than_the_successors_stays_with_it(
    tasks: list[int], officers: dict[str, int]
) -> None:
    elsewhere = officers["elsewhere"]
    Assignment.objects.filter(task=tasks[1], role="lead").update(unit=unit("minhang"))
    assert hand_over(by(10), officers["leaving"], elsewhere) == HandedOver((tasks[1],), (tasks[0],))
    assert in_charge() == [None, elsewhere, officers["leaving"], officers["colleague"]]


def test_an_officer_without_open_work_hands_nothing_over(tasks: list[int], officers: dict[str, int]) -> None:
    assert hand_over(by(10), officers["elsewhere"], officers["colleague"]) == HandedOver((), ())
    assert not Entry.objects.filter(action="task.hand-over").exists()


def test_it_takes_six_statements_however_many_tasks_there_are(
    tasks: list[int],
    officers: dict[str, int],
    django_assert_num_queries: object,
) -> None:
    # The tasks, their assignments, the successor, the update, the heads of the chains, the entries.
    with django_assert_num_queries(6):  # type: ignore[operator]
        hand_over(by(10), officers["leaving"], officers["colleague"])


def open_officer(username: str, officer_id: int) -> int:
    seat = Seat(unit_id=unit().pk, officer_id=officer_id)
    return open_account(by(), username, "某队员", ["officer"], seat, "Hui-yin-2022-x")


def test_disabling_an_account_hands_its_work_over(tasks: list[int], officers: dict[str, int]) -> None:
    leaving, staying = (
        open_officer("jia", officers["leaving"]),
        open_officer("yi", officers["colleague"]),
    )
    disable_account(by(10), leaving, "调离岗位", staying)
    assert in_charge() == [officers["colleague"]] * 2 + [officers["leaving"], officers["colleague"]]
    (entry,) = Entry.objects.filter(action="task.hand-over", record_id=tasks[0])
    assert entry.cause.startswith(f"account:{leaving}#")


def test_disabling_an_account_without_a_successor_puts_one_item_on_the_exceptions_list(
    tasks: list[int], officers: dict[str, int]
) -> None:
    from huiyin.records.ledger.queries import open_exceptions

    leaving = open_officer("jia", officers["leaving"])
    disable_account(by(10), leaving, "调离岗位")
    (item,) = open_exceptions()
    assert (item.record, item.record_id, item.wanted) == ("account", leaving, "task.assign")
    assert item.reason == "账号停用后，有2项未完成任务没有责任人，请重新派发。"
    # One that has no open work leaves nothing on it.
    disable_account(by(11), open_officer("bing", officers["colleague"]), "调离岗位", None)
    assert open_exceptions().count() == 2
