"""The limit of a row of a list, from what the row holds: 依据 · 起算 · 截止 · 谁负责."""

from __future__ import annotations

from datetime import date

from django.template.loader import get_template
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from huiyin.doors.web.design.clocks import ClockChip, clock_chip
from huiyin.doors.web.language import label
from huiyin.knowledge.law.running import RunningClock, by_deadline, given
from huiyin.records.problems.desk import Row
from huiyin.records.problems.task_lines import days_late
from huiyin.records.problems.tasks import GIVEN_TERM, deadlines_of, last_day


def running(row: Row, today: date) -> RunningClock:
    """How the limit of a row's task stands.

    From when it runs is told where the count of the book from the day on which the problem was opened comes to its very
    day; a limit that a person moved, or that is counted otherwise, has no start here.
    """
    assert row.due_on is not None
    who = " ".join(filter(None, (row.lead, row.officer)))
    if row.extended_on is not None:
        day = row.extended_on.isoformat()
        return given(
            "task", (f"延期，{day}批准", f"extended on {day}", "person"), row.due_on, today, responsible=who
        )
    if row.due_source == GIVEN_TERM:
        return given("task", (GIVEN_TERM, "set by the source", "given"), row.due_on, today, responsible=who)
    opened = timezone.localdate(row.opened_at)
    for deadline in deadlines_of(row.violation):
        if last_day(deadline, opened) == row.due_on:
            return by_deadline(deadline, opened, today, kept=row.due_on, responsible=who)
    source = row.due_source or ""
    return given("task", (source, source, "given"), row.due_on, today, responsible=who)


def chip(row: Row, today: date) -> ClockChip | None:
    """The limit of a row as pages show it; None where there is no task."""
    if row.due_on is None:
        return None
    limit = running(row, today)
    basis = label(limit.basis, limit.basis_en)
    starts = ""
    if limit.start is not None:
        day = formats.date_format(limit.start, gettext("Y年n月j日"))
        starts = gettext("%(day)s（列入清单之日）") % {"day": day}
    if row.task_state == "done":
        return ClockChip("done", gettext("已办结"), limit.due, basis, starts, limit.responsible)
    return clock_chip(
        limit.due,
        today,
        basis=basis,
        starts=starts,
        owner=limit.responsible,
        verified=limit.verified,
        provisional=bool(limit.provisional),
    )


def first_deadline(row: Row, today: date) -> str:
    """The first deadline of a task that was extended, and by how many days it is late by that; empty for every other."""
    if row.extended_from is None:
        return ""
    said = gettext("原定 %(day)s") % {"day": formats.date_format(row.extended_from, gettext("Y年n月j日"))}
    days = days_late(row.extended_from, today) if row.task_state == "open" else None
    if not days:
        return said
    late = ngettext("%(first)s，已超期 %(days)d 天", "%(first)s，已超期 %(days)d 天", days)
    return late % {"first": said, "days": days}


def drawn(limit: ClockChip | None) -> SafeString:
    """A limit by the design's own part, without the cost of a tag for each row."""
    return SafeString(get_template("web/parts/clock.html").render({"chip": limit}) if limit else "")
