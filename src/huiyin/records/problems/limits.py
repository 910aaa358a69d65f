"""The limits that run on tasks and reports, each with its basis, its start and who is responsible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from huiyin.knowledge.law import book
from huiyin.knowledge.law.running import (
    OWN_TERM_EN,
    OWN_TERM_ZH,
    RunningClock,
    Standing,
    by_deadline,
    by_rule,
    given,
)
from huiyin.knowledge.law.types import Deadline
from huiyin.records.problems.lines import day_of
from huiyin.records.problems.models import Assignment, Problem, Task
from huiyin.records.problems.tasks import GIVEN_TERM, OWN_TERM, deadlines_of, last_day
from huiyin.records.reports.clocks import SHORT_ORDERS
from huiyin.records.reports.models import AgainAfter, Fate, PendingReason, Reply, ReplyState, Report

_GIVEN: tuple[str, str, Standing] = (GIVEN_TERM, "set by the source", "given")
_OWN: tuple[str, str, Standing] = (OWN_TERM_ZH, OWN_TERM_EN, "unit")


def task_clock(
    task: Task, problem: Problem, lead: Assignment | None, today: date, approver: str = ""
) -> RunningClock:
    """How a task's limit stands. One that was extended rests on who extended it, one that a source has set on that, every
    other on the book.

    ``approver`` is that person's name; without it they are called as they sign in.
    """
    responsible = _who(lead)
    deadlines = deadlines_of(problem.violation)
    basis: tuple[str, str, Standing]
    if task.extended_by:
        when = task.extended_on.isoformat() if task.extended_on else ""
        who = approver or task.extended_by
        basis = (f"延期，{who}于{when}批准", f"extended by {who} on {when}", "person")
    elif task.due_source == GIVEN_TERM:
        basis = _GIVEN
    else:
        for deadline in deadlines:
            if last_day(deadline, task.start_on) == task.due_on:
                return by_deadline(
                    deadline,
                    task.start_on,
                    today,
                    kept=task.due_on,
                    responsible=responsible,
                    done=task.done_on,
                )
        basis = _source(task.due_source, deadlines)
    return given(
        "task",
        basis,
        task.due_on,
        today,
        responsible=responsible,
        start=task.start_on,
        done=task.done_on,
    )


def report_clocks(report: Report, today: date) -> tuple[RunningClock, ...]:
    """The limits that run or ran on a report, the most pressing duty first: what it waits for, first contact, handling, answer.

    The report comes with its unit, owner, reply and disposal.
    """
    return tuple(_report_clocks(report, report.reply, today))


def _report_clocks(report: Report, reply: Reply, today: date) -> Iterator[RunningClock]:
    if report.fate == Fate.PENDING:
        yield _pending(report, today)
        if report.pending_reason == PendingReason.OUTSIDE:
            yield by_rule("transfer", "transfer", report.reached_on, today, responsible=_owner(report))
    # Nothing but an answer is a contact. What has left us, nobody here need contact any more.
    told = [day for day in (day_of(reply.interim_at), day_of(reply.sent_at), _left(report)) if day]
    if reply.again_on is not None and reply.again_after == AgainAfter.DISPATCHED:
        # Who was contacted before the matter was dispatched once more is contacted again.
        told = [day for day in told if day >= reply.again_on]
    # Whom nobody can reach, or who took it back, is neither contacted nor answered.
    if reply.state not in (ReplyState.UNREACHABLE, ReplyState.RELEASED):
        yield _from_dispatch(
            report,
            by_rule(
                "contact",
                "contact",
                _start(report),
                today,
                responsible=report.unit.short_name,
                kept=report.contact_due,
                done=min(told, default=None),
            ),
        )
    if reply.again_on is not None and reply.due is not None:
        # One limit holds for both: to handle it again, and to answer.
        yield again_clock(
            "again",
            reply.again_on,
            reply.again_after,
            reply.due,
            today,
            responsible=report.unit.short_name,
            by_source=_set_by_source(report, reply),
            done=day_of(reply.sent_at),
        )
        return
    yield _handling(report, reply, today)
    if reply.due is not None and reply.owed_since is not None:
        since = day_of(reply.owed_since)
        assert since is not None
        yield reply_clock(
            since, reply.due, today, responsible=report.unit.short_name, done=day_of(reply.sent_at)
        )


def reply_clock(
    since: date, due: date, today: date, *, responsible: str, done: date | None = None
) -> RunningClock:
    """How the limit of an answer stands that is owed since a day; ``due`` is the date that the answer holds."""
    owed = by_rule("reply", "reporter-informed", since, today, responsible=responsible, kept=due, done=done)
    # Counted from the day on which the answer can be given, not from the book's event.
    return replace(owed, starts_by="")


def again_clock(
    kind: str,
    on: date,
    after: str,
    due: date,
    today: date,
    *,
    responsible: str,
    by_source: bool = False,
    done: date | None = None,
) -> RunningClock:
    """How the limit of a matter stands that came back on a day; ``after`` is the book's event, ``due`` what the answer holds.

    ``by_source`` says that the source has set it itself.
    """
    if by_source:
        return given(kind, _GIVEN, due, today, responsible=responsible, start=on, done=done)
    counted = by_rule(kind, "re-handling", on, today, responsible=responsible, kept=due, done=done)
    return replace(counted, starts_by=after)


def _set_by_source(report: Report, reply: Reply) -> bool:
    return report.handle_due_given and report.handle_due == reply.due


def _pending(report: Report, today: date) -> RunningClock:
    """Until when somebody must give it its fate: as a rule the day of the first contact, the answer's where it came back."""
    assert report.pending_due is not None
    reply = report.reply
    if reply.again_on is not None and report.pending_due == reply.due:
        return again_clock(
            "pending",
            reply.again_on,
            reply.again_after,
            report.pending_due,
            today,
            responsible=_owner(report),
            by_source=_set_by_source(report, reply),
        )
    if report.pending_due == report.contact_due:
        clock = by_rule(
            "pending",
            "contact",
            _start(report),
            today,
            responsible=_owner(report),
            kept=report.pending_due,
        )
        return _from_dispatch(report, clock)
    return given("pending", _OWN, report.pending_due, today, responsible=_owner(report))


