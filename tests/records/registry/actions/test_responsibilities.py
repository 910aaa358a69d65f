"""Loading and ending rows of responsibility."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.responsibilities import LoadedRows, end, load
from huiyin.records.registry.csv_files import ResponsibilityRow, read_responsibilities, write_table
from huiyin.records.registry.models import Compound, Responsibility
from huiyin.records.registry.queries import TABLE_COLUMNS, responsibility_rows

Refusing = Callable[[str], AbstractContextManager[object]]
ROW = ResponsibilityRow("facade", "街镇", "310106011", "jingan", ("房管部门", "fire", "corps"), row=2)


def test_a_row_is_added_with_those_who_assist(registry: None, by: By) -> None:
    assert load(by, [ROW]) == LoadedRows(new=1, known=0)

    row = Responsibility.objects.get(violation="facade")
    assert (row.area, row.subdistrict.code, row.lead.code) == ("subdistrict", "310106011", "jingan")  # type: ignore[union-attr]
    assert set(row.assists.values_list("kind", "unit__code")) == {
        ("housing", None),
        ("fire", None),
        ("", "corps"),
    }
    assert Entry.objects.filter(record="responsibility", record_id=row.pk).count() == 1


def test_the_same_table_again_is_known(registry: None, by: By) -> None:
    load(by, [ROW])
    before = Entry.objects.count()

    assert load(by, [replace(ROW, assisting=("corps", "消防救援机构", "housing"))]) == LoadedRows(
        new=0, known=1
    )
    assert Entry.objects.count() == before


def test_what_is_written_out_reads_back_as_known(
    registry: None, by: By, make: Callable[..., Compound]
) -> None:
    make("T1")
    load(
        by,
        [
            ROW,
            ResponsibilityRow("litter", "小区", "T1", "corps", (), date(2022, 7, 1), date(2022, 10, 31), 3),
        ],
    )
    written = write_table(TABLE_COLUMNS, responsibility_rows())

    assert load(by, read_responsibilities(written)) == LoadedRows(new=0, known=233)


def test_a_dry_run_checks_and_writes_nothing(registry: None, by: By, refusing: Refusing) -> None:
    before = Entry.objects.count()

    assert load(by, [ROW], dry_run=True) == LoadedRows(new=1, known=0)
    assert not Responsibility.objects.filter(violation="facade").exists()
    assert Entry.objects.count() == before
    with refusing("没有代码“nobody”"):
        load(by, [replace(ROW, lead="nobody")], dry_run=True)


def test_two_rows_of_a_file_that_share_a_day_are_both_named(
    registry: None, by: By, refusing: Refusing
) -> None:
    rows = [
        replace(ROW, until=date(2022, 7, 31)),
        replace(ROW, lead="corps", from_date=date(2022, 7, 31), row=3),
    ]

    with refusing("第3行：与row 2（..2022-07-31）"):
        load(by, rows)


def test_a_row_that_shares_a_day_with_one_of_the_registry_names_it(
    registry: None, by: By, refusing: Refusing
) -> None:
    held = Responsibility.objects.get(district__code="310106")
    row = ResponsibilityRow("", "区", "310106", "corps", row=2)

    with refusing(f"registry:{held.pk}"):
        load(by, [row])


def test_after_the_old_row_is_ended_the_new_one_fits(registry: None, by: By) -> None:
    held = Responsibility.objects.get(district__code="310106")
    assert end(by, [held.pk], date(2022, 6, 30)) == 1

    row = ResponsibilityRow("", "区", "310106", "corps", (), date(2022, 7, 1), row=2)
    assert load(by, [row]) == LoadedRows(new=1, known=0)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (replace(ROW, violation="noise"), "“违法行为”：没有“noise”"),
        (replace(ROW, area="片区"), "“层级”：须为全市、区、街镇、居（村）委、小区之一"),
        (replace(ROW, area="全市"), "“区域”：全市的行不写区域"),
        (replace(ROW, place="310106999"), "“区域”：没有代码“310106999”"),
        (replace(ROW, place=""), "“区域”：没有代码“”"),
        (replace(ROW, assisting=("街坊",)), "“配合”：没有“街坊”"),
        (replace(ROW, from_date=date(2022, 8, 1), until=date(2022, 7, 1)), "“结束日期”：早于开始日期"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_place(
    registry: None, by: By, refusing: Refusing, row: ResponsibilityRow, words: str
) -> None:
    with refusing(f"第2行{words}"):
        load(by, [row])


def test_a_row_ends_only_on_a_day_on_which_it_holds(registry: None, by: By, refusing: Refusing) -> None:
    load(by, [replace(ROW, from_date=date(2022, 7, 1), until=date(2022, 10, 31))])
    pk = Responsibility.objects.get(violation="facade").pk

    with refusing("2022-06-30不适用"):
        end(by, [pk], date(2022, 6, 30))
    with refusing("没有责任分工0"):
        end(by, [pk, 0], date(2022, 7, 31))
    assert Responsibility.objects.get(pk=pk).until == date(2022, 10, 31)
