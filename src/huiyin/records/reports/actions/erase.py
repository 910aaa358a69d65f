"""Erasing what a report says and who said it. That it came, when, and what became of it stays.

A landed row is erased by destroying its key; who holds the vault key cannot open it either. What erasing does not reach
(the kept file, frozen lists, backups) stands in docs/operations.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db.models import BigIntegerField

from huiyin.knowledge.law.clocks import to_shanghai
from huiyin.records.ledger import bulk, chain
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.incoming import Said
from huiyin.records.reports.models import (
    ERASED,
    BatchState,
    CallBack,
    Fate,
    ImportBatch,
    InterimAnswer,
    Judgement,
    LandedRow,
    Reply,
    ReplyState,
    Report,
    Upload,
    UploadState,
)


class EraseRefused(ValueError):
    """What cannot be erased yet; the message says why."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The reports erased, and how many landed rows lost their keys."""

    report_ids: list[int]
    rows: int


@action("report.erase")
def erase(by: By, report_ids: Iterable[int], reason: str) -> Erased:
    """Erase reports whose matter is done: their words, place within the compound, caller's mark, keys of likeness,
    answers and landed rows.

    Number, dates, compound, fate and entries stay; entries hold no identities. One that is erased already loses what was
    landed under its number since, and is not among those returned when there was nothing.

    Raises :class:`EraseRefused`, and leaves the whole set as it was, without a reason, for an unknown report, and for one
    that is pending, has not been answered, or is linked to an open problem.
    """
    if not reason.strip():
        raise EraseRefused("erasing needs a reason / 删除须写明理由")
    reports = _locked(report_ids)
    _refuse_while_needed(reports)
    rows = destroy_rows(reports)
    fresh = [report for report in reports if report.erased_at is None]
    ids = [report.pk for report in fresh]
    if fresh:
        Report.objects.filter(pk__in=ids).update(
            text="",
            address="",
            caller=None,
            building="",
            dwelling_unit="",
            room="",
            likeness_1=None,
            likeness_2=None,
            likeness_3=None,
            likeness_4=None,
            erased_at=by.at,
        )
        bulk.update(Report, "reading", [(report.pk, _without_words(report.reading)) for report in fresh])
        Reply.objects.filter(pk__in=ids).exclude(text="").update(text=ERASED)
        InterimAnswer.objects.filter(report__in=ids).update(text=ERASED)
        CallBack.objects.filter(report__in=ids).exclude(note="").update(note=ERASED)
        _forget_dwellings(ids)
    done = [report for report in reports if report.erased_at is None or rows[report.pk]]
    for report in done:
        enter("report", report.pk, {"erased_rows": rows[report.pk], "reason": reason})
    return Erased([report.pk for report in done], sum(map(len, rows.values())))


def destroy_rows(reports: Sequence[Report]) -> dict[int, list[int]]:
    """Destroy the keys of every landed row of these reports. Returns for each report the ids of its rows.

    Rows of the same number that could not become a report speak of the same person. A refusal can quote a cell.
    """
    rows: dict[int, set[int]] = {report.pk: set() for report in reports}
    # The conditions repeat those of the table's unique indexes word for word.
    own = bulk.matching(
        LandedRow, ("report_id",), [(pk,) for pk in rows], ("report_id", "id"), "t.key IS NOT NULL"
    )
    for report_id, pk in own:
        rows[report_id].add(pk)
    named = {(report.source, report.number): report.pk for report in reports if report.number}
    same = bulk.matching(
        LandedRow,
        ("source", "number"),
        sorted(named),
        ("source", "number", "id"),
        "NOT (t.number = '') AND t.key IS NOT NULL",
    )
    for source, number, pk in same:
        rows[named[source, number]].add(pk)
    gone = LandedRow.objects.filter(pk__in=sorted(pk for those in rows.values() for pk in those))
    gone.exclude(refusal="").update(refusal="[]")
    gone.update(key=None, raw=b"")
    return {report_id: sorted(those) for report_id, those in rows.items()}


def keep_erased(report_ids: Iterable[int]) -> None:
    """Of these reports, let nothing be readable that was landed since under the number of one that is erased."""
    erased = Report.objects.select_for_update().filter(pk__in=set(report_ids), erased_at__isnull=False)
    if reports := list(erased.order_by("pk")):
        destroy_rows(reports)


