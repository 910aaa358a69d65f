"""Whose number a row has, one number twice in one file, and times that cannot have been: by file, by hand, on correcting."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from huiyin.records.reports.actions.correct import CorrectionRefused
from huiyin.records.reports.correcting import correct_row
from huiyin.records.reports.intake import Order, import_file, try_out
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel, ImportBatch, Report
from huiyin.records.reports.numbering import HOTLINE
from huiyin.records.reports.prepare_process import Elsewhere
from huiyin.records.reports.queries import refused_rows
from huiyin.records.reports.submitting import type_in
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, order, report

COUNTS = ("read", "new", "changed", "known", "refused", "linked", "pending", "transferred")


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home for the received files of this test alone."""
    monkeypatch.setattr(settings, "HUIYIN_HOME", tmp_path / "home")


@pytest.fixture
def export(tmp_path: Path, desk: Desk) -> Callable[..., Order]:
    """Writes an export of the hotline with these orders and says what to import."""
    number = itertools.count(1)

    def write(*cells: dict[str, str]) -> Order:
        path = tmp_path / f"export-{next(number)}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            body = ([cell.get(field, "") for field in rows.COLUMNS] for cell in cells)
            csv.writer(file).writerows([list(rows.COLUMNS.values()), *body])
        return Order(path, path.name, Mapping.load("generic"), Channel.HOTLINE, desk.unit_id, "lin", "cli")

    return write


def clock() -> Callable[[], datetime]:
    return lambda: AT


def counts(batch: ImportBatch) -> Counter[str]:
    return Counter({name: getattr(batch, name) for name in COUNTS})


def only(**told: int) -> Counter[str]:
    """These counts, and none of the others."""
    return Counter(dict.fromkeys(COUNTS, 0) | told)


class TestWhoseNumberItIs:
    """The channel says it, whichever mapping reads the table."""

    LAYOUTS = (
        ("generic", "编号,反映时间,反映内容,派单时间,联系电话"),
        ("shanghai12345", "工单编号,工单生成时间,内容描述,处理描述,主办单位"),
    )

    def brought(self, desk: Desk, tmp_path: Path, channel: Channel) -> list[tuple[int, int, int]]:
        """New, changed and known of one order in both layouts and typed in, then typed in again and as both once more."""
        told = {"number": "20220914000503", "text": rows.SUNROOM, "received": "2022-09-14 10:00:00"}
        came = []
        for _ in range(2):
            for name, header in self.LAYOUTS:
                path = tmp_path / f"{name}.csv"
                path.write_text(
                    f"{header}\n20220914000503,2022-09-14 10:00:00,{rows.SUNROOM},,\n", encoding="utf-8"
                )
                what = Order(path, path.name, Mapping.load(name), channel, desk.unit_id, "lin", "cli")
                batch = import_file(what, lambda: AT)
                came.append((batch.new, batch.changed, batch.known))
            made = type_in(by(), channel, desk.unit_id, told)[1]
            came.append((int(made), 0, 0))
        return came

    @pytest.mark.parametrize("channel", [Channel.HOTLINE, Channel.HOUSING])
    def test_one_number_of_one_channel_is_one_report_by_file_and_by_hand(
        self, desk: Desk, tmp_path: Path, channel: Channel
    ) -> None:
        came = self.brought(desk, tmp_path, channel)
        assert came == [(1, 0, 0), (0, 1, 0), (0, 0, 0), (0, 0, 1), (0, 0, 1), (0, 0, 0)]
        one = Report.objects.get()
        assert (one.number, one.text) == ("20220914000503", rows.SUNROOM)
        assert one.source == {"hotline": HOTLINE}.get(channel, f"housing:{desk.unit_id}")

    def test_one_number_of_two_channels_is_two_reports(self, desk: Desk, tmp_path: Path) -> None:
        for channel in (Channel.HOTLINE, Channel.HOUSING):
            type_in(by(), channel, desk.unit_id, {"number": "1", "text": rows.SUNROOM})
        assert Report.objects.filter(number="1").count() == 2


