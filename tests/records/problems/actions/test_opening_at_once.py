"""Two who open the same problem at once, each with a connection of its own; only PostgreSQL lets them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from test_assigning_at_once import Beside, beside

from huiyin.records.problems.actions.lifecycle import ProblemRefused
from huiyin.records.problems.actions.opening import Opened, open_from
from huiyin.records.problems.actions.splitting import Where
from huiyin.records.problems.models import Problem, Task
from huiyin.records.reports import readings
from huiyin.records.reports.actions.giving import FateRefused
from huiyin.records.reports.actions.judging import Seen, confirm, reject
from huiyin.records.reports.models import Judgement
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, compound, order, report

__all__ = ["beside", "connection"]
pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def ids(desk: Desk) -> list[int]:
    desk.take(order("1001", rows.NO_PLACE), order("1002", rows.UNSURE))
    return [report(number).pk for number in ("1001", "1002")]


def test_of_two_who_open_it_from_two_reports_one_opens_and_one_joins(ids: list[int], beside: Beside) -> None:
    there = Where("facade", compound("t1").pk, "7", "", "1201")
    with transaction.atomic():
        first = open_from(by(10, "wu"), ids[:1], there)
        other = beside(lambda: open_from(by(11, "lin"), ids[1:], there))
    second = other.result(timeout=20)
    assert isinstance(second, Opened)
    assert (first.problem_id, len(first.tasks), second.problem_id, second.tasks) == (
        Problem.objects.get().pk,
        1,
        first.problem_id,
        (),
    )
    assert Task.objects.count() == 1
    assert {report(number).fate for number in ("1001", "1002")} == {"linked"}


def test_of_two_who_open_it_from_one_report_one_is_told_that_it_is_done(
    ids: list[int], beside: Beside
) -> None:
    there = Where("facade", compound("t1").pk, "7", "", "1201")
    with transaction.atomic():
        open_from(by(10, "wu"), ids[:1], there)
        other = beside(lambda: open_from(by(11, "lin"), ids[:1], there))
    with pytest.raises(ProblemRefused, match=f"report {ids[0]} is linked to WT"):
        other.result(timeout=20)


def test_an_import_that_opens_it_meanwhile_is_joined(desk: Desk, ids: list[int], beside: Beside) -> None:
    there = Where("illegal-construction", compound("t1").pk, "7", "", "1101")
    with transaction.atomic():
        desk.take(order("2001", rows.OTHER_ROOM), minutes=1)
        other = beside(lambda: open_from(by(11, "lin"), ids, there))
    opened = other.result(timeout=20)
    assert isinstance(opened, Opened)
    problem = Problem.objects.get()
    assert (opened.problem_id, opened.tasks) == (problem.pk, ())
    assert set(problem.links.values_list("report__number", flat=True)) == {"1001", "1002", "2001"}


def test_of_two_who_judge_one_reading_one_is_told_that_somebody_was_faster(
    ids: list[int], beside: Beside
) -> None:
    seen = [Seen(ids[1], readings.mark(report("1002")))]
    with transaction.atomic():
        confirm(by(10, "wu"), seen)
        other = beside(lambda: reject(by(11, "lin"), seen))
    with pytest.raises(FateRefused, match=f"report {ids[1]} waits for no reading any more"):
        other.result(timeout=20)
    assert Judgement.objects.get().actor == "wu"