@action("batch.file.erase")
def erase_files(by: By, until: date, reason: str) -> list[int]:
    """Destroy the keys of kept files that were last read on or before ``until`` (a day in Shanghai). Returns the batches.

    Only of files that need not be read again: their rows have all landed, or they were refused for good, and no import of
    the same bytes runs or came later. Raises :class:`EraseRefused` without a reason.

    Call it within ``files.alone()``: an import that begins meanwhile would rely on the key.
    """
    if not reason.strip():
        raise EraseRefused("erasing needs a reason / 删除须写明理由")
    awaited = {
        bytes(sha256) for sha256 in Upload.objects.filter(state__in=_AWAITED).values_list("sha256", flat=True)
    }
    by_file: dict[bytes, list[ImportBatch]] = {}
    for batch in ImportBatch.objects.select_for_update().filter(file_key__isnull=False).order_by("pk"):
        by_file.setdefault(bytes(batch.sha256), []).append(batch)
    done = {
        sha256: runs
        for sha256, runs in by_file.items()
        if sha256 not in awaited and _needed_no_more(runs, until)
    }
    gone = sorted(batch.pk for runs in done.values() for batch in runs)
    for pk in gone:
        enter("batch", pk, {"file": "erased", "reason": reason})
    ImportBatch.objects.filter(pk__in=gone).update(file_key=None)
    Upload.objects.filter(sha256__in=done).update(file_key=None)
    return gone


# A file that somebody dropped in and that is still to be imported.
_AWAITED = (UploadState.CHECKING, UploadState.QUEUED)


def _needed_no_more(runs: Sequence[ImportBatch], until: date) -> bool:
    states = {run.state for run in runs}
    return (
        BatchState.RUNNING not in states
        and bool(states & {BatchState.DONE, BatchState.REFUSED})
        and all(to_shanghai(run.seen_at).date() <= until for run in runs)
    )


def _locked(ids: Iterable[int]) -> list[Report]:
    wanted = set(ids)
    # SQLite cannot even be asked for a larger one.
    possible = [pk for pk in wanted if abs(pk) <= BigIntegerField.MAX_BIGINT]
    reports = list(Report.objects.select_for_update().filter(pk__in=possible).order_by("pk"))
    missing = sorted(wanted - {report.pk for report in reports})
    if missing:
        raise EraseRefused(f"there is no report {missing[0]} / 诉件不存在")
    return reports


def _refuse_while_needed(reports: Sequence[Report]) -> None:
    ids = [report.pk for report in reports]
    for report in reports:
        if report.fate == Fate.PENDING:
            raise EraseRefused(
                f"report {report.pk} is pending; give it its fate first / 诉件{report.number or report.pk}尚待处理"
            )
    # `links` is what the app above calls its rows at a report. Asked through it, nothing from above is imported.
    open_matters = Report.objects.filter(
        pk__in=ids, links__removed_at__isnull=True, links__problem__state="open"
    ).order_by("pk")
    for report in open_matters[:1]:
        raise EraseRefused(
            f"report {report.pk} is linked to an open problem; settle it first / "
            f"诉件{report.number or report.pk}所关联的问题尚未销号"
        )
    unanswered = Reply.objects.filter(pk__in=ids, state__in=[ReplyState.WAITING, ReplyState.OWED])
    for pk in unanswered.order_by("pk").values_list("pk", flat=True)[:1]:
        raise EraseRefused(f"report {pk}: its reporter has not been answered yet / 尚未答复反映人")


def _forget_dwellings(report_ids: Sequence[int]) -> None:
    """Let judgements of readings tell no more of a place than its compound; what else was said stays."""
    judgements = list(Judgement.objects.filter(report__in=report_ids).order_by("pk"))
    for one in judgements:
        said, words = (msgspec.json.decode(told, type=Said) for told in (one.proposed, one.said)), one.words
        one.proposed, one.said = (
            msgspec.json.encode(
                msgspec.structs.replace(
                    each, place=msgspec.structs.replace(each.place, building="", unit="", room="")
                )
            ).decode()
            for each in said
        )
        kept = {
            part: word for part, word in msgspec.json.decode(words).items() if part in ("compound", "road")
        }
        one.words = msgspec.json.encode(kept).decode()
    Judgement.objects.bulk_update(judgements, ["proposed", "said", "words"], batch_size=500)


def _without_words(reading: str) -> str:
    """A reading without what it took from the text, down to the compound; its findings stay."""
    said = msgspec.json.decode(reading)
    for found in said["violations"]:
        found["spans"] = []
    said["quotes"] = []
    said["place"] |= dict.fromkeys(("building", "unit", "room"))
    return chain.canonical(said)