class TestOneNumberTwiceInOneFile:
    def test_of_another_tables_number_the_first_is_taken_and_the_second_waits(
        self, export: Callable[..., Order]
    ) -> None:
        what = replace(
            export(
                order("移送1", rows.SUNROOM), order("移送1", rows.OTHER_ROOM), order("移送1", rows.SUNROOM)
            ),
            channel=Channel.HOUSING,
        )
        told = try_out(what, clock())
        batch = import_file(what, clock())
        assert counts(batch) == told
        assert counts(batch) == only(read=3, new=1, refused=1, known=1, linked=1)
        assert report("移送1").text == rows.SUNROOM
        ((row, (problem,)),) = refused_rows(batch.pk)
        assert (row.position, problem["code"], problem["column"]) == (3, "number.twice", "工单编号")
        assert problem["message_zh"] == (
            "第 3 行「工单编号」：同一编号在本文件中出现两次（第 2 行、第 3 行），内容不同"
        )
        assert counts(import_file(what, clock())) == only(read=3, known=3)

    def test_what_waits_is_another_matter_under_another_number_or_confirmed_as_newer(
        self, export: Callable[..., Order]
    ) -> None:
        texts = (rows.SUNROOM, rows.OTHER_ROOM, rows.OTHER_BUILDING)
        what = replace(export(*(order("移送1", text) for text in texts)), channel=Channel.HOUSING)
        batch = import_file(what, clock())
        second, third = (row for row, _ in refused_rows(batch.pk))

        correct_row("lin", AT, "cli", second.pk, {"工单编号": "移送1-2"})
        assert (report("移送1").text, report("移送1-2").text) == texts[:2]
        correct_row("lin", AT, "cli", third.pk, {})
        assert (report("移送1").text, Report.objects.count()) == (texts[2], 2)
        assert list(refused_rows(batch.pk)) == []

    def test_one_is_confirmed_as_newer_though_the_other_was_another_matter(
        self, export: Callable[..., Order]
    ) -> None:
        texts = (rows.SUNROOM, rows.OTHER_ROOM, rows.OTHER_BUILDING)
        what = replace(export(*(order("移送1", text) for text in texts)), channel=Channel.HOUSING)
        batch = import_file(what, clock())
        second, third = (row for row, _ in refused_rows(batch.pk))
        correct_row("lin", AT, "cli", third.pk, {"工单编号": "移送1-2"})

        receipt = correct_row("lin", AT, "cli", second.pk, {})

        assert (receipt.already, len(receipt.amended)) == (None, 1)
        assert (report("移送1").text, report("移送1-2").text) == texts[1:]
        assert list(refused_rows(batch.pk)) == []

    def test_the_next_days_table_does_not_ask_again(self, export: Callable[..., Order]) -> None:
        cells = (order("移送1", rows.SUNROOM), order("移送1", rows.OTHER_ROOM))
        import_file(replace(export(*cells), channel=Channel.HOUSING), clock())
        again = import_file(replace(export(*cells, order("移送2", "")), channel=Channel.HOUSING), clock())
        assert counts(again) == only(read=3, known=2, refused=1)

    def test_what_is_held_back_waits_once_whatever_becomes_of_the_other_row(
        self, export: Callable[..., Order]
    ) -> None:
        def day(*cells: dict[str, str]) -> Counter[str]:
            what = replace(export(*cells), channel=Channel.HOUSING)
            told = try_out(what, clock())
            assert counts(import_file(what, clock())) == told
            return told

        first, second = order("移送1", rows.SUNROOM), order("移送1", rows.OTHER_ROOM)
        assert day(first, second) == only(read=2, new=1, refused=1, linked=1)
        changed = first | {"deadline": "2022-09-28"}
        assert day(changed, second) == only(read=2, changed=1, known=1)
        ((waiting, _),) = refused_rows()

        correct_row("lin", AT, "cli", waiting.pk, {"工单编号": "移送1-2"})

        # Another matter since a person said so, it stays that.
        assert day(changed | {"deadline": "2022-09-29"}, second) == only(read=2, changed=1, known=1)
        assert (report("移送1").text, report("移送1-2").text) == (rows.SUNROOM, rows.OTHER_ROOM)
        assert (list(refused_rows()), Report.objects.count()) == ([], 2)

    def test_what_was_confirmed_as_newer_is_not_undone_by_the_next_days_table(
        self, export: Callable[..., Order]
    ) -> None:
        cells = (order("移送1", rows.SUNROOM), order("移送1", rows.OTHER_ROOM))
        import_file(replace(export(*cells), channel=Channel.HOUSING), clock())
        ((waiting, _),) = refused_rows()
        correct_row("lin", AT, "cli", waiting.pk, {})

        again = import_file(
            replace(export(*cells, order("移送2", rows.NO_PLACE)), channel=Channel.HOUSING), clock()
        )

        assert counts(again) == only(read=3, known=2, new=1, pending=1)
        assert (report("移送1").text, list(refused_rows())) == (rows.OTHER_ROOM, [])

    def test_what_is_held_back_is_off_the_list_once_its_number_says_the_same(
        self, export: Callable[..., Order]
    ) -> None:
        first, second = order("移送1", rows.SUNROOM), order("移送1", rows.OTHER_ROOM)
        import_file(replace(export(first, second), channel=Channel.HOUSING), clock())
        ((waiting, _),) = refused_rows()

        alone = import_file(replace(export(second), channel=Channel.HOUSING), clock())

        assert counts(alone) == only(read=1, changed=1)
        assert list(refused_rows()) == []
        with rows.refused(CorrectionRefused, "后来又收到新的一行"):
            correct_row("lin", AT, "cli", waiting.pk, {})

    def test_an_old_file_taken_again_does_not_take_what_was_held_back_since(
        self, export: Callable[..., Order]
    ) -> None:
        old = order("1001", rows.SUNROOM, dispatched="2022-09-14 11:00:00")
        new = order("1001", rows.OTHER_ROOM, dispatched="2022-09-15 08:00:00")
        first = export(old)
        import_file(first, clock())
        assert counts(import_file(export(new, old), clock())) == only(read=2, changed=1, refused=1)
        told = try_out(first, clock())

        again = import_file(first, clock())

        assert counts(again) == told == only(read=1, known=1)
        assert report("1001").text == rows.OTHER_ROOM
        assert [row.position for row, _ in refused_rows()] == [3]

    @pytest.mark.parametrize(
        ("later", "taken"),
        [
            ({"deadline": "2022-09-28"}, True),
            ({"text": rows.OTHER_ROOM, "dispatched": "2022-09-15 08:00:00"}, True),
            ({"text": rows.OTHER_ROOM, "received": "2022-09-14 10:06:00"}, True),
            ({"text": rows.OTHER_ROOM}, False),
            ({"address": "云帆路90弄"}, False),
            ({"received": "2022-09-14 10:04:00"}, False),
            ({"received": "2022-09-13"}, False),
        ],
    )
    def test_an_order_of_the_hotline_is_amended_by_what_says_that_it_is_newer(
        self, export: Callable[..., Order], later: dict[str, str], taken: bool
    ) -> None:
        first = order("1001", rows.SUNROOM)
        batch = import_file(export(first, first | later), clock())
        assert (batch.new, batch.changed, batch.refused) == (1, int(taken), int(not taken))
        assert report("1001").text == (later.get("text", rows.SUNROOM) if taken else rows.SUNROOM)

    def test_rows_of_a_second_process_are_counted_alike(self, export: Callable[..., Order]) -> None:
        cells = (order("移送1", rows.SUNROOM), order("移送1", rows.OTHER_ROOM))
        what = replace(export(*cells), channel=Channel.HOUSING)
        batch = import_file(what, clock(), begun=Elsewhere(what.path, what.name))
        assert (batch.new, batch.refused) == (1, 1)


