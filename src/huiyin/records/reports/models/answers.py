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
    RELEASED = "released", "无需回复"


class AgainAfter(models.TextChoices):
    """What made an answer owed once more: the event of the book from which re-handling (重新办理) counts."""

    DISPATCHED = "dispatched", "再次派单"
    CALLBACK = "callback", "反映人不满意"


class Reply(models.Model):
    """The one final answer that a report's reporter is owed; owed once more where the matter came back after it."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="reply")
    state = models.CharField(max_length=12, choices=ReplyState)
    owed_since = models.DateTimeField(
        null=True, help_text="when the matter was done, though it was withdrawn since"
    )
    due = models.DateField(null=True, help_text="when the answer must have been given")
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    interim_at = models.DateTimeField(null=True, help_text="when an interim answer was last given")
    again_on = models.DateField(null=True, help_text="the day from which its re-handling counts")
    again_after = models.CharField(max_length=12, choices=AgainAfter, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(again_on__isnull=True, again_after="")
                | Q(again_on__isnull=False, again_after__in=AgainAfter.values),
                name="reply_again_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", owed_since__isnull=True)
                | Q(state="owed", owed_since__isnull=False, due__isnull=False, sent_at__isnull=True)
                | Q(Q(state="sent", sent_at__isnull=False), ~Q(text=""))
                | Q(state="unreachable", owed_since__isnull=True)
                | Q(state="released"),
                name="reply_state_has_its_facts",
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="owed"), name="reply_owed")]


# What stands where an answer's words were, once they are erased.
ERASED = "（内容已删除）"


class InterimAnswer(models.Model):
    """What a reporter was told while the matter was still going on (阶段性答复), or before it came back."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="interim_answers")
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    text = models.TextField(help_text="as it was told")
    final = models.BooleanField(
        db_default=False, help_text="it was the final answer until the matter came back"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="interim_answer_has_words")]


class Satisfaction(models.TextChoices):
    """What a reporter said when they were called back (回访)."""

    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    NOT_REACHED = "not-reached", "未联系上"


class CallBack(models.Model):
    """A call to a reporter after their answer: whether they are satisfied, and whether the matter is solved to them."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="call_backs")
    on = models.DateField(help_text="the day of the call")
    at = models.DateTimeField(help_text="when it was entered")
    actor = models.CharField(max_length=64)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction)
    solved = models.BooleanField(null=True, help_text="null: not said")
    note = models.TextField(blank=True, help_text="what the reporter said")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(satisfaction="not-reached") | Q(solved__isnull=True),
                name="call_back_unreached_says_nothing",
            ),
        ]


class Disposal(models.Model):
    """Why a report left us: transferred to another body, declined, withdrawn by its reporter, or attached to its original."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="disposal")
    kind = models.CharField(
        max_length=12,
        choices=[(f.value, f.label) for f in Fate if f not in ("pending", "linked", "answered")],
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
    original = models.ForeignKey(
        Report,
        on_delete=models.PROTECT,
        null=True,
        related_name="attached",
        help_text="the report to which it was attached",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(Q(kind="transferred"), ~Q(body=""), ~Q(receipt=""))
                | Q(Q(kind="declined"), ~Q(ground=""), ~Q(confirmed_by=models.F("proposed_by")))
                | Q(kind="withdrawn")
                | Q(Q(kind="attached", original__isnull=False), ~Q(original=models.F("report"))),
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
