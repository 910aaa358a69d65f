"""Tables of what comes in: imports, the files that people drop in, the mappings that they saved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.records.registry.models import Unit


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


class SavedMapping(models.Model):
    """Which column of some source is which field, as a person has said it. A newer version replaces the one before."""

    name = models.CharField(max_length=64, unique=True)
    version = models.PositiveSmallIntegerField()
    content = models.TextField(help_text="landing.mapping.Mapping: canonical JSON")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()


class UploadState(models.TextChoices):
    """How far a file has come that was dropped into a page."""

    CHECKING = "checking", "待确认"
    QUEUED = "queued", "排队中"
    TAKEN = "taken", "已导入"
    REFUSED = "refused", "未接收"
    DROPPED = "dropped", "已放弃"


class Upload(models.Model):
    """A file that somebody dropped into a page, kept encrypted from its arrival on, until it is imported or given up."""

    name = models.CharField(max_length=255, help_text="the file's name as it was given")
    sha256 = models.BinaryField(max_length=32, help_text="of the file's bytes")
    size = models.PositiveBigIntegerField(help_text="bytes")
    file_key = models.BinaryField(
        max_length=64, null=True, help_text="wrapped key of the kept file; null once given up"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="the unit that received it"
    )
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    mapping = models.CharField(max_length=64, blank=True, help_text="with which it is or was imported")
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.HOTLINE)
    state = models.CharField(max_length=8, choices=UploadState, default=UploadState.CHECKING)
    message = models.TextField(blank=True, help_text="why it was refused: canonical JSON of the problem")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="uploads")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="dropped", file_key__isnull=True)
                | Q(state__in=["checking", "queued", "taken", "refused"]),
                name="upload_dropped_has_no_key",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="upload_by_unit")]
