"""Keys by which reports that say nearly the same are found."""

from __future__ import annotations

from django.db import migrations, models

KEYS = ("likeness_1", "likeness_2", "likeness_3", "likeness_4")


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("reports", "0005_judging")]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="report_erased_says_nothing"),
        *(migrations.AddField("report", key, models.IntegerField(null=True)) for key in KEYS),
        *(migrations.AddIndex("report", models.Index(fields=[key], name=f"report_{key}")) for key in KEYS),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(
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
        ),
    ]
