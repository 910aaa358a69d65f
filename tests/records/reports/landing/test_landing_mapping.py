import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huiyin
from huiyin.records.reports.landing.cleaning import canonical_json
from huiyin.records.reports.landing.dates import Moment
from huiyin.records.reports.landing.errors import FileRefused, HeaderRefused, MappingRefused, Problem
from huiyin.records.reports.landing.fields import CODES, NAMES, TEXT_LIMITS, Fields
from huiyin.records.reports.landing.frames import Row
from huiyin.records.reports.landing.header import Header, Unlike, find_header
from huiyin.records.reports.landing.mapping import SHIPPED, Mapping
from huiyin.records.reports.landing.workbook import open_rows

Writer = Callable[..., Path]

EXPORT = [
    "工单编号",
    "工号",
    "工单生成时间",
    "诉求地址",
    "诉求区域",
    "内容描述",
    "工单类别",
    "处理描述",
    "客户类型",
    "一级分类",
    "二级分类",
    "三级分类",
    "四级分类",
    "主办单位",
    "是否匿名",
    "服务类型",
    "通话编号",
    "工单类型",
    "新一级分类",
    "新二级分类",
    "新三级分类",
    "新四级分类",
    "新五级分类",
]
ORDER = [
    "20220715000072",
    "4031",
    "2022-07-15 08:37:39",
    "某区甲路100弄",
    "某区",
    "市民来电反映：三号楼有人敲承重墙。",
    "次紧急",
    "已电子催单。",
    "个人",
    "城乡建设",
    "建筑管理",
    "违法建筑",
    "居民小区",
    "某区城管执法局",
    "是",
    "综合服务",
    "T0715-88",
    "投诉举报类",
    "住房保障",
    "物业服务管理",
    "房屋结构破坏",
    "None",
    "",
]
SUBSET = [
    "工单编号",
    "工单生成时间",
    "诉求地址",
    "诉求区域",
    "内容描述",
    "工单类别",
    "客户类型",
    "一级分类",
    "二级分类",
    "三级分类",
    "四级分类",
    "主办单位",
    "是否匿名",
    "工单类型",
]


def header(*columns: str) -> Header:
    return Header(1, columns)


def one(mapping: Mapping, **cells: str) -> Fields:
    read = mapping.bind(header(*cells)).fields(Row(2, tuple(cells.values())))
    assert isinstance(read, Fields), read
    return read


def problems(mapping: Mapping, **cells: str) -> list[Problem]:
    read = mapping.bind(header(*cells)).fields(Row(7, tuple(cells.values())))
    assert isinstance(read, list), read
    return read


SHANGHAI = Mapping.load("shanghai12345")
GENERIC = Mapping.load("generic")


# Shipped mappings


def test_all_columns_of_the_hotlines_export_become_fields() -> None:
    bound = SHANGHAI.bind(Header(1, tuple(EXPORT)))
    assert (len(EXPORT), bound.unlike) == (23, Unlike())
    assert bound.fields(Row(2, tuple(ORDER))) == Fields(
        number="20220715000072",
        clerk="4031",
        received=Moment("2022-07-15", "08:37:39"),
        address="某区甲路100弄",
        district="某区",
        text="市民来电反映：三号楼有人敲承重墙。",
        urgency="pressing",
        handled="已电子催单。",
        reporter_kind="person",
        category="城乡建设 > 建筑管理 > 违法建筑 > 居民小区",
        agency="某区城管执法局",
        anonymous=True,
        service="综合服务",
        call_id="T0715-88",
        order_type="complaint",
        new_category="住房保障 > 物业服务管理 > 房屋结构破坏",
    )
    assert bound.identity_columns == ("工号", "通话编号")
    assert SHANGHAI.identity_fields == {"clerk", "call_id"}


def test_the_columns_of_the_older_export_suffice() -> None:
    bound = SHANGHAI.bind_file(Header(1, tuple(SUBSET)))
    row = Row(
        2,
        (
            "9",
            "2022/1/2",
            "",
            "",
            "路灯不亮\n请处理",
            "一般",
            "市民",
            "公用",
            "",
            "路灯",
            "",
            "路灯所",
            "",
            "",
        ),
    )
    lacking = (
        "工号",
        "处理描述",
        "服务类型",
        "通话编号",
        "新一级分类",
        "新二级分类",
        "新三级分类",
        "新四级分类",
        "新五级分类",
    )
    assert bound.unlike == Unlike((), lacking)
    assert bound.fields(row) == Fields(
        number="9",
        received=Moment("2022-01-02", None),
        text="路灯不亮\n请处理",
        urgency="routine",
        reporter_kind="person",
        category="公用 > 路灯",
        agency="路灯所",
    )


