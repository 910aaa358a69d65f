"""What is left lying, and since when: no fate in time, no answer yet, nobody who does it, what could not be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from huiyin.records.accounts.scope import Scope
from huiyin.records.ledger.actions import clear_exceptions, raise_exceptions
from huiyin.records.ledger.queries import open_exceptions
from huiyin.records.problems.actions.assign import assign
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.bare import supported_again
from huiyin.records.problems.models import Problem, Task
from huiyin.records.problems.unsettled import (
    KINDS,
    Tally,
    Unsettled,
    clocks,
    counts,
    listed,
)
from huiyin.records.registry.actions.firms import NewOfficer, add_officers
from huiyin.records.reports.actions.callback import Said, call_back
from huiyin.records.reports.actions.fate import transfer
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.desk import BadCursor
from huiyin.records.reports.models import Reply, Satisfaction
from records.reports import report_rows as rows
from records.reports.report_rows import TODAY, Desk, by, order, report, standing_desk, unit

LATER = TODAY + timedelta(days=60)


def scope(code: str = "jingan") -> Scope:
    return Scope(TODAY, unit=unit(code))


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A desk that takes rows in, over a registry with three known compounds; at the end every invariant must hold."""
    yield from standing_desk()


@pytest.fixture
def lying(desk: Desk) -> Desk:
    """A report that waits, one whose answer is owed, a problem that nobody does, and one of which no report speaks."""
    desk.take(
        order("1001", f"{rows.OUTSIDE}电话13812345678", dispatched="2022-09-08 09:00:00"),
        order("1002", rows.OUTSIDE),
        order("1003", rows.SUNROOM),
        order("1004", rows.EBIKES),
        order("1005", rows.OTHER_COMPOUND, district="闵行区"),
    )
    transfer(by(5), [report("1002").pk], "燃气管理处", "RQ-1", "非本单位职责")
    ebikes = Problem.objects.get(violation="ebike-common-parts")
    remove_links(by(6), ebikes.pk, [report("1004").pk], "判读有误")
    (officer,) = add_officers(by(), [NewOfficer("王岚", unit().pk, "A-1")])
    assign(by(7), [Task.objects.get(problem=ebikes).pk], officer_id=officer)
    return desk


def test_each_kind_is_counted_with_since_when(lying: Desk, django_assert_num_queries: object) -> None:
    ours = scope()
    with django_assert_num_queries(len(KINDS)):  # type: ignore[operator]
        found = counts(ours, LATER)
    assert found == {
        "fate": Tally(2, 2, date(2022, 9, 9)),
        "reply": Tally(1, 1, TODAY),
        "again": Tally(0, 0, None),
        "limits": Tally(1, 1, TODAY),
        "owner": Tally(1, 0, TODAY),
        "exception": Tally(1, 0, TODAY),
    }
    assert counts(scope(), TODAY)["fate"] == Tally(1, 1, date(2022, 9, 9))
    assert counts(scope(), TODAY)["reply"] == Tally(1, 0, TODAY)
    assert counts(scope("minhang"), LATER) == {
        "fate": Tally(0, 0, None),
        "reply": Tally(0, 0, None),
        "again": Tally(0, 0, None),
        "limits": Tally(1, 1, TODAY),
        "owner": Tally(1, 0, TODAY),
        "exception": Tally(0, 0, None),
    }
    assert counts(scope("sh-bureau"), LATER)["owner"].total == 2


def test_each_kind_lists_what_it_counts(lying: Desk) -> None:
    jingan = unit().short_name
    first, second = listed("fate", scope(), LATER).rows
    assert first == Unsettled(
        "fate",
        "report",
        report("1001").pk,
        "1001",
        date(2022, 9, 9),
        date(2022, 9, 9),
        True,
        jingan,
        f"{rows.OUTSIDE}电话138******78",
    )
    assert (second.number, second.since) == ("1004", date(2022, 9, 15))
    (owed,) = listed("reply", scope(), LATER).rows
    assert (owed.number, owed.since, owed.due, owed.late, owed.responsible) == (
        "1002",
        TODAY,
        date(2022, 9, 22),
        True,
        jingan,
    )
    (idle,) = listed("owner", scope(), LATER).rows
    sunroom = Problem.objects.get(violation="illegal-construction", compound=rows.compound("t1"))
    task = Task.objects.get(problem=sunroom)
    assert idle == Unsettled(
        "owner",
        "task",
        task.pk,
        f"RW{task.pk:07}",
        TODAY,
        task.due_on,
        False,
        jingan,
        "违法搭建，青梧雅苑",
        sunroom.pk,
    )
    (undone,) = listed("exception", scope(), LATER).rows
    assert (undone.record, undone.number, undone.since, undone.problem_id) == (
        "problem",
        f"WT{undone.record_id:07}",
        TODAY,
        undone.record_id,
    )
    assert undone.words == "已无诉件支持该问题，请核实后销号，或重新关联诉件。"
    with pytest.raises(KeyError):
        listed("weather", scope(), LATER)


