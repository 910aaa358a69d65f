"""Changing a report's fate: joined, held back, transferred, declined by two persons, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField

from huiyin.knowledge.law import book
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.reports.actions.reply import owe
from huiyin.records.reports.models import Disposal, Fate, PendingReason, Reply, ReplyState, Report


class FateRefused(ValueError):
    """A fate that cannot be given; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a report waits, who owns it and until when."""

    report_id: int
    reason: PendingReason
    owner_id: int
    due: date


@action("report.hold")
def hold(by: By, holds: Sequence[Hold]) -> None:
    """Make reports pending, each with its reason, owner and due date."""
    reports = {r.pk: r for r in _locked(h.report_id for h in holds)}
    for item in holds:
        report = reports[item.report_id]
        _pend(report, item.reason, item.owner_id, item.due)
        enter("report", report.pk, {"reason": item.reason.value, "due": item.due.isoformat()})
    _save(reports.values())


@action("report.place")
def place(by: By, placed: Sequence[tuple[int, int]]) -> None:
    """Set the compound of reports whose place became known or provisional: pairs of report id and compound id.

    A report named twice is at the compound named last. The reports were made or locked in this transaction.
    """
    where = dict(placed)
    bulk.update(Report, "compound_id", list(where.items()))
    for report_id, compound_id in where.items():
        enter("report", report_id, {"compound": compound_id}, cause=("report", report_id))


@action("report.relocate")
def relocate(by: By, source_id: int, target_id: int) -> int:
    """Say of every report at a merged compound that it is at the one it was merged into. Returns how many.

    Each has an entry of its own. The same statements for any number. The compound is locked, so that none comes to it
    meanwhile.
    """
    there = Report.objects.filter(compound_id=source_id)
    ids = list(there.select_for_update().order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        enter("report", pk, {"compound": target_id, "was": source_id})
    if ids:
        there.update(compound_id=target_id)
    return len(ids)


@action("report.link")
def linked(by: By, report_ids: Sequence[int]) -> None:
    """Give reports the fate ``linked``, when a person has joined them to a problem; those that have it keep it."""
    reports = [report for report in _locked(report_ids) if report.fate != Fate.LINKED]
    for report in reports:
        _refuse_if_gone(report)
        _give(report, Fate.LINKED)
        enter("report", report.pk, {"fate": Fate.LINKED.value})
    _save(reports)
    drop_proposals(report.pk for report in reports)


@action("report.transfer")
def transfer(by: By, report_ids: Sequence[int], body: str, receipt: str, reason: str) -> list[int]:
    """Transfer pending reports that are not ours to ``body``, with its receipt. Returns those transferred.

    One confirmation serves a whole set; each report gets its own entry. Raises :class:`FateRefused` when a word is
    missing or a report is not pending.
    """
    for value, what in ((body, "to whom"), (receipt, "the receipt"), (reason, "the reason")):
        if not value.strip():
            raise FateRefused(f"a transfer needs {what} / 移送须写明接收部门、回执号和理由")
    reports = _pending(report_ids)
    disposals = []
    for report in reports:
        _give(report, Fate.TRANSFERRED)
        disposals.append(
            Disposal(
                report=report,
                kind=Fate.TRANSFERRED,
                body=body,
                receipt=receipt,
                reason=reason,
                proposed_by=by.actor,
                proposed_at=by.at,
                confirmed_by=by.actor,
                confirmed_at=by.at,
            )
        )
        enter("report", report.pk, {"fate": Fate.TRANSFERRED.value, "body": body, "receipt": receipt})
    _save(reports)
    drop_proposals(report.pk for report in reports)
    Disposal.objects.bulk_create(disposals)
    owe(by, {report.pk: ("report", report.pk) for report in reports})
    return [report.pk for report in reports]


@action("report.decline.propose")
def propose_declining(by: By, report_ids: Sequence[int], ground: str, reason: str) -> list[int]:
    """Propose to decline pending reports on one of the book's grounds; another person must confirm."""
    grounds = book.load().declining
    if ground not in grounds:
        raise FateRefused(f"{ground!r} is not a ground for declining; the grounds are {', '.join(grounds)}")
    if not reason.strip():
        raise FateRefused("declining needs a reason / 不予受理须写明理由")
    reports = _pending(report_ids)
    for report in reports:
        enter("report", report.pk, {"ground": ground, "proposed": True})
    proposals = [
        Disposal(
            report=report,
            kind=Fate.DECLINED,
            ground=ground,
            reason=reason,
            proposed_by=by.actor,
            proposed_at=by.at,
        )
        for report in reports
    ]
    # Nothing but an earlier proposal can stand at a pending report.
    Disposal.objects.bulk_create(
        proposals,
        update_conflicts=True,
        unique_fields=["report"],
        update_fields=["ground", "reason", "proposed_by", "proposed_at"],
    )
    return [report.pk for report in reports]


