"""Evidence that was kept, things that were seized, and recordings of devices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from huiyin.knowledge.law.clocks import due_date
from huiyin.knowledge.law.review.case_file import FIELDS, CaseFile, Event
from huiyin.knowledge.law.review.finding import Finding, moment

_PRESERVED_DAYS = 7
_SEIZED_DAYS, _SEIZED_LONGER = 30, 60
_URGENT = dt.timedelta(hours=24)


def preservation(case: CaseFile) -> Iterator[Finding]:
    """Evidence is registered and kept with approval beforehand, and for seven working days."""
    for kept in case.all("preserved"):
        approved = kept.get("approved_at")
        if approved is None or approved > kept.at:
            yield Finding("preservation-unapproved", kept)
        limit = due_date(kept.day, _PRESERVED_DAYS, "working_days")
        ended, decided = case.first("preservation-ended", after=kept), case.first("decided", after=kept)
        until = ended.day if ended is not None else case.known_until()
        undecided = decided is not None and (ended is None or ended.at > decided.at)
        if until > limit or undecided:
            yield Finding(
                "preservation-too-long", kept, f"应于 {limit} 前处理", f"to be dealt with by {limit}"
            )


def seizure(case: CaseFile) -> Iterator[Finding]:
    """Things are seized with approval beforehand, in urgency within 24 hours, and for thirty days or sixty."""
    for seized in case.all("seized"):
        approved = seized.get("approved_at")
        latest = seized.at + _URGENT if seized.get("urgent") else seized.at
        if approved is None or approved > latest:
            yield Finding(
                "seizure-unapproved", seized, f"应于 {moment(latest)} 前批准", f"approval by {moment(latest)}"
            )
        limit = seized.day + dt.timedelta(days=_SEIZED_LONGER if _extended(case, seized) else _SEIZED_DAYS)
        ended = case.first("seizure-ended", after=seized)
        if (ended.day if ended is not None else case.known_until()) > limit:
            yield Finding("seizure-too-long", seized, f"应于 {limit} 前解除", f"to be ended by {limit}")


def _extended(case: CaseFile, seized: Event) -> bool:
    first_end = seized.day + dt.timedelta(days=_SEIZED_DAYS)
    return any(
        approved is not None and approved.date() <= first_end
        for event in case.all("seizure-extended")
        if event.at >= seized.at
        for approved in [event.get("approved_at")]
    )


def recordings(case: CaseFile) -> Iterator[Finding]:
    """What a device recorded is evidence with all six conditions alone."""
    for used in case.all("recording-used"):
        unmet = [name for name in FIELDS["recording-used"] if not used.get(name)]
        if unmet:
            yield Finding(
                "recording-ungated", used, f"未满足：{'、'.join(unmet)}", f"unmet: {', '.join(unmet)}"
            )
