"""Rows that could not become reports stay visible and can be corrected; mappings can be saved by the installation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records import invariants
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.verification import verify
from huiyin.records.registry.models import Unit
from huiyin.records.reports.actions.correct import CorrectionRefused
from huiyin.records.reports.correcting import correct_row, correctable
from huiyin.records.reports.intake import Order, import_file, try_out
from huiyin.records.reports.landing.errors import MappingRefused
from huiyin.records.reports.mappings import load_mapping, saved_mappings
from huiyin.records.reports.models import Channel, ImportBatch, LandedRow, LandedState, Report
from huiyin.records.reports.queries import refused_rows
from records.registry.few_divisions import set_up_few

NOW = datetime(2022, 8, 2, 9, 0, tzinfo=SHANGHAI)
HEADER = "工单编号,工单生成时间,内容描述,工单类别\n"
GOOD = "20220801000001,2022-08-01,市民来电咨询社保卡如何补办，请答复。,一般\n"
IMPOSSIBLE_DAY = "20220801000002,2022-02-30,市民来电咨询居住证如何办理，请答复。,一般\n"


@pytest.fixture
def order(db: None, tmp_path: Path, settings: LazySettings) -> Order:
    """A file of which the second row has an impossible day."""
    settings.HUIYIN_HOME = tmp_path / "home"
    set_up_few(By("test", NOW, "test"))
    path = tmp_path / "export.csv"
    path.write_text(HEADER + GOOD + IMPOSSIBLE_DAY, encoding="utf-8")
    unit = Unit.objects.get(code="sh-bureau").pk
    return Order(path, path.name, load_mapping("shanghai12345"), Channel.HOTLINE, unit, "clerk", "test")


def imported(order: Order) -> ImportBatch:
    return import_file(order, lambda: NOW)


def test_a_row_that_cannot_be_taken_stays_visible_with_row_column_and_what_to_do(order: Order) -> None:
    batch = imported(order)

    (refused,) = refused_rows(batch.pk)
    row, problems = refused
    assert (row.number, row.position, row.state) == ("20220801000002", 3, LandedState.REFUSED)
    assert [(p["position"], p["column"]) for p in problems] == [(3, "工单生成时间")]
    assert problems[0]["advice_zh"]
    assert (batch.new, batch.refused) == (1, 1)


def test_a_corrected_row_becomes_a_report_and_the_row_as_received_stays(order: Order) -> None:
    batch = imported(order)
    row = LandedRow.objects.get(state=LandedState.REFUSED)
    received = bytes(row.raw)

    receipt = correct_row("clerk", NOW, "test", row.pk, {"工单生成时间": "2022-08-01"})

    report = Report.objects.get(number="20220801000002")
    row.refresh_from_db()
    assert [made.report_id for made in receipt.made] == [report.pk]
    assert (row.state, row.report_id, bytes(row.raw)) == (LandedState.CORRECTED, report.pk, received)
    assert report.created_on.isoformat() == "2022-08-01"
    assert list(refused_rows(batch.pk)) == []
    assert list(invariants.run(NOW)) == []
    assert verify().faults == ()


def test_a_corrected_row_is_known_when_the_corrected_export_comes(order: Order) -> None:
    imported(order)
    row = LandedRow.objects.get(state=LandedState.REFUSED)
    correct_row("clerk", NOW, "test", row.pk, {"工单生成时间": "2022-08-01"})
    order.path.write_text(HEADER + GOOD + IMPOSSIBLE_DAY.replace("02-30", "08-01"), encoding="utf-8")

    again = imported(order)

    assert (again.read, again.known, again.new, again.changed, again.refused) == (2, 2, 0, 0, 0)


def counted(batch: ImportBatch) -> tuple[int, int, int, int]:
    """New, changed, known and refused."""
    return batch.new, batch.changed, batch.known, batch.refused


def next_day(order: Order, *lines: str) -> tuple[int, int, int, int]:
    """The counts of the next day's export, which are those that trying it out told."""
    order.path.write_text(HEADER + "".join(lines), encoding="utf-8")
    told = try_out(order, lambda: NOW)
    found = counted(imported(order))
    assert found == (told["new"], told["changed"], told["known"], told["refused"])
    return found


