"""Tables of the ledger: entries, the seals over them, and the list of what a consequence could not do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Seal(models.Model):
    """A mark over a batch of entries; seals are chained, so that a removed or reordered batch is found."""

    number = models.PositiveBigIntegerField(unique=True, help_text="1, 2, 3 … without a gap")
    at = models.DateTimeField(help_text="moment of sealing")
    count = models.PositiveIntegerField(help_text="entries under this seal")
    mac = models.BinaryField(
        max_length=32, help_text="HMAC-SHA-256 over number, moment, entries and previous seal"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="seal_not_empty")]


class Entry(models.Model):
    """One act upon one record. Never changed, never removed; ``seal`` alone is set once, later."""

    record = models.CharField(max_length=24, help_text="kind of the record, such as 'problem'")
    record_id = models.BigIntegerField(help_text="id of the record within its kind")
    position = models.PositiveIntegerField(help_text="1, 2, 3 … within the record's chain")
    at = models.DateTimeField(help_text="moment of the act, as the door gave it")
    actor = models.CharField(max_length=64, help_text="who acted: a user's name, or the program's")
    door = models.CharField(max_length=16, help_text="how the act came in: cli, web, api, tick …")
    action = models.CharField(max_length=48, help_text="record.verb or record.part.verb")
    cause = models.CharField(
        max_length=64, blank=True, help_text="record:id#position of the entry that caused this one"
    )
    content = models.TextField(help_text="what was done: canonical JSON, identities only as hashes")
    mac = models.BinaryField(
        max_length=32, help_text="HMAC-SHA-256 over this entry and the one before in its chain"
    )
    seal = models.ForeignKey(
        Seal, null=True, on_delete=models.PROTECT, related_name="entries", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "record_id", "position"], name="entry_one_position"),
            models.CheckConstraint(condition=Q(position__gte=1), name="entry_position_from_one"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(seal__isnull=True), name="entry_unsealed"),
            models.Index(fields=["seal"], condition=Q(seal__isnull=False), name="entry_sealed"),
        ]


class ExceptionItem(models.Model):
    """Something that a consequence could not do, kept until a person has dealt with it (例外清单)."""

    record = models.CharField(max_length=24)
    record_id = models.BigIntegerField()
    wanted = models.CharField(max_length=48, help_text="the action that could not be done")
    reason = models.TextField(help_text="why not, and what to do")
    since = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "record_id", "wanted"],
                condition=Q(cleared_at__isnull=True),
                name="exception_once_while_open",
            ),
        ]
