"""``huiyin demo``: from its bundled files to the first page, again and again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from openpyxl import load_workbook

from doors.cli.homes import Home, on_sqlite
from doors.cli.serving import serving
from huiyin.doors.cli.demo_accounts import PEOPLE
from huiyin.records.accounts.roles import Role

pytestmark = on_sqlite

LOGIN = re.compile(r"^  ([a-z0-9]+) +([0-9a-f]{8}-[0-9a-f]{8}) +(\S+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """A home that holds the demonstration, and what setting it up printed; not to be changed."""
    home = Home.begun(tmp_path_factory.mktemp("demo") / "home")
    ended = home.run("demo", "--no-serve")
    assert ended.code == 0, ended.err
    return home, ended.out


@pytest.fixture
def demo(set_up: tuple[Home, str], tmp_path: Path) -> Home:
    """A home of its own that holds the demonstration."""
    return set_up[0].copy(tmp_path / "home")


def test_the_demonstration_takes_every_bundled_order_and_holds_what_must_hold(
    set_up: tuple[Home, str],
) -> None:
    home, out = set_up
    ((reports, landed),) = home.sql(
        "SELECT (SELECT count(*) FROM reports_report), count(*) FROM reports_landedrow"
    )

    assert reports == landed == 778
    assert "读入 778 = 新增 778 + 变更 0 + 已有 0 + 待更正 0\n" in out
    assert home.done("check", "--json").facts["breaches"] == 0
    # Every state of a problem is there to be looked at.
    states = dict(home.sql("SELECT state, count(*) FROM problems_problem GROUP BY state"))
    assert min(states["open"], states["settled"]) > 20
    assert f"问题 {sum(states.values())} 个，未销号 {states['open']}，已销号 {states['settled']}；" in out


def test_part_of_the_answers_is_sent_and_no_basis_claims_what_did_not_happen(
    set_up: tuple[Home, str],
) -> None:
    home, _ = set_up
    replies = dict(home.sql("SELECT state, count(*) FROM reports_reply GROUP BY state"))
    assert min(replies["sent"], replies["owed"]) > 10
    bases = home.sql("SELECT DISTINCT verification, basis FROM problems_problem WHERE state = 'settled'")
    assert sorted(bases) == [("true", "已整改，经复查符合完成标志"), ("untrue", "经核实不属实")]
    texts = home.sql("SELECT text FROM reports_reply WHERE state = 'sent'")
    assert all(text.startswith(("您好。您反映的", "您好。您来电咨询")) for (text,) in texts)
    put_right = sum("现已整改" in text for (text,) in texts)
    unfounded = sum("未发现所述情况" in text for (text,) in texts)
    assert min(put_right, unfounded) > 2
    # Each was sent by the action: the ledger has it. Three of those who got theirs are owed another.
    ((entered,),) = home.sql(
        "SELECT count(*) FROM ledger_entry WHERE action IN ('reply.send', 'report.answer')"
    )
    assert entered == replies["sent"] + 3


def test_people_have_dealt_with_part_of_what_waited_and_every_fate_is_there(set_up: tuple[Home, str]) -> None:
    home, _ = set_up
    fates = dict(home.sql("SELECT fate, count(*) FROM reports_report GROUP BY fate"))
    assert set(fates) == {"pending", "linked", "transferred", "declined", "withdrawn", "attached", "answered"}
    assert fates["pending"] < 450
    assert fates["linked"] > 200
    # Declining took two persons.
    declined = home.sql(
        "SELECT DISTINCT proposed_by, confirmed_by FROM reports_disposal WHERE kind = 'declined'"
    )
    assert declined == [("clerk", "approver")]
    # Nothing was done after the moment at which the demonstration stands.
    ((after,),) = home.sql("SELECT count(*) FROM ledger_entry WHERE at > '2022-09-15 01:00:00'")
    assert after == 0


def test_the_day_has_something_of_everything_to_do(set_up: tuple[Home, str]) -> None:
    home, _ = set_up
    (figures,) = home.sql(
        "SELECT sum(due_on = '2022-09-15'), sum(due_on = '2022-09-16'), sum(recheck_on = '2022-09-15'), "
        "sum(returned_on IS NOT NULL), sum(due_on < '2022-09-15') FROM problems_task WHERE state = 'open'"
    )
    assert min(figures) > 2
    # What was sent back, and what was settled, had somebody who did it.
    ((nobodys,),) = home.sql(
        "SELECT count(*) FROM problems_task t JOIN problems_assignment a ON a.task_id = t.id AND a.role = 'lead' "
        "WHERE (t.state = 'done' OR t.returned_on IS NOT NULL) AND a.officer_id IS NULL"
    )
    assert nobodys == 0
    # Who was dissatisfied when called back is owed an answer once more, and a person has not looked at it.
    ((unhappy, raised),) = home.sql(
        "SELECT (SELECT count(*) FROM reports_callback WHERE satisfaction = 'dissatisfied'), "
        "(SELECT count(*) FROM ledger_exceptionitem WHERE wanted = 'reply.send' AND cleared_at IS NULL)"
    )
    assert (unhappy, raised) == (3, 3)


def test_compounds_lie_in_invented_committees_each_with_problems_and_their_contact_sees_some(
    set_up: tuple[Home, str],
) -> None:
    home, _ = set_up
    known = home.sql(
        "SELECT s.name, count(*), count(DISTINCT n.id) FROM registry_compound c "
        "LEFT JOIN registry_neighbourhood n ON n.id = c.neighbourhood_id "
        "LEFT JOIN registry_subdistrict s ON s.id = n.subdistrict_id WHERE c.status = 'known' GROUP BY 1"
    )
    assert known == [("演示街道", 262, 12)]
    by_committee = home.sql(
        "SELECT c.neighbourhood_id, count(*) FROM problems_problem p JOIN registry_compound c ON c.id = p.compound_id "
        "WHERE p.state = 'open' AND c.neighbourhood_id IS NOT NULL GROUP BY 1"
    )
    ((contacts,),) = home.sql("SELECT neighbourhood_id FROM accounts_account WHERE username = 'contact'")
    assert len(by_committee) > 8
    assert dict(by_committee)[contacts] > 3


def test_later_commands_and_pages_stand_at_the_demonstrations_moment(
    set_up: tuple[Home, str], tmp_path: Path
) -> None:
    home, _ = set_up
    moving = {name: value for name, value in home.environment.items() if name != "HUIYIN_NOW"}
    ended = subprocess.run(
        home.command("lists", "export", "--out", tmp_path, "--json"),
        env=moving,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    names = [Path(json.loads(line)["file"]).name for line in ended.stdout.splitlines()]
    assert names == [
        f"{name}_市局_2022-09-15.xlsx" for name in ("问题清单", "任务清单", "责任清单", "诉件梳理")
    ]
    late = [row[11] for row in load_workbook(tmp_path / names[2]).active.iter_rows(4, values_only=True)]
    assert max(days for days in late if isinstance(days, int)) < 100


def test_a_restored_demonstration_is_still_one(demo: Home, tmp_path: Path) -> None:
    demo.done("backup", tmp_path / "backup")
    restored = Home(tmp_path / "restored")
    shutil.copytree(demo.folder / "keys", restored.folder / "keys")
    restored.done("restore", tmp_path / "backup")
    kept = restored.folder / "demo.json"
    assert kept.read_text() == (demo.folder / "demo.json").read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    restored.done("lists", "export", "--out", tmp_path)
    title = load_workbook(tmp_path / "问题清单_市局_2022-09-15.xlsx").active["A1"].value
    assert title == "住宅小区环境专项执法行动问题清单（演示数据，诉件均为虚构）"


def test_the_summary_fits_eighty_columns_and_says_what_it_counts(set_up: tuple[Home, str]) -> None:
    lines = set_up[1].splitlines()
    assert not any("…" in line for line in lines)
    heads = [line.split() for line in lines if line.startswith(("诉件去向", "问题类型"))]
    assert heads == [["诉件去向", "件"], ["问题类型", "个"]]
    kinds = next(number for number, line in enumerate(lines) if line.startswith("问题类型"))
    assert lines[kinds - 1].strip() == ""


def test_the_accounts_get_passwords_made_for_the_folder_and_kept_from_others(
    set_up: tuple[Home, str], tmp_path: Path
) -> None:
    home, out = set_up
    told = {name: password for name, password, _ in LOGIN.findall(out)}
    # One for each role at least.
    roles = {role for (roles,) in home.sql("SELECT roles FROM accounts_account") for role in roles.split()}
    assert roles == set(Role.values)

    assert json.loads((home.folder / "demo.json").read_text()) == {
        "as_of": "2022-09-15T09:00:00+08:00",
        **told,
    }
    assert (home.folder / "demo.json").stat().st_mode & 0o777 == 0o600
    assert len(set(told.values())) == len(told) == 15
    assert home.sql("SELECT count(*) FROM accounts_account WHERE must_change = 1") == [(0,)]


def test_setting_up_again_imports_nothing_and_keeps_the_passwords(
    set_up: tuple[Home, str], demo: Home
) -> None:
    before = demo.sql("SELECT count(*) FROM ledger_entry")
    out = demo.run("demo", "--no-serve").out

    assert demo.sql("SELECT count(*) FROM ledger_entry") == before
    assert "读入" not in out
    assert LOGIN.findall(out) == LOGIN.findall(set_up[1])


def test_a_program_is_told_on_one_line_how_the_campaign_stands_and_who_signs_in(
    set_up: tuple[Home, str], demo: Home
) -> None:
    (told,) = demo.done("demo", "--no-serve", "--json").lines
    logins = [
        (one["user"], one["password"], "、".join(Role(role).label for role in one["roles"]))
        for one in told.pop("accounts")
    ]
    assert logins == LOGIN.findall(set_up[1])
    fates = dict(demo.sql("SELECT fate, count(*) FROM reports_report GROUP BY fate"))
    states = dict(demo.sql("SELECT state, count(*) FROM problems_problem GROUP BY state"))
    pending = told.pop("pending")
    assert sum(pending.values()) == fates["pending"]
    figures = re.search(r"超期任务 (\d+)；待回音 (\d+)；待核小区 (\d+)", set_up[1])
    assert figures is not None
    assert told == {
        "home": str(demo.folder),
        "as_of": "2022-09-15T09:00:00+08:00",
        "reports": 778,
        "fates": fates,
        "problems_open": states["open"],
        "problems_settled": states["settled"],
        "tasks_overdue": int(figures[1]),
        "replies_owed": int(figures[2]),
        "provisional_places": int(figures[3]),
    }


def test_an_account_that_was_deleted_comes_back_with_another_password(
    set_up: tuple[Home, str], demo: Home
) -> None:
    demo.sql("DELETE FROM accounts_account WHERE username = 'leader'")
    before = dict(row[:2] for row in LOGIN.findall(set_up[1]))
    after = dict(row[:2] for row in LOGIN.findall(demo.run("demo", "--no-serve").out))

    assert after["supervisor"] == before["supervisor"]
    assert after["leader"] != before["leader"]


def test_a_set_up_that_was_cut_short_goes_on_where_it_stopped(
    set_up: tuple[Home, str], tmp_path: Path
) -> None:
    # Given a demonstration that was killed while its first weeks were being imported
    home = Home.begun(tmp_path / "home")
    process = home.start("demo", "--no-serve")
    while process.poll() is None:
        database = home.folder / "huiyin.sqlite3"
        if database.exists() and home.sql("SELECT 1 FROM sqlite_master WHERE name = 'reports_landedrow'"):
            ((done,),) = home.sql("SELECT count(*) FROM reports_importbatch WHERE state = 'done'")
            if done >= 2:
                process.kill()
                break
        # To look without a pause would keep it from its work.
        time.sleep(0.02)
    process.communicate()
    assert process.returncode == -9
    # When it is set up again
    ended = home.run("demo", "--no-serve")
    # Then it is all there, once
    assert ended.code == 0, ended.err
    facts = "SELECT number, fate FROM reports_report ORDER BY number"
    assert home.sql(facts) == set_up[0].sql(facts)
    assert home.done("check", "--json").facts["breaches"] == 0


def test_a_home_with_other_data_is_left_alone(home: Home) -> None:
    before = home.sql("SELECT count(*) FROM ledger_entry")
    ended = home.run("demo", "--no-serve", "--json")
    ended.failed(2, "holds other data; choose an empty HUIYIN_HOME")
    assert ended.lines == [{"error": ended.err.removeprefix("huiyin: ").rstrip("\n"), "code": 2}]
    assert home.sql("SELECT count(*) FROM ledger_entry") == before
    assert not (home.folder / "demo.json").exists()


def test_the_demonstration_ends_its_output_with_the_address_and_logins_that_work(demo: Home) -> None:
    passwords: dict[str, str] = json.loads((demo.folder / "demo.json").read_text())
    with serving(demo, "demo") as served:
        served.until(served.healthy, served.worker_listens)
        assert signs_in(served.address, "leader", passwords["leader"])
        assert not signs_in(served.address, "leader", passwords["supervisor"])
        ended = served.end()

    assert ended.code == 0
    assert ended.out.endswith(
        f"回音 {served.address}  （Ctrl+C 停止）\n演示账号：\n"
        + "".join(
            f"  {person.username:<12}{passwords[person.username]:<20}"
            f"{'、'.join(Role(role).label for role in person.roles)}\n"
            for person in PEOPLE
        )
    )
    # Beside the bar of the import the error stream has the requests, each of which was answered, and the wrong password.
    others = re.findall(r"^huiyin: \S+ (?!(?:GET|POST) \S+ [23]\d\d )(.*)", ended.err, re.MULTILINE)
    assert [re.sub(r"\{.*", "", said) for said in others] == ["AXES: New login failure by "]


def signs_in(address: str, name: str, password: str) -> bool:
    """Whether the sign-in page lets this account on to the first page."""
    person = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with person.open(address, timeout=20) as page:
        sign_in = page.url
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "login": name, "password": password}
    with person.open(sign_in, urllib.parse.urlencode(form).encode(), timeout=20) as answer:
        return bool(answer.url == address)