def test_times_and_notes_that_an_export_has_besides_are_read_and_are_not_missed_where_it_has_none() -> None:
    more = ("派单时间", "签收时间", "接报时间", "办理时限", "处理结果", "回访结果", "满意度")
    bound = SHANGHAI.bind_file(Header(1, (*EXPORT, *more)))
    assert (bound.unlike.unknown, bound.unlike.missing) == ((), ())
    day = "2022-07-15"
    fields = bound.fields(
        Row(
            2,
            (
                *ORDER,
                f"{day} 09:00",
                f"{day} 09:30",
                f"{day} 09:10",
                "2022-07-22",
                "已派",
                "未整改",
                "不满意",
            ),
        )
    )
    assert isinstance(fields, Fields)
    assert [fields.dispatched, fields.signed, fields.reached, fields.deadline] == [
        Moment(day, "09:00:00"),
        Moment(day, "09:30:00"),
        Moment(day, "09:10:00"),
        Moment("2022-07-22", None),
    ]
    assert (fields.outcome, fields.callback) == ("已派", "未整改 > 不满意")
    assert SHANGHAI.bind_file(Header(1, tuple(EXPORT))).unlike.missing == ()


def test_usual_names_of_columns_are_known() -> None:
    read = one(
        GENERIC,
        **{
            "序号": "1",
            "受理编号": "甲-7",
            " 受理 时间*": "2022年7月15日 下午3:20",
            "派单时间": "2022-07-15 16:00",
            "签收时间": "2022-07-15 16:30",
            "截止时间": "2022-07-29",
            "诉求内容": "阳台外搭建",
            "诉求人": "某先生",
            "联系电话": "138****1234",
            "匿名": "否",
            "紧急程度": "特急",
            "办理结果": "部分属实",
        },
    )
    assert read == Fields(
        number="甲-7",
        received=Moment("2022-07-15", "15:20:00"),
        dispatched=Moment("2022-07-15", "16:00:00"),
        signed=Moment("2022-07-15", "16:30:00"),
        deadline=Moment("2022-07-29", None),
        text="阳台外搭建",
        reporter_name="某先生",
        phone="138****1234",
        anonymous=False,
        urgency="urgent",
        outcome="部分属实",
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_mapping_survives_being_saved(name: str) -> None:
    mapping = Mapping.load(name)
    assert Mapping.from_dict(mapping.to_dict()) == mapping
    assert mapping.name == name


def test_only_shipped_mappings_are_loaded_by_name() -> None:
    with pytest.raises(KeyError):
        Mapping.load("../generic")


# Mappings that users save

SAVED = """
name = "street"
version = 3
columns = [
  { field = "text", names = ["说了什么"], required = true },
  { field = "urgency", names = ["急不急"] },
]
[values.urgency]
"急" = "urgent"
"""


def saved(**changes: Any) -> dict[str, Any]:
    return tomllib.loads(SAVED) | changes


def test_a_saved_mapping_reads_its_own_words() -> None:
    mapping = Mapping.from_dict(saved())
    assert one(mapping, 说了什么="天台养鸡", 急不急="急") == Fields(text="天台养鸡", urgency="urgent")


TEXT = {"field": "text", "names": ["说了什么"], "required": True}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"columns": [TEXT, {"field": "colour", "names": ["色"]}]}, "没有“colour”这个字段"),
        ({"columns": [TEXT, {"field": "text", "names": ["内容"]}]}, "字段“text”出现两次"),
        ({"columns": [TEXT, {"field": "title", "names": ["说了 什么"]}]}, "列名“说了什么”出现两次"),
        ({"columns": [TEXT, {"field": "title", "names": []}]}, "字段“title”缺少列名"),
        ({"columns": [TEXT, {"field": "title", "names": [" "]}]}, "字段“title”缺少列名"),
        ({"columns": [TEXT | {"required": False}]}, "必须有必填的 text（内容）列"),
        ({"expected": ["number"]}, "字段“number”应有（expected），却没有列名"),
        ({"values": {}}, "字段“urgency”缺少取值对照"),
        ({"values": {"urgency": {"急": "now"}}}, "字段“urgency”没有取值“now”"),
        ({"version": "3"}, "格式不对"),
        ({"colour": 1}, "格式不对"),
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        Mapping.from_dict(saved(**changes))
    assert said in refused.value.problem.message_zh
    assert refused.value.problem.message_en.startswith("the mapping of columns is wrong: ")


