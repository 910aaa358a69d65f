"""Erasing the received files, each kept whole under a key of its own: the rows stay, the file is gone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records.reports import files
from huiyin.records.reports.actions.batch import SILENCE, interrupt_silent
from huiyin.records.reports.actions.batch import begin as begin_batch
from huiyin.records.reports.actions.correct import CorrectionRefused
from huiyin.records.reports.actions.erase import EraseRefused, erase
from huiyin.records.reports.actions.reply import Answer, send
from huiyin.records.reports.correcting import correct_row
from huiyin.records.reports.erasing import erase_kept_files
from huiyin.records.reports.intake import Order, import_file
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import (
    BatchState,
    Channel,
    ImportBatch,
    LandedRow,
    LandedState,
)
from huiyin.records.reports.queries import as_received, kept_files
from records.reports import report_rows as rows
from records.reports.erasing import NAME, TEXT, WHY, tick_off
from records.reports.report_rows import AT, Desk, by, history, refused, report


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUIYIN_HOME", tmp_path / "home")


@pytest.fixture
def take_in(tmp_path: Path, desk: Desk) -> Callable[..., ImportBatch]:
    """Imports a file with these orders on a day of September."""

    def imported(day: int, *cells: dict[str, str]) -> ImportBatch:
        path = tmp_path / "export.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            head = list(rows.COLUMNS.values())
            body = ([cell.get(field, "") for field in rows.COLUMNS] for cell in cells)
            csv.writer(file).writerows([head, *body])
        what = Order(path, path.name, Mapping.load("generic"), Channel.HOTLINE, desk.unit_id, "lin", "cli")
        return import_file(what, lambda: datetime(2022, 9, day, 23, 30, tzinfo=SHANGHAI))

    return imported


def order(number: str, text: str, received: str = "2022-08-31 10:05:00", **more: str) -> dict[str, str]:
    """The fields of an order of the month before."""
    return rows.order(number, text, received, **more)


def kept() -> set[str]:
    return {path.stem for path in files.folder().iterdir()}


def test_files_whose_rows_have_landed_are_erased_and_the_rows_stay(
    take_in: Callable[..., ImportBatch],
) -> None:
    old = take_in(1, order("1001", TEXT, name=NAME))
    new = take_in(2, order("1002", rows.OTHER_ROOM))
    assert kept_files() == 2
    with refused(EraseRefused, "erasing needs a reason"):
        erase_kept_files(by(), date(2022, 9, 1), " ")

    assert erase_kept_files(by(60, "wu"), date(2022, 9, 1), WHY) == [old.pk]
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.file_key, new.file_key is None) == (None, False)
    assert kept() == {bytes(new.sha256).hex()}
    assert kept_files() == 1
    assert history("batch", old.pk)[-1] == ("batch.file.erase", {"file": "erased", "reason": WHY})
    assert as_received(LandedRow.objects.get(number="1001"))["姓名"] == NAME
    assert erase_kept_files(by(61), date(2022, 9, 1), WHY) == []


def test_a_file_that_was_imported_again_later_stays_until_then(take_in: Callable[..., ImportBatch]) -> None:
    cells = order("1001", TEXT)
    first, again = take_in(1, cells), take_in(3, cells)
    assert erase_kept_files(by(), date(2022, 9, 2), WHY) == []
    assert len(kept()) == 1

    assert erase_kept_files(by(), date(2022, 9, 3), WHY) == [first.pk, again.pk]
    assert kept() == set()


def test_a_file_that_comes_again_after_it_was_erased_is_kept_under_a_new_key(
    take_in: Callable[..., ImportBatch],
) -> None:
    cells = order("1001", TEXT)
    take_in(1, cells)
    erase_kept_files(by(), date(2022, 9, 1), WHY)
    again = take_in(4, cells)

    assert (again.known, kept_files()) == (1, 1)
    opened = b"".join(files.reveal(bytes(again.sha256).hex(), bytes(again.file_key or b"")))
    assert NAME.encode() in opened


@pytest.mark.parametrize("state", ["running", "interrupted"])
def test_a_file_whose_import_did_not_come_to_its_end_stays(
    take_in: Callable[..., ImportBatch], state: str
) -> None:
    finished = take_in(1, order("1001", TEXT))
    unfinished = begin_batch(
        by(),
        name="other.csv",
        sha256=b"s" * 32,
        size=400,
        mapping="generic",
        mapping_version=1,
        importer="0",
        channel=Channel.HOTLINE,
        unit_id=finished.unit_id,
        file_key=b"k",
    )
    if state == "interrupted":
        interrupt_silent(by(at=AT + SILENCE + timedelta(seconds=1)))
    unfinished.refresh_from_db()
    assert unfinished.state == BatchState(state)

    assert erase_kept_files(by(20), date(2022, 9, 30), WHY) == [finished.pk]
    unfinished.refresh_from_db()
    assert unfinished.file_key is not None
    interrupt_silent(by(at=AT + SILENCE + timedelta(seconds=1)))


def test_what_a_killed_erasing_left_on_disk_is_removed_by_the_next(
    take_in: Callable[..., ImportBatch],
) -> None:
    batch = take_in(1, order("1001", TEXT))
    content = (files.folder() / f"{bytes(batch.sha256).hex()}.bin").read_bytes()
    erase_kept_files(by(), date(2022, 9, 1), WHY)
    (files.folder() / f"{bytes(batch.sha256).hex()}.bin").write_bytes(content)

    assert erase_kept_files(by(1), date(2022, 9, 1), WHY) == []
    assert kept() == set()


def test_an_erased_row_that_waited_for_correction_cannot_be_corrected(
    take_in: Callable[..., ImportBatch],
) -> None:
    take_in(1, order("1001", TEXT))
    take_in(2, order("1001", TEXT, received="昨天"))
    row = LandedRow.objects.get(state=LandedState.REFUSED)
    tick_off(5)
    send(by(10), [Answer(report("1001").pk, "已拆除。")])
    erase(by(20), [report("1001").pk], WHY)

    with refused(CorrectionRefused, f"landed row {row.pk} cannot be opened: the row was erased"):
        correct_row("lin", by(30).at, "cli", row.pk, {"工单生成时间": "2022-09-14"})
