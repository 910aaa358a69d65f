"""Orders that come when what they speak of is settled: those made before speak of that, those made since of a recurrence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.outbox.models import Message
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.actions.opening import open_from
from huiyin.records.problems.actions.splitting import Where
from huiyin.records.problems.models import Condition, Link, Problem, Task, Verification
from huiyin.records.reports import readings
from huiyin.records.reports.actions.judging import Seen, confirm
from huiyin.records.reports.actions.recalling import recall
from huiyin.records.reports.clocks import reply_due
from huiyin.records.reports.models import Reply
from records.reports import report_rows as rows
from records.reports.report_rows import (
    TODAY,
    Desk,
    by,
    causes,
    changed_read,
    compound,
    history,
    order,
    report,
)

# Problems are settled here on 15 September.
BEFORE, ON_THE_DAY, SINCE = "2022-09-14 23:59:00", "2022-09-15 00:00:00", "2022-09-16 08:00:00"
DAYS = 24 * 60


def settled(problem: Problem, minutes: int = 10) -> Problem:
    day = to_shanghai(by(minutes).at).date()
    verify(by(minutes - 1), [Finding(problem.pk, Verification.TRUE, day, Condition.EXISTING)])
    settle(by(minutes), [problem.pk], "已拆除，恢复原状")
    return problem


def after(days: int) -> dict[str, Any]:
    """When something is taken: so many days after the settling."""
    return {"minutes": days * DAYS, "today": TODAY + timedelta(days=days)}


def linked_to(number: str) -> list[int]:
    links = Link.objects.filter(report__number=number, removed_at=None)
    return list(links.order_by("problem").values_list("problem", flat=True))


@pytest.fixture
def old(desk: Desk) -> Problem:
    """A problem of an order of 14 September, settled on the 15th."""
    desk.take(order("1", rows.SUNROOM))
    return settled(Problem.objects.get())


def test_an_order_made_before_the_settling_is_linked_to_what_was_settled_and_its_answer_is_owed(
    desk: Desk, old: Problem
) -> None:
    # Given
    before = (Task.objects.values().get(), Message.objects.count())
    # When
    desk.take(order("2", rows.SUNROOM_UNDER_WAY, BEFORE), **after(3))
    # Then
    assert Problem.objects.values("state", "condition", "recurrence_of").get() == {
        "state": "settled",
        "condition": "existing",
        "recurrence_of": None,
    }
    assert (Task.objects.values().get(), Message.objects.count()) == before
    late = report("2")
    assert (late.fate, linked_to("2")) == ("linked", [old.pk])
    reply = Reply.objects.get(report=late)
    assert (reply.state, reply.owed_since) == ("owed", by(3 * DAYS).at)
    assert reply.due == reply_due(TODAY + timedelta(days=3))
    assert history("problem", old.pk)[-1] == ("problem.join", {"linked": [late.pk], "before_settling": True})
    assert history("report", late.pk)[-1] == ("reply.owe", {"reply": "owed", "due": reply.due.isoformat()})
    assert causes("report", late.pk)[-1] == f"problem:{old.pk}#{len(history('problem', old.pk))}"


@pytest.mark.parametrize("made", [ON_THE_DAY, SINCE], ids=["on-the-day", "since"])
def test_an_order_made_on_the_day_of_settling_or_since_opens_a_recurrence(
    desk: Desk, old: Problem, made: str
) -> None:
    desk.take(order("2", rows.SUNROOM_AGAIN, made), **after(3))
    new = Problem.objects.get(state="open")
    assert (new.recurrence_of, linked_to("2"), Task.objects.filter(problem=new).count()) == (old, [new.pk], 1)
    assert Reply.objects.get(report=report("2")).state == "waiting"


@pytest.mark.parametrize("numbers", ["23", "32"])
def test_in_one_file_each_order_goes_where_its_day_leads_whatever_their_turn(
    desk: Desk, old: Problem, numbers: str
) -> None:
    made = {"2": BEFORE, "3": SINCE}
    desk.take(*(order(number, rows.SUNROOM_AGAIN, made[number]) for number in numbers), **after(3))
    new = Problem.objects.get(state="open")
    assert (linked_to("2"), linked_to("3")) == ([old.pk], [new.pk])
    assert new.first_on == date(2022, 9, 16)


def test_an_older_order_passes_a_recurrence_that_is_open_by(desk: Desk, old: Problem) -> None:
    desk.take(order("2", rows.SUNROOM_AGAIN, SINCE), **after(3))
    desk.take(order("3", rows.SUNROOM_AGAIN, BEFORE), **after(4))
    new = Problem.objects.get(state="open")
    assert (linked_to("2"), linked_to("3"), new.first_on) == ([new.pk], [old.pk], date(2022, 9, 16))


def test_of_two_settled_ones_an_order_speaks_of_the_first_that_was_settled_after_it(
    desk: Desk, old: Problem
) -> None:
    desk.take(order("2", rows.SUNROOM_AGAIN, SINCE), **after(3))
    second = settled(Problem.objects.get(state="open"), 5 * DAYS)
    desk.take(
        order("3", rows.SUNROOM_AGAIN, BEFORE),
        order("4", rows.SUNROOM_AGAIN, "2022-09-17 10:00:00"),
        order("5", rows.SUNROOM_AGAIN, "2022-09-21 10:00:00"),
        **after(7),
    )
    third = Problem.objects.get(state="open")
    assert [linked_to(number) for number in "345"] == [[old.pk], [second.pk], [third.pk]]
    assert third.recurrence_of == second


def test_an_older_order_that_is_the_first_of_all_dates_what_was_settled(desk: Desk, old: Problem) -> None:
    desk.take(order("2", rows.SUNROOM_AGAIN, "2022-09-11 08:00:00"), **after(3))
    old.refresh_from_db()
    assert old.first_on == date(2022, 9, 11)
    remove_links(by(4 * DAYS), old.pk, [report("2").pk], "另一处")
    old.refresh_from_db()
    assert old.first_on == date(2022, 9, 14)


def test_what_was_settled_without_any_report_is_dated_by_the_first_that_comes_late(
    desk: Desk,
) -> None:
    # Given
    desk.take(order("1", rows.SUNROOM, "2022-09-09 10:00:00"))
    old = Problem.objects.get()
    remove_links(by(5), old.pk, [report("1").pk], "另一处")
    settled(old)
    # When
    late = [("2", "2022-09-13 08:00:00"), ("3", "2022-09-12 08:00:00")]
    desk.take(*(order(number, rows.SUNROOM_AGAIN, made) for number, made in late), **after(3))
    # Then
    old.refresh_from_db()
    assert (old.state, old.first_on) == ("settled", date(2022, 9, 12))
    assert history("problem", old.pk)[-1] == (
        "problem.join",
        {
            "linked": [report("2").pk, report("3").pk],
            "before_settling": True,
            "first_on": "2022-09-12",
        },
    )
    # When a report stands at it, a later one
    desk.take(order("4", rows.SUNROOM_AGAIN, BEFORE), **after(4))
    # Then
    old.refresh_from_db()
    assert (linked_to("4"), old.first_on) == ([old.pk], date(2022, 9, 12))


def test_an_answer_waits_while_another_of_its_problems_is_open(desk: Desk, old: Problem) -> None:
    (row,) = rows.prepared(order("2", rows.SUNROOM_AGAIN, BEFORE))
    desk.receive([rows.with_wrongs(row, "illegal-construction", "facade")], 3 * DAYS)
    assert old.pk in linked_to("2")
    assert (len(linked_to("2")), Reply.objects.get(report=report("2")).state) == (2, "waiting")


def test_what_was_opened_by_mistake_is_spoken_of_by_nothing(desk: Desk) -> None:
    # Given a problem that a person's word had founded, which took it back
    desk.receive([changed_read(*rows.prepared(order("1", rows.SUNROOM)), waits_for="reading")])
    confirm(by(5), [Seen(report("1").pk, readings.mark(report("1")))])
    recall(by(6), [report("1").pk], by(0).at)
    # When
    desk.take(order("2", rows.SUNROOM_AGAIN, BEFORE), **after(3))
    # Then
    new = Problem.objects.get(state="open")
    assert (linked_to("2"), new.recurrence_of) == ([new.pk], None)


def test_a_person_who_says_that_the_wrong_is_back_opens_it_whatever_the_day(desk: Desk, old: Problem) -> None:
    desk.take(order("2", rows.NO_PLACE, BEFORE), **after(3))
    where = Where("illegal-construction", compound("t1").pk, "7", "", "1201")
    open_from(by(3 * DAYS + 5), [report("2").pk], where)
    new = Problem.objects.get(state="open")
    assert (new.recurrence_of, linked_to("2")) == (old, [new.pk])


def test_a_reading_that_led_to_what_was_settled_can_be_taken_back_with_the_answer_it_made_owed(
    desk: Desk, old: Problem
) -> None:
    # Given
    waiting = [changed_read(*rows.prepared(order("2", rows.SUNROOM_AGAIN, BEFORE)), waits_for="reading")]
    desk.receive(waiting, 3 * DAYS)
    now = 3 * DAYS + 5
    confirm(by(now), [Seen(report("2").pk, readings.mark(report("2")))])
    assert (linked_to("2"), Reply.objects.get(report=report("2")).state) == ([old.pk], "owed")
    # When
    recall(by(now + 1), [report("2").pk], by(0).at)
    # Then
    reply = Reply.objects.get(report=report("2"))
    assert (report("2").fate, linked_to("2")) == ("pending", [])
    assert (reply.state, reply.owed_since, reply.due) == ("waiting", None, None)
    old.refresh_from_db()
    assert old.state == "settled"
