"""How reports are joined to problems by what follows from an act: their places made first, the lead units told, and what came
too late for that answered.

A part of ``consequences``, which says on which acts it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.knowledge.places.districts import normal_district
from huiyin.records.ledger.action import By
from huiyin.records.outbox.actions import Post, post
from huiyin.records.problems.actions.join import Joined, join
from huiyin.records.problems.claims import Claim
from huiyin.records.problems.queries import settled_only
from huiyin.records.problems.repeats import Meant
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.queries import district_ids, held
from huiyin.records.reports.actions.amend import Amended
from huiyin.records.reports.actions.fate import place
from huiyin.records.reports.actions.judging import Judged
from huiyin.records.reports.actions.receive import Received
from huiyin.records.reports.actions.reply import owe
from huiyin.records.reports.clocks import dues

Joinable = Received | Amended | Judged
"""A report with what it is read to say, as it can be joined to its problems."""
_NONE: Mapping[int, Meant] = {}


def join_read(by: By, reports: Sequence[Joinable], meant: Mapping[int, Meant] = _NONE) -> None:
    """Join reports to the problems of which they are read to tell; a place that is not known is made first.

    ``meant`` tells by the ids of reports where the problems are of which they speak since they quote others.
    """
    provided = _provisional(by, [r for r in reports if r.report_id not in meant])
    unplaced = {r.report_id for r in reports if r.read.place.compound_id is None}
    if quoted := {pk: there.compound_id for pk, there in meant.items() if pk in unplaced}:
        place(by, list(quoted.items()))
        provided |= quoted
    claims: list[Claim] = []
    for report in reports:
        where = report.read.place
        compound_id = where.compound_id or provided[report.report_id]
        quoted_at = meant[report.report_id].parts if report.report_id in meant else {}
        said = (where.building, where.unit, where.room)
        claims.extend(
            Claim(
                report.report_id,
                wrong.code,
                compound_id,
                *quoted_at.get(wrong.code, said),
                wrong.in_progress,
                report.channel,
                report.told.created_on,
                report.told.deadline_on,
                _running(report),
            )
            for wrong in report.read.wrongs
        )
    if claims:
        joined = join(by, claims)
        if joined.moved:
            place(by, joined.moved)
        notify(by, joined.opened)


def owe_late(by: By, joined: Joined) -> None:
    """A report that came when all that it speaks of was settled is answered like those that came before."""
    if joined.late:
        owe(by, {pk: ("problem", joined.late[pk]) for pk in settled_only(list(joined.late))})


def follow_merged(by: By, reports: Sequence[Joinable]) -> None:
    """The compound of a report that is not joined may have been merged since its text was read; it is at that one then."""
    places = held({pk for r in reports if (pk := r.read.place.compound_id) is not None})
    became = {pk: place.merged_into_id for pk, place in places.items() if place.merged_into_id is not None}
    if became:
        place(by, [(r.report_id, became[pk]) for r in reports if (pk := r.read.place.compound_id) in became])


def _provisional(by: By, reports: Iterable[Joinable]) -> dict[int, int]:
    """The provisional compound of each report whose place is unknown; where a district is said, places are apart by it."""
    unknown = [r for r in reports if r.read.place.compound_id is None]
    if not unknown:
        return {}
    said = {r.report_id: normal_district(r.told.district) for r in unknown}
    districts = district_ids() if any(said.values()) else {}
    places = {r.report_id: _place(r, said[r.report_id], districts) for r in unknown}
    found = provide(by, list({wanted.scoped: wanted for wanted in places.values()}.values()))
    provided = {report_id: found[wanted.scoped] for report_id, wanted in places.items()}
    place(by, list(provided.items()))
    return provided


def _place(report: Joinable, district: str | None, districts: Mapping[str, int]) -> Provide:
    where = report.read.place
    key = f"{where.provisional_key}|{district}" if district else where.provisional_key
    return Provide(
        key,
        where.provisional_name,
        where.provisional_road,
        report.unit_id,
        districts.get(district) if district else None,
    )


def _running(report: Joinable) -> date | None:
    """The first limit that runs on a report which was just made. What an older one was told meanwhile is not looked up here."""
    if not isinstance(report, Received):
        return None
    due = dues(report.told)
    return min(due.contact, due.handle) if report.reachable else due.handle


def notify(by: By, tasks: Iterable[tuple[int, int]]) -> None:
    """The lead units hear of their new tasks, given as pairs of task and unit: one message a unit for the whole set."""
    units: dict[int, list[int]] = {}
    for task_id, unit_id in tasks:
        units.setdefault(unit_id, []).append(task_id)
    post(
        by,
        [
            Post(
                key=f"task-notice:{unit_id}:{theirs[0]}",
                kind="task-notice",
                recipient=f"unit:{unit_id}",
                record="task",
                record_id=theirs[0],
                body={"tasks": theirs, "on": to_shanghai(by.at).date().isoformat()},
            )
            for unit_id, theirs in sorted(units.items())
        ],
    )
