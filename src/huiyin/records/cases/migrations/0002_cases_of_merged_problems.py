"""Cases that stayed at a problem when that was merged become those of the problem that it became.

They have no entry of it: the entries of the merge, upon both problems, tell where the one went.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def follow(apps: StateApps, editor: BaseDatabaseSchemaEditor | None) -> None:
    """Move the cases of merged problems, along several merges where there were."""
    cases = apps.get_model("cases", "Case").objects
    while left := dict(
        cases.filter(problem__state="merged").values_list("problem_id", "problem__merged_into_id")
    ):
        for problem_id, into in sorted(left.items()):
            cases.filter(problem_id=problem_id).update(problem_id=into)


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [
        ("cases", "0001_initial"),
        ("problems", "0007_places_frozen_earlier"),
    ]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
