"""What came in: files, rows as received, the reports they became, and the reply that each is owed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.records.registry.models import Compound, Unit


class Channel(models.TextChoices):
    """Through which source a report came (来源)."""

    HOTLINE = "hotline", "市民反映（12345热线）"
    STUDIO = "studio", "市民反映（社区工作室）"
    PAGE = "page", "市民反映（网页）"
    SURVEY = "survey", "排摸发现"
    HOUSING = "housing", "物业部门移送"
    FIRM = "firm", "物业企业上报"
    MEDIA = "media", "媒体曝光"
    THIRD_PARTY = "third-party", "第三方检查"
    POLICE = "police", "公安移送"
    SENSOR = "sensor", "智能感知"


class BatchState(models.TextChoices):
    """How far an import has come."""

    RUNNING = "running", "导入中"
    DONE = "done", "已完成"
    INTERRUPTED = "interrupted", "已中断"
    REFUSED = "refused", "未接收"


class ImportBatch(models.Model):
    """One run of an import over one file."""

    name = models.CharField(max_length=255, help_text="the file's name as it was given")
    sha256 = models.BinaryField(max_length=32, help_text="of the file's bytes")
    size = models.PositiveBigIntegerField(help_text="bytes")
    mapping = models.CharField(max_length=64)
    mapping_version = models.PositiveSmallIntegerField()
    importer = models.CharField(max_length=24, help_text="version of the program that landed the rows")
    channel = models.CharField(max_length=12, choices=Channel)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, help_text="the unit that received the file")
    actor = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="moment of the last chunk that was committed")
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.RUNNING)
    message = models.TextField(blank=True, help_text="why it was refused or interrupted")
    position = models.PositiveIntegerField(
        default=0, help_text="row number of the last row that was committed"
    )
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    linked = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    transferred = models.PositiveIntegerField(default=0)
    file_key = models.BinaryField(
        max_length=64, null=True, help_text="wrapped key of the kept file; null once erased"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    read=models.F("new") + models.F("changed") + models.F("known") + models.F("refused")
                ),
                name="batch_rows_add_up",
            ),
            models.CheckConstraint(
                condition=Q(new=models.F("linked") + models.F("pending") + models.F("transferred")),
                name="batch_fates_add_up",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="batch_by_file")]


class Fate(models.TextChoices):
    """The one fate of a report (去向)."""

    PENDING = "pending", "待处理"
    LINKED = "linked", "已关联问题"
    TRANSFERRED = "transferred", "已移送"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class PendingReason(models.TextChoices):
    """What a pending report waits for."""

    READING = "reading", "待人工判读"
    PLACE = "place", "地点待核"
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
        Unit, on_delete=models.PROTECT, related_name="+", help_text="the unit that received it"
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
    compound = models.ForeignKey(
        Compound, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    building = models.CharField(max_length=32, blank=True)
    dwelling_unit = models.CharField(max_length=16, blank=True, help_text="单元")
    room = models.CharField(max_length=32, blank=True)

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
                | Q(text="", address="", caller__isnull=True, building="", dwelling_unit="", room=""),
                name="report_erased_says_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pending_reason", "pending_due", "id"],
                condition=Q(fate="pending"),
                name="report_pending",
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
