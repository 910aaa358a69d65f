"""The survey: forms out and in, coverage, the snapshot."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from list_making import DAY, by, compound, moment, refused, registry, unit
from openpyxl import load_workbook

from huiyin.records.ledger.queries import history
from huiyin.records.problems.actions.survey import Recorded, freeze, record
from huiyin.records.problems.columns import SURVEY
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.numbers import compound_number
from huiyin.records.problems.survey import (
    Coverage,
    SurveyedMeanwhile,
    SurveyRefused,
    coverage,
    form_rows,
    mark,
    unsurveyed,
)
from huiyin.records.problems.survey_before import before_rows
from huiyin.records.problems.survey_forms import Form, Returned, read_forms, surveyors
from huiyin.records.problems.workbooks.survey import export_forms
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.actions.provisional import Provide, provide
from huiyin.records.registry.models import Compound
from huiyin.records.reports.landing.errors import BadValue, HeaderRefused

pytestmark = pytest.mark.django_db
TWO = ("王一", "李二")


@pytest.fixture(autouse=True)
def _registry(db: None) -> None:
    registry()


@pytest.fixture
def pair() -> tuple[Compound, Compound]:
    one = compound("T1", "梧桐苑", subdistrict="江宁路街道", firm="安居物业有限公司", households=600)
    return one, compound("T2", "柳岸苑", "普陀区")


def filled(path: Path, *rows: dict[str, object], code: str = "sh-bureau") -> Path:
    """The exported form with these cells filled in, each row named by its compound."""
    export_forms(path, unit(code), "survey", DAY, moment())
    book = load_workbook(path)
    sheet = book.active
    at = {cell.value.replace("\n", ""): cell.column for cell in sheet[3]}
    lines = {sheet.cell(n, 1).value: n for n in range(4, sheet.max_row + 1)}
    for values in rows:
        for header, value in values.items():
            sheet.cell(lines[values["小区"]], at[header]).value = value
    book.save(path)
    return path


def read(path: Path, code: str = "sh-bureau") -> Returned:
    return read_forms(path, unit(code), "survey", DAY)


def test_the_form_has_a_row_for_each_known_compound_and_empty_cells_to_fill(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    provide(by(), [Provide("桂花新村", "桂花新村", "", unit("jingan").pk)])
    path = tmp_path / "form.xlsx"
    assert export_forms(path, unit("jingan"), "survey", DAY, moment()) == 1
    sheet = load_workbook(path).active
    assert [cell.value.replace("\n", "") for cell in sheet[3]] == [column.zh for column in SURVEY]
    assert [cell.value for cell in sheet[4]] == [
        *("梧桐苑", "静安区／江宁路街道／待定", "安居物业有限公司", 600),
        *[None] * 17,
        compound_number(pair[0].pk),
    ]


def test_a_streets_compounds_stand_together_in_the_order_of_their_pinyin() -> None:
    for number, (name, district, subdistrict) in enumerate(
        (
            ("中兴苑", "普陀区", ""),
            ("朝阳苑", "静安区", ""),
            ("中兴苑", "静安区", "江宁路街道"),
            ("北方苑", "静安区", "江宁路街道"),
            ("安泰苑", "静安区", "曹家渡街道"),
        )
    ):
        compound(f"T{number}", name, district, subdistrict=subdistrict)
    assert [row[:2] for row in form_rows(unit(), "survey", DAY)] == [
        ("北方苑", "静安区／江宁路街道／待定"),
        ("中兴苑", "静安区／江宁路街道／待定"),
        ("安泰苑", "静安区／曹家渡街道／待定"),
        ("朝阳苑", "静安区／待定／待定"),
        ("中兴苑", "普陀区／待定／待定"),
    ]


def test_a_filled_form_comes_back_as_it_was_written(tmp_path: Path, pair: tuple[Compound, Compound]) -> None:
    path = filled(
        tmp_path / "form.xlsx",
        {
            "小区": "梧桐苑",
            "排摸日期": date(2022, 7, 4),
            "排摸人（2人）": "王一、李二",
            "听取意见人数": 12,
            "违法搭建（存量，处）": "3处",
            "群租": 2,
            "垃圾": "无",
            "智能设备": "梯控2台",
            "主要矛盾": "停车与充电",
            "建议措施": "增设充电棚",
        },
    )
    returned = read(path)
    assert returned == Returned(
        [
            Form(
                pair[0].pk,
                date(2022, 7, 4),
                TWO,
                12,
                {"illegal_existing": 3, "group_renting": 2},
                "梯控2台",
                "停车与充电",
                "增设充电棚",
            )
        ],
        [],
        1,
    )
    assert record(by(), "survey", returned.forms) == Recorded(new=1)
    assert record(by("chen"), "survey", read(path).forms) == Recorded(known=1)
    assert SurveyForm.objects.get().entered_by == "zhou"
    # What was recorded stands in the next export, which reads back as the same.
    again = tmp_path / "again.xlsx"
    export_forms(again, unit(), "survey", DAY, moment())
    assert read(again).forms == returned.forms


def test_each_bad_row_is_named_with_row_and_column_and_the_good_ones_go_on(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    for n, name in enumerate(("甲苑", "乙苑", "丙苑", "丁苑", "戊苑"), 3):
        compound(f"T{n}", name, "普陀区")
    good = {"排摸日期": "2022-07-03", "排摸人（2人）": "王一，李二"}
    path = filled(
        tmp_path / "form.xlsx",
        {"小区": "梧桐苑", **good},
        {"小区": "柳岸苑", **good, "群租": "几户"},
        {"小区": "甲苑", **good, "排摸日期": "下周一"},
        {"小区": "乙苑", **good, "排摸人（2人）": "王一"},
        {"小区": "丙苑", **good, "排摸日期": by().at.date() + timedelta(days=1)},
        {"小区": "丁苑", **good, "小区编号（勿改）": "XQ9999999"},
        {"小区": "戊苑", "垃圾": "-3"},
    )
    sheet = load_workbook(path).active
    at = {sheet.cell(n, 1).value: n for n in range(4, sheet.max_row + 1)}
    returned = read(path)
    assert [form.compound_id for form in returned.forms] == [pair[0].pk]
    assert {(fault.position, fault.column, fault.code) for fault in returned.faults} == {
        (at["柳岸苑"], "群租", "count.unreadable"),
        (at["甲苑"], "排摸日期", "date.unreadable"),
        (at["乙苑"], "排摸人（2人）", "surveyors.few"),
        (at["丙苑"], "排摸日期", "date.ahead"),
        (at["丁苑"], "小区编号（勿改）", "compound.unknown"),
        (at["戊苑"], "排摸日期", "date.empty"),
        (at["戊苑"], "排摸人（2人）", "surveyors.few"),
        (at["戊苑"], "垃圾", "count.unreadable"),
    }
    fault = next(f for f in returned.faults if f.code == "count.unreadable" and f.column == "群租")
    assert fault.message_zh == f"第 {at['柳岸苑']} 行「群租」：“几户”不是0至99999的整数"


def test_a_row_of_another_compound_or_twice_or_frozen_or_of_another_unit_is_refused(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, other = pair
    good = {"排摸日期": DAY, "排摸人（2人）": "王一\n李二"}
    number = {"小区编号（勿改）": compound_number(one.pk)}
    twice = read(
        filled(tmp_path / "a.xlsx", {"小区": "梧桐苑", **good}, {"小区": "柳岸苑", **good, **number})
    )
    assert [(f.column, f.code) for f in twice.faults] == [
        ("小区", "compound.other"),
        ("小区编号（勿改）", "compound.twice"),
    ]

    elsewhere = filled(tmp_path / "b.xlsx", {"小区": "柳岸苑", **good})
    assert [f.code for f in read(elsewhere, "jingan").faults] == ["compound.unknown"]

    record(by(), "survey", [Form(other.pk, DAY, TWO)])
    freeze(by(), unit("putuo").pk, "survey")
    returned = read(elsewhere)
    assert (returned.faults, returned.forms, returned.kept) == ([], [], 1)
    changed = read(filled(tmp_path / "c.xlsx", {"小区": "柳岸苑", **good, "群租": 1}))
    (fault,) = changed.faults
    assert (fault.code, fault.column) == ("form.frozen", "小区编号（勿改）")
    assert (changed.forms, changed.kept) == ([], 0)


def test_a_file_of_frozen_forms_comes_back_as_it_went_out_and_is_known(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, other = pair
    # A page keeps the line ends of its field, a file those of a cell.
    notes = {"devices": " 摄像头 2 个", "main_conflict": "停车难\r\n噪声", "proposal": ""}
    record(by(), "survey", [Form(one.pk, DAY, TWO, 3, {"waste": 2}, **notes), Form(other.pk, DAY, TWO)])
    freeze(by(), unit().pk, "survey")
    path = tmp_path / "form.xlsx"
    export_forms(path, unit(), "survey", DAY, moment())
    returned = read(path)
    assert (returned.faults, returned.forms, returned.kept) == ([], [], 2)


def test_a_file_without_the_columns_that_matter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text("小区,群租\n梧桐苑,1\n", encoding="utf-8")
    with pytest.raises(HeaderRefused) as raised:
        read(path)
    assert raised.value.problem.message_zh == "表头缺少列：小区编号（勿改）、排摸日期、排摸人（2人）"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王一、李二", ("王一", "李二")),
        ("王一 李二", ("王一", "李二")),
        ("张 三，李四四；王五", ("张三", "李四四", "王五")),
    ],
)
def test_surveyors_are_told_apart(text: str, names: tuple[str, ...]) -> None:
    assert surveyors(text) == names


@pytest.mark.parametrize("text", ["", "王一", "张 三", "王一、王一", "、；"])
def test_fewer_than_two_surveyors_are_refused(text: str) -> None:
    with pytest.raises(BadValue, match="two surveyors"):
        surveyors(text)


def test_a_later_form_takes_the_place_of_the_earlier_and_both_stand_in_the_ledger(
    pair: tuple[Compound, Compound],
) -> None:
    one, other = pair
    record(by(), "survey", [Form(one.pk, DAY, TWO, counts={"waste": 1})])
    done = record(
        by("chen"), "survey", [Form(one.pk, DAY, TWO, counts={"waste": 0}), Form(other.pk, DAY, TWO)]
    )
    assert done == Recorded(new=1, changed=1)
    form = SurveyForm.objects.get(compound=one)
    assert (form.counts, form.entered_by) == ("{}", "chen")
    entries = [msgspec.json.decode(e.content) for e in history("survey", form.pk)]
    assert [e["counts"] for e in entries] == ['{"waste":1}', "{}"]
    # Another phase has forms of its own.
    assert record(by(), "enforcement", [Form(one.pk, DAY, TWO)]) == Recorded(new=1)


def test_a_form_takes_the_place_of_the_one_that_was_seen_and_of_no_other(
    pair: tuple[Compound, Compound],
) -> None:
    one, other = pair
    first = Form(one.pk, DAY, TWO, counts={"waste": 1})
    # Given somebody who saw no form, and one that was recorded since
    record(by("chen"), "survey", [first])
    with refused(SurveyedMeanwhile, f"小区{one.pk}的排摸表已由chen保存过，请核对两份再保存"):
        record(by(), "survey", [Form(other.pk, DAY, TWO), Form(one.pk, DAY, TWO)], {one.pk: ""})
    assert list(SurveyForm.objects.values_list("compound", "counts")) == [(one.pk, '{"waste":1}')]
    # The same is no change, whatever was seen; and what was seen gives way
    assert record(by(), "survey", [first], {one.pk: ""}) == Recorded(known=1)
    seen = mark(SurveyForm.objects.get())
    assert record(by(), "survey", [Form(one.pk, DAY, TWO)], {one.pk: seen}) == Recorded(changed=1)
    with refused(SurveyedMeanwhile, "已由zhou保存过"):
        record(by("chen"), "survey", [first], {one.pk: seen})
    assert [len(mark(None)), len(seen)] == [0, 32]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (lambda pk: Form(pk, DAY, ("王一", "王一")), "须有两名排摸人"),
        (lambda pk: Form(pk, DAY, TWO, counts={"ghosts": 1}), "排摸项目有误"),
        (lambda pk: Form(pk, DAY, TWO, counts={"waste": -1}), "排摸项目有误"),
        (lambda pk: Form(pk, by().at.date() + timedelta(days=1), TWO), "在今天之后，请核对排摸日期"),
        (lambda pk: Form(pk, date(2022, 6, 30), TWO), "不在专项行动期间（2022-07-01至2022-11-30）"),
    ],
)
def test_the_action_itself_refuses_what_no_form_may_say(
    form, words: str, pair: tuple[Compound, Compound]
) -> None:
    one, other = pair
    with refused(SurveyRefused, words):
        record(by(), "survey", [Form(other.pk, DAY, TWO), form(one.pk)])
    with refused(SurveyRefused, "有两份排摸表"):
        record(by(), "survey", [Form(one.pk, DAY, TWO), Form(one.pk, DAY, TWO)])
    with refused(SurveyRefused, "没有“spring”阶段"):
        record(by(), "spring", [])
    assert not SurveyForm.objects.exists()


def test_a_merged_compound_is_surveyed_as_what_it_became(pair: tuple[Compound, Compound]) -> None:
    one, other = pair
    merge(by(), other.pk, one.pk, "同一小区")
    with refused(SurveyRefused, f"小区{other.pk}已并入{one.pk}，请排摸后者"):
        record(by(), "survey", [Form(one.pk, DAY, TWO), Form(other.pk, DAY, TWO)])
    assert not SurveyForm.objects.exists()


def test_a_row_of_a_merged_compound_says_into_which_it_was_merged_and_what_to_do(
    tmp_path: Path, pair: tuple[Compound, Compound], django_assert_num_queries
) -> None:
    # Given a form that went out before its compound was merged
    one, other = pair
    jia = compound("T3", "甲苑", "普陀区")
    good = {"排摸日期": DAY, "排摸人（2人）": "王一、李二"}
    path = filled(
        tmp_path / "form.xlsx",
        {"小区": "梧桐苑", **good},
        {"小区": "柳岸苑", **good},
        {"小区": "甲苑", **good},
    )
    merge(by(), other.pk, one.pk, "同一小区")
    merge(by(), jia.pk, one.pk, "同一小区")
    # When
    bureau = unit()
    with django_assert_num_queries(4):
        returned = read_forms(path, bureau, "survey", DAY)
    # Then
    assert [form.compound_id for form in returned.forms] == [one.pk]
    faults = {fault.message_zh.partition("编号XQ")[2][:7]: fault for fault in returned.faults}
    assert faults.keys() == {compound_number(pk)[2:] for pk in (other.pk, jia.pk)}
    fault = faults[compound_number(other.pk)[2:]]
    assert (fault.code, fault.column) == ("compound.merged", "小区编号（勿改）")
    assert fault.message_zh == (
        f"第 {fault.position} 行「小区编号（勿改）」：编号{compound_number(other.pk)}的小区已并入“梧桐苑”"
        f"（{compound_number(one.pk)}）"
    )
    assert fault.advice_zh == "一个小区只填一行：请把这一行填到“梧桐苑”的一行，删去本行；已冻结的不必再导入。"


def test_into_which_compound_of_another_unit_one_was_merged_is_not_told(
    tmp_path: Path, pair: tuple[Compound, Compound]
) -> None:
    one, other = pair
    good = {"排摸日期": DAY, "排摸人（2人）": "王一、李二"}
    path = filled(tmp_path / "form.xlsx", {"小区": "梧桐苑", **good})
    merge(by(), one.pk, other.pk, "同一小区")
    assert [fault.code for fault in read(path, "jingan").faults] == ["compound.unknown"]
    assert [fault.code for fault in read(path, "putuo").faults] == ["compound.merged"]


def test_zero_reports_count_as_covered(pair: tuple[Compound, Compound]) -> None:
    one, _ = pair
    third = compound("T3", "枫桥苑", "普陀区")
    record(by(), "survey", [Form(one.pk, DAY, TWO, counts={"waste": 2}), Form(third.pk, DAY, TWO)])
    record(by(), "enforcement", [Form(one.pk, DAY, TWO)])
    assert coverage(unit(), "survey") == Coverage(known=3, surveyed=2, zero=1, frozen=0)
    assert coverage(unit("putuo"), "survey") == Coverage(known=2, surveyed=1, zero=1, frozen=0)
    assert coverage(unit("airport"), "survey") == Coverage(0, 0, 0, 0)
    assert coverage(unit(), "survey").missing == 1
    assert [c.name for c in unsurveyed(unit(), "survey")] == ["柳岸苑"]


def test_a_frozen_form_is_the_snapshot_and_never_changes(pair: tuple[Compound, Compound]) -> None:
    one, other = pair
    record(by(), "survey", [Form(one.pk, DAY, TWO, counts={"waste": 2})])
    assert freeze(by(), unit("jingan").pk, "survey") == Coverage(known=1, surveyed=1, zero=0, frozen=1)
    assert SurveyForm.objects.get().frozen_at == moment()
    with refused(SurveyRefused, "有1个小区的排摸表已冻结，不能再改"):
        record(by(), "survey", [Form(one.pk, DAY, TWO, counts={"waste": 1}), Form(other.pk, DAY, TWO)])
    # The same again says nothing new, so it is no change.
    assert record(by(), "survey", [Form(one.pk, DAY, TWO, counts={"waste": 2})]) == Recorded(known=1)
    record(by(), "survey", [Form(other.pk, DAY, TWO)])
    (before,) = before_rows(unit(), "survey")
    assert (before[0], before[14]) == ("梧桐苑", 2)
    form = SurveyForm.objects.get(compound=one)
    assert [e.action for e in history("survey", form.pk)] == ["survey.record", "survey.freeze"]
    with refused(SurveyRefused, "没有待冻结的排摸表"):
        freeze(by(), unit("jingan").pk, "survey")


@pytest.mark.parametrize("count", [1, 7])
def test_statements_of_the_survey_do_not_grow(count: int, django_assert_num_queries) -> None:
    made = [compound(f"T{n}", f"苑{n}") for n in range(count)]
    forms = [Form(c.pk, DAY, TWO) for c in made]
    bureau = unit()
    with django_assert_num_queries(3):
        assert len(list(form_rows(bureau, "survey", DAY))) == count
    with django_assert_num_queries(2):
        coverage(bureau, "survey")
    record(by(), "survey", forms)
    # Holding the compounds, looking for the forms, and nothing to write.
    with django_assert_num_queries(2):
        record(by(), "survey", forms)
