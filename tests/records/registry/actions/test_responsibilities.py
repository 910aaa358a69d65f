"""Loading and ending rows of responsibility."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest

from huiyin.knowledge.law import book
from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.responsibilities import LoadedRows, end, load
from huiyin.records.registry.assisting import KINDS
from huiyin.records.registry.csv_files import ResponsibilityRow, read_responsibilities, write_table
from huiyin.records.registry.models import Compound, Responsibility
from huiyin.records.registry.queries import TABLE_COLUMNS, responsibility_rows
from huiyin.records.registry.refusal import Refused

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

    assert load(by, read_responsibilities(written).rows) == LoadedRows(
        new=0, known=Responsibility.objects.count()
    )


def test_a_dry_run_checks_and_writes_nothing(registry: None, by: By, refusing: Refusing) -> None:
    before = Entry.objects.count()

    assert load(by, [ROW], dry_run=True) == LoadedRows(new=1, known=0)
    assert not Responsibility.objects.filter(violation="facade").exists()
    assert Entry.objects.count() == before
    with refusing("“牵头单位”：没有名称或代码为“nobody”的单位，请按“单位”页填全称"):
        load(by, [replace(ROW, lead="nobody")], dry_run=True)


def test_two_rows_of_a_file_that_share_a_day_are_both_named(
    registry: None, by: By, refusing: Refusing
) -> None:
    rows = [
        replace(ROW, until=date(2022, 7, 31)),
        replace(ROW, lead="corps", from_date=date(2022, 7, 31), row=3),
    ]

    with refusing(
        "第3行：与第2行（街镇“石门二路街道”、破坏房屋外貌（facade）、牵头静安区城管执法局、至2022-07-31止）"
        "对同一违法行为、同一区域的期间重叠，请先结束该行"
    ):
        load(by, rows)


def test_a_row_that_shares_a_day_with_one_of_the_registry_names_it(
    registry: None, by: By, refusing: Refusing
) -> None:
    held = Responsibility.objects.get(district__code="310106")
    row = ResponsibilityRow("", "区", "310106", "corps", row=2)

    with refusing(
        f"第2行：与责任分工编号{held.pk}（区“静安区”、任何违法行为、牵头静安区城管执法局、不限期）"
        "对同一违法行为、同一区域的期间重叠，请先结束该行 / "
        f"row 2: shares days with responsibility {held.pk} (district 310106, any violation, led by jingan, ..)"
    ):
        load(by, [row])


def test_after_the_old_row_is_ended_the_new_one_fits(registry: None, by: By) -> None:
    held = Responsibility.objects.get(district__code="310106")
    assert end(by, [held.pk], date(2022, 6, 30)) == 1

    row = ResponsibilityRow("", "区", "310106", "corps", (), date(2022, 7, 1), row=2)
    assert load(by, [row]) == LoadedRows(new=1, known=0)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            replace(ROW, violation="noise"),
            "“违法行为”：没有“noise”，请填名称或代码，任何违法行为则留空。可用：违法搭建（illegal-construction）、",
        ),
        (replace(ROW, area="片区"), "“层级”：须为全市、区、街镇、居（村）委、小区之一"),
        (replace(ROW, area="全市"), "“区域”：全市的行不写区域"),
        (
            replace(ROW, place="310106999"),
            "“区域”：没有名称或代码为“310106999”的街镇，请核对层级、名称或代码",
        ),
        (replace(ROW, place=""), "“区域”：层级是街镇，请填其名称或代码；对全市适用的，层级填全市"),
        (
            replace(ROW, assisting=("街坊",)),
            (
                "“配合”：没有“街坊”，可用：房管部门（housing）、规划资源部门（planning）、派出所（police）、"
                "居（村）委会（neighbourhood-committee）、物业服务企业（property-firm）、城运中心（city-operation-centre）、"
                "绿化市容部门（greening-sanitation）、消防救援机构（fire），或单位的名称、代码"
            ),
        ),
        (
            ResponsibilityRow("", "区", "310115", "jingan", row=2, place_name="静安区"),
            (
                "“区域名称”：区域310115是“浦东新区”，与名称“静安区”不符，请改正其一 / "
                "row 2, “区域名称”: area 310115 is 浦东新区, not 静安区"
            ),
        ),
        (replace(ROW, pk=99_999), "“编号”：没有编号99999的责任分工，新的一行请把编号留空"),
        (replace(ROW, from_date=date(2022, 8, 1), until=date(2022, 7, 1)), "“结束日期”：早于开始日期"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_place(
    registry: None, by: By, refusing: Refusing, row: ResponsibilityRow, words: str
) -> None:
    with refusing(f"第2行{words}"):
        load(by, [row])


@pytest.mark.parametrize(
    ("row", "violation", "place"),
    [
        (ResponsibilityRow("群租", "街镇", "石门二路街道", "静安区城管执法局"), "group-renting", "310106011"),
        (ResponsibilityRow("乱扔小包垃圾", "区", "静安", "jingan"), "litter", "310106"),
        (ResponsibilityRow("违法搭建", "小区", "梧桐苑", "静安区城管执法局"), "illegal-construction", "T1"),
        (
            ResponsibilityRow("facade", "街镇", "", "jingan", place_name="石门二路街道"),
            "facade",
            "310106011",
        ),
    ],
)
def test_violation_area_and_unit_may_be_given_by_name(
    by: By, make: Callable[..., Compound], row: ResponsibilityRow, violation: str, place: str
) -> None:
    make("T1")

    assert load(by, [row]) == LoadedRows(new=1, known=0)

    added = Responsibility.objects.get(violation=violation)
    assert added.lead.code == "jingan"
    assert getattr(added, f"{added.area}").code == place
    # The same by codes is known.
    assert load(by, [ResponsibilityRow(violation, row.area, place, "jingan", row=2)]) == LoadedRows(0, 1)


def test_the_empty_violation_and_assisting_units_have_names_too(
    by: By, make: Callable[..., Compound]
) -> None:
    make("T1")
    row = ResponsibilityRow("任何违法行为", "小区", "T1", "corps", ("静安区城管执法局", "消防"), row=2)

    assert load(by, [row]) == LoadedRows(new=1, known=0)
    added = Responsibility.objects.get(compound__code="T1", violation="")
    assert set(added.assists.values_list("kind", "unit__code")) == {("fire", None), ("", "jingan")}


def test_a_name_that_several_areas_have_is_refused_with_the_codes_of_all(
    by: By, make: Callable[..., Compound], refusing: Refusing
) -> None:
    make("T1", address="甲路1号")
    make("T2", address="乙路2号")

    with refusing(
        "第2行“区域”：有2处叫“梧桐苑”，请改填代码：梧桐苑（甲路1号，代码T1）、梧桐苑（乙路2号，代码T2） / "
    ):
        load(by, [ResponsibilityRow("litter", "小区", "梧桐苑", "jingan", row=2)])


def test_a_row_ends_only_on_a_day_on_which_it_holds(registry: None, by: By, refusing: Refusing) -> None:
    load(by, [replace(ROW, from_date=date(2022, 7, 1), until=date(2022, 10, 31))])
    pk = Responsibility.objects.get(violation="facade").pk

    with refusing(
        f"责任分工编号{pk}（街镇“石门二路街道”、破坏房屋外貌（facade）、牵头静安区城管执法局、"
        "2022-07-01至2022-10-31）在2022-06-30不适用"
    ):
        end(by, [pk], date(2022, 6, 30))
    with refusing("没有编号0的责任分工"):
        end(by, [pk, 0], date(2022, 7, 31))
    assert Responsibility.objects.get(pk=pk).until == date(2022, 10, 31)


HELD = ResponsibilityRow("", "区", "310106", "jingan", row=2)
AFTER = ResponsibilityRow("", "区", "310106", "corps", (), date(2022, 7, 1), row=3)


def numbered(**change: object) -> ResponsibilityRow:
    """The row of Jing'an as it is held, by its number."""
    pk = Responsibility.objects.get(district__code="310106").pk
    return replace(HELD, pk=pk, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", [1, -1])
def test_a_numbered_row_with_a_last_day_ends_and_another_takes_over(
    registry: None, by: By, order: int
) -> None:
    ended = numbered(until=date(2022, 6, 30))
    rows = [ended, AFTER][::order]
    before = Entry.objects.count()
    assert load(by, rows, dry_run=True) == LoadedRows(new=1, known=0, ended=1)
    assert Entry.objects.count() == before

    assert load(by, rows) == LoadedRows(new=1, known=0, ended=1)

    spans = Responsibility.objects.filter(district__code="310106").order_by("pk")
    assert list(spans.values_list("lead__code", "from_date", "until")) == [
        ("jingan", None, date(2022, 6, 30)),
        ("corps", date(2022, 7, 1), None),
    ]
    entries = Entry.objects.order_by("pk")[before:]
    assert [(entry.action, entry.record_id == ended.pk) for entry in entries] == [
        ("responsibility.end", True),
        ("responsibility.load", False),
    ]
    # The same file again is known, both rows of it.
    assert load(by, rows) == LoadedRows(new=0, known=2)


def test_of_a_numbered_row_only_the_last_day_can_change(registry: None, by: By, refusing: Refusing) -> None:
    row = numbered(lead="corps", assisting=("fire",))

    with refusing(
        f"第2行“编号”：与责任分工编号{row.pk}（区“静安区”、任何违法行为、牵头静安区城管执法局、不限期）的"
        "牵头单位、配合不同：编号所指的行只能改结束日期，其他须另起一行（编号留空）"
    ):
        load(by, [row])


def test_a_last_day_becomes_earlier_and_never_later(registry: None, by: By, refusing: Refusing) -> None:
    load(by, [numbered(until=date(2022, 6, 30))])

    for until, words in ((None, "空不在"), (date(2022, 7, 1), "2022-07-01不在")):
        with refusing(f"第2行“结束日期”：{words}责任分工编号"):
            load(by, [numbered(until=until)])
    assert load(by, [numbered(until=date(2022, 6, 1))]) == LoadedRows(new=0, known=0, ended=1)


def test_a_number_stands_in_one_row_only(registry: None, by: By, refusing: Refusing) -> None:
    with refusing("第3行“编号”：与第2行重复"):
        load(by, [numbered(), numbered(row=3)])


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("房管", "housing"),
        ("规划资源", "planning"),
        ("公安", "police"),
        ("居委会", "neighbourhood-committee"),
        ("村委会", "neighbourhood-committee"),
        ("物业", "property-firm"),
        ("城运", "city-operation-centre"),
        ("绿化市容", "greening-sanitation"),
        ("消防", "fire"),
    ],
)
def test_the_usual_short_words_name_those_who_assist(registry: None, by: By, word: str, kind: str) -> None:
    load(by, [replace(ROW, assisting=(word,))])

    assists = Responsibility.objects.get(violation="facade").assists
    assert list(assists.values_list("kind", "unit")) == [(kind, None)]


