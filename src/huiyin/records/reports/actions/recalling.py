"""What a person said of a reading, taken back: the report waits again as it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import F

from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.queries import acts_upon
from huiyin.records.reports import readings
from huiyin.records.reports.actions.giving import FateRefused, pend, save_said, say
from huiyin.records.reports.incoming import Said
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import Fate, Judgement, PendingReason, Reply, ReplyState, Report


@dataclass(frozen=True, slots=True)
class Recalled:
    """A report whose judgement was taken back, the problems to which it had been joined by it, and those of them that were
    opened with it."""

    report_id: int
    problem_ids: tuple[int, ...]
    opened_ids: tuple[int, ...]


@action("reading.recall")
def recall(by: By, report_ids: Sequence[int], not_before: datetime) -> list[Recalled]:
    """Take back what one said of readings: the reports wait again as they did. The consequences take them off their problems.

    Raises :class:`FateRefused` for a report of whose reading one has said nothing since ``not_before``, and where anything
    else has happened to it since, or to a problem that was opened for it.
    """
    reports = locked(report_ids, FateRefused)
    judgements = {
        one.report_id: one
        for one in Judgement.objects.select_for_update().filter(report__in=reports).order_by("pk")
    }
    for report in reports:
        judgement = judgements.get(report.pk)
        if judgement is None or judgement.actor != by.actor or judgement.at < not_before:
            raise FateRefused(
                f"report {report.pk}: there is nothing of your own to take back / "
                f"诉件{report.number or report.pk}没有可撤回的本人判读"
            )
    joined = _joined(reports)
    acts = _acts(reports, joined)
    for report in reports:
        judgement = judgements[report.pk]
        was = _taken_back(report, judgement, acts, joined)
        enter("report", report.pk, {"fate": Fate.PENDING.value, "judged": judgement.kind, **was})
        say(report, msgspec.json.decode(judgement.proposed, type=Said))
        pend(report, PendingReason(was["reason"]), was["owner"], date.fromisoformat(was["due"]))
    save_said(reports)
    # Owed by the judgement itself, where it led to what was settled before.
    owed = Reply.objects.filter(state=ReplyState.OWED, owed_since=F("report__judgement__at"))
    owed.filter(report__in=reports).update(state=ReplyState.WAITING, owed_since=None, due=None)
    Judgement.objects.filter(report__in=reports).delete()
    return [
        Recalled(
            report.pk,
            tuple(sorted({pk for pk, _, _ in joined.get(report.pk, ())})),
            tuple(sorted({pk for pk, _, opened in joined.get(report.pk, ()) if opened})),
        )
        for report in reports
    ]


_Joined = dict[int, set[tuple[int, int | None, bool]]]


def _joined(reports: Sequence[Report]) -> _Joined:
    """By report the problems to which its judgement joined it, with a task of theirs and whether it opened them."""
    found: _Joined = {}
    # `links` is what the app above calls its rows at a report. Asked through it, nothing from above is imported.
    rows = Report.objects.filter(
        pk__in=[report.pk for report in reports],
        links__added_at=F("judgement__at"),
        links__added_by=F("judgement__actor"),
        links__removed_at__isnull=True,
    )
    columns = ("pk", "judgement__at", "links__problem", "links__problem__opened_at", "links__problem__tasks")
    for pk, at, problem_id, opened_at, task_id in rows.values_list(*columns):
        found.setdefault(pk, set()).add((problem_id, task_id, opened_at == at))
    return found


def _acts(reports: Sequence[Report], joined: _Joined) -> dict[tuple[str, int], list[Entry]]:
    """What happened to the reports and to the problems that were opened for them, oldest first."""
    refs = {("report", report.pk) for report in reports}
    for problem_id, task_id, opened in (one for those in joined.values() for one in those):
        if opened:
            refs.add(("problem", problem_id))
        if opened and task_id is not None:
            refs.add(("task", task_id))
    found: dict[tuple[str, int], list[Entry]] = {ref: [] for ref in refs}
    # Looking at who reported it changes nothing.
    for entry in acts_upon(refs).exclude(action="report.look").order_by("record", "record_id", "position"):
        found[entry.record, entry.record_id].append(entry)
    return found


def _taken_back(
    report: Report, judgement: Judgement, acts: Mapping[tuple[str, int], Sequence[Entry]], joined: _Joined
) -> dict[str, Any]:
    """For what a report waited before its reading was judged, if nothing has happened since."""
    own = acts["report", report.pk]
    at = max(n for n, entry in enumerate(own) if entry.action in readings.JUDGING)
    since = list(own[at:])
    for problem_id, task_id, opened in joined.get(report.pk, ()):
        if opened:
            since.extend(acts["problem", problem_id])
            since.extend(acts["task", task_id] if task_id is not None else ())
    if not _at_once(since, judgement):
        raise FateRefused(
            f"something newer has happened to report {report.pk} or its problem / "
            f"诉件{report.number or report.pk}或其问题判读后又有变动，不能撤回"
        )
    was: dict[str, Any] = msgspec.json.decode(own[at].content)["was"]
    return was


def _at_once(entries: Iterable[Entry], judgement: Judgement) -> bool:
    """Whether all that happened belongs to the judgement itself: by the same person at the same moment."""
    return all((entry.at, entry.actor) == (judgement.at, judgement.actor) for entry in entries)
