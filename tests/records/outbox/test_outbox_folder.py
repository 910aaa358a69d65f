"""Delivery into a folder: one whole file a message, whatever is cut off and done again."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from huiyin.doors.exchange.folder import BATCH, deliver
from huiyin.records.ledger.action import By
from huiyin.records.ledger.queries import history
from huiyin.records.outbox.actions import Post, post
from huiyin.records.outbox.models import Message, MessageState

pytestmark = pytest.mark.django_db

AT = datetime(2022, 9, 15, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def clock() -> datetime:
    return AT + timedelta(minutes=1)


def posted(count: int = 1) -> list[Message]:
    post(
        By("huiyin", AT, "tick"),
        [
            Post(f"reply:{n}", "reply", "12345", "report", n, {"text": f"第{n}件已办结，谢谢来电。"})
            for n in range(1, count + 1)
        ],
    )
    return list(Message.objects.order_by("pk"))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_message_becomes_one_file(tmp_path: Path) -> None:
    first, second = posted(2)
    assert deliver(tmp_path / "out", clock) == (2, 0)
    assert files(tmp_path / "out") == [f"{first.pk:012}.json", f"{second.pk:012}.json"]
    assert json.loads((tmp_path / "out" / f"{first.pk:012}.json").read_text()) == {
        "id": first.pk,
        "kind": "reply",
        "to": "12345",
        "about": "report:1",
        "posted_at": first.posted_at.isoformat(),
        "body": {"text": "第1件已办结，谢谢来电。"},
    }


def test_what_was_delivered_is_recorded_with_its_file_and_moment(tmp_path: Path) -> None:
    (message,) = posted()
    deliver(tmp_path, clock)
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (MessageState.SENT, clock())
    assert message.receipt == f"{message.pk:012}.json"


def test_delivering_again_delivers_nothing(tmp_path: Path) -> None:
    posted(2)
    deliver(tmp_path, clock)
    assert deliver(tmp_path, clock) == (0, 0)
    assert len(files(tmp_path)) == 2


def test_where_nothing_is_due_nothing_is_written(tmp_path: Path) -> None:
    assert deliver(tmp_path, clock) == (0, 0)
    assert files(tmp_path) == []


def test_a_crash_between_the_file_and_the_record_leaves_one_file(tmp_path: Path) -> None:
    (message,) = posted()
    deliver(tmp_path, clock)
    before = (tmp_path / f"{message.pk:012}.json").read_bytes()
    # As if the process had died after the file was in place and before that was recorded.
    Message.objects.update(state=MessageState.DUE, sent_at=None, receipt="", attempts=0)
    assert deliver(tmp_path, clock) == (1, 0)
    assert files(tmp_path) == [f"{message.pk:012}.json"]
    assert (tmp_path / f"{message.pk:012}.json").read_bytes() == before


def test_a_message_counts_as_sent_only_when_its_file_and_the_name_of_it_are_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (message,) = posted()
    sync, told = os.fsync, []

    def telling(descriptor: int) -> None:
        sync(descriptor)
        name = Path(os.readlink(f"/proc/self/fd/{descriptor}")).name
        told.append((name, files(tmp_path / "out"), Message.objects.get().state))

    monkeypatch.setattr(os, "fsync", telling)
    deliver(tmp_path / "out", clock)
    part, whole = f"{message.pk:012}.part", f"{message.pk:012}.json"
    assert told == [(part, [part], "due"), ("out", [whole], "due")]


def test_a_crash_while_the_file_was_written_leaves_one_whole_file(tmp_path: Path) -> None:
    (message,) = posted()
    (tmp_path / f"{message.pk:012}.part").write_text('{"id": 1, "ki')
    deliver(tmp_path, clock)
    assert files(tmp_path) == [f"{message.pk:012}.json"]
    assert json.loads((tmp_path / f"{message.pk:012}.json").read_text())["id"] == message.pk


def test_no_more_than_a_batch_is_delivered_at_once(tmp_path: Path) -> None:
    posted(BATCH + 1)
    assert deliver(tmp_path, clock) == (BATCH, 0)
    assert deliver(tmp_path, clock) == (1, 0)


def test_a_message_whose_file_cannot_be_put_in_place_waits_and_holds_up_no_other(tmp_path: Path) -> None:
    first, second = posted(2)
    (tmp_path / f"{first.pk:012}.json").mkdir()
    assert deliver(tmp_path, clock) == (1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (MessageState.FAILED, MessageState.SENT)
    assert first.last_error == f"Is a directory: {first.pk:012}.json"
    assert first.not_before == clock() + timedelta(minutes=1)
    (tmp_path / f"{first.pk:012}.json").rmdir()
    assert deliver(tmp_path, clock) == (0, 0)
    assert deliver(tmp_path, lambda: clock() + timedelta(minutes=1)) == (1, 0)


def test_without_a_folder_every_message_waits_and_nothing_is_lost(tmp_path: Path) -> None:
    messages = posted(2)
    (tmp_path / "out").write_text("一个同名文件占了位置")
    assert deliver(tmp_path / "out", clock) == (0, 2)
    assert set(Message.objects.values_list("state", "attempts")) == {("failed", 1)}
    for message in messages:
        entries = [entry.action for entry in history("message", message.pk)]
        assert entries == ["message.post", "message.fail"]
    assert (tmp_path / "out").read_text() == "一个同名文件占了位置"
    (tmp_path / "out").unlink()
    assert deliver(tmp_path / "out", lambda: clock() + timedelta(minutes=1)) == (2, 0)