def test_every_kind_of_the_book_that_does_not_enforce_can_assist() -> None:
    kinds = {key: kind.name.zh for key, kind in book.load().kinds.items() if not kind.enforces}

    assert {KINDS[name]: name for name in kinds.values()} == kinds
    assert {KINDS[key] for key in kinds} == set(kinds)


def test_a_name_that_people_use_for_the_area_does_not_contradict_its_code(
    registry: None, by: By, make: Callable[..., Compound]
) -> None:
    make("T1", "梧桐苑", aliases=("老梧桐",))
    rows = [
        ResponsibilityRow("litter", "区", "310106", "corps", row=2, place_name="静安"),
        ResponsibilityRow("litter", "小区", "T1", "corps", row=3, place_name="老梧桐"),
    ]

    assert load(by, rows, dry_run=True) == LoadedRows(new=2, known=0)


def test_all_faults_of_a_file_come_at_once_in_its_order(registry: None, by: By) -> None:
    pk = Responsibility.objects.get(district__code="310106").pk
    text = (
        "编号,违法行为,层级,区域,牵头单位,配合,开始日期,结束日期\n"
        f"{pk},,区,310106,jingan,,,2022-13-01\n"
        ",noise,区,310115,nobody,街坊,,\n"
        ",,区,310106,corps,,2022-07-01,\n"
        "x,,街镇,,,,7月1日,\n"
    )
    table = read_responsibilities(text.encode())
    with pytest.raises(Refused) as refused:
        load(by, table.rows, faults=table.faults)

    # Row 4 waits for what becomes of row 2, and is not at fault; empty cells are told once.
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [
        (2, "结束日期"),
        (3, "违法行为"),
        (3, "牵头单位"),
        (3, "配合"),
        (5, "牵头单位"),
        (5, "开始日期"),
        (5, "编号"),
        (5, "区域"),
    ]