# The header


def rows(*cells: tuple[str, ...]) -> list[Row]:
    return [Row(position, row) for position, row in enumerate(cells, 1) if any(row)]


def test_title_rows_above_the_header_are_passed_over() -> None:
    found, body = find_header(
        rows(
            ("七月工单汇总", "", ""),
            ("",),
            ("制表：某科", "内容描述", ""),
            ("工单编号", "内容描述\n", "备注"),
            ("1", "a", ""),
        ),
        SHANGHAI.known,
    )
    assert found == Header(4, ("工单编号", "内容描述", "备注"))
    assert [row.position for row in body] == [5]


def test_a_header_merged_over_two_rows_is_put_together(write_xlsx: Writer) -> None:
    book = write_xlsx(
        [
            ["某区七月工单"],
            ["", "", "分类", "", "内容描述"],
            ["", "", "一级分类", "二级分类"],
            ["1", "2022-07-15", "公用", "路灯", "路灯不亮"],
        ],
        merged={"A1:E1": "某区七月工单", "A2:A3": "工单编号", "B2:B3": "工单生成时间", "C2:D2": "分类"},
    )
    with open_rows(book) as stream:
        found, body = find_header(stream, SHANGHAI.known)
        assert found == Header(2, ("工单编号", "工单生成时间", "一级分类", "二级分类", "内容描述"))
        read = SHANGHAI.bind(found).fields(next(body))
    assert read == Fields(
        number="1", received=Moment("2022-07-15", None), category="公用 > 路灯", text="路灯不亮"
    )


def test_gaps_of_the_lower_header_row_are_filled_from_the_upper() -> None:
    found, body = find_header(
        rows(
            ("工单编号", "分类", "", "", "内容描述"),
            ("", "一级分类", "二级分类", "三级分类", ""),
            ("1", "", "", "", "a"),
        ),
        SHANGHAI.known,
    )
    assert found == Header(2, ("工单编号", "一级分类", "二级分类", "三级分类", "内容描述"))
    assert [row.position for row in body] == [3]


@pytest.mark.parametrize(
    "first",
    [
        Row(2, (), "row.quote", text='1,"坏"了'),
        Row(2, ("", ""), "cell.large", 0),
        Row(2, ("内容描述", "工单编号"), "row.bytes", 0),
        Row(2, ("长" * 101, "")),
        Row(2, (" " * 101 + "长", "")),
        Row(2, ("长" * 101, "诉求地址")),
    ],
)
def test_no_first_row_of_data_is_taken_for_a_second_line_of_the_header(first: Row) -> None:
    found, body = find_header([Row(1, ("内容描述", "工单编号")), first, Row(3, ("b", "2"))], SHANGHAI.known)
    assert found == Header(1, ("内容描述", "工单编号"))
    assert list(body) == [first, Row(3, ("b", "2"))]


def test_a_table_of_one_column_keeps_its_first_row_however_long_it_is() -> None:
    first, second = Row(2, ("长" * 150,)), Row(3, ("短",))
    _, body = find_header([Row(1, ("内容描述",)), first, second], SHANGHAI.known)
    assert list(body) == [first, second]


def test_rows_that_a_quote_above_the_header_has_swallowed_are_not_passed_over_as_a_title() -> None:
    swallowed = Row(1, (), "row.quote", text='"标题\n1,a\n2,b', lines=(1, 3))
    title = Row(2, (), "row.quote", text='"标题"x')
    found, body = find_header(
        [swallowed, title, Row(3, ("工单编号", "内容描述")), Row(4, ("1", "a"))], SHANGHAI.known
    )
    assert found.position == 3
    assert list(body) == [swallowed, Row(4, ("1", "a"))]


def test_where_no_header_is_found_rows_that_cannot_be_read_are_named() -> None:
    with pytest.raises(HeaderRefused) as refused:
        find_header([Row(1, (), "row.quote"), Row(2, ("1", "a"))], SHANGHAI.known)
    assert refused.value.problem.message_zh == "前 10 行里没有找到表头（第 1 行不能读取）"


