"""The indexes of the keys of likeness hold the id as well, by which the latest reports with a key are found at once."""

from __future__ import annotations

from django.db import migrations, models

KEYS = ("likeness_1", "likeness_2", "likeness_3", "likeness_4")


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("reports", "0006_likeness")]

    operations = [
        *(migrations.RemoveIndex("report", f"report_{key}") for key in KEYS),
        *(
            migrations.AddIndex("report", models.Index(fields=[key, "id"], name=f"report_{key}"))
            for key in KEYS
        ),
    ]
