"""When a problem was merged stands beside it, so that lists of an earlier day hold it; and when a merge brought a finding.

Of those that were merged before, the entry of the merge says when. Merges brought no findings then.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_CHUNK = 500


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor | None) -> None:
    """Give each merged problem that has none the moment of its merge; one of which the ledger tells nothing, of its opening."""
    problems = apps.get_model("problems", "Problem").objects
    entries = apps.get_model("ledger", "Entry").objects.filter(
        record="problem", action="problem.move", content__contains='"merged_into":'
    )
    merged = list(problems.filter(state="merged", merged_at=None).order_by("pk"))
    for start in range(0, len(merged), _CHUNK):
        part = merged[start : start + _CHUNK]
        told = entries.filter(record_id__in=[problem.pk for problem in part]).order_by("position")
        moments = dict(told.values_list("record_id", "at"))
        for problem in part:
            problem.merged_at = moments.get(problem.pk, problem.opened_at)
        problems.bulk_update(part, ["merged_at"])


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [
        ("ledger", "0001_initial"),
        ("problems", "0007_places_frozen_earlier"),
    ]

    operations = [
        migrations.AddField(
            model_name="problem",
            name="brought_at",
            field=models.DateTimeField(
                help_text="when a merge brought the first finding here; null: it had one before", null=True
            ),
        ),
        migrations.AddField(
            model_name="problem",
            name="merged_at",
            field=models.DateTimeField(help_text="until then lists hold it", null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
