"""The indexes by which an area's reports are counted. One leads to what a unit received as well, and replaces the key's own.

That is dropped by name: altering the column would make the table anew on SQLite.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("reports", "0001_initial"), ("registry", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["unit", "fate", "pending_reason", "id"], name="report_received"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["compound", "unit", "fate", "pending_reason", "id"], name="report_by_compound"
            ),
        ),
        migrations.RunSQL(
            sql="DROP INDEX IF EXISTS reports_report_unit_id_711212ce",
            reverse_sql=migrations.RunSQL.noop,
            state_operations=[
                migrations.AlterField(
                    model_name="report",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        help_text="the unit that received it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.unit",
                    ),
                ),
            ],
        ),
    ]
