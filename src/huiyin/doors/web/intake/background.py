"""The background task that imports a queued file. It is but a nudge: what is to be imported stands in the table."""

from __future__ import annotations

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from huiyin.doors import clock
from huiyin.records.reports import uploads


@task()
def import_upload(upload_id: int) -> None:
    """Import a queued file, if it is still queued."""
    uploads.run(upload_id, clock.now)


def nudge(upload_id: int) -> bool:
    """Ask the background to import a file, unless it was asked and has not come to it yet. Returns whether it was asked."""
    asked = DBTaskResult.objects.ready().filter(
        task_path=import_upload.module_path, args_kwargs={"args": [upload_id], "kwargs": {}}
    )
    if asked.exists():
        return False
    import_upload.enqueue(upload_id)
    return True
