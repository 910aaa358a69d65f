"""What is left of finished tasks of the background goes after its days, at a tick; what is not finished stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from huiyin.doors.cli.tick import tick
from huiyin.doors.web.intake.background import forget_finished, import_upload

pytestmark = pytest.mark.django_db(transaction=True)


def task(status: str, begun: int, finished: int | None) -> str:
    """A task that was begun, and perhaps finished, so many days ago, known by its status and these."""
    pk = import_upload.enqueue(1).id
    now = timezone.now()
    DBTaskResult.objects.filter(pk=pk).update(
        status=status,
        enqueued_at=now - timedelta(days=begun),
        finished_at=None if finished is None else now - timedelta(days=finished, minutes=1),
        worker_ids=[f"{status} {begun} {finished}"],
    )
    return f"{status} {begun} {finished}"


def left() -> set[str]:
    return {names[0] for names in DBTaskResult.objects.values_list("worker_ids", flat=True)}


def test_a_tick_forgets_tasks_that_ended_thirty_days_ago_and_touches_no_other(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.HUIYIN_HOME = tmp_path
    task("SUCCESSFUL", 40, 30)
    task("FAILED", 400, 31)
    stay = {
        task("SUCCESSFUL", 40, 29),
        task("FAILED", 40, 0),
        task("READY", 400, None),
        task("RUNNING", 400, None),
    }
    tick()
    assert left() == stay


def test_for_how_many_days_they_stay_is_a_setting(settings: LazySettings) -> None:
    settings.HUIYIN_TASKS_KEPT_DAYS = 7
    task("SUCCESSFUL", 8, 7)
    stays = task("SUCCESSFUL", 8, 6)
    assert (forget_finished(), left()) == (1, {stays})


def test_where_there_is_none_nothing_is_written() -> None:
    task("READY", 400, None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert forget_finished() == 0
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]
