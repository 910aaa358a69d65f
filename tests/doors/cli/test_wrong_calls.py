"""A command called wrongly: one line that says what is wrong and where to read on, code 2, to programs as JSON."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from doors.cli.homes import Home, on_sqlite
from huiyin.doors.cli.main import cli
from huiyin.records.cases.models import Evidence
from huiyin.records.ledger.models import Entry
from huiyin.records.ledger.persons import LENGTH
from huiyin.records.reports.models import ImportBatch

pytestmark = on_sqlite

WRONG = [
    (
        ("import", "nofile.csv"),
        (
            "参数 FILE 的值不能用，须为已有且可读的文件；用法见 huiyin import --help / "
            "Invalid value for 'FILE': File 'nofile.csv' does not exist; see huiyin import --help"
        ),
    ),
    (
        ("restore", "/nonexist"),
        (
            "参数 SOURCE 的值不能用，须为已有且可读的文件夹；用法见 huiyin restore --help / "
            "Invalid value for 'SOURCE': Directory '/nonexist' does not exist; see huiyin restore --help"
        ),
    ),
    (
        ("import",),
        "缺少参数 FILE，须为已有且可读的文件；用法见 huiyin import --help / Missing argument 'FILE'; see huiyin import --help",
    ),
    (
        ("registry", "merge", "1", "2"),
        "缺少选项 --why；用法见 huiyin registry merge --help / Missing option '--why'; see huiyin registry merge --help",
    ),
    (("imprt",), "没有命令 imprt；用法见 huiyin --help / No such command 'imprt'; see huiyin --help"),
    (
        ("lists", "freze"),
        "没有命令 freze；用法见 huiyin lists --help / No such command 'freze'",
    ),
    (("check", "--quick"), "没有选项 --quick；用法见 huiyin check --help / No such option '--quick'"),
    (
        ("lists", "export", "--out", "x", "--as-of", "gestern"),
        (
            "选项 --as-of 的值不能用，须为日期，如 2022-09-15；用法见 huiyin lists export --help / "
            "Invalid value for '--as-of': 'gestern' does not match the format '%Y-%m-%d'"
        ),
    ),
    (
        ("triage", "decline", "一"),
        (
            "参数 REPORT_IDS 的值不能用，须为整数；用法见 huiyin triage decline --help / "
            "Invalid value for 'REPORT_IDS...': '一' is not a valid integer"
        ),
    ),
    (
        ("registry", "mandate", "end", "0", "--until", "2022-09-30"),
        "参数 ID 的值不能用，须为 1 至 9223372036854775807 的整数；用法见 huiyin registry mandate end --help / ",
    ),
    (
        ("lists", "freeze", "--kind", "all\nof\nthem"),
        "选项 --kind 的值不能用，须为 problem、task、responsibility、all 之一；用法见 huiyin lists freeze --help / ",
    ),
    (
        ("registry", "units", "one", "two"),
        "命令的写法不对；用法见 huiyin registry units --help / Got unexpected extra arguments (one two)",
    ),
    (("lists", "freeze", "--unit"), "选项 --unit 的写法不对；用法见 huiyin"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_a_wrong_call_is_one_line_in_both_languages_and_touches_nothing(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    home = Home(tmp_path / "home")
    ended = home.run(*arguments)
    ended.failed(2, f"huiyin: {words}")
    assert ended.out == ""
    assert not home.folder.exists()


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_a_program_is_told_of_a_wrong_call_as_of_any_failure(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    command, *rest = arguments
    at = 1 if command in ("lists", "triage", "registry") else 0
    ended = Home(tmp_path / "home").run(command, *rest[:at], "--json", *rest[at:])
    ended.failed(2, "；用法见 huiyin")
    assert ended.lines == [{"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 2}]


def test_every_command_can_speak_to_a_program() -> None:
    assert [" ".join(path) for path, command in commands() if not has(command, "--json")] == []


def test_a_group_without_a_command_shows_its_help_page(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for group in ((), ("lists",)):
        ended = home.run(*group)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == home.done(*group, "--help").out


def test_a_password_that_nobody_types_is_a_wrong_call(compounds_home: Home) -> None:
    ended = compounds_home.run("user", "add", "shen.yi", "--admin")
    assert ended.code == 2
    assert ended.out == ""
    assert "密码 / Password: " in ended.err
    assert ended.err.endswith(
        "huiyin: 须输入的内容没有输入，请用选项给出 / what was asked for was not given; give it as an option\n"
    )


def test_a_program_that_gives_no_password_reads_json_alone(compounds_home: Home) -> None:
    ended = compounds_home.run("user", "add", "shen.yi", "--admin", "--json")
    assert ended.code == 2
    assert ended.lines == [
        {
            "error": "须输入的内容没有输入，请用选项给出 / what was asked for was not given; give it as an option",
            "code": 2,
        }
    ]


def test_a_password_is_asked_for_twice_and_standard_output_has_what_came_of_it(compounds_home: Home) -> None:
    for typed, said in (("Hui-yin-2022-x\nother\n", 2), ("Hui-yin-2022-x\nHui-yin-2022-x\n", 0)):
        done = subprocess.run(
            compounds_home.command("user", "add", "shen.yi", "--admin", "--json"),
            env=compounds_home.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            start_new_session=True,
            check=False,
        )
        assert done.returncode == said, done.stderr
        assert "再输入一次 / Repeat: " in done.stderr
        (line,) = done.stdout.splitlines()
    assert json.loads(line) == {"user": "shen.yi", "roles": ["admin"], "unit": "sh-bureau"}


def test_an_interrupted_command_says_so_with_a_code_of_its_own(compounds_home: Home) -> None:
    process = compounds_home.start("tick", "--every", 60, "--json")
    assert process.stdout is not None
    assert process.stdout.readline().startswith('{"sealed"')
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, "huiyin: 已中断 / interrupted")
    assert out == '{"error": "已中断 / interrupted", "code": 130}\n'


def commands() -> list[tuple[list[str], click.Command]]:
    """Every command that does something, with the words by which it is called."""
    found: list[tuple[list[str], click.Command]] = []

    def walk(command: click.Command, path: list[str]) -> None:
        context = click.Context(command)
        if not isinstance(command, click.Group):
            found.append((path, command))
            return
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            walk(below, [*path, name])

    walk(cli, [])
    return found


def has(command: click.Command, option: str) -> bool:
    return any(option in param.opts for param in command.params)


@pytest.mark.parametrize("path", [path for path, command in commands() if has(command, "--as")], ids=" ".join)
def test_every_act_is_refused_to_a_name_that_no_ledger_takes(tmp_path: Path, path: list[str]) -> None:
    # In one process: that the name is looked at before anything else is what is asked for.
    program = (
        "import sys; from huiyin.doors.cli.main import main\n"
        "for actor in ('', ' ', '沈' * 65, 'a\\nb', '\\udcff', '\\u200b', 'a\\u202eb', 'clerk\\ufe0f', '\\u0441lerk'):\n"
        f"    sys.argv = ['huiyin', *{path!r}, '--as', actor, '--json']\n"
        "    try: main()\n"
        "    except SystemExit as ended: assert ended.code == 2, (actor, ended.code)\n"
        "    else: raise AssertionError(actor)\n"
    )
    home = Home(tmp_path / "home")
    done = subprocess.run(
        [sys.executable, "-c", program], env=home.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    assert len(said) == len(done.stdout.splitlines()) == 9
    for line in said:
        assert line.startswith(
            "huiyin: 选项 --as 的值不能用，须为 1 至 64 个汉字、拉丁字母、数字或常用符号，不含看不见的字符；"
        )
        assert (
            "Invalid value for '--as': a name of 1 to 64 Chinese characters, Latin letters, digits and common marks, "
            "all of them seen; see"
        ) in line
    assert not home.folder.exists()


def test_the_longest_name_is_what_every_table_takes(compounds_home: Home) -> None:
    for model in (Entry, ImportBatch, Evidence):
        assert model._meta.get_field("actor").max_length == LENGTH
    name = "沈" * LENGTH
    compounds_home.done("corrections", "--as", f" {name} ")
    assert compounds_home.sql("SELECT actor FROM ledger_entry WHERE action = 'reading.export'") == [(name,)]
