"""The workbooks as Excel reads them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from list_making import DAY, by, complain, compound, moment, registry, unit
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.problems.actions.lists import approve, freeze, issue, review
from huiyin.records.problems.columns import PROBLEMS, Column
from huiyin.records.problems.models import ListKind, ListVersion, Task
from huiyin.records.problems.numbers import problem_number
from huiyin.records.problems.workbooks.lists import write_excerpt, write_list, write_version
from huiyin.records.problems.workbooks.page import Page, workbook
from huiyin.records.problems.workbooks.sorting import Counts, write_sorting
from huiyin.records.problems.workbooks.survey import export_forms

HEADER = 3


@pytest.fixture
def _registry(db: None) -> None:
    registry()


def sheet(path: Path, name: str | None = None) -> Worksheet:
    book = load_workbook(path)
    return book[name] if name else book.active


def row(of: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in of[number]]


def page(*columns: Column, **more: object) -> Page:
    return Page("表", "标题", "制表单位：市局", columns, **more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_registry")
def test_a_list_is_ready_to_print(tmp_path: Path) -> None:
    problem = complain(compound("T1", firm="安居物业有限公司"), "20220705001", "litter", building="12")
    path = tmp_path / "list.xlsx"
    assert write_list(path, ListKind.PROBLEM, unit("jingan"), DAY, moment()) == 1

    found = sheet(path)
    assert found["A1"].value == "住宅小区环境专项执法行动问题清单"
    assert found["A2"].value == (
        "制表单位：静安区城管执法局        阶段：调查排摸        版本：实时生成（未冻结）        状态：未签发，仅供核对"
        "        数据截至：2022-07-05        反映人数为可分辨的最少人数。"
    )
    assert row(found, HEADER) == ["序号", *(column.head for column in PROBLEMS)]
    assert [str(name).replace("\n", "") for name in row(found, HEADER)[1:]] == [c.zh for c in PROBLEMS]
    assert row(found, 4)[:2] == [1, problem_number(problem.pk)]
    assert row(found, 4)[12:16] == ["20220705001", datetime(2022, 7, 5), 1, 1]
    assert found["N4"].is_date
    assert found.freeze_panes == "C4"
    assert found.auto_filter.ref == "A3:V4"
    # Each page says what it is, of whom and of when.
    assert found.print_title_rows == "$1:$3"
    setup = found.page_setup
    assert (setup.orientation, int(setup.paperSize)) == ("landscape", 8)
    # One page wide is what a sheet says that names no width; its height is left free.
    assert (found.sheet_properties.pageSetUpPr.fitToPage, setup.fitToWidth, int(setup.fitToHeight)) == (
        True,
        None,
        0,
    )
    assert found.oddFooter.right.text == "第 &P 页 共 &N 页"
    assert found.oddFooter.left.text == (
        "本页核对  填报人：＿＿＿＿＿＿   审核人：＿＿＿＿＿＿   日期：＿＿＿＿＿＿"
    )
    assert (found.oddHeader.center.text, found.oddHeader.right.text) == (None, "未签发 · 仅供核对")
    assert found["A6"].value.split() == [
        "本表签字",
        *(f"{role}：＿＿＿＿＿＿" for role in ("填报人", "审核人", "审定人", "签发人", "日期")),
    ]
    assert {found["A3"].font.name, found["B4"].font.name} == {"黑体", "宋体"}
    assert found["J4"].alignment.wrap_text
    # Running text keeps off the line at its left; a code stands in the middle.
    assert (found["J4"].alignment.horizontal, found["J4"].alignment.indent) == ("left", 1)
    assert (found["B4"].alignment.horizontal, found["B4"].alignment.indent) == ("center", 0)


@pytest.mark.usefixtures("_registry")
def test_what_leaves_a_demonstration_says_on_every_sheet_that_it_is_fictitious(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.HUIYIN_HOME = tmp_path
    complain(compound("T1"), "A1", "litter")
    path = tmp_path / "made.xlsx"
    said = "演示数据，诉件均为虚构"

    def marks() -> set[tuple[bool, str | None]]:
        return {
            (f"（{said}）" in str(each["A1"].value), each.oddHeader.center.text)
            for each in load_workbook(path).worksheets
        }

    version = ListVersion.objects.get(pk=freeze(by(), unit().pk, ListKind.TASK, "survey"))
    writers: tuple[Callable[[], object], ...] = (
        lambda: write_list(path, ListKind.PROBLEM, unit(), DAY, moment()),
        lambda: write_version(path, version, moment()),
        lambda: write_sorting(path, unit(), DAY, moment()),
        lambda: export_forms(path, unit(), "survey", DAY, moment()),
    )
    for write in writers:
        write()
        assert marks() == {(False, None)}
    (tmp_path / "demo.json").touch()
    for write in writers:
        write()
        assert marks() == {(True, said)}
    assert load_workbook(path).properties.title == f"住宅小区环境专项执法行动小区排摸表（{said}）"


@pytest.mark.usefixtures("_registry")
def test_days_late_are_bold_and_none_is_an_empty_cell(tmp_path: Path) -> None:
    problem = complain(compound("T1"), "A1", "litter")
    due = Task.objects.get(problem=problem).due_on
    path = tmp_path / "list.xlsx"
    for day, shown in ((due, None), (due + timedelta(days=4), 4)):
        write_list(path, ListKind.RESPONSIBILITY, unit(), day, moment())
        cell = sheet(path)["L4"]
        assert (cell.value, cell.font.bold) == (shown, shown is not None)


def test_words_longer_than_the_table_is_wide_get_the_height_that_they_need(tmp_path: Path) -> None:
    path = tmp_path / "page.xlsx"
    narrow = Column("a", "甲", "a", 25)
    with workbook(path, "标题", moment()) as book:
        book.add(Page("表", "住宅小区环境专项执法行动", "制表单位：市局", [narrow]), [])
        book.add(Page("二", "标题", "制" * 50, [narrow]), [])
    heights = [[sheet(path, name).row_dimensions[n].height for n in (1, 2)] for name in ("表", "二")]
    # Two lines and one; one line and four: in whole pixels.
    assert heights == [[63.75, 20.25], [32.25, 80.25]]


@pytest.mark.usefixtures("_registry")
def test_a_frozen_list_shows_its_version_its_signatures_and_whether_it_is_issued(tmp_path: Path) -> None:
    complain(compound("T1"), "A1", "litter")
    version = ListVersion.objects.get(pk=freeze(by("林&林"), unit().pk, ListKind.TASK, "survey"))
    path = tmp_path / "list.xlsx"
    assert write_version(path, version, moment()) == 1
    drafted = sheet(path)
    assert "版本：调查排摸第1版        状态：拟制，未签发        数据截至：2022-07-05" in drafted["A2"].value
    assert drafted["A2"].value.endswith("备注未写明依据的完成时限为单位自定。")
    assert drafted.oddHeader.right.text == "未签发 · 仅供核对（拟制稿）"
    assert "填报人：林&&林" in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode().replace(
        "&amp;", "&"
    )

    review(by("wu"), version.pk)
    approve(by("gu"), version.pk)
    issue(by("he"), version.pk)
    version.refresh_from_db()
    write_version(path, version, moment())
    issued = sheet(path)
    assert issued.oddHeader.right.text is None
    assert "状态：签发        " in issued["A2"].value
    assert issued["A6"].value.split() == [
        *("本表签字", "填报人：林&林", "审核人：wu", "审定人：gu", "签发人：he", "日期：2022-07-05"),
    ]
    assert "审核人：wu   日期：2022-07-05" in issued.oddFooter.left.text


@pytest.mark.usefixtures("_registry")
def test_a_frozen_list_is_signed_by_persons_and_not_by_accounts(tmp_path: Path) -> None:
    seat = Seat(unit_id=unit("jingan").pk)
    open_account(by(), "wu", "吴审核", ("team-lead",), seat, "a-long-enough-word-17")
    version = ListVersion.objects.get(pk=freeze(by("lin"), unit().pk, ListKind.TASK, "survey"))
    review(by("wu"), version.pk)
    version.refresh_from_db()
    path = tmp_path / "list.xlsx"
    write_version(path, version, moment())
    assert sheet(path)["A5"].value.split()[1:3] == ["填报人：lin", "审核人：吴审核"]


@pytest.mark.usefixtures("_registry")
def test_an_excerpt_says_on_each_page_that_it_is_one_and_by_what_it_was_narrowed(tmp_path: Path) -> None:
    one = complain(compound("T1"), "A1", "litter")
    complain(compound("T2", "银杏苑"), "A2", "litter")
    path = tmp_path / "list.xlsx"
    narrowed = "查找：=1+1；小区：梧桐苑"
    assert write_excerpt(path, ListKind.PROBLEM, unit("jingan"), DAY, moment(), [one.pk], narrowed) == 1
    found = sheet(path)
    assert "版本：实时节选（未冻结，不是完整清单）" in found["A2"].value
    assert f"筛选条件：{narrowed}" in found["A2"].value
    assert found["A2"].data_type == "s"
    assert found.oddHeader.right.text == "节选 · 未签发 · 仅供核对"
    assert [found.cell(4, 2).value, found.cell(5, 2).value] == [problem_number(one.pk), None]


@pytest.mark.usefixtures("_registry")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_text_of_a_complaint_becomes_a_formula(tmp_path: Path, start: str) -> None:
    name = f'{start}HYPERLINK("http://x.example","看")'
    where = compound("T1", name.strip())
    complain(where, "=1+1", "litter", text=f"{start}cmd|' /C calc'!A0 楼道堆满垃圾")
    path = tmp_path / "list.xlsx"
    write_list(path, ListKind.PROBLEM, unit(), DAY, moment())
    found = sheet(path)
    for cell in found[4]:
        assert cell.data_type in ("s", "n", "d"), cell.coordinate
        assert cell.hyperlink is None
    assert (found["F4"].value, found["M4"].value) == (name.strip(), "=1+1")
    assert found["F4"].quotePrefix
    assert found["M4"].quotePrefix
    assert not found["B4"].quotePrefix
    assert "<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()


def test_every_kind_of_cell_keeps_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "page.xlsx"
    columns = [Column(str(n), str(n), str(n), 10) for n in range(6)]
    with workbook(path, "标题", moment()) as book:
        cells = ("00123", 5, 12.34, DAY, None, "第一行\n第二行 <&>")
        assert book.add(page(*columns, numbered=False), [cells]) == 1
    found = row(sheet(path), 4)
    assert found == ["00123", 5, 12.34, datetime(2022, 7, 5), None, "第一行\n第二行 <&>"]
    properties = load_workbook(path).properties
    assert (properties.title, properties.created) == ("标题", datetime(2022, 7, 5, 2))


def test_a_text_beyond_what_a_cell_holds_is_cut_with_a_sign(tmp_path: Path) -> None:
    path = tmp_path / "page.xlsx"
    with workbook(path, "标题", moment()) as book:
        book.add(page(Column("a", "甲", "a", 10)), [("长" * 40_000,)])
    value = sheet(path)["B4"].value
    assert (len(value), value[-2:]) == (32_767, "长…")


def test_the_same_rows_give_the_same_file(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.xlsx"
        with workbook(path, "标题", moment()) as book:
            book.add(page(Column("a", "甲", "a", 10)), [("一",), ("二",)])
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_a_workbook_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "page.xlsx"
    path.write_bytes(b"before")

    def failing() -> Iterator[tuple[str]]:
        yield ("一",)
        raise LookupError("the database is gone")

    with pytest.raises(LookupError), workbook(path, "标题", moment()) as book:
        book.add(page(Column("a", "甲", "a", 10)), failing())
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["page.xlsx"]


@pytest.mark.usefixtures("_registry")
def test_the_sorting_has_its_four_sheets(tmp_path: Path) -> None:
    large = compound("T1", "大院", households=2000, subdistrict="江宁路街道")
    unknown = compound("T2", "柳岸苑", "普陀区")
    for n in range(3):
        complain(large, f"A{n}", "litter", caller=bytes([n]) * 16, on=DAY - timedelta(days=n))
    complain(unknown, "A9", "greenery")
    path = tmp_path / "sorting.xlsx"
    assert write_sorting(path, unit(), DAY, moment()) == Counts(2, 1, 2, 2)

    ranked = sheet(path, "小区排名")
    assert row(ranked, 4) == [1, "静安区", "江宁路街道", "大院", 2000, 1, 0.5, 3, 2, 3, 1]
    assert row(ranked, 5) == [2, "普陀区", "待定", "柳岸苑", None, 1, "无法计算（户数不详）", 1, 0, 1, 1]
    together = sheet(path, "集中反映")
    assert row(together, 4)[1:7] == ["静安区", "江宁路街道", "大院", "乱扔垃圾", 3, 3]
    assert "任意连续30日内反映人达3人，或诉件达5件" in together["A2"].value
    assert row(together, 4)[7:9] == [datetime(2022, 7, 3), datetime(2022, 7, 5)]
    kinds = sheet(path, "类型分布")
    assert [row(kinds, n) for n in (3, 4, 5, 6)] == [
        ["区", "街镇", "乱扔垃圾", "破坏绿化", "合计"],
        ["静安区", "江宁路街道", 1, 0, 1],
        ["普陀区", "待定", 0, 1, 1],
        ["合计", None, 1, 1, 2],
    ]
    assert sheet(path, "未销号").max_column == 18
    assert [row(sheet(path, "未销号"), n)[4] for n in (4, 5)] == ["大院", "柳岸苑"]
