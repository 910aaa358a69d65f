"""What programs are told of dates that were counted before a year's days off were published."""

from __future__ import annotations

from doors.api.calling import REPORTS, Caller
from huiyin.knowledge.law.calendar import Calendar, use
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.new_year import BEFORE, arranged, take

WHY = "2040年的放假安排尚未收录，暂按周一至周五为工作日推算，收录后重算"


def test_each_says_why_it_may_move(jingan: Caller, as_published: None) -> None:
    use(Calendar(arrangements=[arranged(year=2039)]))
    take(BEFORE, rows.order("1", rows.EBIKES))
    told = jingan.read(f"{REPORTS}/{Report.objects.get().pk}")
    clocks = told["clocks"]
    assert (clocks["contact_provisional"], clocks["handle_provisional"]) == (WHY, WHY)
    assert told["reply"]["due_provisional"] == ""
    (task,) = jingan.read(f"/api/v1/problems/{told['problems'][0]}")["tasks"]
    assert (task["due_on"], task["due_provisional"]) == ("2040-01-04", WHY)


def test_one_that_stands_says_nothing(jingan: Caller) -> None:
    take(rows.TODAY, rows.order("1", rows.EBIKES))
    told = jingan.read(f"{REPORTS}/{Report.objects.get().pk}")
    (task,) = jingan.read(f"/api/v1/problems/{told['problems'][0]}")["tasks"]
    clocks = told["clocks"]
    assert (clocks["contact_provisional"], clocks["handle_provisional"], task["due_provisional"]) == (
        "",
        "",
        "",
    )
