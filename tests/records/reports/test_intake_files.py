"""Importing real files: counts that add up, nothing added twice, a dry run that tells the truth, nothing readable kept."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.db import connection

from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.vault import Unreadable
from huiyin.records.reports import files, intake, preparing
from huiyin.records.reports.actions.batch import SILENCE, interrupt_silent
from huiyin.records.reports.intake import Order, import_file, try_out
from huiyin.records.reports.landing.errors import FileRefused, HeaderRefused
from huiyin.records.reports.landing.mapping import Mapping
from huiyin.records.reports.models import Channel, ImportBatch, LandedRow, Report
from huiyin.records.reports.prepare_process import Elsewhere
from records.reports import report_rows as rows
from records.reports.report_rows import AT, Desk, by, history, order, report

COUNTS = ("read", "new", "changed", "known", "refused", "linked", "pending", "transferred")
PHONE, NAME = "13917760482", "欧阳砚秋"


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home for the received files of this test alone."""
    monkeypatch.setattr(settings, "HUIYIN_HOME", tmp_path / "home")


@pytest.fixture
def export(tmp_path: Path, desk: Desk) -> Callable[..., Order]:
    """Writes an export with these orders and says what to import."""
    number = itertools.count(1)

    def write(*cells: dict[str, str], header: Sequence[str] = tuple(rows.COLUMNS.values())) -> Order:
        path = tmp_path / f"export-{next(number)}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(
                [header, *([cell.get(field, "") for field in rows.COLUMNS] for cell in cells)]
            )
        return Order(path, path.name, Mapping.load("generic"), Channel.HOTLINE, desk.unit_id, "lin", "cli")

    return write


def clock() -> Callable[[], datetime]:
    """A door's clock that goes on by a second with each look."""
    moments = itertools.count()
    return lambda: AT + timedelta(seconds=next(moments))


def counts(batch: ImportBatch) -> dict[str, int]:
    return {name: getattr(batch, name) for name in COUNTS}


MIXED = (
    order("1001", rows.SUNROOM, name=NAME, phone=PHONE),
    order("1002", rows.SUNROOM_AGAIN),
    order("1003", rows.OUTSIDE, received="上个月"),
    order("1004", rows.NOT_KNOWN),
    order("1005", rows.OUTSIDE),
    order("1002", rows.SUNROOM_AGAIN, deadline="2022-09-28"),
    order("1005", rows.OUTSIDE),
    order("", rows.EBIKES, phone=PHONE),
)
OF_MIXED = dict(zip(COUNTS, (8, 5, 1, 1, 1, 4, 1, 0), strict=True))


def test_the_rows_of_a_file_add_up_and_bad_ones_do_not_stop_it(export: Callable[..., Order]) -> None:
    heard: list[int] = []
    batch = import_file(export(*MIXED), clock(), heard.append)

    batch.refresh_from_db()
    assert counts(batch) == OF_MIXED
    assert (batch.state, batch.position, sum(heard)) == ("done", 9, 8)
    assert Report.objects.count() == 5
    assert LandedRow.objects.filter(batch=batch).count() == 7
    assert [action for action, _ in history("batch", batch.pk)] == ["batch.begin", "batch.finish"]
    assert history("batch", batch.pk)[1][1] == {name: OF_MIXED[name] for name in COUNTS[:-1]}


def test_importing_the_file_again_adds_nothing(export: Callable[..., Order]) -> None:
    what = export(*MIXED)
    import_file(what, clock())
    before, entries = rows.dump(), Entry.objects.count()
    again = import_file(what, clock())

    assert counts(again) == dict.fromkeys(COUNTS, 0) | {"read": 8, "known": 8}
    after = rows.dump()
    assert {name for name, held in after.items() if held != before[name]} == {
        "reports_importbatch",
        "reports_knownrow",
        "ledger_entry",
    }
    # Which they were stands beside the import, so that its count opens them.
    assert len(after["reports_knownrow"]) - len(before["reports_knownrow"]) == 8
    assert Entry.objects.count() - entries == 2
    assert len(list((Path(settings.HUIYIN_HOME) / "files").iterdir())) == 1


def test_the_next_days_file_brings_what_changed_and_corrects_what_was_refused(
    export: Callable[..., Order],
) -> None:
    import_file(export(*MIXED), clock())
    batch = import_file(
        export(
            order("1001", rows.SUNROOM, name=NAME, phone=PHONE),
            order("1003", rows.OUTSIDE),
            order("1002", rows.SUNROOM_AGAIN, deadline="2022-09-29"),
            order("1006", rows.OTHER_ROOM),
        ),
        clock(),
    )

    assert counts(batch) == dict(zip(COUNTS, (4, 2, 1, 1, 0, 1, 1, 0), strict=True))
    assert report("1003").fate == "pending"


