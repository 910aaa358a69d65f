"""How sure the reader was of a report, what people said of its reading, and which names they decided upon."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [
        ("registry", "0001_initial"),
        ("reports", "0004_released_after_handling"),
    ]

    operations = [
        migrations.CreateModel(
            name="AliasVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("accepted", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="judgement",
                        serialize=False,
                        to="reports.report",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirmed", "判读无误"),
                            ("corrected", "判读已更正"),
                            ("rejected", "不属本单位"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=64)),
                (
                    "reader",
                    models.CharField(help_text="whose reading was judged, and its version", max_length=32),
                ),
                (
                    "mark",
                    models.BinaryField(help_text="keyed mark of the text that was judged", max_length=16),
                ),
                ("proposed", models.TextField(help_text="what the reader had said: incoming.Said as JSON")),
                ("said", models.TextField(help_text="what the person said: incoming.Said as JSON")),
                (
                    "words",
                    models.TextField(
                        help_text="by which words the text names the parts of the place: JSON; none once erased"
                    ),
                ),
                (
                    "named",
                    models.CharField(
                        blank=True,
                        help_text="a name in the text that the registry did not know",
                        max_length=100,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="report",
            name="certainty",
            field=models.FloatField(
                db_default=1.0,
                help_text="the chance that the reader found exactly the violations that there are",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("fate", "pending")),
                fields=["pending_owner", "pending_reason", "in_progress", "certainty", "id"],
                name="report_to_judge",
            ),
        ),
        migrations.AddField(
            model_name="aliasverdict",
            name="compound",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.compound",
            ),
        ),
        migrations.AddField(
            model_name="judgement",
            name="compound",
            field=models.ForeignKey(
                db_index=False,
                help_text="the compound that the person chose, where the text calls it `named`",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.compound",
            ),
        ),
        migrations.AddConstraint(
            model_name="aliasverdict",
            constraint=models.UniqueConstraint(fields=("compound", "name"), name="alias_verdict_once"),
        ),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(fields=["actor", "at"], name="judgement_by_person"),
        ),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(
                condition=models.Q(("named", ""), _negated=True),
                fields=["compound", "named"],
                name="judgement_naming",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["confirmed", "corrected", "rejected"])),
                name="judgement_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("compound__isnull", True), ("named", "")),
                    models.Q(
                        models.Q(("compound__isnull", False), ("kind", "corrected")),
                        models.Q(("named", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="judgement_names_a_compound",
            ),
        ),
    ]