def test_a_row_that_was_corrected_by_hand_is_known_when_it_comes_again_as_it_was(order: Order) -> None:
    imported(order)
    row = LandedRow.objects.get(state=LandedState.REFUSED)
    correct_row("clerk", NOW, "test", row.pk, {"工单生成时间": "2022-08-01"})

    assert next_day(order, GOOD, IMPOSSIBLE_DAY, GOOD.replace("0001,", "0003,")) == (1, 0, 2, 0)

    assert list(refused_rows()) == []
    assert Report.objects.get(number="20220801000002").created_on.isoformat() == "2022-08-01"
    # Once the source says something else, it is news when it says that once more.
    newer = IMPOSSIBLE_DAY.replace("02-30", "08-01").replace("请答复", "请尽快答复")
    assert next_day(order, GOOD, newer) == (0, 1, 1, 0)
    assert next_day(order, IMPOSSIBLE_DAY, GOOD) == (0, 0, 1, 1)
    assert [waiting.version for waiting, _ in refused_rows()] == [4]


def test_a_row_that_waits_is_past_when_its_source_says_again_what_it_said_before(order: Order) -> None:
    spoilt = GOOD.replace("2022-08-01", "#REF!")
    assert next_day(order, GOOD) == (1, 0, 0, 0)
    first = order.path.read_bytes()
    assert next_day(order, spoilt) == (0, 0, 0, 1)

    # The first file once more is no news.
    order.path.write_bytes(first)
    assert counted(imported(order)) == (0, 0, 1, 0)
    ((waiting, _),) = refused_rows()
    assert (waiting.position, waiting.version) == (2, 2)

    assert next_day(order, GOOD, IMPOSSIBLE_DAY) == (0, 0, 1, 1)

    assert [row.number for row, _ in refused_rows()] == ["20220801000002"]
    promoted = LandedRow.objects.get(number="20220801000001", state=LandedState.PROMOTED)
    assert (promoted.version, Report.objects.count()) == (3, 1)
    entry = Entry.objects.get(record="landed", record_id=promoted.pk)
    assert (entry.action, entry.content) == ("landed.renew", '{"version":3}')
    with pytest.raises(CorrectionRefused, match="后来又收到新的一行"), transaction.atomic():
        correct_row("clerk", NOW, "test", waiting.pk, {"工单生成时间": "2022-08-01"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.key is not None) == (LandedState.REFUSED, True)
    # And what was amiss is news when it comes once more.
    assert next_day(order, spoilt, IMPOSSIBLE_DAY) == (0, 0, 1, 1)
    assert list(invariants.run(NOW)) == []
    assert verify().faults == ()


def test_a_correction_that_brings_nothing_new_ends_the_waiting_and_says_so(order: Order) -> None:
    assert next_day(order, GOOD) == (1, 0, 0, 0)
    assert next_day(order, GOOD.replace("2022-08-01", "#REF!")) == (0, 0, 0, 1)
    report = Report.objects.get()
    before = Report.objects.values().get()
    ((waiting, _),) = refused_rows()
    received = bytes(waiting.raw)

    receipt = correct_row("clerk", NOW, "test", waiting.pk, {"工单生成时间": "2022-08-01"})

    assert (receipt.already, receipt.made, receipt.amended) == (report.pk, [], [])
    waiting.refresh_from_db()
    assert (waiting.state, waiting.report_id, bytes(waiting.raw)) == (
        LandedState.CORRECTED,
        report.pk,
        received,
    )
    assert (list(refused_rows()), Report.objects.values().get()) == ([], before)
    assert next_day(order, GOOD.replace("2022-08-01", "#REF!"), IMPOSSIBLE_DAY) == (0, 0, 1, 1)
    assert list(invariants.run(NOW)) == []
    assert verify().faults == ()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_a_later_one_has_replaced_need_not_be_corrected_and_cannot_undo_it(order: Order) -> None:
    imported(order)
    row = LandedRow.objects.get(state=LandedState.REFUSED)
    newer = IMPOSSIBLE_DAY.replace("02-30", "08-01").replace("请答复", "请尽快答复")
    order.path.write_text(HEADER + GOOD + newer, encoding="utf-8")
    assert imported(order).new == 1
    before = Report.objects.get(number="20220801000002").text

    with pytest.raises(CorrectionRefused, match="后来又收到新的一行"):
        correct_row("clerk", NOW, "test", row.pk, {"工单生成时间": "2022-08-01"})

    row.refresh_from_db()
    assert row.state == LandedState.REFUSED
    assert Report.objects.get(number="20220801000002").text == before
    assert LandedRow.objects.filter(number="20220801000002").count() == 2
    assert list(refused_rows()) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"工单生成时间": "2022-02-31"}, "工单生成时间"),
        ({"没有的列": "x"}, "没有的列"),
    ],
)
def test_a_correction_that_does_not_help_is_refused_and_changes_nothing(
    order: Order, changes: dict[str, str], words: str
) -> None:
    imported(order)
    row = LandedRow.objects.get(state=LandedState.REFUSED)

    with pytest.raises(CorrectionRefused, match=words):
        correct_row("clerk", NOW, "test", row.pk, changes)

    row.refresh_from_db()
    assert row.state == LandedState.REFUSED
    assert Report.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_row_that_was_taken_cannot_be_corrected(order: Order) -> None:
    imported(order)
    row = LandedRow.objects.get(state=LandedState.PROMOTED)

    with pytest.raises(CorrectionRefused, match="promoted"):
        correct_row("clerk", NOW, "test", row.pk, {"内容描述": "别的内容"})

    assert Report.objects.count() == 1


