"""A person who empties a cell on purpose empties what is known of the report; an empty cell of an import never does."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from huiyin.records.reports.correcting import correct_row, correctable
from huiyin.records.reports.intake import Order, import_file
from huiyin.records.reports.mappings import load_mapping
from huiyin.records.reports.models import Channel, LandedRow, LandedState, Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, history, order, report

FULL = order(
    "1001",
    rows.NO_PLACE,
    address="云帆路88弄青梧雅苑7号楼1201室",
    agency="静安区城管执法局",
    phone="13911112222",
    order_type="咨询类",
)
WRONG_DAY = {**FULL, "received": "2022-02-31"}
RIGHT_DAY = {"工单生成时间": FULL["received"]}


@pytest.fixture(autouse=True)
def _home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HUIYIN_HOME = tmp_path / "home"


def refused(desk: Desk, folder: Path, cells: dict[str, str]) -> LandedRow:
    """The row of a file that could not be taken in."""
    path = folder / "orders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [list(rows.COLUMNS.values()), [cells.get(field, "") for field in rows.COLUMNS]]
        )
    mapping = load_mapping("generic")
    import_file(
        Order(path, path.name, mapping, Channel.HOTLINE, desk.unit_id, "clerk", "test"), lambda: rows.AT
    )
    return LandedRow.objects.get(state=LandedState.REFUSED)


def correct(row: LandedRow, **changes: str) -> None:
    correct_row("clerk", rows.AT, "test", row.pk, RIGHT_DAY | changes)


def known() -> dict[str, Any]:
    found = Report.objects.values().get(number="1001")
    return {name: bytes(v) if isinstance(v, memoryview) else v for name, v in found.items()}


def test_cells_that_a_person_empties_are_empty_in_the_known_report_and_the_ledger_says_so(
    desk: Desk, tmp_path: Path
) -> None:
    desk.take(FULL)
    before = known()
    correct(refused(desk, tmp_path, WRONG_DAY), 联系电话="", 诉求地址=" ", 工单类型="")

    after = known()
    assert (after["caller"], after["address"], after["order_type"]) == (None, "", "")
    assert (after["agency"], after["district"]) == (before["agency"], before["district"])
    (amended,) = [content for act, content in history("report", after["id"]) if act == "report.amend"]
    assert {"caller", "address", "order_type"} <= set(amended["changed"])
    # Where it is was read from the address: a person looks at its link.
    assert amended["to_recheck"]


def test_cells_that_came_empty_empty_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.take(FULL)
    before = known()
    poorer = {**WRONG_DAY, "phone": "", "address": "无", "agency": ""}
    correct(refused(desk, tmp_path, poorer), 联系电话="", 诉求地址="", 主办单位="")

    assert known() == before


def test_a_cell_that_was_at_fault_and_is_emptied_says_nothing_any_more(desk: Desk, tmp_path: Path) -> None:
    desk.take(FULL)
    before = known()
    correct(refused(desk, tmp_path, {**WRONG_DAY, "phone": "1.39E+10"}), 联系电话="")

    assert known() == before


def test_times_that_are_emptied_stay(desk: Desk, tmp_path: Path) -> None:
    timed = {"dispatched": "2022-09-14 11:00:00", "deadline": "2022-09-20 17:00:00"}
    desk.take({**FULL, **timed})
    before = known()
    row = refused(desk, tmp_path, {**WRONG_DAY, **timed})
    correct(row, 派单时间="", 办理时限="")

    assert known() == before


def test_a_cell_that_is_not_shown_is_emptied_only_by_name(desk: Desk, tmp_path: Path) -> None:
    shown = correctable(refused(desk, tmp_path, {**WRONG_DAY, "name": ""}))
    hidden = {cell.name: cell.filled for cell in shown.cells if cell.hidden}
    assert hidden == {"姓名": False, "联系电话": True}
    typed = {cell.name: cell.value for cell in shown.cells}
    assert shown.changes(typed) == {}
    assert shown.changes(typed, ["姓名", "联系电话"]) == {"联系电话": ""}
    assert shown.changes({**typed, "联系电话": "13911113333"}, ["联系电话"]) == {"联系电话": "13911113333"}


def test_a_report_that_is_new_is_made_without_what_was_emptied(desk: Desk, tmp_path: Path) -> None:
    correct(refused(desk, tmp_path, WRONG_DAY), 联系电话="", 诉求地址="")

    assert (report("1001").caller, report("1001").address) == (None, "")
