"""Reads of the ledger."""

from __future__ import annotations

from django.db.models import QuerySet

from huiyin.records.ledger.models import Entry, ExceptionItem


def history(record: str, record_id: int) -> QuerySet[Entry]:
    """Every act upon one record, oldest first."""
    return Entry.objects.filter(record=record, record_id=record_id).order_by("position")


def open_exceptions() -> QuerySet[ExceptionItem]:
    """What a consequence could not do and nobody has dealt with, longest first."""
    return ExceptionItem.objects.filter(cleared_at__isnull=True).order_by("since", "id")
