"""Reading the registry's CSV files."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.places.coordinates import wgs84_to_bd09
from huiyin.records.registry.csv_files import (
    CompoundRow,
    ResponsibilityRow,
    ResponsibilityTable,
    read_compounds,
    read_responsibilities,
    write_table,
)
from huiyin.records.registry.refusal import Refused

HEADER = "id,name,address,district,business_area,households,built,firm,lon_bd09,lat_bd09\n"


def compounds(text: str, encoding: str = "utf-8") -> tuple[CompoundRow, ...]:
    return read_compounds(text.encode(encoding)).rows


def refusal(text: str | bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_compounds(text if isinstance(text, bytes) else text.encode())
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    (row,) = compounds(HEADER + "T1,梧桐苑,梧桐路1弄,闸北,大宁,320,1998,安居物业公司。,,\n", encoding)

    assert row == CompoundRow(
        code="T1",
        name="梧桐苑",
        district="静安区",
        address="梧桐路1弄",
        households=320,
        built=1998,
        firm="安居物业公司",
        row=2,
    )


def test_coordinates_are_stored_as_wgs84_beside_what_was_received() -> None:
    lon, lat = wgs84_to_bd09(121.4500, 31.2700)
    (row,) = compounds(HEADER + f"T1,梧桐苑,,静安区,,,,,{lon!r},{lat!r}\n")

    assert row.position is not None
    assert (row.position.longitude, row.position.latitude) == pytest.approx((121.45, 31.27), abs=1e-7)
    assert (row.position.source_longitude, row.position.source_latitude) == (lon, lat)
    assert row.position.source_system == "bd09"


@pytest.mark.parametrize("word", ["无", "暂无数据", "业主自管", "-", ""])
def test_words_for_no_firm_are_no_firm(word: str) -> None:
    (row,) = compounds(HEADER + f"T1,梧桐苑,,静安区,,,,{word},,\n")

    assert row.firm == ""


def test_figures_that_cannot_be_are_noted_and_not_known() -> None:
    read = read_compounds((HEADER + "T1,梧桐苑,,静安区,,22861964,0000,,,\n").encode())

    assert (read.rows[0].households, read.rows[0].built) == (None, None)
    assert [(note.row, note.column) for note in read.notes] == [(2, "households")]


def test_lists_in_a_cell_are_parted_and_each_taken_once() -> None:
    (row,) = compounds(
        "id,name,district,aliases,scope_units\nT1,梧桐苑,静安区,老梧桐；梧桐里|老梧桐,ftz;corps\n"
    )

    assert (row.aliases, row.scope_units) == (("老梧桐", "梧桐里"), ("ftz", "corps"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,name\nT1,梧桐苑\n", "第1行：表头缺少列：district"),
        ("id,name,district,name\n", "第1行“name”：表头中有重复的列"),
        ("", "表头缺少列：id, name, district"),
        (HEADER + "T1,梧桐苑,,静安区,,,,,\n", "第2行：有9格，表头有10列"),
        (HEADER + ",梧桐苑,,静安区,,,,,,\n", "第2行“id”：不能为空"),
        (HEADER + "T1,,,静安区,,,,,,\n", "第2行“name”：不能为空"),
        (HEADER + "T1,梧桐苑,,海天区,,,,,,\n", "第2行“district”：没有“海天区”这个区"),
        (HEADER + "T1,梧桐苑,,静安区,,三百,,,,\n", "第2行“households”：“三百”不是整数"),
        (HEADER + "T1,梧桐苑,,静安区,,,,,121.4,\n", "第2行“lat_bd09”：“”不是度数"),
        (HEADER + "T1,梧桐苑,,静安区,,,,,221.4,31\n", "第2行“lon_bd09”：不是地球上的位置"),
        (HEADER + "T1,梧桐苑,,静安区,,,,,nan,31\n", "第2行“lon_bd09”：不是地球上的位置"),
        (HEADER + "T1,梧桐苑,,静安区,,,,,,\nT1,银杏苑,,静安区,,,,,,\n", "第3行“id”：与第2行重复"),
        (HEADER + f"T1,{'长' * 101},,静安区,,,,,,\n", "第2行“name”：超过100字"),
        (HEADER + "T1,梧\x07桐,,静安区,,,,,,\n", "第2行“name”：含有控制字符"),
        (HEADER + 'T1,"梧"桐,,静安区,,,,,,\n', "不是有效的CSV"),
        ("id,name,district,lon_bd09,lat_bd09,lon_wgs84,lat_wgs84\n", "坐标只能用一种坐标系"),
        (b"PK\x03\x04\x00\x00\xff\xff", "文件不是UTF-8或GB18030编码的CSV"),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(text: str | bytes, words: str) -> None:
    assert words in refusal(text)


def test_all_faults_come_at_once_but_not_without_end() -> None:
    message = refusal(HEADER + "".join(f"T{i},,,静安区,,,,,,\n" for i in range(70)))

    assert len(message.splitlines()) == 51
    assert message.splitlines()[-1].startswith("另有20处错误未列出")


def test_empty_rows_are_passed_over_and_still_counted() -> None:
    (row,) = compounds(HEADER + ",,,,,,,,,\nT1,梧桐苑,,静安区,,,,,,\n")

    assert row.row == 3


def test_a_table_of_responsibility_is_read() -> None:
    text = (
        "编号,违法行为,层级,区域,区域名称,牵头单位,配合,开始日期,结束日期\n"
        "7,litter,小区,T1,梧桐苑,corps,housing、police,2022-07-01,\n"
    )
    row = ResponsibilityRow(
        *("litter", "小区", "T1", "corps", ("housing", "police"), date(2022, 7, 1), None, 2, "梧桐苑", 7)
    )

    assert read_responsibilities(text.encode()) == ResponsibilityTable((row,), ())


def test_cells_of_a_table_that_cannot_be_are_told_beside_the_rows() -> None:
    text = "编号,违法行为,层级,区域,牵头单位,开始日期\n0,,区,310106,jingan,2022-02-30\n\n,,区,310106\n"
    table = read_responsibilities(text.encode())

    assert table.rows == (ResponsibilityRow("", "区", "310106", "jingan", row=2),)
    assert [str(fault).partition(" / ")[0] for fault in table.faults] == [
        "第2行“开始日期”：“2022-02-30”不是日期，请写成2022-7-1或2022/7/1",
        "第2行“编号”：“0”不是编号",
        "第4行：有4格，表头有6列",
    ]


@pytest.mark.parametrize("written", ["2022-10-01", "2022-10-1", "2022/10/1", "2022/10/01", "2022年10月1日"])
def test_a_day_may_be_written_as_spreadsheets_write_it(written: str) -> None:
    table = read_responsibilities(
        f"违法行为,层级,区域,牵头单位,开始日期\n,区,静安区,jingan,{written}\n".encode()
    )

    assert (table.faults, table.rows[0].from_date) == ((), date(2022, 10, 1))


@pytest.mark.parametrize("written", ["2022/10-1", "2022年10/1", "10/1/2022", "2022-13-1"])
def test_what_is_no_day_is_refused_with_how_to_write_it(written: str) -> None:
    table = read_responsibilities(
        f"违法行为,层级,区域,牵头单位,开始日期\n,区,静安区,jingan,{written}\n".encode()
    )

    assert [fault.zh for fault in table.faults] == [f"“{written}”不是日期，请写成2022-7-1或2022/7/1"]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=2), max_size=5
    )
)
def test_what_is_written_reads_back_and_is_no_formula(rows: list[list[str]]) -> None:
    written = write_table(["甲", "乙"], rows).decode("utf-8-sig")

    guarded = [
        [f"'{cell}" if cell.startswith(tuple("=+-@＝＋－＠")) else cell for cell in row] for row in rows
    ]
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["甲", "乙"], *guarded]
