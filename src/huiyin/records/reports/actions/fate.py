"""Changing a report's fate: joined, held back, transferred, declined by two persons, withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import QuerySet

from huiyin.knowledge.law import book
from huiyin.records.ledger import bulk
from huiyin.records.ledger.action import By, action, enter
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.persons import same_person
from huiyin.records.ledger.queries import acts_upon

# The doors catch it where they call.
from huiyin.records.reports.actions.giving import FateRefused as FateRefused
from huiyin.records.reports.actions.giving import (
    drop_proposals,
    give,
    pend,
    pending,
    refuse_if_gone,
    save,
    waited,
)
from huiyin.records.reports.actions.reply import owe
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import Disposal, Fate, PendingReason, Reply, ReplyState, Report


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
    reports = {r.pk: r for r in locked((h.report_id for h in holds), FateRefused)}
    for item in holds:
        report = reports[item.report_id]
        refuse_if_gone(report)
        pend(report, item.reason, item.owner_id, item.due)
        enter("report", report.pk, {"reason": item.reason.value, "due": item.due.isoformat()})
    save(reports.values())


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
    reports = [report for report in locked(report_ids, FateRefused) if report.fate != Fate.LINKED]
    for report in reports:
        refuse_if_gone(report)
        enter("report", report.pk, {"fate": Fate.LINKED.value})
    # All at once and the same, since an import can bring hundreds.
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(
        fate=Fate.LINKED, pending_reason="", pending_owner=None, pending_due=None
    )
    drop_proposals(report.pk for report in reports)


@action("report.transfer")
def transfer(by: By, report_ids: Sequence[int], body: str, receipt: str, reason: str) -> list[int]:
    """Transfer pending reports that are not ours to ``body``, with its receipt. Returns those transferred.

    One confirmation serves a whole set; each report gets its own entry, which holds for what it waited. Raises
    :class:`FateRefused` when a word is missing or a report is not pending.
    """
    for value, what in ((body, "to whom"), (receipt, "the receipt"), (reason, "the reason")):
        if not value.strip():
            raise FateRefused(f"a transfer needs {what} / 移送须写明接收部门、回执号和理由")
    reports = pending(report_ids)
    disposals = []
    for report in reports:
        was = waited(report)
        give(report, Fate.TRANSFERRED)
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
        enter(
            "report",
            report.pk,
            {"fate": Fate.TRANSFERRED.value, "body": body, "receipt": receipt, "was": was},
        )
    save(reports)
    drop_proposals(report.pk for report in reports)
    Disposal.objects.bulk_create(disposals)
    owe(by, {report.pk: ("report", report.pk) for report in reports})
    return [report.pk for report in reports]


@action("report.recall")
def recall(by: By, report_ids: Sequence[int], not_before: datetime) -> list[int]:
    """Take back transfers and attachings that were entered by mistake: the reports wait again as they did. Returns them.

    A proposal to decline that gave way to it is not made again.
    It corrects our own record while nobody outside has acted on it. It is no way to take a matter back from a body that has
    it: who was sent a matter that is not theirs sends it back, and it comes in again. So a transfer stands as soon as its
    reporter was answered, or anything else has happened to the report.

    Raises :class:`FateRefused` for a report that is neither transferred nor attached, where that was entered before
    ``not_before``, to which something newer has happened, or that was erased.
    """
    reports = locked(report_ids, FateRefused)
    entries = _entries(report.pk for report in reports)
    for report in reports:
        if report.fate not in (Fate.TRANSFERRED, Fate.ATTACHED):
            raise FateRefused(
                f"report {report.pk} is {report.fate}, not transferred / 诉件 {report.number or report.pk} 未移送"
            )
        was = _taken_back(report, entries[report.pk], not_before)
        enter("report", report.pk, {"fate": Fate.PENDING.value, "recalled": report.fate, **was})
        pend(report, PendingReason(was["reason"]), was["owner"], date.fromisoformat(was["due"]))
    save(reports)
    disposals = Disposal.objects.filter(report__in=reports)
    for original_id, ids in _by_original(disposals).items():
        enter("report", original_id, {"detached": ids}, cause=("report", ids[0]))
    disposals.delete()
    # What came back before it was transferred stays owed once more: that is not the transfer's doing.
    replies = Reply.objects.filter(report__in=reports, again_on__isnull=True)
    # Of an attached report the answer was released only where nobody had it yet.
    for state in (ReplyState.OWED, ReplyState.RELEASED):
        replies.filter(state=state).update(state=ReplyState.WAITING, owed_since=None, due=None)
    return [report.pk for report in reports]


def _by_original(disposals: QuerySet[Disposal]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    attached = disposals.filter(kind=Fate.ATTACHED).order_by("report_id")
    for original_id, report_id in attached.values_list("original_id", "report_id"):
        found[original_id].append(report_id)
    # Their chains grow while they are held.
    locked(found, FateRefused)
    return found


def _entries(report_ids: Iterable[int]) -> dict[int, list[Entry]]:
    """What happened to each report, oldest first."""
    found: dict[int, list[Entry]] = defaultdict(list)
    # Looking at who reported it changes nothing.
    acts = acts_upon([("report", pk) for pk in report_ids]).exclude(action="report.look")
    for entry in acts.order_by("position"):
        found[entry.record_id].append(entry)
    return found


def _taken_back(report: Report, entries: Sequence[Entry], not_before: datetime) -> dict[str, Any]:
    """For what a report waited before it was transferred or attached, if that was the last that happened to it."""
    name = report.number or report.pk
    last = entries[-1]
    if last.action == "reply.owe" and len(entries) > 1:
        # It was owed by the transfer itself, unless another act stands between.
        last = entries[-2]
    if last.action not in ("report.transfer", "report.attach"):
        raise FateRefused(
            f"something newer has happened to report {report.pk} / 诉件 {name} 移送或归并后又有变动，不能撤销"
        )
    was: dict[str, Any] | None = msgspec.json.decode(last.content).get("was")
    if was is None or last.at < not_before:
        what = {"report.transfer": ("transfer", "移送"), "report.attach": ("attaching", "归并")}[last.action]
        raise FateRefused(f"the {what[0]} of report {report.pk} stands / 诉件 {name} 的{what[1]}已不能撤销")
    return was


@action("report.decline.propose")
def propose_declining(by: By, report_ids: Sequence[int], ground: str, reason: str) -> list[int]:
    """Propose to decline pending reports on one of the book's grounds; another person must confirm."""
    grounds = book.load().declining
    if ground not in grounds:
        known = ", ".join(grounds)
        raise FateRefused(
            f"{ground!r} is not a ground for declining; the grounds are {known} / "
            f"没有代码为 {ground} 的不予受理情形，可用的为 {known}"
        )
    if not reason.strip():
        raise FateRefused("declining needs a reason / 不予受理须写明理由")
    reports = pending(report_ids)
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
    reports = pending(report_ids)
    disposals = {
        d.report_id: d for d in Disposal.objects.select_for_update().filter(report__in=reports).order_by("pk")
    }
    for report in reports:
        disposal = disposals.get(report.pk)
        if disposal is None or disposal.kind != Fate.DECLINED:
            raise FateRefused(f"report {report.pk}: nobody has proposed to decline it / 尚无人提出不予受理")
        if same_person(disposal.proposed_by, by.actor):
            raise FateRefused(
                f"report {report.pk}: {by.actor} proposed it; another person must confirm / 须由另一人确认"
            )
        disposal.confirmed_by, disposal.confirmed_at = by.actor, by.at
        give(report, Fate.DECLINED)
        enter("report", report.pk, {"fate": Fate.DECLINED.value, "ground": disposal.ground})
    Disposal.objects.bulk_update(disposals.values(), ["confirmed_by", "confirmed_at"])
    save(reports)
    owe(by, {report.pk: ("report", report.pk) for report in reports})
    return [report.pk for report in reports]


