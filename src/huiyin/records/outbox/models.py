"""What must reach somebody outside, and how far it has come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class MessageState(models.TextChoices):
    """Where a message stands. ``failed`` is tried again; ``stuck`` waits for a person."""

    DUE = "due", "待发送"
    SENT = "sent", "已送达"
    FAILED = "failed", "发送失败待重试"
    STUCK = "stuck", "多次失败待处理"


class Message(models.Model):
    """One message: an answer, a transfer, a notice. Kept after it was sent."""

    key = models.CharField(
        max_length=96, unique=True, help_text="what it is about; the same key is posted once"
    )
    kind = models.CharField(max_length=24, help_text="reply, transfer, task-notice …")
    recipient = models.CharField(
        max_length=128, help_text="a unit's or body's code, never a person's name or number"
    )
    record = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    body = models.TextField(help_text="canonical JSON")
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.DUE)
    posted_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="the next attempt is not made earlier")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=96, blank=True, help_text="what the other side answered")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="message_sent_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state__in=["due", "failed"]), name="message_to_send"
            ),
        ]
