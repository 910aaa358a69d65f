"""Dates that were counted before a year's days off were published: wherever they are told, it is said that they may move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from huiyin.knowledge.law.calendar import Calendar, use
from huiyin.records.accounts.scope import Scope
from huiyin.records.problems.actions.extending import extend
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.actions.recounting import recount
from huiyin.records.problems.cards import compound_card
from huiyin.records.problems.columns import LISTS
from huiyin.records.problems.listing import rows
from huiyin.records.problems.models import ListKind, Problem, Task
from huiyin.records.problems.programs import duties
from huiyin.records.problems.tasks import GIVEN_TERM
from huiyin.records.reports.actions.callback import Said, call_back
from huiyin.records.reports.actions.fate import Hold, hold, transfer
from huiyin.records.reports.clocks import may_move
from huiyin.records.reports.desk import waiting
from huiyin.records.reports.models import PendingReason, Report, Satisfaction
from records.reports import report_rows
from records.reports.new_year import BEFORE, FIFTH, NEW_YEAR, answered, arranged, come_in, on, take
from records.reports.report_rows import Desk, order, report, standing_desk

WHY = "2040年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算"
THIS_YEAR = arranged(year=2039)
LATER = FIFTH + timedelta(days=3)

pytestmark = pytest.mark.usefixtures("as_published")


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A desk at the end of a year whose days off are arranged; those of the next are not."""
    use(Calendar(arrangements=[THIS_YEAR]))
    yield from standing_desk()


def remarks(kind: ListKind) -> str:
    """备注 of the only line of a list."""
    (line,) = rows(kind, report_rows.unit(), BEFORE)
    return str(line.cells[[column.key for column in LISTS[kind]].index("remarks")])


def of_task() -> str:
    """What programs are told of the only task."""
    task = Task.objects.get()
    (duty,) = duties([task.problem_id])[task.problem_id]
    return duty.may_move


def test_both_lists_and_programs_say_that_a_tasks_date_may_move_and_why(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.EBIKES))
    assert remarks(ListKind.TASK).endswith(f"时限暂定：{WHY}")
    assert remarks(ListKind.RESPONSIBILITY).endswith(f"；时限暂定：{WHY}")
    assert of_task() == WHY


def on_the_card() -> tuple[str, list[str]]:
    """What the page of the only problem's compound is told of its next date, and of each lead's."""
    card = compound_card(
        Scope(BEFORE, unit=report_rows.unit()), Problem.objects.values_list("compound", flat=True)[0], BEFORE
    )
    assert card is not None
    return card.next_may_move, [one.may_move for one in card.leading]


def test_the_compounds_next_date_may_move_too(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.EBIKES))
    assert on_the_card() == (WHY, [WHY])


def test_of_two_that_end_on_one_day_the_one_that_a_source_has_set_stands(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.EBIKES), order("2", report_rows.EBIKES.replace("12号", "13号")))
    first, second = Task.objects.order_by("pk")
    assert first.due_on == second.due_on
    assert on_the_card() == (WHY, [WHY])
    Task.objects.filter(pk=second.pk).update(due_source=GIVEN_TERM)
    assert on_the_card() == ("", [""])


def test_a_date_that_somebody_set_does_not_move(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.EBIKES))
    task = Task.objects.get()
    extend(on(BEFORE), [task.pk], task.due_on + timedelta(days=3), "等待鉴定", confirmed=True)
    assert "暂定" not in remarks(ListKind.TASK) + remarks(ListKind.RESPONSIBILITY)
    assert of_task() == ""
    assert on_the_card() == ("", [""])


def test_what_was_counted_anew_stands(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.EBIKES))
    change = come_in(NEW_YEAR, THIS_YEAR)
    recount(on(BEFORE), [Task.objects.get().pk], change)
    assert "暂定" not in remarks(ListKind.TASK) + remarks(ListKind.RESPONSIBILITY)
    assert of_task() == ""


def test_a_date_within_the_year_that_is_arranged_stands(desk: Desk) -> None:
    early = BEFORE - timedelta(days=60)
    take(early, order("1", report_rows.EBIKES))
    assert of_task() == ""
    assert told("1") == {}


def told(number: str) -> dict[str, str]:
    """Of which limits of a report it is said that they may move, and why."""
    return may_move(Report.objects.select_related("reply").get(number=number))


def test_of_a_report_each_limit_is_told_apart(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.EBIKES))
    # The first contact is due on the next day but one of that year's last week, of which the next year's notice decides too.
    assert told("1") == {"contact_due": WHY, "handle_due": WHY}
    take(BEFORE, order("2", report_rows.EBIKES, deadline=f"{FIFTH} 17:00:00"))
    assert told("2") == {"contact_due": WHY}


def test_what_waits_by_a_day_that_may_move_is_marked_and_by_one_that_somebody_set_is_not(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.OUTSIDE))
    scope = Scope(BEFORE, unit=report_rows.unit())
    (row,) = waiting(scope, BEFORE).rows
    assert (row.due, row.provisional) == (BEFORE + timedelta(days=1), True)
    hold(on(BEFORE, hour=10), [Hold(row.report_id, PendingReason.PLACE, report_rows.unit().pk, LATER)])
    (row,) = waiting(scope, BEFORE).rows
    assert (row.due, row.provisional) == (LATER, False)


def test_what_was_taken_off_its_problem_waits_for_its_own_day(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.EBIKES))
    remove_links(on(BEFORE + timedelta(days=1)), Problem.objects.get().pk, [report("1").pk], "并错了")
    (row,) = waiting(Scope(BEFORE, unit=report_rows.unit()), BEFORE).rows
    assert (row.reason, row.due, row.provisional) == ("unlinked", report("1").contact_due, False)


def test_an_answer_that_is_owed_is_told_as_well(desk: Desk) -> None:
    take(BEFORE, order("1", report_rows.OUTSIDE))
    transfer(on(BEFORE, hour=10), [report("1").pk], "燃气管理处", "RQ-1", "不属本单位职责")
    assert told("1")["reply_due"] == WHY


def test_what_came_back_is_told_by_its_new_limit(desk: Desk) -> None:
    answered("1")
    call_back(on(date(2039, 12, 30)), [Said(report("1").pk, date(2039, 12, 30), Satisfaction.DISSATISFIED)])
    assert told("1") == {"handle_due": WHY, "reply_due": WHY}


def test_what_came_back_with_a_day_of_its_source_stands(desk: Desk) -> None:
    answered("1")
    take(BEFORE, order("1", report_rows.EBIKES, deadline=f"{FIFTH} 17:00:00"))
    assert told("1").keys() <= {"contact_due"}
