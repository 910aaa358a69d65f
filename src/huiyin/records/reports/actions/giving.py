"""What the actions that give reports a fate have in common. Nothing here is an action, and nothing else uses it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from huiyin.records.reports.incoming import Said
from huiyin.records.reports.locking import locked
from huiyin.records.reports.models import Disposal, Fate, PendingReason, Report

_FATE = ("fate", "pending_reason", "pending_owner", "pending_due")
_AS_SAID = ("scope", "act", "in_progress", "compound", "building", "dwelling_unit", "room")


class FateRefused(ValueError):
    """A fate that cannot be given; the message says why and what to do."""


def drop_proposals(report_ids: Iterable[int]) -> None:
    """A declining that was only proposed gives way to the fate that a report finds."""
    Disposal.objects.filter(
        report__in=list(report_ids), kind=Fate.DECLINED, confirmed_at__isnull=True
    ).delete()


def pending(ids: Iterable[int]) -> list[Report]:
    """The reports, held. Raises :class:`FateRefused` for one that does not wait."""
    reports = locked(ids, FateRefused)
    for report in reports:
        if report.fate != Fate.PENDING:
            raise FateRefused(
                f"report {report.pk} is {report.fate}, not pending / 诉件 {report.number or report.pk} 不在待处理状态"
            )
    return reports


def refuse_if_gone(report: Report) -> None:
    """Raises :class:`FateRefused` for a report that has its end."""
    if report.fate not in (Fate.PENDING, Fate.LINKED):
        raise FateRefused(
            f"report {report.pk} is {report.fate} already / 诉件 {report.number or report.pk} 已办结去向"
        )


def waited(report: Report) -> dict[str, object]:
    """For what a pending report waits, as an entry holds it."""
    assert report.pending_due is not None
    return {
        "reason": report.pending_reason,
        "owner": report.pending_owner_id,
        "due": report.pending_due.isoformat(),
    }


def pend(report: Report, reason: PendingReason, owner_id: int, due: date) -> None:
    """Let a report wait; it is saved with :func:`save`."""
    report.fate, report.pending_reason, report.pending_owner_id, report.pending_due = (
        Fate.PENDING,
        reason.value,
        owner_id,
        due,
    )


def give(report: Report, fate: Fate) -> None:
    """Give a report a fate other than pending; it is saved with :func:`save`."""
    report.fate, report.pending_reason, report.pending_owner_id, report.pending_due = fate, "", None, None


def save(reports: Iterable[Report]) -> None:
    """Save the fates of reports."""
    Report.objects.bulk_update(reports, _FATE, batch_size=500)


def say(report: Report, said: Said) -> None:
    """Let a report say what somebody read in it; it is saved with :func:`save_said`."""
    there = said.place
    report.scope, report.act, report.in_progress = said.scope, said.act, said.in_progress
    report.compound_id, report.building = there.compound_id, there.building
    report.dwelling_unit, report.room = there.unit, there.room


def save_said(reports: Iterable[Report]) -> None:
    """Save the fates of reports, and what somebody read in them."""
    Report.objects.bulk_update(reports, [*_FATE, *_AS_SAID], batch_size=500)
