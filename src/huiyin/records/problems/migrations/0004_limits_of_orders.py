"""What a task keeps of its deadlines (the book's, the first), the limits of its linked reports, and what was found on the spot.

Columns that are never null are added by hand: Django would make the tables anew on SQLite, without their triggers.
"""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("problems", "0003_counted_by_compound")]
    operations = [
        migrations.RunSQL(
            sql="ALTER TABLE problems_problem ADD COLUMN found text DEFAULT '' NOT NULL",
            reverse_sql="ALTER TABLE problems_problem DROP COLUMN found",
            state_operations=[
                migrations.AddField(
                    model_name="problem",
                    name="found",
                    field=models.TextField(
                        blank=True, db_default="", help_text="现场情况: what was found on the spot"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            sql="ALTER TABLE problems_task ADD COLUMN own_due_source varchar(255) DEFAULT '' NOT NULL",
            reverse_sql="ALTER TABLE problems_task DROP COLUMN own_due_source",
            state_operations=[
                migrations.AddField(
                    model_name="task",
                    name="own_due_source",
                    field=models.CharField(blank=True, db_default="", max_length=255),
                ),
            ],
        ),
        migrations.AddField(
            model_name="task",
            name="own_due_on",
            field=models.DateField(
                help_text="the later deadline of the book, while one that a source gave stands instead",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="orders_due_on",
            field=models.DateField(
                help_text="the first limit that still runs on a linked report; derived, see orders.py",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="extended_from",
            field=models.DateField(help_text="原定时限: before it was first extended", null=True),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("orders_due_on__isnull", False), ("state", "open")),
                fields=["orders_due_on", "id", "problem"],
                name="task_orders_due",
            ),
        ),
    ]
