"""Whether an order that was answered comes back with its amendment: the one page of rules by which nothing is swallowed.

It comes back when the source dispatches it once more, or when its text, or what the source notes of its handling or of a call
to the reporter, says, where it did not before, that the reporter is not satisfied. Everything else that changes after the
answer is a person's to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from huiyin.knowledge.language.callback import dissatisfied
from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.reports.incoming import Told
from huiyin.records.reports.models import AgainAfter, Fate, Reply, ReplyState, Report

# What an amendment is to a report whose answer was owed or given: it came back, or says something else than was answered.
After = Literal["", "again", "changed"]


@dataclass(frozen=True, slots=True)
class Back:
    """That a matter came back: from which day its re-handling counts, and after what."""

    on: date
    after: AgainAfter


def can_come_back(reply: Reply) -> bool:
    """Whether there is an answer, owed or given or released, after which a report can come back."""
    return reply.state in (ReplyState.OWED, ReplyState.SENT, ReplyState.RELEASED)


def back(report: Report, reply: Reply, told: Told, at: datetime, noted_before: int) -> Back | None:
    """Whether what a newer row tells brings the report, as it stands before, back; ``at`` is when we learn of it.

    ``noted_before`` is how often the source's notes (``Told.afterwards``) told of dissatisfaction before this row.
    """
    if not can_come_back(reply):
        return None
    if dispatched_again(report, told, reply.sent_at or reply.owed_since):
        assert told.dispatched_on is not None
        return Back(told.dispatched_on, AgainAfter.DISPATCHED)
    if dissatisfied(told.text) > dissatisfied(report.text) or noted(told.afterwards) > noted_before:
        return Back(to_shanghai(at).date(), AgainAfter.CALLBACK)
    return None


def noted(afterwards: Mapping[str, str]) -> int:
    """How often what the source notes of handling and call-back tells of dissatisfaction."""
    return dissatisfied("\n".join(afterwards.values()))


def dispatched_again(report: Report, told: Told, answered: datetime | None) -> bool:
    """Whether it was dispatched later than we knew, and not before it was answered or its answer became owed.

    A dispatch of which the day alone is known counts as after an answer of the same day: that costs a look.
    """
    if told.dispatched_on is None or (answered is None and report.dispatched_on is None):
        return False
    if told.dispatched_at is not None and answered is not None:
        after = told.dispatched_at > answered
    else:
        after = answered is None or told.dispatched_on >= to_shanghai(answered).date()
    return after and _later(report, told)


def _later(report: Report, told: Told) -> bool:
    assert told.dispatched_on is not None
    if report.dispatched_on is None or told.dispatched_on != report.dispatched_on:
        return report.dispatched_on is None or told.dispatched_on > report.dispatched_on
    return (
        told.dispatched_at is not None
        and report.dispatched_at is not None
        and told.dispatched_at > report.dispatched_at
    )


def concerns_the_answer(report: Report, reply: Reply) -> bool:
    """Whether anything that changes now may make the answer another: it was given, or is owed for a settled matter."""
    return reply.state == ReplyState.SENT or (reply.state == ReplyState.OWED and report.fate == Fate.LINKED)
