"""Tables of reports, and of the rows of which they were made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.records.registry.models import Compound, Unit
from huiyin.records.reports.models.batches import Channel, ImportBatch


class Fate(models.TextChoices):
    """The one fate of a report (去向)."""

    PENDING = "pending", "待处理"
    LINKED = "linked", "已关联问题"
    TRANSFERRED = "transferred", "已移送"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    ATTACHED = "attached", "已归到原诉件"
    ANSWERED = "answered", "已直接答复"


class PendingReason(models.TextChoices):
    """What a pending report waits for."""

    READING = "reading", "待人工判读"
    PLACE = "place", "地点待核"
    UNPLACED = "unplaced", "地点不明，待查明"
    OUTSIDE = "outside", "疑非本单位职责，待分流"
    WITHDRAWAL = "withdrawal", "撤单待确认"
    INQUIRY = "inquiry", "咨询建议待答复"
    FOLLOW_UP = "follow-up", "承办反馈待归并"
    UNLINKED = "unlinked", "关联已解除，待重新判定"


class Report(models.Model):
    """One message from one source (线索/诉件). Never deleted, never merged away; erasing takes its words alone."""

    source = models.CharField(max_length=24, help_text="where the number is unique, such as '12345'")
    number = models.CharField(max_length=64, blank=True, help_text="the source's own number, as received")
    channel = models.CharField(max_length=12, choices=Channel)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="the unit that received it",
    )
    entered_at = models.DateTimeField(help_text="when Huiyin accepted it")

    text = models.TextField(help_text="as cleaned when it landed, at most 20,000 characters")
    address = models.CharField(max_length=500, blank=True)
    district = models.CharField(max_length=100, blank=True)
    urgency = models.CharField(max_length=12, blank=True, help_text="routine, pressing or urgent")
    order_type = models.CharField(max_length=24, blank=True)
    category = models.CharField(max_length=500, blank=True)
    agency = models.CharField(max_length=200, blank=True, help_text="主办单位 as received")
    reporter_kind = models.CharField(max_length=24, blank=True)
    anonymous = models.BooleanField(default=False)
    caller = models.BinaryField(max_length=16, null=True, help_text="keyed index of the normalised telephone")

    # The four times of a hotline order. Where the source gives a date alone, the moment is null and hour clocks say so.
    created_on = models.DateField(help_text="工单生成 (the day)")
    created_at = models.DateTimeField(null=True, help_text="工单生成 (the moment)")
    dispatched_on = models.DateField(null=True, help_text="派单 (the day)")
    dispatched_at = models.DateTimeField(null=True, help_text="派单 (the moment)")
    signed_on = models.DateField(null=True, help_text="签收 (the day)")
    signed_at = models.DateTimeField(null=True, help_text="签收 (the moment)")
    reached_on = models.DateField(help_text="接报 (the day): when the unit had it")
    reached_at = models.DateTimeField(null=True, help_text="接报 (the moment)")

    contact_due = models.DateField(help_text="先行联系时限")
    handle_due = models.DateField(help_text="办理时限; the source's own deadline beats a computed one")
    handle_due_at = models.DateTimeField(
        null=True, help_text="the source's own deadline, when it gave a moment"
    )
    handle_due_given = models.BooleanField(help_text="the source set the deadline itself")

    reader = models.CharField(max_length=32, help_text="which reader, and its version")
    reading = models.TextField(help_text="what the reader said: canonical JSON")
    scope = models.CharField(max_length=12)
    act = models.CharField(max_length=12)
    in_progress = models.BooleanField(null=True)
    certainty = models.FloatField(
        db_default=1.0, help_text="the chance that the reader found exactly the violations that there are"
    )
    compound = models.ForeignKey(
        Compound, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    building = models.CharField(max_length=32, blank=True)
    dwelling_unit = models.CharField(max_length=16, blank=True, help_text="单元")
    room = models.CharField(max_length=32, blank=True)
    # By which nearly the same texts are found (knowledge.language.likeness); null where the text says too little. They stand
    # here and not in a table of their own, so that a report is written, amended and erased with them in the one statement.
    likeness_1 = models.IntegerField(null=True)
    likeness_2 = models.IntegerField(null=True)
    likeness_3 = models.IntegerField(null=True)
    likeness_4 = models.IntegerField(null=True)

    fate = models.CharField(max_length=12, choices=Fate)
    pending_reason = models.CharField(max_length=12, choices=PendingReason, blank=True)
    pending_owner = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    pending_due = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True, help_text="when its words and its caller's mark were erased")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], condition=~Q(number=""), name="report_number_once"
            ),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="report_fate_known"),
            models.CheckConstraint(
                condition=Q(
                    Q(
                        fate="pending",
                        pending_reason__in=PendingReason.values,
                        pending_owner__isnull=False,
                        pending_due__isnull=False,
                    )
                    | Q(
                        ~Q(fate="pending"),
                        pending_reason="",
                        pending_owner__isnull=True,
                        pending_due__isnull=True,
                    )
                ),
                name="report_pending_has_reason_owner_due",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    text="",
                    address="",
                    caller__isnull=True,
                    building="",
                    dwelling_unit="",
                    room="",
                    likeness_1__isnull=True,
                    likeness_2__isnull=True,
                    likeness_3__isnull=True,
                    likeness_4__isnull=True,
                ),
                name="report_erased_says_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pending_owner", "pending_reason", "pending_due", "id"],
                condition=Q(fate="pending"),
                name="report_owned",
            ),
            # What somebody is to read next is found in the index alone.
            models.Index(
                fields=["pending_owner", "pending_reason", "in_progress", "certainty", "id"],
                condition=Q(fate="pending"),
                name="report_to_judge",
            ),
            # An area's reports are counted by their fate without opening one of them: what its units received, and what
            # others received about places in it.
            models.Index(fields=["unit", "fate", "pending_reason", "id"], name="report_received"),
            models.Index(
                fields=["compound", "unit", "fate", "pending_reason", "id"], name="report_by_compound"
            ),
            *(
                models.Index(fields=[f"likeness_{n}", "id"], name=f"report_likeness_{n}")
                for n in (1, 2, 3, 4)
            ),
        ]


class LandedState(models.TextChoices):
    """What became of a row as received."""

    PROMOTED = "promoted", "已转为诉件"
    REFUSED = "refused", "待更正"
    CORRECTED = "corrected", "已更正"


class LandedRow(models.Model):
    """One row exactly as received, encrypted. A changed row of the same number is a new version."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, related_name="rows", db_index=False
    )
    position = models.PositiveIntegerField(help_text="row number as the sender's program shows it")
    source = models.CharField(max_length=24)
    number = models.CharField(max_length=64, blank=True)
    version = models.PositiveSmallIntegerField(help_text="1, 2, 3 … of the same number")
    digest = models.BinaryField(max_length=16, help_text="keyed digest of the row's canonical form")
    key = models.BinaryField(max_length=64, null=True, help_text="this row's wrapped key; null once erased")
    raw = models.BinaryField(help_text="canonical JSON of the row, encrypted; empty once erased")
    state = models.CharField(max_length=12, choices=LandedState)
    refusal = models.TextField(blank=True, help_text="row, column, reason and what to do: canonical JSON")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="landed")
    landed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number", "version"], condition=~Q(number=""), name="landed_version_once"
            ),
            models.UniqueConstraint(
                fields=["source", "digest"], condition=Q(number=""), name="landed_unnumbered_once"
            ),
            models.CheckConstraint(
                condition=Q(state="promoted", report__isnull=False, refusal="")
                | Q(Q(state="refused", report__isnull=True), ~Q(refusal=""))
                | Q(Q(state="corrected", report__isnull=False), ~Q(refusal="")),
                name="landed_promoted_or_refused",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state"], name="landed_by_batch"),
        ]


class KnownRow(models.Model):
    """A row of an import that brought nothing new, and the row by which it was known."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, related_name="known_rows", db_index=False
    )
    position = models.PositiveIntegerField(help_text="row number as the sender's program shows it")
    landed = models.ForeignKey(LandedRow, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["batch", "position", "id"], name="known_by_batch")]