def test_what_needs_a_persons_look_is_named_as_people_know_it_with_who_answers_and_by_when(
    lying: Desk,
) -> None:
    task = Task.objects.get(problem__violation="ebike-common-parts")
    jingan = unit().short_name
    raise_exceptions(
        by(9),
        [
            ("report", report("1002").pk, "problem.join", "请核对关联"),
            ("task", task.pk, "task.x", "请核对"),
            ("compound", 7, "compound.x", "请核对"),
        ],
    )
    found = {row.record: row for row in listed("exception", Scope(TODAY, unit=unit("sh-bureau")), LATER).rows}
    order_, of_task, other = found["report"], found["task"], found["compound"]
    assert (order_.number, order_.responsible, order_.due, order_.late) == (
        "1002",
        jingan,
        date(2022, 9, 22),
        True,
    )
    assert (of_task.number, of_task.responsible, of_task.due, of_task.problem_id) == (
        f"RW{task.pk:07}",
        f"{jingan}／王岚",
        task.due_on,
        task.problem_id,
    )
    assert (other.number, other.responsible, other.due) == ("7", "", None)


def test_an_order_that_came_back_stands_under_its_own_words_with_the_limit_of_its_answer(lying: Desk) -> None:
    send(by(10), [Answer(report("1002").pk, "已移送燃气管理处。")])
    call_back(by(11), [Said(report("1002").pk, TODAY, Satisfaction.DISSATISFIED)])
    (row,) = listed("again", scope(), LATER).rows
    owed = Reply.objects.get(pk=report("1002").pk)
    assert (row.number, row.responsible, row.due, row.late) == ("1002", unit().short_name, owed.due, True)
    assert "应重新办理" in row.words
    assert clocks([row], LATER)[row.record_id].kind == "again"
    assert [one.record for one in listed("exception", scope(), LATER).rows] == ["problem"]
    assert counts(scope(), LATER)["again"] == Tally(1, 1, TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_page_by_page_in_one_statement(
    lying: Desk, kind: str, django_assert_num_queries: object
) -> None:
    more = [order(str(2000 + n), rows.OUTSIDE) for n in range(4)]
    lying.take(
        *more, *(order(str(3000 + n), rows.OTHER_ROOM.replace("1101", f"120{n}")) for n in range(2, 5))
    )
    transfer(by(8), [report("2000").pk, report("2001").pk], "燃气管理处", "RQ-2", "非本单位职责")
    raise_exceptions(by(9), [("report", report("3002").pk, "problem.join", "请核对")])
    raise_exceptions(by(9), [("task", Task.objects.latest("pk").pk, "task.x", "请核对")])
    back = [("report", report(str(number)).pk, "reply.send", "应重新办理") for number in (2000, 2001, 3003)]
    raise_exceptions(by(9), back)
    ours, total = scope(), counts(scope(), LATER)[kind].total
    found: list[int | None] = []
    after = ""
    while True:
        with django_assert_num_queries(1):  # type: ignore[operator]
            page = listed(kind, ours, LATER, after, size=2)
        found += [row.exception_id or row.record_id for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(found) == len(set(found)) == total > 2
    whole = listed(kind, ours, LATER).rows
    assert found == [row.exception_id or row.record_id for row in whole]
    in_order = [row.due if kind == "reply" else row.since for row in whole]
    assert in_order == sorted(in_order)  # type: ignore[type-var]
    for wrong in ("nonsense~1", "2022-09-15T10:00:00~1~1", "2022-09-15 10:00~1"):
        with pytest.raises(BadCursor):
            listed(kind, ours, LATER, wrong)


def test_an_answer_that_is_not_late_yet_is_listed_after_the_late_ones_with_its_limit(
    lying: Desk, django_assert_num_queries: object
) -> None:
    lying.take(order("4001", rows.OUTSIDE))
    transfer(by(60 * 24 * 5), [report("4001").pk], "燃气管理处", "RQ-3", "非本单位职责")
    ours, between = scope(), date(2022, 9, 23)
    with django_assert_num_queries(1):  # type: ignore[operator]
        first, second = listed("reply", ours, between).rows
    assert [(row.number, row.late) for row in (first, second)] == [("1002", True), ("4001", False)]
    assert second.clock is not None
    assert (second.clock.start, second.clock.due, second.clock.tone) == (second.since, second.due, "later")
    assert second.since == TODAY + timedelta(days=5)
    assert second.clock.responsible == unit().short_name
    assert "第二十六条" in second.clock.basis
    assert [row.number for row in listed("reply", ours, between, late=True).rows] == ["1002"]
    assert counts(ours, between)["reply"] == Tally(2, 1, TODAY)


def test_behind_each_date_stands_its_limit_with_basis_start_and_who_is_responsible(
    lying: Desk, django_assert_num_queries: object
) -> None:
    ours, told = scope(), {}
    for kind in ("fate", "limits", "owner"):
        found = listed(kind, ours, LATER).rows
        with django_assert_num_queries(1):  # type: ignore[operator]
            told[kind] = clocks(found, LATER)
        assert {row.record_id: row.due for row in found} == {pk: one.due for pk, one in told[kind].items()}
    waits, kept = (
        told["fate"][report("1001").pk],
        told["owner"][
            Task.objects.get(problem__violation="illegal-construction", problem__compound__code="t1").pk
        ],
    )
    assert (waits.start, waits.due, waits.responsible) == (date(2022, 9, 8), date(2022, 9, 9), "静安")
    assert (kept.start, kept.responsible) == (TODAY, "静安")
    undone = listed("exception", ours, LATER).rows
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert clocks(undone, LATER) == {}


def test_an_answer_is_owed_by_the_unit_that_received_the_report(lying: Desk) -> None:
    assert listed("reply", scope("minhang"), LATER).rows == ()
    assert [row.number for row in listed("reply", scope("sh-bureau"), LATER).rows] == ["1002"]


def test_what_was_answered_is_owed_no_more(lying: Desk) -> None:
    send(by(20), [Answer(report("1002").pk, "已移送燃气管理处办理。")])
    assert listed("reply", scope(), LATER).rows == ()
    assert counts(scope(), LATER)["reply"] == Tally(0, 0, None)


def test_exceptions_are_seen_by_who_sees_the_record(lying: Desk) -> None:
    theirs = Problem.objects.get(compound=rows.compound("t2"))
    raise_exceptions(
        by(9),
        [
            ("problem", theirs.pk, "problem.x", "请核对"),
            ("report", report("1005").pk, "problem.join", "请核对"),
            ("batch", 1, "batch.x", "请核对"),
        ],
    )
    assert [row.record for row in listed("exception", scope("minhang"), LATER).rows] == ["problem", "report"]
    assert {row.record for row in listed("exception", scope("sh-bureau"), LATER).rows} == {
        "problem",
        "report",
        "batch",
    }
    assert [row.record for row in listed("exception", scope(), LATER).rows] == ["problem", "report"]


def test_a_problem_that_a_report_supports_again_is_no_exception_any_more(lying: Desk) -> None:
    ebikes = Problem.objects.get(violation="ebike-common-parts")
    one, item = report("1004").pk, open_exceptions().get().pk
    assert supported_again([one]) == []
    link = ebikes.links.create(report_id=one, added_at=by(10).at, added_by="wu")
    assert supported_again([report("1001").pk, one]) == [item]
    assert supported_again([report("1001").pk]) == []
    clear_exceptions(by(11), [item], "已重新关联诉件")
    assert supported_again([one]) == []
    link.delete()
    raise_exceptions(by(12), [("problem", ebikes.pk, "problem.settle", "请核实")])
