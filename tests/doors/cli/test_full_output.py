"""Standard output that takes nothing: one line on the error stream, code 4, whatever was to be written there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite

pytestmark = [
    on_sqlite,
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full"),
]

LOST = (
    "huiyin: 标准输出写不进去（No space left on device），结果没有写完整；命令可能已经生效，请先查看再决定是否重新运行 / "
    "standard output takes nothing (No space left on device); the command may have done its work: look before you run it again\n"
)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("lists", "--help"),
        ("lists", "freeze", "--help"),
        ("law", "book"),
        ("law", "book", "group-renting", "--json"),
        ("registry", "units", "--json"),
        ("user", "roles"),
        ("check", "--json"),
        ("check",),
        ("triage", "list"),
    ],
    ids=" ".join,
)
def test_whatever_it_does_not_take_is_said_in_one_line(home: Home, arguments: tuple[str, ...]) -> None:
    ended = home.onto_full(*arguments)
    assert (ended.code, ended.err) == (4, LOST)


def test_what_a_command_has_done_before_stays_done(home: Home) -> None:
    ended = home.onto_full("triage", "withdraw", "1001", "--why", "来电人撤回", "--json")
    assert (ended.code, ended.err) == (4, LOST)
    assert home.sql("SELECT fate FROM reports_report WHERE number = '1001'") == [("withdrawn",)]


def test_a_failure_keeps_its_own_line_and_code(home: Home, tmp_path: Path) -> None:
    for code, arguments in (
        (2, ("nope", "--json")),
        (3, ("triage", "withdraw", "9", "--why", "x", "--json")),
    ):
        ended = home.onto_full(*arguments)
        assert (ended.code, ended.err.count("\n")) == (code, 1), ended.err
        assert ended.err.startswith("huiyin: 没有")


def test_the_code_is_told_where_the_error_stream_takes_nothing_either(home: Home) -> None:
    assert home.onto_full("check", "--json", err=subprocess.STDOUT).code == 4
    assert home.onto_full("nope", "--json", err=subprocess.STDOUT).code == 2


def test_without_any_output_a_command_does_its_work(home: Home) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "-", *home.command("user", "list", "--json")],
        env=home.environment,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_who_has_had_enough_is_no_failure(home: Home) -> None:
    for arguments in (("triage", "list", "--json"), ("corrections",)):
        process = home.start(*arguments)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.wait(timeout=60), process.stderr.read()) == (0, "")
        process.stderr.close()
