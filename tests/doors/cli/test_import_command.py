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
    assert first == {"batch": 1, "file": "orders.csv", **expected}
    assert tried == {"file": "orders.csv", "dry_run": True, **expected}
    assert compounds_home.sql("SELECT actor, state FROM reports_importbatch") == [("lin", "done")]

    again = compounds_home.done(*arguments).facts
    assert again == {"batch": 2, "file": "orders.csv", **dict.fromkeys(COUNTS, 0), "read": 7, "known": 7}
    assert compounds_home.done("check", "--json").facts["breaches"] == 0


def test_for_people_it_says_how_the_rows_add_up(compounds_home: Home, tmp_path: Path) -> None:
    file = write_export(tmp_path / "orders.csv", ORDERS)
    out = compounds_home.run("import", file, "--mapping", "generic", "--unit", "jingan").out

    assert "读入 7 = 新增 6 + 变更 0 + 已有 0 + 待更正 1" in out
    assert "新增 6 = 已关联问题 2 + 待处理 4 + 已移送 0" in out


def test_a_header_that_is_none_is_refused_in_one_line_and_in_json(
    compounds_home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("甲,乙\n一,二\n")
    ended = compounds_home.run("import", file, "--json")

    ended.failed(3, "header")
    assert set(ended.facts) == {"file", "refused", "code", "advice"}
    assert compounds_home.sql("SELECT count(*) FROM reports_importbatch") == [(0,)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--channel", "pigeon"), "there is no channel 'pigeon'; the channels are hotline, studio"),
        (("--mapping", "nobody"), "nobody"),
        (("--unit", "mars"), "there is no unit 'mars'; the units of the notice are "),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    compounds_home: Home, tmp_path: Path, wrong: tuple[str, str], words: str
) -> None:
    file = write_export(tmp_path / "orders.csv", ORDERS)
    compounds_home.run("import", file, *wrong).failed(2, words)


def test_a_file_that_is_not_there_is_a_wrong_call(compounds_home: Home, tmp_path: Path) -> None:
    ended = compounds_home.run("import", tmp_path / "nowhere.csv")
    assert ended.code == 2
    assert "nowhere.csv" in ended.err
    assert "Traceback" not in ended.err