def test_a_header_below_the_first_ten_rows_is_not_searched_for() -> None:
    above = [("说明",)] * 10
    with pytest.raises(HeaderRefused) as refused:
        find_header(rows(*above, ("工单编号", "内容描述"), ("1", "a")), SHANGHAI.known)
    assert refused.value.problem.message_zh == "前 10 行里没有找到表头"
    assert "内容描述”“工单编号" in refused.value.problem.advice_zh
    found, _ = find_header(rows(*above[1:], ("工单编号", "内容描述"), ("1", "a")), SHANGHAI.known)
    assert found.position == 10


def test_a_header_without_rows_is_refused(write_csv: Writer) -> None:
    with open_rows(write_csv([["标题"], EXPORT])) as stream, pytest.raises(FileRefused) as refused:
        find_header(stream, SHANGHAI.known)
    assert refused.value.problem.code == "file.header_only"
    assert refused.value.problem.message_zh == "只有表头（第 2 行），没有数据"


def test_missing_doubled_and_unknown_columns_are_all_named() -> None:
    with pytest.raises(HeaderRefused) as refused:
        SHANGHAI.bind(Header(3, ("工单编号", "内容", "工单 编号", "", "")))
    assert refused.value.problem.message_zh == (
        "表头（第 3 行）缺少必需的列「内容描述」；列重复「工单 编号」；不认识的列「内容」"
    )
    assert refused.value.problem.message_en == (
        "header (row 3): required columns are missing: “内容描述”; columns that say the same: “工单 编号”; unknown columns: “内容”"
    )


def test_a_file_without_an_expected_column_is_refused_and_told_what_it_has_instead() -> None:
    renamed = Header(1, ("单号", "生成日期", "内容描述"))
    with pytest.raises(HeaderRefused) as refused:
        SHANGHAI.bind_file(renamed)
    problem = refused.value.problem
    assert problem.message_zh == (
        "表头（第 1 行）缺少必需的列「工单编号」、「工单生成时间」；不认识的列「单号」、「生成日期」"
    )
    assert problem.message_en == (
        "header (row 1): required columns are missing: “工单编号”, “工单生成时间”; unknown columns: “单号”, “生成日期”"
    )
    assert problem.code == "header.missing"
    assert "把列名改成要求的写法" in problem.advice_zh
    assert "use another mapping" in problem.advice_en
    # A row that has landed under such a header can still be corrected.
    assert SHANGHAI.bind(renamed).unlike.unknown == ("单号", "生成日期")


def test_an_expected_column_may_have_empty_cells() -> None:
    bound = SHANGHAI.bind_file(header("工单编号", "工单生成时间", "内容描述"))
    assert bound.fields(Row(2, ("", "", "a"))) == Fields(text="a")


def test_a_mapping_that_expects_nothing_takes_a_header_with_the_text_alone() -> None:
    assert GENERIC.bind_file(header("内容", "自编")).unlike.unknown == ("自编",)


def test_two_columns_for_one_field_are_not_guessed_between() -> None:
    with pytest.raises(HeaderRefused) as refused:
        GENERIC.bind(header("内容", "诉求内容"))
    assert "列重复「内容」、「诉求内容」" in refused.value.problem.message_zh


