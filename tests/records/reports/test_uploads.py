"""A file that was dropped in: kept once, encrypted, imported by whichever worker comes first, and by one alone."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings

from huiyin.records.ledger.models import Entry
from huiyin.records.reports import files, uploads
from huiyin.records.reports.actions import batch as batches
from huiyin.records.reports.actions.mapping import save
from huiyin.records.reports.actions.upload import UploadRefused, queue
from huiyin.records.reports.erasing import erase_kept_files
from huiyin.records.reports.intake import Order, import_file
from huiyin.records.reports.landing.errors import MappingRefused
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel, ImportBatch, Report, Upload
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, history, order

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = list(rows.COLUMNS.values())


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUIYIN_HOME", tmp_path / "home")
    (tmp_path / "home").mkdir()


@pytest.fixture
def desk() -> Iterator[Desk]:
    yield from rows.standing_desk()


def export(path: Path, *cells: dict[str, str]) -> Path:
    text = io.StringIO()
    body = ([cell.get(field, "") for field in rows.COLUMNS] for cell in cells)
    csv.writer(text).writerows([HEAD, *body])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def received(tmp_path: Path, desk: Desk, *numbers: str, name: str = "orders.csv") -> Upload:
    cells = [order(number, rows.SUNROOM) for number in numbers or ("1001",)]
    return uploads.receive(by(), export(tmp_path / "in.csv", *cells), name, desk.unit_id)


def queued(tmp_path: Path, desk: Desk, *numbers: str) -> Upload:
    return queue(by(), received(tmp_path, desk, *numbers).pk, "generic", Channel.HOTLINE)


def clock() -> datetime:
    return AT + timedelta(minutes=5)


def opened() -> Path:
    return Path(settings.HUIYIN_HOME) / "opened"


def test_the_same_bytes_are_kept_once_under_one_key(tmp_path: Path, desk: Desk) -> None:
    first, second = received(tmp_path, desk), received(tmp_path, desk, name="again.csv")
    assert bytes(first.file_key or b"") == bytes(second.file_key or b"") != b""
    assert len(list(files.folder().iterdir())) == 1


def test_giving_up_one_of_two_leaves_the_other_readable(tmp_path: Path, desk: Desk) -> None:
    first, second = received(tmp_path, desk), received(tmp_path, desk)
    uploads.give_up(by(), first.pk)
    assert uploads.look(second)[0].problem is None
    uploads.give_up(by(), second.pk)
    assert list(files.folder().iterdir()) == []


def test_a_look_at_a_file_tells_nobodys_name_or_telephone(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "other.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["工单编号", "内容描述", "姓名", "经办网格员", "备忘", "附注"],
                ["1", "垃圾堆放，回电13800001234", "张三丰", "李四光", "王芳", "二维码"],
                ["2", "垃圾堆放", "赵六", "孙七", "63800001", "见附件"],
            ]
        )
    upload = uploads.receive(by(), path, "other.csv", desk.unit_id)
    (look,) = (one for one in uploads.look(upload) if one.mapping == "generic")
    assert [(heading.name, heading.samples, heading.identity) for heading in look.headings] == [
        ("工单编号", ("1", "2"), False),
        ("内容描述", ("垃圾堆放，回电138******34", "垃圾堆放"), False),
        ("姓名", (), True),
        ("经办网格员", (), True),
        ("备忘", ("王*", "638***01"), False),
        ("附注", ("二维码", "见附件"), False),
    ]
    assert [heading.field for heading in look.headings[3:]] == ["", "", ""]


def test_a_queued_file_is_not_given_up(tmp_path: Path, desk: Desk) -> None:
    upload = queued(tmp_path, desk)
    with rows.refused(UploadRefused, "queued"):
        uploads.give_up(by(), upload.pk)


def test_an_import_uses_the_key_under_which_the_file_waits(tmp_path: Path, desk: Desk) -> None:
    upload = queued(tmp_path, desk)
    uploads.run(upload.pk, clock)
    upload.refresh_from_db()
    assert upload.batch is not None
    assert bytes(upload.batch.file_key or b"") == bytes(upload.file_key or b"")
    assert (upload.state, upload.batch.state, upload.batch.new) == ("taken", "done", 1)


def test_an_import_of_the_same_bytes_by_command_leaves_a_waiting_file_readable(
    tmp_path: Path, desk: Desk
) -> None:
    upload = received(tmp_path, desk)
    what = Order(
        tmp_path / "in.csv",
        "in.csv",
        Mapping.load("generic"),
        Channel.HOTLINE,
        desk.unit_id,
        "lin",
        "cli",
    )
    import_file(what, clock)
    assert uploads.look(upload)[0].problem is None


def test_run_twice_a_file_comes_in_once(tmp_path: Path, desk: Desk) -> None:
    upload = queued(tmp_path, desk)
    uploads.run(upload.pk, clock)
    uploads.run(upload.pk, clock)
    assert (ImportBatch.objects.count(), Report.objects.count()) == (1, 1)
    assert [action for action, _ in history("upload", upload.pk)] == [
        "upload.keep",
        "upload.queue",
        "upload.attach",
        "upload.take",
    ]


def test_while_one_worker_imports_a_file_another_leaves_it_alone(tmp_path: Path, desk: Desk) -> None:
    upload = queued(tmp_path, desk)
    # A lock of its own descriptor, as another process holds it.
    descriptor = os.open(uploads.opened() / f"{upload.pk}.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    uploads.run(upload.pk, clock)
    assert ImportBatch.objects.count() == 0
    # The kernel lets it go when that process dies.
    os.close(descriptor)
    uploads.run(upload.pk, clock)
    assert ImportBatch.objects.get().new == 1


def test_a_worker_that_was_killed_leaves_a_file_that_the_next_one_completes(
    tmp_path: Path, desk: Desk
) -> None:
    upload = queued(tmp_path, desk, "1001", "1002")

    class Killed(BaseException):
        pass

    # Killed once the batch has begun: the file stays queued, its batch runs on in the table.
    def dying() -> datetime:
        if ImportBatch.objects.exists():
            raise Killed
        return clock()

    with pytest.raises(Killed):
        uploads.run(upload.pk, dying)
    upload.refresh_from_db()
    assert upload.state == "queued"
    assert list(opened().glob(f"{upload.pk}-*")) == []

    uploads.run(upload.pk, clock)
    upload.refresh_from_db()
    states = list(ImportBatch.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["interrupted", "done"]
    assert upload.batch == ImportBatch.objects.latest("pk")
    assert sorted(Report.objects.values_list("number", flat=True)) == ["1001", "1002"]


class TestStalled:
    def test_a_file_that_nobody_has_begun_is_asked_for_again_for_a_day(
        self, tmp_path: Path, desk: Desk
    ) -> None:
        upload = queued(tmp_path, desk)
        waiting = received(tmp_path, desk, "1009")
        assert uploads.queued_since(waiting.pk) is None
        since = uploads.queued_since(upload.pk)
        assert since == AT
        assert uploads.stalled(since + timedelta(minutes=1)) == [upload.pk]
        assert uploads.stalled(since + timedelta(hours=25)) == []

    def test_one_that_is_being_imported_is_not_and_one_whose_batch_is_silent_is(
        self, tmp_path: Path, desk: Desk
    ) -> None:
        upload = queued(tmp_path, desk)
        uploads.run(upload.pk, clock)
        Upload.objects.update(state="queued")
        ImportBatch.objects.update(state="running", finished_at=None)
        heard = ImportBatch.objects.get().seen_at
        assert uploads.stalled(heard + batches.SILENCE) == []
        assert uploads.stalled(heard + batches.SILENCE + timedelta(seconds=1)) == [upload.pk]
        batches.interrupt_silent(by(at=heard + batches.SILENCE + timedelta(seconds=1)))
        assert uploads.stalled(heard) == [upload.pk]
        # It ends in order, so that everything that must hold does.
        uploads.run(upload.pk, clock)

    def test_one_that_is_in_is_not(self, tmp_path: Path, desk: Desk) -> None:
        upload = queued(tmp_path, desk)
        uploads.run(upload.pk, clock)
        assert uploads.stalled(AT + timedelta(minutes=10)) == []


class TestRefused:
    def test_a_kept_file_that_was_damaged_is_refused_and_not_tried_for_ever(
        self, tmp_path: Path, desk: Desk
    ) -> None:
        upload = queued(tmp_path, desk)
        (kept,) = files.folder().iterdir()
        kept.write_bytes(kept.read_bytes()[:-1] + b"\x00")
        uploads.run(upload.pk, clock)
        upload.refresh_from_db()
        assert upload.state == "refused"
        assert "缺失或损坏" in upload.message
        assert ImportBatch.objects.count() == 0

    def test_a_mapping_that_is_gone_is_refused_in_words(self, tmp_path: Path, desk: Desk) -> None:
        upload = queue(by(), received(tmp_path, desk).pk, "移送表", Channel.HOTLINE)
        uploads.run(upload.pk, clock)
        upload.refresh_from_db()
        assert upload.state == "refused"
        assert "移送表" in upload.message

    def test_a_malformed_mapping_in_the_home_does_not_keep_others_from_being_offered(
        self, tmp_path: Path, desk: Desk
    ) -> None:
        folder = Path(settings.HUIYIN_HOME) / "mappings"
        folder.mkdir()
        (folder / "broken.toml").write_text("name = ", encoding="utf-8")
        (folder / "wrong.toml").write_text('name = "wrong"', encoding="utf-8")
        assert {look.mapping for look in uploads.look(received(tmp_path, desk))} == {
            "shanghai12345",
            "generic",
        }


class TestOpened:
    def test_what_a_killed_process_left_is_cleared_by_the_next_one_after_hours(
        self, tmp_path: Path, desk: Desk
    ) -> None:
        left, fresh = uploads.opened() / "7-left.csv", uploads.opened() / "8-fresh.csv"
        for path in (left, fresh):
            path.write_text("13800001111", encoding="utf-8")
        long_ago = time.time() - uploads.FORGOTTEN - 1
        os.utime(left, (long_ago, long_ago))
        uploads.look(received(tmp_path, desk))
        assert [path.name for path in opened().iterdir()] == ["8-fresh.csv"]

    def test_only_its_owner_reads_the_folder(self, tmp_path: Path, desk: Desk) -> None:
        received(tmp_path, desk)
        uploads.opened()
        assert opened().stat().st_mode & 0o777 == 0o700


class TestErasing:
    def test_a_file_that_waits_outlives_the_erasing_of_an_earlier_import(
        self, tmp_path: Path, desk: Desk
    ) -> None:
        upload = queued(tmp_path, desk)
        uploads.run(upload.pk, clock)
        assert erase_kept_files(by(), date(2022, 12, 31), "期满") == [ImportBatch.objects.get().pk]
        assert list(files.folder().iterdir()) == []
        # The same bytes once more: kept anew, and not removed with what was erased before.
        waiting = received(tmp_path, desk)
        assert erase_kept_files(by(), date(2022, 12, 31), "期满") == []
        assert uploads.look(waiting)[0].problem is None

    def test_a_file_that_is_in_loses_its_key_with_its_batch(self, tmp_path: Path, desk: Desk) -> None:
        upload = queued(tmp_path, desk)
        uploads.run(upload.pk, clock)
        erase_kept_files(by(), date(2022, 12, 31), "期满")
        upload.refresh_from_db()
        assert upload.file_key is None
        with pytest.raises(UploadRefused, match="已放弃"):
            uploads.look(upload)


class TestSavedMappings:
    COLUMNS: ClassVar = {"甲": "number", "乙": "text"}

    def test_a_newer_version_replaces_ones_own(self, desk: Desk) -> None:
        save(by(), "移送表", self.COLUMNS, "generic")
        assert save(by(1), "移送表", {"乙": "text"}, "generic").version == 2

    def test_another_persons_name_is_taken(self, desk: Desk) -> None:
        save(by(), "移送表", self.COLUMNS, "generic")
        with rows.refused(MappingRefused, "another person"):
            save(by(1, actor="wu"), "移送表", {"甲": "text"}, "generic")

    @pytest.mark.parametrize("name", ["", "x" * 17, "generic", "shanghai12345", "甲\n乙"])
    def test_a_name_that_is_none_or_stands_for_something_else_is_refused(self, desk: Desk, name: str) -> None:
        with rows.refused(MappingRefused, "cannot be saved"):
            save(by(), name, self.COLUMNS, "generic")
        assert not Entry.objects.filter(record="mapping").exists()
