"""Limits of reports that lean on a year whose days off come in later: counted anew where something is still to be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.knowledge.law.calendar import Arrangement
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.models import Problem, Task, Verification
from huiyin.records.reports.actions.attach import resume
from huiyin.records.reports.actions.callback import Said, call_back
from huiyin.records.reports.actions.fate import Hold, hold, transfer, withdraw
from huiyin.records.reports.actions.recounting import Recounted, recount
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.models import PendingReason, Reply, Report, Satisfaction
from huiyin.records.reports.queries import leaning
from records.reports import report_rows as rows
from records.reports.new_year import (
    BEFORE,
    FIFTH,
    FIFTH_ANEW,
    LATE,
    LONGER,
    NEW_YEAR,
    answered,
    come_in,
    on,
    take,
)
from records.reports.report_rows import Desk, history, order, report
from told import blocks_as_one

NEXT_YEAR = date(2039, 12, 31)

pytestmark = pytest.mark.usefixtures("as_published")


def counted_anew(arrangement: Arrangement = NEW_YEAR, *held: Arrangement) -> Recounted:
    """What moves when the days off of 2040 come in, part by part as the command does it."""
    change = come_in(arrangement, *held)
    found = [recount(on(NEXT_YEAR), part, change) for part in leaning(change)]
    assert len(found) <= 1
    return found[0] if found else Recounted((), ())


def test_the_handling_of_an_order_before_the_turn_of_the_year_moves_and_says_what_it_was(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES))
    one = report("1")
    assert (one.contact_due, one.handle_due) == (LATE, FIFTH)

    assert counted_anew() == Recounted((one.pk,), ())

    one.refresh_from_db()
    assert (one.contact_due, one.handle_due) == (LATE, FIFTH_ANEW)
    assert history("report", one.pk)[-1] == (
        "report.recount",
        {"handle_due": "2040-01-06", "was": {"handle_due": "2040-01-04"}},
    )


def test_again_changes_nothing(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES))
    counted_anew()
    entered = Entry.objects.count()

    assert counted_anew() == counted_anew(NEW_YEAR, NEW_YEAR) == Recounted((), ())

    assert Entry.objects.count() == entered


def test_what_was_counted_without_the_year_while_it_was_held_already_moves_when_it_is_imported_again(
    desk: Desk,
) -> None:
    take(BEFORE, order("1", rows.EBIKES))

    assert counted_anew(NEW_YEAR, NEW_YEAR) == Recounted((report("1").pk,), ())

    assert report("1").handle_due == FIFTH_ANEW


def test_a_year_that_is_replaced_moves_what_was_counted_by_the_first(desk: Desk) -> None:
    take(LATE, order("1", rows.EBIKES))
    one = report("1")
    counted_anew()
    assert report("1").contact_due == date(2039, 12, 30)

    assert counted_anew(LONGER, NEW_YEAR) == Recounted((one.pk,), ())

    assert (report("1").contact_due, report("1").handle_due) == (date(2040, 1, 4), date(2040, 1, 10))


def test_the_tasks_first_running_limit_follows_its_reports(desk: Desk) -> None:
    take(LATE, order("1", rows.SUNROOM))
    assert Task.objects.get().orders_due_on == date(2039, 12, 30)

    counted_anew(LONGER)

    assert Task.objects.get().orders_due_on == date(2040, 1, 4)


def test_a_deadline_that_the_source_has_set_stays(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES, deadline=f"{FIFTH} 17:00:00"))

    assert counted_anew() == Recounted((), ())

    assert (report("1").handle_due, report("1").handle_due_given) == (FIFTH, True)


def test_what_waits_for_a_person_waits_as_long_as_its_first_contact(desk: Desk) -> None:
    take(LATE, order("1", rows.UNSURE))
    assert report("1").pending_due == date(2039, 12, 30)

    counted_anew(LONGER)

    one = report("1")
    assert (one.contact_due, one.pending_due) == (date(2040, 1, 4), date(2040, 1, 4))


def test_a_day_that_a_person_has_given_it_to_wait_stays(desk: Desk) -> None:
    take(LATE, order("1", rows.UNSURE))
    one = report("1")
    hold(on(LATE, hour=10), [Hold(one.pk, PendingReason.PLACE, rows.unit().pk, date(2040, 1, 3))])

    counted_anew(LONGER)

    one.refresh_from_db()
    assert (one.contact_due, one.pending_due) == (date(2040, 1, 4), date(2040, 1, 3))


def test_what_was_taken_off_its_problem_waits_for_that_day_though_the_contact_was_due_on_it(
    desk: Desk,
) -> None:
    take(LATE, order("1", rows.SUNROOM), order("2", rows.SUNROOM_AGAIN))
    remove_links(on(date(2039, 12, 30)), Problem.objects.get().pk, [report("2").pk], "判读有误")
    assert report("2").pending_due == report("2").contact_due

    counted_anew(LONGER)

    assert report("2").pending_due == date(2039, 12, 30)
    assert report("2").contact_due == date(2040, 1, 4)


def test_an_answer_that_is_owed_moves(desk: Desk) -> None:
    take(BEFORE, order("1", rows.OUTSIDE))
    one = report("1")
    transfer(on(BEFORE, hour=10), [one.pk], "燃气管理处", "RQ-1", "不属本单位职责")
    assert Reply.objects.get(pk=one.pk).due == FIFTH

    assert counted_anew() == Recounted((one.pk,), (one.pk,))

    assert Reply.objects.get(pk=one.pk).due == FIFTH_ANEW
    assert history("report", one.pk)[-1][1] == {
        "handle_due": "2040-01-06",
        "reply_due": "2040-01-06",
        "was": {"handle_due": "2040-01-04", "reply_due": "2040-01-04"},
    }


def test_what_came_back_is_to_be_handled_and_answered_by_another_day(desk: Desk) -> None:
    one = answered("1")
    call_back(on(date(2039, 12, 30)), [Said(one.pk, date(2039, 12, 30), Satisfaction.DISSATISFIED)])
    one.refresh_from_db()
    assert (one.handle_due, one.reply.due) == (FIFTH, FIFTH)

    assert counted_anew() == Recounted((one.pk,), (one.pk,))

    one = report("1")
    assert (one.handle_due, one.reply.due) == (FIFTH_ANEW, FIFTH_ANEW)


def test_what_came_back_with_a_day_of_its_source_is_answered_by_that_day(desk: Desk) -> None:
    answered("1")
    take(BEFORE, order("1", rows.EBIKES, deadline=f"{FIFTH} 17:00:00"))
    one = report("1")
    assert (one.reply.again_on, one.handle_due_given, one.reply.due) == (BEFORE, True, FIFTH)

    assert counted_anew() == Recounted((), ())

    assert (report("1").handle_due, report("1").reply.due) == (FIFTH, FIFTH)


def test_what_left_us_came_back_and_was_taken_up_waits_as_long_as_its_answer(desk: Desk) -> None:
    take(date(2039, 12, 21), order("1", rows.OUTSIDE))
    one = report("1")
    transfer(on(date(2039, 12, 21), hour=10), [one.pk], "燃气管理处", "RQ-1", "不属本单位职责")
    send(on(date(2039, 12, 22)), [Answer(one.pk, "已移送")])
    call_back(on(date(2039, 12, 30)), [Said(one.pk, date(2039, 12, 30), Satisfaction.DISSATISFIED)])
    resume(on(date(2039, 12, 30), hour=11), [one.pk], "反映人不满意")
    assert report("1").pending_due == FIFTH

    assert counted_anew() == Recounted((one.pk,), (one.pk,))

    one.refresh_from_db()
    assert (one.pending_due, one.handle_due, one.reply.due) == (FIFTH_ANEW,) * 3


def test_what_is_done_with_stays_as_it_was(desk: Desk) -> None:
    take(BEFORE, order("1", rows.EBIKES), order("2", rows.INQUIRY))
    withdraw(on(BEFORE, hour=10), [report("1").pk, report("2").pk], "来电撤回")

    assert counted_anew() == Recounted((), ())

    assert {one.handle_due for one in Report.objects.all()} == {FIFTH}


def test_what_nobody_can_answer_moves_as_long_as_its_problem_is_open(desk: Desk) -> None:
    take(BEFORE, order("", rows.EBIKES), order("", rows.SUNROOM))
    settled = Problem.objects.get(violation="illegal-construction")
    verify(on(BEFORE, hour=10), [Finding(settled.pk, Verification.UNTRUE, BEFORE, found="现场未见")])
    settle(on(BEFORE, hour=11), [settled.pk], "经核实不属实")
    still = Report.objects.get(links__problem__violation="ebike-common-parts")

    assert counted_anew() == Recounted((still.pk,), ())


@pytest.mark.parametrize("many", [2, 60])
def test_any_number_of_reports_takes_the_same_statements(desk: Desk, many: int) -> None:
    take(LATE, *(order(str(n), rows.SUNROOM if n % 2 else rows.UNSURE) for n in range(many)))
    change = come_in(LONGER)
    [part] = leaning(change)

    told = statements(lambda: recount(on(NEXT_YEAR), part, change))

    assert len(part) == many
    # The reports, their replies, three columns; the problems, their tasks and limits, one column; the chains, the entries.
    assert len(blocks_as_one(told)) == 11


def statements(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as told:
        act()
    return [query["sql"] for query in told.captured_queries]
