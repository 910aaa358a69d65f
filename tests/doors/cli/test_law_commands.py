"""``huiyin law``: the law of an act, the end of a limit, the book, and the review of case files, as they are called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from doors.cli.homes import Ended, Home, on_sqlite
from huiyin.doors.cli.main import cli
from knowledge.law.review.case_making import bag, structure, terrace, the, unpaid, without

pytestmark = on_sqlite

FACTS: dict[str, Any] = {
    "violation": "facade",
    "party": {"kind": "person", "role": "owner"},
    "act_from": "2022-07-20",
    "act_to": "2022-07-25",
    "found": "2022-08-01",
    "decision_date": "2022-09-20",
    "district": "静安区",
}


class Called:
    """The command called in this process: it loads neither Django nor a database, so that nothing stays behind."""

    def run(self, *arguments: object) -> Ended:
        done = CliRunner().invoke(cli, [str(one) for one in arguments])
        return Ended(done.exit_code, done.stdout, done.stderr)

    def done(self, *arguments: object) -> Ended:
        ended = self.run(*arguments)
        assert (ended.code, ended.err) == (0, ""), ended
        return ended


@pytest.fixture
def home() -> Called:
    return Called()


def written(folder: Path, *objects: object) -> Path:
    path = folder / "given.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects), encoding="utf-8")
    return path


def test_facts_go_in_and_one_object_comes_out_without_a_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    answer = home.done("law", "explain", written(tmp_path, FACTS)).facts
    assert [(rule["article"], rule["fine"]["mode"]) for rule in answer["rules"]] == [
        ("第八十五条", "optional")
    ]
    assert (answer["time_barred"], answer["hearing"], answer["thresholds"]["hearing"]) == (
        "no",
        "by-amount",
        5000,
    )
    assert not home.folder.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"violation": "parking"}, "given.jsonl：violation：'parking' 不可用，可用的为 "),
        ({"party": {"kind": "club"}}, " / given.jsonl: party.kind: 'club' is not one of "),
        (
            {"colour": "red"},
            "given.jsonl：没有名为 colour 的项 / given.jsonl: Object contains unknown field `colour`\n",
        ),
        ({"area_m2": "x"}, "given.jsonl：area_m2：内容的写法不对 / given.jsonl: Expected `float"),
        ({"district": 7, "note": "n" * 9}, "given.jsonl：district：内容的写法不对 / "),
        ({"violation": "x" * 100_000}, f"given.jsonl：violation：'{'x' * 78}… 不可用，可用的为 "),
    ],
)
def test_facts_that_cannot_be_meant_are_refused_with_the_key_in_both_languages(
    home: Called, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    ended = home.run("law", "explain", written(tmp_path, FACTS | change), "--json")
    ended.failed(3, words)
    assert ended.facts == {"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 3}


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000, b""])
def test_what_is_no_json_is_refused_in_both_languages(home: Called, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "facts.json").write_bytes(content)
    home.run("law", "explain", tmp_path / "facts.json").failed(
        3, "facts.json 不是一个 JSON 对象，请更正 / facts.json: not one JSON object ("
    )


@pytest.mark.parametrize(
    ("options", "date"),
    [
        (("--start", "2022-09-26", "--limit", 5, "--unit", "working_days"), "2022-10-08"),
        (("--start", "2022-09-26", "--limit", 10, "--unit", "calendar_days"), "2022-10-08"),
        (("--start", "2022-09-26", "--limit", 10, "--unit", "calendar_days", "--no-roll"), "2022-10-06"),
        (("--start", "2022-07-20", "--limit", 6, "--unit", "months"), "2023-01-20"),
        (("--start", "2022-09-30T16:40+08:00", "--limit", 2, "--unit", "hours"), "2022-09-30T18:40:00+08:00"),
    ],
)
def test_a_limit_ends_when_the_calendar_says_and_tells_why(
    home: Called, options: tuple[object, ...], date: str
) -> None:
    lines = home.done("law", "due", *options).out.splitlines()
    assert (lines[0], len(lines)) == (date, 3)
    told = home.done("law", "due", *options, "--json").facts
    assert (told["due"], [told["why"]["zh"], told["why"]["en"]]) == (date, lines[1:])


def test_hours_from_a_day_alone_cannot_be_counted(home: Called) -> None:
    told = home.done("law", "due", "--start", "2022-09-30", "--limit", 2, "--unit", "hours", "--json").facts
    assert (told["due"], bool(told["undetermined"])) == (None, True)


@pytest.mark.parametrize("start", ["soon", "2022-13-01", "2022-09-30T16:40"])
def test_a_start_that_is_neither_day_nor_moment_is_a_wrong_call(home: Called, start: str) -> None:
    home.run("law", "due", "--start", start, "--limit", 2, "--unit", "hours").failed(2, "--start")


def test_the_book_shows_what_is_in_force_on_a_day(home: Called) -> None:
    before, after = (
        home.done("law", "book", "pm-sanitation", "--on", day).out for day in ("2022-11-30", "2022-12-01")
    )
    assert ("第十三条第三款" in before, "第六十条第三款" in before) == (True, False)
    assert ("第十三条第三款" in after, "第六十条第三款" in after) == (False, True)
    bag = home.done("law", "book", "litter", "--on", "2022-09-01").out.splitlines()
    assert (
        bag[2]
        == "    个人、个体工商户；乱扔小包垃圾；城管执法〔V，法律法规汇编 LawRefBook/Laws（2025-04-19 版本）〕"
    )
    assert "没有当日有效的处罚规定" in home.done("law", "book", "other").out
    assert home.done("law", "book").out.count("(facade)") == 1
    told = home.done("law", "book", "litter", "--on", "2022-09-01", "--json").lines
    assert told == [{"violation": "litter", "on": "2022-09-01", "lines": bag}]
    home.run("law", "book", "parking").failed(2, "parking")


def test_case_files_are_reviewed_a_line_each_and_a_defect_is_code_1(home: Called, tmp_path: Path) -> None:
    clean = home.done("law", "review", written(tmp_path, structure(), terrace(), bag(), unpaid()))
    assert clean.lines == [{"id": name, "defects": []} for name in ("wall", "terrace", "bag", "facade")]
    ended = home.run("law", "review", written(tmp_path, structure(), without(bag(), "educated")))
    assert (ended.code, ended.err) == (1, "")
    assert [[one["code"] for one in line["defects"]] for line in ended.lines] == [[], ["no-education"]]
    (found,) = ended.lines[1]["defects"]
    assert (found["level"], found["confidence"], found["event"]["act"]) == ("notice", "V", "decided")


def test_a_case_file_that_cannot_be_meant_is_named_by_line_and_key(home: Called, tmp_path: Path) -> None:
    spoilt = structure()
    the(spoilt, "filed")["at"] = "yesterday"
    ended = home.run(
        "law", "review", written(tmp_path, structure(), spoilt, ["wall"], without(bag(), "educated"))
    )
    # The others are reviewed all the same.
    assert [line["id"] for line in ended.lines] == ["wall", "bag"]
    assert ended.code == 3
    said = [
        (
            "given.jsonl 第 2 行：events[4].at：'yesterday' 不是带时区的时刻 / "
            "given.jsonl, line 2: events[4].at: 'yesterday' is no moment with its offset"
        ),
        "given.jsonl 第 3 行：不是含 id 的 JSON 对象 / given.jsonl, line 3: not an object with an id",
    ]
    assert ended.err.splitlines() == [f"huiyin: {one}" for one in said]
    # A program is told of both where they stand.
    told = home.run("law", "review", tmp_path / "given.jsonl", "--json")
    assert (told.code, told.err) == (3, ended.err)
    assert told.lines == [ended.lines[0], *({"error": one, "code": 3} for one in said), ended.lines[1]]


def test_of_many_files_that_cannot_be_meant_a_person_is_named_the_first_and_a_program_all(
    home: Called, tmp_path: Path
) -> None:
    (tmp_path / "cases.jsonl").write_text("x\n" * 1_234, encoding="utf-8")
    ended = home.run("law", "review", tmp_path / "cases.jsonl", "--json")
    said = ended.err.splitlines()
    assert (ended.code, len(said)) == (3, 21)
    assert said[19].startswith("huiyin: cases.jsonl 第 20 行：不是 JSON / cases.jsonl, line 20: no JSON (")
    assert said[20] == (
        "huiyin: 还有 1,214 份案卷未能读取，全部见 --json / 1,214 more files cannot be meant; --json names them all"
    )
    assert [line["code"] for line in ended.lines] == [3] * 1_234


def test_the_template_is_reviewed_as_a_table_and_the_opinion_is_a_page(home: Called, tmp_path: Path) -> None:
    made = tmp_path / "案卷要素表.xlsx"
    assert home.done("law", "template", made).out == ""
    assert home.done("law", "template", made, "--json").lines == [{"file": "案卷要素表.xlsx"}]
    paper = tmp_path / "意见书.html"
    assert home.done("law", "review", made, "--opinion", paper).lines == [{"id": "例1", "defects": []}]
    assert "未发现不合法之处" in paper.read_text(encoding="utf-8")
    home.run("law", "template", tmp_path / "none" / "x.xlsx").failed(4, "x.xlsx")
    home.run("law", "review", made, "--opinion", tmp_path / "none" / "x.html").failed(4, "x.html")


def test_a_table_that_cannot_be_read_is_refused(home: Called, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("案卷编号,事件\nA1,立案\n", encoding="utf-8")
    home.run("law", "review", table).failed(3, "表头缺少")
    table.write_bytes(b"")
    home.run("law", "review", table).failed(3, "cases.csv")
    header = "案卷编号,事件,违法行为,当事人类型,行为开始,程序,时间"
    table.write_text(f'{header}\nA1,"立"案,,,,,\n', encoding="utf-8")
    home.run("law", "review", table).failed(3, "第 2 行的英文双引号不配对")
