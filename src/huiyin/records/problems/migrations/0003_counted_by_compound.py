"""The index by which an area's problems are counted. It leads to a compound's problems as well, and replaces the key's own;
so does ``problem_by_unit`` for the unit.

The keys' indexes are dropped by name: altering the columns would make the table anew on SQLite, without its triggers.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("problems", "0002_words"), ("registry", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                fields=["compound", "state", "violation", "verification"], name="problem_by_compound"
            ),
        ),
        migrations.RunSQL(
            sql=[
                "DROP INDEX IF EXISTS problems_problem_compound_id_b4f678ee",
                "DROP INDEX IF EXISTS problems_problem_counting_unit_id_e654b100",
            ],
            reverse_sql=migrations.RunSQL.noop,
            state_operations=[
                migrations.AlterField(
                    model_name="problem",
                    name="compound",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="registry.compound",
                    ),
                ),
                migrations.AlterField(
                    model_name="problem",
                    name="counting_unit",
                    field=models.ForeignKey(
                        db_index=False,
                        help_text="统计归属单位",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
            ],
        ),
    ]