@pytest.mark.parametrize("handed_over", [2, 500])
def test_a_dry_run_tells_what_the_import_then_does_and_writes_nothing(
    export: Callable[..., Order], monkeypatch: pytest.MonkeyPatch, handed_over: int
) -> None:
    monkeypatch.setattr(preparing, "HANDED_OVER", handed_over)
    backwards = (MIXED[5], MIXED[1], order("1001", rows.SUNROOM), order("1003", rows.OUTSIDE), MIXED[2])
    corrected_within = (order("2001", rows.SUNROOM, received="周一"), order("2001", rows.SUNROOM))
    orders = [export(*MIXED), export(*backwards), export(*corrected_within), export(*MIXED, *backwards)]
    for what in (*orders, *orders):
        before = rows.dump()
        kept = sorted(Path(settings.HUIYIN_HOME).rglob("*"))
        told = try_out(what, clock())
        assert rows.dump() == before
        assert sorted(Path(settings.HUIYIN_HOME).rglob("*")) == kept
        assert counts(import_file(what, clock())) == Counter(told), what.name


def test_a_header_that_cannot_be_read_leaves_no_trace(export: Callable[..., Order]) -> None:
    wrong = export(*MIXED, header=["编号", "工单生成时间", *(f"列{n}" for n in range(10))])
    before = rows.dump()
    for act in (import_file, try_out):
        with pytest.raises(HeaderRefused):
            act(wrong, clock())

    assert rows.dump() == before
    assert not (Path(settings.HUIYIN_HOME) / "files").exists()


def test_a_file_that_is_no_table_leaves_no_trace(export: Callable[..., Order]) -> None:
    what = export(*MIXED)
    what.path.write_bytes(b"\x7fELF" + bytes(4000))
    before = rows.dump()
    with pytest.raises((FileRefused, HeaderRefused)):
        import_file(what, clock())

    assert rows.dump() == before


def test_a_file_with_a_header_alone_is_refused_and_leaves_no_trace(export: Callable[..., Order]) -> None:
    before = rows.dump()
    with pytest.raises(FileRefused, match="there is only a header"):
        import_file(export(), clock())

    assert rows.dump() == before


def test_a_file_read_by_a_second_process_comes_to_the_same(export: Callable[..., Order]) -> None:
    what = export(*MIXED)
    batch = import_file(what, clock(), begun=Elsewhere(what.path, what.name))
    assert counts(batch) == OF_MIXED

    what = export(*MIXED, header=["编号", *(f"列{n}" for n in range(11))])
    with pytest.raises(HeaderRefused):
        import_file(what, clock(), begun=Elsewhere(what.path, what.name))
    assert ImportBatch.objects.count() == 1


def test_a_second_process_that_is_never_told_ends_with_the_door(export: Callable[..., Order]) -> None:
    what = export(*MIXED)
    begun = Elsewhere(what.path, what.name)
    begun.close()

    with pytest.raises(ChildProcessError):
        import_file(what, clock(), begun=begun)
    assert not ImportBatch.objects.exists()


def test_a_workbook_and_a_csv_of_the_same_rows_are_the_same_rows(
    export: Callable[..., Order], tmp_path: Path
) -> None:
    what = export(*MIXED)
    import_file(what, clock())
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows.COLUMNS.values()))
        for number, cell in enumerate(MIXED, start=1):
            sheet.write_row(number, 0, [cell.get(field, "") for field in rows.COLUMNS])
    batch = import_file(
        Order(path, path.name, what.mapping, what.channel, what.unit_id, "lin", "cli"), clock()
    )

    # Another file: the changed order's first row counts as going back, and its second as changed again.
    assert counts(batch) == dict.fromkeys(COUNTS, 0) | {"read": 8, "known": 6, "changed": 2}