def test_a_mapping_saved_in_the_home_reads_other_column_names(order: Order, settings: LazySettings) -> None:
    folder = Path(settings.HUIYIN_HOME) / "mappings"
    folder.mkdir(parents=True)
    (folder / "studio.toml").write_text(
        'name = "studio"\nversion = 1\n'
        'columns = [{ field = "number", names = ["登记号"] }, { field = "text", names = ["居民说的"], required = true }]\n',
        encoding="utf-8",
    )

    assert saved_mappings() == ["studio"]
    assert load_mapping("studio").known == ("居民说的", "登记号")


def test_a_malformed_saved_mapping_is_refused(order: Order, settings: LazySettings) -> None:
    folder = Path(settings.HUIYIN_HOME) / "mappings"
    folder.mkdir(parents=True)
    (folder / "bad.toml").write_text('name = "bad"\nversion = 1\ncolumns = []\nextra = 1\n', encoding="utf-8")

    with pytest.raises(MappingRefused):
        load_mapping("bad")
    with pytest.raises(KeyError):
        load_mapping("absent")


def test_the_cell_at_fault_stands_first_and_the_others_as_the_mapping_has_them(order: Order) -> None:
    order.path.write_text(HEADER.strip() + ",附注\n" + IMPOSSIBLE_DAY.strip() + ",无\n", encoding="utf-8")
    imported(order)
    names = [cell.name for cell in correctable(LandedRow.objects.get()).cells]
    assert names == ["工单生成时间", "工单编号", "内容描述", "工单类别", "附注"]


def test_columns_that_no_mapping_knows_do_not_show_who_somebody_is_and_stay_as_they_came(
    order: Order, tmp_path: Path
) -> None:
    header = HEADER.strip() + ",经办网格员,备忘,附注\n"
    row = IMPOSSIBLE_DAY.strip() + ",李四光,王芳,回电13800001234\n"
    order.path.write_text(header + row, encoding="utf-8")
    imported(order)
    landed = LandedRow.objects.get()

    shown = correctable(landed)
    assert {cell.name: (cell.value, cell.hidden) for cell in shown.cells if cell.name not in HEADER} == {
        "经办网格员": ("", True),
        "备忘": ("", True),
        "附注": ("回电138******34", False),
    }
    typed = {cell.name: cell.value for cell in shown.cells} | {"工单生成时间": "2022-02-28"}
    assert shown.changes(typed) == {"工单生成时间": "2022-02-28"}
