"""``huiyin lists`` and ``huiyin survey`` as an operator runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from list_making import DAY, complain, compound, registry
from openpyxl import load_workbook

from huiyin.doors.cli.lists import lists_command
from huiyin.doors.cli.survey import survey_command

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _registry(db: None, settings) -> None:
    settings.HUIYIN_NOW = "2022-07-06T09:00:00+08:00"
    registry()


def lists(*args: object) -> Result:
    return CliRunner().invoke(lists_command, [str(arg) for arg in args])


def survey(*args: object) -> Result:
    return CliRunner().invoke(survey_command, [str(arg) for arg in args])


def objects(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_export_writes_four_workbooks_and_says_how_many_rows(tmp_path: Path) -> None:
    complain(compound("T1"), "A1", "litter")
    out = tmp_path / "made" / "here"
    found = objects(lists("export", "--out", out, "--unit", "jingan", "--json"))
    assert [(Path(str(f["file"])).name, f["rows"]) for f in found] == [
        ("问题清单_静安_2022-07-06.xlsx", 1),
        ("任务清单_静安_2022-07-06.xlsx", 1),
        ("责任清单_静安_2022-07-06.xlsx", 1),
        ("诉件梳理_静安_2022-07-06.xlsx", 1),
    ]
    assert all(Path(str(f["file"])).is_file() for f in found)
    before = objects(lists("export", "--out", out, "--as-of", "2022-07-01", "--json"))
    assert [f["rows"] for f in before] == [0, 0, 0, 0]


def test_a_list_is_frozen_signed_shown_compared_and_exported(tmp_path: Path) -> None:
    where = compound("T1")
    complain(where, "A1", "litter")
    made = objects(lists("freeze", "--as", "lin", "--json"))
    assert [(m["kind"], m["number"], m["rows"], m["as_entered"]) for m in made] == [
        ("problem", 1, 1, True),
        ("task", 1, 1, True),
        ("responsibility", 1, 1, True),
    ]
    first = made[0]["version"]
    refused = lists("review", first, "--as", "lin")
    assert (refused.exit_code, "拟制人不能审核自己拟制的清单" in refused.output) == (3, True)
    for step, who, state in (
        ("review", "wu", "reviewed"),
        ("approve", "gu", "approved"),
        ("issue", "he", "issued"),
    ):
        assert objects(lists(step, first, "--as", who, "--json"))[0]["state"] == state
    problem = complain(where, "A2", "greenery")
    (second,) = objects(lists("freeze", "--kind", "problem", "--as", "lin", "--json"))
    assert objects(lists("compare", first, second["version"], "--json")) == [
        {"kind": "added", "number": f"WT{problem.pk:07}", "columns": []},
        {"added": 1, "removed": 0, "changed": 0},
    ]
    assert len(objects(lists("show", "--json"))) == 4
    for version, name in (
        (first, "问题清单_市局_调查排摸第1版_签发.xlsx"),
        (second["version"], "问题清单_市局_调查排摸第2版_拟制_未签发.xlsx"),
    ):
        (file,) = objects(lists("export", "--out", tmp_path, "--version", version, "--json"))
        assert (file["file"], Path(str(file["file"])).is_file()) == (str(tmp_path / name), True)
    assert lists("compare", first, made[1]["version"]).exit_code == 3
    assert lists("compare", first, 10_000).exit_code == 2


def test_an_installation_without_a_frozen_list_says_so() -> None:
    shown = lists("show")
    assert (shown.exit_code, "没有冻结的清单" in shown.output) == (0, True)
    assert objects(lists("show", "--json")) == []


def test_an_export_counts_the_rows_of_each_sheet_by_its_name(tmp_path: Path) -> None:
    complain(compound("T1"), "A1", "litter")
    assert lists("export", "--out", tmp_path).output.splitlines()[-1] == (
        f"{tmp_path / '诉件梳理_市局_2022-07-06.xlsx'}  1 行  集中反映 0 行  类型分布 1 行  未销号 1 行"
    )


@pytest.mark.parametrize(
    ("command", "place", "more"),
    [
        (lists, "made", ("--unit", "nosuch")),
        (lists, "made", ("--version", 10_000)),
        (survey, "made/form.xlsx", ("--unit", "nosuch")),
    ],
    ids=["lists-unit", "lists-version", "survey-unit"],
)
def test_an_export_of_what_does_not_exist_makes_no_folder(
    tmp_path: Path, command: Callable[..., Result], place: str, more: tuple[object, ...]
) -> None:
    ended = command("export", "--out", tmp_path / place, *more)
    assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith(
        ("huiyin: 没有代码为 nosuch 的单位", "huiyin: 没有编号为 10000 的清单版本")
    )
    assert list(tmp_path.iterdir()) == []


def test_a_frozen_list_is_not_exported_as_of_another_day(tmp_path: Path) -> None:
    complain(compound("T1"), "A1", "litter")
    (made,) = objects(lists("freeze", "--kind", "problem", "--json"))
    out = tmp_path / "made"
    ended = lists("export", "--out", out, "--version", made["version"], "--as-of", "2022-07-01")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr == (
        "huiyin: 冻结的清单只有冻结时的内容，--version 与 --as-of 不能同用，请只用其一"
        "（a frozen list is as it was when it was frozen; give --version or --as-of, not both）\n"
    )
    assert not out.exists()
    (file,) = objects(lists("export", "--out", out, "--version", made["version"], "--json"))
    assert file == {"file": str(out / "问题清单_市局_调查排摸第1版_拟制_未签发.xlsx"), "rows": 1}


def test_outside_the_campaign_the_phase_must_be_named(settings) -> None:
    settings.HUIYIN_NOW = "2023-01-10T09:00:00+08:00"
    assert lists("freeze").exit_code == 2
    assert lists("freeze", "--phase", "consolidation").exit_code == 0


def test_the_survey_goes_out_comes_back_and_is_frozen(tmp_path: Path) -> None:
    compound("T1", "梧桐苑")
    compound("T2", "柳岸苑")
    path = tmp_path / "form.xlsx"
    assert objects(survey("export", "--out", path, "--json")) == [{"file": str(path), "rows": 2}]
    book = load_workbook(path)
    sheet = book.active
    for row, who in ((4, "王一、李二"), (5, "王一")):
        sheet.cell(row, 5).value = DAY
        sheet.cell(row, 6).value = who
    book.save(path)
    result = survey("import", path, "--json")
    assert result.exit_code == 3
    fault, counts = [json.loads(line) for line in result.output.splitlines()]
    assert (fault["row"], fault["column"]) == (5, "排摸人（2人）")
    assert counts == {
        "file": "form.xlsx",
        "new": 1,
        "changed": 0,
        "known": 0,
        "blank": 0,
        "refused": 1,
        "noted": 0,
    }
    missing, covered = objects(survey("coverage", "--missing", "--json"))
    assert missing["subdistrict"] == ""
    assert covered == {
        "unit": "sh-bureau",
        "phase": "survey",
        "known": 2,
        "surveyed": 1,
        "zero": 1,
        "missing": 1,
        "frozen": 0,
    }
    assert objects(survey("freeze", "--json"))[0]["frozen"] == 1
    assert survey("freeze").exit_code == 3
    before = tmp_path / "before.xlsx"
    assert objects(survey("export", "--out", before, "--before", "--json"))[0]["rows"] == 1


def test_what_the_form_says_of_the_compound_is_noted_and_refuses_nothing(tmp_path: Path) -> None:
    compound("T1", "梧桐苑", households=600)
    path = tmp_path / "form.xlsx"
    survey("export", "--out", path)
    book = load_workbook(path)
    for column, value in ((4, 650), (5, DAY), (6, "王一、李二")):
        book.active.cell(4, column).value = value
    book.save(path)
    words = "第 4 行「户数」：填写的“650”与小区名录中的“600”不同，未采用"
    result = survey("import", path, "--json")
    assert result.exit_code == 0
    note, counts = [json.loads(line) for line in result.output.splitlines()]
    assert note == {
        "kind": "note",
        "row": 4,
        "column": "户数",
        "code": "registry.differs",
        "message": words,
        "advice": "确需更改的，请在小区名录中更改。",
    }
    assert (counts["new"], counts["refused"], counts["noted"]) == (1, 0, 1)
    again = survey("import", path)
    assert (again.exit_code, again.stderr) == (0, f"提示：{words}。确需更改的，请在小区名录中更改。\n")
    assert again.stdout == "form.xlsx  新增 0  变更 0  已有 1  未填 0  待更正 0  有提示 1\n"


def test_a_file_that_is_no_form_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    result = survey("import", path)
    assert result.exit_code == 3
    assert "没有找到表头" in result.output