@action("report.decline")
def decline(by: By, report_ids: Sequence[int]) -> list[int]:
    """Confirm a proposed declining, as a second person. Raises :class:`FateRefused` for the one who proposed it."""
    reports = _pending(report_ids)
    disposals = {
        d.report_id: d for d in Disposal.objects.select_for_update().filter(report__in=reports).order_by("pk")
    }
    for report in reports:
        disposal = disposals.get(report.pk)
        if disposal is None or disposal.kind != Fate.DECLINED:
            raise FateRefused(f"report {report.pk}: nobody has proposed to decline it / 尚无人提出不予受理")
        if disposal.proposed_by == by.actor:
            raise FateRefused(
                f"report {report.pk}: {by.actor} proposed it; another person must confirm / 须由另一人确认"
            )
        disposal.confirmed_by, disposal.confirmed_at = by.actor, by.at
        _give(report, Fate.DECLINED)
        enter("report", report.pk, {"fate": Fate.DECLINED.value, "ground": disposal.ground})
    Disposal.objects.bulk_update(disposals.values(), ["confirmed_by", "confirmed_at"])
    _save(reports)
    owe(by, {report.pk: ("report", report.pk) for report in reports})
    return [report.pk for report in reports]


@action("report.withdraw")
def withdraw(by: By, report_ids: Sequence[int], reason: str, through_id: int | None = None) -> list[int]:
    """Withdraw reports on their reporters' word; the problem that others report too goes on.

    ``through_id`` is the report by which it was taken back; it is withdrawn together with them, its purpose being done.
    Returns the ids withdrawn. Raises :class:`FateRefused` without a reason or for a report that left us already.
    """
    if not reason.strip():
        raise FateRefused("a withdrawal needs a reason / 撤回须写明理由")
    ids = set(report_ids) | ({through_id} if through_id is not None else set())
    reports = _locked(ids)
    for report in reports:
        _refuse_if_gone(report)
        _give(report, Fate.WITHDRAWN)
        enter("report", report.pk, {"fate": Fate.WITHDRAWN.value, "through": through_id or 0})
    _save(reports)
    drop_proposals(report.pk for report in reports)
    Disposal.objects.bulk_create(
        [
            Disposal(
                report=report,
                kind=Fate.WITHDRAWN,
                reason=reason,
                proposed_by=by.actor,
                proposed_at=by.at,
                withdrawn_through_id=through_id if report.pk != through_id else None,
            )
            for report in reports
        ]
    )
    Reply.objects.filter(report__in=reports).exclude(state=ReplyState.SENT).update(
        state=ReplyState.RELEASED, owed_since=None, due=None
    )
    return [report.pk for report in reports]


def drop_proposals(report_ids: Iterable[int]) -> None:
    """A declining that was only proposed gives way to the fate that a report finds."""
    Disposal.objects.filter(
        report__in=list(report_ids), kind=Fate.DECLINED, confirmed_at__isnull=True
    ).delete()


def _locked(ids: Iterable[int]) -> list[Report]:
    wanted = set(ids)
    # SQLite cannot even be asked for a larger one.
    possible = [pk for pk in wanted if abs(pk) <= BigIntegerField.MAX_BIGINT]
    reports = list(Report.objects.select_for_update().filter(pk__in=possible).order_by("pk"))
    missing = wanted - {report.pk for report in reports}
    if missing:
        raise FateRefused(f"there is no report {sorted(missing)[0]}")
    return reports


def _pending(ids: Iterable[int]) -> list[Report]:
    reports = _locked(ids)
    for report in reports:
        if report.fate != Fate.PENDING:
            raise FateRefused(
                f"report {report.pk} is {report.fate}, not pending / 诉件 {report.number or report.pk} 不在待处理状态"
            )
    return reports


def _refuse_if_gone(report: Report) -> None:
    if report.fate in (Fate.TRANSFERRED, Fate.DECLINED, Fate.WITHDRAWN):
        raise FateRefused(
            f"report {report.pk} is {report.fate} already / 诉件 {report.number or report.pk} 已办结去向"
        )


def _pend(report: Report, reason: PendingReason, owner_id: int, due: date) -> None:
    _refuse_if_gone(report)
    report.fate, report.pending_reason, report.pending_owner_id, report.pending_due = (
        Fate.PENDING,
        reason.value,
        owner_id,
        due,
    )


def _give(report: Report, fate: Fate) -> None:
    report.fate, report.pending_reason, report.pending_owner_id, report.pending_due = fate, "", None, None


def _save(reports: Iterable[Report]) -> None:
    Report.objects.bulk_update(
        reports, ["fate", "pending_reason", "pending_owner", "pending_due"], batch_size=500
    )