class TestWhatCannotHaveHappened:
    @pytest.mark.parametrize(
        ("told", "column"),
        [
            ({"received": "2030-01-01"}, "工单生成时间"),
            ({"received": "2022-09-15 09:41:00"}, "工单生成时间"),
            ({"dispatched": "2022-09-16"}, "派单时间"),
            ({"signed": "2031-02-01 08:00"}, "签收时间"),
            ({"received": "1999-12-31"}, "工单生成时间"),
        ],
    )
    def test_a_row_that_tells_it_waits_for_its_correction(
        self, export: Callable[..., Order], told: dict[str, str], column: str
    ) -> None:
        batch = import_file(export(order("1001", rows.SUNROOM) | told), clock())
        ((row, (problem,)),) = refused_rows(batch.pk)
        assert (batch.new, row.number, problem["column"]) == (0, "1001", column)
        with pytest.raises(CorrectionRefused, match=column):
            correct_row("lin", AT, "cli", row.pk, {column: "2022-09-16"})
        correct_row("lin", AT, "cli", row.pk, {column: "2022-09-15"})
        assert report("1001").fate == "linked"

    def test_a_deadline_lies_ahead(self, export: Callable[..., Order]) -> None:
        import_file(export(order("1001", rows.SUNROOM, deadline="2023-01-05")), clock())
        assert report("1001").handle_due == date(2023, 1, 5)

    def test_what_a_wrong_clock_held_back_comes_in_when_the_clock_is_right(
        self, export: Callable[..., Order]
    ) -> None:
        what = export(order("1001", rows.SUNROOM), order("1002", rows.OTHER_ROOM))
        behind = import_file(what, lambda: AT - timedelta(days=5))
        assert (behind.new, behind.refused) == (0, 2)
        told = try_out(what, clock())
        again = import_file(what, clock())
        assert counts(again) == told
        assert (again.new, again.refused) == (2, 0)
        assert counts(import_file(what, clock())) == only(read=2, known=2)