# Rows


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"内容描述": " \x00"}, "value.empty", "内容描述"),
        ({"内容描述": "None"}, "value.empty", "内容描述"),
        ({"内容描述": "#DIV/0!"}, "value.error", "内容描述"),
        ({"内容描述": "长" * 20_001}, "text.long", "内容描述"),
        ({"内容描述": "a", "工单类别": "特急"}, "value.unknown", "工单类别"),
        ({"内容描述": "a", "是否匿名": "可能"}, "value.unknown", "是否匿名"),
        ({"内容描述": "a", "工单生成时间": "2022-02-30"}, "date.impossible", "工单生成时间"),
        ({"内容描述": "a", "工单编号": "2.02207E+13"}, "number.rounded", "工单编号"),
        ({"内容描述": "a", "一级分类": "类" * 501}, "text.long", "一级分类"),
        ({"内容描述": "a", "工单编号": "1" * 65}, "text.long", "工单编号"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(cells: dict[str, str], code: str, column: str) -> None:
    (problem,) = problems(SHANGHAI, **cells)
    assert (problem.code, problem.position, problem.column) == (code, 7, column)
    assert problem.message_zh.startswith(f"第 7 行「{column}」：")
    assert problem.message_en.startswith(f"row 7, column “{column}”: ")
    assert problem.advice_zh
    assert problem.advice_en


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    found = problems(SHANGHAI, 内容描述="", 工单类别="?", 工单生成时间="明天")
    assert [problem.column for problem in found] == ["内容描述", "工单生成时间", "工单类别"]


def test_an_excel_error_in_a_column_that_may_be_empty_says_nothing() -> None:
    assert one(SHANGHAI, 诉求地址="#REF!", 工单类别="#VALUE!", 一级分类="#N/A", 内容描述="a") == Fields(
        text="a"
    )


@pytest.mark.parametrize(
    "column", ["工单编号", "工单生成时间", "派单时间", "签收时间", "接报时间", "办理时限"]
)
def test_an_excel_error_where_the_order_and_its_times_should_stand_is_not_taken_for_nothing(
    column: str,
) -> None:
    (problem,) = problems(SHANGHAI, **{"内容描述": "a", column: "#N/A"})
    assert (problem.code, problem.position, problem.column) == ("value.error", 7, column)
    assert problem.message_zh == f"第 7 行「{column}」：单元格是 Excel 错误值 #N/A，没有内容"
    assert problem.advice_zh == "请改正该单元格的公式，或填入内容本身；来源本来没有的，清空这一格。"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ('="20220715000098"', "20220715000098"),
        ("20220715000097.0", "20220715000097"),
        ("00123.00", "00123"),
        ("FT-1.0", "FT-1.0"),
        ("1.50", "1.50"),
        ('="', '="'),
        ('=A1&"x"', '=A1&"x"'),
    ],
)
def test_a_number_is_freed_of_what_programs_put_around_it(written: str, number: str) -> None:
    bound = SHANGHAI.bind(header("工单编号", "内容描述"))
    raw, fields = bound.read(Row(7, (written, "a")))
    # The row kept is the same as that of a source which writes it plainly, and so is its digest.
    assert raw == {"工单编号": number, "内容描述": "a"}
    assert isinstance(fields, Fields)
    assert fields.number == number


def test_an_excel_error_in_place_of_the_text_is_called_one() -> None:
    (problem,) = problems(SHANGHAI, 内容描述="#DIV/0!")
    assert problem.message_zh == "第 7 行「内容描述」：单元格是 Excel 错误值 #DIV/0!，没有内容"
    assert (
        problem.message_en
        == "row 7, column “内容描述”: the cell holds the Excel error #DIV/0! and no content"
    )


@pytest.mark.parametrize(
    ("columns", "named"), [(("工单编号", "内容描述"), "内容描述"), (("内容描述", ""), "第2列")]
)
def test_a_cell_that_is_too_large_is_named_by_its_column(columns: tuple[str, ...], named: str) -> None:
    read = SHANGHAI.bind(header(*columns)).fields(Row(5, ("1", ""), "cell.large", 1))
    assert isinstance(read, list)
    assert (read[0].column, read[0].message_zh) == (named, f"第 5 行「{named}」有一个单元格超过一百万个字符")
    assert read[0].message_en == f"row 5, column “{named}”, has a cell of more than a million characters"


def test_text_of_exactly_the_limit_is_taken() -> None:
    assert len(one(SHANGHAI, 内容描述="长" * 20_000).text) == TEXT_LIMITS["text"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Row(5, ("1", "a", "", "多")), "row.long"),
        (Row(5, ("1", ""), "cell.large"), "cell.large"),
        (Row(5, (), "row.large"), "row.large"),
        (Row(5, ("1",), "row.quote", text='1,"'), "row.quote"),
        (Row(5, ("1", "a\n2,b"), "row.lines", text='1,"a\n2,b"', lines=(5, 6)), "row.lines"),
        (Row(5, ("1", ""), "row.bytes", 1, "1,\\xff"), "row.bytes"),
    ],
)
def test_a_misshapen_row_is_refused_alone(row: Row, code: str) -> None:
    read = SHANGHAI.bind(header("工单编号", "内容描述")).fields(row)
    assert isinstance(read, list)
    assert [(problem.code, problem.position) for problem in read] == [(code, 5)]
    assert read[0].message_zh.startswith("第 5 行")


def test_the_lines_of_which_a_row_was_made_are_named_and_the_whole_file_asked_for() -> None:
    row = Row(6, ("1",), "row.quote", text="…", lines=(6, 21))
    read = SHANGHAI.bind(header("工单编号", "内容描述")).fields(row)
    assert isinstance(read, list)
    (problem,) = read
    assert problem.message_zh == "第 6 行的英文双引号不配对，文本第 6 至 21 行都在其中，没有分开收入"
    assert problem.message_en == (
        "row 6 has unpaired double quotes; lines 6 to 21 of the text are in it and were not taken one by one"
    )
    assert "把整个文件重新上传（已收的行不会重复）" in problem.advice_zh
    assert "upload the whole file again" in problem.advice_en


