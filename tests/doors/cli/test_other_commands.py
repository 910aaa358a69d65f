"""Help, accounts, reading without Django, backup and restore, and homes that cannot be used."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doors.cli.homes import ORDERS, Ended, Home, on_sqlite, write_compounds, write_export
from records.reports import report_rows as rows
from records.reports.report_rows import order

pytestmark = on_sqlite

COMMANDS = (
    "import", "lists", "survey", "triage", "corrections", "report", "registry", "read", "law", "calendar", "check", "ledger", "user", "tick", "serve", "demo",
    "backup", "restore",
)  # fmt: skip


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_the_help_page_names_every_command_and_loads_none(tmp_path: Path, flag: str) -> None:
    home = Home(tmp_path / "home")
    out = home.done(flag).out
    named = [line.split()[0] for line in out.split("Commands:\n")[1].splitlines() if line.startswith("  ")]

    assert [word for word in named if word in COMMANDS] == list(COMMANDS)
    assert not home.folder.exists()


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ("serve", "demo")])
def test_every_command_has_a_help_page_that_touches_nothing(tmp_path: Path, command: str) -> None:
    home = Home(tmp_path / "home")
    assert home.done(command, "--help").out.startswith(f"Usage: huiyin {command} ")
    assert not home.folder.exists()


def test_a_command_that_does_not_exist_is_a_wrong_call(tmp_path: Path) -> None:
    ended = Home(tmp_path / "home").run("imprt")
    assert ended.code == 2
    assert "No such command 'imprt'" in ended.err


def test_an_account_is_added_once_and_with_a_password_worth_the_name(compounds_home: Home) -> None:
    add = ("user", "add", "Shen.Yi", "--admin", "--password")
    compounds_home.run(*add, "12345").failed(3, "密码太弱")
    compounds_home.run("user", "add", "shen yi/", "--admin", "--password", "Hui-yin-2022-x").failed(
        3, "用户名为2至64个"
    )
    assert compounds_home.sql("SELECT count(*) FROM accounts_account") == [(0,)]

    assert compounds_home.done(*add, "Hui-yin-2022-x").out == "已建立账号 shen.yi\n"
    ((name, roles, password, must_change),) = compounds_home.sql(
        "SELECT username, roles, password, must_change FROM accounts_account"
    )
    assert (name, roles, password.startswith("argon2$"), must_change) == ("shen.yi", "admin", True, 0)
    compounds_home.run(*add, "Hui-yin-2022-x").failed(3, "已被使用")


def test_texts_are_read_without_django_or_a_database(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    texts = {"a-1": rows.SUNROOM, "a-2": rows.OUTSIDE}
    source.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()) + "\n")
    compounds = write_compounds(tmp_path / "compounds.csv")
    program = (
        "import sys; from huiyin.doors.cli.main import cli\n"
        f"cli.main(['read', {str(source)!r}, {str(target)!r}, '--gazetteer', {str(compounds)!r}], standalone_mode=False)\n"
        "assert 'huiyin.knowledge.complaint' in sys.modules\n"
        "assert 'django' not in sys.modules and 'sqlite3' not in sys.modules\n"
    )
    home = Home(tmp_path / "home")
    # Measuring coverage would load a database for its own use.
    bare = {name: value for name, value in home.environment.items() if not name.startswith("COVERAGE_")}
    subprocess.run([sys.executable, "-c", program], env=bare, check=True)

    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [
        (line["id"], [w["code"] for w in line["violations"]], line["place"]["compound_id"]) for line in lines
    ] == [
        ("a-1", ["illegal-construction"], "t1"),
        ("a-2", [], None),
    ]
    assert not home.folder.exists()


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"[1]",
        b'{"id": "x"}',
        b'{"text": "y"}',
        '{"id": "x", "text": "违建"}'.encode("gb18030"),
        b'{"id": "\\ud800", "text": ""}',
        b"[" * 100_000,
        b'{"id": "x", "text": "y", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, bad: bytes) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "ok", "text": ""}\n' + bad + b"\n")
    ended = Home(tmp_path / "home").run("read", source, tmp_path / "out.jsonl")
    ended.failed(3, "in.jsonl, line 2: not an object with id and text")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


WANTED = {
    "id": "in.jsonl 第 2 行的 id 应为字符串或整数，请更正"
    "（in.jsonl, line 2: id must be a string or an integer; correct it）",
    "text": 'in.jsonl 第 2 行的 text 应为字符串，没有内容就写 ""'
    '（in.jsonl, line 2: text must be a string; write "" where there is none）',
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("id", value) for value in ("NaN", "Infinity", "-Infinity", "1.0", "null", "{}", "[]", "true")),
        *(("text", value) for value in ("null", "[]", '["litter"]', "{}", "true", "7", "NaN")),
    ],
)
def test_an_id_or_a_text_of_another_kind_is_named(tmp_path: Path, field: str, value: str) -> None:
    source = tmp_path / "in.jsonl"
    bad = json.dumps({"id": "x", "text": "y"} | {field: "?"}).replace('"?"', value)
    source.write_text(f'{{"id": "ok", "text": ""}}\n{bad}\n', encoding="utf-8")
    ended = Home(tmp_path / "home").run("read", source, tmp_path / "out.jsonl")

    assert (ended.code, ended.out, ended.err) == (3, "", f"huiyin: {WANTED[field]}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_readings_come_in_the_order_of_the_texts_though_ids_repeat(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    # More than are read together, each known by the ticket that it quotes.
    given = [(("a", 7, "7")[n % 3], str(20220901000000 + n)) for n in range(2_050)]
    source.write_text(
        "".join(json.dumps({"id": key, "text": f"工单{quoted}"}) + "\n" for key, quoted in given)
    )
    Home(tmp_path / "home").done("read", source, target, "--reader", "keywords")

    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], *line["quotes"]) for line in lines] == given


def test_a_target_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    Home(tmp_path / "home").run("read", source, tmp_path / "nowhere" / "out.jsonl").failed(
        4, f"没有这个文件或文件夹，请核对路径：{tmp_path}/nowhere/out.jsonl / No such file or directory: "
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_target_that_is_full_is_named(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    Home(tmp_path / "home").run("read", source, "/dev/full").failed(
        4,
        "磁盘已满，请腾出空间后再运行：/dev/full / No space left on device: /dev/full; make room, then run it again",
    )


def test_compounds_that_cannot_be_read_are_refused_in_both_languages(tmp_path: Path) -> None:
    source, compounds = tmp_path / "in.jsonl", tmp_path / "compounds.csv"
    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    compounds.write_text("id,name,address,district\nC1,海棠花苑,,临海区\n", encoding="utf-8")
    Home(tmp_path / "home").run("read", source, tmp_path / "out.jsonl", "--gazetteer", compounds).failed(
        3,
        "compounds.csv 第 2 行：列 district 的“临海区”不是上海的区，请更正 / "
        "compounds.csv, row 2: column 'district' has '临海区', which is no district of Shanghai; correct it",
    )
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("as_link", [False, True])
def test_texts_are_never_overwritten_by_their_readings(tmp_path: Path, as_link: bool) -> None:
    source = target = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    if as_link:
        target = tmp_path / "same.jsonl"
        target.symlink_to(source)
    Home(tmp_path / "home").run("read", source, target).failed(2, "in.jsonl")
    assert source.read_bytes() == b'{"id": "ok", "text": ""}\n'


def test_the_compounds_are_never_overwritten_by_readings(tmp_path: Path) -> None:
    source, compounds = tmp_path / "in.jsonl", write_compounds(tmp_path / "compounds.csv")
    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    before = compounds.read_bytes()
    Home(tmp_path / "home").run("read", source, compounds, "--gazetteer", compounds).failed(
        2, "compounds.csv"
    )
    assert compounds.read_bytes() == before


def test_readings_take_their_place_only_when_all_is_read(tmp_path: Path) -> None:
    source, target, link = (tmp_path / name for name in ("in.jsonl", "out.jsonl", "link.jsonl"))
    source.write_bytes(b'{"id": "ok", "text": ""}\n{\n')
    target.write_bytes(b"earlier\n")
    target.chmod(0o640)
    link.symlink_to(target)
    home = Home(tmp_path / "home")
    assert home.run("read", source, link, "--json").facts["code"] == 3
    assert target.read_bytes() == b"earlier\n"

    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    assert home.done("read", source, link, "--json").facts == {
        "file": "in.jsonl",
        "target": "link.jsonl",
        "read": 1,
    }
    assert json.loads(target.read_bytes())["id"] == "ok"
    assert (link.is_symlink(), target.stat().st_mode & 0o777) == (True, 0o640)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "link.jsonl", "out.jsonl"]


def test_who_reads_is_chosen_for_one_command_or_for_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    read = ("read", source, "/dev/stdout")
    home = Home(tmp_path / "home")
    assert home.done(*read).facts["reader"].startswith("linear-")
    assert home.done(*read, "--reader", "keywords").facts["reader"].startswith("keywords-")
    monkeypatch.setenv("HUIYIN_READER", "keywords")
    assert home.done(*read).facts["reader"].startswith("keywords-")


def test_readings_can_go_into_a_pipe(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "ok", "text": ""}\n')
    assert Home(tmp_path / "home").done("read", source, "/dev/stdout").facts["id"] == "ok"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"DATABASE_URL": "mysql://somebody:secret@x"}, "DATABASE_URL names a database of kind 'mysql'"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL 只能是 PostgreSQL"),
        ({"HUIYIN_NOW": "abc"}, "HUIYIN_NOW=abc 不是时刻"),
        (
            {"HUIYIN_READER": "fortune"},
            "HUIYIN_READER=fortune 不是可用的判读程序，可用的有 learned、keywords",
        ),
    ],
)
def test_a_setting_that_cannot_be_meant_is_one_line(
    tmp_path: Path, setting: dict[str, str], words: str
) -> None:
    home = Home(tmp_path / "home")
    for arguments in (("check",), ("restore", tmp_path)):
        done = subprocess.run(
            home.command(*arguments),
            env=home.environment | setting,
            capture_output=True,
            text=True,
            check=False,
        )
        Ended(done.returncode, done.stdout, done.stderr).failed(4, words)
        assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("registry", "units"), 0, ""),
        (("import", "/dev/null", "--unit", "mars", "--json"), 2, "huiyin: 没有代码为 mars 的单位"),
    ],
)
def test_who_has_had_enough_of_the_output_hears_no_more_of_it(
    compounds_home: Home, arguments: tuple[str, ...], code: int, said: str
) -> None:
    writer = subprocess.Popen(
        compounds_home.command(*arguments),
        env=compounds_home.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    err = writer.stderr.read()
    writer.stderr.close()
    assert (writer.wait(timeout=60), err.count("\n"), err.startswith(said)) == (code, bool(said), True)


def test_every_act_can_speak_to_a_program(home: Home, tmp_path: Path) -> None:
    add = ("user", "add", "shen.yi", "--admin", "--password", "Hui-yin-2022-x", "--json")
    assert home.done(*add).facts == {"user": "shen.yi", "roles": ["admin"], "unit": "sh-bureau"}
    again = home.run(*add)
    again.failed(3, "已被使用")
    assert again.facts == {"error": again.err.removeprefix("huiyin: ").rstrip("\n"), "code": 3}
    seals = home.done("ledger", "export", tmp_path / "seals.jsonl", "--json").facts
    assert seals == {"file": "seals.jsonl", "exported": 1}
    backup = tmp_path / "backup"
    made = home.done("backup", backup, "--json").facts
    assert (made["backup"], made["format"], made["engine"]) == (str(backup), 1, "sqlite")
    empty = Home(tmp_path / "empty")
    shutil.copytree(home.folder / "keys", empty.folder / "keys")
    restored = empty.done("restore", backup, "--json").facts
    assert restored == {
        "restored": str(backup),
        **{key: made[key] for key in ("format", "version", "at", "engine")},
    }


def test_a_backup_made_while_others_write_restores_to_a_whole_home(home: Home, tmp_path: Path) -> None:
    many = [order(str(20_000 + n), rows.SUNROOM.replace("1201室", f"{100 + n}室")) for n in range(1_500)]
    file = write_export(tmp_path / "many.csv", many)
    writer = home.start("import", file, "--mapping", "generic", "--unit", "jingan", "--json")
    backups = []
    while writer.poll() is None and len(backups) < 20:
        target = tmp_path / f"backup-{len(backups)}"
        home.done("backup", target)
        home.done("tick")
        backups.append(target)
    out, err = writer.communicate(timeout=60)
    assert (writer.returncode, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["new"] == 1_500
    last = tmp_path / "backup-last"
    home.done("backup", last)

    held = []
    for number, backup in enumerate((backups[0], backups[-1], last)):
        assert not list(backup.rglob("*.key"))
        again = Home(tmp_path / f"again-{number}")
        shutil.copytree(home.folder / "keys", again.folder / "keys")
        again.done("restore", backup)
        verdict = again.done("ledger", "verify", "--json").facts
        assert verdict["faults"] == 0
        checked = again.run("check", "--json")
        assert checked.facts["breaches"] == 0, checked.out
        held.append(again.sql("SELECT count(*) FROM reports_report")[0][0])
        kept = {path.name for path in (again.folder / "files").iterdir()}
        names = {f"{bytes(sha).hex()}.bin" for (sha,) in again.sql("SELECT sha256 FROM reports_importbatch")}
        assert names <= kept
    assert held == sorted(held)
    assert held[-1] == 1_506


def test_a_backup_goes_into_a_folder_of_its_own(home: Home, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    home.run("backup", tmp_path / "there").failed(2, "exists already")


def test_a_restore_never_overwrites_and_takes_whole_backups_only(home: Home, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    home.done("backup", backup)
    home.run("restore", backup).failed(3, "is not empty; a restore never overwrites")

    empty = Home(tmp_path / "empty")
    empty.run("restore", backup).failed(3, "missing: django, ledger, vault, index")
    shutil.copytree(home.folder / "keys", empty.folder / "keys", dirs_exist_ok=True)
    empty.run("restore", tmp_path).failed(3, "it has no backup.json")
    for damage, words in (
        (lambda copy: (copy / "backup.json").write_text("{"), "its backup.json is damaged"),
        (lambda copy: (copy / "backup.json").write_text('{"format": 9, "engine": "sqlite"}'), "has format 9"),
        (lambda copy: (copy / "huiyin.sqlite3").unlink(), "it has no huiyin.sqlite3"),
    ):
        copy = tmp_path / "damaged"
        shutil.copytree(backup, copy)
        damage(copy)
        empty.run("restore", copy).failed(3, words)
        shutil.rmtree(copy)
    assert sorted(path.name for path in empty.folder.iterdir()) == ["keys"]
    empty.done("restore", backup)
    assert empty.done("check", "--json").facts["breaches"] == 0


def test_a_damaged_key_is_one_line(home: Home) -> None:
    (home.folder / "keys" / "vault.key").write_text("damaged\n")
    home.run("check").failed(4, "密钥文件夹中的 vault.key 已损坏")


def test_a_home_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home = Home(tmp_path / "file" / "home")
    for arguments in (("check",), ("backup", tmp_path / "backup")):
        home.run(*arguments).failed(
            4,
            f"数据文件夹不能使用（the home folder cannot be used）：路径中有一段不是文件夹，请核对路径：{home.folder} / "
            f"Not a directory: {home.folder}; look at the path",
        )


def test_a_database_that_is_none_is_one_line(home: Home) -> None:
    for path in home.folder.glob("huiyin.sqlite3*"):
        path.unlink()
    (home.folder / "huiyin.sqlite3").write_bytes(b"this is no database" * 400)
    ended = home.run("check")
    ended.failed(
        4, "数据库拒绝了操作或无法连接（file is not a database）；此前接收的都已保存，请查明原因后再运行 / "
    )
    ended.failed(
        4, "the database refused or is gone (file is not a database); what was accepted before is kept"
    )


def test_merging_two_compounds_says_how_many_reports_and_problems_went_along(home: Home) -> None:
    home.run("registry", "merge", "1", "1", "--why", "同一小区").failed(3, "cannot be merged into itself")
    for no_id in ("一", "0", str(2**63)):
        assert home.run("registry", "merge", no_id, "2", "--why", "同一小区").code == 2
    ((there,),) = home.sql("SELECT count(*) FROM reports_report WHERE compound_id = 1")
    facts = home.done("registry", "merge", "1", "3", "--why", "同一小区", "--json").facts

    assert there >= 2
    assert (facts["moved"]["report"], facts["moved"]["problem"]) == (there, 1)
    assert home.done("check", "--json").facts["breaches"] == 0
    assert len(ORDERS) == 7
