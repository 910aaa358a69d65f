"""Reads of the outbox."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from huiyin.records.outbox.models import Message, MessageState


def to_send(now: datetime) -> QuerySet[Message]:
    """Messages whose next attempt may be made now, oldest first."""
    return Message.objects.filter(
        state__in=[MessageState.DUE, MessageState.FAILED], not_before__lte=now
    ).order_by("not_before", "id")


def stuck() -> QuerySet[Message]:
    """Messages that have failed so often that a person must look."""
    return Message.objects.filter(state=MessageState.STUCK).order_by("posted_at", "id")
