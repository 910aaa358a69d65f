"""What a new problem sets to be done, by the statute book: goal, work, measure, mark of completion, deadline."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from huiyin.knowledge.law import book
from huiyin.knowledge.law.calendar import Calendar, in_force
from huiyin.knowledge.law.clocks import due, due_date
from huiyin.knowledge.law.types import Deadline

OWN_TERM = "单位自定"
"""The source of a deadline that no law sets."""
GIVEN_TERM = "来源所定办理时限"
"""The source of a deadline that came with a report."""


class Plan(NamedTuple):
    """The words and the deadline of a task."""

    goal: str
    work: str
    measure: str
    done_mark: str
    due_on: date
    due_source: str
    phase: str


class Dated(NamedTuple):
    """The deadline of a task as it stands; ``own`` is that of the book while an earlier one of a source stands instead."""

    due_on: date
    due_source: str
    own_due_on: date | None
    own_due_source: str


def dated(own_on: date, own_source: str, given: date | None) -> Dated:
    """The deadline of a task for which the book says ``own_on``: the first that a source has set, where that is earlier."""
    if given is None or given >= own_on:
        return Dated(own_on, own_source, None, "")
    return Dated(given, GIVEN_TERM, own_on, own_source)


def plan(violation: str, in_progress: bool, start: date) -> Plan:
    """The task of a violation that became known on ``start``; work under way has its own, shorter one.

    Raises ``KeyError`` for a code that is not in the book.
    """
    return _plan(violation, in_progress, start, in_force())


@lru_cache(maxsize=65536)
def _plan(violation: str, in_progress: bool, start: date, calendar: Calendar) -> Plan:
    law = book.load()
    entry = law.violations[violation]
    underway = entry.in_progress if in_progress else None
    work, measure, done = (
        (underway.task, underway.measure, underway.completion)
        if underway
        else (entry.task, entry.measure, entry.completion)
    )
    deadline = underway.deadline if underway else entry.deadline
    phase = law.campaign.phase_on(start)
    source = law.cite(deadline.basis) if deadline.basis is not None else OWN_TERM
    return Plan(
        entry.goal.zh,
        work.zh,
        measure.zh,
        done.zh,
        last_day(deadline, start, calendar),
        source,
        phase.id if phase else "",
    )


def last_day(deadline: Deadline, start: date, calendar: Calendar | None = None) -> date:
    """The day on which a task's limit ends, by the calendar in force where none is named. Hours end on the day that the last
    of them may reach."""
    if deadline.unit == "hours":
        return start + timedelta(days=-(-deadline.limit // 24) if deadline.limit >= 24 else 0)
    return due_date(start, deadline.limit, deadline.unit, calendar=calendar)


def deadlines_of(violation: str) -> list[Deadline]:
    """The deadlines that the book has for a violation, the ordinary one first; none for a code that is not in it."""
    found = book.load().violations.get(violation)
    if found is None:
        return []
    return [found.deadline, *([found.in_progress.deadline] if found.in_progress else [])]


def may_move(violation: str, start: date, due_on: date, due_source: str, *, kept: bool) -> str:
    """Why a task's deadline may still move, in Chinese: the days off on which its count leans are not published. Empty where it
    stands, where a source has set it, and where it is ``kept``: the task is done, or somebody has extended it."""
    return "" if kept or due_source == GIVEN_TERM else _may_move(violation, start, due_on, in_force())


@lru_cache(maxsize=8192)
def _may_move(violation: str, start: date, due_on: date, calendar: Calendar) -> str:
    for deadline in deadlines_of(violation):
        if last_day(deadline, start, calendar) == due_on:
            # Hours pass whatever a day is.
            told = deadline.unit != "hours" and due(start, deadline.limit, deadline.unit, calendar=calendar)
            return (told and told.provisional) or ""
    return ""