@action("report.decline.reject")
def reject_declining(by: By, report_ids: Sequence[int], reason: str) -> list[int]:
    """Turn down what was proposed, as the second person, or take an own proposal back: the reports wait on, as they did.

    Raises :class:`FateRefused` without a reason, and for a report of which nobody has proposed to decline it.
    """
    if not reason.strip():
        raise FateRefused("turning a proposal down needs a reason / 不同意不予受理须写明理由")
    reports = pending(report_ids)
    proposals = {d.report_id: d for d in Disposal.objects.select_for_update().filter(report__in=reports)}
    for report in reports:
        proposal = proposals.get(report.pk)
        if proposal is None:
            raise FateRefused(f"report {report.pk}: nobody has proposed to decline it / 尚无人提出不予受理")
        enter("report", report.pk, {"ground": proposal.ground, "proposed": False, "reason": reason.strip()})
    drop_proposals(proposals)
    return [report.pk for report in reports]


@action("report.withdraw")
def withdraw(by: By, report_ids: Sequence[int], reason: str, through_id: int | None = None) -> list[int]:
    """Withdraw reports on their reporters' word; the problem that others report too goes on.

    No answer is due any more; since when one was owed stays, as the day on which the matter was handled, and from which day
    it came back.

    ``through_id`` is the report by which it was taken back; it is withdrawn together with them, its purpose being done.
    Returns the ids withdrawn. Raises :class:`FateRefused` without a reason or for a report that left us already.
    """
    if not reason.strip():
        raise FateRefused("a withdrawal needs a reason / 撤回须写明理由")
    ids = set(report_ids) | ({through_id} if through_id is not None else set())
    reports = locked(ids, FateRefused)
    for report in reports:
        refuse_if_gone(report)
        give(report, Fate.WITHDRAWN)
        enter("report", report.pk, {"fate": Fate.WITHDRAWN.value, "through": through_id or 0})
    save(reports)
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
        state=ReplyState.RELEASED, due=None
    )
    return [report.pk for report in reports]
