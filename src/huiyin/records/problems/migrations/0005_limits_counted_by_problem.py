"""The index of a problem's tasks holds the limits of its reports, so that an area's are counted without opening a task."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("problems", "0004_limits_of_orders")]
    operations = [
        migrations.RemoveIndex(model_name="task", name="task_of_problem"),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["problem", "-state", "due_on", "id", "orders_due_on"], name="task_of_problem"
            ),
        ),
    ]
