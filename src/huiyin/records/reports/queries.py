"""Reads of reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.knowledge.law.recounting import Recount
from huiyin.records.ledger import bulk, vault
from huiyin.records.reports.doubling import TWICE
from huiyin.records.reports.models import (
    Fate,
    ImportBatch,
    LandedRow,
    LandedState,
    Look,
    PendingReason,
    ReplyState,
    Report,
)


def pending(reason: PendingReason | None = None, *, unit_id: int | None = None) -> QuerySet[Report]:
    """Reports that wait, the soonest due first."""
    waiting = Report.objects.filter(fate=Fate.PENDING)
    if reason is not None:
        waiting = waiting.filter(pending_reason=reason)
    if unit_id is not None:
        waiting = waiting.filter(pending_owner_id=unit_id)
    return waiting.order_by("pending_due", "pk")


def pending_counts() -> dict[str, int]:
    """How many reports wait, by reason."""
    counted = Report.objects.filter(fate=Fate.PENDING).values_list("pending_reason").annotate(n=Count("pk"))
    found = dict(counted)
    return {reason.value: found.get(reason.value, 0) for reason in PendingReason}


def overdue(today: date) -> QuerySet[Report]:
    """Pending reports whose owner should have dealt with them."""
    return pending().filter(pending_due__lt=today)


def replaced(to_row: str = "") -> Q:
    """Refused rows that a later row of their number has replaced: that is newer, and nobody need correct them any more.

    One that waits because its number stood twice in its file may be another matter: only a later row that says the same
    replaces it. ``to_row`` leads from the filtered model to the row.
    """
    later = LandedRow.objects.filter(
        source=OuterRef(f"{to_row}source"),
        number=OuterRef(f"{to_row}number"),
        version__gt=OuterRef(f"{to_row}version"),
    )
    refused = Q((f"{to_row}state", LandedState.REFUSED)) & ~Q((f"{to_row}number", ""))
    twice = Q((f"{to_row}refusal__contains", TWICE))
    same = later.filter(digest=OuterRef(f"{to_row}digest"))
    return refused & ((~twice & Q(Exists(later))) | (twice & Q(Exists(same))))


def refused_rows(batch_id: int | None = None) -> Iterator[tuple[LandedRow, list[dict[str, object]]]]:
    """Landed rows that could not become reports, each with what is wrong with it; not those replaced or erased since."""
    rows = LandedRow.objects.filter(~replaced(), state=LandedState.REFUSED, key__isnull=False)
    if batch_id is not None:
        rows = rows.filter(batch_id=batch_id)
    for row in rows.order_by("batch_id", "position"):
        yield row, msgspec.json.decode(row.refusal)


def numbered(number: str) -> list[int]:
    """The reports with this number, one for each source that gave it."""
    return list(Report.objects.filter(number=number).order_by("pk").values_list("pk", flat=True))


def erased() -> QuerySet[Report]:
    """Reports whose words were erased, the first first."""
    return Report.objects.filter(erased_at__isnull=False).order_by("erased_at", "pk")


def looks(actor: str = "", report_id: int | None = None) -> QuerySet[Look]:
    """Who looked at which reporter, when and why, the newest first, with the reports; of one person or one report if named."""
    found = Look.objects.select_related("report__unit").order_by("-at", "-pk")
    if actor:
        found = found.filter(actor=actor)
    return found if report_id is None else found.filter(report_id=report_id)


def kept_files() -> int:
    """How many received files can still be opened; any of them may hold rows that were erased."""
    return ImportBatch.objects.filter(file_key__isnull=False).values("sha256").distinct().count()


def as_received(row: LandedRow) -> dict[str, str]:
    """A landed row as it was received. Raises :class:`vault.Unreadable` once its key was destroyed."""
    if row.key is None:
        raise vault.Unreadable("the row was erased: its key is destroyed")
    received: dict[str, str] = msgspec.json.decode(
        vault.disclose(vault.unwrap(bytes(row.key)), "row", bytes(row.raw))
    )
    return received


def going_on() -> Q:
    """Reports with which something is still to be done: they wait for a person, their matter is not settled, or an answer is
    owed. Whom nobody can reach is owed none: there the matter is that of an open problem."""
    # `links` is what the app above calls its rows at a report. Asked through it, nothing from above is imported.
    open_matters = Report.objects.filter(
        pk=OuterRef("pk"), links__removed_at__isnull=True, links__problem__state="open"
    )
    return (
        Q(fate=Fate.PENDING)
        | Q(reply__state__in=[ReplyState.WAITING, ReplyState.OWED])
        | Q(Q(fate=Fate.LINKED, reply__state=ReplyState.UNREACHABLE), Exists(open_matters))
    )


def leaning(change: Recount) -> Iterator[list[int]]:
    """Reports that are going on and have a limit which may lean on days that changed, by id, part by part."""
    counted = (
        Q(contact_due__gte=change.first)
        | Q(handle_due__gte=change.first, handle_due_given=False)
        | Q(reply__due__gte=change.first)
    )
    return bulk.parts(Report.objects.filter(going_on(), counted))
