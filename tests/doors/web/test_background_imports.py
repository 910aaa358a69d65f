"""An import runs in the background, and its page says how far it is and whom to ask."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult
from dropped_files import dropped, imported, line, table

from desk import rows, signed_in
from huiyin.doors import clock
from huiyin.doors.cli.tick import tick
from huiyin.doors.web.intake import background
from huiyin.records.reports import uploads
from huiyin.records.reports.models import Upload

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home_of_its_own", "two_hours_later"),
]


def test_progress_says_how_many_rows_are_in_and_reloads_when_it_is_done(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    upload = dropped(client, table(line("B1")))
    client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"})
    waiting = client.get(f"/imports/files/{upload.pk}/progress/")
    assert "HX-Refresh" not in waiting.headers
    uploads.run(upload.pk, clock.now)
    assert client.get(f"/imports/files/{upload.pk}/progress/").headers["HX-Refresh"] == "true"


class TestBackground:
    def started(self, client: Client) -> Upload:
        upload = dropped(client, table(line("B1")))
        client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "generic"})
        return upload

    def test_who_waits_is_told_since_when_and_after_half_a_minute_whom_to_ask(
        self, desk: ModuleType, settings: LazySettings
    ) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = self.started(client)
        address = f"/imports/files/{upload.pk}/progress/"
        page = client.get(address).content.decode()
        assert "排队中，自 11:30:00 起" in page
        assert "系统管理员" not in page
        settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, seconds=31)).isoformat()
        assert "请系统管理员检查" in client.get(address).content.decode()

    def test_who_waits_behind_another_file_is_told_so(self, desk: ModuleType, settings: LazySettings) -> None:
        client, _ = signed_in("clerk", "clerk")
        self.started(client)
        second = dropped(client, table(line("B2", rows.OTHER_ROOM)))
        client.post(f"/imports/files/{second.pk}/start/", {"channel": "hotline", "mapping": "generic"})
        settings.HUIYIN_NOW = (rows.AT + timedelta(hours=2, seconds=31)).isoformat()
        page = client.get(f"/imports/files/{second.pk}/progress/").content.decode()
        assert "前面还有 1 个文件" in page
        assert "系统管理员" not in page

    def test_the_background_is_asked_once_however_often_and_comes_to_it(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = self.started(client)
        assert not background.nudge(upload.pk)
        assert DBTaskResult.objects.ready().count() == 1
        call_command("db_worker", batch=True, startup_delay=False, queue_name="*")
        upload.refresh_from_db()
        assert upload.state == "taken"

    def test_the_tick_asks_again_for_a_file_whose_worker_was_killed(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = self.started(client)
        # Its worker took it up and died: nothing waits, nothing runs.
        DBTaskResult.objects.update(status="RUNNING")
        tick()
        assert DBTaskResult.objects.ready().count() == 1
        tick()
        assert DBTaskResult.objects.ready().count() == 1
        uploads.run(upload.pk, clock.now)

    def test_a_file_that_was_refused_says_why_and_can_be_tried_again(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        upload = dropped(client, table(["C1", rows.SUNROOM], header=["工单编号", "内容描述"]))
        client.post(f"/imports/files/{upload.pk}/start/", {"channel": "hotline", "mapping": "shanghai12345"})
        uploads.run(upload.pk, clock.now)
        page = client.get(f"/imports/files/{upload.pk}/").content.decode()
        assert "缺少必需的列" in page
        assert imported(client, upload).new == 1