def test_the_kept_file_is_revealed_byte_for_byte(
    export: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BLOCK", 512)
    what = export(*MIXED)
    batch = import_file(what, clock())
    name = bytes(batch.sha256).hex()
    assert files.holds(name)

    assert b"".join(files.reveal(name, bytes(batch.file_key or b""))) == what.path.read_bytes()
    kept = files.folder() / f"{name}.bin"
    whole = kept.read_bytes()
    block = 512 + 12 + 16
    assert len(whole) > 2 * block
    for tampered in (
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        whole[:block],
        whole[:-1],
        whole[block : 2 * block] + whole[:block] + whole[2 * block :],
        b"",
    ):
        kept.write_bytes(tampered)
        with pytest.raises(Unreadable):
            list(files.reveal(name, bytes(batch.file_key or b"")))


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_identity_columns_can_be_read_in_what_is_kept(export: Callable[..., Order]) -> None:
    long_name = f"{NAME}·" + "某" * 220
    import_file(
        export(
            *MIXED,
            order("1009", rows.SUNROOM, name=NAME, phone=PHONE, received="上周"),
            order("1010", rows.SUNROOM, name=long_name, phone=f"+86 {PHONE}"),
        ),
        clock(),
    )
    # What has been changed since: the same caller with another word.
    import_file(export(order("1001", rows.SUNROOM + "请回电。", name=NAME, phone=PHONE)), clock())

    assert LandedRow.objects.filter(state="refused").count() == 3
    held = [*Path(settings.HUIYIN_HOME).rglob("*")]
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        held += Path(str(connection.settings_dict["NAME"])).parent.glob("*.sqlite3*")
    texts = [path.read_bytes() for path in held if path.is_file()] + [repr(rows.dump()).encode()]
    if connection.vendor == "sqlite":
        texts.append(connection.connection.serialize())
    assert any("青梧雅苑".encode() in text for text in texts)
    for secret in (PHONE, NAME, "砚秋"):
        assert [text for text in texts if secret.encode() in text] == []
    # The same caller is found all the same.
    callers = Report.objects.exclude(caller=None).values_list("caller", flat=True)
    assert len(callers) == 2
    assert len({bytes(caller) for caller in callers}) == 1


def test_an_import_that_fell_silent_is_marked_and_the_file_can_come_again(
    export: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    what = export(*MIXED)

    class Gone(Exception):
        """The process is taken away."""

    def die(_: int) -> None:
        raise Gone

    monkeypatch.setattr(intake, "FIRST_CHUNK", 3)
    with pytest.raises(Gone):
        import_file(what, clock(), die)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.position, batch.read) == ("running", 4, 3)
    assert interrupt_silent(by(at=batch.seen_at + SILENCE)) == []
    assert interrupt_silent(by(at=batch.seen_at + SILENCE + timedelta(seconds=1))) == [batch]
    batch.refresh_from_db()
    assert batch.state == "interrupted"

    again = import_file(what, clock())
    total = Counter(counts(again)) + Counter({name: getattr(batch, name) for name in COUNTS})
    assert counts(again)["known"] == 3 + 1
    assert total["new"] == OF_MIXED["new"]
    assert Report.objects.count() == OF_MIXED["new"]


def test_the_same_file_begun_again_marks_the_earlier_run(
    export: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    what = export(*MIXED)

    def die(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(what, clock(), die)
    import_file(what, clock())

    assert list(ImportBatch.objects.order_by("pk").values_list("state", flat=True)) == ["interrupted", "done"]


def test_a_row_that_goes_back_within_its_file_does_so_after_a_kill_too(
    export: Callable[..., Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (order("1001", rows.SUNROOM, deadline=day) for day in ("2022-09-20", "2022-09-22"))
    what = export(first, second, first)

    class Gone(Exception):
        """The process is taken away."""

    def die(_: int) -> None:
        raise Gone

    monkeypatch.setattr(intake, "FIRST_CHUNK", 2)
    with pytest.raises(Gone):
        import_file(what, clock(), die)
    assert report("1001").handle_due == date(2022, 9, 22)

    again = import_file(what, clock())
    assert (counts(again)["known"], counts(again)["changed"]) == (2, 1)
    assert report("1001").handle_due == date(2022, 9, 20)
    assert counts(import_file(what, clock()))["known"] == 3


def test_an_import_that_another_took_for_dead_ends_like_any(export: Callable[..., Order]) -> None:
    what = export(*MIXED)
    others: list[ImportBatch] = []

    def import_it_too(_: int) -> None:
        if not others:
            others.append(import_file(what, clock()))

    first = import_file(what, clock(), import_it_too)

    assert (first.state, first.message) == (others[0].state, others[0].message) == ("done", "")


def test_two_units_whose_tables_have_a_number_in_common_have_a_report_each(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    made = []
    for code, text in (("jingan", rows.SUNROOM), ("minhang", rows.OTHER_COMPOUND)):
        path.write_text(f"编号,内容,反映时间\n1,{text},2022-09-14\n", encoding="utf-8")
        order = Order(
            path, path.name, Mapping.load("generic"), Channel.HOUSING, rows.unit(code).pk, "lin", "cli"
        )
        batch = import_file(order, lambda: rows.AT)
        made.append((batch.new, batch.changed, batch.unit_id))
    assert [(new, changed) for new, changed, _ in made] == [(1, 0), (1, 0)]
    held = Report.objects.filter(number="1").order_by("pk").values_list("unit_id", "text")
    assert list(held) == [(made[0][2], rows.SUNROOM), (made[1][2], rows.OTHER_COMPOUND)]


def test_an_order_of_the_hotline_is_one_report_whichever_unit_brings_it(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        f"工单编号,工单生成时间,内容描述\nH1,2022-09-14 10:00:00,{rows.SUNROOM}\n", encoding="utf-8"
    )
    for code in ("jingan", "minhang"):
        order = Order(
            path, path.name, Mapping.load("shanghai12345"), Channel.HOTLINE, rows.unit(code).pk, "lin", "cli"
        )
        import_file(order, lambda: rows.AT)
    assert Report.objects.filter(number="H1").count() == 1