def test_what_could_not_be_divided_into_cells_is_kept_beside_them_uncleaned() -> None:
    bound = SHANGHAI.bind(header("工单编号", "内容描述"))
    assert bound.raw(Row(5, ("1",), "row.quote", text='1,"a\x00"b ')) == {
        "工单编号": "1",
        "内容描述": "",
        "整行原文": '1,"a\x00"b ',
    }


def test_a_short_row_is_padded_and_noted_and_blank_cells_too_many_do_no_harm() -> None:
    bound = SHANGHAI.bind(header("内容描述", "工单编号", "主办单位"))
    assert bound.fields(Row(2, ("a", "1"))) == Fields(text="a", number="1", notes=("row.short",))
    assert bound.fields(Row(2, ("a", "1", "", " ", ""))) == Fields(text="a", number="1")


def test_dirty_cells_land_clean() -> None:
    read = one(SHANGHAI, 内容描述="\ufeff楼道\x00堆物\ud800\r\n三楼\t四楼", 诉求地址="甲路\u200b1号\u3000")
    assert read == Fields(text="楼道堆物\n三楼 四楼", address="甲路1号")


@given(st.text(st.characters(), max_size=50), st.text(st.characters(), max_size=50))
def test_no_cell_whatever_it_holds_brings_the_reader_down(number: str, text: str) -> None:
    bound = SHANGHAI.bind(header("工单编号", "内容描述", "工单生成时间", "工单类别"))
    row = Row(2, (number, text, number, text))
    assert isinstance(bound.fields(row), Fields | list)
    canonical_json(dict(bound.raw(row))).encode()


# The row to be kept


def test_the_kept_row_is_the_same_from_a_workbook_and_from_csv(write_csv: Writer, write_xlsx: Writer) -> None:
    names = ["工单编号", "工单生成时间", "内容描述", "备注"]
    book = write_xlsx(
        [
            names,
            ["1", datetime(2022, 7, 15, 8, 3), "两行\n的内容", 7],
            ["2", datetime(2022, 7, 16), "一行", 1.5],
        ]
    )
    text = write_csv(
        [names, ["1", "2022/7/15 8:03", "两行\r\n的内容", "7"], ["2", "2022年7月16日", "一行 ", "1.5"]],
        encoding="gb18030",
    )
    kept = []
    for path in (book, text):
        with open_rows(path) as stream:
            found, body = find_header(stream, SHANGHAI.known)
            bound = SHANGHAI.bind(found)
            kept.append([canonical_json(dict(bound.raw(row))) for row in body])
    assert kept[0] == kept[1]
    assert kept[0][0] == (
        '{"内容描述":"两行\\n的内容","备注":"7","工单生成时间":"2022-07-15T08:03:00","工单编号":"1"}'
    )


def test_nothing_received_is_left_out_of_the_kept_row() -> None:
    bound = SHANGHAI.bind(header("内容描述", "", "自编", "工单生成时间"))
    assert bound.unlike.unknown == ("自编",)
    assert bound.raw(Row(2, ("a", "b", "c", "明天", "", "e"))) == {
        "内容描述": "a",
        "第2列": "b",
        "自编": "c",
        "工单生成时间": "明天",
        "第6列": "e",
    }
    assert bound.raw(Row(3, ("a",))) == {"内容描述": "a", "自编": "", "工单生成时间": ""}


def test_every_field_can_be_mapped_and_every_code_is_reachable() -> None:
    assert set(NAMES) == set(Fields.__struct_fields__) - {"notes"}
    for mapping in map(Mapping.load, SHIPPED):
        for field, table in mapping.values.items():
            assert set(table.values()) == CODES[field], (mapping.name, field)
    assert {column.field for column in GENERIC.columns} == set(NAMES)


def test_the_landing_zone_loads_neither_django_nor_the_workbook_reader() -> None:
    script = (
        "import sys, huiyin.records.reports.landing.workbook, huiyin.records.reports.landing.mapping;"
        "print(sorted({'django', 'python_calamine', 'csv', 'zoneinfo'} & set(sys.modules)))"
    )
    source = str(Path(huiyin.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": source}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