def _handling(report: Report, reply: Reply, today: date) -> RunningClock:
    unit = report.unit.short_name
    done = day_of(reply.owed_since) or day_of(reply.sent_at) or _left(report)
    if report.handle_due_given:
        return given(
            "handle",
            _GIVEN,
            report.handle_due,
            today,
            responsible=unit,
            start=_start(report),
            due_at=report.handle_due_at,
            done=done,
        )
    rule = "consultation" if report.order_type in SHORT_ORDERS else "first-handling"
    clock = by_rule(
        "handle", rule, _start(report), today, responsible=unit, kept=report.handle_due, done=done
    )
    return _from_dispatch(report, clock)


def _left(report: Report) -> date | None:
    """The day on which a report left us; None for one that is ours."""
    if report.fate not in (Fate.TRANSFERRED, Fate.DECLINED, Fate.WITHDRAWN, Fate.ATTACHED):
        return None
    return day_of(report.disposal.confirmed_at or report.disposal.proposed_at)


def _start(report: Report) -> date:
    return report.dispatched_on or report.reached_on


def _from_dispatch(report: Report, clock: RunningClock) -> RunningClock:
    """Where no dispatch is known, the count starts when the report reached the unit."""
    return clock if report.dispatched_on is not None else replace(clock, starts_by="received")


def _owner(report: Report) -> str:
    return report.pending_owner.short_name if report.pending_owner is not None else ""


def _who(lead: Assignment | None) -> str:
    if lead is None:
        return ""
    names = (lead.unit.short_name if lead.unit else "", lead.officer.name if lead.officer else lead.leader)
    return " ".join(filter(None, names))


def _source(due_source: str, deadlines: list[Deadline]) -> tuple[str, str, Standing]:
    """A deadline's source as the task names it; one that the book does not have is not verified."""
    if due_source == OWN_TERM:
        return _OWN
    law = book.load()
    for deadline in deadlines:
        if deadline.basis is not None and law.cite(deadline.basis) == due_source:
            return due_source, due_source, deadline.basis.confidence
    return due_source, due_source, "R"
