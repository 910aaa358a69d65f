"""The background task that imports a queued file. It is but a nudge: what is to be imported stands in the table."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
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


def forget_finished() -> int:
    """Remove what is left of tasks that ended long ago, well or not; what came of them stands elsewhere. Returns how many.

    Called at each tick. By the real time, as the worker notes it. One statement, and two where there is something.
    """
    since = timezone.now() - timedelta(days=settings.HUIYIN_TASKS_KEPT_DAYS)
    ended = DBTaskResult.objects.finished().filter(finished_at__lt=since)
    # Asked first: to delete nothing would take SQLite's only writer all the same.
    return ended.delete()[0] if ended.exists() else 0
