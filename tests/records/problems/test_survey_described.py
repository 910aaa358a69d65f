"""Cells of a returned form that describe the compound are not read: where somebody changed one, that is said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from list_making import DAY, by, compound, moment, registry, unit
from openpyxl import load_workbook

from huiyin.records.problems.actions.survey import Recorded, freeze, record
from huiyin.records.problems.models import SurveyForm
from huiyin.records.problems.survey_forms import Form, Returned, read_forms
from huiyin.records.problems.workbooks.survey import export_forms
from huiyin.records.registry.actions.amending import Amendment, amend
from huiyin.records.registry.models import Compound
from huiyin.records.reports.landing.errors import Problem

pytestmark = pytest.mark.django_db
GOOD = {"排摸日期": DAY, "排摸人（2人）": "王一、李二"}


@pytest.fixture(autouse=True)
def place(db: None) -> Compound:
    registry()
    return compound("T1", "梧桐苑", subdistrict="江宁路街道", firm="安居物业有限公司", households=600)


def came_back(path: Path, *, before: bool = False, **cells: object) -> Returned:
    """The exported form with cells of the row of 梧桐苑 filled in, read."""
    export_forms(path, unit(), "survey", DAY, moment(), before=before)
    book = load_workbook(path)
    sheet = book.active
    at = {cell.value.replace("\n", ""): cell.column for cell in sheet[3]}
    (row,) = (n for n in range(4, sheet.max_row + 1) if sheet.cell(n, 1).value == "梧桐苑")
    for header, value in cells.items():
        sheet.cell(row, at[header]).value = value
    book.save(path)
    return read_forms(path, unit(), "survey", DAY)


def said(returned: Returned) -> list[tuple[int | None, str | None, str]]:
    return [(note.position, note.column, note.message_zh) for note in returned.notes]


def test_a_changed_description_is_said_with_row_and_column_and_the_form_counts(
    tmp_path: Path, place: Compound
) -> None:
    cells = {"居委": "静安区／曹家渡街道／待定", "物业企业": "新居物业", "户数": 650}
    returned = came_back(tmp_path / "form.xlsx", **GOOD, **cells)

    assert said(returned) == [
        (
            4,
            "居委",
            "第 4 行「居委」：填写的“静安区／曹家渡街道／待定”与小区名录中的“静安区／江宁路街道／待定”不同，未采用",
        ),
        (4, "物业企业", "第 4 行「物业企业」：填写的“新居物业”与小区名录中的“安居物业有限公司”不同，未采用"),
        (4, "户数", "第 4 行「户数」：填写的“650”与小区名录中的“600”不同，未采用"),
    ]
    assert returned.notes[2] == Problem(
        code="registry.differs",
        message_zh="第 4 行「户数」：填写的“650”与小区名录中的“600”不同，未采用",
        message_en="row 4, column “户数”: “650” is not what the registry has, “600”, and is not taken",
        advice_zh="确需更改的，请在小区名录中更改。",
        advice_en="If it is to change, change it in the registry (小区名录).",
        position=4,
        column="户数",
    )
    assert (returned.faults, returned.blank) == ([], 0)
    assert record(by(), "survey", returned.forms) == Recorded(new=1)
    place.refresh_from_db()
    assert place.households == 600


def test_what_the_registry_does_not_have_yet_is_said_as_well(tmp_path: Path, place: Compound) -> None:
    Compound.objects.update(households=None)

    assert said(came_back(tmp_path / "form.xlsx", **GOOD, 户数="约 650 户")) == [
        (4, "户数", "第 4 行「户数」：填写的“约 650 户”未采用，小区名录中没有登记")
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"居委": None, "物业企业": None, "户数": None},
        {"居委": "江宁路街道", "物业企业": " 安居物业\n有限公司", "户数": "６００户"},
        {"居委": "静安区/江宁路街道", "户数": "600"},
    ],
)
def test_empty_and_equal_cells_say_nothing(tmp_path: Path, cells: dict[str, object]) -> None:
    returned = came_back(tmp_path / "form.xlsx", **GOOD, **cells)

    assert (returned.notes, returned.faults, len(returned.forms)) == ([], [], 1)


def test_a_long_story_is_quoted_in_part(tmp_path: Path) -> None:
    (note,) = came_back(tmp_path / "form.xlsx", **GOOD, 物业企业="长" * 61).notes

    assert note.message_zh == (
        f"第 4 行「物业企业」：填写的“{'长' * 60}…”与小区名录中的“安居物业有限公司”不同，未采用"
    )


def test_a_row_without_a_survey_and_one_with_a_fault_say_it_too(tmp_path: Path) -> None:
    blank = came_back(tmp_path / "a.xlsx", 户数=650)
    wrong = came_back(tmp_path / "b.xlsx", **{**GOOD, "排摸日期": "昨天"}, 户数=650)

    assert ([note.column for note in blank.notes], blank.blank, blank.forms) == (["户数"], 1, [])
    assert [note.column for note in wrong.notes] == ["户数"]
    assert [fault.column for fault in wrong.faults] == ["排摸日期"]


@pytest.mark.parametrize("survey", [GOOD, {}])
def test_of_a_row_that_is_another_compounds_nothing_more_is_said(
    tmp_path: Path, survey: dict[str, object]
) -> None:
    # Sorted by some of the columns alone.
    returned = came_back(tmp_path / "form.xlsx", **survey, 小区="柳岸苑", 户数=650)

    assert returned.notes == []
    assert [fault.code for fault in returned.faults] == (["compound.other"] if survey else [])


def test_a_frozen_row_may_say_what_was_when_it_was_frozen(tmp_path: Path, place: Compound) -> None:
    record(by(), "survey", [Form(place.pk, DAY, ("王一", "李二"))])
    freeze(by(), unit().pk, "survey")
    amend(by(day=DAY + timedelta(days=1)), [Amendment(place.pk, {"name": "梧桐新苑", "households": 650})])

    returned = came_back(tmp_path / "a.xlsx", before=True)
    changed = came_back(tmp_path / "b.xlsx", before=True, 户数=700)

    assert (returned.notes, returned.faults, returned.kept) == ([], [], 1)
    assert [note.message_zh for note in changed.notes] == [
        "第 4 行「户数」：填写的“700”与小区名录中的“650”不同，未采用"
    ]
    assert (changed.faults, changed.kept) == ([], 1)
    assert SurveyForm.objects.count() == 1


@pytest.mark.parametrize("count", [0, 6])
def test_statements_of_reading_do_not_grow(count: int, tmp_path: Path, django_assert_num_queries) -> None:
    for n in range(count):
        compound(f"M{n}", f"苑{n}", firm=f"物业{n}")
    path = tmp_path / "form.xlsx"
    export_forms(path, unit(), "survey", DAY, moment())
    bureau = unit()

    with django_assert_num_queries(3):
        assert read_forms(path, bureau, "survey", DAY).blank == count + 1
