"""What the compound of a frozen survey form was when it was frozen stands beside the form."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [
        ("problems", "0005_limits_counted_by_problem"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrozenPlace",
            fields=[
                (
                    "form",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="frozen_place",
                        serialize=False,
                        to="problems.surveyform",
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("district_name", models.CharField(blank=True, max_length=100)),
                ("subdistrict_name", models.CharField(blank=True, max_length=100)),
                ("neighbourhood_name", models.CharField(blank=True, max_length=100)),
                (
                    "firm",
                    models.CharField(
                        blank=True, help_text="which managed it on the day of the freezing", max_length=100
                    ),
                ),
                ("households", models.PositiveIntegerField(help_text="户数", null=True)),
                (
                    "compound",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.compound",
                    ),
                ),
                (
                    "counting_unit",
                    models.ForeignKey(
                        help_text="统计归属单位",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.district",
                    ),
                ),
                (
                    "neighbourhood",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.neighbourhood",
                    ),
                ),
                (
                    "subdistrict",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.subdistrict",
                    ),
                ),
            ],
        ),
    ]
