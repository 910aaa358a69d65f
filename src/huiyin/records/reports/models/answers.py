"""Tables of what became of a report: its answer, its disposal, who looked at it, and the program that handed it in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.records.accounts.models import Client
from huiyin.records.reports.models.reports import Fate, Report


class ReplyState(models.TextChoices):
    """How far the answer to a reporter has come (回音)."""

    WAITING = "waiting", "办理中"
    OWED = "owed", "待回复"
    SENT = "sent", "已回复"
    UNREACHABLE = "unreachable", "无法联系"
    RELEASED = "released", "已撤回，无需回复"


class Reply(models.Model):
    """The one final answer that a report's reporter is owed."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="reply")
    state = models.CharField(max_length=12, choices=ReplyState)
    owed_since = models.DateTimeField(null=True)
    due = models.DateField(null=True, help_text="when the answer must have been given")
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    interim_at = models.DateTimeField(null=True, help_text="when an interim answer was last given")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", owed_since__isnull=True)
                | Q(state="owed", owed_since__isnull=False, due__isnull=False, sent_at__isnull=True)
                | Q(Q(state="sent", sent_at__isnull=False), ~Q(text=""))
                | Q(state__in=["unreachable", "released"], owed_since__isnull=True),
                name="reply_state_has_its_facts",
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="owed"), name="reply_owed")]


# What stands where an answer's words were, once they are erased.
ERASED = "（内容已删除）"


class InterimAnswer(models.Model):
    """What a reporter was told while the matter was still going on (阶段性答复)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="interim_answers")
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    text = models.TextField(help_text="as it was told")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="interim_answer_has_words")]


class Disposal(models.Model):
    """Why a report left us: transferred to another body, declined, or withdrawn by its reporter."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="disposal")
    kind = models.CharField(
        max_length=12, choices=[(f.value, f.label) for f in Fate if f not in ("pending", "linked")]
    )
    body = models.CharField(max_length=128, blank=True, help_text="to whom it was transferred")
    receipt = models.CharField(max_length=96, blank=True, help_text="the receiving body's receipt (回执号)")
    ground = models.CharField(
        max_length=24, blank=True, help_text="which of the kinds of unreasonable demand"
    )
    reason = models.TextField()
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=64, blank=True, help_text="the second person, for declining")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_through = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the report that took it back",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(Q(kind="transferred"), ~Q(body=""), ~Q(receipt=""))
                | Q(Q(kind="declined"), ~Q(ground=""), ~Q(confirmed_by=models.F("proposed_by")))
                | Q(kind="withdrawn"),
                name="disposal_has_its_proof",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="disposal_has_reason"),
        ]


class Look(models.Model):
    """Somebody looked at who a reporter is (调阅). Kept for good; what was shown is named, not repeated."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="looks")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.CharField(max_length=255)
    shown = models.CharField(
        max_length=255, help_text="names of the columns that were shown, apart by a comma"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="look_has_reason")]
        indexes = [models.Index(fields=["at", "id"], name="look_by_moment")]


class Submission(models.Model):
    """A report that a program handed in under a key of its choice, so that handing it in again does nothing."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    key = models.BinaryField(max_length=16, help_text="keyed mark of the key that the program chose")
    digest = models.BinaryField(max_length=16, help_text="keyed digest of what it handed in under that key")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="submission_key_once")]
