"""The table of what people said of readings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.records.registry.models import Compound
from huiyin.records.registry.models.areas import NAME_LENGTH
from huiyin.records.reports.models.reports import Report


class JudgementKind(models.TextChoices):
    """What a person said of a reading."""

    CONFIRMED = "confirmed", "判读无误"
    CORRECTED = "corrected", "判读已更正"
    REJECTED = "rejected", "不属本单位"


class Judgement(models.Model):
    """What a person said of the reading of a report (人工判读): the last word, of which one stands at a report."""

    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, primary_key=True, related_name="judgement"
    )
    kind = models.CharField(max_length=12, choices=JudgementKind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    reader = models.CharField(max_length=32, help_text="whose reading was judged, and its version")
    mark = models.BinaryField(max_length=16, help_text="keyed mark of the text that was judged")
    proposed = models.TextField(help_text="what the reader had said: incoming.Said as JSON")
    said = models.TextField(help_text="what the person said: incoming.Said as JSON")
    words = models.TextField(
        help_text="by which words the text names the parts of the place: JSON; none once erased"
    )
    compound = models.ForeignKey(
        Compound,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the compound that the person chose, where the text calls it `named`",
    )
    named = models.CharField(
        max_length=NAME_LENGTH, blank=True, help_text="a name in the text that the registry did not know"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=JudgementKind.values), name="judgement_kind_known"),
            models.CheckConstraint(
                condition=Q(named="", compound__isnull=True)
                | Q(Q(compound__isnull=False, kind="corrected"), ~Q(named="")),
                name="judgement_names_a_compound",
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "at"], name="judgement_by_person"),
            models.Index(fields=["compound", "named"], condition=~Q(named=""), name="judgement_naming"),
        ]


class AliasVerdict(models.Model):
    """Whether a name that corrections gave a compound is one of its names, as a second person decided (别名建议)."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH)
    accepted = models.BooleanField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compound", "name"], name="alias_verdict_once")]
