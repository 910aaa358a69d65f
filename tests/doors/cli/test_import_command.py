"""``huiyin import`` as a person or a program calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from doors.cli.homes import ORDERS, Home, on_sqlite, write_export

pytestmark = on_sqlite

COUNTS = ("read", "new", "changed", "known", "refused", "linked", "pending", "transferred")


def test_the_last_line_counts_the_rows(compounds_home: Home, tmp_path: Path) -> None:
    file = write_export(tmp_path / "orders.csv", ORDERS)
    arguments = ("import", file, "--mapping", "generic", "--unit", "jingan", "--json")
    tried = compounds_home.done(*arguments, "--dry-run").facts
    assert compounds_home.sql("SELECT count(*) FROM reports_importbatch") == [(0,)]
    first = compounds_home.done(*arguments, "--as", "lin").facts

    expected = dict(zip(COUNTS, (7, 6, 0, 0, 1, 2, 4, 0), strict=True))
    columns = first["columns"]
    assert (columns["unknown"], len(columns["missing"])) == ([], 19)
    assert columns["missing"][:3] == ["接报时间", "标题", "工单类别"]
    told = {"columns": columns, "unread_sheets": []}
    assert first == {"batch": 1, "file": "orders.csv", **expected, **told}
    assert tried == {"file": "orders.csv", "dry_run": True, **expected, **told}
    assert compounds_home.sql("SELECT actor, state FROM reports_importbatch") == [("lin", "done")]

    again = compounds_home.done(*arguments).facts
    zero = dict.fromkeys(COUNTS, 0)
    assert again == {"batch": 2, "file": "orders.csv", **zero, "read": 7, "known": 7, **told}
    assert compounds_home.done("check", "--json").facts["breaches"] == 0


def test_for_people_it_says_how_the_rows_add_up(compounds_home: Home, tmp_path: Path) -> None:
    file = write_export(tmp_path / "orders.csv", ORDERS)
    out = compounds_home.done("import", file, "--mapping", "generic", "--unit", "jingan").out

    assert "读入 7 = 新增 6 + 变更 0 + 已有 0 + 待更正 1" in out
    assert "新增 6 = 已关联问题 2 + 待处理 4 + 已移送 0" in out


def test_a_header_that_is_none_is_refused_in_one_line_and_in_json(
    compounds_home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("甲,乙\n一,二\n")
    ended = compounds_home.run("import", file, "--json")

    ended.failed(3, "header")
    assert set(ended.facts) == {"error", "code", "file", "problem", "refused", "advice"}
    assert (ended.facts["code"], ended.facts["problem"]) == (3, "header.not_found")
    assert ended.err == f"huiyin: {ended.facts['error']}\n"
    assert compounds_home.sql("SELECT count(*) FROM reports_importbatch") == [(0,)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--channel", "pigeon"), "没有来源 pigeon，可用的为 hotline, studio"),
        (("--channel", "pigeon"), "there is no channel 'pigeon'; the channels are hotline, studio"),
        (("--mapping", "nobody"), "没有列对照 nobody，可用的为 shanghai12345, generic"),
        (("--mapping", "nobody"), "there is no mapping 'nobody'; the mappings are shanghai12345, generic"),
        (("--unit", "mars"), "没有代码为 mars 的单位；通知所发单位为 huangpu, "),
        (("--unit", "mars"), "there is no unit 'mars'; the units of the notice are huangpu, "),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    compounds_home: Home, tmp_path: Path, wrong: tuple[str, str], words: str
) -> None:
    file = write_export(tmp_path / "orders.csv", ORDERS)
    ended = compounds_home.run("import", file, *wrong, "--json")
    ended.failed(2, words)
    assert ended.lines == [{"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 2}]


def test_a_file_that_is_not_there_is_a_wrong_call(compounds_home: Home, tmp_path: Path) -> None:
    ended = compounds_home.run("import", tmp_path / "nowhere.csv")
    assert ended.code == 2
    assert "nowhere.csv" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("rows", [1, 3_000])
def test_columns_that_are_not_known_or_not_there_are_told(
    compounds_home: Home, tmp_path: Path, rows: int
) -> None:
    file = tmp_path / "orders.csv"
    # The larger one is read by a second process.
    file.write_text(
        "工单编号,工单生成时间,内容描述,备注,自编\n"
        + "".join(f"{n},2022-07-15,楼道里有人抽烟，味道很大，请来看看{'，' * 40},,\n" for n in range(rows))
    )
    arguments = ("import", file, "--unit", "jingan", "--dry-run")
    columns = compounds_home.done(*arguments, "--json").facts["columns"]
    assert columns["unknown"] == ["备注", "自编"]
    assert columns["missing"][:3] == ["工号", "诉求地址", "诉求区域"]
    assert len(columns["missing"]) == 20
    out = compounds_home.done(*arguments).out
    assert "不认识的列（未使用，原样加密保存；columns not used）：备注、自编\n" in out
    assert "文件中没有的列（columns not there）：工号、诉求地址、" in out


def test_a_renamed_number_column_is_refused_before_any_row(compounds_home: Home, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("单号,生成日期,内容描述\n1,2022-07-15,楼道里有人抽烟\n")
    ended = compounds_home.run("import", file)

    ended.failed(3, "缺少必需的列「工单编号」、「工单生成时间」；不认识的列「单号」、「生成日期」")
    assert compounds_home.sql("SELECT count(*) FROM reports_importbatch") == [(0,)]


@pytest.mark.parametrize("way", [(), ("--dry-run",)])
def test_a_device_is_refused_in_one_line(compounds_home: Home, way: tuple[str, ...]) -> None:
    compounds_home.run("import", "/dev/zero", *way).failed(3, "/dev/zero 不是普通文件")
