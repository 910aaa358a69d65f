"""``huiyin demo``: from its bundled files to the first page, again and again."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from doors.cli.homes import Home, on_sqlite
from doors.cli.serving import serving

pytestmark = on_sqlite

LOGIN = re.compile(
    r"^  (leader|supervisor) +([0-9a-f]{8}-[0-9a-f]{8}) +(街镇中队长|市局监督员)$", re.MULTILINE
)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """A home that holds the demonstration, and what setting it up printed; not to be changed."""
    home = Home(tmp_path_factory.mktemp("demo") / "home")
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


def test_the_accounts_get_passwords_made_for_the_folder_and_kept_from_others(
    set_up: tuple[Home, str], tmp_path: Path
) -> None:
    home, out = set_up
    told = {name: password for name, password, _ in LOGIN.findall(out)}

    assert json.loads((home.folder / "demo.json").read_text()) == told
    assert (home.folder / "demo.json").stat().st_mode & 0o777 == 0o600
    assert len(set(told.values())) == 2


def test_setting_up_again_imports_nothing_and_keeps_the_passwords(
    set_up: tuple[Home, str], demo: Home
) -> None:
    before = demo.sql("SELECT count(*) FROM ledger_entry")
    out = demo.run("demo", "--no-serve").out

    assert demo.sql("SELECT count(*) FROM ledger_entry") == before
    assert "读入" not in out
    assert LOGIN.findall(out) == LOGIN.findall(set_up[1])


def test_an_account_that_was_deleted_comes_back_with_another_password(
    set_up: tuple[Home, str], demo: Home
) -> None:
    demo.sql("DELETE FROM auth_user WHERE username = 'leader'")
    before = dict(row[:2] for row in LOGIN.findall(set_up[1]))
    after = dict(row[:2] for row in LOGIN.findall(demo.run("demo", "--no-serve").out))

    assert after["supervisor"] == before["supervisor"]
    assert after["leader"] != before["leader"]


def test_a_set_up_that_was_cut_short_goes_on_where_it_stopped(
    set_up: tuple[Home, str], tmp_path: Path
) -> None:
    # Given a demonstration that was killed while its first weeks were being imported
    home = Home(tmp_path / "home")
    process = home.start("demo", "--no-serve")
    while process.poll() is None:
        database = home.folder / "huiyin.sqlite3"
        if database.exists() and home.sql("SELECT 1 FROM sqlite_master WHERE name = 'reports_landedrow'"):
            ((done,),) = home.sql("SELECT count(*) FROM reports_importbatch WHERE state = 'done'")
            if done >= 2:
                process.kill()
                break
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
    home.run("demo", "--no-serve").failed(2, "holds other data; choose an empty HUIYIN_HOME")
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
        f"  leader      {passwords['leader']}   街镇中队长\n"
        f"  supervisor  {passwords['supervisor']}   市局监督员\n"
    )
    # The bar of the import is all that the error stream has.
    assert "huiyin" not in ended.err


def signs_in(address: str, name: str, password: str) -> bool:
    """Whether the sign-in page lets this account on to the first page."""
    person = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with person.open(address, timeout=20) as page:
        sign_in = page.url
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "username": name, "password": password}
    with person.open(sign_in, urllib.parse.urlencode(form).encode(), timeout=20) as answer:
        return bool(answer.url == address)
