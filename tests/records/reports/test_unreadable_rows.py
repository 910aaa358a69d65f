"""Rows that cannot be read as they stand: each waits by itself, is known again, and leaves when the mended file comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import LazySettings

from huiyin.knowledge.law.clocks import SHANGHAI
from huiyin.records import invariants
from huiyin.records.ledger.action import By
from huiyin.records.ledger.verification import verify
from huiyin.records.registry.models import Unit
from huiyin.records.reports import uploads
from huiyin.records.reports.actions.correct import CorrectionRefused
from huiyin.records.reports.correcting import correct_row, correctable
from huiyin.records.reports.intake import Order, import_file, try_out
from huiyin.records.reports.landing.errors import FileRefused
from huiyin.records.reports.landing.header import Unlike
from huiyin.records.reports.mappings import load_mapping
from huiyin.records.reports.models import Channel, ImportBatch, LandedRow, LandedState, Report
from huiyin.records.reports.queries import as_received, refused_rows
from records.registry.few_divisions import set_up_few

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2022, 8, 2, 9, 0, tzinfo=SHANGHAI)
COLUMNS = ["工单编号", "工单生成时间", "诉求地址", "内容描述", "工单类别"]
HEADER = ",".join(COLUMNS) + "\n"


def row(number: int, text: str = "市民来电咨询社保卡如何补办，请答复。") -> str:
    return f"202208010000{number:02},2022-08-01,甲路{number}号,{text},一般\n"


def numbered(number: int) -> str:
    return f"202208010000{number:02}"


@pytest.fixture
def order(tmp_path: Path, settings: LazySettings) -> Iterator[Order]:
    settings.HUIYIN_HOME = tmp_path / "home"
    settings.HUIYIN_HOME.mkdir()
    set_up_few(By("test", NOW, "test"))
    unit = Unit.objects.get(code="sh-bureau").pk
    path = tmp_path / "export.csv"
    yield Order(path, path.name, load_mapping("shanghai12345"), Channel.HOTLINE, unit, "clerk", "test")
    assert list(invariants.run(NOW)) == []
    assert verify().faults == ()


def imported(order: Order, content: str | bytes) -> ImportBatch:
    order.path.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_file(order, lambda: NOW)


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    """Read, new, known and refused."""
    return batch.read, batch.new, batch.known, batch.refused


SPOILT = '市民"来电"反映楼上有人群租，请处理。'
"""Written into a cell that begins with a quote, it ends where the cell does not."""


def test_each_row_with_a_quote_amiss_waits_by_itself_and_is_known_again(order: Order) -> None:
    spoilt = [row(n, f'"{n}"号{SPOILT}') for n in (2, 4, 6)]
    content = HEADER + row(1) + spoilt[0] + row(3) + spoilt[1] + row(5) + spoilt[2]

    assert counts(imported(order, content)) == (6, 3, 0, 3)
    waiting = [(landed.position, landed.number) for landed, _ in refused_rows()]
    assert waiting == [(3, numbered(2)), (5, numbered(4)), (7, numbered(6))]
    kept = [as_received(landed)["整行原文"] for landed, _ in refused_rows()]
    assert kept == [line.rstrip("\n") for line in spoilt]

    assert counts(imported(order, content)) == (6, 0, 6, 0)
    assert LandedRow.objects.filter(state=LandedState.REFUSED).count() == 3


def test_rows_of_which_nothing_can_be_told_apart_wait_each_in_its_own_name(order: Order) -> None:
    content = HEADER + row(1) + '"甲"乙,x\n' + '"丙"丁,x\n' + '"甲"乙,x\n'

    # The third is the first once more.
    assert counts(imported(order, content)) == (4, 1, 1, 2)
    kept = {as_received(landed)["整行原文"] for landed, _ in refused_rows()}
    assert kept == {'"甲"乙,x', '"丙"丁,x'}
    # In another file too.
    assert counts(imported(order, HEADER + row(2) + '"戊"己,x\n' + '"甲"乙,x\n')) == (3, 1, 1, 1)


def test_the_first_row_with_a_quote_amiss_is_not_taken_for_the_header(order: Order) -> None:
    batch = imported(order, HEADER + row(1, f'"1"{SPOILT}') + row(2) + row(3))

    assert counts(batch) == (3, 2, 0, 1)
    ((landed, problems),) = refused_rows(batch.pk)
    assert (landed.position, problems[0]["code"]) == (2, "row.quote")


def test_no_row_behind_an_open_quote_is_lost_and_the_mended_file_takes_the_spoilt_one_in(
    order: Order,
) -> None:
    others = "".join(row(n) for n in range(2, 12))
    spoilt = imported(order, HEADER + row(1, '"有人群租，请处理。') + others)
    assert counts(spoilt) == (11, 10, 0, 1)
    assert [landed.number for landed, _ in refused_rows()] == [numbered(1)]

    mended = imported(order, HEADER + row(1, '"有人群租，请处理。"') + others)

    assert counts(mended) == (11, 1, 10, 0)
    assert list(refused_rows()) == []


def test_a_row_with_a_quote_amiss_is_corrected_from_what_could_be_told_of_it(order: Order) -> None:
    imported(
        order,
        HEADER
        + row(1, '市民来电，"楼上"有人群租')
        + row(2, '"楼上"有人群租，请处理。')
        + row(3, '"有人群租'),
    )
    rows = {landed.number: landed for landed, _ in refused_rows()}
    assert set(rows) == {numbered(2), numbered(3)}

    # What was told apart is offered; the line itself, in which names may stand, is shown nowhere.
    told = {cell.name: cell.value for cell in correctable(rows[numbered(3)]).cells}
    assert told == {
        "工单编号": numbered(3),
        "工单生成时间": "2022-08-01",
        "诉求地址": "甲路3号",
        "内容描述": "",
        "工单类别": "",
    }
    with pytest.raises(CorrectionRefused, match="没有「整行原文」一列"):
        correct_row("clerk", NOW, "test", rows[numbered(3)].pk, {"整行原文": "x"})

    whole = {"内容描述": "有人群租，请处理。", "工单类别": "一般"}
    correct_row("clerk", NOW, "test", rows[numbered(3)].pk, whole)
    correct_row("clerk", NOW, "test", rows[numbered(2)].pk, {"内容描述": "“楼上”有人群租，请处理。"})

    assert list(refused_rows()) == []
    report = Report.objects.get(number=numbered(3))
    assert (report.address, report.text, report.urgency) == ("甲路3号", "有人群租，请处理。", "routine")
    # The row as it was received stays as it was, and the corrected one is that of the mended file.
    received = LandedRow.objects.get(pk=rows[numbered(3)].pk)
    assert as_received(received)["整行原文"] == row(3, '"有人群租').rstrip("\n")
    again = imported(order, HEADER + row(3, "有人群租，请处理。"))
    assert counts(again) == (1, 0, 1, 0)


def test_a_row_with_bytes_amiss_waits_and_is_corrected_in_its_one_cell(order: Order) -> None:
    content = (HEADER + row(1) + row(2, "有人群?租") + row(3)).encode().replace(b"?", b"\xff")
    batch = imported(order, content)
    assert counts(batch) == (3, 2, 0, 1)
    ((landed, problems),) = refused_rows()
    assert (landed.position, problems[0]["column"], problems[0]["code"]) == (3, "内容描述", "row.bytes")
    assert as_received(landed)["整行原文"] == row(2, "有人群\\xff租").rstrip("\n")
    assert counts(imported(order, content)) == (3, 0, 3, 0)

    correct_row("clerk", NOW, "test", landed.pk, {"内容描述": "有人群租，请处理。"})

    assert Report.objects.get(number=numbered(2)).address == "甲路2号"


def test_rows_too_large_to_be_kept_are_told_apart_by_their_marks(order: Order) -> None:
    first, second = (f"{char * 900_000}" for char in "ab")
    content = HEADER + "".join(",".join([cell] * 5) + "\n" for cell in (first, second)) + row(1)

    assert counts(imported(order, content)) == (3, 1, 0, 2)
    assert counts(imported(order, content)) == (3, 0, 3, 0)


def test_an_excel_error_for_a_number_or_a_day_is_nobodys_number_and_no_day(order: Order) -> None:
    content = (
        HEADER
        + row(1).replace(numbered(1), "#N/A")
        + row(2).replace(numbered(2), "#N/A")
        + row(3).replace("2022-08-01", "#VALUE!")
        + row(4).replace("甲路4号", "#REF!")
    )

    assert counts(imported(order, content)) == (4, 1, 0, 3)

    # Two rows with one error are two matters: neither takes the other's place.
    waiting = [(landed.position, landed.number, problems[0]["column"]) for landed, problems in refused_rows()]
    assert waiting == [(2, "", "工单编号"), (3, "", "工单编号"), (4, numbered(3), "工单生成时间")]
    assert Report.objects.get().address == ""


@pytest.mark.parametrize("written", ["2.02208E+13", "无", "9" * 65])
def test_what_is_no_number_lets_no_row_take_anothers_place(order: Order, written: str) -> None:
    lines = (row(n).replace(numbered(n), written).replace("2022-08-01", "明天") for n in (1, 2))
    content = HEADER + "".join(lines)

    assert counts(imported(order, content)) == (2, 0, 0, 2)
    assert [landed.position for landed, _ in refused_rows()] == [2, 3]


def workbook(path: Path, **sheets: list[str]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for index, line in enumerate(lines):
                sheet.write_row(index, 0, line.rstrip("\n").split(","))
    return path


def test_a_cover_sheet_is_passed_over_and_named_at_both_doors(order: Order, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 说明=["填表说明"], 数据=[HEADER, row(1), row(2)])
    told: list[Unlike] = []
    what = Order(path, path.name, order.mapping, order.channel, order.unit_id, "clerk", "test")

    assert try_out(what, lambda: NOW, tell=told.append)["new"] == 2
    assert counts(import_file(what, lambda: NOW, tell=told.append)) == (2, 2, 0, 0)
    assert [one.sheets for one in told] == [("说明",), ("说明",)]
    upload = uploads.receive(By("clerk", NOW, "web"), path, path.name, order.unit_id)
    look = uploads.look(upload)[0]
    assert (look.problem, look.sheet, look.others) == (None, "数据", ("说明",))
    assert [heading.name for heading in look.headings] == COLUMNS


def test_a_workbook_with_two_sheets_of_orders_is_refused_at_both_doors(order: Order, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 七月上=[HEADER, row(1)], 七月下=[HEADER, row(2)])
    what = Order(path, path.name, order.mapping, order.channel, order.unit_id, "clerk", "test")

    with pytest.raises(FileRefused) as refused:
        import_file(what, lambda: NOW)

    assert refused.value.problem.message_zh == "工作簿有 2 张工作表都是诉件：七月上、七月下"
    assert ImportBatch.objects.count() == 0
    upload = uploads.receive(By("clerk", NOW, "web"), path, path.name, order.unit_id)
    assert {look.problem and look.problem.code for look in uploads.look(upload)} == {"workbook.sheets"}
